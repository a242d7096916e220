import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { sightingsPerArea } from "../../src/statistics/point-transect.js";

/** Animals evenly over a disc, each seen with exp(−r²/2σ²). */
function survey(perArea: number, sigma: number, furthest: number, random: { uniform(): number }) {
  const animals = Math.round(perArea * Math.PI * furthest * furthest);
  let [count, squares] = [0, 0];
  for (let i = 0; i < animals; i++) {
    const square = furthest * furthest * random.uniform();
    if (random.uniform() >= Math.exp(-square / (2 * sigma * sigma))) continue;
    count++;
    squares += square;
  }
  return { count, squares };
}

describe("sightings at points", () => {
  it.each([
    [4, 20],
    [8, 12],
    [30, 15],
  ])("give the density that animals were put down in, σ %d, seen to %d m", (sigma, furthest) => {
    const random = createRandom(5, sigma);
    let mean = 0;
    for (let run = 0; run < 200; run++) {
      const found = survey(2, sigma, furthest, random);
      mean += sightingsPerArea(found, furthest)! / 200;
    }
    // No thinning at all is a bound of what can be: where there is little, few surveys are above.
    expect(mean / 2).toBeGreaterThan(0.93);
    expect(mean / 2).toBeLessThan(1.07);
  });

  it("are counted over the whole disc where they do not thin out", () => {
    expect(sightingsPerArea({ count: 10, squares: 10 * 0.6 * 25 }, 5)).toBeCloseTo(
      10 / (25 * Math.PI),
      12,
    );
    expect(sightingsPerArea({ count: 0, squares: 0 }, 5)).toBeNull();
  });

  it("do not change with the unit of distance but for the area's", () => {
    const one = sightingsPerArea({ count: 50, squares: 50 * 9 }, 10)!;
    expect(sightingsPerArea({ count: 50, squares: 50 * 9e4 }, 1000)).toBeCloseTo(one / 1e4, 12);
  });
});
