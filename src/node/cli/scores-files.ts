import { ID } from "../../analyses/reliability/analysis.js";
import { type GivenScores, givenScores } from "../../analyses/reliability/given-scores.js";
import { HomegroundError } from "../../core/errors.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { readDeclaredSources } from "./attribute-inputs.js";
import type { EvaluateOptions } from "./evaluate-request.js";

/**
 * Scores of confidence of the tables that `--scores` names; null where it names none.
 *
 * @throws HomegroundError `usage/bad-option` where nothing asks for them, and as the reader of tables
 */
export async function readScoreTables(
  { scores: attributes = [] }: Pick<EvaluateOptions, "scores">,
  { analyses }: Pick<EvaluateRequest, "analyses">,
): Promise<readonly ImageTruth[]> {
  if (attributes.length === 0) return [];
  if (!analyses.includes(ID)) {
    throw new HomegroundError("usage/bad-option", {
      what: "it says how sure the model is, and nothing asks whether that tells its wrong answers",
      where: "--scores",
      fix: `Add --analyse ${ID}, or leave it out`,
    });
  }
  const { tables } = await readDeclaredSources({ attributes });
  return tables;
}

/** Those tables on the images of a run. @throws HomegroundError as `givenScores` */
export function scoresOfImages(
  tables: readonly ImageTruth[],
  images: readonly string[],
): { readonly scores?: GivenScores } {
  return tables.length === 0 ? {} : { scores: givenScores(tables, images) };
}
