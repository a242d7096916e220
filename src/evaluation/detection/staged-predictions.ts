import { createLabelSet } from "../../core/label-set.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import { rowsByImage, rowsOfImage } from "../../core/picked-rows.js";
import { detectionCount, unpackDetections } from "../../models/detections.js";
import {
  classifierStage,
  combineStages,
  detectorStage,
  type StageRule,
  stageLabels,
} from "../../models/families/detection/stages.js";
import { matchPairs } from "../../outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../outcomes/detection/match-rules.js";
import type { ResultListed } from "../../results/result.js";
import { clusterProportionInterval } from "../../statistics/wilson-cluster.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type { ImagePrediction, PredictionSource } from "../../tasks/predictions.js";

/** Labels of a detector and of the classifier that looks at what it finds. */
export interface StageLabels {
  readonly detector: readonly string[];
  readonly classifier: readonly string[];
}

/** Which answer of two stages is evaluated. */
export type Stage = "whole" | "detector";

/** Labels that a prediction of a stage can have. */
export function labelsOfStage(labels: StageLabels, stage: Stage): readonly string[] {
  return stage === "detector" ? labels.detector : stageLabels(labels.detector, labels.classifier);
}

/** Detections of one stage, or of both together, from a source whose scores hold both. */
export function stagedPredictions(
  source: PredictionSource,
  labels: StageLabels,
  rule: StageRule,
  stage: Stage,
): PredictionSource {
  const classes = labels.classifier.length;
  const pick = (prediction: ImagePrediction): ImagePrediction =>
    prediction.kind !== "scores"
      ? prediction
      : {
          ...prediction,
          scores:
            stage === "detector"
              ? detectorStage(prediction.scores, classes)
              : combineStages(prediction.scores, labels, rule),
        };
  return {
    labels: createLabelSet(labelsOfStage(labels, stage)),
    answer(image) {
      const asked = source.answer(image);
      return asked instanceof Promise ? asked.then(pick) : pick(asked);
    },
  };
}

/**
 * How the classifier does by itself: of the annotated objects that a box fits (IoU 0.5, whatever its
 * label) and that it was asked about, the share that it names rightly. The image is the smallest
 * cluster.
 *
 * @param level of the interval, such as 0.95
 */
export async function classifierNote(
  source: PredictionSource,
  images: number,
  labels: StageLabels,
  { truth, classes }: DetectionJoin,
  level: number,
): Promise<ResultListed> {
  const asked = new Float64Array(images);
  const right = new Float64Array(images);
  const rows = rowsByImage(truth.objects.image, images);
  const nameOf = (k: number): string => classes.names[k] ?? "";
  for (let image = 0; image < images; image++) {
    const prediction = await source.answer(image);
    if (prediction.kind !== "scores") continue;
    const width = labels.classifier.length;
    const found = detectorStage(prediction.scores, width);
    for (const [detection, object] of fittingPairs(
      found,
      truth.objects,
      rowsOfImage(rows, image),
    )) {
      const scores = classifierStage(prediction.scores, detection, width);
      if (scores === null) continue;
      let best = 0;
      for (let k = 1; k < width; k++) if (scores[k]! > scores[best]!) best = k;
      asked[image]!++;
      if (labels.classifier[best] === nameOf(truth.objects.label[object]!)) right[image]!++;
    }
  }
  const sum = (column: Float64Array): number => column.reduce((total, value) => total + value, 0);
  const n = sum(asked);
  const { value, low, high } = clusterProportionInterval(asked, right, level);
  const percent = (share: number | null): string =>
    share === null ? "none" : (share * 100).toFixed(1);
  const what =
    n === 0
      ? "the classifier was asked about no annotated object"
      : `of ${n} annotated objects that a box fits, the classifier names ${sum(right)} rightly: ${percent(value)}% [${percent(low)}, ${percent(high)}]`;
  return { file: "", code: "model/second-stage", what };
}

/** Detections of one image and the objects that they fit, whatever their labels. */
function fittingPairs(
  found: Float64Array,
  objects: DetectionJoin["truth"]["objects"],
  rows: Int32Array,
): readonly (readonly [detection: number, object: number])[] {
  if (rows.length === 0 || detectionCount(found) === 0) return [];
  const count = rows.length;
  const detections = unpackDetections(found);
  const { outcomes, truthOf } = matchPairs(
    {
      imageCount: 1,
      labelCount: 1,
      widthPx: null,
      heightPx: null,
      searched: null,
      detections: { ...detections, label: new Int32Array(detections.count) },
      truth: {
        count,
        image: new Int32Array(count),
        label: new Int32Array(count),
        box: Float64Array.from(
          { length: 4 * count },
          (_, i) => objects.box[4 * rows[i >> 2]! + (i & 3)]!,
        ),
        area: Float64Array.from(rows, (row) => objects.area[row]!),
        flags: Uint8Array.from(rows, (row) => objects.flags[row]!),
      },
    },
    { ...COCO_RULES, thresholds: [0.5], areas: COCO_RULES.areas.slice(0, 1), byLabel: false },
    { classes: ["object"], modelClassCount: 1 },
  );
  const pairs: [number, number][] = [];
  for (const [row, partner] of (truthOf[0] ?? new Int32Array()).entries()) {
    const object = rows[partner];
    if (object === undefined) continue;
    const isOne = (objects.flags[object]! & (OBJECT_FLAG.crowd | OBJECT_FLAG.ignored)) === 0;
    if (isOne) pairs.push([outcomes.detections.source[row]!, object]);
  }
  return pairs;
}
