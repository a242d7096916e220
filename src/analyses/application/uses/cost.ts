import type { IntervalResult } from "../../../statistics/interval.js";
import { dealGroups } from "../../../statistics/jackknife.js";
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
import type { Found, Measured, RangeOptions } from "../measured.js";
import { moverSum, rangeOf } from "../mover.js";
import { allLeft, ofQuestion } from "../use.js";
import { leftOutOf, ofModel } from "./predictive-values.js";

/** What a miss and a false alarm cost, as shares of which each is paid. */
interface Prices {
  /** Paid for each of those that have it and are missed, and so on. */
  readonly miss: number;
  readonly alarm: number;
  readonly prevalence: number | null;
}

const FOLDS = 5;
const MOST_POINTS = 200;

/** What mistakes cost a unit, and the threshold at which they would cost least. */
export const cost = ofQuestion("line", {
  id: "cost",
  figures: ["cost", "cheapest-threshold", "cost-at-cheapest"],
  find(binary, request): readonly Found[] {
    const { costMiss, costFalseAlarm, prevalence, seed } = request;
    if (costMiss === null || costFalseAlarm === null) {
      return allLeft(cost.figures, "application/no-costs");
    }
    const prices = { miss: costMiss, alarm: costFalseAlarm, prevalence };
    const { called, score, truth } = binary;
    const ill = truth.reduce((sum, one) => sum + one, 0);
    if (ill === 0 || ill === truth.length) return allLeft(cost.figures, "application/one-kind");
    const found: Found[] =
      called === null
        ? [{ figure: "cost", code: NO_CALL }]
        : [costOf("cost", binary, called, prices, request)];
    if (score === null) {
      return [...found, ...allLeft(["cheapest-threshold", "cost-at-cheapest"], NO_SCORES)];
    }
    const best = cheapest(binary, score, prices, () => true);
    const chosen = calledInFolds(binary, score, prices, seed);
    const apart = costOf("cost-at-cheapest", binary, chosen, prices, request);
    return [
      ...found,
      {
        figure: {
          ...ofModel("cheapest-threshold", binary, best, { low: null, high: null }, ""),
          warnings: ["application/threshold-chosen-here"],
        },
        leftOut: null,
      },
      {
        ...apart,
        figure: {
          ...apart.figure,
          warnings: [...apart.figure.warnings, "application/chosen-apart"],
        },
      },
    ];
  },
});

function costOf(
  figure: string,
  binary: Binary,
  called: Uint8Array,
  { miss, alarm, prevalence }: Prices,
  { level, interval }: RangeOptions,
): Measured {
  const { truth } = binary;
  const shares = ([1, 0] as const).map((kind) => ({
    of: (row: number) => prevalence === null || truth[row] === kind,
    hit: (row: number) => truth[row] === kind && called[row] !== kind,
  })) as [Share, Share];
  const [missed, alarmed] = shares.map((one) => shareOf(binary, one, level)) as [
    IntervalResult,
    IntervalResult,
  ];
  const factors = [
    miss * (prevalence ?? 1),
    alarm * (prevalence === null ? 1 : 1 - prevalence),
  ] as const;
  const [x, y] = [rangeOf(missed), rangeOf(alarmed)];
  const range =
    interval === "none" || x === null || y === null
      ? { low: null, high: null }
      : moverSum(x, y, factors, correlationOf(binary, shares));
  const counts = callCounts(binary, called);
  return {
    figure: {
      ...ofModel(
        figure,
        binary,
        factors[0] * missed.value! + factors[1] * alarmed.value!,
        { low: range.low === null ? null : Math.max(0, range.low), high: range.high },
        "mover",
      ),
      warnings: [...new Set([...missed.warnings, ...alarmed.warnings])],
    },
    leftOut: leftOutOf(binary.groups, (without) => {
      const { tp, fp, fn, tn } = counts(without);
      const n = tp + fp + fn + tn;
      return prevalence === null
        ? (factors[0] * fn + factors[1] * fp) / n
        : (factors[0] * fn) / (tp + fn) + (factors[1] * fp) / (fp + tn);
    }),
  };
}

/** What a miss and a false alarm of these rows cost, each. */
function pricesOf({ truth }: Binary, prices: Prices, counts: (row: number) => boolean) {
  let [ill, well] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    if (!counts(row)) continue;
    if (truth[row] === 1) ill++;
    else well++;
  }
  const { miss, alarm, prevalence } = prices;
  if (prevalence === null)
    return { ill, miss: miss / (ill + well), alarm: alarm / (ill + well), well };
  return { ill, well, miss: (miss * prevalence) / ill, alarm: (alarm * (1 - prevalence)) / well };
}

/** Cost a unit of calling from each score on, thresholds falling; the first calls nothing. */
function* costs(
  binary: Binary,
  score: Float64Array,
  prices: Prices,
  counts: (row: number) => boolean,
): Generator<{ readonly threshold: number; readonly cost: number }> {
  const order = ascendingOrder(score);
  const { ill, miss, alarm } = pricesOf(binary, prices, counts);
  let [missed, alarms] = [ill, 0];
  yield { threshold: Number.POSITIVE_INFINITY, cost: missed * miss };
  for (let i = order.length - 1; i >= 0; i--) {
    const row = order[i]!;
    if (counts(row)) {
      if (binary.truth[row] === 1) missed--;
      else alarms++;
    }
    if (i > 0 && score[order[i - 1]!] === score[row]) continue;
    yield { threshold: score[row]!, cost: missed * miss + alarms * alarm };
  }
}

/** The highest of the thresholds that cost least: what is called less often is also looked at less. */
function cheapest(
  binary: Binary,
  score: Float64Array,
  prices: Prices,
  counts: (row: number) => boolean,
): number {
  let [threshold, least] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const one of costs(binary, score, prices, counts)) {
    if (one.cost < least - 1e-12) [threshold, least] = [one.threshold, one.cost];
  }
  return threshold;
}

/** Each fifth (of clusters) called from the threshold that is cheapest on the others: what it costs is not chosen on it. */
function calledInFolds(
  binary: Binary,
  score: Float64Array,
  prices: Prices,
  seed: number,
): Uint8Array {
  const { cluster, clusterCount, count } = binary;
  const dealt = dealGroups(cluster === null ? count : clusterCount, seed, FOLDS);
  const foldOf = (row: number): number => dealt[cluster === null ? row : cluster[row]!]!;
  const thresholds = Array.from({ length: FOLDS }, (_, fold) =>
    cheapest(binary, score, prices, (row) => foldOf(row) !== fold),
  );
  return Uint8Array.from(score, (one, row) => (one >= thresholds[foldOf(row)]! ? 1 : 0));
}

/** Cost a unit by threshold, at most 200 points evenly among the scores and the cheapest; null without scores or costs. */
export function costCurve(
  binary: Binary,
  {
    costMiss,
    costFalseAlarm,
    prevalence,
  }: Readonly<Record<"costMiss" | "costFalseAlarm" | "prevalence", number | null>>,
): readonly { readonly threshold: number; readonly cost: number }[] | null {
  const { score } = binary;
  if (score === null || costMiss === null || costFalseAlarm === null) return null;
  const ill = binary.truth.reduce((sum, one) => sum + one, 0);
  if (ill === 0 || ill === binary.count) return null;
  const prices = { miss: costMiss, alarm: costFalseAlarm, prevalence };
  const all = [...costs(binary, score, prices, () => true)]
    .filter(({ threshold }) => Number.isFinite(threshold) && Math.abs(threshold) < 1e300)
    .reverse();
  if (all.length <= MOST_POINTS) return all;
  const kept = new Set(
    Array.from({ length: MOST_POINTS }, (_, i) =>
      Math.round((i * (all.length - 1)) / (MOST_POINTS - 1)),
    ),
  );
  // The cheapest is among them, the highest of several.
  kept.add(all.reduce((best, { cost: own }, i) => (own <= all[best]!.cost + 1e-12 ? i : best), 0));
  return [...kept].sort((a, b) => a - b).map((i) => all[i]!);
}
