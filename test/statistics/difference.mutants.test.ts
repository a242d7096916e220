import { describe, expect, it } from "vitest";
import { satterthwaite } from "../../src/statistics/cluster-design.js";
import {
  moverInterval,
  newcombePaired,
  pairedClusterInterval,
  pairedJackknifeInterval,
} from "../../src/statistics/difference.js";
import {
  bonettPrice,
  mcnemarChiSquare,
  mcnemarCorrected,
  mcnemarExact,
  mcnemarMidP,
  waldPaired,
} from "../../src/statistics/paired-proportions.js";
import { studentLevelQuantile } from "../../src/statistics/quantiles.js";
import { placeOf } from "./place-of.js";

const column = (...values: number[]) => Float64Array.from(values);
const INFINITE = Number.POSITIVE_INFINITY;

/** d of each image (first right − second right), by cluster; the same by plain sums over images. */
function fromImages(clusters: readonly (readonly number[])[]) {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const used = clusters.filter((cluster) => cluster.length > 0);
  const n = sum(used.map((cluster) => cluster.length));
  const D = sum(used.map(sum)) / n;
  const G = used.length;
  const mean = (cluster: readonly number[]) => sum(cluster) / cluster.length;
  const msb = sum(used.map((c) => c.length * (mean(c) - D) ** 2)) / (G - 1);
  const inside = sum(used.map((c) => sum(c.map((d) => (d - mean(c)) ** 2))));
  const msw = n > G ? inside / (n - G) : 0;
  const n0 = (n - sum(used.map((c) => c.length ** 2)) / n) / (G - 1);
  const icc = Math.min(1, Math.max(0, (msb - msw) / (msb + (n0 - 1) * msw)));
  const v = ((G / (G - 1)) * sum(used.map((c) => (sum(c) - D * c.length) ** 2))) / n ** 2;
  const B = sum(used.map((c) => sum(c.map(Math.abs))));
  const floor = (B + 2) / (n + 2) ** 2 - D ** 2 / n;
  const df = satterthwaite(column(...used.map((c) => c.length)), icc);
  return {
    D,
    G,
    n,
    icc,
    df,
    half: studentLevelQuantile(0.95, df) * Math.sqrt(Math.max(v, floor)),
    columns: [
      column(...clusters.map(sum)),
      column(...clusters.map((c) => sum(c.map(Math.abs)))),
      column(...clusters.map((c) => c.length)),
    ] as const,
  };
}

describe("pairedClusterInterval", () => {
  it.each([
    [[[1, 0, 0], [], [1, 1], [-1, 0, 0, 1], [0, 0]]],
    [[[1, 1, 1, 1], [0, 0, -1], [-1, -1], [1, 0, 1, 1, 0], [0], [1, 0]]],
    [[[1], [-1], [0], [1], [1], [0], [1]]],
  ])("equals analysis of variance on the images %j", (clusters) => {
    const wanted = fromImages(clusters);
    const result = pairedClusterInterval(...wanted.columns, 0.95);
    expect(result).toMatchObject({ n: wanted.n, clusters: wanted.G, method: "paired-t-cluster" });
    expect(result.value).toBeCloseTo(wanted.D, 14);
    expect(result.icc).toBeCloseTo(wanted.icc, 13);
    expect(result.df).toBeCloseTo(wanted.df, 12);
    expect(result.low).toBeCloseTo(wanted.D - wanted.half, 12);
    expect(result.high).toBeCloseTo(wanted.D + wanted.half, 12);
  });

  const single = (discordant: number, G: number) => {
    const d = column(...Array.from({ length: G }, (_, g) => (g < discordant ? 1 : 0)));
    return pairedClusterInterval(d, d, new Float64Array(G).fill(1), 0.95).warnings;
  };

  it("warns from just below each threshold on", () => {
    expect(single(10, 20)).toEqual([]);
    expect(single(9, 20)).toEqual(["interval/few-outcomes"]);
    expect(single(9, 10)).toEqual(["interval/few-outcomes"]);
    expect(single(8, 9)).toEqual(["interval/few-outcomes", "clusters/few"]);
    // Five clusters of one image have exactly 4 degrees of freedom.
    expect(single(4, 5)).not.toContain("clusters/one-dominates");
    expect(single(3, 4)).toContain("clusters/one-dominates");
    expect(single(2, 3)).toContain("clusters/few");
    // One model alone right everywhere: nothing varies.
    expect(single(10, 10)).toEqual(["interval/no-variation"]);
    expect(single(2, 2)).toEqual(["clusters/too-few", "interval/few-outcomes"]);
  });

  it("refuses sums that no images have, by name", () => {
    const of = (d: number, b: number, m: number) => () =>
      pairedClusterInterval(column(0, d), column(0, b), column(1, m), 0.95);
    expect(placeOf(of(0, 0, INFINITE))).toBe("size[1]");
    expect(placeOf(of(0, 0, -1))).toBe("size[1]");
    expect(placeOf(of(0, -1, 5))).toBe("discordant[1]");
    expect(placeOf(of(0, 6, 5))).toBe("discordant[1]");
    expect(placeOf(of(3, 2, 5))).toBe("differences[1]");
    expect(placeOf(of(-3, 2, 5))).toBe("differences[1]");
    expect(placeOf(of(-2, 2, 5))).toBeNull();
  });
});

describe("pairedJackknifeInterval", () => {
  it("says which method it used", () => {
    const images = pairedJackknifeInterval(0.1, 0.01, 40, 0.95);
    expect(images).toMatchObject({ method: "paired-t", df: 39, clusters: null, warnings: [] });
    expect(images.high).toBeCloseTo(0.1 + studentLevelQuantile(0.95, 39) * 0.1, 14);
    const clusters = pairedJackknifeInterval(0.1, 0.01, 40, 0.95, { G: 12, df: 6.5 });
    expect(clusters).toMatchObject({ method: "paired-t-cluster", df: 6.5, clusters: 12 });
    expect(clusters.warnings).toEqual([]);
    expect(clusters.low).toBeCloseTo(0.1 - studentLevelQuantile(0.95, 6.5) * 0.1, 14);
  });

  it("warns of clusters alone, from just below each threshold on", () => {
    const warned = (G: number, df: number) =>
      pairedJackknifeInterval(0, 0.01, 40, 0.95, { G, df }).warnings;
    expect(warned(10, 4)).toEqual([]);
    expect(warned(9, 4)).toEqual(["clusters/few"]);
    expect(warned(10, 3.99)).toEqual(["clusters/one-dominates"]);
    expect(warned(3, 2)).toEqual(["clusters/few", "clusters/one-dominates"]);
    expect(warned(2, 1)).toEqual(["clusters/too-few"]);
    expect(pairedJackknifeInterval(0, 0.01, 3, 0.95).warnings).toEqual([]); // df 2, no clusters
  });

  it.each([-1e-9, INFINITE, Number.NaN])("refuses a variance of %d", (variance) => {
    expect(placeOf(() => pairedJackknifeInterval(0, variance, 40, 0.95))).toBe("variance");
  });
});

describe("moverInterval", () => {
  const good = { value: 0.5, low: 0.4, high: 0.6 };

  it("refuses values outside their limits, and limits without end, by name", () => {
    expect(placeOf(() => moverInterval(good, { ...good, value: 0.61 }, 1))).toBe("claim");
    expect(placeOf(() => moverInterval({ ...good, value: 0.61 }, good, 1))).toBe("local");
    expect(placeOf(() => moverInterval({ ...good, value: 0.39 }, good, 1))).toBe("local");
    expect(placeOf(() => moverInterval({ ...good, low: -INFINITE }, good, 1))).toBe("local");
    expect(placeOf(() => moverInterval({ ...good, high: INFINITE }, good, 1))).toBe("local");
    expect(placeOf(() => moverInterval({ ...good, value: 0.6 }, good, 1))).toBeNull();
  });
});

describe("paired shares", () => {
  it("refuse an infinite count", () => {
    expect(placeOf(() => newcombePaired(1, 2, 3, INFINITE, 0.95))).toBe("counts");
  });

  it("of 10 against 4 in 50 have Wald's and Bonett & Price's limits", () => {
    // The published formulas in Python with SciPy 1.17.1's normal quantile.
    const wald = waldPaired(10, 4, 50, 0.95);
    expect(wald.low).toBeCloseTo(-0.02284897358933735, 14);
    expect(wald.high).toBeCloseTo(0.26284897358933734, 14);
    const adjusted = bonettPrice(10, 4, 50, 0.95);
    expect(adjusted.low).toBeCloseTo(-0.0320840023277847, 14);
    expect(adjusted.high).toBeCloseTo(0.26285323309701547, 14);
  });

  it("of 10 against 4 have McNemar's p values of SciPy's binomial and χ² laws", () => {
    expect(mcnemarExact(10, 4)).toBeCloseTo(0.1795654296875, 14);
    expect(mcnemarMidP(10, 4)).toBeCloseTo(0.11846923828125, 14);
    expect(mcnemarMidP(0, 6)).toBeCloseTo(1 / 64, 14);
    expect(mcnemarChiSquare(10, 4)?.statistic).toBeCloseTo(36 / 14, 14);
    expect(mcnemarCorrected(10, 4)?.statistic).toBeCloseTo(25 / 14, 14);
    expect(mcnemarCorrected(10, 4)?.p).toBeCloseTo(0.18144920772141646, 12);
    expect(mcnemarChiSquare(3, 3)).toEqual({ statistic: 0, p: 1 });
    expect(mcnemarChiSquare(0, 0)).toBeNull();
    expect(mcnemarCorrected(3, 3)).toBeNull();
  });
});
