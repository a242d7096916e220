import { describe, expect, it } from "vitest";
import { planQuestion } from "../../src/session/question-plan.js";

const plan = (claim: string, tolerance: number) =>
  planQuestion({ claim, tolerance, level: 0.95, stated: null });

// Normal quantiles 1.959964 and 0.841621; ((z₁√(r(1 − r)) + z₂√(p(1 − p)))/d)², worked by hand.
describe("planQuestion", () => {
  it("counts labels for a target by METHODS §4.2", () => {
    const found = plan("accuracy=0.944", 0.05);
    expect(found?.limit).toBeCloseTo(0.894, 12);
    // (1.959964 · 0.307837 + 0.841621 · 0.229922)²/0.05² = 253.99
    expect(found?.toHold).toBe(254);
    // p = 0.644: (0.603350 + 0.841621 · 0.478814)²/0.25² = 16.21
    expect(found?.toFail).toBe(17);
    expect(found).not.toHaveProperty("toEqual");
  });

  it("takes the published figure's own range off the distance, and says when nothing is left", () => {
    const wide = plan("accuracy=0.944@84/89", 0.05);
    // Wilson's upper limit of 84 of 89 by its formula, worked in Python.
    const own = 0.975767 - 84 / 89;
    const r = 84 / 89 - 0.05;
    const p = 84 / 89;
    const d = Math.sqrt(0.05 ** 2 - own ** 2);
    const spread = (x: number) => Math.sqrt(x * (1 - x));
    const labels = ((1.959964 * spread(r) + 0.841621 * spread(p)) / d) ** 2;
    expect(Math.abs((wide?.toEqual ?? 0) - labels)).toBeLessThan(1.01);
    expect(plan("accuracy=0.944@84/89", 0.03)?.toEqual).toBeNull();
    expect(wide?.leastTolerance).toBeCloseTo(own, 5);
  });

  it("draws claim and limit at their places", () => {
    const { ruler } = plan("accuracy=0.944@84/89", 0.05) ?? {};
    expect(ruler?.band?.from).toBeCloseTo(84 / 89 - 0.05, 12);
    expect(ruler?.rows[0]?.at).toBeCloseTo(84 / 89, 12);
  });

  it("has no plan for figures that are no shares, and refuses what is no claim", () => {
    expect(plan("log-loss=0.4", 0.05)).toBeNull();
    expect(plan("map=0.4", 0.05)?.isShare).toBe(false);
    expect(() => plan("accuracy=1.4", 0.05)).toThrow(/claim|accuracy/);
  });
});
