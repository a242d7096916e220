import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import {
  activityBandwidth,
  activityOfMoments,
  activityOnGrid,
  gridOverlap,
  lastOrder,
  momentsWithout,
  timeMoments,
} from "../../src/statistics/activity.js";

const RANDOM = createRandom(5, 0);
/** Times about a peak, as far as `spread` radians from it. */
const timesAbout = (peak: number, spread: number, n: number): number[] =>
  Array.from({ length: n }, () => peak + spread * (RANDOM.uniform() + RANDOM.uniform() - 1));

describe("activity from the moments of times", () => {
  it.each([0.01, 0.7, 12, 161, 900, 30_000])(
    "makes the curve of kernels of concentration %d that their sum makes",
    (concentration) => {
      const times = [...timesAbout(1, 2, 60), ...timesAbout(4, 0.3, 15)];
      const moments = timeMoments(times, lastOrder(concentration));
      const found = activityOfMoments(moments, concentration);
      const summed = activityOnGrid(times, concentration);
      expect(gridOverlap(found, summed)).toBeCloseTo(1, 11);
      const [a, b] = [found, summed].map((one) => one.reduce((sum, x) => sum + x, 0));
      for (const [j, x] of summed.entries()) expect(found[j]! / a!).toBeCloseTo(x / b!, 11);
    },
  );

  it("is that of the rest where a part is taken off", () => {
    const [rest, part] = [timesAbout(1, 3, 40), timesAbout(2, 0.5, 9)];
    const all = timeMoments([...part, ...rest], 40);
    const without = momentsWithout(all, timeMoments(part, 40));
    const own = timeMoments(rest, 40);
    for (let k = 0; k <= 40; k++) {
      expect(without.cos[k]).toBeCloseTo(own.cos[k]!, 12);
      expect(without.sin[k]).toBeCloseTo(own.sin[k]!, 12);
    }
    expect(activityBandwidth(without)!.nu).toBeCloseTo(activityBandwidth(rest)!.nu, 10);
  });

  it("is nothing of no times", () => {
    const times = timesAbout(1, 1, 12);
    const none = momentsWithout(timeMoments(times, 30), timeMoments(times, 30));
    expect(activityBandwidth(none)).toBeNull();
    expect(activityOfMoments(none, 3).every((one) => one === 0)).toBe(true);
  });

  it("has the bandwidth of a von Mises distribution whose mean cosine is known", () => {
    // I₁(κ)/I₀(κ) = 0.697774657964008 at κ = 2, by SciPy; ν by its iv.
    const length = 0.697774657964008;
    const moments = { cos: Float64Array.of(1, length, 0, 0), sin: new Float64Array(4) };
    const { kappa, nu } = activityBandwidth({
      cos: moments.cos.map((one) => 100 * one),
      sin: moments.sin,
    })!;
    expect(kappa).toBeCloseTo(2, 12);
    expect(nu).toBeCloseTo(8.4763150808285, 11);
  });
});
