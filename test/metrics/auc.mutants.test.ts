import { describe, expect, it } from "vitest";
import { aucDifference } from "../../src/metrics/auc-difference.js";
import {
  aucInfluence,
  aucInfluenceOf,
  influenceToDelong,
} from "../../src/metrics/auc-influence.js";
import { createHarmonics } from "../../src/metrics/harmonics.js";
import { handTillAuc } from "../../src/metrics/pairwise-auc.js";
import { createRanking } from "../../src/metrics/ranking.js";
import { mean, slowAuc } from "./support/slow.js";

/** Share of the other label that a unit is on the right side of, ties half. */
function placements(score: readonly number[], label: readonly number[]): number[] {
  return label.map((own, i) => {
    const others = score.filter((_, j) => label[j] !== own);
    const wins = others.map((other) => {
      const ahead = ((score[i] ?? 0) - other) * (own === 1 ? 1 : -1);
      return ahead > 0 ? 1 : ahead === 0 ? 0.5 : 0;
    });
    return mean(wins);
  });
}

const LABEL = [1, 0, 1, 1, 0, 0, 1, 0, 0];
const FIRST = [9, 4, 7, 3, 5, 1, 8, 3, 2];
const SECOND = [5, 6, 7, 2, 5, 3, 4, 1, 2];
const columns = [
  Uint8Array.from(LABEL),
  Float64Array.from(FIRST),
  Float64Array.from(SECOND),
] as const;

describe("difference of two AUCs", () => {
  const gaps = placements(FIRST, LABEL).map((v, i) => v - placements(SECOND, LABEL)[i]!);
  const difference = slowAuc(FIRST, LABEL) - slowAuc(SECOND, LABEL);

  it("has DeLong's variance and Welch's degrees of freedom", () => {
    const variance = (label: number) => {
      const of = gaps.filter((_, i) => LABEL[i] === label);
      const squares = of.reduce((sum, gap) => sum + (gap - mean(of)) ** 2, 0);
      return squares / (of.length - 1) / of.length;
    };
    const [positive, negative] = [variance(1), variance(0)];
    const found = aucDifference(...columns);
    expect(found?.first).toBeCloseTo(slowAuc(FIRST, LABEL), 14);
    expect(found?.second).toBeCloseTo(slowAuc(SECOND, LABEL), 14);
    expect(found?.difference).toBeCloseTo(difference, 14);
    expect(found?.varianceOfDifference).toBeCloseTo(positive + negative, 14);
    const df = (positive + negative) ** 2 / (positive ** 2 / 3 + negative ** 2 / 4);
    expect(found?.df).toBeCloseTo(df, 11);
  });

  it("of the same order is sure, with all degrees of freedom", () => {
    const found = aucDifference(columns[0], columns[1], columns[1].map(Math.exp));
    expect(found).toMatchObject({ difference: 0, varianceOfDifference: 0, df: 7 });
  });

  it("over clusters, two at least, of which empty ones do not count", () => {
    const cluster = Int32Array.of(1, 1, 4, 4, 1, 1, 4, 1, 4);
    const sums = [1, 4].map((g) =>
      gaps.reduce((sum, gap, i) => {
        const [size, centre] = LABEL[i] === 1 ? [4, difference] : [5, difference];
        return sum + (cluster[i] === g ? (gap - centre) / size : 0);
      }, 0),
    );
    const found = aucDifference(...columns, { cluster, clusterCount: 6 });
    const squares = sums.reduce((sum, u) => sum + u * u, 0);
    expect(found?.varianceOfDifference).toBeCloseTo(2 * squares, 14);
    expect(found).toMatchObject({ df: 1, difference: aucDifference(...columns)?.difference });
    const one = { cluster: cluster.fill(2), clusterCount: 6 };
    expect(aucDifference(...columns, one)).toBeNull();
  });

  it("does not exist with a single unit of either label", () => {
    const three = Float64Array.of(3, 1, 2);
    expect(aucDifference(Uint8Array.of(1, 1, 0), three, three)).toBeNull();
    expect(aucDifference(Uint8Array.of(0, 1, 0), three, three)).toBeNull();
    const four = Float64Array.of(3, 1, 2, 4);
    expect(aucDifference(Uint8Array.of(0, 1, 0, 1), four, four)?.df).toBe(2);
  });
});

describe("influences of an AUC", () => {
  it("are 0 where a label is absent", () => {
    const ranking = createRanking(Float64Array.of(1, 2, 2));
    const none = { auc: Number.NaN, influence: new Float64Array(3) };
    expect(aucInfluence(ranking, Uint8Array.of(1, 1, 1), null)).toEqual({
      ...none,
      positives: 3,
      negatives: 0,
    });
    expect(aucInfluence(ranking, new Uint8Array(3), null)).toEqual({
      ...none,
      positives: 0,
      negatives: 3,
    });
  });

  it("that are remembered are those of the same labels and weights", () => {
    const [score, positive] = [Float64Array.of(4, 3, 2, 1), Uint8Array.of(1, 0, 1, 0)];
    const auc = (weights: Float64Array | null, labels = positive) =>
      aucInfluenceOf(score, labels, weights).auc;
    const [heavy, light] = [Float64Array.of(2, 1, 1, 1), Float64Array.of(1, 1, 2, 1)];
    expect(auc(null)).toBeCloseTo(3 / 4, 14);
    expect(auc(heavy)).toBeCloseTo(5 / 6, 14); // pairs 2 + 2 + 1 of 6
    expect(auc(light)).toBeCloseTo(4 / 6, 14); // pairs 1 + 1 + 2 of 6
    expect(auc(light, Uint8Array.of(0, 0, 1, 1))).toBe(0);
    expect(auc(null)).toBeCloseTo(3 / 4, 14);
  });

  it("of a label with a single unit add nothing to DeLong's variance", () => {
    const influence = Float64Array.of(0.5, 0.1, -0.3, 0.2);
    const positive = Uint8Array.of(1, 0, 0, 0);
    const one = influenceToDelong(influence, positive, 1, 3);
    expect(one.variance).toBeCloseTo(1.5 * 0.14, 14);
    expect(one.df).toBe(1); // the spread of the single one is not known
    expect(influenceToDelong(influence, positive, 1, 1)).toEqual({ variance: 0, df: 1 });
  });
});

describe("Hand and Till's M", () => {
  it("scores a class that has no column 0 everywhere", () => {
    const column = [Float64Array.of(0.2, 0.6, 0.4), Float64Array.of(0.8, 0.4, 0.6)];
    const truth = Int32Array.of(0, 1, 2);
    // A(0|1) = 0, A(1|0) = 0; A(0|2) = 0, A(2|0) = ½; A(1|2) = 0, A(2|1) = ½.
    expect(handTillAuc(column, truth)).toBeCloseTo((0 + 0.25 + 0.25) / 3, 14);
  });
});

describe("differences of harmonic numbers", () => {
  it("between points that are not whole", () => {
    const halves = createHarmonics(Float64Array.of(0.5, 1, 2));
    expect(halves.between(0.5, 1.5)).toBeCloseTo(1 / 1.5, 13);
    expect(halves.between(0, 0.5)).toBeCloseTo(2 - 2 * Math.LN2, 13); // h(½) = 2 − 2·ln 2
    expect(halves.between(1.5, 1.5)).toBe(0);
  });

  it("up to the very end of a table, and one further", () => {
    for (const total of [300_000, 300_001, 300_002, 700_000, 700_001]) {
      const step = createHarmonics(Float64Array.of(total - 1, 1)).between(total - 1, total);
      expect(step * total).toBeCloseTo(1, 9);
    }
  });
});
