import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CurveFigure } from "../../src/metrics/curve-figure.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { MOST_THRESHOLDS, thresholdCurve } from "../../src/metrics/threshold-curve.js";
import { describeWithShared } from "../support/shared-data.js";
import { answered } from "./support/outcomes.js";

const LEVEL = 0.9;
const CLUSTERS = 5;

/** Score and label of each unit. */
type Row = readonly [score: number, label: number];

const rows = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 30,
});
const how = fc.constantFrom("plain", "clusters", "weights", "both");

const columns = (list: readonly Row[]) => ({
  score: Float64Array.from(list, ([score]) => score),
  positive: Uint8Array.from(list, ([, label]) => label),
});
const clustersOf = (n: number) => Int32Array.from({ length: n }, (_, i) => (i * i) % CLUSTERS);
const unitsOf = (n: number, clustered: boolean) => ({
  unitCount: n,
  cluster: clustered ? clustersOf(n) : null,
  clusterCount: clustered ? CLUSTERS : 0,
});
const weightsOf = (n: number) =>
  Float64Array.from({ length: n }, (_, i) => [1, 0.5, 0, 3.7][i % 4] ?? 1);

/** The estimate of accuracy over some of the units, answers being right where `hits` is 1. */
function shareOf(chosen: readonly number[], hits: readonly number[], clustered: boolean) {
  const cluster = clustersOf(hits.length);
  const outcomes = answered(
    chosen.map(() => 1),
    chosen.map((i) => hits[i] ?? 0),
    clustered ? { classes: 2, cluster: chosen.map((i) => cluster[i] ?? 0) } : { classes: 2 },
  );
  return createEstimator(outcomes, parseReference("accuracy")).at(LEVEL);
}

function expectPoint(
  figure: CurveFigure,
  i: number,
  want: { value: number | null; low: number | null; high: number | null },
): void {
  const near = (value: number | null) => (value === null ? Number.NaN : expect.closeTo(value, 7));
  expect(figure.value[i]).toEqual(near(want.value));
  expect(figure.low[i]).toEqual(near(want.low));
  expect(figure.high[i]).toEqual(near(want.high));
}

describe("a curve of thresholds", () => {
  it("has at each threshold the accuracy of the units that it is a share of", () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (list, clustered) => {
        const units = unitsOf(list.length, clustered);
        const curve = thresholdCurve(units, columns(list), { level: LEVEL });
        const labels = list.map(([, label]) => label);
        for (const [i, threshold] of curve.threshold.entries()) {
          const isAnswered = list.map(([score]) => Number(score >= threshold));
          const those = (wanted: (unit: number) => boolean) => [...list.keys()].filter(wanted);
          const withLabel = those((unit) => labels[unit] === 1);
          const without = those((unit) => labels[unit] === 0);
          const above = those((unit) => isAnswered[unit] === 1);
          expectPoint(curve.sensitivity, i, shareOf(withLabel, isAnswered, clustered));
          expectPoint(curve.falsePositiveRate, i, shareOf(without, isAnswered, clustered));
          expectPoint(curve.precision, i, shareOf(above, labels, clustered));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("has the recall, specificity and precision of answers made by each threshold", () => {
    fc.assert(
      fc.property(rows, how, (list, kind) => {
        const clustered = kind === "clusters" || kind === "both";
        const weights = kind === "weights" || kind === "both" ? weightsOf(list.length) : null;
        const units = unitsOf(list.length, clustered);
        const curve = thresholdCurve(units, columns(list), { level: LEVEL, weights });
        for (const [i, threshold] of curve.threshold.entries()) {
          const outcomes = answered(
            list.map(([, label]) => label),
            list.map(([score]) => Number(score >= threshold)),
            clustered ? { classes: 2, cluster: [...clustersOf(list.length)] } : { classes: 2 },
          );
          const of = (id: string) =>
            createEstimator(outcomes, parseReference(`${id}{class=c1}`), { weights }).at(LEVEL);
          const { value, low, high } = of("specificity");
          const turned = (one: number | null) => (one === null ? null : 1 - one);
          expectPoint(curve.sensitivity, i, of("recall"));
          expectPoint(curve.precision, i, of("precision"));
          expectPoint(curve.falsePositiveRate, i, {
            value: turned(value),
            low: turned(high),
            high: turned(low),
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it("goes from nothing to all, both rates rising, whatever the order of units", () => {
    const scores = fc.array(fc.tuple(fc.double({ noNaN: true }), fc.constantFrom(0, 1)), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(scores, fc.boolean(), (list, clustered) => {
        const curve = thresholdCurve(unitsOf(list.length, clustered), columns(list));
        const { threshold, sensitivity, falsePositiveRate, precision, positives } = curve;
        const last = threshold.length - 1;
        expect(threshold.length).toBeLessThanOrEqual(MOST_THRESHOLDS);
        expect(threshold[0]).toBe(Number.POSITIVE_INFINITY);
        expect(positives).toBe(list.filter(([, label]) => label === 1).length);
        expect(curve.negatives).toBe(list.length - positives);
        expect(precision.value[last]).toBeCloseTo(positives / list.length, 12);
        for (const rate of [sensitivity, falsePositiveRate]) {
          if (Number.isNaN(rate.value[0])) continue;
          expect(rate.value[last]).toBe(1);
          for (let i = 1; i <= last; i++) {
            expect(threshold[i]).toBeLessThan(threshold[i - 1]!);
            expect(rate.value[i]).toBeGreaterThanOrEqual(rate.value[i - 1]!);
          }
        }
        if (clustered) return;
        const reversed = thresholdCurve(
          unitsOf(list.length, false),
          columns([...list].reverse() as Row[]),
        );
        expect(reversed).toEqual(curve);
      }),
    );
  });

  it("with weights of 2 has every number of the units given twice", () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (list, clustered) => {
        const n = list.length;
        const doubled = list.map((_, i) => i).filter((i) => i % 3 === 0);
        const twice = [...list, ...doubled.map((i) => list[i]!)];
        const cluster = [...clustersOf(n), ...doubled.map((i) => clustersOf(n)[i]!)];
        const weights = Float64Array.from(list, (_, i) => (i % 3 === 0 ? 2 : 1));
        const weighted = thresholdCurve(unitsOf(n, clustered), columns(list), { weights });
        const counted = thresholdCurve(
          {
            unitCount: twice.length,
            cluster: clustered ? Int32Array.from(cluster) : null,
            clusterCount: clustered ? CLUSTERS : 0,
          },
          columns(twice),
        );
        expect(weighted.threshold).toEqual(counted.threshold);
        for (const figure of ["sensitivity", "falsePositiveRate", "precision"] as const) {
          for (let i = 0; i < weighted.threshold.length; i++) {
            const want = counted[figure].value[i]!;
            expect(weighted[figure].value[i]).toEqual(
              Number.isNaN(want) ? want : expect.closeTo(want, 10),
            );
          }
        }
      }),
    );
  });

  it("has all scores where they are a hundred, and the threshold in use wherever it lies", () => {
    const list = Array.from({ length: 100 }, (_, i): Row => [i / 100, i % 2]);
    const all = thresholdCurve(unitsOf(100, false), columns(list));
    expect([...all.threshold]).toEqual([
      Number.POSITIVE_INFINITY,
      ...list.map(([score]) => score).reverse(),
    ]);
    for (const inUse of [0.5, 0.123, -3, 7]) {
      const curve = thresholdCurve(unitsOf(100, false), columns(list), { inUse });
      const at = curve.threshold.indexOf(inUse);
      expect(curve.threshold.length).toBeLessThanOrEqual(MOST_THRESHOLDS);
      expect(curve.sensitivity.value[at]).toBe(
        list.filter(([score, label]) => label === 1 && score >= inUse).length / 50,
      );
    }
  });

  it("keeps its form where scores are many: no step of either rate is over two in a hundred", () => {
    // Negatives crowd near 0, as those of a rare label do.
    const list = Array.from({ length: 20_000 }, (_, i): Row => {
      const u = ((i * 7919) % 20_000) / 20_000;
      return i % 20 === 0 ? [u ** 0.5, 1] : [u ** 8, 0];
    });
    const curve = thresholdCurve(unitsOf(list.length, false), columns(list), { inUse: 0.5 });
    expect(curve.threshold.length).toBeGreaterThan(90);
    expect(curve.threshold).toContain(0.5);
    for (let i = 1; i < curve.threshold.length; i++) {
      for (const { value } of [curve.sensitivity, curve.falsePositiveRate]) {
        expect(value[i]! - value[i - 1]!).toBeLessThan(0.0215);
      }
    }
  });

  it("spreads thresholds evenly below a score that most units share", () => {
    const tied = Array.from({ length: 2000 }, (): Row => [1000, 0]);
    const list = [...tied, ...Array.from({ length: 1000 }, (_, i): Row => [i, i % 2])];
    const { threshold, falsePositiveRate } = thresholdCurve(unitsOf(3000, false), columns(list));
    expect(threshold.length).toBeLessThanOrEqual(MOST_THRESHOLDS);
    expect(threshold[1]).toBe(1000);
    for (let i = 2; i < threshold.length; i++) {
      expect(falsePositiveRate.value[i]! - falsePositiveRate.value[i - 1]!).toBeLessThan(0.021);
    }
    expect(threshold.at(-1)).toBe(0);
  });

  it("has the score of every positive where they are few", () => {
    const list = Array.from({ length: 5000 }, (_, i): Row => [i, i % 500 === 77 ? 1 : 0]);
    const { threshold, sensitivity } = thresholdCurve(unitsOf(5000, false), columns(list));
    for (let i = 77; i < 5000; i += 500) expect(threshold).toContain(i);
    expect(threshold.length).toBeGreaterThan(99);
    expect(new Set(sensitivity.value).size).toBe(11);
  });

  it("says nothing of a label that no unit has, nor of precision where nothing is answered", () => {
    const curve = thresholdCurve(
      unitsOf(3, false),
      columns([
        [1, 0],
        [2, 0],
        [2, 0],
      ]),
    );
    expect([...curve.sensitivity.value]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...curve.falsePositiveRate.value]).toEqual([0, 2 / 3, 1]);
    expect([...curve.precision.value]).toEqual([Number.NaN, 0, 0]);
    expect(curve.precision.low[0]).toBeNaN();
    // No limits of fewer than three clusters.
    const two = thresholdCurve(
      { unitCount: 3, cluster: Int32Array.of(0, 1, 1), clusterCount: 2 },
      columns([
        [1, 1],
        [2, 0],
        [3, 1],
      ]),
    );
    expect(two.sensitivity.value[3]).toBe(1);
    expect([...two.sensitivity.low, ...two.precision.high].every(Number.isNaN)).toBe(true);
    const none = thresholdCurve(unitsOf(0, false), columns([]));
    expect([...none.threshold]).toEqual([Number.POSITIVE_INFINITY]);
  });
});

interface RocCase {
  readonly id: string;
  readonly kind: string;
  readonly input: {
    readonly y: readonly number[];
    readonly score: readonly number[];
    readonly sample_weight?: readonly number[];
  };
  readonly expected: {
    readonly roc?: {
      readonly fpr: readonly number[];
      readonly tpr: readonly number[];
      readonly threshold: readonly (number | "Infinity")[];
    };
  };
}

describeWithShared("a curve of thresholds", "oracles/a_classification.json", (path) => {
  it("has the points of scikit-learn's roc_curve, weighted or not", () => {
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: readonly RocCase[] };
    const curves = cases.filter(({ expected }) => expected.roc !== undefined);
    expect(curves.length).toBeGreaterThan(5);
    for (const { id, input, expected } of curves) {
      const weights = input.sample_weight && Float64Array.from(input.sample_weight);
      const { threshold, sensitivity, falsePositiveRate } = thresholdCurve(
        unitsOf(input.y.length, false),
        { score: Float64Array.from(input.score), positive: Uint8Array.from(input.y) },
        weights === undefined ? {} : { weights },
      );
      const want = expected.roc;
      expect([...threshold], id).toEqual(want?.threshold.map(Number));
      for (const [i, rate] of (want?.tpr ?? []).entries()) {
        expect(sensitivity.value[i], id).toBeCloseTo(rate, 10);
        expect(falsePositiveRate.value[i], id).toBeCloseTo(want?.fpr[i] ?? Number.NaN, 10);
      }
    }
  });
});
