import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTimeLeft, type TimeLeft } from "../../src/session/time-left.js";

const secondsOf = (told: TimeLeft): number => (told.kind === "left" ? told.seconds : Number.NaN);

describe("time left", () => {
  it("is being worked out for two seconds, then steady work is told to the second", () => {
    const left = createTimeLeft();
    // Ten images a second, 600 in all: at t seconds 60 − t are left.
    for (let ms = 0; ms < 2000; ms += 100) {
      expect(left.update(ms, ms / 100, 600 - ms / 100)).toEqual({ kind: "working-out" });
    }
    for (let ms = 2000; ms <= 60_000; ms += 100) {
      const told = left.update(ms, ms / 100, 600 - ms / 100);
      expect(secondsOf(told)).toBeCloseTo(60 - ms / 1000, 1);
      expect(told).toMatchObject({ isLonger: false });
    }
  });

  it("never counts up, but to say that it takes longer", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 30, maxLength: 200 }),
        (steps) => {
          const left = createTimeLeft();
          let scored = 0;
          let before = Number.POSITIVE_INFINITY;
          let wasLonger = 0;
          for (const [i, step] of steps.entries()) {
            scored += step;
            const told = left.update(i * 250, scored, 5000 - scored);
            if (told.kind !== "left") continue;
            if (told.seconds > before) {
              expect(told.isLonger).toBe(true);
              wasLonger++;
            }
            before = told.seconds;
          }
          expect(wasLonger).toBeLessThan(steps.length / 2);
        },
      ),
    );
  });

  it("owns up to a run that became ten times slower", () => {
    const left = createTimeLeft();
    for (let ms = 0; ms <= 10_000; ms += 250) left.update(ms, ms / 50, 1000 - ms / 50);
    let told: TimeLeft = { kind: "working-out" };
    for (let ms = 10_250; ms <= 40_000; ms += 500) {
      const scored = 200 + (ms - 10_000) / 500;
      told = left.update(ms, scored, 1000 - scored);
    }
    // 740 images are left, two a second.
    expect(told).toMatchObject({ kind: "left", isLonger: true });
    expect(secondsOf(told)).toBeGreaterThan(300);
  });
});
