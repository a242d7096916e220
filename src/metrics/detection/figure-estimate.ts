import { clusterDesign } from "../../statistics/cluster-design.js";
import type { MethodCode } from "../../statistics/codes.js";
import { jackknifeVariance, pseudoDeviations } from "../../statistics/jackknife.js";
import { LEAST_OF_CLASS } from "../answer-jackknife.js";
import { jackknifeEstimate } from "../estimate-jackknife.js";
import { fewLabels } from "../few-labels.js";
import type { MetricEstimate } from "../metric-estimate.js";
import { SHARE, undefinedEstimate } from "../ranked-parts.js";
import { clusterSums } from "../sample.js";
import type { DetectionSample } from "./detection-sample.js";
import type { DetectionFigure } from "./figures.js";
import { biasOfFigure, leaveGroupsOutOfFigure } from "./left-out-figures.js";
import { fewestUnits, truthObjects } from "./truth-objects.js";

/** m_k that a label of `map…` needs, and the share of labels that may have less (METHODS-2 A2 step 8). */
const LEAST_EVIDENCE = 4;
const FEW_ALLOWED = 1 / 3;

/**
 * `map…` or `ar…`: `wilson-jackknife`, `wilson-jackknife-cluster` (METHODS §2.2) with a
 * delete-a-group jackknife over images or clusters, at most as sure as so many independent truth
 * objects; clusters are judged by truth objects and those found at IoU 0.5. Of `map…` the interval is
 * the hull of those with and without what {@link biasOfFigure} says that so few images read too high
 * (METHODS-2 A2); where that cannot be told there is none.
 */
export function figureEstimate(
  sample: DetectionSample,
  figure: DetectionFigure,
  seed: number,
): MetricEstimate {
  const { unitCount, cluster } = sample.outcomes;
  const left = leaveGroupsOutOfFigure(sample, figure, seed);
  const objects = truthObjects(sample, figure.area, figure.classIndex);
  const isMean = figure.classIndex === null;
  const isPrecision = figure.measure === "precision";
  const base = { n: unitCount, defined: isMean ? left.defined : null };
  if (Number.isNaN(left.value)) {
    const code: MethodCode = unitCount === 0 ? "interval/no-images" : "interval/class-absent";
    return undefinedEstimate({ ...base, fewLabels: null, minority: null, warnings: [code] });
  }
  const bias = isPrecision ? biasOfFigure(sample, figure, seed, objects.byClass) : null;
  const { classes } = sample.outcomes;
  const evidence = objects.byClass.map((one) => ({
    name: classes[one.index] ?? null,
    has: isPrecision ? one.evidence : one.units,
  }));
  const ofPrecision = fewLabels(evidence, LEAST_EVIDENCE, FEW_ALLOWED);
  const ofRecall = isMean ? fewLabels(evidence, LEAST_OF_CLASS, 0) : null;
  const share = objects.hitWeight / objects.weight;
  const design =
    cluster === null
      ? null
      : clusterDesign(clusterSums(sample, objects.size), clusterSums(sample, objects.hits));
  const estimate = jackknifeEstimate(
    {
      ...{ ...base, value: left.value, cap: objects.effective, design },
      variance: jackknifeVariance(left.withoutGroup),
      groups: left.withoutGroup.length,
      deviations: pseudoDeviations(left.withoutGroup),
      fewLabels: isPrecision ? ofPrecision : ofRecall,
      bias: bias === null ? null : { bias, noise: 1.1, sharedWithClaim: true },
      minority: Math.min(share, 1 - share) * objects.effective + 1e-9, // rounding warns of nothing
      warnings: (fewestUnits(objects) ?? 0) < 10 ? ["interval/few-of-a-class"] : [],
    },
    SHARE,
  );
  return isPrecision && bias === null ? withoutInterval(estimate) : estimate;
}

/** Whether so few images read too high cannot be told: no class has objects in both halves of them. */
function withoutInterval({ toUnit, at }: MetricEstimate): MetricEstimate {
  return {
    toUnit,
    at(level) {
      const detail = at(level);
      const warnings = [...new Set([...detail.warnings, "interval/few-of-a-class"])];
      return { ...detail, low: null, high: null, u: null, nu: null, warnings };
    },
  };
}
