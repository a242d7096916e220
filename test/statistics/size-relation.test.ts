import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../src/core/random.js";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import { meanFailureClusterInterval, tClusterInterval } from "../../src/statistics/mean.js";
import {
  isSizeRelated,
  sizeCorrelation,
  sizeRankCorrelation,
  weightedShare,
} from "../../src/statistics/size-relation.js";
import { expectNine } from "./nine-digits.js";

const of = (...values: number[]) => Float64Array.from(values);

describe("sizeCorrelation", () => {
  // METHODS-2 A9 on METHODS §1.4 no. 2 and no. 5.
  it.each([
    {
      m: of(10, 40, 25, 5, 60, 30),
      x: of(10, 38, 20, 5, 59, 18),
      icc: 0.21960469776,
      share: 0.880027774,
      r: -0.0920827162,
    },
    {
      m: of(12, 7, 20, 3, 15, 9, 30, 11, 18, 5, 14, 8),
      x: of(1, 0, 3, 0, 2, 4, 2, 0, 5, 0, 1, 0),
      icc: 0.06658229535,
      share: 0.114982066,
      r: 0.283477543,
    },
  ])("is $r of the worked example", ({ m, x, icc, share, r }) => {
    const design = clusterDesign(m, x);
    expect(design.icc).toBeCloseTo(icc, 8);
    const a = m.map((size) => size * (1 + (size - 1) * design.icc));
    expectNine(weightedShare(m, x, a), share);
    expectNine(design.sizeCorrelation, r);
    expect(design.sizeRelated).toBe(false);
  });

  it("leaves out clusters without a unit, and is 0 where sizes are all the same", () => {
    const [m, x] = [of(10, 40, 25, 5), of(9, 20, 15, 5)];
    expect(sizeCorrelation(of(10, 0, 40, 25, 5), of(9, 0, 20, 15, 5), 0.1)).toBe(
      sizeCorrelation(m, x, 0.1),
    );
    expect(sizeCorrelation(of(7, 7, 7), of(1, 2, 3), 0.1)).toBe(0);
  });

  it("is 0 where every cluster has the same share, whatever rounding leaves", () => {
    const m = Float64Array.from({ length: 40 }, (_, g) => 7 * (g + 1));
    expect(sizeCorrelation(m, m, 0)).toBe(0);
    expect(
      sizeCorrelation(
        m,
        m.map((size) => 0.1 * size),
        0.3,
      ),
    ).toBe(0);
  });

  it("turns its sign where right and wrong are exchanged", () => {
    const [m, x] = [of(10, 40, 25, 5, 60, 30), of(10, 38, 20, 5, 59, 18)];
    const wrong = x.map((hits, g) => m[g]! - hits);
    expect(sizeCorrelation(m, wrong, 0.2)).toBeCloseTo(-sizeCorrelation(m, x, 0.2), 12);
  });

  it("warns from the threshold on", () => {
    expect(isSizeRelated(0.5, 50)).toBe(true);
    expect(isSizeRelated(-0.5, 50)).toBe(true);
    expect(isSizeRelated(0.499, 50)).toBe(false);
    expect(isSizeRelated(0.6, 10)).toBe(false); // 2/3
    expect(isSizeRelated(1, 1)).toBe(false);
  });

  it("ranks what is no mean over units", () => {
    expect(sizeRankCorrelation(of(3, 0, 5, 9), of(1, Number.NaN, 2, 8))).toBe(1);
    expect(sizeRankCorrelation(of(3, 5, 9), of(2, 2, 2))).toBe(0);
  });
});

describe("clusters of many sizes", () => {
  /** Clusters of 1 to 1,000 images, each size of the logarithmic scale as likely. */
  function sizes(G: number, random: Random): Float64Array {
    return Float64Array.from({ length: G }, () => Math.round(1000 ** random.uniform()));
  }

  function hits(m: Float64Array, shareOf: (g: number) => number, random: Random): Float64Array {
    return m.map((size, g) => {
      let count = 0;
      for (let i = 0; i < size; i++) if (random.uniform() < shareOf(g)) count++;
      return count;
    });
  }

  function alarms(G: number, runs: number, seed: number, shareOf: (size: number) => number) {
    const random = createRandom(seed, 0);
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const m = sizes(G, random);
      if (
        clusterDesign(
          m,
          hits(m, (g) => shareOf(m[g]!), random),
        ).sizeRelated
      )
        found++;
    }
    return found / runs;
  }

  // METHODS-2 A9 has 3.7, 3.0, 0 % in place of 30, 57, 58 % of Spearman's on shares.
  it.each([
    [10, 0.07],
    [20, 0.06],
    [50, 0.01],
  ])("raise no alarm of themselves: %i clusters", (G, most) => {
    for (const [at, p] of [0.9, 0.97, 0.7].entries()) {
      expect(alarms(G, 300, 100 * G + at, () => p)).toBeLessThanOrEqual(most);
    }
  });

  it("raise one where bigger clusters do worse", () => {
    // Sizes by quality as in METHODS §1.3: METHODS-2 A9 has found them in 97 % or more.
    const random = createRandom(3, 0);
    let found = 0;
    for (let run = 0; run < 100; run++) {
      const quality = Float64Array.from({ length: 20 }, () => 0.6 + 0.4 * random.uniform());
      const m = quality.map((q) => Math.round(100 * (0.25 + 1.5 * (1 - q))));
      const x = hits(m, (g) => quality[g]!, random);
      if (clusterDesign(m, x).sizeRelated) found++;
    }
    expect(found).toBeGreaterThanOrEqual(93);
  });

  it("are looked at by the scores' own variance", () => {
    // Scores of one cluster are equal: icc 1, so that big and small clusters count the same.
    const random = createRandom(8, 0);
    const cluster: number[] = [];
    const values: number[] = [];
    const means = Array.from({ length: 12 }, () => random.uniform());
    means.forEach((mean, g) => {
      for (let i = 0; i <= 3 * g; i++) {
        cluster.push(g);
        values.push(mean);
      }
    });
    const scores = Float64Array.from(values);
    const size = Float64Array.from({ length: 12 }, (_, g) => 3 * g + 1);
    const total = size.map((m, g) => m * means[g]!);
    const expected = isSizeRelated(sizeCorrelation(size, total, 1), 12);
    const warned = (codes: readonly string[]) => codes.includes("clusters/size-related");
    expect(warned(tClusterInterval(scores, cluster, 12, 0.95).warnings)).toBe(expected);
    const failures = meanFailureClusterInterval(scores, cluster, 12, 0.95);
    expect(failures.design?.sizeCorrelation).toBeCloseTo(sizeCorrelation(size, total, 1), 12);
    expect(warned(failures.warnings)).toBe(expected);
  });
});
