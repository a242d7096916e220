import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { scored } from "./support/outcomes.js";

/** Ninety units of three classes in eight clusters, answered right about three times of four. */
function units() {
  const random = createRandom(4, 0);
  return Array.from({ length: 90 }, (_, i) => {
    const truth = random.below(3);
    const row = Array.from({ length: 3 }, (_, k) => random.uniform() + (k === truth ? 0.6 : 0));
    const sum = row.reduce((a, b) => a + b, 0);
    return { truth, row: row.map((p) => p / sum), cluster: i < 8 ? i : random.below(8) };
  });
}

const UNITS = units();

function estimate(metric: string, rows = UNITS, clustered = true) {
  const outcomes = scored(
    rows.map(({ truth }) => truth),
    rows.map(({ row }) => row),
    clustered ? rows.map(({ cluster }) => cluster) : undefined,
  );
  return createEstimator(outcomes, parseReference(metric), {}).at(0.95);
}

const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

describe("what each cluster adds to an estimate", () => {
  it.each([
    "accuracy",
    "recall{class=c1}",
    "precision{class=c1}",
    "f1{class=c1}",
    "top-k-accuracy{k=2}",
    "brier",
    "balanced-accuracy",
    "f1{average=macro}",
    "cohen-kappa",
    "mcc",
    "aurc",
    "roc-auc{class=c1}",
    "roc-auc",
    "average-precision{class=c1}",
    "average-precision",
  ])("%s: comes to the figure itself on its scale", (metric) => {
    const { perCluster, u } = estimate(metric);
    expect(perCluster?.size).toHaveLength(8);
    expect(sum(perCluster!.total) / sum(perCluster!.size)).toBeCloseTo(u!, 10);
    expect(estimate(metric, UNITS, false).perCluster).toBeUndefined();
  });

  it.each([
    ["accuracy", (rows: typeof UNITS) => rows.length],
    ["recall{class=c1}", (rows: typeof UNITS) => rows.filter(({ truth }) => truth === 1).length],
  ])("%s: is the size and the hits of each cluster", (metric, size) => {
    const { perCluster } = estimate(metric);
    for (let g = 0; g < 8; g++) {
      const own = UNITS.filter(({ cluster }) => cluster === g);
      expect(perCluster!.size[g]).toBe(size(own));
      expect(perCluster!.total[g]).toBeCloseTo(
        size(own) * (estimate(metric, own, false).value ?? 0),
        10,
      );
    }
  });

  it.each([
    ["balanced-accuracy", 1],
    ["f1{average=macro}", 1],
    ["mcc", 2],
    ["cohen-kappa", 2],
  ])("%s: is its pseudo-value around the figure", (metric, width) => {
    const { perCluster, u } = estimate(metric);
    const left = Array.from({ length: 8 }, (_, g) => {
      const rest = UNITS.filter(({ cluster }) => cluster !== g);
      return estimate(metric, rest, false).value!;
    });
    const mean = left.reduce((a, b) => a + b, 0) / 8;
    for (const [g, theta] of left.entries()) {
      expect(perCluster!.total[g]).toBeCloseTo(u! + (7 * (mean - theta)) / width, 10);
      expect(perCluster!.size[g]).toBe(1);
    }
  });

  it.each(["roc-auc{class=c1}", "average-precision{class=c1}", "aurc"])(
    "%s: has the spread of the interval",
    (metric) => {
      const { perCluster, u } = estimate(metric);
      const squares = sum(perCluster!.total.map((x) => (x - u!) ** 2)) / (8 * 7);
      const left = Array.from({ length: 8 }, (_, g) => {
        const rest = UNITS.filter(({ cluster }) => cluster !== g);
        return estimate(metric, rest, false).value!;
      });
      const mean = left.reduce((a, b) => a + b, 0) / 8;
      const jackknife = (7 / 8) * left.reduce((a, theta) => a + (theta - mean) ** 2, 0);
      // Influences of single units add up to those of their cluster but for terms of higher order.
      expect(squares / jackknife).toBeGreaterThan(0.7);
      expect(squares / jackknife).toBeLessThan(1.4);
    },
  );
});
