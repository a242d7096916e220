import { createLabelSet } from "../../src/core/label-set.js";
import { weightedKappa } from "../../src/metrics/agreement.js";
import {
  calibrationErrors,
  equalMassBins,
  type ReliabilityBins,
  reliabilityBins,
} from "../../src/metrics/calibration.js";
import { binaryCalibration } from "../../src/metrics/calibration-binary.js";
import { classwiseCalibration } from "../../src/metrics/calibration-classwise.js";
import { calibrationErrorKernel } from "../../src/metrics/calibration-error.js";
import { applyIsotonic, fitIsotonic } from "../../src/metrics/calibration-isotonic.js";
import { fitPlatt } from "../../src/metrics/calibration-platt.js";
import { fitTemperature, temperedLogits } from "../../src/metrics/calibration-temperature.js";
import type { ClassRatio } from "../../src/metrics/class-ratio.js";
import { classSums } from "../../src/metrics/class-sums.js";
import { confusionCells, confusionMatrix } from "../../src/metrics/confusion.js";
import {
  type RiskCoverageCurve,
  riskCoverageCurve,
  rocCurve,
  trapezoidPrecisionRecall,
} from "../../src/metrics/curves.js";
import {
  optimalRiskCoverage,
  optimalRiskCoverageLimit,
  trapezoidRiskCoverage,
} from "../../src/metrics/failure-detection.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { classPredictions } from "../../src/metrics/labels/columns-of.js";
import type { LogisticFit } from "../../src/metrics/logistic-fit.js";
import {
  type AcceptancePoint,
  coverageAtRisk,
  falsePositiveRateAt,
  partialAuc,
  riskAtCoverage,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
  youdenPoint,
} from "../../src/metrics/operating-points.js";
import { handTillAuc, microAveragePrecision } from "../../src/metrics/pairwise-auc.js";
import { F1_RATIO } from "../../src/metrics/predictions/f1.js";
import { PRECISION_RATIO } from "../../src/metrics/predictions/precision.js";
import { RECALL_RATIO } from "../../src/metrics/predictions/recall.js";
import {
  areaUnderGeneralizedRisk,
  areaUnderRiskCoverage,
  averagePrecision,
  rocAuc,
} from "../../src/metrics/ranked-metrics.js";
import { blocksOf, createRanking } from "../../src/metrics/ranking.js";
import { parseReference } from "../../src/metrics/reference.js";
import { topKHit } from "../../src/metrics/top-k.js";
import { createClassificationBuilder } from "../../src/outcomes/classification.js";
import type { ClassificationOutcomes } from "../../src/outcomes/classification-types.js";

type Input = Readonly<Record<string, unknown>>;

/** By `oracle/kind`: metrics, calibration and failure detection. */
export const METRIC_ORACLE_KINDS: ReadonlyMap<string, (input: Input) => unknown> = new Map([
  ["a_classification/multiclass", multiclass],
  ["a_classification/binary", binary],
  ["e_calibration/confidence", confidence],
  ["e_calibration/classwise", classwise],
  ["e_calibration/binary", calibratedEvent],
  ["e_calibration/temperature", temperature],
  ["e_calibration/platt", platt],
  ["e_calibration/isotonic", isotonic],
  ["f_failure/failure", failure],
  ["f_failure/residual", residual],
]);

interface Multiclass {
  readonly y_true: readonly number[];
  readonly scores: readonly (readonly number[])[];
  readonly K: number;
  readonly sample_weight?: readonly number[];
}

function multiclass(input: Input): unknown {
  const { y_true, scores, K, sample_weight } = input as unknown as Multiclass;
  const outcomes = outcomesOf(y_true, scores, K);
  const weights = sample_weight === undefined ? null : Float64Array.from(sample_weight);
  const value = (metric: string) => createKernel(outcomes, parseReference(metric))(weights);
  const answers = classPredictions(outcomes);
  if (answers?.kind !== "single") return undefined;
  const cells = confusionCells(answers, weights);
  const sums = classSums(answers, weights);
  const column = Array.from({ length: K }, (_, k) => columnOf(scores, k));
  const mcc = value("mcc");
  const ranked = (k: number, metric: (blocks: ReturnType<typeof blocksOf>) => number) =>
    metric(blocksOf(createRanking(column[k]!), isClass(y_true, k), weights));
  const aucs = column.map((_, k) => orNull(ranked(k, rocAuc)));
  const present = sums.truth.filter((count) => count > 0).length;
  const ratios = (ratio: ClassRatio) =>
    Array.from({ length: K }, (_, k) =>
      orNull(ratio.value(sums.total, sums.truth[k]!, sums.predicted[k]!, sums.hits[k]!)),
    );
  const averages = (average: string) =>
    ["precision", "recall", "f1"].map((id) => orNull(value(`${id}{average=${average}}`)));
  const brier = value("brier");
  return {
    y_pred: Array.from(outcomes.predicted),
    confusion: rowsOf(confusionMatrix(cells), K),
    accuracy: value("accuracy"),
    balanced_accuracy: orNull(value("balanced-accuracy")),
    precision: ratios(PRECISION_RATIO),
    recall: ratios(RECALL_RATIO),
    f1: ratios(F1_RATIO),
    support: Array.from(sums.truth),
    // scikit-learn's default counts undefined ratios as 0.
    macro_zero: [PRECISION_RATIO, RECALL_RATIO, F1_RATIO].map(
      (ratio) => ratios(ratio).reduce<number>((sum, one) => sum + (one ?? 0), 0) / K,
    ),
    macro_defined: averages("macro"),
    weighted_zero: averages("weighted"),
    micro: averages("micro"),
    kappa: orNull(value("cohen-kappa")),
    kappa_linear: orNull(weightedKappa(cells, "linear")),
    kappa_quadratic: orNull(weightedKappa(cells, "quadratic")),
    mcc: Number.isNaN(mcc) ? 0 : mcc,
    mcc_defined: !Number.isNaN(mcc),
    topk: topK(scores, y_true, weights, K),
    log_loss: value("log-loss"),
    log_loss_unclipped: unclippedLogLoss(scores, y_true, weights),
    brier_sum: brier,
    brier_half: brier / 2,
    auc_per_class: aucs,
    ap_per_class: column.map((_, k) => orNull(ranked(k, averagePrecision))),
    auc_ovr_macro_defined: meanOfDefined(aucs),
    ap_macro_defined: orNull(value("average-precision")),
    ap_micro: microAveragePrecision(column, outcomes.truth, weights),
    // scikit-learn takes two classes for a binary task, and refuses absent ones.
    auc_ovr_macro_sklearn: K > 2 && present === K ? meanOfDefined(aucs) : null,
    auc_ovo_macro_sklearn:
      K > 2 && weights === null ? orNull(handTillAuc(column, outcomes.truth)) : null,
  };
}

function topK(
  scores: readonly (readonly number[])[],
  truth: readonly number[],
  weights: Float64Array | null,
  classCount: number,
): unknown {
  const share = (k: number, ties: Parameters<typeof topKHit>[3]) => {
    let hits = 0;
    let total = 0;
    for (const [i, row] of scores.entries()) {
      hits += (weights?.[i] ?? 1) * topKHit(row, truth[i]!, k, ties);
      total += weights?.[i] ?? 1;
    }
    return hits / total;
  };
  const counts = Array.from({ length: classCount }, (_, i) => i + 1);
  return Object.fromEntries(
    counts.map((k) => [
      String(k),
      {
        sklearn: classCount === 2 ? null : share(k, "higher-index"),
        optimistic: share(k, "optimistic"),
        pessimistic: share(k, "pessimistic"),
        expected: share(k, "expected"),
      },
    ]),
  );
}

/** Mean −ln of the true probability over its row's sum, which can be infinite. */
function unclippedLogLoss(
  scores: readonly (readonly number[])[],
  truth: readonly number[],
  weights: Float64Array | null,
): number | string {
  let sum = 0;
  let total = 0;
  for (const [i, row] of scores.entries()) {
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    const rowSum = row.reduce((a, b) => a + b, 0);
    sum -= weight * Math.log((row[truth[i]!] ?? 0) / rowSum);
    total += weight;
  }
  return orInfinity(sum / total);
}

function binary(input: Input): unknown {
  const { y, score, sample_weight } = input as {
    y: number[];
    score: number[];
    sample_weight?: number[];
  };
  const weights = sample_weight === undefined ? null : Float64Array.from(sample_weight);
  const scores = Float64Array.from(score);
  const positive = Uint8Array.from(y);
  const blocks = blocksOf(createRanking(scores), positive, weights);
  const roc = rocCurve(scores, positive, weights);
  const losses = score.every((p) => p >= 0 && p <= 1) ? eventLosses(y, score, weights) : {};
  const base = { auc: orNull(rocAuc(blocks)), ap: orNull(averagePrecision(blocks)), ...losses };
  if (roc === null) {
    const none = { auc_partial_fpr01: null, sens_at_spec: null, spec_at_sens: null, youden: null };
    return { ...base, ...none };
  }
  const youden = youdenPoint(roc);
  return {
    ...base,
    pr_auc_trapezoid: trapezoidPrecisionRecall(scores, positive, weights),
    auc_partial_fpr01: partialAuc(roc, 0.1),
    roc: {
      fpr: Array.from(roc.fpr),
      tpr: Array.from(roc.tpr),
      threshold: Array.from(roc.threshold, orInfinity),
    },
    sens_at_spec: [0.5, 0.8, 0.9, 0.95, 0.99, 1].map((target) => {
      const { sensitivity, specificity, threshold } = sensitivityAtSpecificity(roc, target);
      return { target, sens: sensitivity, threshold: orInfinity(threshold), spec: specificity };
    }),
    spec_at_sens: [0.5, 0.8, 0.9, 0.95, 1].map((target) => {
      const { sensitivity, specificity, threshold } = specificityAtSensitivity(roc, target);
      return { target, spec: specificity, threshold: orInfinity(threshold), sens: sensitivity };
    }),
    youden: {
      j: youden.j,
      threshold: orInfinity(youden.threshold),
      sens: youden.sensitivity,
      spec: youden.specificity,
    },
  };
}

/** Log loss and Brier score of an event's probability, as of two classes. */
function eventLosses(y: readonly number[], p: readonly number[], weights: Float64Array | null) {
  const rows = p.map((value) => [1 - value, value]);
  const outcomes = outcomesOf(y, rows, 2);
  const value = (metric: string) => createKernel(outcomes, parseReference(metric))(weights);
  return { log_loss: value("log-loss"), brier: value("brier") / 2 };
}

function confidence(input: Input): unknown {
  const { conf, correct, bins } = input as { conf: number[]; correct: number[]; bins: number };
  const columns = { confidence: Float64Array.from(conf), correct: Uint8Array.from(correct) };
  const width = reliabilityBins(columns, bins);
  const mass = equalMassBins(columns, bins);
  return {
    equal_width: {
      ...errorsOf(width),
      bins: binRows(width, (b) => [b / bins, (b + 1) / bins]),
    },
    equal_mass: {
      ...errorsOf(mass),
      bins: binRows(mass, (b) => [mass.low[b]!, mass.high[b]!]),
      ece2_debiased: calibrationErrors(mass)?.debiasedSquare ?? null,
    },
  };
}

function errorsOf(bins: ReliabilityBins) {
  const found = calibrationErrors(bins);
  return { ece: found?.ece, mce: found?.mce, rmsce: found?.rmsce, ece_signed: found?.signed };
}

function binRows(bins: ReliabilityBins, edges: (bin: number) => [number, number]): unknown {
  return Array.from(bins.count, (count, b) => {
    const means = [bins.meanConfidence[b]!, bins.accuracy[b]!];
    return [...edges(b), count, ...(count === 0 ? [null, null] : means)];
  });
}

function classwise(input: Input): unknown {
  const { probs, y, bins } = input as { probs: number[][]; y: number[]; bins: number };
  const classCount = probs[0]?.length ?? 0;
  const outcomes = outcomesOf(y, probs, classCount);
  const column = Array.from({ length: classCount }, (_, k) => columnOf(probs, k));
  const found = classwiseCalibration(column, outcomes.truth, bins);
  const value = (metric: string) => createKernel(outcomes, parseReference(metric))(null);
  return {
    sce: found.staticError,
    cw_per_class: Array.from(found.staticByClass),
    ace: found.adaptiveError,
    ace_per_class: Array.from(found.adaptiveByClass),
    top_label_ece: value(`ece{bins=${bins}}`),
    brier_sum: value("brier"),
    // Here of the probabilities as printed, whose rows add up to 1 only within their digits.
    nll: meanOf(Array.from(outcomes.scores?.truthProbability ?? [], (p) => -Math.log(p))),
  };
}

function calibratedEvent(input: Input): unknown {
  const { p, y, bins } = input as { p: number[]; y: number[]; bins: number };
  const found = binaryCalibration(Float64Array.from(p), Uint8Array.from(y), bins);
  const { reliability, resolution, uncertainty } = found.murphy;
  return {
    calibration_in_the_large: found.inTheLarge,
    intercept: found.intercept,
    slope: found.slope,
    slope_se: found.slopeError,
    spiegelhalter_z: found.spiegelhalterZ,
    spiegelhalter_p: found.spiegelhalterP,
    brier: found.brier,
    murphy: [reliability, resolution, uncertainty],
  };
}

function temperature(input: Input): unknown {
  const { logits, y } = input as { logits: number[][]; y: number[] };
  const classCount = logits[0]?.length ?? 0;
  const flat = Float64Array.from(logits.flat());
  const truth = Int32Array.from(y);
  const fit = fitTemperature(flat, truth, classCount);
  const before = logitFigures(flat, truth, classCount);
  const base = { nll_before: before.nll, ece_before: before.ece, T: fit.temperature };
  if (fit.temperature === null) {
    return { ...base, unbounded: fit.unbounded === "zero" ? "T->0" : "T->inf" };
  }
  const after = logitFigures(temperedLogits(flat, fit.temperature), truth, classCount);
  return { ...base, nll_after: after.nll, ece_after: after.ece, unbounded: null };
}

function logitFigures(logits: Float64Array, truth: Int32Array, classCount: number) {
  const builder = builderOf(classCount);
  builder.addLogits(truth, logits);
  const outcomes = builder.finish();
  const correct = Uint8Array.from(truth, (t, i) => (t === outcomes.predicted[i] ? 1 : 0));
  const ece = calibrationErrorKernel(outcomes.scores!.confidence, correct, "15");
  return {
    nll: createKernel(outcomes, parseReference("log-loss"))(null),
    ece: ece(null).error,
  };
}

function platt(input: Input): unknown {
  const { score, y } = input as { score: number[]; y: number[] };
  const scores = Float64Array.from(score);
  const labels = Uint8Array.from(y);
  const pair = (fit: LogisticFit | null) => (fit === null ? null : [fit.slope, fit.intercept]);
  return {
    platt: pair(fitPlatt(scores, labels, { smoothed: false })),
    platt_smoothed: pair(fitPlatt(scores, labels, { smoothed: true })),
  };
}

function isotonic(input: Input): unknown {
  const { x, y, w, query } = input as { x: number[]; y: number[]; w?: number[]; query: number[] };
  const fit = fitIsotonic(Float64Array.from(x), y, w ?? null);
  return {
    fitted: x.map((value) => applyIsotonic(fit, value)),
    predicted: query.map((value) => applyIsotonic(fit, value)),
  };
}

function failure(input: Input): unknown {
  const { conf, correct } = input as { conf: number[]; correct: number[] };
  const confidences = Float64Array.from(conf);
  const right = Uint8Array.from(correct);
  const wrong = right.map((hit) => 1 - hit);
  const ranking = createRanking(confidences);
  const hits = blocksOf(ranking, right, null);
  const errors = blocksOf(ranking, wrong, null);
  const reversed = confidences.map((value) => -value);
  const curve = riskCoverageCurve(confidences, wrong);
  const hitRoc = rocCurve(confidences, right);
  const missRoc = rocCurve(reversed, wrong);
  const n = conf.length;
  const misses = wrong.reduce((sum, miss) => sum + miss, 0);
  const aurc = areaUnderRiskCoverage(errors);
  const trapezoid = trapezoidRiskCoverage(curve);
  const augrc = areaUnderGeneralizedRisk(errors);
  const optimal = optimalRiskCoverage(n - misses, misses);
  const limit = optimalRiskCoverageLimit(misses / n);
  const accepted = (target: number, point: AcceptancePoint | null) => ({
    target,
    coverage: point?.coverage ?? null,
    risk: point?.risk ?? null,
    threshold: point?.threshold ?? null,
  });
  return {
    curve: curveOf(curve),
    aurc_mean: aurc,
    aurc_trapezoid: trapezoid,
    augrc,
    aurc_optimal_discrete: optimal,
    eaurc: aurc - optimal,
    aurc_optimal_log: limit,
    eaurc_log: trapezoid - limit,
    eaugrc: augrc - (misses / n) ** 2 / 2,
    auroc_f: orNull(rocAuc(hits)),
    fpr_at_95tpr: hitRoc && falsePositiveRateAt(hitRoc, 0.95),
    fpr_at_95tpr_fdshifts: hitRoc && falsePositiveRateAt(hitRoc, 0.9495),
    fpr_at_80tpr: hitRoc && falsePositiveRateAt(hitRoc, 0.8),
    fpr_at_95tpr_error: missRoc && falsePositiveRateAt(missRoc, 0.95),
    aupr_success: orNull(averagePrecision(hits)),
    aupr_error: orNull(averagePrecision(blocksOf(createRanking(reversed), wrong, null))),
    at_coverage: [0.5, 0.8, 0.9, 0.95, 1].map((t) => accepted(t, riskAtCoverage(curve, t))),
    at_risk: [0.01, 0.05, 0.1, 0.2].map((t) => accepted(t, coverageAtRisk(curve, t))),
  };
}

function residual(input: Input): unknown {
  const { conf, residual: losses } = input as { conf: number[]; residual: number[] };
  const confidences = Float64Array.from(conf);
  const loss = Float64Array.from(losses);
  const blocks = blocksOf(createRanking(confidences), loss, null);
  const curve = riskCoverageCurve(confidences, loss);
  return {
    curve: curveOf(curve),
    aurc_mean: areaUnderRiskCoverage(blocks),
    aurc_trapezoid: trapezoidRiskCoverage(curve),
    augrc: areaUnderGeneralizedRisk(blocks),
  };
}

function curveOf(curve: RiskCoverageCurve): unknown {
  return {
    thresholds: Array.from(curve.threshold),
    coverages: Array.from(curve.coverage),
    selective_risk: Array.from(curve.selectiveRisk),
    generalized_risk: Array.from(curve.generalizedRisk),
  };
}

function outcomesOf(
  truth: readonly number[],
  scores: readonly (readonly number[])[],
  classCount: number,
): ClassificationOutcomes {
  const builder = builderOf(classCount);
  builder.addProbabilities(Int32Array.from(truth), Float64Array.from(scores.flat()));
  return builder.finish();
}

function builderOf(classCount: number) {
  const names = Array.from({ length: classCount }, (_, k) => `class ${k}`);
  const labels = createLabelSet(names);
  return createClassificationBuilder({ labels, truthNames: names, scoreColumns: "all" });
}

function columnOf(rows: readonly (readonly number[])[], k: number): Float64Array {
  return Float64Array.from(rows, (row) => row[k] ?? Number.NaN);
}

function isClass(truth: readonly number[], k: number): Uint8Array {
  return Uint8Array.from(truth, (t) => (t === k ? 1 : 0));
}

function rowsOf(matrix: Float64Array, width: number): number[][] {
  return Array.from({ length: width }, (_, i) =>
    Array.from(matrix.subarray(i * width, (i + 1) * width)),
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanOfDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, v) => sum + v, 0) / defined.length;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function orInfinity(value: number): number | string {
  if (value === Number.POSITIVE_INFINITY) return "Infinity";
  return value === Number.NEGATIVE_INFINITY ? "-Infinity" : value;
}
