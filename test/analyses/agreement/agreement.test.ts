import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreementView } from "../../../src/analyses/agreement/agreement-view.js";
import { agreementOf, countPairsOf } from "../../../src/analyses/agreement/find-agreement.js";
import type { CountingOutcomes } from "../../../src/outcomes/counting.js";

function outcomesOf(
  truth: readonly number[],
  predicted: readonly number[],
  cluster: readonly number[] | null = null,
): CountingOutcomes {
  return {
    kind: "counting",
    unitCount: truth.length,
    unit: "image",
    classes: ["count"],
    truthClassCount: 1,
    truth: Float64Array.from(truth),
    predicted: Float64Array.from(predicted),
    cluster: cluster === null ? null : Int32Array.from(cluster),
    clusterCount: cluster === null ? 0 : Math.max(...cluster) + 1,
  };
}

const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
const sd = (of: readonly number[]) =>
  Math.sqrt(of.reduce((sum, one) => sum + (one - mean(of)) ** 2, 0) / (of.length - 1));

describe("agreement of counts", () => {
  it("has limits of 1.96 standard deviations around the mean difference", () => {
    const [truth, predicted] = [
      [4, 7, 2, 9, 5, 0],
      [5, 7, 4, 8, 8, 0],
    ];
    const found = agreementOf(outcomesOf(truth!, predicted!), 0.95)!;
    const differences = predicted!.map((value, i) => value - truth![i]!);
    expect(found.mean.value).toBeCloseTo(mean(differences), 12);
    expect(found.sd).toBeCloseTo(sd(differences), 12);
    expect(found.lower.value).toBeCloseTo(mean(differences) - 1.96 * sd(differences), 12);
    expect(found.upper.value).toBeCloseTo(mean(differences) + 1.96 * sd(differences), 12);
    expect(found.within).toBe(1);
  });

  it("in clusters leaves each cluster out, as a slow jackknife does", () => {
    const count = fc.integer({ min: 0, max: 9 });
    const rows = fc.array(fc.tuple(count, count, fc.integer({ min: 0, max: 3 })), {
      minLength: 8,
      maxLength: 16,
    });
    fc.assert(
      fc.property(rows, (given) => {
        const groups = [...new Set(given.map(([, , g]) => g))].sort();
        fc.pre(groups.length >= 3);
        const cluster = given.map(([, , g]) => groups.indexOf(g));
        const differences = given.map(([t, p]) => p - t);
        const upperOf = (of: readonly number[]) => mean(of) + 1.96 * sd(of);
        const left = groups.map((_, g) => upperOf(differences.filter((_d, i) => cluster[i] !== g)));
        fc.pre(left.every(Number.isFinite));
        const spread = left.reduce((sum, one) => sum + (one - mean(left)) ** 2, 0);
        fc.pre(spread > 1e-9);
        const truth = given.map(([t]) => t);
        const predicted = given.map(([, p]) => p);
        const { upper, clusters } = agreementOf(outcomesOf(truth, predicted, cluster), 0.95)!;
        expect(clusters).toBe(groups.length);
        expect(upper.value).toBeCloseTo(upperOf(differences), 9);
        // Student's 97.5% quantiles of 2 and 3 degrees of freedom.
        const t = groups.length === 3 ? 4.302652729911275 : 3.182446305284263;
        const G = groups.length;
        const half = t * Math.sqrt(((G - 1) / G) * spread);
        expect(upper.high! - upper.value!).toBeCloseTo(half, 7);
      }),
    );
  });

  it("has no limits of one image, and no range where nothing varies", () => {
    expect(agreementOf(outcomesOf([3], [5]), 0.95)).toMatchObject({
      mean: { value: 2, low: null },
      sd: null,
      lower: { value: null },
      within: null,
    });
    expect(agreementOf(outcomesOf([3, 4], [5, 6]), 0.95)).toMatchObject({
      mean: { value: 2, low: null },
      lower: { value: 2, low: null },
    });
    expect(agreementOf(outcomesOf([], []), 0.95)).toBeNull();
  });

  it("is shown by pairs, each once, with as many images as have it", () => {
    const outcomes = outcomesOf([1, 2, 1, 0], [2, 2, 2, 0]);
    const pairs = countPairsOf(outcomes);
    expect(pairs).toEqual([
      { truth: 0, predicted: 0, units: 1 },
      { truth: 1, predicted: 2, units: 2 },
      { truth: 2, predicted: 2, units: 1 },
    ]);
    const { plot } = agreementView(agreementOf(outcomes, 0.95)!, pairs);
    expect(plot.lines[0]?.points.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [1.5, 1],
      [2, 0],
    ]);
    expect(plot.references).toHaveLength(3);
    expect(plot.table.rows).toHaveLength(3);
  });
});
