import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clamp, cloudNoise, latticeNoise, smoothStep, valueNoise } from "../../src/demo/noise.js";

const whole = fc.integer({ min: -100_000, max: 100_000 });
const seeds = fc.integer({ min: 0, max: 0xffff_ffff });
const place = fc.double({ min: -1000, max: 1000, noNaN: true });

/** The hash of `latticeNoise` in exact integers: slow and obvious. */
function latticeNoiseOfBigInts(x: number, y: number, seed: number): number {
  const mask = 0xffff_ffffn;
  const wrap = (value: bigint): bigint => ((value % 2n ** 32n) + 2n ** 32n) & mask;
  let h = wrap(BigInt(x) * 0x9e3779b1n) ^ wrap(BigInt(y) * 0x85ebca77n) ^ BigInt(seed);
  h = ((h ^ (h >> 15n)) * 0x2c1b3c6dn) & mask;
  h = ((h ^ (h >> 12n)) * 0x297a2d39n) & mask;
  return Number(h ^ (h >> 15n)) / 2 ** 32;
}

describe("latticeNoise", () => {
  it("agrees with exact integers", () => {
    fc.assert(
      fc.property(whole, whole, seeds, (x, y, seed) => {
        expect(latticeNoise(x, y, seed)).toBe(latticeNoiseOfBigInts(x, y, seed));
      }),
    );
  });

  it("fills [0, 1) evenly over a picture", () => {
    const cells = new Float64Array(16);
    const n = 192 * 144;
    for (let i = 0; i < n; i++)
      cells[Math.floor(16 * latticeNoise(i % 192, Math.floor(i / 192), 7))]! += 1;
    const expected = n / 16;
    const chiSquared = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(Math.abs(chiSquared - 15)).toBeLessThan(5 * Math.sqrt(2 * 15));
  });
});

describe("valueNoise", () => {
  it("is the lattice's own value at whole places", () => {
    fc.assert(
      fc.property(whole, whole, seeds, (x, y, seed) => {
        expect(valueNoise(x, y, seed)).toBe(latticeNoise(x, y, seed));
      }),
    );
  });

  it("stays in [0, 1], also in a sum of octaves, and has no jumps", () => {
    fc.assert(
      fc.property(place, place, seeds, (x, y, seed) => {
        const here = valueNoise(x, y, seed);
        const clouds = cloudNoise(x, y, seed, 4);
        expect(Math.min(here, clouds)).toBeGreaterThanOrEqual(0);
        expect(Math.max(here, clouds)).toBeLessThanOrEqual(1);
        // The cubic's steepest slope is 1.5 between corners that differ by at most 1.
        expect(Math.abs(valueNoise(x + 1e-3, y, seed) - here)).toBeLessThanOrEqual(1.6e-3);
      }),
    );
  });
});

describe("clamp and smoothStep", () => {
  it("keep to their ends", () => {
    expect([clamp(-1, 0, 2), clamp(1, 0, 2), clamp(3, 0, 2)]).toEqual([0, 1, 2]);
    expect([-1, 0, 0.25, 0.5, 1, 2].map((v) => smoothStep(0, 1, v))).toEqual([
      0, 0, 0.15625, 0.5, 1, 1,
    ]);
    expect([0, 0.5, 1].map((v) => smoothStep(1, 0, v))).toEqual([1, 0.5, 0]);
  });
});
