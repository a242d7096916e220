import type { Cancellation } from "../../core/cancellation.js";
import { createLabelSet, type LabelSet } from "../../core/label-set.js";
import { type ImageSet, NO_IMAGES } from "../../dataset/image-set.js";
import { areCounted, areLabelSets } from "../../dataset/label-rules.js";
import { createTruthMap, type TruthMap } from "../../dataset/truth-map.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { evaluate } from "../../evaluation/run/evaluate.js";
import { DETECTION_WIDTH } from "../../models/detections.js";
import { type LabelMap, resolveLabels } from "../../models/label-map.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { taskOf, taskOfName } from "../../tasks/registry.js";
import { labelsParts } from "../../tasks/task.js";
import type { RecordSettings, TransparencyRecord } from "../record/record-types.js";
import type { Evidence } from "./evidence.js";
import { masksOf } from "./evidence-masks.js";
import { detectionOf } from "./evidence-objects.js";
import { unfit } from "./prediction-rows.js";
import { detectionSettings } from "./record-settings.js";

/** The labels that a record's answers come in. */
export function predictionLabels({
  task,
  model,
}: Pick<TransparencyRecord, "task" | "model">): LabelSet {
  return createLabelSet(taskOfName(task)?.own?.names ?? model.labels);
}

/** Images of a record as the evaluation takes them. */
export interface RecordSet {
  readonly images: ImageSet;
  readonly map: TruthMap;
}

/**
 * The scored images of a manifest and their classes.
 *
 * @param given what the label map says; labels that it has not are the model's of the same name
 * @returns in words what stands in the way
 * @throws HomegroundError `labels/map-…` where the label map does not fit the model
 */
export function recordSet(
  evidence: Evidence,
  labels: LabelSet,
  given: LabelMap,
  request: EvaluateRequest,
): RecordSet | string {
  const resolved = resolveLabels(evidence.labels, labels.names, given);
  const [open] = resolved.unmapped;
  if (open !== undefined) {
    return `the label ${JSON.stringify(open)} is none of the model's, and no label map says what it is`;
  }
  const map = createTruthMap(labels, resolved.map);
  const isIgnored = evidence.labels.map((label) => map.isIgnored(label));
  const classOf = Int32Array.from(evidence.labels, (label) => map.classOf(label));
  const count = evidence.name.length;
  const start = new Int32Array(count + 1);
  const classes: number[] = [];
  for (let i = 0; i < count; i++) {
    const from = evidence.labelStart[i]!;
    const to = evidence.labelStart[i + 1]!;
    const own: number[] = [];
    for (let at = from; at < to; at++) {
      const label = evidence.labelIndex[at]!;
      if (isIgnored[label]) {
        if (labelsParts(taskOf(request.task)) || areCounted(request)) continue;
        return `${evidence.name[i]} is scored, and its label ${JSON.stringify(evidence.labels[label])} is left out by the label map`;
      }
      if (areCounted(request) || !own.includes(classOf[label]!)) own.push(classOf[label]!);
    }
    const needsOne = !areLabelSets(request);
    if (needsOne && own.length === 0) return `${evidence.name[i]} is scored and has no label`;
    if (request.severalLabels === "list" && own.length > 1) {
      return `${evidence.name[i]} is scored and has several labels`;
    }
    own.sort((a, b) => a - b);
    for (const k of own) classes.push(k);
    start[i + 1] = classes.length;
  }
  return {
    map,
    images: {
      file: evidence.name,
      found: new Int32Array(count).fill(-1),
      row: Int32Array.from({ length: count }, (_, i) => i),
      classStart: start,
      classIndex: Int32Array.from(classes),
      missing: NO_IMAGES,
      images: count,
      labelled: count,
      ignored: 0,
      listed: [],
      notes: [],
    },
  };
}

/** What an evaluation from a record needs beside images and answers. */
export interface RecomputeOptions {
  readonly version: string;
  readonly signal: Cancellation;
  readonly settings: RecordSettings;
  readonly onProgress?: (done: number) => void;
}

/** An evaluation of which the figures of a record are taken. */
export type Recomputing = Evaluation;

/**
 * The evaluation behind a record once more, from its own files, by the code of `evaluate`: the same
 * order of images, the same groups, the same request, so that every figure is equal bit for bit.
 *
 * @throws HomegroundError as `evaluate`, and what the source throws
 */
export async function recompute(
  { images, map }: RecordSet,
  { groups, objects, masks, labels }: Pick<Evidence, "groups" | "objects" | "masks" | "labels">,
  source: PredictionSource,
  request: EvaluateRequest,
  { version, signal, settings, onProgress }: RecomputeOptions,
): Promise<Recomputing> {
  const pixels = masks === null ? {} : { masks: masksOf(masks, labels) };
  const placed = { truth: { attributes: groups, ...pixels } };
  const measured = detectionSettings(settings);
  const detection =
    objects === null || measured === null ? null : detectionOf(objects, labels, map, measured);
  if (taskOf(request.task).truth === "objects" && detection === null) {
    throw unfit("the settings do not say what boxes are measured in", "settings.boxUnit");
  }
  const width = detection?.keypoints?.joints.names.length ?? null;
  const answers = width === null ? source : withPoints(source, width);
  return evaluate(placed, { images, map }, answers, request, {
    version,
    signal,
    engine: null,
    model: null,
    notes: [],
    ...(detection === null ? {} : { detection }),
    onAnswer: (image) => {
      if (image % 512 === 0) onProgress?.(image);
    },
  });
}

/** Answers that have the points of every object; what has others ends with `record/predictions`. */
function withPoints(source: PredictionSource, joints: number): PredictionSource {
  return {
    ...source,
    async answer(image) {
      const answer = await source.answer(image);
      if (answer.kind === "scores") {
        const { scores, points } = answer;
        const wanted = (scores.length / DETECTION_WIDTH) * joints * 3;
        if ((points?.length ?? 0) !== wanted) {
          throw unfit(
            `a prediction has other points than the ${joints} joints`,
            `image ${image + 1}`,
          );
        }
      }
      return answer;
    },
  };
}
