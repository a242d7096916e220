import { describe, expect, it } from "vitest";
import { confidenceFacts } from "../../../src/analyses/confidence/confidence-facts.js";
import { createRandom } from "../../../src/core/random.js";
import { createEstimator } from "../../../src/metrics/estimators.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { selectUnits } from "../../../src/outcomes/select-units.js";
import { answered, confident } from "../../metrics/support/outcomes.js";

const LEVEL = 0.9;
const N = 300;
const random = createRandom(1, 5);
const sure = Array.from({ length: N }, () => Math.round(random.uniform() * 1000) / 1000);
const right = sure.map((one) => Number(random.uniform() < one));
const clusters = sure.map((_, i) => Math.floor(i / 6) % 20);

describe("what a report says of confidence", () => {
  it.each([
    ["units", undefined],
    ["clusters", clusters],
  ] as const)(
    "has the accuracy of each bin and of what is kept, with the interval of %s",
    (_, cluster) => {
      const outcomes = confident(sure, right, cluster);
      const { reliability, kept, selective } = confidenceFacts(outcomes, LEVEL);
      const accuracyOf = (units: readonly number[]) =>
        createEstimator(
          selectUnits(outcomes, Int32Array.from(units)),
          parseReference("accuracy"),
        ).at(LEVEL);
      const all = [...sure.keys()];
      for (let b = 0; b < 15; b++) {
        const own = all.filter(
          (i) => (sure[i] ?? 0) <= (b + 1) / 15 && ((sure[i] ?? 0) > b / 15 || b === 0),
        );
        const want = accuracyOf(own);
        expect(own.length).toBeGreaterThan(5);
        expect(reliability?.bins.count[b]).toBe(own.length);
        expect(reliability?.bins.accuracy[b]).toBeCloseTo(want.value ?? Number.NaN, 12);
        expect(reliability?.low?.[b]).toBeCloseTo(want.low ?? Number.NaN, 7);
        expect(reliability?.high?.[b]).toBeCloseTo(want.high ?? Number.NaN, 7);
      }
      expect(kept?.map(({ threshold }) => threshold)).toEqual([0, 0.5, 0.7, 0.9, 0.95]);
      for (const row of kept ?? []) {
        const own = all.filter((i) => (sure[i] ?? 0) >= row.threshold);
        const want = accuracyOf(own);
        expect(row.kept).toBe(own.length);
        expect(row.right).toBe(own.filter((i) => right[i] === 1).length);
        expect(row.low).toBeCloseTo(want.low ?? Number.NaN, 7);
        expect(row.high).toBeCloseTo(want.high ?? Number.NaN, 7);
      }
      const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
      expect(reliability?.accuracy).toBeCloseTo(sum(right) / N, 12);
      expect(reliability?.meanConfidence).toBeCloseTo(sum(sure) / N, 12);
      for (const [i, threshold] of (selective?.threshold ?? []).entries()) {
        const own = all.filter((unit) => (sure[unit] ?? 0) >= threshold);
        const want = accuracyOf(own);
        expect(selective?.kept[i]).toBe(own.length);
        expect(selective?.coverage[i]).toBeCloseTo(own.length / N, 12);
        expect(selective?.risk.value[i]).toBeCloseTo(1 - (want.value ?? Number.NaN), 12);
      }
    },
  );

  it("has no limits where nothing is kept, and nothing where no answer says how sure it is", () => {
    const { kept, reliability } = confidenceFacts(confident([0.2, 0.6], [0, 1]), LEVEL);
    expect(kept?.at(-1)).toEqual({ threshold: 0.95, kept: 0, right: 0, low: null, high: null });
    expect(reliability?.low?.[14]).toBeNaN();
    expect(confidenceFacts(answered([0, 1], [0, 1]), LEVEL)).toEqual({});
    expect(confidenceFacts(confident([], []), LEVEL)).toEqual({});
  });
});
