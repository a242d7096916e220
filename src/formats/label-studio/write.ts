import { SHAPE_FORM } from "../../core/objects.js";
import { TRUTH_STATE } from "../import-types.js";
import { placesOfPoints, pointOf } from "../objects/held-points.js";
import type { ObjectSet } from "../objects/object-set.js";
import { partsOf } from "../objects/outline-parts.js";
import { inPieces, jsonLines } from "../objects/written-files.js";

/**
 * Label Studio: a list of tasks. Boxes are rectangles in percent of the image, outlines polygons,
 * labels of whole images choices. What people annotated is in `annotations`, what a model found in
 * `predictions` with a score for each region. Points are put into the region of their object (`parentID`). A task that nobody looked at has neither.
 */
export function* labelStudioPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(
    (function* () {
      yield "[";
      yield* jsonLines(tasks(set));
      yield "\n]\n";
    })(),
  );
}

function* tasks(set: ObjectSet): Generator<unknown> {
  for (let image = 0; image < set.imageCount; image++) {
    const result = [...regions(set, image), ...choices(set, image)];
    const isLookedAt = result.length > 0 || set.state[image] !== TRUTH_STATE.unlabelled;
    const annotation = { id: image + 1, was_cancelled: false, ground_truth: false, result };
    const prediction = { model_version: "converted by homeground", result };
    yield {
      id: image + 1,
      data: { image: set.file[image] },
      annotations: isLookedAt && set.kind === "truth" ? [annotation] : [],
      predictions: isLookedAt && set.kind === "predictions" ? [prediction] : [],
    };
  }
}

function* regions(set: ObjectSet, image: number): Generator<unknown> {
  const { objects, labelNames, score } = set;
  const [width, height] = [set.widthPx[image]!, set.heightPx[image]!];
  const size = width > 0 ? { original_width: width, original_height: height } : {};
  for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
    const i = set.objectOrder[k]!;
    const label = labelNames[objects.label[i]!] ?? "";
    const common = { id: `r${image + 1}_${i}`, from_name: "label", to_name: "image", ...size };
    const conf = score === null ? {} : { score: score[i] };
    yield* keypoints(set, i, common);
    if (objects.shapes?.form[i] === SHAPE_FORM.polygons) {
      const points = pairsOf(partsOf(objects.shapes, i)[0] ?? new Float64Array());
      const value = { points, closed: true, polygonlabels: [label] };
      yield { ...common, type: "polygonlabels", image_rotation: 0, value, ...conf };
      continue;
    }
    const [x, y, w, h] = [...objects.box.subarray(4 * i, 4 * i + 4)].map((side) => side * 100);
    const value = { x, y, width: w, height: h, rotation: 0, rectanglelabels: [label] };
    yield { ...common, type: "rectanglelabels", image_rotation: 0, value, ...conf };
  }
}

/** Points of an object, each a region that is put into its own. */
function* keypoints(
  set: ObjectSet,
  i: number,
  common: { readonly id: string },
): Generator<unknown> {
  const { points } = set.objects;
  for (const k of placesOfPoints(set, i)) {
    const [x, y, third] = pointOf(points!, i, k);
    const value = { x: x * 100, y: y * 100, width: POINT_SIZE, keypointlabels: [points!.names[k]] };
    const isScored = set.kind === "predictions" && !Number.isNaN(third);
    yield {
      ...common,
      id: `${common.id}_${k}`,
      parentID: common.id,
      type: "keypointlabels",
      image_rotation: 0,
      value,
      ...(isScored ? { score: third } : {}),
    };
  }
}

/** How large Label Studio draws a point, in percent of the width. */
const POINT_SIZE = 0.5;

function* choices(set: ObjectSet, image: number): Generator<unknown> {
  const from = set.imageLabelStart[image]!;
  const to = set.imageLabelStart[image + 1]!;
  if (from === to) return;
  const names = Array.from(set.imageLabels.subarray(from, to), (code) => set.labelNames[code]);
  const common = { id: `c${image + 1}`, from_name: "choice", to_name: "image", type: "choices" };
  yield { ...common, value: { choices: names } };
}

function pairsOf(points: Float64Array): number[][] {
  const pairs: number[][] = [];
  for (let k = 0; k < points.length; k += 2) {
    pairs.push([points[k]! * 100, points[k + 1]! * 100]);
  }
  return pairs;
}

/** Why a point cannot be called so. */
export function whyNotPoint(name: string): string | null {
  return name === "" ? "it is no name" : null;
}
