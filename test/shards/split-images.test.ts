import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  imageSeconds,
  measureSpeed,
  shardsWithin,
  splitImages,
  startsShare,
} from "../../src/shards/split-images.js";

const sizes = fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 60 });
const speed = { imageMs: 20, megabyteMs: 30, measured: 12, startMs: 1000 };

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

describe("how many shards there are to be", () => {
  it("is as many as cost a twentieth, of two minutes at least where they are many", () => {
    // 1 s a start: 20 s of images for each, and for plan and join.
    expect(shardsWithin(39, 1000, speed)).toBe(1);
    expect(shardsWithin(59.9, 1000, speed)).toBe(1);
    expect(shardsWithin(60, 1000, speed)).toBe(2);
    expect(shardsWithin(1300, 100_000, speed)).toBe(64);
    expect(shardsWithin(7200, 100_000, speed)).toBe(64);
    expect(shardsWithin(12_000, 100_000, speed)).toBe(100);
    expect(shardsWithin(12_000, 7, speed)).toBe(7);
  });

  it("never lets starts take more, but for the one that cannot be left out", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 0, max: 1e6 }),
        (s, startMs) => {
          const here = { ...speed, startMs };
          const count = shardsWithin(s, 1e9, here);
          expect(count).toBeGreaterThanOrEqual(1);
          if (count > 1)
            expect(startsShare(count, s, here)).toBeLessThanOrEqual(0.05 * (1 + 1e-12));
        },
      ),
    );
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
