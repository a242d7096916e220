import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterDesign } from "../../src/statistics/cluster-design.js";
import { levelQuantile, studentLevelQuantile } from "../../src/statistics/quantiles.js";
import { wilsonInterval } from "../../src/statistics/wilson.js";
import { clusterProportionInterval } from "../../src/statistics/wilson-cluster.js";
import { throwsCode } from "../support/throws-code.js";
import { expectNine } from "./nine-digits.js";

const columns = (m: number[], x: number[]) => [Float64Array.from(m), Float64Array.from(x)] as const;
const repeat = (value: number, times: number): number[] =>
  Array.from({ length: times }, () => value);

/** The worked examples of METHODS §1.2, §1.4 and METHODS-2 A9, with every intermediate value. */
const EXAMPLES = [
  {
    m: repeat(20, 8),
    x: [20, 18, 19, 12, 20, 20, 17, 20],
    p: 0.9125,
    v: 0.00238839286,
    icc: 0.191953826,
    kEff: 2.51282051,
    floor: 0.174358974,
    mw: 20,
    deff: 4.78613363,
    nEff: 33.4299065,
    df: 7,
    t: 2.36462425,
    low: 0.731184358,
    high: 0.975599743,
    sizeCorrelation: 0,
    sizeThreshold: 0.755928946,
    unseen: [0.663636364, 0.936363636],
    warnings: ["clusters/few", "clusters/outcomes-in-few", "clusters/unseen-kind"],
  },
  {
    m: [10, 40, 25, 5, 60, 30],
    x: [10, 38, 20, 5, 59, 18],
    p: 0.882352941,
    v: 0.00505539924,
    icc: 0.219604698,
    kEff: 2.29885057,
    floor: 0.146743295,
    mw: 40.2941176,
    deff: 8.27905882,
    nEff: 20.533735,
    df: 1.90625306,
    t: 4.511925,
    low: 0.39549862,
    high: 0.988502513,
    sizeCorrelation: -0.0920827162,
    sizeThreshold: 0.894427191,
    unseen: [0.588235294, 0.921568627],
    warnings: ["clusters/few", "clusters/one-dominates", "clusters/outcomes-in-few"],
  },
  {
    m: repeat(30, 5),
    x: repeat(30, 5),
    p: 1,
    v: 0,
    icc: 0,
    kEff: 0,
    floor: 0.3,
    mw: 30,
    deff: 9.7,
    nEff: 15.4639175,
    df: 4,
    t: 2.77644511,
    low: 0.667337326,
    high: 1,
    sizeCorrelation: 0,
    sizeThreshold: 1,
    unseen: [0.625, 1],
    warnings: [
      "clusters/few",
      "clusters/outcomes-in-few",
      "interval/no-variation",
      "clusters/unseen-kind",
    ],
  },
  {
    m: repeat(40, 20),
    x: [36, 38, 30, 39, 40, 35, 28, 37, 36, 40, 33, 39, 38, 36, 31, 37, 40, 34, 38, 36],
    p: 0.90125,
    v: 0.000360115132,
    icc: 0.0570256788,
    kEff: 11.7532957,
    floor: 0.00616760829,
    mw: 40,
    deff: 3.23704678,
    nEff: 247.138844,
    df: 19,
    t: 2.09302405,
    low: 0.85427465,
    high: 0.934248103,
    sizeCorrelation: 0,
    sizeThreshold: 0.5,
    unseen: [0.783695652, 0.914130435],
    warnings: ["clusters/unseen-kind"],
  },
  {
    m: [12, 7, 20, 3, 15, 9, 30, 11, 18, 5, 14, 8],
    x: [1, 0, 3, 0, 2, 4, 2, 0, 5, 0, 1, 0],
    p: 0.118421053,
    v: 0.00113630587,
    icc: 0.0665822954,
    kEff: 5.4,
    floor: 0.12,
    mw: 16.6973684,
    deff: 2.88368421,
    nEff: 52.7103486,
    df: 5.32744661,
    t: 2.52377865,
    low: 0.0457720585,
    high: 0.273346935,
    sizeCorrelation: 0.283477543,
    sizeThreshold: 0.603022689,
    unseen: [0.0947368421, 0.294736842],
    warnings: ["clusters/outcomes-in-few", "clusters/unseen-kind"],
  },
] as const;

describe("clusterDesign", () => {
  it.each(EXAMPLES)("gives every intermediate value of the worked example m = $m", (example) => {
    const design = clusterDesign(...columns([...example.m], [...example.x]));
    for (const key of ["p", "v", "icc", "kEff", "floor", "mw", "deff", "nEff", "df"] as const) {
      expectNine(design[key], example[key]);
    }
    expectNine(design.sizeCorrelation, example.sizeCorrelation);
    expectNine(design.sizeThreshold, example.sizeThreshold);
    expectNine(design.unseenLow, example.unseen[0]);
    expectNine(design.unseenHigh, example.unseen[1]);
    expectNine(studentLevelQuantile(0.95, design.df), example.t);
    expect(design.G).toBe(example.m.length);
    expect(design.n).toBe(example.m.reduce((sum, size) => sum + size, 0));
  });

  it("takes icc as 0 where every cluster is one image, and 1 where clusters are all right or all wrong", () => {
    expect(clusterDesign(...columns(repeat(1, 8), [1, 0, 1, 1, 0, 1, 1, 1])).icc).toBe(1);
    expect(clusterDesign(...columns([10, 9, 12, 8], [10, 0, 12, 0])).icc).toBe(1);
    expect(clusterDesign(...columns(repeat(10, 6), [5, 5, 5, 5, 5, 6])).icc).toBe(0);
  });

  it("lets kEff be the number of clusters where mistakes are spread evenly, 1 where one has them", () => {
    expect(clusterDesign(...columns(repeat(10, 6), repeat(8, 6))).kEff).toBeCloseTo(6, 12);
    expect(clusterDesign(...columns(repeat(10, 6), [2, 10, 10, 10, 10, 10])).kEff).toBe(1);
  });

  it("has no variance of one cluster", () => {
    const design = clusterDesign(...columns([10, 0], [7, 0]));
    expect(design).toMatchObject({ G: 1, n: 10, p: 0.7, v: null, deff: null, nEff: null, icc: 0 });
  });

  it("takes scaled weights whose sums differ from whole numbers in the last digits", () => {
    const scale = 8 / (0.1 * 8);
    const m = repeat(0.1 * scale, 8);
    const design = clusterDesign(
      ...columns(
        m,
        m.map((size, g) => (g % 2 === 0 ? size : 0)),
      ),
    );
    expect(design.icc).toBe(1);
    expect(Number.isFinite(design.nEff)).toBe(true);
  });

  it.each([
    [[], [], "argument/empty"],
    [[0, 0], [0, 0], "argument/empty"],
    [[1, 2], [1], "argument/length-mismatch"],
    [[2, 2], [3, 1], "argument/out-of-range"],
    [[2, 2], [-1, 1], "argument/out-of-range"],
    [[-1, 2], [0, 1], "argument/out-of-range"],
    [[2, Number.NaN], [1, 1], "argument/out-of-range"],
    [[2, 2], [1, Number.NaN], "argument/out-of-range"],
  ] as const)("refuses sizes %j with hits %j", (m, x, code) => {
    expect(() => clusterDesign(...columns([...m], [...x]))).toThrow(throwsCode(code));
  });
});

describe("clusterProportionInterval", () => {
  it.each(EXAMPLES)("gives limits and codes of the worked example m = $m", (example) => {
    const result = clusterProportionInterval(...columns([...example.m], [...example.x]), 0.95);
    expectNine(result.low, example.low);
    expectNine(result.high, example.high);
    expect(result.warnings).toEqual(example.warnings);
    expect(result.method).toBe("wilson-cluster");
    expectNine(result.effectiveN, example.nEff);
    expectNine(result.df, example.df);
    expectNine(result.icc, example.icc);
    expect(result.clusters).toBe(example.m.length);
    expect(result.theseClustersOnly).toBeNull();
  });

  it("has no range over sites for one or two of them, and says what holds for these sites only", () => {
    for (const [m, x] of [
      [[50], [45]],
      [
        [25, 0, 25],
        [22, 0, 23],
      ],
    ] as const) {
      const result = clusterProportionInterval(...columns([...m], [...x]), 0.95);
      expect(result).toMatchObject({ value: 0.9, low: null, high: null, df: null });
      expect(result.warnings).toEqual(["clusters/too-few"]);
      expectNine(result.theseClustersOnly?.low, 0.786397686);
      expectNine(result.theseClustersOnly?.high, 0.956524235);
    }
  });

  it("answers null on no image", () => {
    const result = clusterProportionInterval(...columns([0, 0], [0, 0]), 0.95);
    expect(result).toMatchObject({ value: null, low: null, high: null, n: 0, clusters: 0 });
    expect(result.warnings).toEqual(["interval/no-images"]);
  });

  it("warns of few clusters up to nine of them", () => {
    const nine = clusterProportionInterval(...columns(repeat(10, 9), repeat(5, 9)), 0.95);
    const ten = clusterProportionInterval(...columns(repeat(10, 10), repeat(5, 10)), 0.95);
    expect(nine.warnings).toContain("clusters/few");
    expect(ten.warnings).not.toContain("clusters/few");
  });

  const clusters = fc
    .array(
      fc
        .integer({ min: 0, max: 60 })
        .chain((m) => fc.tuple(fc.constant(m), fc.integer({ min: 0, max: m }))),
      { minLength: 3, maxLength: 25 },
    )
    .filter((list) => list.filter(([m]) => m > 0).length >= 3);
  const split = (list: readonly (readonly [number, number])[]) =>
    columns(
      list.map(([m]) => m),
      list.map(([, x]) => x),
    );

  it("holds the share, within [0, 1], and is at least as wide as Wilson's on all images", () => {
    fc.assert(
      fc.property(clusters, (list) => {
        const { value, low, high, n, effectiveN, df } = clusterProportionInterval(
          ...split(list),
          0.95,
        );
        const naive = wilsonInterval(value!, n, levelQuantile(0.95));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(value! + 1e-15);
        expect(high).toBeGreaterThanOrEqual(value! - 1e-15);
        expect(high! - low!).toBeGreaterThanOrEqual(naive.high - naive.low - 1e-12);
        expect(effectiveN).toBeLessThanOrEqual(n);
        expect(df).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it("does not depend on the order of clusters, nor on empty ones", () => {
    fc.assert(
      fc.property(clusters, (list) => {
        const given = clusterProportionInterval(...split(list), 0.95);
        const turned = clusterProportionInterval(
          ...split([...list].reverse().concat([[0, 0]])),
          0.95,
        );
        expect(turned.low).toBeCloseTo(given.low!, 10);
        expect(turned.high).toBeCloseTo(given.high!, 10);
        expect(turned.clusters).toBe(given.clusters);
      }),
    );
  });

  it("turns round when right becomes wrong, unless half are right", () => {
    fc.assert(
      fc.property(clusters, (list) => {
        const given = clusterProportionInterval(...split(list), 0.95);
        if (given.value === 0.5) return; // the minority is then one side by convention
        const turned = clusterProportionInterval(...split(list.map(([m, x]) => [m, m - x])), 0.95);
        expect(1 - turned.high!).toBeCloseTo(given.low!, 9);
        expect(1 - turned.low!).toBeCloseTo(given.high!, 9);
        expect(turned.warnings).toEqual(given.warnings);
      }),
    );
  });

  it("widens with the level", () => {
    fc.assert(
      fc.property(clusters, (list) => {
        const narrow = clusterProportionInterval(...split(list), 0.9);
        const wide = clusterProportionInterval(...split(list), 0.99);
        return wide.low! <= narrow.low! && narrow.high! <= wide.high!;
      }),
    );
  });

  it("equals Wilson's with t(G − 1) where clusters are single images with enough of either outcome", () => {
    const m = repeat(1, 200);
    const x = m.map((_, g) => (g % 2 === 0 ? 1 : 0));
    const { low, high, df } = clusterProportionInterval(...columns(m, x), 0.95);
    const deff = 200 / 199; // v·n/(p(1 − p)) with ddof 1
    const expected = wilsonInterval(0.5, 200 / deff, studentLevelQuantile(0.95, 199));
    expect(df).toBeCloseTo(199, 9);
    expect(low).toBeCloseTo(expected.low, 12);
    expect(high).toBeCloseTo(expected.high, 12);
  });

  it("copes with a million clusters and with huge ones", () => {
    const many = new Float64Array(1_000_000).fill(3);
    const hits = many.map((_, g) => (g % 10 === 0 ? 1 : 3));
    const result = clusterProportionInterval(many, hits, 0.95);
    expect(result.value).toBeCloseTo(28 / 30, 9);
    expect(result.high! - result.low!).toBeLessThan(0.002);
    const huge = clusterProportionInterval(...columns(repeat(1e12, 5), repeat(9e11, 5)), 0.95);
    expect(huge.low).toBeLessThan(0.9);
    expect(huge.high).toBeGreaterThan(0.9);
  });
});
