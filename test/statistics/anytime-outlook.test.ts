import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { bettingProcess, decideAnytime, decisionThreshold } from "../../src/statistics/anytime.js";
import { decisionOutlook, type OutlookQuestion } from "../../src/statistics/anytime-outlook.js";
import { throwsCode } from "../support/throws-code.js";

const THRESHOLD = decisionThreshold(0.95);
const RULE = { references: { above: 0.81, below: 0.81 }, threshold: THRESHOLD };
const asked = (more: Partial<OutlookQuestion>): OutlookQuestion => ({
  ...RULE,
  hits: 6,
  n: 12,
  left: 88,
  chance: 2 / 3,
  ...more,
});

/** Chance of a decision within so many labels, over all that can come, each with its probability. */
function enumerated({ hits, n, references, threshold, left }: OutlookQuestion): number {
  let decided = 0;
  for (let bits = 0; bits < 2 ** left; bits++) {
    const x = Array.from({ length: left }, (_, i) => (bits >> i) & 1);
    const before = [...Array<number>(hits).fill(1), ...Array<number>(n - hits).fill(0)];
    let chance = 1;
    let right = hits;
    for (const [i, one] of x.entries()) {
      const rate = (right + 0.5) / (n + i + 1);
      chance *= one === 1 ? rate : 1 - rate;
      right += one;
    }
    const isDecided = x.some((_, i) => {
      const all = [...before, ...x.slice(0, i + 1)];
      const [above, below] = [references.above, references.below].map((r) => {
        const process = bettingProcess(r);
        for (const one of all) process.add(one);
        return process;
      });
      return above!.logUp >= Math.log(threshold) || below!.logDown >= Math.log(threshold);
    });
    if (isDecided) decided += chance;
  }
  return decided;
}

describe("when a verdict is likely", () => {
  it("is the exact chance over everything that can come", () => {
    for (const more of [
      { hits: 3, n: 9, left: 8 },
      { hits: 12, n: 12, left: 8 },
      { hits: 2, n: 6, left: 10, references: { above: 0.9, below: 0.7 } },
    ]) {
      const question = asked({ ...more, chance: 0.999999 });
      const { labels, chance } = decisionOutlook(question);
      expect(labels).toBeNull();
      expect(chance).toBeCloseTo(enumerated(question), 10);
    }
  });

  it("is sooner the further the figure lies from the limit, and never where labels run out", () => {
    const of = (hits: number) =>
      decisionOutlook(asked({ hits })).labels ?? Number.POSITIVE_INFINITY;
    expect(of(6)).toBe(13);
    expect(of(7)).toBeGreaterThan(of(6));
    expect(of(9)).toBeGreaterThan(of(7));
    expect(decisionOutlook(asked({ left: 3 }))).toMatchObject({ labels: null });
    expect(decisionOutlook(asked({ left: 0 }))).toEqual({ labels: null, chance: 0 });
  });

  it("promises what comes: of sessions that are told a number, two in three are decided by it", () => {
    const random = createRandom(20261129);
    const kept = new Map([
      [10, { told: 0, kept: 0 }],
      [20, { told: 0, kept: 0 }],
      [40, { told: 0, kept: 0 }],
    ]);
    for (let session = 0; session < 800; session++) {
      const rate = random.uniform();
      const x = Float64Array.from({ length: 300 }, () => Number(random.uniform() < rate));
      const { decision, at } = decideAnytime(x, RULE.references, THRESHOLD);
      for (const [n, count] of kept) {
        if (at <= n && decision !== null) continue;
        const hits = x.subarray(0, n).reduce((sum, one) => sum + one, 0);
        const { labels } = decisionOutlook(asked({ hits, n, left: 300 - n }));
        if (labels === null) continue;
        count.told++;
        if (decision !== null && at <= n + labels) count.kept++;
      }
    }
    for (const { told, kept: of } of kept.values()) {
      expect(told).toBeGreaterThan(50);
      expect(of / told).toBeGreaterThan(0.6);
      expect(of / told).toBeLessThan(0.8);
    }
  });

  it("says for a rate near the limit what it is worth: fewer are decided by it", () => {
    const random = createRandom(7);
    let [told, kept] = [0, 0];
    for (let session = 0; session < 400; session++) {
      const x = Float64Array.from({ length: 300 }, () => Number(random.uniform() < 0.72));
      const { decision, at } = decideAnytime(x, RULE.references, THRESHOLD);
      if (at <= 20) continue;
      const hits = x.subarray(0, 20).reduce((sum, one) => sum + one, 0);
      const { labels } = decisionOutlook(asked({ hits, n: 20, left: 280 }));
      if (labels === null) continue;
      told++;
      if (decision !== null && at <= 20 + labels) kept++;
    }
    expect(kept / told).toBeGreaterThan(0.45);
  });

  it("refuses what is no count", () => {
    expect(() => decisionOutlook(asked({ hits: 13 }))).toThrow(throwsCode("argument/out-of-range"));
    expect(() => decisionOutlook(asked({ chance: 1 }))).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });
});
