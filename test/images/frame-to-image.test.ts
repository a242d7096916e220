import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxesToImage, fitToFrame, frameToImage } from "../../src/images/fit.js";
import type { FitRule, InputRule } from "../../src/images/input-rule.js";
import { imageToTensor } from "../../src/images/to-tensor.js";

const LETTERBOX = {
  padValue: 0,
  padStage: "before-normalisation",
  sizeRounding: "floor",
  padRounding: "floor",
  minimumSidePx: 1,
  upscale: true,
} as const;

const FITS: readonly FitRule[] = [
  { kind: "stretch" },
  { kind: "letterbox-center", ...LETTERBOX },
  { kind: "letterbox-topleft", ...LETTERBOX },
  { kind: "crop", shorterSidePx: 96 },
];

/** A grey frame of 96 × 80, values 0 to 255. */
const ruleOf = (fit: FitRule): InputRule => ({
  layout: "NCHW",
  heightPx: 80,
  widthPx: 96,
  dtype: "float32",
  channelOrder: "grey",
  scaleRange: [0, 255],
  mean: [0],
  std: [1],
  grey: "repeat",
  alphaChannel: "drop",
  iccProfile: "ignore",
  resize: { rule: "pillow", filter: "bilinear", fit },
});

/** Centre of mass of a tensor, in continuous pixels of the frame. */
function centre(data: ArrayLike<number>, width: number): readonly [number, number] {
  let [total, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    total += data[i]!;
    x += data[i]! * ((i % width) + 0.5);
    y += data[i]! * (Math.floor(i / width) + 0.5);
  }
  return [x / total, y / total];
}

/** A black picture with a white square, by stored pixels. */
function picture(w: number, h: number, x: number, y: number, side: number, orientation: number) {
  const data = new Uint8Array(w * h);
  for (let row = y; row < y + side; row++) data.fill(255, row * w + x, row * w + x + side);
  const pixels = { widthPx: w, heightPx: h, channels: 1, bitDepth: 8, data } as const;
  return { pixels, format: "png", orientation, notes: [] };
}

describe("frameToImage", () => {
  it.each(FITS)("leads from the middle of a thing in the tensor to its middle: $kind", (fit) => {
    // The square is in the part that every fit shows; 9 pixels of it survive any resize.
    for (const [w, h] of [
      [200, 150],
      [150, 200],
      [70, 60],
    ] as const) {
      const [x, y, side] = [Math.floor(w / 2) - 12, Math.floor(h / 2) - 10, 9];
      const tensor = imageToTensor(picture(w, h, x, y, side, 1), ruleOf(fit));
      const { leftPx, topPx, scaleX, scaleY } = frameToImage(tensor.geometry);
      const [fx, fy] = centre(tensor.data, 96);
      // Pillow rounds to 8 bit, which moves a centre of mass by hundredths of a pixel.
      expect(Math.abs((fx - leftPx) / scaleX - (x + side / 2))).toBeLessThan(0.05);
      expect(Math.abs((fy - topPx) / scaleY - (y + side / 2))).toBeLessThan(0.05);
    }
  });

  it("leads to the picture as it is displayed, whatever way it is stored", () => {
    // Orientation 6: stored (x, y) is displayed at (height − 1 − y, x).
    const [w, h, x, y, side] = [150, 100, 40, 60, 9];
    const tensor = imageToTensor(picture(w, h, x, y, side, 6), ruleOf(FITS[1]!));
    const { leftPx, topPx, scaleX, scaleY } = frameToImage(tensor.geometry);
    const [fx, fy] = centre(tensor.data, 96);
    expect([tensor.geometry.imageWidthPx, tensor.geometry.imageHeightPx]).toEqual([h, w]);
    expect(Math.abs((fx - leftPx) / scaleX - (h - y - side / 2))).toBeLessThan(0.05);
    expect(Math.abs((fy - topPx) / scaleY - (x + side / 2))).toBeLessThan(0.05);
  });

  it("gives boxes back that were put into the frame, by either scale", () => {
    const side = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...FITS),
        fc.constantFrom("resized-sides", "letterbox-ratio"),
        ...([
          side,
          side,
          fc.float64Array({ minLength: 4, maxLength: 4, noNaN: true, min: -9999, max: 9999 }),
        ] as const),
        (fit, scaleBack, w, h, box) => {
          const geometry = fitToFrame(fit, w, h, 416, 320);
          const { leftPx, topPx, scaleX, scaleY } = frameToImage(geometry, scaleBack);
          const [x = 0, y = 0, bw = 0, bh = 0] = box;
          const inFrame = [x * scaleX + leftPx, y * scaleY + topPx, bw * scaleX, bh * scaleY];
          const back = boxesToImage(inFrame, geometry, scaleBack);
          for (const [i, value] of box.entries()) {
            const least = Math.min(scaleX, scaleY);
            expect(Math.abs(back[i]! - value)).toBeLessThan(1e-11 * (1e4 + 4000 / least));
          }
        },
      ),
    );
  });

  it("takes the letterbox's ratio from before its sides were rounded", () => {
    // 416/640 = 0.65, and 427·0.65 = 277.55, of which 277 pixels were made.
    const geometry = fitToFrame(FITS[2]!, 640, 427, 416, 416);
    expect(frameToImage(geometry, "letterbox-ratio")).toMatchObject({ scaleX: 0.65, scaleY: 0.65 });
    expect(frameToImage(geometry)).toMatchObject({ scaleX: 0.65, scaleY: 277 / 427 });
    const stretched = fitToFrame({ kind: "stretch" }, 640, 427, 416, 416);
    expect(frameToImage(stretched, "letterbox-ratio")).toEqual(frameToImage(stretched));
  });
});
