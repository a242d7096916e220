import {
  LABEL_CHANGES_FILE,
  type LabelChange,
  parseLabelChanges,
} from "../../analyses/label-changes/label-changes.js";
import { HomegroundError } from "../../core/errors.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { evaluate } from "../../evaluation/run/evaluate.js";
import { type FirstEvaluation, withLabelChanges } from "../../evaluation/run/with-label-changes.js";
import { readBytes } from "../files/read-file.js";

/** The changes of `--label-changes`; null without it. @throws HomegroundError `input/…`, `labels/changes-bad` */
export async function readLabelChanges(path: string | undefined): Promise<ReadChanges | null> {
  if (path === undefined) return null;
  const fix = `Name the file ${LABEL_CHANGES_FILE} that the app saved beside its report`;
  return { changes: parseLabelChanges(await readBytes(path, fix), path), path };
}

/** Changes that were read, and where from; null without any. */
export interface ReadChanges {
  readonly changes: readonly LabelChange[];
  readonly path: string;
}

/**
 * An evaluation, with what it would be with changed labels beside it where there are any.
 *
 * @throws HomegroundError as `evaluate` and `withLabelChanges`, `labels/changes-bad` where not one fits
 */
export async function evaluateWithChanges(
  read: ReadChanges | null,
  wanted: Omit<FirstEvaluation, "evaluation">,
): Promise<Evaluation> {
  const { placed, prepared, source, request, context } = wanted;
  const first = await evaluate(placed, prepared, source, request, context);
  if (read === null || read.changes.length === 0) return first;
  const { changes, path } = read;
  const evaluation = await withLabelChanges({ ...wanted, evaluation: first }, changes);
  if (evaluation.result.labelChanges !== undefined) return evaluation;
  // All of them were noted, last: what else is noted came before.
  const one = evaluation.result.inputs.notes.at(-changes.length);
  throw new HomegroundError("labels/changes-bad", {
    what: `not one of ${changes.length} changed labels fits an image and its label here; first: ${one?.file ?? ""}, ${one?.what ?? ""}`,
    where: path,
    fix: "Give the labels that were changed, and the list that belongs to them",
  });
}
