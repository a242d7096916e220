import { netBenefit as benefitOf } from "../../../statistics/diagnostic-test.js";
import type { IntervalResult } from "../../../statistics/interval.js";
import { ascendingOrder } from "../../../statistics/order.js";
import {
  type Binary,
  callCounts,
  correlationOf,
  NO_CALL,
  NO_SCORES,
  type Share,
  shareOf,
} from "../binary.js";
import type { Found, RangeOptions } from "../measured.js";
import { moverSum, rangeOf } from "../mover.js";
import type { ResultNetBenefit } from "../result.js";
import { allLeft, ofQuestion, type Scene } from "../use.js";
import { leftOutOf, ofModel } from "./predictive-values.js";

export const NOT_PROBABILITIES = "application/not-probabilities";
/** From which probability two answers are told apart where no threshold was given. */
const USUAL = 0.5;

type Weights = Pick<Scene["request"], "prevalence" | "costMiss" | "costFalseAlarm">;

/** What acting on calls is worth, a hit being 1 and a false alarm −w: w by costs, else by the threshold. */
export const netBenefit = ofQuestion("clinic", {
  id: "net-benefit",
  figures: ["net-benefit", "net-benefit-of-all"],
  find(binary, request): readonly Found[] {
    const act = actionOf(binary, request);
    if (typeof act === "string") return allLeft(netBenefit.figures, act);
    const { called, harm } = act;
    return [benefit(binary, called, harm, request), benefitOfAll(binary, harm, request)];
  },
});

/** Who is called, and what a false alarm weighs; a code where that is not known. */
function actionOf(
  { called, score, areProbabilities, threshold }: Binary,
  { costMiss, costFalseAlarm }: Weights,
): string | { readonly called: Uint8Array; readonly harm: number } {
  if (costMiss !== null && costFalseAlarm !== null) {
    return called === null ? NO_CALL : { called, harm: costFalseAlarm / costMiss };
  }
  if (score === null) return NO_SCORES;
  const t = threshold ?? USUAL;
  if (!areProbabilities || !(t > 0 && t < 1)) return NOT_PROBABILITIES;
  return {
    called: Uint8Array.from(score, (one) => (one >= t ? 1 : 0)),
    harm: t / (1 - t),
  };
}

function benefit(
  binary: Binary,
  called: Uint8Array,
  harm: number,
  { level, interval, prevalence }: RangeOptions & Weights,
): Found {
  const { truth } = binary;
  const [figure] = netBenefit.figures as [string];
  // Shares of all, or of those with and without at the stated prevalence.
  const shares = ([1, 0] as const).map((kind) => ({
    of: (row: number) => prevalence === null || truth[row] === kind,
    hit: (row: number) => truth[row] === kind && called[row] === 1,
  })) as [Share, Share];
  const [hits, alarms] = shares.map((one) => shareOf(binary, one, level)) as [
    IntervalResult,
    IntervalResult,
  ];
  if (hits.value === null || alarms.value === null) return { figure, code: ONE_KIND };
  const factors =
    prevalence === null ? ([1, -harm] as const) : ([prevalence, -(1 - prevalence) * harm] as const);
  const [x, y] = [rangeOf(hits), rangeOf(alarms)];
  const range =
    interval === "none" || x === null || y === null
      ? NO_RANGE
      : moverSum(x, y, factors, correlationOf(binary, shares));
  const counts = callCounts(binary, called);
  return {
    figure: {
      ...ofModel(
        figure,
        binary,
        factors[0] * hits.value + factors[1] * alarms.value,
        range,
        "mover",
      ),
      warnings: [...new Set([...hits.warnings, ...alarms.warnings])],
    },
    leftOut: leftOutOf(binary.groups, (without) => {
      const { tp, fp, fn, tn } = counts(without);
      const n = tp + fp + fn + tn;
      return prevalence === null
        ? benefitOf(tp / n, fp / n, harm)
        : benefitOf((tp / (tp + fn)) * prevalence, (fp / (fp + tn)) * (1 - prevalence), harm);
    }),
  };
}

/** What a model has to be better than; at a stated prevalence it is no estimate. */
function benefitOfAll(
  binary: Binary,
  harm: number,
  { level, interval, prevalence }: RangeOptions & Weights,
): Found {
  const figure = netBenefit.figures[1]!;
  const at = (share: number): number => benefitOf(share, 1 - share, harm);
  const all = { of: () => true, hit: (row: number) => binary.truth[row] === 1 };
  const found = shareOf(binary, all, level);
  const share = prevalence ?? found.value;
  if (share === null) return { figure, code: ONE_KIND };
  const range = interval === "none" || prevalence !== null ? null : rangeOf(found);
  const limits = range === null ? NO_RANGE : { low: at(range.low), high: at(range.high) };
  return {
    figure: {
      ...ofModel(figure, binary, at(share), limits, found.method),
      warnings: prevalence === null ? found.warnings : [],
    },
    leftOut: null,
  };
}

const NO_RANGE = { low: null, high: null };
const ONE_KIND = "application/one-kind";

/** Thresholds of the curve: 0.01 to 0.99. */
const POINTS = 99;

/** Net benefit of calling from each threshold on, and of calling all; null where scores are no probabilities. */
export function benefitCurve(
  { score, truth, areProbabilities, count }: Binary,
  { prevalence }: Pick<Weights, "prevalence">,
): readonly ResultNetBenefit[] | null {
  if (score === null || !areProbabilities) return null;
  const order = ascendingOrder(score);
  const illAll = truth.reduce((sum, one) => sum + one, 0);
  const wellAll = count - illAll;
  if (illAll === 0 || wellAll === 0) return null;
  const [ofIll, ofWell] =
    prevalence === null
      ? [1 / count, 1 / count]
      : [prevalence / illAll, (1 - prevalence) / wellAll];
  let [at, ill, well] = [0, illAll, wellAll];
  return Array.from({ length: POINTS }, (_, k) => {
    const threshold = (k + 1) / (POINTS + 1);
    while (at < count && score[order[at]!]! < threshold) {
      if (truth[order[at++]!] === 1) ill--;
      else well--;
    }
    const harm = threshold / (1 - threshold);
    return {
      threshold,
      model: benefitOf(ill * ofIll, well * ofWell, harm),
      all: benefitOf(illAll * ofIll, wellAll * ofWell, harm),
    };
  });
}
