import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxesToImage, fitToFrame, roundHalfEven } from "../../src/images/fit.js";
import type { LetterboxFit } from "../../src/images/input-rule.js";

const LETTERBOX: LetterboxFit = {
  kind: "letterbox-center",
  padValue: 114,
  padStage: "before-normalisation",
  sizeRounding: "floor",
  padRounding: "floor",
  minimumSidePx: 1,
  upscale: true,
};
const SIDE = fc.integer({ min: 1, max: 3000 });

function place(fit: Parameters<typeof fitToFrame>[0], w: number, h: number, W: number, H: number) {
  const { resizedWidthPx, resizedHeightPx, leftPx, topPx } = fitToFrame(fit, w, h, W, H);
  return [resizedWidthPx, resizedHeightPx, leftPx, topPx];
}

describe("fitToFrame", () => {
  it("stretches both sides to the frame", () => {
    expect(place({ kind: "stretch" }, 640, 480, 224, 192)).toEqual([224, 192, 0, 0]);
    expect(fitToFrame({ kind: "stretch" }, 640, 480, 224, 192).scale).toBeNull();
  });

  it("brings the shorter side to size, cuts the longer one down, and takes the centre", () => {
    const crop = { kind: "crop", shorterSidePx: 256 } as const;
    // 256·640/480 = 341.33; (341 − 224)/2 = 58.5, which Python rounds to 58.
    expect(place(crop, 640, 480, 224, 224)).toEqual([341, 256, -58, -16]);
    expect(place(crop, 480, 640, 224, 224)).toEqual([256, 341, -16, -58]);
    // (343 − 224)/2 = 59.5, which Python rounds to 60.
    expect(place({ kind: "crop", shorterSidePx: 256 }, 343, 256, 224, 224)).toEqual([
      343, 256, -60, -16,
    ]);
  });

  it("resizes both sides on their own and takes the centre", () => {
    const fit = { kind: "stretch-crop", resizedHeightPx: 256, resizedWidthPx: 240 } as const;
    expect(place(fit, 640, 480, 224, 224)).toEqual([240, 256, -8, -16]);
    // In square pictures it is what a crop is.
    const crop = { kind: "crop", shorterSidePx: 256 } as const;
    const square = { ...fit, resizedWidthPx: 256 };
    expect(place(square, 500, 500, 224, 224)).toEqual(place(crop, 500, 500, 224, 224));
  });

  it("pads a crop that is larger than the picture, the smaller half to the left and above", () => {
    expect(place({ kind: "crop", shorterSidePx: 8 }, 27, 19, 13, 13)).toEqual([11, 8, 1, 2]);
  });

  it("lets the longer side of a letterbox come out a pixel short, as the references do", () => {
    // 360·(416/360) is 415.99999999999994 in float64.
    expect(place(LETTERBOX, 360, 200, 416, 416)).toEqual([415, 231, 0, 92]);
    expect(place({ ...LETTERBOX, sizeRounding: "round" }, 360, 200, 416, 416)).toEqual([
      416, 231, 0, 92,
    ]);
    expect(place({ ...LETTERBOX, sizeRounding: "ceil" }, 360, 200, 416, 416)).toEqual([
      416, 232, 0, 92,
    ]);
  });

  it("rounds the padding down, or halves to even", () => {
    // 416 − 231 = 185, half of it 92.5; 416 − 233 = 183, half of it 91.5.
    const rounded = { ...LETTERBOX, padRounding: "round" } as const;
    expect(place(rounded, 360, 200, 416, 416)[3]).toBe(92);
    expect(place(rounded, 360, 202, 416, 416)[3]).toBe(92);
    expect(place(LETTERBOX, 360, 202, 416, 416)[3]).toBe(91);
    expect(place({ ...LETTERBOX, kind: "letterbox-topleft" }, 360, 202, 416, 416)).toEqual([
      415, 233, 0, 0,
    ]);
  });

  it("keeps a thin picture at the smallest side", () => {
    expect(place(LETTERBOX, 20_000, 1, 224, 224)).toEqual([224, 1, 0, 111]);
    expect(place({ ...LETTERBOX, minimumSidePx: 8 }, 20_000, 1, 224, 224)).toEqual([
      224, 8, 0, 108,
    ]);
  });

  it("pads a small picture instead of enlarging it, where the card says so", () => {
    expect(place({ ...LETTERBOX, upscale: false }, 100, 50, 224, 224)).toEqual([100, 50, 62, 87]);
    expect(place(LETTERBOX, 100, 50, 224, 224)).toEqual([224, 112, 0, 56]);
  });

  it("never leaves the frame with a letterbox, whatever the rounding", () => {
    const rounding = fc.constantFrom("floor", "round", "ceil");
    const frame = fc.integer({ min: 1, max: 700 });
    fc.assert(
      fc.property(SIDE, SIDE, frame, frame, rounding, fc.boolean(), (w, h, W, H, r, upscale) => {
        const fit = { ...LETTERBOX, sizeRounding: r, upscale };
        const [width = 0, height = 0, left = 0, top = 0] = place(fit, w, h, W, H);
        expect(width >= 1 && height >= 1 && left >= 0 && top >= 0).toBe(true);
        expect(left + width <= W && top + height <= H).toBe(true);
      }),
      { seed: 1 },
    );
  });
});

describe("boxesToImage", () => {
  it("undoes the way of a box into the frame", () => {
    const frame = fc.integer({ min: 8, max: 700 });
    const number = fc.double({ min: -50, max: 3000, noNaN: true });
    fc.assert(
      fc.property(
        SIDE,
        SIDE,
        frame,
        frame,
        fc.array(number, { minLength: 4, maxLength: 4 }),
        (w, h, W, H, box) => {
          const geometry = fitToFrame(LETTERBOX, w, h, W, H);
          const [x = 0, y = 0, width = 0, height = 0] = box;
          const scaleX = geometry.resizedWidthPx / w;
          const scaleY = geometry.resizedHeightPx / h;
          const inFrame = [
            x * scaleX + geometry.leftPx,
            y * scaleY + geometry.topPx,
            width * scaleX,
            height * scaleY,
          ];
          boxesToImage(inFrame, geometry).forEach((value, i) => {
            expect(value).toBeCloseTo(box[i]!, 6);
          });
        },
      ),
      { seed: 2 },
    );
  });

  it("gives no boxes for none", () => {
    const geometry = fitToFrame({ kind: "stretch" }, 4, 4, 2, 2);
    expect(boxesToImage([], geometry)).toEqual(new Float64Array());
  });
});

describe("roundHalfEven", () => {
  it("takes halves to the even number", () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, 2.5001].map(roundHalfEven)).toEqual([
      0, 2, 2, 0, -2, 2, 3,
    ]);
  });
});
