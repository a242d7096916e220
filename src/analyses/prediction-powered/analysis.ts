import type { HeadlineBasis } from "../../evaluation/headline-basis.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { drawnUnits } from "../../formats/drawn-list.js";
import { unitMean } from "../../metrics/lookup.js";
import { parseReference } from "../../metrics/reference.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import { list, paragraph } from "../../reports/document-blocks.js";
import { intervalText, valueText } from "../../reports/estimate-text.js";
import { counted, grouped } from "../../reports/numbers.js";
import { predictionPoweredInterval } from "../../statistics/prediction-powered.js";
import { levelQuantile } from "../../statistics/quantiles.js";
import { wilsonCounts } from "../../statistics/wilson.js";
import { taskOf } from "../../tasks/registry.js";
import { predictionsOneLabel } from "../../tasks/task.js";
import type { Analysis } from "../analysis.js";
import { ID, needs, type PoolConfidence, PREDICTIONS_OF_ALL } from "./pool-confidence.js";
import type { ResultPredictionPowered } from "./result.js";
import { PREDICTION_POWERED as WORDS } from "./words.js";

/** Fewer labels are no ground for choosing a weight (METHODS §9.6). */
const LEAST_LABELS = 50;
/** Of right and of wrong images: as for every share. */
const FEW = 5;
/** Telling less than so much more than labels alone is said to be nothing. */
const LITTLE = 1.05;

/** A figure of many images from few labels and how sure the model is of the rest; made where it is asked for. */
export const predictionPowered: Analysis<ResultPredictionPowered> = {
  id: ID,
  isNamed: true,
  asks: {
    ...WORDS.asks,
    of: {
      is: ({ task }, { hasModel, isDrawn }) =>
        isDrawn && !hasModel && predictionsOneLabel(taskOf(task)),
      otherwise: WORDS.onlyDrawn,
    },
  },
  find(basis, request, { pool }) {
    if (!request.analyses.includes(ID)) return {};
    if (pool === undefined) {
      throw needs(
        "nothing says how sure the model is of images without a label",
        PREDICTIONS_OF_ALL,
      );
    }
    return { result: { analyses: { [ID]: poweredOf(basis, request, pool) } } };
  },
  section: {
    anchor: ID,
    question: "computed",
    paper: true,
    view: ({ result }) => result.analyses?.[ID] ?? null,
    title: () => WORDS.title,
    answer: findingOf,
    blocks: (found) => [...paragraph(findingOf(found)), ...list(detailsOf(found))],
    summary: (found) => [findingOf(found)],
    findings: () => [WORDS.assumes, WORDS.verdict],
  },
  limitation: ({ analyses }) => (analyses?.[ID] === undefined ? null : WORDS.limitation),
};

/** @throws HomegroundError `analysis/needs` for too few labels, or none with a confidence */
function poweredOf(
  { outcomes, image, rows }: Pick<HeadlineBasis, "outcomes" | "image" | "rows">,
  { level }: Pick<EvaluateRequest, "level">,
  { list: drawn, labelled, others, without }: PoolConfidence,
): ResultPredictionPowered {
  // Of images with one label each: the share that are right.
  const { headline } = taskOf(outcomes.kind);
  const right = haveObjects(outcomes) ? null : unitMean(outcomes, parseReference(headline));
  const confidence = Float64Array.from(image, (i) => labelled[i]!);
  const n = confidence.length;
  if (right === null || confidence.some(Number.isNaN)) {
    throw needs(
      "not every prediction of a labelled image says how sure it is",
      "Give a score with each prediction",
    );
  }
  if (n < LEAST_LABELS) {
    throw needs(
      `${counted(n, "labelled image")} cannot tell what confidence is worth here`,
      `Label ${LEAST_LABELS} or more of the list, from its top`,
    );
  }
  const found = predictionPoweredInterval(right, confidence, others, level);
  const hits = right.reduce((sum, one) => sum + one, 0);
  const few = Math.min(hits, n - hits);
  return {
    metric: headline,
    level,
    value: found.value,
    low: found.low,
    high: found.high,
    n,
    pool: drawn.pool,
    others: others.length,
    without,
    weight: found.lambda,
    worth: found.worth,
    alone: { value: hits / n, ...wilsonCounts(hits, n, levelQuantile(level)) },
    skipped: drawnUnits(drawn, rows.units).skipped,
    warnings: [
      ...(few < FEW ? ["interval/few-outcomes"] : []),
      ...(few === 0 ? ["interval/no-variation"] : []),
    ],
  };
}

function findingOf({ value, low, high, n, pool }: ResultPredictionPowered): string {
  return WORDS.finding({
    figure: valueText("percent", value, pool),
    range: intervalText("percent", low, high, pool) ?? "",
    pool: counted(pool, "image"),
    labels: counted(n, "label"),
  });
}

function detailsOf(found: ResultPredictionPowered): string[] {
  const { n, alone, weight, worth, skipped, without, warnings } = found;
  const isLittle = worth === null || worth < LITTLE * n;
  return [
    WORDS.alone({
      figure: valueText("percent", alone.value, n),
      range: intervalText("percent", alone.low, alone.high, n) ?? "",
      n: grouped(n),
    }),
    WORDS.assumes,
    ...(warnings.length === 0 ? [] : [WORDS.few]),
    ...(skipped === 0
      ? []
      : [WORDS.skipped({ images: counted(skipped, "image"), one: skipped === 1 })]),
    ...(without === 0
      ? []
      : [WORDS.without({ images: counted(without, "image"), one: without === 1 })]),
    WORDS.weight({ weight: grouped(weight, 2) }),
    isLittle ? WORDS.little : WORDS.worth({ worth: grouped(Math.round(worth)), n: grouped(n) }),
    WORDS.verdict,
  ];
}
