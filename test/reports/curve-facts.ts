import type { CurveFigure } from "../../src/metrics/curve-figure.js";
import type { EstimateDetail } from "../../src/metrics/estimate-types.js";
import type { RankedCurveFacts, SelectiveFacts } from "../../src/results/report-input.js";
import { wilsonInterval } from "../../src/statistics/wilson.js";

const Z = 1.959963984540054;

/** Shares k of n at each point, with Wilson limits. */
export function shares(points: readonly (readonly [k: number, n: number])[]): CurveFigure {
  const limits = points.map(([k, n]) => (n === 0 ? null : wilsonInterval(k / n, n, Z)));
  return {
    value: Float64Array.from(points, ([k, n]) => k / n),
    low: Float64Array.from(limits, (one) => one?.low ?? Number.NaN),
    high: Float64Array.from(limits, (one) => one?.high ?? Number.NaN),
  };
}

export function areaOf(value: number, low: number, high: number, n: number): EstimateDetail {
  return {
    value,
    low,
    high,
    level: 0.95,
    method: "wilson-jackknife",
    n,
    defined: null,
    clusters: null,
    warnings: [],
    family: "jackknife",
    u: value,
    nu: n,
    design: null,
    carriers: null,
    fewLabels: null,
    failures: null,
  };
}

/** 20 with the label and 80 without; at each threshold, how many of either are called so. */
export function lynxFacts(change: Partial<RankedCurveFacts> = {}): RankedCurveFacts {
  const called: readonly (readonly [found: number, alarms: number])[] = [
    ...([
      [0, 0],
      [5, 0],
      [10, 2],
      [15, 4],
      [18, 20],
      [20, 80],
    ] as const),
  ];
  return {
    label: "lynx",
    scoreName: "score",
    positives: 20,
    negatives: 80,
    threshold: Float64Array.of(Number.POSITIVE_INFINITY, 0.95, 0.8, 0.62, 0.3, 0.01),
    sensitivity: shares(called.map(([found]) => [found, 20])),
    falsePositiveRate: shares(called.map(([, alarms]) => [alarms, 80])),
    precision: shares(called.map(([found, alarms]) => [found, found + alarms])),
    inUse: 0.62,
    rocAuc: areaOf(0.942, 0.901, 0.968, 100),
    averagePrecision: areaOf(0.82, 0.74, 0.88, 100),
    ...change,
  };
}

/** Several labels, each with so many points: sums of two shifted falling ramps. */
export function manyRanked(labels: number, points: number): RankedCurveFacts[] {
  return Array.from({ length: labels }, (_, label) => {
    const positives = 50 + 10 * label;
    const negatives = 200 - 10 * label;
    const at = Array.from({ length: points }, (_, i) => i / (points - 1));
    const found = at.map((share) => Math.round(positives * share ** (0.2 + 0.08 * label)));
    const alarms = at.map((share) => Math.round(negatives * share ** 1.6));
    return {
      label: `species ${label + 1}`,
      scoreName: "score",
      positives,
      negatives,
      threshold: Float64Array.from(at, (share) =>
        share === 0 ? Number.POSITIVE_INFINITY : 1 - share,
      ),
      sensitivity: shares(found.map((k) => [k, positives])),
      falsePositiveRate: shares(alarms.map((k) => [k, negatives])),
      precision: shares(found.map((k, i) => [k, k + (alarms[i] ?? 0)])),
      inUse: 0.5,
      rocAuc: areaOf(0.9 - 0.03 * label, 0.85 - 0.03 * label, 0.94 - 0.03 * label, 250),
      averagePrecision: areaOf(0.8 - 0.05 * label, 0.7 - 0.05 * label, 0.86 - 0.05 * label, 250),
    };
  });
}

/** The run of the fixture: 73 answers, 22 right; wrong among those kept, from the least sure on. */
export function selectiveFacts(): SelectiveFacts {
  const kept = [73, 63, 47, 27, 18, 0];
  const right = [22, 20, 15, 8, 6, 0];
  return {
    threshold: Float64Array.of(0.35, 0.5, 0.7, 0.9, 0.95, 1),
    kept: Float64Array.from(kept),
    coverage: Float64Array.from(kept, (n) => n / 73),
    risk: shares(kept.map((n, i) => [n - (right[i] ?? 0), n])),
  };
}
