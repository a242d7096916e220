import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GapOutcomes, transferGap } from "../../../src/analyses/gap/gap.js";
import { armFromConfusion, armFromHits, armFromUnits } from "../../../src/analyses/gap/gap-arm.js";
import { type GapMetric, gapView, meanMetric } from "../../../src/analyses/gap/gap-metric.js";
import { splitGap } from "../../../src/analyses/gap/split-gap.js";
import type { Claim } from "../../../src/claims/claim.js";
import { classCounts } from "../../../src/claims/claim-sources.js";
import { createRandom } from "../../../src/core/random.js";
import { evaluateClassMetric, macroAverage } from "../../../src/metrics/class-metrics.js";
import type { Estimator } from "../../../src/metrics/estimate-types.js";
import {
  claim,
  fixedEstimator,
  reference,
  shareEstimator,
} from "../../claims/support/estimators.js";
import { RATIO } from "../../metrics/support/ratios.js";

const SHARE = meanMetric("higher-is-better", [0, 1], true);
const OPTIONS = { level: 0.95, least: 1, intervals: true } as const;

describe("the gap of a share by class", () => {
  // METHODS §6, first example.
  const found = splitGap(
    SHARE,
    armFromHits([52, 16, 14, 7], [52, 16, 10, 6]),
    armFromHits([25, 28, 11, 9], [5, 5, 11, 1]),
    OPTIONS,
  )!;

  it("is class mix plus what changed within the classes", () => {
    expect(found.value).toBeCloseTo(0.642450362, 9);
    expect(found.mix.value).toBeCloseTo(0.009057416, 9);
    expect(found.within.value).toBeCloseTo(0.633392946, 9);
    expect(found.onlyClaimed).toEqual({ value: 0, low: null, high: null });
    expect(found.onlyLocal).toEqual({ value: 0, low: null, high: null });
    expect(found.supported).toEqual({ claimed: 1, local: 1 });
    expect(found.warnings).toEqual([]);
  });

  it("has jackknife intervals with a floor", () => {
    expect(found.mix.low).toBeCloseTo(-0.0333395613, 8);
    expect(found.mix.high).toBeCloseTo(0.0514543933, 8);
    expect(found.within.low).toBeCloseTo(0.5154401, 8);
    expect(found.within.high).toBeCloseTo(0.751345792, 8);
  });

  it("splits within by class, and mix by class around the mean rate", () => {
    const within = found.withinParts!.map(({ value }) => value);
    const expected = [0.370694167, 0.231370523, -0.0439983289, 0.0753265854];
    for (const [s, value] of expected.entries()) expect(within[s]).toBeCloseTo(value, 9);
    const mix = found.mixParts!.reduce((sum, { value }) => sum + value, 0);
    expect(mix).toBeCloseTo(0.009057416, 9);
    for (const part of found.withinParts!) {
      expect(part.low).toBeLessThan(part.value);
      expect(part.high).toBeGreaterThan(part.value);
    }
  });

  it("says what the published model would score on the local mix", () => {
    expect(found.reweighted!.value).toBeCloseTo(0.939334638, 9);
    expect(found.reweighted!.n).toBeCloseTo(65.601001, 6);
    expect(found.reweighted!.low).toBeCloseTo(0.853851304, 8);
    expect(found.reweighted!.high).toBeCloseTo(0.976211229, 8);
  });

  it("keeps classes of one side apart", () => {
    // Oracle-like case by hand: rates .9, .95, .5 on 50, 60, 40; 2/3, –, .3 on 30, 0, 20.
    const apart = splitGap(
      SHARE,
      armFromHits([50, 60, 40], [45, 57, 20]),
      armFromHits([30, 0, 20], [20, 0, 6]),
      OPTIONS,
    )!;
    expect(apart.onlyClaimed.value).toBeCloseTo(122 / 150 - 65 / 90, 12);
    expect(apart.onlyLocal.value).toBe(0);
    expect(apart.supported).toEqual({ claimed: 0.6, local: 1 });
    expect([...apart.inside]).toEqual([1, 0, 1]);
  });

  it("warns where little is in common, and does not re-weight then", () => {
    const apart = splitGap(
      SHARE,
      armFromHits([10, 90], [9, 80]),
      armFromHits([90, 0, 20].slice(0, 2), [50, 0]),
      OPTIONS,
    )!;
    expect(apart.warnings).toEqual(["gap/low-support", "gap/reweight-thin"]);
    expect(apart.reweighted).toBeNull();
  });

  it("adds up to 1e-12, swaps its sign with the sides, and keeps limits in the range", () => {
    const arm = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(arm, arm, (a, b) => {
        const [armA, armB] = [a, b].map((cells) =>
          armFromHits(
            cells.map(([right, wrong]) => right + wrong),
            cells.map(([right]) => right),
          ),
        );
        const forth = splitGap(SHARE, armA!, armB!, OPTIONS);
        const back = splitGap(SHARE, armB!, armA!, OPTIONS);
        if (forth === null || back === null) return expect(back).toBe(forth);
        const terms = [forth.mix, forth.within, forth.onlyClaimed, forth.onlyLocal];
        expect(terms.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(forth.value, 12);
        expect(forth.mix.value).toBeCloseTo(-back.mix.value, 12);
        expect(forth.within.value).toBeCloseTo(-back.within.value, 12);
        expect(forth.onlyClaimed.value).toBeCloseTo(-back.onlyLocal.value, 12);
        for (const { low, high } of terms) {
          expect(low ?? -1).toBeGreaterThanOrEqual(-1);
          expect(high ?? 1).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

/** The formulas of METHODS §6.3 with every unit deleted in turn, from lists of units. */
function slowJackknife(metric: GapMetric, cells: number, a: Units, b: Units): number[] {
  const terms = (x: Units, y: Units): number[] => {
    const found = splitGap(metric, armOf(x, cells), armOf(y, cells), OPTIONS)!;
    return [found.mix.value, found.within.value];
  };
  const variance = (values: number[][], at: number): number => {
    const mean = values.reduce((sum, v) => sum + v[at]!, 0) / values.length;
    const squares = values.reduce((sum, v) => sum + (v[at]! - mean) ** 2, 0);
    return ((values.length - 1) / values.length) * squares;
  };
  const without = (units: Units, i: number): Units => units.filter((_, j) => j !== i);
  const fromA = a.map((_, i) => terms(without(a, i), b));
  const fromB = b.map((_, i) => terms(a, without(b, i)));
  return [0, 1].map((at) => variance(fromA, at) + variance(fromB, at));
}

type Units = { truth: number; answer: number }[];
const armOf = (units: Units, cells: number) =>
  armFromUnits(
    {
      cell: Int32Array.from(units, ({ truth }) => truth),
      answer: Int32Array.from(units, ({ answer }) => answer),
      score: null,
      cluster: null,
      clusterCount: 0,
    },
    cells,
  );

describe("the gap of other metrics by class", () => {
  const macroF1 = gapView(reference("f1"), ["a", "b", "c"])!.metric;

  it("deletes each kind of outcome as often as it occurs", () => {
    const random = createRandom(6);
    const draw = (n: number): Units =>
      Array.from({ length: n }, () => {
        const truth = random.below(3);
        return { truth, answer: random.uniform() < 0.7 ? truth : random.below(3) };
      });
    const [a, b] = [draw(60), draw(40)];
    const found = splitGap(macroF1, armOf(a, 3), armOf(b, 3), OPTIONS)!;
    const [mix, within] = slowJackknife(macroF1, 3, a, b);
    // The half width is t·√v with a t between those of 39 and 98 degrees of freedom.
    for (const [term, v] of [
      [found.mix, mix!],
      [found.within, within!],
    ] as const) {
      const half = (term.high! - term.low!) / 2 / Math.sqrt(v);
      expect(half).toBeGreaterThan(1.984);
      expect(half).toBeLessThan(2.023);
    }
  });

  it("has no class mix for balanced accuracy, which does not see it", () => {
    const metric = gapView(reference("balanced-accuracy"), ["a", "b", "c"])!.metric;
    const a = armFromConfusion([Float64Array.of(45, 3, 2, 4, 30, 6, 0, 1, 9)], 3, false);
    const b = armFromConfusion([Float64Array.of(5, 3, 2, 4, 60, 6, 0, 9, 9)], 3, false);
    const found = splitGap(metric, a, b, OPTIONS)!;
    expect(found.mix.value).toBeCloseTo(0, 12);
    expect(found.withinParts).toBeNull();
  });

  it("averages inside M over its classes, and counts answers of others as errors", () => {
    const a = Float64Array.of(8, 0, 2, 0, 5, 0, 0, 0, 10);
    const b = Float64Array.of(6, 2, 2, 1, 4, 0, 0, 0, 0);
    const found = splitGap(
      macroF1,
      armFromConfusion([a], 3, false),
      armFromConfusion([b], 3, false),
      OPTIONS,
    )!;
    // By hand. A: F1 .888889, 1, .909091; inside M (a, b): TP 8 FN 2, F1 .888889 and 1.
    const claimed = (16 / 18 + 1 + 20 / 22) / 3;
    const inside = (16 / 18 + 1) / 2;
    expect(found.onlyClaimed.value).toBeCloseTo(claimed - inside, 12);
    // B: class a 12/17, class b 8/11, class c answered and never true: 0.
    const local = (12 / 17 + 8 / 11 + 0) / 3;
    expect(found.value).toBeCloseTo(claimed - local, 12);
    expect(found.onlyLocal.value).toBeCloseTo((12 / 17 + 8 / 11) / 2 - local, 12);
  });

  it("evaluates the metric's own kernel where nothing is weighted", () => {
    const table = Float64Array.of(45, 3, 2, 4, 30, 6, 0, 1, 9);
    const arm = armFromConfusion([table], 3, false);
    const value = evaluateClassMetric(macroAverage(RATIO.f1), {
      total: 100,
      truth: Float64Array.of(50, 40, 10),
      predicted: Float64Array.of(49, 34, 17),
      hits: Float64Array.of(45, 30, 9),
    });
    const found = splitGap(macroF1, arm, arm, OPTIONS)!;
    expect(found.value).toBe(0);
    expect(value).toBeCloseTo(0.795522796, 9); // METHODS §2.7
    expect(found.reweighted!.value).toBeCloseTo(value, 12);
  });

  it("turns the sign where lower is better, and leaves unbounded means without a clip", () => {
    const loss = meanMetric("lower-is-better", [0, Number.POSITIVE_INFINITY], false);
    const units = (scores: number[]) =>
      armFromUnits(
        {
          cell: Int32Array.from(scores, (_, i) => i % 2),
          answer: null,
          score: Float64Array.from(scores),
          cluster: null,
          clusterCount: 0,
        },
        2,
      );
    const found = splitGap(loss, units([0.1, 0.2, 0.3, 0.4]), units([5, 1, 7, 3]), OPTIONS)!;
    expect(found.value).toBeCloseTo(4 - 0.25, 12);
    expect(found.within.value).toBeCloseTo(3.75, 12);
    expect(found.within.high).toBeGreaterThan(3.75);
  });
});

describe("the gap with clusters", () => {
  const labels = ["a", "b"];
  const tables = (n: number) =>
    Array.from({ length: n }, (_, g) => Float64Array.of(8 + (g % 3), 2, 1 + (g % 2), 9));

  it("deletes clusters, and repeats their codes", () => {
    const found = splitGap(
      SHARE,
      armFromConfusion(tables(25), 2, true),
      armFromConfusion(tables(6), 2, true),
      OPTIONS,
    )!;
    expect(found.warnings).toContain("gap/few-clusters");
    expect(found.warnings).toContain("clusters/few");
    expect(found.within.low).not.toBeNull();
  });

  it("has no intervals below three clusters", () => {
    const found = splitGap(
      SHARE,
      armFromConfusion(tables(25), 2, true),
      armFromConfusion(tables(2), 2, true),
      OPTIONS,
    )!;
    expect(found.warnings).toContain("clusters/too-few");
    expect([found.mix.low, found.within.low]).toEqual([null, null]);
  });

  it("of one unit each are the units", () => {
    const hits = [1, 1, 0, 1, 1, 0, 1, 1, 1, 1];
    const units = (cluster: Int32Array | null) =>
      armFromUnits(
        {
          cell: Int32Array.from(hits, (_, i) => i % 2),
          answer: null,
          score: Float64Array.from(hits),
          cluster,
          clusterCount: 10,
        },
        2,
      );
    const other = armFromHits([40, 60], [38, 50]);
    const mean = meanMetric("higher-is-better", [0, 1], false);
    const independent = splitGap(mean, other, units(null), OPTIONS)!;
    const clustered = splitGap(mean, other, units(Int32Array.from(hits, (_, i) => i)), OPTIONS)!;
    expect(clustered.within.low).toBeCloseTo(independent.within.low!, 12);
    expect(clustered.mix.low).toBeCloseTo(independent.mix.low!, 12);
    expect(labels).toHaveLength(2);
  });
});

// Numbers from METHODS §6.3 and §6.4 written out in Python with numpy 2 and scipy 1's t and normal
// quantiles: every unit or cluster deleted, the coefficients h of each term as vectors.
describe("the floor and the design effect", () => {
  it("give an interval where every answer is right", () => {
    const found = splitGap(
      SHARE,
      armFromHits([20, 20], [20, 20]),
      armFromHits([10, 30], [10, 30]),
      OPTIONS,
    )!;
    expect(found.mix.high).toBeCloseTo(0.0211461455, 9);
    expect(found.within.low).toBeCloseTo(-0.0754169023, 9);
    expect(found.mixParts!.map(({ high }) => high)).toEqual([
      expect.closeTo(0.0144332188, 9),
      expect.closeTo(0.0074158916, 9),
    ]);
    expect(found.withinParts!.map(({ high }) => high)).toEqual([
      expect.closeTo(0.0556641887, 9),
      expect.closeTo(0.0512816271, 9),
    ]);
    // kish 32 warns; x = 1 has the interval of 32 of 32.
    expect(found.warnings).toEqual(["gap/reweight-thin"]);
    expect(found.reweighted).toMatchObject({ value: 1, high: 1 });
    expect(found.reweighted!.low).toBeCloseTo(0.8928208017, 9);
  });

  it("count clusters on both sides", () => {
    const claimed = [
      ...Array.from({ length: 9 }, () => Float64Array.of(8, 0, 0, 4)),
      ...Array.from({ length: 2 }, () => Float64Array.of(3, 5, 3, 1)),
      Float64Array.of(2, 0, 1, 19),
    ];
    const local = [
      ...Array.from({ length: 10 }, () => Float64Array.of(3, 0, 0, 7)),
      ...Array.from({ length: 2 }, () => Float64Array.of(5, 0, 0, 5)),
    ];
    const found = splitGap(
      SHARE,
      armFromConfusion(claimed, 2, true),
      armFromConfusion(local, 2, true),
      OPTIONS,
    )!;
    expect(found.mix.low).toBeCloseTo(-0.0303151064, 9);
    expect(found.mix.high).toBeCloseTo(0.0298791997, 9);
    expect(found.within.low).toBeCloseTo(-0.2699059615, 9);
    expect(found.within.high).toBeCloseTo(0.0495626474, 9);
    expect(found.mixParts![0]!.low).toBeCloseTo(-0.013322082, 9);
    expect(found.withinParts![1]!.high).toBeCloseTo(0.0380420764, 9);
    expect(found.reweighted!.value).toBeCloseTo(0.8900462963, 9);
    expect(found.reweighted!.n).toBeCloseTo(122.264150943, 8);
    expect(found.reweighted!.low).toBeCloseTo(0.6097110465, 9);
    expect(found.reweighted!.high).toBeCloseTo(0.9767137458, 9);
  });

  it("hold a re-weighted macro F1 to its jackknife and kish", () => {
    const clusters = [
      ...Array.from({ length: 7 }, () => Float64Array.of(10, 0, 0, 10)),
      ...Array.from({ length: 2 }, () => Float64Array.of(6, 4, 5, 5)),
      Float64Array.of(4, 0, 1, 15),
    ];
    const metric = gapView(reference("f1"), ["a", "b"])!.metric;
    const local = armFromConfusion([Float64Array.of(30, 0, 0, 70)], 2, false);
    const found = splitGap(metric, armFromConfusion(clusters, 2, true), local, OPTIONS)!;
    expect(found.reweighted!.value).toBeCloseTo(0.887861825031, 9);
    expect(found.reweighted!.low).toBeCloseTo(0.659385740575, 9);
    expect(found.reweighted!.high).toBeCloseTo(0.97004396395, 9);
  });

  it("never tell more of a re-weighted macro F1 than kish images would", () => {
    // The jackknife's number would be 1516, kish is 152.658907789.
    const clusters = [
      ...Array.from({ length: 6 }, () => Float64Array.of(9, 1, 2, 8)),
      ...Array.from({ length: 3 }, () => Float64Array.of(10, 0, 1, 4)),
      Float64Array.of(4, 4, 0, 12),
    ];
    const metric = gapView(reference("f1"), ["a", "b"])!.metric;
    const local = armFromConfusion([Float64Array.of(30, 0, 0, 70)], 2, false);
    const found = splitGap(metric, armFromConfusion(clusters, 2, true), local, OPTIONS)!;
    expect(found.reweighted!.value).toBeCloseTo(0.832621011368, 9);
    expect(found.reweighted!.low).toBeCloseTo(0.753509926853, 9);
    expect(found.reweighted!.high).toBeCloseTo(0.890046425806, 9);
  });
});

describe("the gap of a claim", () => {
  const counts = classCounts(["deer", "fox"], Float64Array.of(45, 5, 2, 48), null);
  const published: Claim = claim(0.93, { kind: "counts", k: 93, n: 100 }, { classCounts: counts });
  const outcomes: GapOutcomes = {
    classes: ["fox", "deer", "boar"],
    // fox: 2 of 4 right; deer: 3 of 4; boar (not in the claim): 0 of 2
    truth: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, 2, 2),
    predicted: Int32Array.of(0, 0, 1, 1, 1, 1, 1, 0, 0, 1),
    cluster: null,
    clusterCount: 0,
  };

  it("is split by class names, whatever their order on either side", () => {
    const gap = transferGap(published, shareEstimator(5, 10), outcomes)!;
    expect(gap.value).toBeCloseTo(0.43, 12);
    const whole = gap.terms.filter((term) => term.class === undefined);
    expect(whole.map(({ term }) => term)).toEqual([
      "class-mix",
      "within",
      "only-claimed",
      "only-local",
    ]);
    expect(whole.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(0.43, 12);
    expect(gap.supported).toEqual({ claimed: 1, local: 0.8 });
    const deer = gap.terms.find((term) => term.term === "within" && term.class === "deer");
    expect(deer?.value).toBeCloseTo(((0.9 - 0.75) * (0.5 + 0.5)) / 2, 12);
    expect(gap.terms.some((term) => term.class === "boar")).toBe(false);
    expect(gap.terms.find(({ term }) => term === "only-local")?.value).toBeCloseTo(5 / 8 - 0.5, 12);
  });

  it("of one class has no mix", () => {
    const recall = { ...claim(0.9), classCounts: counts };
    const local: Estimator = {
      ...shareEstimator(3, 4),
      reference: reference("recall", { class: "deer" }),
    };
    const gap = transferGap(recall, local, outcomes)!;
    expect(gap.value).toBeCloseTo(0.15, 12);
    expect(gap.terms[0]).toEqual({ term: "class-mix", value: 0, low: null, high: null });
    expect(gap.terms[1]?.value).toBeCloseTo(0.15, 12);
  });

  it.each([
    ["without counts", { classCounts: null }, "gap/no-counts"],
    ["whose figure is not that of its counts", { value: 0.8 }, "gap/no-counts"],
    ["of other classes", { classCounts: { ...counts, labels: ["cat", "dog"] } }, "gap/no-support"],
  ])("%s stays one number", (_name, change, code) => {
    const gap = transferGap({ ...published, ...change }, shareEstimator(5, 10), outcomes)!;
    expect(gap).toMatchObject({ terms: [], supported: null, reweighted: null, warnings: [code] });
    expect(Number.isFinite(gap.value)).toBe(true);
  });

  it("is not split where the metric needs scores", () => {
    const auc = fixedEstimator({ value: 0.5, low: 0.4, high: 0.6 }, { id: "roc-auc" });
    expect(transferGap(published, auc, outcomes)?.warnings).toEqual(["gap/no-counts"]);
  });

  it("has no intervals where the source counts clusters that it does not list", () => {
    const dependent = { ...published, classCounts: { ...counts, independent: false } };
    const gap = transferGap(dependent, shareEstimator(5, 10), outcomes)!;
    expect(gap.warnings[0]).toBe("clusters/not-used");
    expect(gap.terms.every(({ low }) => low === null)).toBe(true);
  });

  it("does not exist for a requirement or without a local value", () => {
    const required = { ...published, evidence: { kind: "requirement" } as const };
    expect(transferGap(required, shareEstimator(5, 10), outcomes)).toBeNull();
    const none = fixedEstimator({ value: null, low: null, high: null });
    expect(transferGap(published, none, outcomes)).toBeNull();
  });
});
