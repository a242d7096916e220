import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import {
  finitePopulationInterval,
  smallestWhere,
  wilsonFinitePopulation,
} from "../../src/statistics/finite-population.js";
import {
  hypergeometric,
  hypergeometricLowerTail,
  hypergeometricUpperTail,
} from "../../src/statistics/hypergeometric.js";
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  bonferroni,
  hochberg,
  holm,
} from "../../src/statistics/multiplicity.js";
import {
  agrestiCoull,
  clopperPearson,
  exactLimits,
  jeffreys,
  jeffreysRaw,
  lowerTail,
  upperTail,
  wald,
  wilsonCorrected,
} from "../../src/statistics/one-proportion.js";
import { proportionInterval, weightedProportionInterval } from "../../src/statistics/proportion.js";
import { binomialCdf } from "../../src/statistics/quantiles.js";
import {
  arcsineSize,
  clopperPearsonSize,
  finitePopulationSize,
  noninferioritySize,
  pooledSize,
  waldSize,
  wilsonSize,
  zeroFailuresLimit,
  zeroFailuresSize,
} from "../../src/statistics/sample-size.js";
import {
  agrestiCaffo,
  chiSquareTable,
  chiSquareYates,
  fisherExact,
  logRatio,
  newcombe,
  oneSidedP,
  pooledZ,
  scoreDifference,
  scoreDifferenceZ,
  scoreRatio,
  waldDifference,
} from "../../src/statistics/two-proportions.js";
import { wilsonCounts, Z_95 } from "../../src/statistics/wilson.js";
import { throwsCode } from "../support/throws-code.js";
import { expectNine } from "./nine-digits.js";

const counts = fc
  .integer({ min: 1, max: 300 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
const bad = throwsCode("argument/out-of-range");

describe("weightedProportionInterval", () => {
  it("is the plain one where all weights are equal", () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const hits = Array.from({ length: n }, (_, i) => (i < k ? 1 : 0));
        const weighted = weightedProportionInterval(
          hits,
          hits.map(() => 2.5),
          0.95,
        );
        const plain = proportionInterval(k, n, 0.95);
        expect(weighted.low).toBeCloseTo(plain.low!, 12);
        expect(weighted.high).toBeCloseTo(plain.high!, 12);
        expect(weighted.warnings).toEqual(plain.warnings);
        expect(weighted.n).toBe(n);
      }),
    );
  });

  it("uses Kish's effective size, and does not count images of weight 0", () => {
    const result = weightedProportionInterval([1, 0, 1, 1], [3, 1, 0, 2], 0.95);
    expect(result.value).toBeCloseTo(5 / 6, 14);
    expect(result.effectiveN).toBeCloseTo(36 / 14, 14);
    expect(result.n).toBe(3);
    const { low } = wilsonCounts((5 / 6) * (36 / 14), 36 / 14, Z_95);
    expect(result.low).toBeCloseTo(low, 12);
    expect(weightedProportionInterval([1], [0], 0.95).warnings).toEqual(["interval/no-images"]);
  });

  it("refuses negative weights and hits beyond 1", () => {
    expect(() => weightedProportionInterval([1], [-1], 0.95)).toThrow(bad);
    expect(() => weightedProportionInterval([2], [1], 0.95)).toThrow(bad);
    expect(() => weightedProportionInterval([1], [1, 1], 0.95)).toThrow(
      throwsCode("argument/length-mismatch"),
    );
  });
});

describe("intervals of one share", () => {
  // statsmodels 0.14.4 and R 4.5.0 on 0 of 1 and 1 of 1; others by symmetry and definition
  it("equal published software at the ends", () => {
    expect(clopperPearson(0, 1, 0.95)).toEqual({ low: 0, high: expect.closeTo(0.975, 14) });
    expect(clopperPearson(1, 1, 0.95)).toEqual({ low: expect.closeTo(0.025, 14), high: 1 });
    expect(jeffreysRaw(0, 1, 0.95).low).toBeCloseTo(0.0003855809807559016, 14);
    expect(jeffreys(0, 1, 0.95)).toEqual({ low: 0, high: expect.closeTo(0.8532536836904248, 12) });
    expect(jeffreys(1, 1, 0.95).high).toBe(1);
    expect(wilsonCorrected(0, 1, 0.95)).toEqual({
      low: 0,
      high: expect.closeTo(0.9453792444711481, 12),
    });
    expect(wilsonCorrected(1, 1, 0.95)).toEqual({
      low: expect.closeTo(0.05462075552885203, 12),
      high: 1,
    });
    expect(agrestiCoull(0, 1, 0.95)).toEqual({
      low: 0,
      high: expect.closeTo(0.832500514520587, 12),
    });
    expect(wald(1, 1, 0.95)).toEqual({ low: 1, high: 1 });
    expect(wald(1, 10, 0.95).low).toBe(0);
  });

  it.each([
    ["Clopper–Pearson", clopperPearson],
    ["Jeffreys", jeffreys],
    ["Agresti–Coull", agrestiCoull],
    ["Wilson corrected", wilsonCorrected],
    ["Wald", wald],
  ])("%s turns round, lies in [0, 1] and widens with the level", (_name, interval) => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { low, high } = interval(k, n, 0.95);
        const turned = interval(n - k, n, 0.95);
        expect(1 - turned.high).toBeCloseTo(low, 9);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        const wide = interval(k, n, 0.99);
        expect(wide.low).toBeLessThanOrEqual(low + 1e-12);
        expect(wide.high).toBeGreaterThanOrEqual(high - 1e-12);
      }),
    );
  });

  it("Clopper–Pearson's limits are where the binomial tails are α/2", () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { low, high } = clopperPearson(k, n, 0.95);
        if (k > 0) expect(1 - binomialCdf(k - 1, n, low)).toBeCloseTo(0.025, 9);
        if (k < n) expect(binomialCdf(k, n, high)).toBeCloseTo(0.025, 9);
      }),
    );
  });

  it.each([
    [() => clopperPearson(1, 0, 0.95)],
    [() => clopperPearson(2, 1, 0.95)],
    [() => jeffreys(-1, 1, 0.95)],
    [() => wald(1, 2, 1)],
    [() => exactLimits(1, 2, 0)],
    [() => upperTail(3, 2, 0.5)],
  ])("refuse %s", (call) => {
    expect(call).toThrow(bad);
  });
});

describe("guards of a verdict", () => {
  // METHODS-examples 4.1 and 4.2: k, n, r, P(X ≥ k), P(X ≤ k)
  it.each([
    [285, 300, 0.9, 0.0012666094, 0.999433106],
    [36, 40, 0.9, 0.629017697, 0.576869347],
    [196, 200, 0.87, 2.97359854e-8, 0.999999996],
    [30, 60, 0.9, 1, 5.61233587e-15],
    [22, 73, 0.894, 1, 4.4792632e-33],
    [78, 100, 0.85, 0.977857943, 0.0392780914],
    [49, 50, 0.92, 0.0827120229, 0.984533524],
  ])("answer the worked example of %d of %d against %d", (k, n, r, above, below) => {
    expectNine(upperTail(k, n, r), above);
    expectNine(lowerTail(k, n, r), below);
  });

  // 4.2: clusters of 20 and of 40 images, the worked examples 1.1 and 1.4 of the design
  const FIRST = [20, [20, 18, 19, 12, 20, 20, 17, 20]] as const;
  const FOURTH = [
    40,
    [36, 38, 30, 39, 40, 35, 28, 37, 36, 40, 33, 39, 38, 36, 31, 37, 40, 34, 38, 36],
  ] as const;
  it.each([
    [FIRST, 0.8, 0.0706914295, 0.97743036],
    [FOURTH, 0.85, 0.0119165674, 0.993046628],
    [FOURTH, 0.75, 1.48074164e-9, 1],
    [FOURTH, 0.95, 0.999476865, 0.00116986767],
  ] as const)("answer the worked example of clusters %j against %d", ([m, x], r, above, below) => {
    const { p, nEff } = clusterDesign(new Float64Array(x.length).fill(m), Float64Array.from(x));
    expectNine(upperTail(p * nEff!, nEff!, r), above);
    expectNine(lowerTail(p * nEff!, nEff!, r), below);
  });

  it("are 1 at no hit or no miss", () => {
    expect([upperTail(0, 10, 0.5), lowerTail(10, 10, 0.5)]).toEqual([1, 1]);
  });

  it("are binomial tails at whole numbers", () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), ([k, n], p) => {
        expect(lowerTail(k, n, p)).toBeCloseTo(binomialCdf(k, n, p), 9);
        expect(upperTail(k, n, p)).toBeCloseTo(k === 0 ? 1 : 1 - binomialCdf(k - 1, n, p), 9);
      }),
    );
  });
});

describe("two shares", () => {
  const two = fc.tuple(counts, counts).map(([[k1, n1], [k2, n2]]) => ({ k1, n1, k2, n2 }));
  const pair = { k1: 56, n1: 70, k2: 48, n2: 80 };

  it("equal Newcombe's example 56/70 against 48/80", () => {
    const limits = (x: { low: number; high: number }) => [x.low, x.high];
    // Newcombe 1998, Table II, to four digits
    expect(limits(newcombe(pair, 0.95)).map((x) => x.toFixed(4))).toEqual(["0.0524", "0.3339"]);
    expect(limits(scoreDifference(pair, 0.95, "fm")).map((x) => x.toFixed(4))).toEqual([
      "0.0533",
      "0.3377",
    ]);
    expect(limits(scoreDifference(pair, 0.95, "mn")).map((x) => x.toFixed(4))).toEqual([
      "0.0528",
      "0.3382",
    ]);
    expect(waldDifference(pair, 0.95).low).toBeCloseTo(0.057504899149037114, 12);
    expect(agrestiCaffo(pair, 0.95).low).toBeCloseTo(0.052452926638053676, 12);
    expect(pooledZ(pair)?.statistic).toBeCloseTo(2.6501719512585336, 12);
    expect(fisherExact(pair)).toBeCloseTo(0.012521129749209154, 13);
    expect(chiSquareYates(pair)?.statistic).toBeCloseTo(6.114270410296224, 11);
    expect(chiSquareTable(pair)?.statistic).toBeCloseTo(2.6501719512585336 ** 2, 11);
    expect(logRatio(pair, 0.95)?.low).toBeCloseTo(1.0766264227631928, 12);
  });

  it("score limits are where the score test is at its quantile", () => {
    fc.assert(
      fc.property(two, fc.constantFrom("mn" as const, "fm" as const), (x, variance) => {
        const { low, high } = scoreDifference(x, 0.95, variance);
        if (low > -1 + 1e-9) expect(scoreDifferenceZ(x, low, variance)).toBeCloseTo(Z_95, 5);
        if (high < 1 - 1e-9) expect(scoreDifferenceZ(x, high, variance)).toBeCloseTo(-Z_95, 5);
        expect(low).toBeLessThanOrEqual(x.k1 / x.n1 - x.k2 / x.n2);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["Newcombe", newcombe],
    ["Agresti–Caffo", agrestiCaffo],
    ["Wald", waldDifference],
    ["score", (x: typeof pair, level: number) => scoreDifference(x, level, "mn")],
  ] as const)("%s turns round when the samples change places", (_name, interval) => {
    fc.assert(
      fc.property(two, ({ k1, n1, k2, n2 }) => {
        const given = interval({ k1, n1, k2, n2 }, 0.95);
        const turned = interval({ k1: k2, n1: n2, k2: k1, n2: n1 }, 0.95);
        expect(-turned.high).toBeCloseTo(given.low, 8);
      }),
      { numRuns: 60 },
    );
  });

  it("the score interval of the ratio inverts with it", () => {
    fc.assert(
      fc.property(two, (x) => {
        const given = scoreRatio(x, 0.95);
        const turned = scoreRatio({ k1: x.k2, n1: x.n2, k2: x.k1, n2: x.n1 }, 0.95);
        if (x.k1 === 0 || x.k2 === 0) {
          expect([given, turned, logRatio(x, 0.95)]).toEqual([null, null, null]);
        } else {
          expect(1 / turned!.high / given!.low).toBeCloseTo(1, 6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("the ratio of 10/10 and 10/10 has the limits that the score equation has, on both sides", () => {
    // z² = 10(1 − ρ)/ρ·19/20 below 1, and its mirror image above
    const high = 1 + (Z_95 ** 2 * 20) / 19 / 10;
    const { low, high: found } = scoreRatio({ k1: 10, n1: 10, k2: 10, n2: 10 }, 0.95)!;
    expect(found).toBeCloseTo(high, 12);
    expect(low).toBeCloseTo(1 / high, 12);
  });

  it("tests without variance do not exist or are 1", () => {
    const none = { k1: 0, n1: 10, k2: 0, n2: 20 };
    expect([pooledZ(none), chiSquareYates(none), fisherExact(none)]).toEqual([null, null, 1]);
    expect(scoreDifferenceZ({ k1: 10, n1: 10, k2: 0, n2: 10 }, -1, "fm")).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(scoreDifferenceZ({ k1: 10, n1: 10, k2: 0, n2: 10 }, 1, "fm")).toBe(0);
    expect(oneSidedP(0)).toBe(0.5);
  });

  it("refuse an empty sample", () => {
    expect(() => newcombe({ k1: 0, n1: 0, k2: 1, n2: 2 }, 0.95)).toThrow(bad);
    expect(() => scoreDifferenceZ(pair, 2, "mn")).toThrow(bad);
  });
});

describe("finite pools", () => {
  it("hypergeometric probabilities equal SciPy's and add up", () => {
    // scipy.stats.hypergeom(20, 7, 5).pmf, SciPy 1.17.1
    const { min, probability } = hypergeometric(20, 7, 5);
    expect(min).toBe(0);
    const expected = [0.08301084, 0.32281992, 0.3873839, 0.17608359, 0.02934727, 0.00135449];
    expected.forEach((p, x) => {
      expect(probability[x]).toBeCloseTo(p, 8);
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), fc.nat(), (N, a, b) => {
        const law = hypergeometric(N, a % (N + 1), b % (N + 1));
        expect(hypergeometricLowerTail(N, law)).toBeCloseTo(1, 12);
        const middle = law.min + (law.probability.length >> 1);
        expect(
          hypergeometricLowerTail(middle - 1, law) + hypergeometricUpperTail(middle, law),
        ).toBeCloseTo(1, 12);
      }),
    );
  });

  it("limits hold the share seen, and are it when the pool is used up", () => {
    fc.assert(
      fc.property(counts, fc.nat({ max: 200 }), ([k, n], more) => {
        const N = n + more;
        const { low, high } = finitePopulationInterval(k, n, N, 0.95);
        const wilson = wilsonFinitePopulation(k, n, N, 0.95);
        if (more === 0) {
          expect([low, high, wilson.low, wilson.high]).toEqual([k / n, k / n, k / n, k / n]);
        }
        expect(low).toBeLessThanOrEqual(k / n + 1e-12 + more / N);
        expect(low).toBeGreaterThanOrEqual(k / N - 1e-12);
        expect(high).toBeLessThanOrEqual((N - n + k) / N + 1e-12);
        expect(low).toBeLessThanOrEqual(high);
      }),
      { numRuns: 60 },
    );
  });

  it("tend to Clopper and Pearson's in a large pool", () => {
    const { low, high } = finitePopulationInterval(45, 50, 1_000_000, 0.95);
    const exact = clopperPearson(45, 50, 0.95);
    expect(low).toBeCloseTo(exact.low, 4);
    expect(high).toBeCloseTo(exact.high, 4);
  });

  it("are found among neighbours that are excluded", () => {
    // 40 hits in 50 of 200: 137/200 is the smallest pool not ruled out, so 136 is.
    const tail = (K: number) => hypergeometricUpperTail(40, hypergeometric(200, K, 50));
    const { low } = finitePopulationInterval(40, 50, 200, 0.95);
    expect(tail(Math.round(low * 200))).toBeGreaterThan(0.025);
    expect(tail(Math.round(low * 200) - 1)).toBeLessThanOrEqual(0.025);
    expect(smallestWhere(3, 9, (x) => x >= 7)).toBe(7);
  });

  it("refuse samples larger than the pool", () => {
    expect(() => finitePopulationInterval(1, 5, 4, 0.95)).toThrow(bad);
    expect(() => wilsonFinitePopulation(6, 5, 9, 0.95)).toThrow(bad);
    expect(() => hypergeometric(5, 6, 1)).toThrow(bad);
  });
});

describe("adjusted p values", () => {
  const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

  it("answer the worked example 3.6", () => {
    const adjusted = Array.from(holm([0.012, 0.03, 0.004]));
    expect(adjusted.map((p) => expect.closeTo(p, 14))).toEqual([0.024, 0.03, 0.012]);
  });

  it("equal R's p.adjust on a textbook list", () => {
    const p = [0.01, 0.04, 0.03, 0.005, 0.2];
    const near = (values: readonly number[]) => values.map((x) => expect.closeTo(x, 12));
    expect(Array.from(bonferroni(p))).toEqual(near([0.05, 0.2, 0.15, 0.025, 1]));
    expect(Array.from(holm(p))).toEqual(near([0.04, 0.09, 0.09, 0.025, 0.2]));
    expect(Array.from(hochberg(p))).toEqual(near([0.04, 0.08, 0.08, 0.025, 0.2]));
    expect(Array.from(benjaminiHochberg(p))).toEqual(near([0.025, 0.05, 0.05, 0.025, 0.2]));
    expect(benjaminiYekutieli(p)[4]).toBeCloseTo(0.45666666666666667, 12);
  });

  it("keep the order of p, never fall below it, and order themselves by strictness", () => {
    fc.assert(
      fc.property(ps, (list) => {
        const [b, h, u, f] = [
          bonferroni(list),
          holm(list),
          hochberg(list),
          benjaminiHochberg(list),
        ];
        list.forEach((p, i) => {
          expect(h[i]).toBeLessThanOrEqual(b[i]! + 1e-15);
          expect(u[i]).toBeLessThanOrEqual(h[i]! + 1e-15);
          expect(f[i]).toBeLessThanOrEqual(u[i]! + 1e-15);
          expect(f[i]).toBeGreaterThanOrEqual(p - 1e-15);
          list.forEach((other, j) => {
            if (p < other) expect(h[i]).toBeLessThanOrEqual(h[j]!);
          });
        });
      }),
    );
  });

  it("refuse what is no probability", () => {
    expect(() => holm([0.5, 1.2])).toThrow(bad);
    expect(() => bonferroni([Number.NaN])).toThrow(bad);
  });
});

describe("sizes of samples", () => {
  it("answer METHODS' example: p 0.9, half-width 0.05 needs 141 labels", () => {
    expect(wilsonSize(0.9, 0.05, 0.95)).toBe(141);
  });

  it("of Wilson are the smallest that will do", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, fc.double({ min: 0.005, max: 0.4, noNaN: true }), (p, h) => {
        const n = wilsonSize(p, h, 0.95);
        const half = (size: number): number => {
          const { low, high } = wilsonCounts(p * size, size, Z_95);
          return (high - low) / 2;
        };
        expect(half(n)).toBeLessThanOrEqual(h);
        if (n > 1) expect(half(n - 1)).toBeGreaterThan(h);
      }),
    );
  });

  it.each([
    [0.5, 0.05, 402],
    [0.9, 0.03, 419],
    [0.001, 0.3, null],
    [0, 0.02, 91], // ln 0.025/ln 0.96 = 90.4
  ])("of Clopper–Pearson at p %d, half-width %d hold for the next fifty too", (p, h, known) => {
    const n = clopperPearsonSize(p, h, 0.95);
    if (known !== null) expect(n).toBe(known);
    const narrow = (size: number): boolean => {
      const even = Math.floor(p * size) % 2 === 0;
      const rounded =
        p * size - Math.floor(p * size) === 0.5 && even
          ? Math.floor(p * size)
          : Math.round(p * size);
      const { low, high } = clopperPearson(rounded, size, 0.95);
      return (high - low) / 2 <= h;
    };
    for (let size = n; size <= n + 50; size++) expect(narrow(size)).toBe(true);
    if (n > 1) expect(narrow(n - 1)).toBe(false);
  });

  it("equal published software", () => {
    const plan = { p1: 0.9, p2: 0.8, alpha: 0.05, power: 0.8, ratio: 1, twoSided: true };
    expect(pooledSize(plan)).toBeCloseTo(198.96341328433115, 8); // R power.prop.test
    expect(arcsineSize(plan)).toBeCloseTo(194.90808460207361, 6); // statsmodels
    expect(waldSize(0.5, 0.05, 0.95)).toBeCloseTo(384.14588206941266, 9);
    expect(finitePopulationSize(279.46612920549796, 1500)).toBe(236);
    expect(
      noninferioritySize({ p1: 0.9, p2: 0.9, margin: 0.1, alpha: 0.025, power: 0.8 }),
    ).toBeCloseTo(141.27983521828352, 9);
    expect([zeroFailuresSize(0.95, 0.05), zeroFailuresSize(0.99, 0.05)]).toEqual([59, 299]);
    expect(zeroFailuresLimit(59, 0.05)).toBeCloseTo(0.049507609888227, 14);
  });

  it.each([
    [() => wilsonSize(1.1, 0.05, 0.95)],
    [() => waldSize(0.5, 0, 0.95)],
    [() => zeroFailuresSize(1, 0.05)],
    [() => noninferioritySize({ p1: 0.8, p2: 0.9, margin: 0.05, alpha: 0.05, power: 0.8 })],
    [() => pooledSize({ p1: 0.9, p2: 0.9, alpha: 0.05, power: 0.8, ratio: 1, twoSided: true })],
    [() => finitePopulationSize(0, 10)],
    [() => zeroFailuresLimit(0, 0.05)],
  ])("refuse %s", (call) => {
    expect(call).toThrow(bad);
  });
});
