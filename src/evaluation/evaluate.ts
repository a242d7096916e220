import type { Cancellation } from "../core/cancellation.js";
import { createEstimator } from "../metrics/estimators.js";
import { parseReference } from "../metrics/reference.js";
import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import type {
  EvaluationResult,
  ResultEstimate,
  ResultListed,
  ResultModel,
} from "../reports/result.js";
import { checkClaims } from "../transfer/claim-check.js";
import type { AnswerSource, ImageAnswer } from "./answers.js";
import { readClaims } from "./claims.js";
import { classify } from "./classify.js";
import { attributeColumn, clusterByColumn } from "./clusters.js";
import { confusionTable } from "./confusion.js";
import { detailReferences, distinct, estimate, headlineReference } from "./estimates.js";
import type { PreparedImages, TruthOnFiles } from "./prepare.js";
import type { EvaluateRequest } from "./request.js";

/** What an evaluation came to: the public result, and the outcomes behind it. */
export interface Evaluation {
  readonly result: EvaluationResult;
  readonly outcomes: ClassificationOutcomes;
  /** Image of the set for each unit of the outcomes. */
  readonly image: Int32Array;
}

export interface EvaluateContext {
  readonly version: string;
  /** Engine of the model that was run; null for predictions from a file. */
  readonly engine: string | null;
  readonly model: ResultModel | null;
  readonly signal: Cancellation;
  /** Notes about images that were made before, by whoever read files or ran the model. */
  readonly notes: readonly ResultListed[];
  /** Called with each answer in the order of the images. */
  readonly onAnswer?: (image: number, answer: ImageAnswer) => void | Promise<void>;
}

/**
 * The main use case: images with their classes and the model's answers become figures with
 * intervals, a confusion table and verdicts. Every image of the set is scored or listed.
 *
 * @throws HomegroundError `claim/…` and `metric/…` for what is asked, `input/nothing-scored` where
 *   no image has both a label and an answer
 */
export async function evaluate(
  placed: TruthOnFiles,
  { images, map }: PreparedImages,
  source: AnswerSource,
  request: EvaluateRequest,
  context: EvaluateContext,
): Promise<Evaluation> {
  readClaims(request, null); // what is wrong with a claim is said before any work
  const asked = request.metrics.map((text) => parseReference(text, { where: "--metric" }));
  const classified = await classify(images, map, source, {
    scoreColumns: scoreColumnsFor(request),
    signal: context.signal,
    ...(context.onAnswer === undefined ? {} : { onAnswer: context.onAnswer }),
  });
  const here = classified.outcomes;
  const claims = readClaims(request, here.classes);
  const outcomes = withClusters(here, placed, images.row, classified.image, request);

  const headline = distinct([
    ...claims.map(({ reference }) => reference),
    ...(claims.length === 0 ? [headlineReference(outcomes)] : []),
    ...asked,
  ]);
  const headlineTexts = new Set(headline.map((reference) => reference));
  const details = distinct([
    ...headline,
    headlineReference(outcomes),
    ...detailReferences(outcomes, request.positive),
  ]).filter((reference) => !headlineTexts.has(reference));

  const estimates: ResultEstimate[] = [
    ...headline.map((reference) => estimate(outcomes, reference, "headline", request.level)),
    // The figure for these sites as they are stands beside the one for another site.
    ...(outcomes === here
      ? []
      : headline.map((reference) => estimate(here, reference, "detail", request.level))),
    ...details.map((reference) => estimate(outcomes, reference, "detail", request.level)),
  ];
  const verdicts = checkClaims(
    claims.map((claim) => ({ claim, local: createEstimator(outcomes, claim.reference) })),
    { level: request.level },
  );

  const result: EvaluationResult = {
    schema: "homeground.result/1",
    task: request.task,
    unit: outcomes.unit,
    software: { name: "homeground", version: context.version, engine: context.engine },
    seed: request.seed,
    model: context.model,
    inputs: {
      images: images.images,
      labelled: images.labelled,
      scored: outcomes.unitCount,
      ignored: images.ignored,
      listed: byFile([...images.listed, ...classified.listed]),
      notes: byFile([...images.notes, ...context.notes]),
    },
    question: request.cluster === null ? "here" : "another-site",
    estimates,
    confusion: confusionTable(outcomes),
    verdicts,
    gap: null,
    scope: null,
    files: { predictions: null, outcomes: null, report: null },
  };
  return { result, outcomes, image: classified.image };
}

/** Whole score columns are kept only for metrics that need them. */
function scoreColumnsFor(request: EvaluateRequest): "all" | readonly string[] {
  const texts = [...request.claims, ...request.metrics, ...request.requirements];
  const ranked = texts.some((text) => /^\s*(roc-auc|average-precision)\b/.test(text));
  if (ranked) return "all";
  return request.positive === null ? [] : [request.positive];
}

function withClusters(
  outcomes: ClassificationOutcomes,
  placed: TruthOnFiles,
  rowOfImage: Int32Array,
  image: Int32Array,
  { cluster }: EvaluateRequest,
): ClassificationOutcomes {
  if (cluster === null) return outcomes;
  const column = attributeColumn(placed.truth.attributes, cluster, "--cluster");
  const rows = Int32Array.from(image, (i) => rowOfImage[i]!);
  return { ...outcomes, ...clusterByColumn(column, rows) };
}

/** By file name, then as they came. */
function byFile(entries: readonly ResultListed[]): ResultListed[] {
  return [...entries].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
