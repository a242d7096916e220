import type { Outcomes, OutcomesByTask } from "../../outcomes/classification-types.js";
import type { ClassPredictions, LabelColumns } from "./label-columns.js";
import { ONE_LABEL } from "./one-label.js";
import { ONE_SCORE } from "./one-score.js";
import { SEVERAL_LABELS } from "./several-labels.js";

/** By task; a task that is not here has no labels that metrics of labels could read. */
const COLUMNS: { readonly [K in keyof OutcomesByTask]?: LabelColumns<OutcomesByTask[K]> } = {
  classification: ONE_LABEL,
  multilabel: SEVERAL_LABELS,
  anomaly: ONE_SCORE,
};

/** @returns null of outcomes without labels */
export function columnsOf(outcomes: Outcomes): LabelColumns | null {
  return (COLUMNS[outcomes.kind] as LabelColumns | undefined) ?? null;
}

/**
 * Truth and predictions of outcomes. An anomaly score predicts at its threshold.
 *
 * @returns null for anomaly outcomes without a threshold, and where no class is predicted
 */
export function classPredictions(outcomes: Outcomes): ClassPredictions | null {
  return columnsOf(outcomes)?.predictions(outcomes) ?? null;
}
