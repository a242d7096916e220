import { createGrowingFloats } from "../../core/growing-columns.js";
import { joinShapes, noShapes, selectShapes } from "../../core/masks/shapes.js";
import { type DetectedObjects, type ObjectShapes, selectPoints } from "../../core/objects.js";
import type { ImageSet } from "../../dataset/image-set.js";
import { boxOfPredicted } from "../../formats/objects/point-columns.js";
import { DETECTION_WIDTH } from "../../models/detections.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../outcomes/detection/match-detections.js";
import { onUnits } from "../../outcomes/detection/on-units.js";
import type { DetectionInput, InputPoints } from "../../outcomes/detection-types.js";
import { eachPrediction, firstImages, sequenceJoin } from "../each-prediction.js";
import type {
  FoundOutlines,
  JoinedPredictions,
  JoinOptions,
  PredictionSource,
} from "../predictions.js";
import type { DetectionJoin } from "./detection-join.js";
import type { KeypointJoin } from "./keypoint-join.js";
import type { ScoredObjects } from "./truth-objects.js";

/** Joins the images of a set with the objects that the model found on them. */
export async function joinDetections(
  images: ImageSet,
  source: PredictionSource,
  { truth, classes, frame, rules, threshold, keypoints = null }: DetectionJoin,
  options: Pick<JoinOptions, "signal" | "onAnswer" | "sequences">,
): Promise<JoinedPredictions<EvaluatedDetections>> {
  const unitOfScored = new Int32Array(images.file.length).fill(-1);
  const found = createDetected();
  const points = createGrowingFloats();
  const outlines = rules.geometry === "masks" ? createOutlines() : null;
  let units = 0;
  const { image, unanswered, listed } = await eachPrediction(
    images,
    source,
    options,
    (i, scores, answer) => {
      unitOfScored[i] = units;
      for (const value of answer.points ?? []) points.push(value);
      found.add(units++, scores, classes.ofPosition);
      outlines?.add(answer.outlines, scores);
    },
  );
  const answered = answeredTruth(truth, unitOfScored);
  const detections = found.finish();
  const foundPoints = points.finish();
  const input: DetectionInput = {
    ...keypointColumns(keypoints, answered, foundPoints),
    imageCount: units,
    labelCount: classes.names.length,
    truth: answered,
    detections: {
      ...detections,
      ...outlines?.finish(),
      ...(keypoints === null ? {} : sizeOfPoints(detections, foundPoints)),
    },
    widthPx: Float64Array.from(image, (i) => frame.sizes.widthPx[i]!),
    heightPx: Float64Array.from(image, (i) => frame.sizes.heightPx[i]!),
    searched: answeredRows(truth.searched, image, classes.names.length),
  };
  const outcomes = matchDetections(input, rules, {
    classes: classes.names,
    modelClassCount: classes.modelClassCount,
    threshold,
  });
  const { sequences } = options;
  if (sequences === null) {
    const unitOfImage = Int32Array.from(image.keys());
    return {
      image,
      answered: image,
      unanswered,
      listed,
      outcomes: { ...outcomes, input, unitOfImage },
    };
  }
  const join = sequenceJoin(image, sequences);
  const { sequence: unitOfImage, sequenceCount } = join;
  const joined = onUnits(outcomes, unitOfImage, {
    unitCount: sequenceCount,
    unit: "sequence",
    cluster: null,
    clusterCount: 0,
  });
  return {
    unanswered,
    listed,
    answered: image,
    image: firstImages(image, join),
    outcomes: { ...joined, input, unitOfImage },
  };
}

/** Detections of all images, growing. */
function createDetected() {
  let capacity = 1024;
  let count = 0;
  let image = new Int32Array(capacity);
  let label = new Int32Array(capacity);
  let score = new Float64Array(capacity);
  let box = new Float64Array(capacity * 4);
  const reserve = (needed: number): void => {
    if (needed <= capacity) return;
    while (capacity < needed) capacity *= 2;
    image = grown(image, new Int32Array(capacity));
    label = grown(label, new Int32Array(capacity));
    score = grown(score, new Float64Array(capacity));
    box = grown(box, new Float64Array(capacity * 4));
  };
  return {
    add(unit: number, rows: Float64Array, classOfPosition: Int32Array): void {
      const more = rows.length / DETECTION_WIDTH;
      reserve(count + more);
      for (let k = 0; k < more; k++) {
        const from = k * DETECTION_WIDTH;
        image[count] = unit;
        for (let side = 0; side < 4; side++) box[4 * count + side] = rows[from + side]!;
        score[count] = rows[from + 4]!;
        label[count] = classOfPosition[rows[from + 5]!]!;
        count++;
      }
    },
    finish: (): DetectedObjects => ({
      count,
      image: image.slice(0, count),
      label: label.slice(0, count),
      score: score.slice(0, count),
      box: box.slice(0, count * 4),
    }),
  };
}

/** Outlines of the detections of all images. */
function createOutlines() {
  const tables: ObjectShapes[] = [];
  const area = createGrowingFloats();
  let hasAreas = false;
  return {
    /** @param scores of the answer, six numbers an object */
    add(outlines: FoundOutlines | undefined, scores: Float64Array): void {
      const count = scores.length / DETECTION_WIDTH;
      tables.push(outlines?.shapes ?? noShapes(count));
      const own = outlines?.area ?? null;
      if (own !== null && count > 0) hasAreas = true;
      for (let k = 0; k < count; k++) {
        const at = k * DETECTION_WIDTH;
        area.push(own?.[k] ?? scores[at + 2]! * scores[at + 3]!);
      }
    },
    finish: (): Pick<DetectedObjects, "shapes" | "area"> => ({
      shapes: joinShapes(tables),
      ...(hasAreas ? { area: area.finish() } : {}),
    }),
  };
}

/**
 * Predicted points are as large as the box around all of them, as COCO has it, whatever box the model gives beside them;
 * without a point as that box.
 */
function sizeOfPoints(
  { count, box }: DetectedObjects,
  points: Float64Array,
): Pick<DetectedObjects, "area"> {
  if (points.length === 0) return {};
  const width = points.length / count;
  const area = Float64Array.from({ length: count }, (_, i) => {
    const around = boxOfPredicted(points.subarray(i * width, (i + 1) * width));
    return around === null ? box[4 * i + 2]! * box[4 * i + 3]! : around[2]! * around[3]!;
  });
  return { area };
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Truth of the images that have a prediction, whose image is then the unit. */
function answeredTruth(
  { objects }: ScoredObjects,
  unitOfImage: Int32Array,
): DetectionInput["truth"] {
  const kept: number[] = [];
  for (let i = 0; i < objects.count; i++) if (unitOfImage[objects.image[i]!]! >= 0) kept.push(i);
  return {
    count: kept.length,
    image: Int32Array.from(kept, (i) => unitOfImage[objects.image[i]!]!),
    label: Int32Array.from(kept, (i) => objects.label[i]!),
    box: Float64Array.from(
      { length: kept.length * 4 },
      (_, k) => objects.box[kept[k >> 2]! * 4 + (k & 3)]!,
    ),
    area: Float64Array.from(kept, (i) => objects.area[i]!),
    flags: Uint8Array.from(kept, (i) => objects.flags[i]!),
    ...selectPoints(objects.points, kept),
    ...(objects.shapes === undefined ? {} : { shapes: selectShapes(objects.shapes, kept) }),
  };
}

/** @param found x, y and how sure the model is of each point */
function keypointColumns(
  keypoints: KeypointJoin | null,
  { points }: DetectionInput["truth"],
  found: Float64Array,
): InputPoints {
  if (keypoints === null || points === undefined) return {};
  const count = found.length / 3;
  const detections = new Float64Array(2 * count);
  const confidence = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    detections[2 * i] = found[3 * i]!;
    detections[2 * i + 1] = found[3 * i + 1]!;
    confidence[i] = found[3 * i + 2]!;
  }
  const { joints, sigmas } = keypoints;
  return { keypoints: { joints, sigmas, truth: points.values, detections, confidence } };
}

function answeredRows(
  searched: Uint8Array | null,
  answered: Int32Array,
  width: number,
): Uint8Array | null {
  if (searched === null || searched.length === answered.length * width) return searched;
  const rows = new Uint8Array(answered.length * width);
  for (const [unit, i] of answered.entries()) {
    rows.set(searched.subarray(i * width, (i + 1) * width), unit * width);
  }
  return rows;
}
