import { type CountingOutcomes, countsOf } from "../../outcomes/counting.js";
import {
  agreementLimits,
  blandAltman,
  pairedAgreement,
} from "../../statistics/paired-agreement.js";
import type { CountPair, ResultAgreement } from "./result.js";

/** @returns null without a unit */
export function agreementOf(outcomes: CountingOutcomes, level: number): ResultAgreement | null {
  const { unitCount, unit, cluster, clusterCount } = outcomes;
  const { truth, predicted } = countsOf(outcomes, null);
  const differences = predicted.map((value, i) => value - truth[i]!);
  const found = blandAltman(differences, level);
  if (found === null) return null;
  const sizes = differences.map(Math.abs);
  const means = predicted.map((value, i) => (value + truth[i]!) / 2);
  const { lower, upper } = found;
  const between =
    lower === null || upper === null
      ? null
      : differences.filter((value) => value >= lower && value <= upper).length / unitCount;
  const { r2, pearson } = pairedAgreement(truth, predicted, level);
  return {
    unit,
    n: unitCount,
    level,
    sd: found.sd,
    within: between,
    widening: pairedAgreement(means, sizes, level).pearson,
    pearson,
    r2,
    ...agreementLimits(differences, cluster, clusterCount, level),
  };
}

/** Distinct pairs of counts of all labels together. */
export function countPairsOf(outcomes: CountingOutcomes): CountPair[] {
  const { truth, predicted } = countsOf(outcomes, null);
  const pairs = new Map<string, { truth: number; predicted: number; units: number }>();
  for (let i = 0; i < truth.length; i++) {
    const key = `${truth[i]} ${predicted[i]}`;
    const pair = pairs.get(key) ?? { truth: truth[i]!, predicted: predicted[i]!, units: 0 };
    pair.units++;
    pairs.set(key, pair);
  }
  const mean = ({ truth: t, predicted: p }: CountPair): number => t + p;
  return [...pairs.values()].sort(
    (a, b) => mean(a) - mean(b) || a.predicted - a.truth - (b.predicted - b.truth),
  );
}
