import { imageF1OfObjects } from "../metrics/detection/operating-estimates.js";
import { parseReference } from "../metrics/reference.js";
import { matchDetections } from "../outcomes/detection/match-detections.js";
import { COCO_RULES } from "../outcomes/detection/match-rules.js";
import { detection } from "../tasks/detection/detection.js";
import type { LabelRaceRule, RacedAnswer } from "./label-race.js";
import type { LabelledObject } from "./label-state.js";

/** F1 at an overlap of 0.5 asks for no areas. */
const RULES = { ...COCO_RULES, thresholds: [0.5], areas: COCO_RULES.areas.slice(0, 1) };
const METRIC = parseReference(detection.headline);

/**
 * F1 of the boxes of each image, as `homeground compare --race` has it. Where a box of the first model was taken
 * over, the image says nothing: against such a box that model is right by making.
 */
export const byBoxes: LabelRaceRule = {
  isLabelled: ({ label }) => label?.kind === "objects" || label?.kind === "empty",
  score({ label, objects }, { boxes }) {
    if (objects.some(({ isAccepted }) => isAccepted)) return null;
    return f1OfBoxes(label?.kind === "objects" ? objects : [], boxes);
  },
  areAlike: (a, b) => JSON.stringify(a.boxes) === JSON.stringify(b.boxes),
};

function f1OfBoxes(objects: readonly LabelledObject[], found: RacedAnswer["boxes"]): number {
  const there = objects.flatMap(({ label, place }) =>
    place.kind === "box" ? [{ label, xywh: [place.x, place.y, place.width, place.height] }] : [],
  );
  const classes = [...new Set([...found, ...there].map(({ label }) => label))];
  const columns = (
    rows: readonly { readonly label: string; readonly xywh: readonly number[] }[],
  ) => ({
    count: rows.length,
    image: new Int32Array(rows.length),
    label: Int32Array.from(rows, ({ label }) => classes.indexOf(label)),
    box: Float64Array.from(rows.flatMap(({ xywh }) => xywh)),
  });
  const outcomes = matchDetections(
    {
      imageCount: 1,
      labelCount: classes.length,
      truth: {
        ...columns(there),
        area: Float64Array.from(there, ({ xywh }) => xywh[2]! * xywh[3]!),
        flags: new Uint8Array(there.length),
      },
      detections: {
        ...columns(found.map(({ label, xywhPx: xywh }) => ({ label, xywh }))),
        score: Float64Array.from(found, ({ score }) => score),
      },
      widthPx: null,
      heightPx: null,
      searched: null,
    },
    RULES,
    // What does not count was left out before.
    { classes, modelClassCount: classes.length, threshold: -Number.MAX_VALUE },
  );
  return imageF1OfObjects(outcomes, METRIC)[0]!;
}
