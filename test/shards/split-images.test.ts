import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageSeconds, measureSpeed, splitImages } from "../../src/shards/split-images.js";

const sizes = fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 60 });
const speed = { imageMs: 20, megabyteMs: 30, measured: 12 };

describe("images in shards", () => {
  it("are each in one shard, in their order, and no shard is empty", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.boolean(), (bytes, some, isMeasured) => {
        const count = 1 + (some % bytes.length);
        const starts = splitImages(bytes, count, isMeasured ? speed : null);
        expect(starts).toHaveLength(count + 1);
        expect(starts[0]).toBe(0);
        expect(starts[count]).toBe(bytes.length);
        for (let k = 0; k < count; k++) expect(starts[k + 1]).toBeGreaterThan(starts[k]!);
      }),
    );
  });

  it("take as long as the mean, give or take the longest image", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (bytes, some) => {
        const longest = Math.max(...bytes.map((one) => imageSeconds(one, speed)));
        const all = bytes.reduce((sum, one) => sum + imageSeconds(one, speed), 0);
        const count = 1 + (some % Math.ceil(bytes.length / 4));
        // Shards that get an image whether it fits or not are another matter.
        fc.pre(all / count > longest);
        const starts = splitImages(bytes, count, speed);
        for (let k = 0; k < count; k++) {
          const own = bytes.slice(starts[k], starts[k + 1]);
          const seconds = own.reduce((sum, one) => sum + imageSeconds(one, speed), 0);
          expect(Math.abs(seconds - all / count)).toBeLessThanOrEqual(longest * (1 + 1e-9));
        }
      }),
    );
  });

  it("are as many each where nothing was measured", () => {
    expect([...splitImages(new Array(10).fill(7), 5, null)]).toEqual([0, 2, 4, 6, 8, 10]);
  });
});

describe("the speed of images", () => {
  it("is the line that they lie on", () => {
    const bytes = [0.5e6, 1e6, 4e6];
    const found = measureSpeed(
      bytes,
      bytes.map((one) => 12 + (3 * one) / 1e6),
    );
    expect(found?.imageMs).toBeCloseTo(12, 10);
    expect(found?.megabyteMs).toBeCloseTo(3, 10);
    expect(found?.measured).toBe(3);
  });

  it("never says that larger images take less time, or an empty one less than none", () => {
    const falling = measureSpeed([1e6, 2e6, 3e6], [30, 20, 10]);
    expect(falling).toEqual({ imageMs: 20, megabyteMs: 0, measured: 3 });
    const steep = measureSpeed([1e6, 2e6], [1, 50]);
    expect(steep?.imageMs).toBe(0);
    expect(steep?.megabyteMs).toBeGreaterThan(0);
  });

  it("is not told by a clock that stands still", () => {
    expect(measureSpeed([1e6, 2e6], [0, 0])).toBeNull();
  });
});
