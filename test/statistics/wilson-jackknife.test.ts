import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import {
  aucCap,
  aucInfluenceSums,
  aucPlacements,
  clusteredAucVariance,
  delongVariance,
} from "../../src/statistics/delong.js";
import {
  dealGroups,
  degreesOfDeviations,
  influenceSums,
  influenceVariance,
  jackknifeVariance,
  rankedDesign,
} from "../../src/statistics/jackknife.js";
import { normalQuantile } from "../../src/statistics/normal-quantile.js";
import { philoxStream } from "../../src/statistics/philox-stream.js";
import { wilsonCounts, Z_95 } from "../../src/statistics/wilson.js";
import { jackknifeInterval } from "../../src/statistics/wilson-jackknife.js";
import { throwsCode } from "../support/throws-code.js";
import { expectNine } from "./nine-digits.js";

type Table = readonly (readonly number[])[];
const LEVEL = 0.95;

const rowSums = (C: Table): number[] => C.map((row) => row.reduce((sum, x) => sum + x, 0));
const columnSums = (C: Table): number[] =>
  C.map((_, k) => C.reduce((sum, row) => sum + row[k]!, 0));
const total = (C: Table): number => rowSums(C).reduce((sum, x) => sum + x, 0);
const hitsOf = (C: Table): number => C.reduce((sum, row, k) => sum + row[k]!, 0);

/** Mean F1 over the classes of the truth table, as defined in METHODS §2.1. */
function macroF1(C: Table): number {
  const truth = rowSums(C);
  const predicted = columnSums(C);
  const values = C.map((row, k) => (2 * row[k]!) / (truth[k]! + predicted[k]!));
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

function balancedAccuracy(C: Table): number {
  const recalls = C.map((row, k) => row[k]! / rowSums(C)[k]!).filter((r) => !Number.isNaN(r));
  return recalls.reduce((sum, value) => sum + value, 0) / recalls.length;
}

function kappa(C: Table): number {
  const n = total(C);
  const chance = rowSums(C).reduce((sum, t, k) => sum + t * columnSums(C)[k]!, 0) / (n * n);
  return (hitsOf(C) / n - chance) / (1 - chance);
}

function mcc(C: Table): number {
  const n = total(C);
  const truth = rowSums(C);
  const predicted = columnSums(C);
  const cross = truth.reduce((sum, t, k) => sum + t * predicted[k]!, 0);
  const squares = (of: number[]): number => of.reduce((sum, x) => sum + x * x, 0);
  return (
    (hitsOf(C) * n - cross) / Math.sqrt((n * n - squares(predicted)) * (n * n - squares(truth)))
  );
}

const C: Table = [
  [45, 3, 2],
  [4, 30, 6],
  [0, 1, 9],
];

/** One evaluation per non-empty cell, weighted by its count (METHODS §2.2, additive metrics). */
function cellJackknife(metric: (C: Table) => number, table: Table): number {
  const values: number[] = [];
  const counts: number[] = [];
  table.forEach((row, i) => {
    row.forEach((count, k) => {
      if (count === 0) return;
      const left = table.map((r, a) => r.map((x, b) => (a === i && b === k ? x - 1 : x)));
      values.push(metric(left));
      counts.push(count);
    });
  });
  return jackknifeVariance(Float64Array.from(values), Float64Array.from(counts));
}

const macroCap = 9 / rowSums(C).reduce((sum, t) => sum + 1 / t, 0);
const chance = rowSums(C).reduce((sum, t, k) => sum + t * columnSums(C)[k]!, 0) / 100 ** 2;

describe("jackknifeInterval on independent images", () => {
  it.each([
    ["macro F1", macroF1, 0.795522796, 0.0493997925, 62.0689655, 0.679418363, 0.877179303],
    [
      "balanced accuracy",
      balancedAccuracy,
      0.85,
      0.0443936103,
      62.0689655,
      0.741016479,
      0.918185405,
    ],
  ] as const)("answers the worked example of %s", (_name, metric, value, se, nu, low, high) => {
    const variance = cellJackknife(metric, C);
    expectNine(metric(C), value);
    expectNine(Math.sqrt(variance), se);
    expectNine(macroCap, 62.0689655);
    const input = {
      value: metric(C),
      range: [0, 1],
      variance,
      cap: macroCap,
      level: LEVEL,
      n: 100,
    } as const;
    const result = jackknifeInterval(input);
    expectNine(result.effectiveN, nu);
    expectNine(result.low, low);
    expectNine(result.high, high);
    expect(result).toMatchObject({
      method: "wilson-jackknife",
      df: null,
      clusters: null,
      warnings: [],
    });
  });

  it.each([
    ["kappa", kappa, 0.734219269, 0.0594854976, 0.867109635, 0.589999218, 0.83303623],
    ["mcc", mcc, 0.739825892, 0.0581236247, 0.869912946, 0.596455691, 0.837446298],
  ] as const)("maps %s from [−1, 1] and back", (_name, metric, value, se, u, low, high) => {
    const variance = cellJackknife(metric, C);
    const cap = 2 * 100 * (1 - chance);
    expectNine(chance, 0.398);
    expectNine(cap, 120.4);
    expectNine(Math.sqrt(variance), se);
    const result = jackknifeInterval({
      value: metric(C),
      range: [-1, 1],
      variance,
      cap,
      level: LEVEL,
      n: 100,
    });
    expectNine(result.value, value);
    expectNine(result.u, u);
    expectNine(result.effectiveN, 120.4);
    expectNine(result.low, low);
    expectNine(result.high, high);
  });

  it("maps the limits of J to those of a class's F1", () => {
    const jaccard = 30 / (30 + 4 + 10); // class 2: TP 30, FP 3 + 1, FN 4 + 6
    const { low, high } = wilsonCounts(30, 44, Z_95);
    expectNine(jaccard, 0.681818182);
    expectNine((2 * jaccard) / (1 + jaccard), 0.810810811);
    expectNine((2 * low) / (1 + low), 0.696585282);
    expectNine((2 * high) / (1 + high), 0.888893162);
  });

  const labels = [1, 1, 0, 1, 1, 0, 1, 0, 0, 0];
  const precisionSum = (ranked: readonly number[]): number => {
    let hits = 0;
    return ranked.reduce((sum, y, i) => sum + (y === 1 ? ++hits / (i + 1) : 0), 0);
  };
  const averagePrecision = (ranked: readonly number[]): number =>
    precisionSum(ranked) / ranked.reduce((sum, y) => sum + y, 0);
  const aurc = (ranked: readonly number[]): number => {
    let errors = 0;
    return (
      ranked.reduce((sum, y, i) => {
        errors += 1 - y;
        return sum + errors / (i + 1);
      }, 0) / ranked.length
    );
  };

  it.each([
    [
      ...(["average precision", averagePrecision, 5, 0.852857143, 0.159218151] as const),
      ...([4.95028637, 0.4183179, 0.979042093] as const),
    ],
    [
      ...(["AURC", aurc, 10, 0.27218254, 0.181378143] as const),
      ...([6.02161285, 0.0693161736, 0.652509117] as const),
    ],
  ] as const)(
    "answers the worked example of %s",
    (_name, metric, cap, value, se, nu, low, high) => {
      const left = Float64Array.from(labels, (_, i) => metric(labels.filter((_y, j) => j !== i)));
      const variance = jackknifeVariance(left);
      expectNine(metric(labels), value);
      expectNine(Math.sqrt(variance), se);
      const result = jackknifeInterval({
        value: metric(labels),
        range: [0, 1],
        variance,
        cap,
        level: LEVEL,
        n: 10,
      });
      expectNine(result.effectiveN, nu);
      expectNine(result.low, low);
      expectNine(result.high, high);
    },
  );

  const y = Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0);
  const score = Float64Array.of(
    0.9,
    0.8,
    0.8,
    0.35,
    0.6,
    0.5,
    0.1,
    0.3,
    0.8,
    0.2,
    0.4,
    0.05,
    0.7,
    0.45,
  );

  it("answers the worked example of AUC with DeLong's variance", () => {
    const found = aucPlacements(y, score);
    const variance = delongVariance(y, found);
    expectNine(found.auc, 0.854166667);
    expectNine(variance, 0.0117683532);
    const cap = aucCap(6, 8);
    expectNine(cap, 13.7142857);
    const result = jackknifeInterval({
      value: found.auc,
      range: [0, 1],
      variance: variance!,
      cap,
      level: LEVEL,
      n: 14,
    });
    expectNine(result.effectiveN, 10.5848261);
    expectNine(result.low, 0.554764122);
    expectNine(result.high, 0.964952853);
  });

  it("answers the worked example of AUC in clusters", () => {
    const cluster = [0, 0, 1, 1, 2, 2, 3, 3, 0, 1, 2, 3, 3, 0];
    const found = aucPlacements(y, score);
    const size = new Float64Array(4);
    const positives = new Float64Array(4);
    cluster.forEach((g, i) => {
      size[g]! += 1;
      positives[g]! += y[i]!;
    });
    const influence = aucInfluenceSums(y, found, cluster, 4);
    const printed = [-0.0295138889, -0.0269097222, -0.00173611111, 0.0581597222];
    printed.forEach((value, g) => {
      expectNine(influence[g], value);
    });
    const variance = clusteredAucVariance(influence, size);
    expectNine(variance, 0.00664102688);
    const design = rankedDesign(size, positives, influence, "rarer");
    expectNine(design.kEff, 3.6);
    expect(design.floor).toBe(0);
    expectNine(design.df, 2.6);
    const result = jackknifeInterval({
      value: found.auc,
      range: [0, 1],
      variance,
      cap: aucCap(6, 8),
      level: LEVEL,
      n: 14,
      design,
    });
    expectNine(result.cap, 13.7142857);
    expectNine(result.effectiveN, 13.7142857);
    expectNine(result.low, 0.39502495);
    expectNine(result.high, 0.981322144);
    expect(result.icc).toBeNull();
  });

  it("answers the worked example of macro F1 over clusters of tables", () => {
    const tables: Table[] = [
      [
        [9, 1, 0],
        [1, 7, 1],
        [0, 0, 3],
      ],
      [
        [12, 0, 0],
        [0, 5, 0],
        [0, 0, 2],
      ],
      [
        [6, 2, 1],
        [2, 4, 3],
        [0, 1, 1],
      ],
      [
        [8, 0, 0],
        [0, 6, 1],
        [0, 0, 2],
      ],
      [
        [7, 0, 1],
        [1, 5, 1],
        [0, 0, 1],
      ],
      [
        [3, 0, 0],
        [0, 3, 0],
        [0, 0, 0],
      ],
    ];
    const left = tables.map((table) => C.map((row, i) => row.map((x, k) => x - table[i]![k]!)));
    const variance = jackknifeVariance(Float64Array.from(left, macroF1));
    expectNine(Math.sqrt(variance), 0.0928332668);
    const design = clusterDesign(
      Float64Array.from(tables, total),
      Float64Array.from(tables, hitsOf),
    );
    expectNine(design.icc, 0.169618637);
    expectNine(design.kEff, 2.56);
    expectNine(design.floor, 0.129333333);
    expectNine(design.df, 4.06423551);
    const result = jackknifeInterval({
      value: macroF1(C),
      range: [0, 1],
      variance,
      cap: macroCap,
      level: LEVEL,
      n: 100,
      design,
    });
    expectNine(result.cap, 19.2027638);
    expectNine(result.effectiveN, 18.8751435);
    expectNine(result.low, 0.478272921);
    expectNine(result.high, 0.942894237);
    expect(result.method).toBe("wilson-jackknife-cluster");
    expect(result.warnings).toEqual(["clusters/few", "clusters/outcomes-in-few"]);
  });
});

describe("jackknifeInterval at the edges", () => {
  const base = { range: [0, 1], level: LEVEL, n: 40, cap: 40 } as const;

  it("gives the cap's interval and says so without variation", () => {
    const none = jackknifeInterval({ ...base, value: 0.7, variance: 0 });
    expect(none).toMatchObject({ effectiveN: 40, warnings: ["interval/no-variation"] });
    const one = jackknifeInterval({ ...base, value: 1, variance: 0.1 });
    expect(one.high).toBe(1);
    expect(one.low).toBeCloseTo(wilsonCounts(40, 40, Z_95).low, 12);
    expect(one.warnings).toEqual(["interval/no-variation"]);
  });

  it("answers null for an undefined value, with the caller's codes", () => {
    const warnings = ["interval/class-absent"] as const;
    const result = jackknifeInterval({ ...base, value: null, variance: 0, warnings });
    expect(result).toMatchObject({ value: null, low: null, high: null, u: null, warnings });
  });

  it("warns of few outcomes below five, once, before the caller's codes", () => {
    const of = (minority: number) =>
      jackknifeInterval({
        ...base,
        value: 0.7,
        variance: 0.01,
        minority,
        warnings: ["interval/few-of-a-class", "interval/few-of-a-class"],
      }).warnings;
    expect(of(4)).toEqual(["interval/few-outcomes", "interval/few-of-a-class"]);
    expect(of(5)).toEqual(["interval/few-of-a-class"]);
  });

  it("uses t with one degree of freedom less than the groups left out", () => {
    const z = jackknifeInterval({ ...base, value: 0.7, variance: 0.01 });
    const t = jackknifeInterval({ ...base, value: 0.7, variance: 0.01, groups: 10 });
    expect(t.df).toBe(9);
    expect(t.high! - t.low!).toBeGreaterThan(z.high! - z.low!);
  });

  it("never takes more degrees of freedom than the groups or the clusters give", () => {
    const size = new Float64Array(30).fill(10);
    const design = clusterDesign(
      size,
      size.map((_, g) => 5 + (g % 5)),
    );
    const df = (groups: number | null) =>
      jackknifeInterval({ ...base, n: 300, value: 0.7, variance: 0.01, design, groups }).df;
    expect(df(null)).toBeCloseTo(29, 9);
    expect(df(10)).toBe(9);
    expect(df(200)).toBeCloseTo(29, 9);
  });

  it("has no range over fewer than three clusters", () => {
    const design = clusterDesign(Float64Array.of(10, 10), Float64Array.of(7, 8));
    const result = jackknifeInterval({ ...base, value: 0.7, variance: 0.01, design });
    expect(result).toMatchObject({ low: null, high: null, warnings: ["clusters/too-few"] });
  });

  it("stays within the range, holds the value, and widens with the variance", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const ends = fc.constantFrom([0, 1], [-1, 1], [0, 2] as const);
    fc.assert(
      fc.property(
        share,
        share,
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        ends,
        (u, v, cap, range) => {
          const [a, b] = range as [number, number];
          const value = a + u * (b - a);
          const of = (variance: number) =>
            jackknifeInterval({ value, range: [a, b], variance, cap, level: LEVEL, n: 10 });
          const narrow = of(v / 4);
          const wide = of(v);
          expect(narrow.low).toBeGreaterThanOrEqual(a);
          expect(narrow.high).toBeLessThanOrEqual(b);
          expect(narrow.low).toBeLessThanOrEqual(value + 1e-12);
          expect(narrow.high).toBeGreaterThanOrEqual(value - 1e-12);
          if (v > 0 && u > 0 && u < 1) {
            expect(wide.effectiveN).toBeLessThanOrEqual(narrow.effectiveN!);
          }
        },
      ),
    );
  });

  it.each([
    [{ value: 1.5 }, "argument/out-of-range"],
    [{ variance: -1 }, "argument/out-of-range"],
    [{ variance: Number.NaN }, "argument/out-of-range"],
    [{ cap: Number.NaN }, "argument/out-of-range"],
    [{ level: 1 }, "argument/out-of-range"],
    [{ range: [1, 1] as const }, "argument/out-of-range"],
    [{ range: [0, Number.POSITIVE_INFINITY] as const }, "argument/out-of-range"],
  ] as const)("refuses %j", (wrong, code) => {
    const input = { ...base, value: 0.5, variance: 0.01, ...wrong };
    expect(() => jackknifeInterval(input)).toThrow(throwsCode(code));
  });
});

describe("jackknifeVariance", () => {
  it("of a mean is the variance of the mean", () => {
    const values = [2.1, 3.4, 1.8, 2.9, 14.2];
    const sum = values.reduce((a, b) => a + b, 0);
    const left = Float64Array.from(values, (x) => (sum - x) / 4);
    const squares = values.reduce((acc, x) => acc + (x - sum / 5) ** 2, 0);
    expect(jackknifeVariance(left)).toBeCloseTo(squares / 4 / 5, 12);
  });

  it("takes a value of multiplicity three as three values", () => {
    const repeated = Float64Array.of(0.2, 0.2, 0.2, 0.5);
    const counted = [Float64Array.of(0.2, 0.5), Float64Array.of(3, 1)] as const;
    expect(jackknifeVariance(...counted)).toBeCloseTo(jackknifeVariance(repeated), 15);
  });

  it("leaves undefined values out of the sums and counts them in n", () => {
    const v = jackknifeVariance(Float64Array.of(0.2, Number.NaN, 0.4));
    expect(v).toBeCloseTo((2 / 3) * 0.02, 15);
    expect(jackknifeVariance(Float64Array.of(Number.NaN, Number.NaN))).toBe(0);
    expect(jackknifeVariance(new Float64Array(0))).toBe(0);
  });

  it("by influence sums of single units is the same up to (n/(n − 1))²", () => {
    const left = Float64Array.of(0.7, 0.72, 0.69, 0.75, 0.71);
    const sums = influenceSums(left, [0, 1, 2, 3, 4], 5);
    expect(influenceVariance(sums)).toBeCloseTo(jackknifeVariance(left) * (5 / 4) ** 2, 15);
    expect(influenceVariance(sums.subarray(0, 1))).toBe(0);
  });

  it("sums influences by cluster, undefined ones as none", () => {
    const left = Float64Array.of(1, Number.NaN, 3);
    expect(Array.from(influenceSums(left, [0, 0, 1], 3))).toEqual([1, -1, 0]);
  });
});

describe("rankedDesign", () => {
  it("counts the rarer label for AUC, the positives at a tie and for AP", () => {
    const size = Float64Array.of(10, 10, 10, 10);
    const positives = Float64Array.of(9, 9, 9, 5); // 32 of 40: negatives 1, 1, 1, 5 are rarer
    const influence = new Float64Array(4);
    expect(rankedDesign(size, positives, influence, "rarer").kEff).toBeCloseTo(64 / 28, 12);
    expect(rankedDesign(size, positives, influence, "positives").kEff).toBeCloseTo(1024 / 268, 12);
    const tie = Float64Array.of(10, 10, 0, 0);
    expect(rankedDesign(size, tie, influence, "rarer").kEff).toBe(2);
  });

  it("holds df between 1 and G − 1 and drops empty clusters", () => {
    const size = Float64Array.of(10, 10, 0, 10);
    const all = rankedDesign(size, Float64Array.of(5, 5, 0, 5), new Float64Array(4), "positives");
    expect(all).toMatchObject({ G: 3, n: 30, df: 2, sizeRelated: false });
    const one = rankedDesign(size, Float64Array.of(5, 0, 0, 0), new Float64Array(4), "positives");
    expect(one.df).toBe(1);
    const none = rankedDesign(size, new Float64Array(4), new Float64Array(4), "positives");
    expect(none.kEff).toBe(0);
  });
});

describe("degreesOfDeviations", () => {
  it("are n of normal deviations, and few where one of them carries the variance", () => {
    // Quantiles of the normal law in place of draws: Σd⁴/(Σd²)² is near 3/n.
    const n = 2000;
    const normal = Float64Array.from({ length: n }, (_, i) => normalQuantile((i + 0.5) / n));
    expect(degreesOfDeviations(normal)).toBeGreaterThan(0.98 * n);
    // One of n: Σd⁴/(Σd²)² = 1, so that 2/(1 − 1/n).
    const one = new Float64Array(50);
    one[7] = 3;
    expect(degreesOfDeviations(one)).toBeCloseTo(2 / (1 - 1 / 50), 12);
    // Two signs alike vary in no way: as many as can be.
    expect(degreesOfDeviations(Float64Array.of(1, -1, 1, -1))).toBe(3);
    expect(degreesOfDeviations(new Float64Array(5))).toBe(4);
  });
});

describe("dealGroups", () => {
  it("deals units to at most 200 groups whose sizes differ by at most one", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), fc.nat({ max: 1e6 }), (units, seed) => {
        const group = dealGroups(units, seed);
        const sizes = new Uint32Array(Math.min(units, 200));
        for (const g of group) sizes[g]!++;
        if (units > 0) expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  it("shuffles by stream 2³² − 1 of the seed, from the last place down", () => {
    const stream = philoxStream(5, 2 ** 32 - 1);
    const order = Array.from({ length: 7 }, (_, i) => i);
    for (let i = 6; i > 0; i--) {
      const j = stream.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const expected = new Array(7);
    order.forEach((unit, place) => {
      expected[unit] = place % 3;
    });
    expect(Array.from(dealGroups(7, 5, 3))).toEqual(expected);
  });

  it("repeats itself for one seed and differs for another", () => {
    expect(dealGroups(500, 1)).toEqual(dealGroups(500, 1));
    expect(dealGroups(500, 1)).not.toEqual(dealGroups(500, 2));
  });

  it.each([[-1], [1.5]])("refuses %d units", (units) => {
    expect(() => dealGroups(units, 1)).toThrow(throwsCode("argument/out-of-range"));
  });
});
