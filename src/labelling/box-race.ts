import { type Outline, shapesOfOutlines } from "../core/masks/outlines.js";
import { decodeRunText } from "../core/masks/run-text.js";
import { isOfOtherSize } from "../core/masks/shapes.js";
import type { ObjectShapes } from "../core/objects.js";
import { imageF1OfObjects } from "../metrics/detection/operating-estimates.js";
import { f1Of } from "../metrics/image-f1.js";
import { parseReference } from "../metrics/reference.js";
import { matchDetections } from "../outcomes/detection/match-detections.js";
import { COCO_RULES, MASK_RULES } from "../outcomes/detection/match-rules.js";
import type { MatchRules } from "../outcomes/detection-types.js";
import { detection } from "../tasks/detection/detection.js";
import type { SpokenBox } from "../tasks/predictions.js";
import type { LabelRaceRule, RacedAnswer } from "./label-race.js";
import type { LabelledImage } from "./label-state.js";
import { type PaintedObject, paintedObjects } from "./masks/painted-objects.js";

/** F1 at an overlap of 0.5 asks for no areas. */
const ofHalf = (rules: MatchRules): MatchRules => ({
  ...rules,
  thresholds: [0.5],
  areas: rules.areas.slice(0, 1),
});
const BOXES = ofHalf(COCO_RULES);
const OUTLINES = ofHalf(MASK_RULES);
const METRIC = parseReference(detection.headline);

/**
 * F1 of the boxes of each image, as `homeground compare --race` has it. Where a box of the first model was taken
 * over, the image says nothing: against such a box that model is right by making.
 */
export const byBoxes: LabelRaceRule = {
  isLabelled: ({ label }) => label?.kind === "objects" || label?.kind === "empty",
  score({ label, objects }, { boxes }) {
    if (objects.some(({ isAccepted }) => isAccepted)) return null;
    const there = label?.kind === "objects" ? objects : [];
    return f1OfObjects(
      there.flatMap(({ label: name, place }) =>
        place.kind === "box"
          ? [{ label: name, box: [place.x, place.y, place.width, place.height], flags: 0 }]
          : [],
      ),
      boxes,
      BOXES,
      null,
    );
  },
  areAlike: (a, b) => JSON.stringify(a.boxes) === JSON.stringify(b.boxes),
};

/**
 * F1 of the outlines of each image, by the pixels that they share. No outline of a model can be taken over while
 * objects are painted, so each is somebody's own. A mask of another size than the picture says nothing.
 */
export const byOutlines: LabelRaceRule = {
  ...byBoxes,
  score(labelled, { boxes }) {
    const there = paintedOf(labelled);
    const [size] = labelled.strokes ?? [];
    // Where one side has nothing, nothing has to be held against each other.
    if (there.length === 0 || size === undefined) return f1Of(0, boxes.length);
    const found = shapesOfOutlines(boxes.map(outlineOfBox));
    const pixels = size.widthPx * size.heightPx;
    if (boxes.some((_, i) => isOfOtherSize(found, i, pixels))) return null;
    const truth = shapesOfOutlines(there.map(({ runs }) => ({ runs: [...runs] })));
    return f1OfObjects(there, boxes, OUTLINES, { ...size, truth, found });
  },
};

/** Strokes are drawn once for all models that are held against them. */
const kept = new WeakMap<LabelledImage, readonly PaintedObject[]>();

function paintedOf(labelled: LabelledImage): readonly PaintedObject[] {
  if (labelled.label?.kind !== "objects") return [];
  const painted = kept.get(labelled) ?? paintedObjects(labelled.strokes ?? []);
  kept.set(labelled, painted);
  return painted;
}

function outlineOfBox({ outline }: SpokenBox): Outline {
  if (outline === undefined) return null;
  if (typeof outline !== "string") return { polygons: outline };
  return { runs: [...(decodeRunText(outline) ?? [])] };
}

interface Shapes {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly truth: ObjectShapes;
  readonly found: ObjectShapes;
}

/** @param shapes of both sides, in their order; null where boxes are matched */
function f1OfObjects(
  there: readonly {
    readonly label: string;
    readonly box: ArrayLike<number>;
    readonly flags: number;
  }[],
  found: RacedAnswer["boxes"],
  rules: MatchRules,
  shapes: Shapes | null,
): number {
  const classes = [...new Set([...found, ...there].map(({ label }) => label))];
  const columns = (
    rows: readonly { readonly label: string; readonly box: ArrayLike<number> }[],
    own: ObjectShapes | undefined,
  ) => ({
    count: rows.length,
    image: new Int32Array(rows.length),
    label: Int32Array.from(rows, ({ label }) => classes.indexOf(label)),
    box: Float64Array.from(rows.flatMap(({ box }) => Array.from(box))),
    ...(own === undefined ? {} : { shapes: own }),
  });
  const side = (px: number | undefined) => (px === undefined ? null : Float64Array.of(px));
  const outcomes = matchDetections(
    {
      imageCount: 1,
      labelCount: classes.length,
      truth: {
        ...columns(there, shapes?.truth),
        area: Float64Array.from(there, ({ box }) => box[2]! * box[3]!),
        flags: Uint8Array.from(there, ({ flags }) => flags),
      },
      detections: {
        ...columns(
          found.map(({ label, xywhPx }) => ({ label, box: xywhPx })),
          shapes?.found,
        ),
        score: Float64Array.from(found, ({ score }) => score),
      },
      widthPx: side(shapes?.widthPx),
      heightPx: side(shapes?.heightPx),
      searched: null,
    },
    rules,
    // What does not count was left out before.
    { classes, modelClassCount: classes.length, threshold: -Number.MAX_VALUE },
  );
  return imageF1OfObjects(outcomes, METRIC)[0]!;
}
