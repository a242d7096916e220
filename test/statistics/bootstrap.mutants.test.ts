import { describe, expect, it } from "vitest";
import {
  basicInterval,
  bcaCorrections,
  bcaInterval,
  bootstrapError,
  bootstrapReplicates,
  bootstrapT,
  percentileInterval,
  quantileSorted,
} from "../../src/statistics/bootstrap.js";
import {
  aucCap,
  aucInfluenceSums,
  aucPlacements,
  clusteredAucVariance,
  delongInterval,
  delongLogitInterval,
  delongPaired,
  delongUnpaired,
  delongVariance,
  hanleyMcNeilError,
} from "../../src/statistics/delong.js";
import { binomialDraw, drawTable } from "../../src/statistics/multinomial.js";
import { type PhiloxStream, philoxStream } from "../../src/statistics/philox-stream.js";
import { placeOf } from "./place-of.js";

const NAN = Number.NaN;
const INFINITE = Number.POSITIVE_INFINITY;
const column = (...values: number[]) => Float64Array.from(values);

// The expected numbers: the formulas in Python with NumPy's quantiles and SciPy 1.17.1's normal law.
const REPLICATES = column(0.52, 0.61, 0.55, 0.7, 0.66, 0.58, 0.63, 0.6, 0.57, 0.64, 0.49, 0.68);
const LEFT_OUT = column(0.6, 0.62, 0.59, 0.58, 0.63, 0.7);
const ESTIMATE = 0.615;

describe("bootstrap intervals", () => {
  it("equal NumPy's quantiles, reflected or corrected", () => {
    const percentile = percentileInterval(REPLICATES, 0.9);
    expect(percentile.undefinedShare).toBe(0);
    expect(percentile.interval?.low).toBeCloseTo(0.5065000000000001, 13);
    expect(percentile.interval?.high).toBeCloseTo(0.689, 13);
    const basic = basicInterval(REPLICATES, ESTIMATE, 0.9);
    expect(basic.interval?.low).toBeCloseTo(2 * ESTIMATE - 0.689, 13);
    expect(basic.interval?.high).toBeCloseTo(2 * ESTIMATE - 0.5065000000000001, 13);
    const corrections = bcaCorrections(REPLICATES, ESTIMATE, LEFT_OUT);
    expect(corrections?.bias).toBeCloseTo(0.21042839424792484, 12);
    expect(corrections?.acceleration).toBeCloseTo(-0.07571070850197509, 12);
    const bca = bcaInterval(REPLICATES, ESTIMATE, LEFT_OUT, 0.9);
    expect(bca.interval?.low).toBeCloseTo(0.5167111929337959, 12);
    expect(bca.interval?.high).toBeCloseTo(0.6927202498164658, 12);
    const errors = column(0.03, 0.04, 0.02, 0.05, 0.03, 0.03, 0.04, 0.02, 0.03, 0.04, 0.02, 0.05);
    const t = bootstrapT(REPLICATES, errors, ESTIMATE, 0.035, 0.9, [0, 1]);
    expect(t.interval?.low).toBeCloseTo(0.55935, 12);
    expect(t.interval?.high).toBeCloseTo(0.7759999999999999, 12);
    expect(bootstrapError(REPLICATES)).toBeCloseTo(0.06383572667401853, 13);
  });

  it("count ties with the estimate half, and replicates that are undefined not at all", () => {
    const tied = bcaCorrections(column(0.1, 0.2, 0.2, 0.3, NAN), 0.2, column(1, 2, 4));
    expect(tied?.bias).toBe(0);
    const uneven = bcaCorrections(column(0.1, 0.2, 0.3, 0.4), 0.2, column(1, 2, 4));
    expect(uneven?.bias).toBeCloseTo(-0.31863936396437514, 12); // Φ⁻¹(1.5/4)
  });

  it("are null where nothing is defined, or the jackknife says nothing", () => {
    const none = percentileInterval(column(NAN, NAN), 0.9);
    expect(none).toEqual({ interval: null, undefinedShare: 1 });
    expect(percentileInterval(column(), 0.9)).toEqual({ interval: null, undefinedShare: 0 });
    expect(basicInterval(column(NAN), 0.5, 0.9)).toEqual({ interval: null, undefinedShare: 1 });
    expect(bcaCorrections(column(NAN), 0.5, LEFT_OUT)).toBeNull();
    expect(bcaCorrections(REPLICATES, 0.5, column(0.5))).toBeNull();
    expect(bcaCorrections(REPLICATES, 0.5, column(0.5, NAN))).toBeNull();
    expect(bcaCorrections(REPLICATES, 0.5, column(0.5, 0.5, NAN))).toBeNull();
    expect(bcaInterval(column(0.4, NAN), 0.4, column(0.5), 0.9)).toEqual({
      interval: null,
      undefinedShare: 0.5,
    });
    expect(bootstrapError(column(0.4, NAN))).toBeNull();
    expect(bootstrapError(column(0.1, 0.1, 0.1))).toBe(0);
  });

  it("leave what is undefined out of the jackknife, and take two values of it", () => {
    const known = bcaCorrections(REPLICATES, ESTIMATE, LEFT_OUT);
    const gapped = bcaCorrections(REPLICATES, ESTIMATE, column(NAN, ...LEFT_OUT, NAN));
    expect(gapped).toEqual(known);
    expect(bcaCorrections(REPLICATES, ESTIMATE, column(0.5, 0.6))?.acceleration).toBeCloseTo(0, 14);
    expect(bootstrapError(column(0.1, 0.3))).toBeCloseTo(Math.SQRT2 / 10, 14);
    expect([...bootstrapReplicates(() => 7, { units: 2, seed: 1, replicates: 1 })]).toEqual([7]);
  });

  it("end at the range where the studentised replicates have no error", () => {
    const { interval } = bootstrapT(
      column(0.4, 0.4, 0.6, 0.6),
      new Float64Array(4),
      0.5,
      0,
      0.9,
      [0.25, 1],
    );
    expect(interval).toEqual({ low: 0.25, high: 1 });
  });

  it("take the one value there is, and the ends", () => {
    expect(quantileSorted(column(7), 0.3)).toBe(7);
    expect(quantileSorted(column(), 0.3)).toBeNaN();
    expect(quantileSorted(column(1, 3), 0)).toBe(1);
    expect(quantileSorted(column(1, 3), 1)).toBe(3);
    expect(quantileSorted(column(1, 3), 0.25)).toBe(1.5);
    expect(quantileSorted(column(1, INFINITE), 0)).toBe(1);
  });

  it.each([
    [
      "no replicate",
      () => bootstrapReplicates(() => 1, { units: 2, seed: 1, replicates: 0 }),
      "replicates",
    ],
    [
      "half a replicate",
      () => bootstrapReplicates(() => 1, { units: 2, seed: 1, replicates: 1.5 }),
      "replicates",
    ],
    ["a level of 1", () => percentileInterval(REPLICATES, 1), "level"],
    ["a level of 0", () => bcaInterval(REPLICATES, 0.5, LEFT_OUT, 0), "level"],
    ["another level of 1", () => bootstrapT(REPLICATES, REPLICATES, 0.5, 0.1, 1, [0, 1]), "level"],
    ["a negative seed", () => philoxStream(-1, 0), "seed"],
    ["half a seed", () => philoxStream(0.5, 0), "seed"],
    ["too large a seed", () => philoxStream(2 ** 53, 0), "seed"],
    ["a negative stream", () => philoxStream(0, -1), "stream"],
    ["too large a stream", () => philoxStream(0, 2 ** 32), "stream"],
    ["half a count", () => drawTable(1, 0, column(1, 0.5), column(0, 0)), "counts[1]"],
    ["a negative count", () => drawTable(1, 0, column(2, -1), column(0, 0)), "counts[1]"],
    ["an empty table", () => drawTable(1, 0, column(0, 0), column(0, 0)), "sum of counts"],
    ["too large a table", () => drawTable(1, 0, column(2 ** 53, 1), column(0, 0)), "sum of counts"],
    ["a level of DeLong", () => delongInterval(0.8, 0.01, 1), "level"],
    ["a level of the logit", () => delongLogitInterval(0.8, 0.01, 0), "level"],
  ])("refuse %s, by name", (_, call, place) => {
    expect(placeOf(call)).toBe(place);
  });

  it("takes the largest seed and stream", () => {
    expect(placeOf(() => philoxStream(2 ** 53 - 1, 2 ** 32 - 1))).toBeNull();
    expect(placeOf(() => philoxStream(0, 0))).toBeNull();
  });
});

describe("binomial draws", () => {
  /** A stream that gives the uniforms named, and fails when they are used up. */
  const giving = (...uniforms: number[]): PhiloxStream => ({
    word: () => {
      throw new Error("no word is wanted");
    },
    uniform: () => {
      const next = uniforms.shift();
      if (next === undefined) throw new Error("no further uniform is wanted");
      return next;
    },
    below: () => {
      throw new Error("no bound is wanted");
    },
  });

  it("are the inverse of the distribution function where few are expected", () => {
    // Binomial(3, ½): 1/8, 3/8, 3/8, 1/8.
    expect(binomialDraw(giving(0), 3, 0.5)).toBe(0);
    expect(binomialDraw(giving(0.124), 3, 0.5)).toBe(0);
    expect(binomialDraw(giving(0.126), 3, 0.5)).toBe(1);
    expect(binomialDraw(giving(0.499), 3, 0.5)).toBe(1);
    expect(binomialDraw(giving(0.501), 3, 0.5)).toBe(2);
    expect(binomialDraw(giving(0.874), 3, 0.5)).toBe(2);
    expect(binomialDraw(giving(0.876), 3, 0.5)).toBe(3);
    // Above ½ the misses are drawn: 0.8² = 0.64 for none, 0.96 for at most one.
    expect(binomialDraw(giving(0.63), 2, 0.8)).toBe(2);
    expect(binomialDraw(giving(0.65), 2, 0.8)).toBe(1);
    expect(binomialDraw(giving(0.97), 2, 0.8)).toBe(0);
  });

  it("need no chance at the ends", () => {
    expect(binomialDraw(giving(), 0, 0.5)).toBe(0);
    expect(binomialDraw(giving(), 9, 0)).toBe(0);
    expect(binomialDraw(giving(), 9, -1)).toBe(0);
    expect(binomialDraw(giving(), 9, 1)).toBe(9);
    expect(binomialDraw(giving(), 9, 2)).toBe(9);
  });
});

describe("binomial draws by rejection", () => {
  /** f(k)/f(mode) of the binomial law, by the ratios of neighbours: no factorial, no Stirling. */
  const likelihood = (k: number, mode: number, n: number, p: number): number => {
    let log = 0;
    for (let x = Math.min(k, mode); x < Math.max(k, mode); x++) {
      log += Math.log(((n - x) * p) / ((x + 1) * (1 - p)));
    }
    return Math.exp(k > mode ? log : -log);
  };

  it.each([
    [40, 0.3],
    [20, 0.5],
    [25, 0.5],
    [1000, 0.02],
    [1000, 0.47],
    [100_000, 0.4],
  ])("accepts of Binomial(%d, %d) exactly what the hat and the law say", (n, p) => {
    // Hörmann's constants of algorithm BTRS.
    const spread = Math.sqrt(n * p * (1 - p));
    const b = 1.15 + 2.53 * spread;
    const a = -0.0873 + 0.0248 * b + 0.01 * p;
    const alpha = (2.83 + 5.1 / b) * spread;
    const mode = Math.floor((n + 1) * p);
    const sure = Math.floor(n * p + 0.5); // where u is 0
    let decided = 0;
    for (let step = 1; step < 200; step++) {
      const uniform = step / 200;
      const u = uniform - 0.5;
      const us = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / us + b) * u + n * p + 0.5);
      const draw = (v: number) => {
        const uniforms = [uniform, v, 0.5, 1e-9];
        const stream = { ...philoxStream(1, 0), uniform: () => uniforms.shift() ?? NAN };
        return { drawn: binomialDraw(stream, n, p), rejected: uniforms.length === 0 };
      };
      if (k < 0 || k > n) {
        expect(draw(1e-9)).toEqual({ drawn: sure, rejected: true });
        continue;
      }
      const limit = (likelihood(k, mode, n, p) * (a / (us * us) + b)) / alpha;
      if (limit < 1) {
        expect(draw(limit * (1 + 1e-7))).toEqual({ drawn: sure, rejected: true });
        decided++;
      }
      const below = Math.min(limit * (1 - 1e-7), 1 - 1e-9);
      expect(draw(below)).toEqual({ drawn: k, rejected: false });
    }
    expect(decided).toBeGreaterThan(20);
  });

  it("leave a table of one unit, or of one cell, as it is", () => {
    const into = new Float64Array(3);
    drawTable(5, 1, column(0, 1, 0), into);
    expect([...into]).toEqual([0, 1, 0]);
    drawTable(5, 1, column(0, 0, 70), into);
    expect([...into]).toEqual([0, 0, 70]);
  });
});

describe("DeLong's figures", () => {
  const positive = Uint8Array.from([1, 1, 1, 1, 0, 0, 0, 0, 0]);
  const first = aucPlacements(positive, column(0.9, 0.8, 0.4, 0.6, 0.7, 0.3, 0.4, 0.2, 0.5));
  const second = aucPlacements(positive, column(0.8, 0.6, 0.7, 0.3, 0.5, 0.5, 0.4, 0.1, 0.2));

  it("equal the sums over all pairs, in Python", () => {
    expect(first.auc).toBeCloseTo(0.825, 14);
    expect(second.auc).toBeCloseTo(0.85, 14);
    expect(delongVariance(positive, first)).toBeCloseTo(0.02270833333333333, 14);
    const paired = delongPaired(positive, first, second);
    expect(paired?.variance2).toBeCloseTo(0.02625, 14);
    expect(paired?.covariance).toBeCloseTo(0.0025, 14);
    expect(paired?.varianceOfDifference).toBeCloseTo(0.04395833333333333, 14);
    expect(paired?.z).toBeCloseTo(-0.11923929502757474, 12);
    expect(paired?.p).toBeCloseTo(0.9050857757787947, 12);
  });

  it("of unpaired sets have Welch's degrees of freedom", () => {
    const test = delongUnpaired(
      { auc: 0.9, variance: 0.004, n: 9 },
      { auc: 0.7, variance: 0.009, n: 14 },
    );
    expect(test?.statistic).toBeCloseTo(1.754116038614059, 12);
    expect(test?.df).toBeCloseTo(20.53271028037383, 11);
    expect(test?.p).toBeCloseTo(0.09432545091870409, 12);
    expect(test?.pNormal).toBeCloseTo(0.0794106259989421, 12);
    const none = { auc: 0.9, variance: null, n: 9 };
    const sure = { auc: 0.9, variance: 0, n: 9 };
    expect(delongUnpaired(none, { ...none, variance: 0.1 })).toBeNull();
    expect(delongUnpaired({ ...none, variance: 0.1 }, none)).toBeNull();
    expect(delongUnpaired(sure, sure)).toBeNull();
    expect(delongUnpaired(sure, { ...sure, variance: 0.01 })?.statistic).toBe(0);
  });

  it("have intervals with and without the logit", () => {
    expect(delongInterval(0.9, 0.004, 0.95)).toEqual({
      low: expect.closeTo(0.7760409935390877, 12),
      high: 1,
    });
    expect(delongInterval(0.05, 0.004, 0.95).low).toBe(0);
    const logit = delongLogitInterval(0.9, 0.004, 0.95);
    expect(logit?.low).toBeCloseTo(0.6942155971766771, 12);
    expect(logit?.high).toBeCloseTo(0.972736034541016, 12);
    expect(delongLogitInterval(1, 0.004, 0.95)).toBeNull();
    expect(delongLogitInterval(0, 0.004, 0.95)).toBeNull();
    expect(delongLogitInterval(0.9, 0, 0.95)).toBeNull();
    expect(hanleyMcNeilError(0.85, 30, 50)).toBeCloseTo(0.04816814702455437, 13);
    expect(aucCap(30, 50)).toBeCloseTo(75, 12);
    expect(aucCap(0, 50)).toBe(0);
    expect(aucCap(30, 0)).toBe(0);
  });

  it("need two of either label", () => {
    for (const labels of [
      [1, 0, 0, 0],
      [1, 1, 1, 0],
    ]) {
      const found = aucPlacements(Uint8Array.from(labels), column(0.4, 0.3, 0.2, 0.1));
      expect(found.auc).not.toBeNull();
      expect(delongVariance(Uint8Array.from(labels), found)).toBeNull();
    }
    const both = aucPlacements(Uint8Array.from([1, 1, 0, 0]), column(0.4, 0.3, 0.2, 0.1));
    expect(delongVariance(Uint8Array.from([1, 1, 0, 0]), both)).toBe(0);
  });

  it("sum influences by cluster, and count no empty one", () => {
    const sums = aucInfluenceSums(positive, first, [0, 0, 2, 2, 0, 0, 2, 2, 2], 3);
    const { auc, placement } = first;
    const influence = (i: number) => (placement[i]! - (auc ?? NAN)) / (positive[i] === 1 ? 4 : 5);
    expect(sums[0]).toBeCloseTo(
      [0, 1, 4, 5].map(influence).reduce((a, b) => a + b),
      14,
    );
    expect(sums[1]).toBe(0);
    const variance = clusteredAucVariance(sums, column(4, 0, 5));
    expect(variance).toBeCloseTo(2 * (sums[0]! ** 2 + sums[2]! ** 2), 14);
    expect(clusteredAucVariance(column(0.3), column(4))).toBe(0);
  });
});
