import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionParts } from "../../../src/analyses/gap/gap-cells.js";
import { type GapMetric, gapView, meanMetric } from "../../../src/analyses/gap/gap-metric.js";
import { splitGap } from "../../../src/analyses/gap/split-gap.js";
import { createRandom } from "../../../src/core/random.js";
import { reference } from "../../claims/support/estimators.js";
import {
  cellsOf,
  slowAccuracy,
  slowGap,
  slowMacroF1,
  type Unit,
  unitsFromCounts,
} from "../../claims/support/gap-units.js";

const SHARE = meanMetric("higher-is-better", [0, 1], true);
const CLASSES = ["a", "b", "c"];
const macroF1 = gapView(reference("f1"), CLASSES)!.metric;

function split(metric: GapMetric, a: readonly Unit[], b: readonly Unit[], attributes: number) {
  const cells = cellsOf(a, b, attributes);
  return splitGap(metric, cells.claimed, cells.local, {
    level: 0.95,
    least: 3,
    intervals: true,
    parts: conditionParts(cells, CLASSES.length),
  });
}

// METHODS §6, second example.
describe("the gap of a share by class and day or night", () => {
  const wrong = (truth: number) => (truth + 1) % 3;
  const a = unitsFromCounts([[200, 60], [90, 50], []], [[192, 51], [84, 39], []], wrong);
  const b = unitsFromCounts([[40, 80], [30, 40], [20]], [[37, 64], [26, 27], [8]], wrong);
  const found = split(SHARE, a, b, 1)!;

  it("is class, night, within and only-local", () => {
    expect(found.value).toBeCloseTo(0.143571429, 9);
    expect(found.mixParts!.map(({ value }) => value)).toEqual([
      expect.closeTo(-0.000661526758, 12),
      expect.closeTo(0.0480463952, 10),
    ]);
    expect(found.within.value).toBeCloseTo(0.0570888158, 10);
    expect(found.onlyClaimed.value).toBe(0);
    expect(found.onlyLocal.value).toBeCloseTo(0.0390977444, 10);
    expect(found.supported).toEqual({ claimed: 1, local: expect.closeTo(0.904761905, 9) });
  });

  it("has jackknife intervals with a floor for each", () => {
    const night = found.mixParts![1]!;
    expect(night.low).toBeCloseTo(0.0222781416, 10);
    expect(night.high).toBeCloseTo(0.0738146488, 10);
    expect(found.within.low).toBeCloseTo(-0.00655880827, 10);
    expect(found.within.high).toBeCloseTo(0.12073644, 9);
  });

  it("adds up, by player and by class", () => {
    const [byPlayer, byClass] = [found.mixParts!, found.withinParts!].map((parts) =>
      parts.reduce((sum, { value }) => sum + value, 0),
    );
    expect(byPlayer).toBeCloseTo(found.mix.value, 14);
    expect(byClass).toBeCloseTo(found.within.value, 14);
    const { mix, within, onlyClaimed, onlyLocal } = found;
    const sum = mix.value + within.value + onlyClaimed.value + onlyLocal.value;
    expect(Math.abs(sum - found.value)).toBeLessThanOrEqual(1e-12);
  });
});

/** Units of up to three classes and two attributes of two levels, some cells rare or one-sided. */
const units = (attributes: number) =>
  fc.array(
    fc.record({
      truth: fc.nat(2),
      at: fc.tuple(...Array.from({ length: attributes }, () => fc.nat(1))),
      answer: fc.nat(2),
    }) as fc.Arbitrary<Unit>,
    { minLength: 12, maxLength: 60 },
  );

describe("the gap by class and attributes", () => {
  it.each([1, 2, 3])("is what all orders of %i attributes and the class give", (attributes) => {
    fc.assert(
      fc.property(units(attributes), units(attributes), (a, b) => {
        const found = split(SHARE, a, b, attributes);
        const slow = slowGap(a, b, attributes + 1, 3, () => slowAccuracy);
        if (found === null) {
          expect(slow.mix).toBeNaN();
          return;
        }
        expect(found.value).toBeCloseTo(slow.gap, 12);
        for (const [i, value] of slow.byPlayer.entries()) {
          expect(found.mixParts![i]!.value).toBeCloseTo(value, 12);
        }
        expect(found.mix.value).toBeCloseTo(slow.mix, 12);
        expect(found.within.value).toBeCloseTo(slow.within, 12);
        expect(found.onlyClaimed.value).toBeCloseTo(slow.onlyClaimed, 12);
        expect(found.onlyLocal.value).toBeCloseTo(slow.onlyLocal, 12);
        expect([found.supported.claimed, found.supported.local]).toEqual(slow.support);
        if (found.reweighted !== null) {
          expect(found.reweighted.value).toBeCloseTo(slow.reweighted, 12);
        }
      }),
      { numRuns: 15 },
    );
  });

  it("is that of a metric that is no mean as well", () => {
    fc.assert(
      fc.property(units(2), units(2), (a, b) => {
        const found = split(macroF1, a, b, 2);
        const slow = slowGap(a, b, 3, 3, slowMacroF1);
        if (found === null) {
          expect(slow.mix).toBeNaN();
          return;
        }
        for (const [i, value] of slow.byPlayer.entries()) {
          expect(found.mixParts![i]!.value).toBeCloseTo(value, 12);
        }
        expect(found.within.value).toBeCloseTo(slow.within, 12);
        expect(found.onlyClaimed.value).toBeCloseTo(slow.onlyClaimed, 12);
        expect(found.onlyLocal.value).toBeCloseTo(slow.onlyLocal, 12);
        expect(found.withinParts).toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  it("turns every sign where the sides are swapped", () => {
    for (const metric of [SHARE, macroF1]) {
      fc.assert(
        fc.property(units(2), units(2), (a, b) => {
          const forth = split(metric, a, b, 2);
          const back = split(metric, b, a, 2);
          if (forth === null || back === null) {
            expect(back).toBe(forth);
            return;
          }
          for (const [i, part] of forth.mixParts!.entries()) {
            const other = back.mixParts![i]!;
            expect(other.value).toBeCloseTo(-part.value, 12);
            if (part.low !== null) expect(other.high).toBeCloseTo(-part.low, 10);
          }
          for (const [k, part] of (forth.withinParts ?? []).entries()) {
            expect(back.withinParts![k]!.value).toBeCloseTo(-part.value, 12);
          }
          expect(back.onlyClaimed.value).toBeCloseTo(-forth.onlyLocal.value, 12);
        }),
        { numRuns: 30 },
      );
    }
  });

  it("does not depend on the order of units", () => {
    fc.assert(
      fc.property(units(2), units(2), fc.nat(), (a, b, seed) => {
        const random = createRandom(seed);
        const shuffled = [...a].sort(() => random.uniform() - 0.5);
        const found = split(SHARE, a, b, 2);
        const again = split(SHARE, shuffled, b, 2);
        if (found === null || again === null) {
          expect(again).toBe(found);
          return;
        }
        for (const [i, part] of found.mixParts!.entries()) {
          expect(again.mixParts![i]!.value).toBeCloseTo(part.value, 12);
          if (part.low !== null) expect(again.mixParts![i]!.low).toBeCloseTo(part.low, 10);
        }
        expect(again.within.low ?? 0).toBeCloseTo(found.within.low ?? 0, 10);
      }),
      { numRuns: 30 },
    );
  });

  it("of an attribute that never changes is the gap by class", () => {
    fc.assert(
      fc.property(units(0), units(0), (a, b) => {
        const constant = (list: readonly Unit[]) => list.map((unit) => ({ ...unit, at: [0] }));
        const cells = cellsOf(a, b, 0);
        const options = { level: 0.95, least: 3, intervals: true } as const;
        const plain = splitGap(SHARE, cells.claimed, cells.local, options);
        const found = split(SHARE, constant(a), constant(b), 1);
        if (plain === null || found === null) {
          expect(found).toBe(plain);
          return;
        }
        const [byClass, byAttribute] = found.mixParts!;
        expect(byAttribute!.value).toBeCloseTo(0, 13);
        expect(byClass!.value).toBeCloseTo(plain.mix.value, 12);
        expect(byClass!.low ?? 2).toBeCloseTo(plain.mix.low ?? 2, 10);
        expect(byClass!.high ?? 2).toBeCloseTo(plain.mix.high ?? 2, 10);
        expect(found.within.low ?? 2).toBeCloseTo(plain.within.low ?? 2, 10);
        expect(found.onlyLocal).toEqual(plain.onlyLocal);
        expect(found.reweighted).toEqual(plain.reweighted);
      }),
      { numRuns: 50 },
    );
  });
});
