import { appendColumn } from "../../core/append-column.js";
import { joinShapes, noShapes } from "../../core/masks/shapes.js";
import type { DetectedObjects, ObjectShapes, TruthObjects } from "../../core/objects.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../outcomes/detection/match-detections.js";
import { onUnits } from "../../outcomes/detection/on-units.js";
import type { DetectionInput, InputPoints } from "../../outcomes/detection-types.js";

/** Objects of images without a prediction, which are numbered from 0. */
export interface UnansweredObjects {
  readonly imageCount: number;
  readonly truth: TruthObjects;
  /** As in the input; null where all was looked for. */
  readonly searched: Uint8Array | null;
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
}

/**
 * What a detector is taken to have found on images of which nobody knows: nothing; all objects, surer
 * than anything else and exactly; or something of one label on every image.
 */
export type FoundOnUnanswered =
  | { readonly kind: "nothing" }
  | { readonly kind: "all" }
  | { readonly kind: "something"; readonly label: number };

/**
 * Detection outcomes with images behind them that have no prediction, matched anew by the same rules.
 *
 * @param units unit of each image, answered or not, and how many there are, with their clusters
 */
export function completeDetections(
  outcomes: EvaluatedDetections,
  objects: UnansweredObjects,
  found: FoundOnUnanswered,
  units: {
    readonly unitOfImage: Int32Array;
    readonly unitCount: number;
    readonly cluster: Int32Array | null;
    readonly clusterCount: number;
  },
): EvaluatedDetections {
  const { input, rules, classes, modelClassCount, threshold } = outcomes;
  const known = input.imageCount;
  const behind = (image: Int32Array): Int32Array => image.map((own) => own + known);
  const { truth, searched, widthPx, heightPx, imageCount } = objects;
  const completed: DetectionInput = {
    ...input,
    imageCount: known + imageCount,
    truth: {
      count: input.truth.count + truth.count,
      image: appendColumn(input.truth.image, behind(truth.image)),
      label: appendColumn(input.truth.label, truth.label),
      box: appendColumn(input.truth.box, truth.box),
      area: appendColumn(input.truth.area, truth.area),
      flags: appendColumn(input.truth.flags, truth.flags),
      ...withShapes(input.truth.shapes, truth.shapes ?? noShapes(truth.count)),
    },
    detections: withFound(input, objects, found, threshold),
    ...withPoints(input, objects, found),
    widthPx: input.widthPx === null ? null : appendColumn(input.widthPx, widthPx),
    heightPx: input.heightPx === null ? null : appendColumn(input.heightPx, heightPx),
    searched:
      input.searched === null || searched === null ? null : appendColumn(input.searched, searched),
  };
  const { unitOfImage, unitCount, cluster, clusterCount } = units;
  const matched = matchDetections(completed, rules, { classes, modelClassCount, threshold });
  const table = onUnits(matched, unitOfImage, {
    unitCount,
    unit: outcomes.unit,
    cluster,
    clusterCount,
  });
  return { ...table, input: completed, unitOfImage };
}

/** Points of all objects, and of what is taken to be found: where they are, or none. */
function withPoints(
  { keypoints }: DetectionInput,
  { truth, imageCount }: UnansweredObjects,
  found: FoundOnUnanswered,
): InputPoints {
  if (keypoints === undefined) return {};
  const added = truth.points?.values ?? new Float64Array();
  const width = keypoints.sigmas.length;
  const count = found.kind === "nothing" ? 0 : found.kind === "all" ? truth.count : imageCount;
  const places = new Float64Array(count * width * 2).fill(Number.NaN);
  if (found.kind === "all") {
    for (let i = 0; i < count * width; i++) {
      places[2 * i] = added[3 * i]!;
      places[2 * i + 1] = added[3 * i + 1]!;
    }
  }
  return {
    keypoints: {
      ...keypoints,
      truth: appendColumn(keypoints.truth, added),
      detections: appendColumn(keypoints.detections, places),
      ...(keypoints.confidence === undefined
        ? {}
        : {
            confidence: appendColumn(
              keypoints.confidence,
              new Float64Array(count * width).fill(Number.NaN),
            ),
          }),
    },
  };
}

function withFound(
  { detections, imageCount: known }: DetectionInput,
  { truth, imageCount }: UnansweredObjects,
  found: FoundOnUnanswered,
  threshold: number | null,
): DetectedObjects {
  if (found.kind === "nothing") return detections;
  const isAll = found.kind === "all";
  const more = isAll ? truth.count : imageCount;
  let surest = Math.max(0, threshold ?? 0);
  for (const score of detections.score) surest = Math.max(surest, score);
  const image = isAll ? truth.image : Int32Array.from({ length: more }, (_, i) => i);
  return {
    count: detections.count + more,
    image: appendColumn(
      detections.image,
      image.map((own) => own + known),
    ),
    label: appendColumn(
      detections.label,
      isAll ? truth.label : new Int32Array(more).fill(found.label),
    ),
    score: appendColumn(detections.score, new Float64Array(more).fill(surest + 1)),
    box: appendColumn(detections.box, isAll ? truth.box : new Float64Array(more * 4).fill(1)),
    ...(detections.area === undefined
      ? {}
      : {
          area: appendColumn(detections.area, isAll ? truth.area : new Float64Array(more).fill(1)),
        }),
    // What has no outline is its box.
    ...withShapes(detections.shapes, (isAll ? truth.shapes : undefined) ?? noShapes(more)),
  };
}

function withShapes(
  shapes: ObjectShapes | undefined,
  added: ObjectShapes,
): { readonly shapes?: ObjectShapes } {
  return shapes === undefined ? {} : { shapes: joinShapes([shapes, added]) };
}
