import type { GivenFindings } from "../../analyses/analysis.js";
import { trainingRows } from "../../analyses/leakage/training-images.js";
import { ID } from "../../analyses/reliability/analysis.js";
import { givenScores } from "../../analyses/reliability/given-scores.js";
import { hasReference } from "../../analyses/wanted-features.js";
import { HomegroundError } from "../../core/errors.js";
import {
  featuresOfTable,
  type TrainingFeatures,
  trainingFeaturesOf,
} from "../../dataset/feature-columns.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { readImageTruth } from "../../formats/read.js";
import { readDeclaredSources } from "./attribute-inputs.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { isEndpoint } from "./hosted-model.js";
import { openPlace } from "./open-places.js";

/** Tables that say something of each image, read and not joined yet. */
export interface ImageTables {
  readonly scores: readonly ImageTruth[];
  readonly features: readonly ImageTruth[];
  /** Of the images that a model was trained on; absent where no list has them. */
  readonly trainingFeatures?: TrainingFeatures;
}

/**
 * The tables that `--scores` and `--features` name.
 *
 * @throws HomegroundError `usage/bad-option` where nothing asks for them, and as the reader of tables
 */
export async function readImageTables(
  {
    scores = [],
    features,
    flips,
    model,
    withFeatures,
    training,
  }: Pick<EvaluateOptions, "scores" | "features" | "flips" | "model" | "withFeatures" | "training">,
  { analyses, claimRecords }: Pick<EvaluateRequest, "analyses" | "claimRecords">,
): Promise<ImageTables> {
  const named = features === undefined ? [] : [features];
  const isAsked = analyses.includes(ID);
  if (!isAsked && scores.length > 0) throw notAsked("--scores", "how sure the model is");
  if (!isAsked && named.length > 0 && withFeatures !== true && !hasReference({ claimRecords })) {
    throw notAsked(
      "--features",
      "how alike images are",
      " or claim a record whose test images have features (--reference-features),",
    );
  }
  if (!isAsked && flips === true)
    throw notAsked("--flips", "how sure the model is of mirror images");
  if (flips === true && (model === undefined || isEndpoint(model))) {
    throw new HomegroundError("usage/bad-option", {
      what:
        model === undefined
          ? "a model has to look at mirror images, and predictions are of the pictures as they are"
          : "an endpoint is sent files as they are, and mirror images are none",
      where: "--flips",
      fix: "Give a model's file, or a table of such scores with --scores",
    });
  }
  return {
    scores: (await readDeclaredSources({ attributes: scores })).tables,
    features: (await readDeclaredSources({ attributes: named })).tables,
    ...(isAsked ? await readTrainingFeatures(training) : {}),
  };
}

/** What a table may end in; everything else that lists training images has no features. */
const TABLE = /\.(csv|tsv|parquet|jsonl)$/i;

/** Features of the first training list that is a table with some. */
async function readTrainingFeatures(
  lists: readonly string[],
): Promise<Pick<ImageTables, "trainingFeatures">> {
  for (const source of lists) {
    if (!TABLE.test(source)) continue;
    const { access, path } = await openPlace(source, "the training list");
    const read = await readImageTruth(access, path);
    const found = trainingFeaturesOf({ ...read, source }, trainingRows(read.attributes));
    if (found !== null) return { trainingFeatures: found };
  }
  return {};
}

function notAsked(where: string, what: string, or = ""): HomegroundError {
  return new HomegroundError("usage/bad-option", {
    what: `it says ${what}, and nothing asks whether that tells its wrong answers`,
    where,
    fix: `Add --analyse ${ID},${or} or leave it out`,
  });
}

/** Those tables on the images of a run. @throws HomegroundError as `givenScores` and `featuresOfTable` */
export function tablesOfImages(
  { scores, features: [features], trainingFeatures }: ImageTables,
  images: readonly string[],
): Pick<GivenFindings, "scores" | "trainingFeatures"> & { readonly features?: ImageFeatures } {
  return {
    ...(trainingFeatures === undefined ? {} : { trainingFeatures }),
    ...(scores.length === 0 ? {} : { scores: givenScores(scores, images) }),
    ...(features === undefined ? {} : { features: featuresOfTable(features, images) }),
  };
}
