import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridShape, placeOfKey, rowsSeen } from "../../src/web/app/grid-places.js";
import { createPictureCache } from "../../src/web/app/picture-cache.js";

describe("the grid of the gallery", () => {
  it("has a place for every image, and few rows at a time", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 120, max: 3000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (width, count, share) => {
          const shape = gridShape(width, count);
          expect(shape.rows * shape.columns).toBeGreaterThanOrEqual(count);
          expect((shape.rows - 1) * shape.columns).toBeLessThan(count);
          const top = share * Math.max(0, shape.rows * shape.rowPx - 800);
          const { from, to } = rowsSeen(shape, top, 800);
          // What is seen is there, and not much more.
          expect(from * shape.rowPx).toBeLessThanOrEqual(top);
          expect(to).toBe(Math.min(shape.rows, Math.ceil((top + 800) / shape.rowPx) + 1));
          expect(to - from).toBeLessThanOrEqual(Math.ceil(800 / shape.rowPx) + 3);
        },
      ),
    );
  });

  it("has larger tiles where that is asked, and one a row on a phone", () => {
    const columns = (width: number) =>
      (["S", "M", "L"] as const).map((size) => gridShape(width, 50, size).columns);
    expect(columns(1200)).toEqual([7, 3, 2]);
    expect(columns(358)).toEqual([2, 1, 1]);
  });

  it("goes from image to image by keys, and never out of it", () => {
    const shape = { columns: 4, tilePx: 100, rowPx: 180, rows: 3 };
    const go = (key: string, at: number) => placeOfKey(key, at, shape, 10, 2);
    expect([go("ArrowRight", 3), go("ArrowLeft", 0), go("ArrowRight", 9)]).toEqual([4, 0, 9]);
    expect([go("ArrowDown", 1), go("ArrowDown", 7), go("ArrowUp", 5), go("ArrowUp", 2)]).toEqual([
      5, 7, 1, 2,
    ]);
    expect([go("PageDown", 1), go("PageUp", 9), go("Home", 5), go("End", 0)]).toEqual([9, 1, 0, 9]);
    expect(go("x", 1)).toBeNull();
  });
});

describe("pictures that are kept", () => {
  const picture = { widthPx: 10, heightPx: 10, rgba: new Uint8ClampedArray(400) };
  const bytesOf = ({ rgba }: typeof picture) => rgba.byteLength;
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

  it("are as many as there is room for; those not seen for longest go first", async () => {
    const loaded: number[] = [];
    const cache = createPictureCache(
      async (item) => {
        loaded.push(item);
        return picture;
      },
      () => {},
      1500,
      bytesOf,
    );
    cache.want([1, 2, 3]);
    await settled();
    expect(cache.get(1)).toBe(picture);
    cache.want([4]);
    await settled();
    // Four take 464 bytes each; 2 was not asked for.
    expect(cache.bytes).toBeLessThanOrEqual(1500);
    expect([1, 2, 3, 4].map((item) => cache.get(item) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(loaded).toEqual([1, 2, 3, 4]);
  });

  it("are fetched for what is seen now, not for what was scrolled past", async () => {
    const waiting: (() => void)[] = [];
    const loaded: number[] = [];
    const cache = createPictureCache(
      (item) => {
        loaded.push(item);
        return new Promise((resolve) => waiting.push(() => resolve(picture)));
      },
      () => {},
      10_000,
      bytesOf,
    );
    cache.want(Array.from({ length: 100 }, (_, i) => i));
    cache.want([500, 501]);
    for (let i = 0; i < 6; i++) {
      waiting.shift()?.();
      await settled();
    }
    expect(loaded).toEqual([0, 1, 500, 501]);
  });

  it("say that there is no picture, once", async () => {
    let asked = 0;
    const cache = createPictureCache(
      async () => {
        asked++;
        throw new Error("gone");
      },
      () => {},
      10_000,
      bytesOf,
    );
    cache.want([1]);
    await settled();
    cache.want([1]);
    await settled();
    expect(cache.get(1)).toBeNull();
    expect(asked).toBe(1);
  });
});
