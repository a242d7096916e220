import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { philox4x32 } from "../../src/core/random.js";
import {
  basicInterval,
  bcaCorrections,
  bcaInterval,
  bootstrapError,
  bootstrapReplicates,
  bootstrapT,
  drawCounts,
  drawIndices,
  percentileInterval,
  quantileSorted,
} from "../../src/statistics/bootstrap.js";
import { binomialDraw, drawTable } from "../../src/statistics/multinomial.js";
import { philoxStream } from "../../src/statistics/philox-stream.js";
import { binomialCdf, chiSquareCdf } from "../../src/statistics/quantiles.js";
import { throwsCode } from "../support/throws-code.js";

const of = (...values: number[]): Float64Array => Float64Array.from(values);
const seeds = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const streams = fc.integer({ min: 0, max: 0xffff_ffff });

/** §2.6 word for word, in exact integers: key = the seed's halves, counter (j, 0, b, 0), multiply-shift. */
function indicesByDefinition(seed: number, replicate: number, n: number, count: number): number[] {
  const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)] as const;
  const words: number[] = [];
  let block = 0;
  const next = (): bigint => {
    if (words.length === 0) words.push(...philox4x32([block++, 0, replicate, 0], key));
    return BigInt(words.shift()!);
  };
  const bound = BigInt(n);
  const rejectBelow = 2n ** 32n % bound;
  return Array.from({ length: count }, () => {
    let product = next() * bound;
    while (product % 2n ** 32n < rejectBelow) product = next() * bound;
    return Number(product >> 32n);
  });
}

describe("philoxStream", () => {
  it("is stream b of Philox4x32-10: counter (j, 0, b, 0), key of the seed's halves", () => {
    fc.assert(
      fc.property(seeds, streams, (seed, stream) => {
        const { word } = philoxStream(seed, stream);
        const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)] as const;
        const words = Array.from({ length: 12 }, word);
        expect(words).toEqual(
          [0, 1, 2].flatMap((block) => [...philox4x32([block, 0, stream, 0], key)]),
        );
      }),
    );
  });

  it("draws uniforms of 53 bits from two words", () => {
    const words = philoxStream(3, 4);
    const [first, second] = [words.word(), words.word()];
    expect(philoxStream(3, 4).uniform()).toBe(((first >>> 5) * 2 ** 26 + (second >>> 6)) / 2 ** 53);
  });

  it.each([
    [-1, 0],
    [2 ** 53, 0],
    [0.5, 0],
    [0, 2 ** 32],
    [0, -1],
  ])("refuses seed %d, stream %d", (seed, stream) => {
    expect(() => philoxStream(seed, stream)).toThrow(throwsCode("argument/out-of-range"));
  });
});

describe("drawIndices", () => {
  it("draws as the definition says, also at bounds that reject many words", () => {
    const bounds = fc.oneof(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 2 ** 32 }),
      fc.constantFrom(2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32, 3 * 2 ** 30, 1),
    );
    fc.assert(
      fc.property(seeds, streams, bounds, (seed, replicate, n) => {
        const drawn = new Uint32Array(9);
        drawIndices(seed, replicate, n, drawn);
        expect(Array.from(drawn)).toEqual(indicesByDefinition(seed, replicate, n, 9));
      }),
    );
  });

  it("gives the draws that another program makes from the definition", () => {
    // A Philox4x32-10 written for this check in Python, held to Random123's zero vector.
    const draw = (seed: number, replicate: number, n: number, count: number): number[] => {
      const drawn = new Uint32Array(count);
      drawIndices(seed, replicate, n, drawn);
      return Array.from(drawn);
    };
    expect(draw(7, 1, 10, 8)).toEqual([4, 1, 3, 2, 8, 8, 7, 3]);
    expect(draw(7 * 2 ** 32 + 5, 123_456, 3 * 2 ** 30, 6)).toEqual([
      2_706_909_611, 1_604_787_347, 1_305_190_794, 2_079_965_159, 905_978_033, 2_728_321_757,
    ]);
    expect(draw(7, 1, 10, 3)).toEqual([4, 1, 3]);
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])("refuses %d units", (n) => {
    expect(() => drawIndices(1, 0, n, new Uint32Array(1))).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });
});

describe("drawCounts", () => {
  it("counts the same draws", () => {
    fc.assert(
      fc.property(seeds, streams, fc.integer({ min: 1, max: 200 }), (seed, replicate, n) => {
        const drawn = new Uint32Array(n);
        drawIndices(seed, replicate, n, drawn);
        const counts = new Float64Array(n).fill(9);
        drawCounts(seed, replicate, counts);
        const expected = new Float64Array(n);
        for (const unit of drawn) expected[unit]!++;
        expect(counts).toEqual(expected);
      }),
    );
  });
});

describe("bootstrapReplicates", () => {
  const values = of(2, 4, 9, 1, 7);
  const mean = (w: Float64Array): number => w.reduce((sum, x, i) => sum + x * values[i]!, 0) / 5;

  it("makes the same replicates in any division of the work", () => {
    const whole = bootstrapReplicates(mean, { units: 5, seed: 11, replicates: 20 });
    const parts = [0, 7, 13].map((from, i) =>
      bootstrapReplicates(mean, { units: 5, seed: 11, replicates: [7, 6, 7][i]!, from }),
    );
    expect(parts.flatMap((part) => Array.from(part))).toEqual(Array.from(whole));
  });

  it("varies as the law of the resampled mean does", () => {
    const replicates = bootstrapReplicates(mean, { units: 5, seed: 1, replicates: 20_000 });
    const population = 9.04; // Σ(x − 4.6)²/5
    expect(bootstrapError(replicates)! ** 2 / (population / 5)).toBeCloseTo(1, 1);
  });

  it("refuses no replicates", () => {
    expect(() => bootstrapReplicates(mean, { units: 5, seed: 1, replicates: 0 })).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });
});

describe("drawTable", () => {
  it("gives n units to the non-empty cells", () => {
    const cells = fc
      .array(fc.oneof(fc.constant(0), fc.nat({ max: 500 })), { minLength: 1, maxLength: 30 })
      .filter((list) => list.some((x) => x > 0));
    fc.assert(
      fc.property(seeds, streams, cells, (seed, replicate, list) => {
        const counts = Float64Array.from(list);
        const drawn = new Float64Array(list.length).fill(7);
        drawTable(seed, replicate, counts, drawn);
        expect(drawn.reduce((a, b) => a + b, 0)).toBe(counts.reduce((a, b) => a + b, 0));
        drawn.forEach((x, i) => {
          expect(Number.isInteger(x) && x >= 0 && (counts[i]! > 0 || x === 0)).toBe(true);
        });
      }),
    );
  });

  it("has the means, variances and covariances of the multinomial law", () => {
    const counts = of(600, 0, 30, 365, 5);
    const n = 1000;
    const B = 20_000;
    const drawn = new Float64Array(5);
    const sums = new Float64Array(5);
    const squares = new Float64Array(5);
    let cross = 0;
    for (let b = 0; b < B; b++) {
      drawTable(42, b, counts, drawn);
      drawn.forEach((x, i) => {
        sums[i]! += x / B;
        squares[i]! += x ** 2 / B;
      });
      cross += (drawn[0]! * drawn[3]!) / B;
    }
    counts.forEach((count, i) => {
      const variance = count * (1 - count / n);
      expect(Math.abs(sums[i]! - count)).toBeLessThanOrEqual(5 * Math.sqrt(variance / B));
      // A variance from B draws is off by about √(2/B) of itself.
      expect(Math.abs(squares[i]! - sums[i]! ** 2 - variance)).toBeLessThanOrEqual(
        5 * variance * Math.sqrt(2.1 / B),
      );
    });
    expect((cross - sums[0]! * sums[3]!) / -((600 * 365) / n)).toBeCloseTo(1, 1);
  });

  it.each([
    [[0, 0], "argument/out-of-range"],
    [[1.5, 1], "argument/out-of-range"],
    [[-1, 3], "argument/out-of-range"],
    [[1], "argument/length-mismatch"],
  ] as const)("refuses the table %j", (counts, code) => {
    expect(() => drawTable(1, 0, of(...counts), new Float64Array(2))).toThrow(throwsCode(code));
  });
});

describe("binomialDraw", () => {
  it.each([
    [20, 0.1],
    [30, 0.5],
    [40, 0.3],
    [100, 0.9],
    [1000, 0.02],
    [100_000, 0.4],
  ])("of %d at %d has the binomial distribution function", (n, p) => {
    // χ² over 20 cells of about equal probability, cut at quantiles of the law.
    const draws = 20_000;
    const sd = Math.sqrt(n * p * (1 - p));
    const cuts: number[] = [];
    for (let x = Math.floor(n * p - 4 * sd); x <= n * p + 4 * sd; x++) {
      const last = cuts.length === 0 ? 0 : binomialCdf(cuts[cuts.length - 1]!, n, p);
      if (binomialCdf(x, n, p) - last >= 0.05 && binomialCdf(x, n, p) < 0.96) cuts.push(x);
    }
    const seen = new Float64Array(cuts.length + 1);
    const stream = philoxStream(2026, n);
    for (let i = 0; i < draws; i++) {
      const x = binomialDraw(stream, n, p);
      const cell = cuts.findIndex((cut) => x <= cut);
      seen[cell === -1 ? cuts.length : cell]!++;
    }
    let statistic = 0;
    seen.forEach((count, cell) => {
      const above = cell === cuts.length ? 1 : binomialCdf(cuts[cell]!, n, p);
      const below = cell === 0 ? 0 : binomialCdf(cuts[cell - 1]!, n, p);
      const expected = draws * (above - below);
      statistic += (count - expected) ** 2 / expected;
    });
    expect(cuts.length).toBeGreaterThan(4);
    expect(1 - chiSquareCdf(statistic, cuts.length)).toBeGreaterThan(1e-4);
  });

  it("has no choice at the ends", () => {
    const stream = philoxStream(1, 1);
    expect([
      binomialDraw(stream, 0, 0.5),
      binomialDraw(stream, 9, 0),
      binomialDraw(stream, 9, 1),
    ]).toEqual([0, 0, 9]);
  });
});

describe("quantileSorted", () => {
  it("is type 7: linear between order statistics at (n − 1)p", () => {
    // numpy.quantile of these values, default method
    const sorted = of(1, 2, 4, 8);
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((p) => quantileSorted(sorted, p))).toEqual(
      [1, 1.3, 1.75, 3, 6.8, 8].map((x) => expect.closeTo(x, 12)),
    );
    expect(quantileSorted(of(3), 0.7)).toBe(3);
    expect(quantileSorted(of(), 0.5)).toBeNaN();
    const infinite = of(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 1);
    expect(quantileSorted(infinite, 0.2)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("percentile, basic and BCa intervals", () => {
  it("leave undefined replicates out and say how many there were", () => {
    const replicates = of(3, Number.NaN, 1, 2, Number.NaN);
    const { interval, undefinedShare } = percentileInterval(replicates, 0.5);
    expect(interval).toEqual({ low: 1.5, high: 2.5 });
    expect(undefinedShare).toBe(0.4);
    expect(percentileInterval(of(Number.NaN), 0.95)).toEqual({ interval: null, undefinedShare: 1 });
    expect(basicInterval(replicates, 2.2, 0.5).interval?.low).toBeCloseTo(1.9, 12);
    expect(basicInterval(of(Number.NaN), 1, 0.95).interval).toBeNull();
  });

  it("BCa without bias or acceleration is the percentile interval", () => {
    const replicates = Float64Array.from({ length: 201 }, (_, b) => b - 100);
    const symmetric = of(-1, 1, -2, 2);
    const corrections = bcaCorrections(replicates, 0, symmetric);
    expect(corrections?.bias).toBeCloseTo(0, 14);
    expect(corrections?.acceleration).toBeCloseTo(0, 14);
    const bca = bcaInterval(replicates, 0, symmetric, 0.9).interval;
    const percentile = percentileInterval(replicates, 0.9).interval;
    expect(bca?.low).toBeCloseTo(percentile!.low, 9);
    expect(bca?.high).toBeCloseTo(percentile!.high, 9);
  });

  it("BCa keeps z₀ finite where all replicates are on one side", () => {
    const replicates = of(1, 2, 3, 4);
    const low = bcaCorrections(replicates, 0, of(1, 2, 4))!;
    const high = bcaCorrections(replicates, 9, of(1, 2, 4))!;
    expect(low.bias).toBeCloseTo(-0.8416212335729143, 12); // Φ⁻¹(1/5)
    expect(high.bias).toBeCloseTo(0.8416212335729143, 12);
  });

  it("BCa does not exist where the jackknife does not vary", () => {
    expect(bcaInterval(of(1, 1, 1), 1, of(1, 1, 1), 0.95).interval).toBeNull();
    expect(bcaInterval(of(1, 2), 1, of(Number.NaN, 1), 0.95).interval).toBeNull();
    expect(bcaInterval(of(Number.NaN), 1, of(1, 2), 0.95).interval).toBeNull();
  });
});

describe("bootstrapT", () => {
  it("reflects the quantiles of T* at the standard error", () => {
    const replicates = of(4, 5, 6, 7, 8);
    const errors = of(1, 1, 2, 1, 1); // T* = −2, −1, 0, 1, 2
    const { interval } = bootstrapT(replicates, errors, 6, 0.5, 0.5, [0, 10]);
    expect(interval).toEqual({ low: 5.5, high: 6.5 });
  });

  it("takes T* as 0 or infinite where a replicate has no error, and clips", () => {
    const replicates = of(0.9, 1, 1, 1, 1);
    const errors = of(0.1, 0, 0, 0, 0);
    const { interval } = bootstrapT(replicates, errors, 0.9, 0.1, 0.5, [0, 1]);
    expect(interval).toEqual({ low: 0, high: 0 });
    expect(
      bootstrapT(replicates, errors, 0.9, 0.1, 0.5, [0, Number.POSITIVE_INFINITY]).interval,
    ).toEqual({ low: 0, high: 0 });
    const open = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
    expect(bootstrapT(replicates, errors, 0.9, 0.1, 0.5, open).interval).toBeNull();
    expect(bootstrapT(of(0.9, 0.9), of(0, 0), 0.9, 0, 0.95, [0, 1]).interval).toEqual({
      low: 0.9,
      high: 0.9,
    });
  });

  it("leaves undefined replicates out", () => {
    const { undefinedShare } = bootstrapT(of(Number.NaN, 1), of(1, 1), 1, 1, 0.95, [0, 2]);
    expect(undefinedShare).toBe(0.5);
  });
});

describe("bootstrapError", () => {
  it("is the standard deviation with ddof 1 of what is defined", () => {
    expect(bootstrapError(of(1, 2, 3, Number.NaN))).toBeCloseTo(1, 14);
    expect(bootstrapError(of(0.1, 0.1, 0.1))).toBe(0);
    expect(bootstrapError(of(1, Number.NaN))).toBeNull();
  });
});
