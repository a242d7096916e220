import type { Cancellation } from "../../core/cancellation.js";
import type { LabelSet } from "../../core/label-set.js";
import { unpackMask } from "../../core/masks/label-mask.js";
import { DETECTION_WIDTH } from "../../models/detections.js";
import type { ImagePrediction, PredictionSource } from "../../tasks/predictions.js";
import { taskOfName } from "../../tasks/registry.js";
import { predictionsOneLabel } from "../../tasks/task.js";
import type { TransparencyRecord } from "../record/record-types.js";
import type { SequentialPredictions } from "./prediction-rows.js";
import type { ProblemList } from "./problem-list.js";

/** A model that can answer the images of a record again. */
export interface RerunModel {
  /** As the user named it. */
  readonly name: string;
  readonly sha256: string;
  /**
   * Answers to these images of the folder, in their order.
   *
   * @param labels that answers come in
   * @param taken how the task takes them
   */
  answers(
    names: readonly string[],
    labels: LabelSet,
    onProgress: (done: number) => void,
    taken: TakenAs,
  ): Promise<RerunPredictions>;
}

/** How answers of a model are taken. */
export interface TakenAs {
  /** From which score on objects are counted, null for the card's word; null: none are. */
  readonly counted: { readonly threshold: number | null } | null;
  /** The order of points; null where none are evaluated. */
  readonly joints: readonly string[] | null;
}

/** What a model answers when it is run again, and what it was given. */
export interface RerunPredictions {
  readonly source: PredictionSource;
  /** SHA-256 of the bytes of each image as the model read them; null where it could not be read. */
  readonly sha256: readonly (string | null)[];
}

/** How far a score may be off when another engine or machine computes it. */
const PREDICTION_TOLERANCE = 1e-3;
/** Share of the pixels of a mask that may change their label: those that lie just at a border. */
const MASK_TOLERANCE = 1e-3;
/** How far a side of a box may be off, in pixels or thousandths of the image. */
const BOX_TOLERANCE = 0.1;

/** What became of the model's predictions. */
export interface VerifiedPredictions {
  readonly compared: number;
  /** Within the tolerance. */
  readonly equal: number;
  /** The largest difference of a score; of masks the largest share of pixels with another label. */
  readonly largest: number;
}

export interface VerifyPredictionsOptions {
  readonly signal: Cancellation;
  onProgress(done: number): void;
  /** Whether the model was given other bytes than the manifest names: equal answers show nothing. */
  isOther(image: number): boolean;
}

/**
 * Compares the predictions of a model that was run again with those that are published: every score
 * within {@link PREDICTION_TOLERANCE}, and every changed label named.
 */
export async function verifyPredictions(
  record: Pick<TransparencyRecord, "task">,
  names: readonly string[],
  published: SequentialPredictions,
  { source }: RerunPredictions,
  problems: ProblemList,
  { signal, onProgress, isOther }: VerifyPredictionsOptions,
): Promise<VerifiedPredictions> {
  let equal = 0;
  let largest = 0;
  for (const [i, name] of names.entries()) {
    signal.throwIfAborted();
    onProgress(i);
    const before = await published.answer(i);
    const after = await source.answer(i);
    const found = isOther(i)
      ? "the model was given another image than the record binds"
      : differenceOf(record.task, before, after, source.labels.names);
    if (typeof found === "number") largest = Math.max(largest, found);
    else problems.add("record/answer-differs", `${name}: ${found}`, name);
    if (typeof found === "number") equal++;
  }
  await published.finish();
  return { compared: names.length, equal, largest };
}

/** The largest difference of a score where it is within the tolerance; else what differs. */
function differenceOf(
  task: string,
  before: ImagePrediction,
  after: ImagePrediction,
  labels: readonly string[],
): number | string {
  if (after.kind === "none") return `the model gives no answer here (${after.what})`;
  if (before.kind === "none") return "the record has no answer";
  const of = taskOfName(task);
  if (of?.prediction === "mask") return masksDiffer(before, after);
  if (of?.prediction === "objects") return detectionsDiffer(before, after, labels);
  if (before.kind === "label" || after.kind === "label") {
    const [old, now] = [labelOf(before), labelOf(after)];
    return old === now ? 0 : changedLabel(labels, old, now);
  }
  const [old, now] = [before.scores, after.scores];
  if (old.length !== now.length) return `${old.length} scores became ${now.length}`;
  let largest = 0;
  let worst = 0;
  for (let k = 0; k < old.length; k++) {
    const difference = Math.abs(old[k]! - now[k]!) / Math.max(1, Math.abs(old[k]!));
    if (difference > largest) {
      largest = difference;
      worst = k;
    }
  }
  const [first, second] = [best(old), best(now)];
  if (of !== null && predictionsOneLabel(of) && first !== second)
    return changedLabel(labels, first, second);
  if (largest <= PREDICTION_TOLERANCE) return largest;
  const label = labels[worst] ?? "score";
  return `the score of ${JSON.stringify(label)} was ${old[worst]!} and is ${now[worst]!}`;
}

function changedLabel(labels: readonly string[], old: number, now: number): string {
  return `the answer was ${JSON.stringify(labels[old] ?? "")} and is ${JSON.stringify(labels[now] ?? "")}`;
}

function labelOf(prediction: Exclude<ImagePrediction, { kind: "none" }>): number {
  return prediction.kind === "label" ? prediction.position : best(prediction.scores);
}

function best(scores: Float64Array): number {
  let at = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[at]!) at = k;
  return at;
}

/** Share of pixels with another label. */
function masksDiffer(
  before: Exclude<ImagePrediction, { kind: "none" }>,
  after: Exclude<ImagePrediction, { kind: "none" }>,
): number | string {
  if (before.kind === "label" || after.kind === "label") return "an answer has no mask";
  const [old, now] = [unpackMask(before.scores), unpackMask(after.scores)];
  if (old === null || now === null) return "an answer is no mask";
  if (old.widthPx !== now.widthPx || old.heightPx !== now.heightPx) {
    return `a mask of ${old.widthPx} × ${old.heightPx} pixels became one of ${now.widthPx} × ${now.heightPx}`;
  }
  let others = 0;
  for (let i = 0; i < old.labels.length; i++) if (old.labels[i] !== now.labels[i]) others++;
  const share = others / old.labels.length;
  return share <= MASK_TOLERANCE
    ? share
    : `${others} of ${old.labels.length} pixels have another label`;
}

/** Each detection needs one of its label, near it, with its score; in any order. */
function detectionsDiffer(
  before: Exclude<ImagePrediction, { kind: "none" }>,
  after: Exclude<ImagePrediction, { kind: "none" }>,
  labels: readonly string[],
): number | string {
  if (before.kind === "label" || after.kind === "label") return "an answer has no boxes";
  const [old, now] = [before.scores, after.scores];
  if (old.length !== now.length) {
    return `${old.length / DETECTION_WIDTH} detections became ${now.length / DETECTION_WIDTH}`;
  }
  const used = new Uint8Array(now.length / DETECTION_WIDTH);
  let largest = 0;
  const each = (answer: { readonly points?: Float64Array; readonly scores: Float64Array }) =>
    answer.scores.length === 0
      ? 0
      : (DETECTION_WIDTH * (answer.points?.length ?? 0)) / answer.scores.length;
  if (each(before) !== each(after)) return "its objects have other points";
  for (let at = 0; at < old.length; at += DETECTION_WIDTH) {
    const match = matching(old, at, now, used, (k) => arePointsNear(before, at, after, k));
    if (match < 0) {
      const label = JSON.stringify(labels[old[at + 5]!] ?? "");
      return `the detection of ${label} with the score ${old[at + 4]!} is not found again`;
    }
    used[match / DETECTION_WIDTH] = 1;
    largest = Math.max(largest, Math.abs(old[at + 4]! - now[match + 4]!));
  }
  return largest;
}

function matching(
  old: Float64Array,
  at: number,
  now: Float64Array,
  used: Uint8Array,
  isAlike: (k: number) => boolean,
): number {
  for (let k = 0; k < now.length; k += DETECTION_WIDTH) {
    if (used[k / DETECTION_WIDTH] === 1 || now[k + 5] !== old[at + 5]) continue;
    if (Math.abs(now[k + 4]! - old[at + 4]!) > PREDICTION_TOLERANCE) continue;
    let isNear = true;
    for (let side = 0; side < 4; side++) {
      if (Math.abs(now[k + side]! - old[at + side]!) > BOX_TOLERANCE) isNear = false;
    }
    if (isNear && isAlike(k)) return k;
  }
  return -1;
}

/** Whether each point of two objects is as near as sides of boxes have to be, or given by neither. */
function arePointsNear(
  before: { readonly points?: Float64Array; readonly scores: Float64Array },
  at: number,
  after: { readonly points?: Float64Array },
  k: number,
): boolean {
  const { points: old, scores } = before;
  const { points: now } = after;
  if (old === undefined || now === undefined) return true;
  const width = (DETECTION_WIDTH * old.length) / scores.length;
  const [a, b] = [(at / DETECTION_WIDTH) * width, (k / DETECTION_WIDTH) * width];
  for (let i = 0; i < width; i++) {
    if (i % 3 === 2) continue;
    const [x, y] = [old[a + i]!, now[b + i]!];
    if (Number.isNaN(x) !== Number.isNaN(y) || Math.abs(x - y) > BOX_TOLERANCE) return false;
  }
  return true;
}
