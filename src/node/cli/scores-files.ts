import { ID } from "../../analyses/reliability/analysis.js";
import { type GivenScores, givenScores } from "../../analyses/reliability/given-scores.js";
import { HomegroundError } from "../../core/errors.js";
import { featuresOfTable } from "../../dataset/feature-columns.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { readDeclaredSources } from "./attribute-inputs.js";
import type { EvaluateOptions } from "./evaluate-request.js";

/** Tables that say something of each image, read and not joined yet. */
export interface ImageTables {
  readonly scores: readonly ImageTruth[];
  readonly features: readonly ImageTruth[];
}

/**
 * The tables that `--scores` and `--features` name.
 *
 * @throws HomegroundError `usage/bad-option` where nothing asks for them, and as the reader of tables
 */
export async function readImageTables(
  { scores = [], features }: Pick<EvaluateOptions, "scores" | "features">,
  { analyses }: Pick<EvaluateRequest, "analyses">,
): Promise<ImageTables> {
  const named = features === undefined ? [] : [features];
  const isAsked = analyses.includes(ID);
  if (!isAsked && scores.length > 0) throw notAsked("--scores", "how sure the model is");
  if (!isAsked && named.length > 0) throw notAsked("--features", "how alike images are");
  return {
    scores: (await readDeclaredSources({ attributes: scores })).tables,
    features: (await readDeclaredSources({ attributes: named })).tables,
  };
}

function notAsked(where: string, what: string): HomegroundError {
  return new HomegroundError("usage/bad-option", {
    what: `it says ${what}, and nothing asks whether that tells its wrong answers`,
    where,
    fix: `Add --analyse ${ID}, or leave it out`,
  });
}

/** Those tables on the images of a run. @throws HomegroundError as `givenScores` and `featuresOfTable` */
export function tablesOfImages(
  { scores, features: [features] }: ImageTables,
  images: readonly string[],
): { readonly scores?: GivenScores; readonly features?: ImageFeatures } {
  return {
    ...(scores.length === 0 ? {} : { scores: givenScores(scores, images) }),
    ...(features === undefined ? {} : { features: featuresOfTable(features, images) }),
  };
}
