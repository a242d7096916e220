import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureBackground } from "../../src/images/measure-background.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";

function picture(
  widthPx: number,
  heightPx: number,
  at: (x: number, y: number) => readonly [number, number, number],
): Pixels {
  const values = Array.from({ length: widthPx * heightPx }, (_, i) =>
    at(i % widthPx, Math.floor(i / widthPx)),
  );
  return { widthPx, heightPx, channels: 3, bitDepth: 8, data: Uint8Array.from(values.flat()) };
}

const MIDDLE = Float64Array.of(0.25, 0.25, 0.5, 0.5);

describe("measureBackground", () => {
  it("sees nothing of what is inside the boxes", () => {
    const isInside = (x: number, y: number) => x >= 2 && x < 6 && y >= 2 && y < 6;
    const green = picture(8, 8, (x, y) => (isInside(x, y) ? [x * 30, y * 30, 255] : [0, 255, 0]));
    const found = measureBackground(green, MIDDLE);
    // 2g − r − b of pure green is 2; luma of green by ITU-R BT.601 is 0.587.
    expect(found).toMatchObject({ warmth: 0, greenness: 2, texture: 0 });
    expect(found?.brightness).toBeCloseTo(0.587, 2);
  });

  it("tells warm from cold by red less blue", () => {
    const warm = measureBackground(
      picture(4, 4, () => [204, 0, 102]),
      MIDDLE,
    );
    expect(warm?.warmth).toBeCloseTo(0.4, 12);
    // Shares ⅔, 0, ⅓: 2g − r − b = −1.
    expect(warm?.greenness).toBeCloseTo(-1, 12);
  });

  it("measures texture by steps between neighbours that are both outside", () => {
    const stripes = picture(4, 4, (x) => (x % 2 === 0 ? [0, 0, 0] : [255, 255, 255]));
    // Without a box: 12 steps of 1 to the right, 12 of 0 below.
    expect(measureBackground(stripes, new Float64Array(0))?.texture).toBeCloseTo(0.5, 12);
    // The left half covered: 4 steps of 1 to the right, 6 of 0 below.
    const half = measureBackground(stripes, Float64Array.of(0, 0, 0.5, 1));
    expect(half?.texture).toBeCloseTo(0.4, 12);
  });

  it("says nothing where the boxes leave nothing", () => {
    const grey = picture(10, 10, () => [9, 9, 9]);
    expect(measureBackground(grey, Float64Array.of(0, 0, 1, 1))).toBeNull();
    expect(measureBackground(grey, Float64Array.of(0, 0, 1, 0.9))).not.toBeNull();
  });

  it("does not depend on what is inside, wherever boxes are", () => {
    const side = 6;
    const part = fc.integer({ min: 0, max: side });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(part, part, part, part), { maxLength: 3 }),
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 108, maxLength: 108 }),
        fc.integer({ min: 0, max: 255 }),
        (raw, values, other) => {
          const boxes = raw.map(([x, y, w, h]) => [
            x / side,
            y / side,
            Math.min(w, side - x) / side,
            Math.min(h, side - y) / side,
          ]);
          const covers = (px: number, py: number) =>
            raw.some(([x, y, w, h]) => px >= x && px < x + w && py >= y && py < y + h);
          const at = (x: number, y: number) =>
            [0, 1, 2].map((c) => values[3 * (side * y + x) + c]!) as [number, number, number];
          const plain = picture(side, side, at);
          const filled = picture(side, side, (x, y) =>
            covers(x, y) ? [other, other, other] : at(x, y),
          );
          const box = Float64Array.from(boxes.flat());
          expect(measureBackground(filled, box)).toEqual(measureBackground(plain, box));
          const open = Array.from({ length: side * side }, (_, i) => [
            i % side,
            Math.floor(i / side),
          ]).filter(([x = 0, y = 0]) => !covers(x, y));
          const found = measureBackground(plain, box);
          if (open.length === 0) expect(found).toBeNull();
          else {
            const warmth = open.reduce((sum, [x = 0, y = 0]) => {
              const [red, , blue] = at(x, y);
              return sum + (red - blue) / 255 / open.length;
            }, 0);
            expect(found?.warmth).toBeCloseTo(warmth, 10);
          }
        },
      ),
    );
  });
});
