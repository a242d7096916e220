import { type ChangedImages, changedImages } from "../../analyses/label-changes/apply-changes.js";
import type { LabelChange } from "../../analyses/label-changes/label-changes.js";
import { HomegroundError } from "../../core/errors.js";
import type { PreparedImages, TruthOnFiles } from "../../dataset/prepare.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import type { EvaluationResult, ResultLabelChanges } from "../../results/result.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import { predictionsOneLabel } from "../../tasks/task.js";
import type { Evaluation, ImageKnowledge } from "../evaluation.js";
import { drawnLookOrder } from "../look-order.js";
import { type EarlierLook, LOOKED_BEFORE } from "../looked-before.js";
import type { EvaluateRequest } from "../request.js";
import { type EvaluateContext, evaluate } from "./evaluate.js";

/** Code of the warning that every headline figure carries once labels were changed. */
const LABELS_CHANGED = "labels/changed";

/** What the evaluation of the first labels was made from. */
export interface FirstEvaluation {
  readonly evaluation: Evaluation;
  readonly placed: ImageKnowledge & TruthOnFiles;
  readonly prepared: PreparedImages;
  readonly source: PredictionSource;
  readonly request: EvaluateRequest;
  readonly context: EvaluateContext;
}

/** Whether labels can be changed one by one: one label an image, and the image is what counts. */
export function canChangeLabels({ task, unit }: Pick<EvaluateRequest, "task" | "unit">): boolean {
  return predictionsOneLabel(taskOf(task)) && unit.kind === "image";
}

/**
 * The evaluation, and beside it what it would be with changed labels. Its own figures and verdicts stay
 * those of the first labels, and say that labels were changed: labels that are corrected where somebody
 * saw the model disagree make a figure too high, whoever is right about each of them.
 *
 * @throws HomegroundError `usage/bad-option` for other tasks than classification of images
 */
export async function withLabelChanges(
  first: FirstEvaluation,
  changes: readonly LabelChange[],
): Promise<Evaluation> {
  const { evaluation, placed, prepared, request } = first;
  if (changes.length === 0) return evaluation;
  if (!canChangeLabels(request)) throw notHere(request);
  const changed = changedImages(prepared, placed, request, changes);
  const { inputs } = evaluation.result;
  const result: EvaluationResult = {
    ...evaluation.result,
    inputs: { ...inputs, notes: [...inputs.notes, ...changed.unused] },
  };
  if (changed.used.size === 0) return { ...evaluation, result };
  const other = await evaluateChanged(first, changed, furtherLooks(evaluation.result));
  const labelChanges: ResultLabelChanges = {
    ...directions(evaluation, other, changed),
    seen: [...changed.used.values()].filter(({ seen }) => seen).length,
    unused: changed.unused.length,
    estimates:
      other === null
        ? []
        : other.result.estimates.filter(({ role, slice }) => role === "headline" && slice === null),
    verdicts: other?.result.verdicts ?? [],
  };
  return { ...evaluation, result: { ...warned(result), labelChanges } };
}

/** Null where nothing is left to score. */
async function evaluateChanged(
  { placed, prepared, source, request, context }: FirstEvaluation,
  { images, first }: ChangedImages,
  earlier: EarlierLook,
): Promise<Evaluation | null> {
  if (images.file.length === 0) return null;
  const { onAnswer: _, leakage: __, earlier: ___, ...rest } = context;
  const looks = context.lookOrder ?? drawnLookOrder(prepared.images.file.length, request);
  const predictions: PredictionSource = {
    labels: source.labels,
    answer: (image) => source.answer(first[image]!),
  };
  return evaluate(placed, { images, map: prepared.map }, predictions, request, {
    ...rest,
    onlyHeadline: true,
    lookOrder: renumbered(looks, first),
    earlier,
  });
}

/** Other labels make no further look; a claim that was looked at before is judged as such with both. */
function furtherLooks({ verdicts }: EvaluationResult): EarlierLook {
  const further = verdicts.filter(({ warnings }) => warnings.includes(LOOKED_BEFORE));
  return { verdicts: further, estimates: [] };
}

/** An order of the first images as one of those that are left. */
function renumbered(order: Int32Array, first: Int32Array): Int32Array {
  const now = new Int32Array(order.length).fill(-1);
  for (const [image, was] of first.entries()) now[was] = image;
  return order.map((was) => now[was]!).filter((image) => image >= 0);
}

/** How many changes made a prediction right or wrong. */
function directions(
  evaluation: Evaluation,
  other: Evaluation | null,
  { first, used }: ChangedImages,
): Omit<ResultLabelChanges, "seen" | "unused" | "estimates" | "verdicts"> {
  const before = rightness(evaluation, null);
  const after = other === null ? new Map<number, boolean>() : rightness(other, first);
  const counts = {
    changed: used.size,
    wrongToRight: 0,
    rightToWrong: 0,
    stillRight: 0,
    stillWrong: 0,
    leftOutWrong: 0,
    leftOutRight: 0,
    unanswered: 0,
  };
  const stays = new Set(first);
  for (const image of used.keys()) {
    const was = before.get(image);
    const is = after.get(image);
    if (was === undefined) counts.unanswered++;
    else if (!stays.has(image)) counts[was ? "leftOutRight" : "leftOutWrong"]++;
    else if (was) counts[is === true ? "stillRight" : "rightToWrong"]++;
    else counts[is === true ? "wrongToRight" : "stillWrong"]++;
  }
  return counts;
}

/** Whether the answer to each image is right. @param first numbers of the first set, null for its own */
function rightness(
  { outcomes, image }: Evaluation,
  first: Int32Array | null,
): Map<number, boolean> {
  const right = new Map<number, boolean>();
  if (!haveOneLabel(outcomes)) return right;
  for (let unit = 0; unit < image.length; unit++) {
    const own = image[unit]!;
    right.set(first?.[own] ?? own, outcomes.truth[unit] === outcomes.predicted[unit]);
  }
  return right;
}

/** Headline figures and verdicts that say that labels were changed. */
function warned(result: EvaluationResult): EvaluationResult {
  const saying = <T extends { readonly warnings: readonly string[] }>(one: T): T => ({
    ...one,
    warnings: [...one.warnings, LABELS_CHANGED],
  });
  return {
    ...result,
    estimates: result.estimates.map((one) => (one.role === "headline" ? saying(one) : one)),
    verdicts: result.verdicts.map(saying),
  };
}

function notHere({ task, unit }: EvaluateRequest): HomegroundError {
  const what =
    unit.kind === "image"
      ? `labels of the task ${task} are not changed one by one`
      : "changed labels are about images, and sequences are evaluated";
  return new HomegroundError("usage/bad-option", {
    what,
    where: "changed labels",
    fix: "Mend the label file itself, and evaluate with that",
  });
}
