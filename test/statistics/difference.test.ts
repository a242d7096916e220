import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  moverInterval,
  newcombePaired,
  pairedClusterInterval,
  pairedJackknifeInterval,
  tangoInterval,
} from "../../src/statistics/difference.js";
import {
  mcnemarChiSquare,
  mcnemarCorrected,
  mcnemarExact,
  mcnemarMidP,
} from "../../src/statistics/paired-proportions.js";
import { proportionInterval } from "../../src/statistics/proportion.js";
import { studentLevelQuantile } from "../../src/statistics/quantiles.js";
import { wilsonCounts, Z_95 } from "../../src/statistics/wilson.js";
import { clusterProportionInterval } from "../../src/statistics/wilson-cluster.js";
import { throwsCode } from "../support/throws-code.js";
import { expectNine } from "./nine-digits.js";

const of = (...values: number[]): Float64Array => Float64Array.from(values);
const share = (k: number, n: number) => ({ value: k / n, ...wilsonCounts(k, n, Z_95) });
const point = (value: number) => ({ value, low: value, high: value });

describe("moverInterval", () => {
  it("answers the worked examples 3.1 and 3.2: against counts and against a point", () => {
    const counted = moverInterval(share(78, 100), share(188, 200), 1);
    expectNine(counted.value, -0.16);
    expectNine(counted.low, -0.25417878);
    expectNine(counted.high, -0.078412797);
    const bare = moverInterval(share(78, 100), point(0.94), 1);
    expectNine(bare.low, -0.250703535);
    expectNine(bare.high, -0.0900128238);
  });

  it("answers the worked example 3.3: a record of clusters", () => {
    const size = new Float64Array(10).fill(100);
    const record = clusterProportionInterval(
      size,
      of(97, 92, 99, 95, 88, 98, 96, 99, 94, 97),
      0.95,
    );
    expectNine(record.value, 0.955);
    expectNine(record.low, 0.91050073);
    expectNine(record.high, 0.977910882);
    const right = [36, 38, 30, 39, 40, 35, 28, 37, 36, 40, 33, 39, 38, 36, 31, 37, 40, 34, 38, 36];
    const local = clusterProportionInterval(new Float64Array(20).fill(40), of(...right), 0.95);
    const claim = { value: record.value!, low: record.low!, high: record.high! };
    const { value, low, high } = moverInterval(
      { value: local.value!, low: local.low!, high: local.high! },
      claim,
      1,
    );
    expectNine(value, -0.05375);
    expectNine(low, -0.106014635);
    expectNine(high, 0.00164909604);
  });

  it("answers the worked example 3.4: lower is better", () => {
    const result = moverInterval({ value: 0.52, low: 0.44, high: 0.6 }, point(0.45), -1);
    expectNine(result.value, -0.07);
    expectNine(result.low, -0.15);
    expectNine(result.high, 0.01);
  });

  const values = fc
    .tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true }))
    .chain(([value, width]) =>
      fc.double({ min: 0, max: 3, noNaN: true }).map((up) => ({
        value,
        low: value - width,
        high: value + up,
      })),
    );

  it("of the mirrored quantities with the other sign is the same", () => {
    const mirror = (x: { value: number; low: number; high: number }) => ({
      value: -x.value,
      low: -x.high,
      high: -x.low,
    });
    fc.assert(
      fc.property(values, values, (local, claim) => {
        const up = moverInterval(local, claim, 1);
        const down = moverInterval(mirror(local), mirror(claim), -1);
        expect(down.value).toBeCloseTo(up.value, 12);
        expect(down.low).toBeCloseTo(up.low, 12);
        expect(down.high).toBeCloseTo(up.high, 12);
        expect(up.low).toBeLessThanOrEqual(up.value);
        expect(up.high).toBeGreaterThanOrEqual(up.value);
      }),
    );
  });

  it("against a point is the local interval, moved", () => {
    fc.assert(
      fc.property(values, fc.double({ min: -5, max: 5, noNaN: true }), (local, c) => {
        const { low, high } = moverInterval(local, point(c), 1);
        expect(low).toBeCloseTo(local.low - c, 10);
        expect(high).toBeCloseTo(local.high - c, 10);
      }),
    );
  });

  it("refuses limits that do not hold the value", () => {
    const wrong = { value: 0.5, low: 0.6, high: 0.7 };
    expect(() => moverInterval(wrong, point(0.5), 1)).toThrow(throwsCode("argument/out-of-range"));
    expect(() => moverInterval(point(Number.NaN), point(0.5), 1)).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });
});

// scipy and statsmodels 0.14.4 figures for these counts, of Newcombe 1998's own examples
const PAIRED = [
  [
    36,
    12,
    2,
    0,
    [0.0569295840032388, 0.3404276029749408],
    [0.061112406186343934, 0.34470874828214876],
  ],
  [
    20,
    12,
    2,
    16,
    [0.05615642484174821, 0.32920699540014053],
    [0.061112406186343934, 0.34470874828214876],
  ],
  [
    0,
    0,
    0,
    10,
    [-0.27753279986288926, 0.27753279986288926],
    [-0.27753279986288937, 0.27753279986288937],
  ],
] as const;

describe("newcombePaired and tangoInterval", () => {
  it.each(PAIRED)("of %d, %d, %d, %d equal published software", (a, b, c, d, newcombe, tango) => {
    const first = newcombePaired(a, b, c, d, 0.95);
    expect(first.low).toBeCloseTo(newcombe[0], 12);
    expect(first.high).toBeCloseTo(newcombe[1], 12);
    expect(first.method).toBe("newcombe-paired");
    const second = tangoInterval(a, b, c, d, 0.95);
    expect(second.low).toBeCloseTo(tango[0], 10);
    expect(second.high).toBeCloseTo(tango[1], 10);
    expect(second.method).toBe("tango");
  });

  const counts = fc.tuple(
    ...([0, 1, 2, 3].map(() => fc.nat({ max: 80 })) as [
      fc.Arbitrary<number>,
      fc.Arbitrary<number>,
      fc.Arbitrary<number>,
      fc.Arbitrary<number>,
    ]),
  );

  it.each([
    ["newcombe-paired", newcombePaired],
    ["tango", tangoInterval],
  ] as const)(
    "%s turns round when the models change places, and stays in [−1, 1]",
    (_id, interval) => {
      fc.assert(
        fc.property(counts, ([a, b, c, d]) => {
          fc.pre(a + b + c + d > 0);
          const given = interval(a, b, c, d, 0.95);
          const turned = interval(a, c, b, d, 0.95);
          expect(-turned.high!).toBeCloseTo(given.low!, 9);
          expect(-turned.low!).toBeCloseTo(given.high!, 9);
          expect(given.low).toBeGreaterThanOrEqual(-1);
          expect(given.high).toBeLessThanOrEqual(1);
          expect(given.low).toBeLessThanOrEqual(given.value! + 1e-12);
          expect(given.high).toBeGreaterThanOrEqual(given.value! - 1e-12);
        }),
      );
    },
  );

  it.each([
    ["all for the first", 10, 0],
    ["all for the second", 0, 10],
  ])("reach the end where the discordant pairs are %s", (_name, b, c) => {
    const { low, high } = tangoInterval(0, b, c, 0, 0.95);
    expect(b > 0 ? high : low).toBe(b > 0 ? 1 : -1);
  });

  it("warn of fewer than ten discordant pairs, and answer null on none", () => {
    expect(newcombePaired(50, 5, 4, 9, 0.95).warnings).toEqual(["interval/few-outcomes"]);
    expect(newcombePaired(50, 5, 5, 9, 0.95).warnings).toEqual([]);
    expect(tangoInterval(0, 0, 0, 0, 0.95)).toMatchObject({
      value: null,
      low: null,
      warnings: ["interval/no-images"],
    });
  });

  it("refuse negative counts", () => {
    expect(() => newcombePaired(1, -1, 1, 1, 0.95)).toThrow(throwsCode("argument/out-of-range"));
  });
});

describe("McNemar's tests", () => {
  it("equal published software on 12 against 2", () => {
    expect(mcnemarExact(12, 2)).toBeCloseTo(0.012939453125, 14);
    expect(mcnemarMidP(12, 2)).toBeCloseTo(0.007385253906249991, 14);
    expect(mcnemarChiSquare(12, 2)?.statistic).toBeCloseTo(7.142857142857143, 12);
    expect(mcnemarChiSquare(12, 2)?.p).toBeCloseTo(0.007526315166457882, 14);
    expect(mcnemarCorrected(12, 2)?.p).toBeCloseTo(0.016156931261181322, 14);
  });

  it("do not tell equal numbers apart", () => {
    expect([mcnemarExact(0, 0), mcnemarMidP(0, 0), mcnemarExact(7, 7)]).toEqual([1, 1, 1]);
    expect(mcnemarChiSquare(0, 0)).toBeNull();
    expect(mcnemarCorrected(7, 7)).toBeNull();
  });
});

describe("pairedClusterInterval", () => {
  const d = of(2, 1, 0, 3, -1, 2, 0, 1);
  const discordant = of(4, 3, 2, 5, 3, 2, 0, 3);
  const m = of(20, 25, 15, 30, 20, 20, 10, 20);

  it("answers the worked example 3.5", () => {
    const result = pairedClusterInterval(d, discordant, m, 0.95);
    expectNine(result.value, 0.05);
    expect(result.icc).toBe(0);
    expectNine(result.df, 6.42028986);
    expectNine(result.low, -0.0222127014);
    expectNine(result.high, 0.122212701);
    // The floor's standard error is the larger one of the two printed, 0.0201833117 and 0.0299811564.
    const half = (result.high! - result.low!) / 2;
    expectNine(half / studentLevelQuantile(0.95, result.df!), 0.0299811564);
    expect(result.warnings).toEqual(["clusters/few"]);
    expect(result.method).toBe("paired-t-cluster");
  });

  it("uses the clusters' variance where that is larger", () => {
    const strong = of(15, -15, 12, -14, 10, -9, 8, -7);
    const result = pairedClusterInterval(strong, strong.map(Math.abs), m, 0.95);
    let v = 0;
    const D = strong.reduce((sum, x) => sum + x, 0) / 160;
    strong.forEach((x, g) => {
      v += ((x - D * m[g]!) ** 2 * 8) / 7 / 160 ** 2;
    });
    const half = studentLevelQuantile(0.95, result.df!) * Math.sqrt(v);
    expect(result.high! - result.value!).toBeCloseTo(half, 12);
    expect(result.icc).toBeGreaterThan(0.5);
  });

  it("turns round when the models change places", () => {
    const given = pairedClusterInterval(d, discordant, m, 0.95);
    const turned = pairedClusterInterval(
      d.map((x) => -x),
      discordant,
      m,
      0.95,
    );
    expect(-turned.high!).toBeCloseTo(given.low!, 14);
  });

  it("gives a range where the models never differ, and none over two clusters", () => {
    const zero = new Float64Array(8);
    const same = pairedClusterInterval(zero, zero, m, 0.95);
    expect(same.value).toBe(0);
    expect(same.high).toBeGreaterThan(0);
    expect(same.warnings).toEqual(["interval/few-outcomes", "clusters/few"]);
    expect(pairedClusterInterval(of(1, 2, 0), of(1, 12, 0), of(5, 30, 0), 0.95)).toMatchObject({
      low: null,
      clusters: 2,
      n: 35,
      warnings: ["clusters/too-few"],
    });
    expect(pairedClusterInterval(of(), of(), of(), 0.95).warnings).toEqual(["interval/no-images"]);
  });

  it("refuses differences larger than the discordant images", () => {
    expect(() => pairedClusterInterval(of(3), of(2), of(5), 0.95)).toThrow(
      throwsCode("argument/out-of-range"),
    );
    expect(() => pairedClusterInterval(of(1, 1), of(2), of(5), 0.95)).toThrow(
      throwsCode("argument/length-mismatch"),
    );
  });
});

describe("pairedJackknifeInterval", () => {
  it("is the difference ± t·√v", () => {
    const result = pairedJackknifeInterval(0.1, 0.0016, 50, 0.95);
    expect(result.high).toBeCloseTo(0.1 + 0.04 * studentLevelQuantile(0.95, 49), 14);
    expect(result).toMatchObject({ df: 49, clusters: null, warnings: [] });
    const clusters = pairedJackknifeInterval(0.1, 0.0016, 50, 0.95, { G: 6, df: 3.5 });
    expect(clusters.low).toBeCloseTo(0.1 - 0.04 * studentLevelQuantile(0.95, 3.5), 14);
    expect(clusters.warnings).toEqual(["clusters/few", "clusters/one-dominates"]);
  });

  it("has no range without variance, of one image, or over two clusters", () => {
    expect(pairedJackknifeInterval(0, 0, 50, 0.95).warnings).toEqual(["interval/no-variation"]);
    expect(pairedJackknifeInterval(0, 0.1, 1, 0.95).low).toBeNull();
    expect(pairedJackknifeInterval(0, 0.1, 9, 0.95, { G: 2, df: 1 }).warnings).toEqual([
      "clusters/too-few",
    ]);
  });
});

describe("proportionInterval", () => {
  it("warns at METHODS' thresholds", () => {
    const codes = (k: number, n: number) => proportionInterval(k, n, 0.95).warnings;
    expect(codes(4, 100)).toEqual(["interval/few-outcomes"]);
    expect(codes(5, 100)).toEqual([]);
    expect(codes(95, 100)).toEqual([]);
    expect(codes(96, 100)).toEqual(["interval/few-outcomes"]);
    expect(codes(0, 100)).toEqual(["interval/few-outcomes", "interval/no-variation"]);
    expect(codes(100, 100)).toEqual(["interval/few-outcomes", "interval/no-variation"]);
    expect(codes(0, 0)).toEqual(["interval/no-images"]);
    expect(codes(1e9 - 5, 1e9)).toEqual([]);
  });

  it("answers at other levels", () => {
    const { low, high, level } = proportionInterval(45, 50, 0.99);
    expectNine(low, 0.74026921);
    expectNine(high, 0.966009116);
    expect(level).toBe(0.99);
    expect(proportionInterval(0, 0, 0.95)).toMatchObject({ value: null, low: null, high: null });
  });
});
