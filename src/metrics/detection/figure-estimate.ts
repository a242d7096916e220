import { KEYPOINT_RULES } from "../../outcomes/detection/match-rules.js";
import { clusterDesign } from "../../statistics/cluster-design.js";
import type { MethodCode } from "../../statistics/codes.js";
import { jackknifeVariance, pseudoDeviations } from "../../statistics/jackknife.js";
import { type JackknifeParts, jackknifeEstimate } from "../estimate-jackknife.js";
import { fewLabels } from "../few-labels.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { LEAST_OF_CLASS } from "../prediction-jackknife.js";
import { SHARE, undefinedEstimate } from "../ranked-parts.js";
import { clusterSums } from "../sample.js";
import { memberships } from "../unit-replicates.js";
import type { DetectionSample } from "./detection-sample.js";
import type { DetectionFigure } from "./figures.js";
import { biasOfFigure, figureOfSample, leaveGroupsOutOfFigure } from "./left-out-figures.js";
import { varianceOfRare } from "./rare-misses.js";
import { fewestUnits, type TruthObjectTotals, truthObjects } from "./truth-objects.js";

/** m_k that a label of `map…` needs, and the share of labels that may have less (METHODS-2 A2 step 8). */
const LEAST_EVIDENCE = 4;
const FEW_ALLOWED = 1 / 3;

/**
 * `map…` or `ar…`: `wilson-jackknife`, `wilson-jackknife-cluster` (METHODS §2.2) with a
 * delete-a-group jackknife over images or clusters, at most as sure as so many independent truth
 * objects; clusters are judged by truth objects and those found at IoU 0.5. Of `map…` the interval is
 * the hull of those with and without what {@link biasOfFigure} says that so few images read too high
 * (METHODS-2 A2); if that cannot be estimated there is none.
 */
export function figureEstimate(
  sample: DetectionSample,
  figure: DetectionFigure,
  seed: number,
): MetricEstimate {
  const { value, defined } = figureOfSample(sample, figure, seed);
  const objects = truthObjects(sample, figure.area, figure.classIndex);
  const base = {
    n: sample.outcomes.unitCount,
    defined: figure.classIndex === null ? defined : null,
    fewLabels: null,
  };
  if (Number.isNaN(value)) {
    const code: MethodCode = base.n === 0 ? "interval/no-images" : "interval/class-absent";
    return undefinedEstimate({ ...base, minority: null, warnings: [code] });
  }
  const warnings: MethodCode[] =
    (fewestUnits(objects) ?? 0) < 10 ? ["interval/few-of-a-class"] : [];
  let known: MetricEstimate | null = null;
  const whole = () => {
    known ??= intervalOf(sample, figure, seed, { ...base, value, objects, warnings });
    return known;
  };
  return {
    toUnit: (one) => one, // shares
    at: (level) => whole().at(level),
    point: (level) => ({
      ...base,
      value,
      low: null,
      high: null,
      level,
      method: "none",
      warnings,
      clusters: memberships(sample)?.count ?? null,
      family: "jackknife",
      u: null,
      nu: null,
      design: null,
      carriers: null,
      failures: null,
    }),
    get judged() {
      return whole().judged;
    },
  };
}

/** What the interval of a figure rests on beside its evaluation. */
interface FigureBasis extends Pick<JackknifeParts, "n" | "defined" | "warnings"> {
  readonly value: number;
  readonly objects: TruthObjectTotals;
}

function intervalOf(
  sample: DetectionSample,
  figure: DetectionFigure,
  seed: number,
  { objects, ...base }: FigureBasis,
): MetricEstimate {
  const { classes, cluster } = sample.outcomes;
  const isPrecision = figure.measure === "ap";
  const withoutGroup = leaveGroupsOutOfFigure(sample, figure, seed);
  const bias = isPrecision ? biasOfFigure(sample, figure, seed, objects.byClass) : null;
  const evidence = objects.byClass.map((one) => ({
    name: classes[one.index] ?? null,
    has: isPrecision ? one.evidence : one.units,
  }));
  const ofPrecision = fewLabels(evidence, LEAST_EVIDENCE, FEW_ALLOWED);
  const ofRecall = figure.classIndex === null ? fewLabels(evidence, LEAST_OF_CLASS, 0) : null;
  const share = objects.hitWeight / objects.weight;
  const variance = jackknifeVariance(withoutGroup);
  const design =
    cluster === null
      ? null
      : clusterDesign(clusterSums(sample, objects.size), clusterSums(sample, objects.hits));
  const estimate = jackknifeEstimate(
    {
      ...base,
      cap:
        variance > 0 ? evidenceOf(sample, figure, seed, { ...base, objects }) : objects.effective,
      design,
      variance,
      groups: withoutGroup.length,
      deviations: pseudoDeviations(withoutGroup),
      fewLabels: isPrecision ? ofPrecision : ofRecall,
      bias: bias === null ? null : { bias, noise: 1.1, sharedWithClaim: true },
      minority: Math.min(share, 1 - share) * objects.effective + 1e-9, // rounding warns of nothing
    },
    SHARE,
  );
  return isPrecision && bias === null ? withoutLimits(estimate) : estimate;
}

/**
 * H: as how many objects it tells at most. Of `map…` all of them (METHODS-2 A2). A mean over overlaps varies less than
 * the share of objects at one of them: of AR and OKS AP only what is rare and was not drawn is a bound, one more object
 * of a label k of K missed at every overlap:
 *
 *     H = θ(1 − θ)/Σ (θ_k/K)²·f̃(1 − f̃)/n_k,  f̃ = (misses + 2)/(n_k + 4)
 */
function evidenceOf(
  sample: DetectionSample,
  figure: DetectionFigure,
  seed: number,
  { value, objects }: Pick<FigureBasis, "value" | "objects">,
): number {
  const { byClass, effective } = objects;
  const { geometry } = sample.outcomes.rules;
  const isMap = figure.measure === "ap" && geometry !== KEYPOINT_RULES.geometry;
  if (isMap || !(value > 0 && value < 1)) return effective;
  const least = byClass.reduce((sum, { index }) => {
    const of = truthObjects(sample, figure.area, index);
    const ofLabel = figureOfSample(sample, { ...figure, classIndex: index }, seed).value;
    const loss = (ofLabel === 0 ? 1 : ofLabel) / byClass.length;
    return sum + varianceOfRare(of.effective, 1 - of.hitWeight / of.weight) * loss ** 2;
  }, 0);
  return (value * (1 - value)) / least;
}

/** For so few images that a bias cannot be estimated: no class has objects in both halves of them. */
function withoutLimits({ toUnit, at }: MetricEstimate): MetricEstimate {
  return {
    toUnit,
    at(level) {
      const detail = at(level);
      const warnings = [...new Set([...detail.warnings, "interval/few-of-a-class"])];
      return { ...detail, low: null, high: null, u: null, nu: null, warnings };
    },
  };
}
