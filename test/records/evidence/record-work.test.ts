import { describe, expect, it } from "vitest";
import { MOST_REPLICATES } from "../../../src/evaluation/options/replicates.js";
import { requestOf } from "../../../src/records/evidence/record-settings.js";
import { MOST_METRICS, tooMuchWork } from "../../../src/records/evidence/record-work.js";

const SETTINGS = {
  severalLabels: "list",
  noAnnotation: "empty",
  level: 0.95,
  interval: "percentile",
};
const terms = (settings: Readonly<Record<string, string | number | null>>) => ({
  task: "classification",
  unit: "image",
  seed: 1,
  settings: { ...SETTINGS, ...settings },
});
const interval = (replicates: number) => ({ method: "percentile", replicates }) as const;
const claims = (count: number) => Array.from({ length: count }, () => ({})) as never;
const counts = (scored: number) => ({ images: scored, scored, listed: 0, reasons: {} });

describe("the work that a record asks for", () => {
  it.each([1e9, MOST_REPLICATES + 1, 0, -1, 1.5, "2000"])(
    "is refused where replicates are %j",
    (replicates) => {
      expect(requestOf(terms({ replicates }))).toMatch(/replicates/);
    },
  );

  it("is what the record says up to the most that evaluate takes", () => {
    for (const replicates of [1, 2000, MOST_REPLICATES]) {
      expect(requestOf(terms({ replicates }))).toMatchObject({ interval: { replicates } });
    }
    expect(requestOf(terms({}))).toMatchObject({ interval: { replicates: 2000 } });
  });

  it("grows with replicates, images and figures", () => {
    const most = { counts: counts(100_000), claims: claims(50) };
    expect(tooMuchWork(most, { interval: interval(2000), metrics: [] })).toBeNull();
    expect(tooMuchWork(most, { interval: interval(1_000_000), metrics: [] })).toMatch(/more work/);
    expect(tooMuchWork(most, { interval: null, metrics: [] })).toBeNull();
    const metrics = Array.from({ length: MOST_METRICS + 1 }, () => "accuracy");
    expect(tooMuchWork(most, { interval: "none", metrics })).toMatch(/metrics/);
  });
});
