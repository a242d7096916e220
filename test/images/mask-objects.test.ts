import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskObjects } from "../../src/images/mask-objects.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";

function picture(
  widthPx: number,
  heightPx: number,
  at: (x: number, y: number) => readonly number[],
): Pixels {
  const values = Array.from({ length: widthPx * heightPx }, (_, i) =>
    at(i % widthPx, Math.floor(i / widthPx)),
  );
  return { widthPx, heightPx, channels: 3, bitDepth: 8, data: Uint8Array.from(values.flat()) };
}

const colourAt = ({ data, widthPx }: Pixels, x: number, y: number) => [
  ...data.subarray(3 * (y * widthPx + x), 3 * (y * widthPx + x) + 3),
];

const MIDDLE = Float64Array.of(0.25, 0.25, 0.5, 0.5);
const isMiddle = (x: number, y: number) => x >= 2 && x < 6 && y >= 2 && y < 6;

describe("maskObjects", () => {
  it("fills an object with the mean colour of what surrounds it, and changes nothing else", () => {
    // Left half 10, right half 31: around the middle box there is as much of both.
    const plain = picture(8, 8, (x, y) =>
      isMiddle(x, y) ? [255, 0, 255] : x < 4 ? [10, 10, 10] : [31, 31, 31],
    );
    const masked = maskObjects(plain, MIDDLE, "background");
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        // 20.5, halves up.
        const expected = isMiddle(x, y) ? [21, 21, 21] : colourAt(plain, x, y);
        expect(colourAt(masked, x, y)).toEqual(expected);
      }
    }
  });

  it("looks at what is near, and not into other boxes", () => {
    // A box on the far left, the surroundings of which reach 2 pixels; another object beside it.
    const plain = picture(20, 4, (x) =>
      x < 2 ? [200, 0, 0] : x < 3 ? [0, 200, 0] : x < 5 ? [40, 40, 40] : [90, 90, 90],
    );
    const boxes = Float64Array.of(0, 0, 0.1, 1, 0.1, 0, 0.05, 1);
    const masked = maskObjects(plain, boxes, "background");
    expect(colourAt(masked, 0, 0)).toEqual([40, 40, 40]);
    expect(colourAt(masked, 2, 3)).toEqual([40, 40, 40]);
  });

  it("leaves of the background no colour where the objects alone are wanted", () => {
    const plain = picture(8, 8, (x, y) => (isMiddle(x, y) ? [1, 2, 3] : [0, 255, 0]));
    const masked = maskObjects(plain, MIDDLE, "objects");
    expect(colourAt(masked, 0, 0)).toEqual([128, 128, 128]);
    expect(colourAt(masked, 3, 3)).toEqual([1, 2, 3]);
  });

  it("leaves nothing of an object, and nothing of a background", () => {
    const side = 7;
    const part = fc.integer({ min: 0, max: side - 1 });
    const boxes = fc.array(fc.tuple(part, part, part, part), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(boxes, fc.infiniteStream(fc.integer({ min: 0, max: 255 })), (raw, values) => {
        const cut = raw.map(([x, y, w, h]) => [x, y, Math.min(w, side - x), Math.min(h, side - y)]);
        const covers = (px: number, py: number) =>
          cut.some(
            ([x = 0, y = 0, w = 0, h = 0]) => px >= x && px < x + w && py >= y && py < y + h,
          );
        const drawn = Array.from({ length: 6 * side * side }, () => values.next().value);
        const ofBoth = (own: number) =>
          picture(side, side, (x, y) => {
            const i = (y * side + x) * 3 + (covers(x, y) ? own * 3 * side * side : 0);
            return drawn.slice(i, i + 3);
          });
        const fractions = Float64Array.from(cut.flat(), (px) => px / side);
        // Pictures that differ inside the boxes alone are the same without their objects.
        const without = [ofBoth(0), ofBoth(1)].map((one) =>
          maskObjects(one, fractions, "background"),
        );
        expect(without[0]).toEqual(without[1]);
        const alone = maskObjects(ofBoth(0), fractions, "objects");
        for (let y = 0; y < side; y++) {
          for (let x = 0; x < side; x++) {
            const own = colourAt(ofBoth(0), x, y);
            expect(colourAt(alone, x, y)).toEqual(covers(x, y) ? own : [128, 128, 128]);
            if (!covers(x, y)) expect(colourAt(without[0]!, x, y)).toEqual(own);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
