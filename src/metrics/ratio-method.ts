import { microAverage } from "./class-metrics.js";
import type { ClassRatio } from "./class-ratio.js";
import type { MetricReference } from "./estimate-types.js";
import type { ClassPredictions } from "./labels/label-columns.js";
import {
  type GapForm,
  type GivenMetric,
  type HubMetricName,
  type ImageMethod,
  type Metric,
  metric,
} from "./metric.js";
import { namedClass } from "./not-available.js";
import { AVERAGE, OF_RATIOS, settingOf } from "./parameters.js";
import { macroMetric, weightedMetric } from "./prediction-jackknife.js";
import {
  accuracyForm,
  averagedForm,
  gapOfSums,
  type PredictionForm,
  predictionMethod,
} from "./prediction-method.js";
import { statisticOf } from "./prediction-statistic.js";
import { shareEstimate } from "./share-estimate.js";
import { sampleClassSums, totalsOfClass, totalsOfUnits } from "./share-totals.js";
import { harmOfMean } from "./unanswered/harm.js";
import { pooledShares } from "./unit-shares.js";

/** A ratio of one class, or its average over classes, of predictions without their scores. */
export function ratioMethod(
  ratio: ClassRatio,
  more: Pick<ImageMethod, "unitHit" | "falseAlarms"> & {
    readonly gapOfClass?: (index: number) => GapForm;
  } = {},
): ImageMethod {
  const { gapOfClass = (index) => sumsOfClass(ratio, index), ...others } = more;
  return predictionMethod((predictions, reference) => ratioForm(ratio, predictions, reference), {
    ...others,
    gap(reference, classes) {
      const name = reference.parameters.get("class");
      if (name !== undefined) return gapOfClass(classes.indexOf(name));
      const average = settingOf(reference, AVERAGE);
      if (average === "micro" && ratio.isAccuracy.micro) return { kind: "right" };
      if (average === "micro") return gapOfSums(microAverage(ratio), UNIT, false);
      if (average === "weighted") return gapOfSums(weightedMetric(ratio).metric, UNIT, false);
      return gapOfSums(macroMetric(ratio).metric, UNIT, true);
    },
  });
}

const UNIT = [0, 1] as const;

function sumsOfClass(ratio: ClassRatio, k: number): GapForm {
  return {
    kind: "sums",
    range: UNIT,
    value: ({ truth, predicted, hits, total }) =>
      k < 0 ? Number.NaN : ratio.value(total, truth[k]!, predicted[k]!, hits[k]!),
  };
}

function ratioForm(
  ratio: ClassRatio,
  predictions: ClassPredictions,
  reference: MetricReference,
): PredictionForm {
  const index = namedClass(reference, predictions.classes);
  if (index !== null) {
    return {
      statistic: ({ total, truth, predicted, hits }) =>
        ratio.value(total, truth[index]!, predicted[index]!, hits[index]!),
      estimate(sample) {
        const isAbsent = sampleClassSums(sample)?.truth[index] === 0;
        return shareEstimate(
          sample,
          totalsOfClass(sample, predictions, ratio, index),
          ratio,
          isAbsent,
        );
      },
    };
  }
  const average = settingOf(reference, AVERAGE);
  if (average === "macro") return averagedForm(predictions, macroMetric(ratio));
  const asAccuracy = predictions.kind === "single" ? accuracyForm(predictions, reference) : null;
  if (average === "weighted") {
    const form = averagedForm(predictions, weightedMetric(ratio));
    // The same share by another order of sums.
    return ratio.isAccuracy.weighted && asAccuracy !== null
      ? { ...form, estimate: asAccuracy.estimate }
      : form;
  }
  if (ratio.isAccuracy.micro && asAccuracy !== null) return asAccuracy;
  return {
    statistic: statisticOf(microAverage(ratio)),
    estimate: (sample) =>
      shareEstimate(sample, totalsOfUnits(sample, pooledShares(predictions, ratio), true), ratio),
  };
}

/** Of the class that a reference names: whether a unit is in the ratio, and as a hit. */
export function hitOfClass(ratio: ClassRatio): NonNullable<ImageMethod["unitHit"]> {
  return ({ parameters }, classes) => {
    const k = classes.indexOf(parameters.get("class") ?? "");
    if (k < 0) return null;
    const { isIn, isHit } = ratio.share;
    return (truth, predicted) =>
      isIn(truth === k, predicted === k) ? isHit(truth === k, predicted === k) : null;
  };
}

/** {@link harmOfMean} of a ratio over classes; together, all false alarms are alike. */
export function falseAlarmsOfMean(
  sizeOf: (truth: number, predicted: number) => number,
): NonNullable<ImageMethod["falseAlarms"]> {
  return (reference) => {
    const average = settingOf(reference, AVERAGE);
    if (average === "micro" && !reference.parameters.has("class")) return null;
    return (sums) => harmOfMean(sums, sizeOf, average === "weighted");
  };
}

/** `macro-f1`, `recall-score-micro`: the average before or behind the name. */
function averageAlias(id: string) {
  const form = /^(?:(macro|micro|weighted)-)?(.+?)(?:-score)?(?:-(macro|micro|weighted))?$/;
  return (name: string): Readonly<Record<string, string>> | null => {
    const [, before, found, after] = form.exec(name) ?? [];
    const average = before ?? after;
    if (found !== id || average === undefined) return null;
    return before !== undefined && after !== undefined ? null : { average };
  };
}

/** The hub's ratio of the same name: an average is read, and written, only where it is stated. */
export function ratioOnHub(
  name: string,
  isSameMean: (claim: Parameters<NonNullable<HubMetricName["write"]>>[0]) => boolean,
): HubMetricName {
  const form = /^(?:(macro|micro|weighted)_)?(.+?)(?:_score)?(?:_(macro|micro|weighted))?$/;
  return {
    name,
    write(claim) {
      const { parameters } = claim;
      const average = parameters.get(AVERAGE.name);
      if (average === undefined || parameters.size > 1) return null;
      return average !== AVERAGE.default || isSameMean(claim) ? { average } : null;
    },
    read(typed, figure) {
      const [, before, found, after] = form.exec(typed) ?? [];
      if (found !== name) return null;
      const average = before ?? after ?? figure.average;
      return average === null ? "average" : { average };
    },
  };
}

type GivenRatio = Omit<GivenMetric, "kind" | "needs" | "nullUnits">;

/** A ratio of predictions as a metric of the registry. */
export function ratioMetric(given: GivenRatio): Metric {
  return metric({
    kind: "ratio",
    needs: "answers",
    parameters: OF_RATIOS,
    nullUnits:
      "A class where the denominator is 0 is left out of the macro mean, its number stated; in the weighted mean it counts 0.",
    readAlias: averageAlias(given.id),
    ...given,
  });
}

/** What is K of N units: the ratio of one class, or of all counted together. */
export const SHARE_OF_UNITS: Pick<Metric, "shareOf" | "isUnitMean"> = {
  shareOf: (reference) =>
    reference.parameters.has("class") || settingOf(reference, AVERAGE) === "micro" ? "some" : null,
  isUnitMean: ({ parameters }) => parameters.has("class"),
};
