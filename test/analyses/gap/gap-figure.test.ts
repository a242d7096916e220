import { describe, expect, it } from "vitest";
import { figureTransferGap, type Gap } from "../../../src/analyses/gap/gap.js";
import type { Claim } from "../../../src/claims/claim.js";
import { createRandom } from "../../../src/core/random.js";
import { categoricalColumn, createTable } from "../../../src/core/table.js";
import { estimatorOf } from "../../../src/evaluation/evaluated-outcomes.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { outcomesOfPixels } from "../../../src/outcomes/segmentation/mask-outcomes.js";
import { studentLevelQuantile } from "../../../src/statistics/quantiles.js";
import { claim } from "../../claims/support/estimators.js";

/** An image of 1,000 pixels: those of a leaf in the truth, the prediction and both. */
interface Shot {
  readonly light: string;
  readonly truth: number;
  readonly predicted: number;
  readonly shared: number;
  readonly site?: number;
}

const pixels = ({ truth, predicted, shared }: Shot) => {
  const beside = (leaf: number) => Float64Array.from([1000 - leaf, leaf]);
  const both = Float64Array.from([1000 - truth - predicted + shared, shared]);
  return { pixels: 1000, truth: beside(truth), predicted: beside(predicted), shared: both };
};

function outcomesOf(shots: readonly Shot[]) {
  const isClustered = shots.some(({ site }) => site !== undefined);
  return outcomesOfPixels(
    shots.map(pixels),
    { names: ["background", "leaf"], background: 0 },
    isClustered ? Int32Array.from(shots, ({ site = 0 }) => site) : null,
    isClustered ? 1 + Math.max(...shots.map(({ site = 0 }) => site)) : 0,
  );
}

const tableOf = (shots: readonly Shot[]) =>
  createTable(
    shots.length,
    new Map([["light", categoricalColumn(shots.map(({ light }) => light))]]),
  );

function gapOf(a: readonly Shot[], b: readonly Shot[], metric: string, more: Partial<Claim> = {}) {
  const reference = parseReference(metric);
  const outcomes = outcomesOf(a);
  const local = outcomesOf(b);
  const { value } = estimatorOf(outcomes, reference).at(0.95);
  const published = claim(
    value!,
    { kind: "point" },
    {
      reference,
      metric,
      figure: { outcomes, attributes: tableOf(a), originOf: new Map() },
      ...more,
    },
  );
  const attributes = {
    table: tableOf(b),
    rows: Int32Array.from(b.keys()),
    asked: ["light"],
    seed: 3,
  };
  const units = { outcomes: local, units: null, attributes };
  return figureTransferGap(published, estimatorOf(local, reference), units, 0.95)!;
}

/** Leaves that are found worse at night, and there are sites that differ. */
function drawn(n: number, night: number, seed: number, sites = 0): Shot[] {
  const random = createRandom(seed);
  const offs = Array.from({ length: sites }, () => random.uniform() * 0.3);
  return Array.from({ length: n }, (_, i) => {
    const isNight = random.uniform() < night;
    const truth = 20 + random.below(200);
    const off = sites === 0 ? 0 : offs[i % sites]!;
    const found = Math.max(0, (isNight ? 0.6 : 0.9) - off - 0.3 * random.uniform());
    const shared = Math.round(truth * found);
    return {
      light: isNight ? "night" : "day",
      truth,
      predicted: shared + random.below(30),
      shared,
      ...(sites === 0 ? {} : { site: i % sites }),
    };
  });
}

type Slow = (shots: readonly Shot[], weight: (shot: Shot) => number) => number;

const meanDice: Slow = (shots, weight) => {
  const all = shots.reduce((sum, shot) => sum + weight(shot), 0);
  const scored = (s: Shot) => (2 * s.shared) / (s.truth + s.predicted);
  return shots.reduce((sum, shot) => sum + weight(shot) * scored(shot), 0) / all;
};

const pooledDice: Slow = (shots, weight) =>
  shots.reduce((sum, s) => sum + weight(s) * 2 * s.shared, 0) /
  shots.reduce((sum, s) => sum + weight(s) * (s.truth + s.predicted), 0);

/** METHODS §6.1 with one attribute, word by word. */
function slowTerms(a: readonly Shot[], b: readonly Shot[], m: Slow) {
  const count = (shots: readonly Shot[], light: string) =>
    shots.filter((shot) => shot.light === light).length;
  const inside = [...new Set(a.map(({ light }) => light))].filter(
    (light) => count(a, light) > 0 && count(b, light) > 0 && light !== "dusk",
  );
  const within = (shots: readonly Shot[]) => shots.filter(({ light }) => inside.includes(light));
  const [inA, inB] = [within(a), within(b)];
  const share = (shots: readonly Shot[], light: string) => count(shots, light) / shots.length;
  const one = () => 1;
  const aIn = m(inA, one);
  const bIn = m(inB, one);
  const aTo = m(inA, ({ light }) => share(inB, light) / share(inA, light));
  const bTo = m(inB, ({ light }) => share(inA, light) / share(inB, light));
  return {
    mix: (aIn - aTo + (bTo - bIn)) / 2,
    within: (aTo - bIn + (aIn - bTo)) / 2,
    onlyClaimed: m(a, one) - aIn,
    onlyLocal: bIn - m(b, one),
  };
}

/** Each unit, or site, of a side left out: §6.3 steps 2 and 4. */
function slowInterval(a: readonly Shot[], b: readonly Shot[], m: Slow, term: "mix" | "within") {
  const value = slowTerms(a, b, m)[term];
  const partsOf = (shots: readonly Shot[]): (readonly Shot[])[] =>
    shots[0]!.site === undefined
      ? shots.map((shot) => shots.filter((other) => other !== shot))
      : [...new Set(shots.map(({ site }) => site))].map((site) =>
          shots.filter((other) => other.site !== site),
        );
  const varianceOf = (values: readonly number[]) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    return { v: ((values.length - 1) / values.length) * squares, df: values.length - 1 };
  };
  const of = [
    varianceOf(partsOf(a).map((left) => slowTerms(left, b, m)[term])),
    varianceOf(partsOf(b).map((left) => slowTerms(a, left, m)[term])),
  ];
  const v = of[0]!.v + of[1]!.v;
  const df = v ** 2 / of.reduce((sum, own) => sum + own.v ** 2 / own.df, 0);
  const half = studentLevelQuantile(0.95, Math.max(1, df)) * Math.sqrt(v);
  return { low: value - half, high: value + half };
}

const termOf = ({ terms }: Gap, term: string, attribute?: string) =>
  terms.find((one) => one.term === term && one.attribute === attribute);

const MEAN = "dice{class=leaf}";
const POOLED = "dice{class=leaf,average=pooled}";

describe("the gap of a figure of masks by what is known of its images", () => {
  it("is what Kitagawa's formula gives for a mean over images", () => {
    // Dice 0.9 by day and 0.6 at night there, 0.8 and 0.5 here; a quarter night there, three quarters here.
    const of = (light: string, n: number, shared: number): Shot[] =>
      Array.from({ length: n }, () => ({ light, truth: 100, predicted: 100, shared }));
    const gap = gapOf(
      [...of("day", 60, 90), ...of("night", 20, 60)],
      [...of("day", 10, 80), ...of("night", 30, 50)],
      MEAN,
    );
    expect(gap.value).toBeCloseTo(0.25, 12);
    // (0.75 − 0.25)(0.9 + 0.8)/2 + (0.25 − 0.75)(0.6 + 0.5)/2, and 0.1 everywhere.
    expect(termOf(gap, "attribute-mix")!.value).toBeCloseTo(0.15, 12);
    expect(termOf(gap, "attribute-mix", "light")!.value).toBeCloseTo(0.15, 12);
    expect(termOf(gap, "within")!.value).toBeCloseTo(0.1, 12);
    expect(gap.terms.some(({ term }) => term === "class-mix")).toBe(false);
    expect(gap.terms.some((term) => term.class !== undefined)).toBe(false);
    // Night in three quarters of the images: 0.25 · 0.9 + 0.75 · 0.6.
    expect(gap.reweighted!.value).toBeCloseTo(0.675, 12);
    expect(gap.supported).toEqual({ claimed: 1, local: 1 });
  });

  it.each([
    [MEAN, meanDice, 0],
    [POOLED, pooledDice, 0],
    [MEAN, meanDice, 12],
    [POOLED, pooledDice, 12],
  ] as const)(
    "of %s is that of plain lists, with images or sites left out",
    (metric, slow, sites) => {
      const a = drawn(120, 0.3, 1, sites);
      const b = [
        ...drawn(90, 0.6, 2, sites),
        ...drawn(12, 0, 5, sites).map((shot) => ({ ...shot, light: "dusk" })),
      ];
      const gap = gapOf(a, b, metric);
      const want = slowTerms(a, b, slow);
      expect(termOf(gap, "attribute-mix")!.value).toBeCloseTo(want.mix, 12);
      expect(termOf(gap, "within")!.value).toBeCloseTo(want.within, 12);
      expect(termOf(gap, "only-claimed")!.value).toBeCloseTo(want.onlyClaimed, 12);
      expect(termOf(gap, "only-local")!.value).toBeCloseTo(want.onlyLocal, 12);
      for (const [term, name] of [
        ["mix", "attribute-mix"],
        ["within", "within"],
      ] as const) {
        const interval = slowInterval(a, b, slow, term);
        expect(termOf(gap, name)!.low, name).toBeCloseTo(interval.low, 10);
        expect(termOf(gap, name)!.high, name).toBeCloseTo(interval.high, 10);
      }
    },
  );

  it("leaves groups of images out where there are more than 200, to about the same width", () => {
    const [a, b] = [drawn(240, 0.3, 7), drawn(220, 0.6, 8)];
    const gap = gapOf(a, b, POOLED);
    const own = termOf(gap, "within")!;
    const single = slowInterval(a, b, pooledDice, "within");
    const ratio = (own.high! - own.low!) / (single.high - single.low);
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
    expect(gap.warnings).toEqual([]);
  });

  it("turns every sign where the sides are swapped", () => {
    const [a, b] = [drawn(60, 0.3, 9), drawn(60, 0.7, 10)];
    const forth = gapOf(a, b, MEAN);
    const back = gapOf(b, a, MEAN);
    expect(termOf(back, "within")!.value).toBeCloseTo(-termOf(forth, "within")!.value, 12);
    expect(termOf(back, "attribute-mix")!.low).toBeCloseTo(
      -termOf(forth, "attribute-mix")!.high!,
      10,
    );
  });

  it("is one number without the claim's images, conditions or the same figure", () => {
    const [a, b] = [drawn(60, 0.3, 11), drawn(60, 0.7, 12)];
    const alone = gapOf(a, b, MEAN, {
      figure: { outcomes: outcomesOf(a), attributes: null, originOf: new Map() },
    });
    expect(alone.terms).toEqual([]);
    expect(alone.warnings).toEqual(["gap/no-classes"]);
    const apart = gapOf(
      a.map((shot) => ({ ...shot, light: "day" })),
      b.map((shot) => ({ ...shot, light: "night" })),
      MEAN,
    );
    expect(apart.warnings).toEqual(["gap/confounded", "gap/no-conditions"]);
    expect(apart.attributes).toMatchObject([{ name: "light", use: "confounded" }]);
    const weighted = gapOf(a, b, MEAN, { value: 0.123 });
    expect(weighted.warnings).toContain("gap/no-counts");
    expect(weighted.terms).toEqual([]);
  });
});
