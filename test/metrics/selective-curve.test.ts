import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { selectiveCurve } from "../../src/metrics/selective-curve.js";
import { MOST_THRESHOLDS } from "../../src/metrics/threshold-curve.js";
import { describeWithShared } from "../support/shared-data.js";
import { answered } from "./support/outcomes.js";

const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 30,
});
const clusterOf = (i: number) => (i * i) % 5;

function unitsOf(n: number, clustered: boolean) {
  const cluster = clustered ? Int32Array.from({ length: n }, (_, i) => clusterOf(i)) : null;
  return { unitCount: n, cluster, clusterCount: clustered ? 5 : 0 };
}

const columns = (list: readonly (readonly [number, number])[]) => ({
  confidence: Float64Array.from(list, ([confidence]) => confidence / 8),
  wrong: Uint8Array.from(list, ([, wrong]) => wrong),
});

describe("a risk–coverage curve", () => {
  it("has at each confidence the estimate of the share that is wrong of what is kept", () => {
    fc.assert(
      fc.property(rows, fc.boolean(), fc.boolean(), (list, clustered, weighs) => {
        const weights = weighs
          ? Float64Array.from(list, (_, i) => [2, 0.5, 1, 3.7][i % 4] ?? 1)
          : null;
        const { confidence, wrong } = columns(list);
        const curve = selectiveCurve(
          unitsOf(list.length, clustered),
          { confidence, wrong },
          { level: 0.9, weights },
        );
        const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? list.length;
        for (const [i, threshold] of curve.threshold.entries()) {
          const kept = [...list.keys()].filter((unit) => confidence[unit]! >= threshold);
          const sum = kept.reduce((all, unit) => all + (weights?.[unit] ?? 1), 0);
          expect(curve.coverage[i]).toBeCloseTo(sum / total, 12);
          expect(curve.kept[i]).toBeCloseTo((sum / total) * list.length, 10);
          // The share that is wrong of the kept is the precision of keeping as a sign of error.
          const outcomes = answered(
            [...wrong],
            list.map((_, unit) => Number(confidence[unit]! >= threshold)),
            clustered
              ? { classes: 2, cluster: list.map((_, unit) => clusterOf(unit)) }
              : { classes: 2 },
          );
          const reference = parseReference("precision{class=c1}");
          const want = createEstimator(outcomes, reference, { weights }).at(0.9);
          const near = (value: number | null) =>
            value === null ? Number.NaN : expect.closeTo(value, 7);
          expect(curve.risk.value[i]).toEqual(near(want.value));
          expect(curve.risk.low[i]).toEqual(near(want.low));
          expect(curve.risk.high[i]).toEqual(near(want.high));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("keeps all at the first confidence and fewer from there on, in any order of units", () => {
    const many = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1)),
      { minLength: 1, maxLength: 400 },
    );
    fc.assert(
      fc.property(many, (list) => {
        const curve = selectiveCurve(unitsOf(list.length, false), columns(list));
        expect(curve.threshold.length).toBeLessThanOrEqual(MOST_THRESHOLDS);
        expect(curve.coverage[0]).toBe(1);
        expect(curve.kept[0]).toBe(list.length);
        for (let i = 1; i < curve.threshold.length; i++) {
          expect(curve.threshold[i]).toBeGreaterThan(curve.threshold[i - 1]!);
          expect(curve.kept[i]).toBeLessThan(curve.kept[i - 1]!);
        }
        const reversed = selectiveCurve(unitsOf(list.length, false), columns([...list].reverse()));
        expect(reversed).toEqual(curve);
      }),
    );
  });

  it("at given confidences, none of them kept above the surest", () => {
    const curve = selectiveCurve(
      unitsOf(4, false),
      columns([
        [2, 1],
        [4, 0],
        [8, 0],
        [8, 1],
      ]),
      {
        thresholds: Float64Array.of(2, 0, 0.5),
      },
    );
    expect([...curve.threshold]).toEqual([0, 0.5, 2]);
    expect([...curve.kept]).toEqual([4, 3, 0]);
    expect([...curve.risk.value]).toEqual([0.5, 1 / 3, Number.NaN]);
  });
});

interface CurveCase {
  readonly id: string;
  readonly kind: string;
  readonly input: { readonly conf: readonly number[]; readonly correct: readonly number[] };
  readonly expected: {
    readonly curve: {
      readonly thresholds: readonly number[];
      readonly coverages: readonly number[];
      readonly selective_risk: readonly number[];
    };
  };
}

describeWithShared("a risk–coverage curve", "oracles/f_failure.json", (path) => {
  it("lies on the reference curve, and is all of it where that is short", () => {
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: readonly CurveCase[] };
    const curves = cases.filter(({ kind }) => kind === "failure");
    expect(curves.length).toBeGreaterThan(5);
    for (const { id, input, expected } of curves) {
      const { thresholds, coverages, selective_risk } = expected.curve;
      const { threshold, coverage, risk } = selectiveCurve(unitsOf(input.conf.length, false), {
        confidence: Float64Array.from(input.conf),
        wrong: Uint8Array.from(input.correct, (right) => 1 - right),
      });
      if (thresholds.length <= MOST_THRESHOLDS) expect([...threshold], id).toEqual(thresholds);
      else expect(threshold.length, id).toBeGreaterThan(90);
      for (const [i, own] of threshold.entries()) {
        const at = thresholds.indexOf(own);
        expect(coverage[i], id).toBeCloseTo(coverages[at] ?? Number.NaN, 12);
        expect(risk.value[i], id).toBeCloseTo(selective_risk[at] ?? Number.NaN, 12);
      }
    }
  });
});
