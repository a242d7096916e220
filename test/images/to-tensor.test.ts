import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { halfFloatBits } from "../../src/images/half-float.js";
import type { InputRule, LetterboxFit } from "../../src/images/input-rule.js";
import type { DecodedImage, Pixels } from "../../src/images/pixel-decoder.js";
import { resizePillow } from "../../src/images/resize-pillow.js";
import { imageToTensor } from "../../src/images/to-tensor.js";
import { noise } from "../contract/pixel-decoder.js";
import { throwsCode } from "../support/throws-code.js";

/** The identity: a tensor that holds the pixels of a picture of 2 × 1. */
const RULE: InputRule = {
  layout: "NCHW",
  heightPx: 1,
  widthPx: 2,
  dtype: "float32",
  channelOrder: "RGB",
  scaleRange: [0, 255],
  mean: [0],
  std: [1],
  grey: "repeat",
  alphaChannel: "drop",
  iccProfile: "ignore",
  resize: { rule: "interpolate", filter: "bilinear", fit: { kind: "stretch" } },
};
const LETTERBOX: LetterboxFit = {
  kind: "letterbox-center",
  padValue: 114,
  padStage: "before-normalisation",
  sizeRounding: "floor",
  padRounding: "floor",
  minimumSidePx: 1,
  upscale: false,
};

function decoded(pixels: Pixels, orientation = 1): DecodedImage {
  return { pixels, format: "png", orientation, notes: [] };
}

function pair(channels: Pixels["channels"], ...values: number[]): DecodedImage {
  const data = Uint8Array.from(values);
  return decoded({ widthPx: 2, heightPx: 1, channels, bitDepth: 8, data });
}

const TWO_COLOURS = pair(3, 10, 20, 30, 40, 50, 60);

function tensor(image: DecodedImage, rule: Partial<InputRule>): number[] {
  return Array.from(imageToTensor(image, { ...RULE, ...rule }).data);
}

describe("imageToTensor", () => {
  it("lays channels out as planes or side by side, in RGB or BGR", () => {
    expect(tensor(TWO_COLOURS, {})).toEqual([10, 40, 20, 50, 30, 60]);
    expect(tensor(TWO_COLOURS, { layout: "NHWC" })).toEqual([10, 20, 30, 40, 50, 60]);
    expect(tensor(TWO_COLOURS, { channelOrder: "BGR" })).toEqual([30, 60, 20, 50, 10, 40]);
    expect(tensor(TWO_COLOURS, { channelOrder: "BGR", layout: "NHWC" })).toEqual([
      30, 20, 10, 60, 50, 40,
    ]);
  });

  it("scales, then subtracts mean and divides by std of the channel order", () => {
    const image = pair(3, 0, 51, 255, 255, 0, 51);
    const rule = { scaleRange: [-1, 1], mean: [1, 2, 3], std: [2, 4, 8] } as const;
    // 0, 51 and 255 become −1, −0.6 and 1.
    const want = [-1, 0, (-0.6 - 2) / 4, -0.75, -0.25, (-0.6 - 3) / 8];
    tensor(image, rule).forEach((value, i) => {
      expect(value).toBeCloseTo(want[i]!, 6);
    });
    // In BGR the first mean belongs to blue.
    expect(tensor(image, { ...rule, channelOrder: "BGR" })[0]).toBeCloseTo(0, 6);
  });

  it("repeats grey over three channels, or refuses it where the card says so", () => {
    expect(tensor(pair(1, 7, 9), {})).toEqual([7, 9, 7, 9, 7, 9]);
    expect(() => tensor(pair(1, 7, 9), { grey: "refuse" })).toThrow(
      throwsCode("image/unsupported"),
    );
    expect(tensor(pair(1, 7, 9), { grey: "refuse", channelOrder: "grey" })).toEqual([7, 9]);
  });

  it("makes luma of colour for a model of one channel", () => {
    // (19595·10 + 38470·20 + 7471·30 + 32768) >> 16 = 18, and 48 for the second.
    expect(tensor(TWO_COLOURS, { channelOrder: "grey" })).toEqual([18, 48]);
    expect(imageToTensor(TWO_COLOURS, { ...RULE, channelOrder: "grey" }).channels).toBe(1);
  });

  it("drops alpha or puts the picture on white or black, with a note", () => {
    const image = pair(4, 100, 200, 0, 255, 100, 200, 0, 51);
    expect(tensor(image, {})).toEqual([100, 100, 200, 200, 0, 0]);
    // α = 51/255 = 0.2: 100·0.2 + 255·0.8 = 224, 200·0.2 + 204 = 244, 204.
    expect(tensor(image, { alphaChannel: "white" })).toEqual([100, 224, 200, 244, 0, 204]);
    expect(tensor(image, { alphaChannel: "black" })).toEqual([100, 20, 200, 40, 0, 0]);
    expect(tensor(pair(2, 100, 255, 100, 0), { alphaChannel: "white" })).toEqual([
      100, 255, 100, 255, 100, 255,
    ]);
    expect(imageToTensor(image, RULE).notes).toEqual(["image/alpha-flattened"]);
    const opaque = pair(4, 1, 2, 3, 255, 4, 5, 6, 255);
    expect(imageToTensor(opaque, RULE).notes).toEqual([]);
  });

  it("turns the picture upright before anything else, and says so", () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const image = decoded({ widthPx: 3, heightPx: 2, channels: 1, bitDepth: 8, data }, 6);
    const rule = { ...RULE, widthPx: 2, heightPx: 3, channelOrder: "grey" } as const;
    const { data: values, notes, geometry } = imageToTensor(image, rule);
    expect(Array.from(values)).toEqual([4, 1, 5, 2, 6, 3]);
    expect(notes).toEqual(["image/orientation-applied"]);
    expect([geometry.imageWidthPx, geometry.imageHeightPx]).toEqual([2, 3]);
  });

  it("takes 65535 of 16 bits for 255, in steps finer than a level", () => {
    const data = Uint16Array.of(65535, 257 * 3 + 1);
    const image = decoded({ widthPx: 2, heightPx: 1, channels: 1, bitDepth: 16, data });
    const [white, fine] = tensor(image, { channelOrder: "grey" });
    expect(white).toBe(255);
    expect(fine).toBeCloseTo(3 + 1 / 257, 5);
    const pillow = { ...RULE.resize, rule: "pillow" } as const;
    expect(tensor(image, { channelOrder: "grey", resize: pillow })).toEqual([255, 3]);
    expect(imageToTensor(image, RULE).notes).toEqual(["image/depth-reduced"]);
  });

  it("pads before normalisation, or with the value itself after it", () => {
    const rule = { widthPx: 4, mean: [14], std: [100] };
    const before = { ...RULE.resize, fit: LETTERBOX };
    const image = pair(1, 114, 214);
    const grey = { ...rule, channelOrder: "grey", resize: before } as const;
    expect(tensor(image, grey)).toEqual([1, 1, 2, 1]);
    const after = { ...LETTERBOX, padValue: 0, padStage: "after-normalisation" } as const;
    expect(tensor(image, { ...grey, resize: { ...before, fit: after } })).toEqual([0, 1, 2, 0]);
  });

  it("pads a crop that is larger than the picture with black", () => {
    const fit = { kind: "crop", shorterSidePx: 1 } as const;
    const resize = { ...RULE.resize, fit };
    const rule = { widthPx: 4, heightPx: 3, channelOrder: "grey", mean: [5], resize } as const;
    expect(tensor(pair(1, 100, 200), rule)).toEqual([
      -5, -5, -5, -5, -5, 95, 195, -5, -5, -5, -5, -5,
    ]);
  });

  it("puts Pillow's picture into the frame to the bit", () => {
    const source = noise(31, 22, 3, 8);
    const fit = { ...LETTERBOX, sizeRounding: "round" } as const;
    const resize = { rule: "pillow", filter: "lanczos", fit } as const;
    const rule = { ...RULE, widthPx: 16, heightPx: 16, layout: "NHWC", resize } as const;
    const { data, geometry } = imageToTensor(decoded(source), rule);
    expect([geometry.resizedWidthPx, geometry.resizedHeightPx, geometry.topPx]).toEqual([
      16, 11, 2,
    ]);
    const resized = resizePillow(source, 16, 11, "lanczos").data;
    expect(Array.from(data.subarray(2 * 48, 13 * 48))).toEqual(Array.from(resized));
    expect(new Set(data.subarray(0, 96))).toEqual(new Set([114]));
    expect(new Set(data.subarray(13 * 48))).toEqual(new Set([114]));
  });

  it("writes into the array it is given, and nowhere else", () => {
    const batch = new Float32Array(18).fill(-1);
    const { data } = imageToTensor(TWO_COLOURS, RULE, batch.subarray(6, 12));
    expect(data.buffer).toBe(batch.buffer);
    expect(Array.from(batch)).toEqual([
      -1, -1, -1, -1, -1, -1, 10, 40, 20, 50, 30, 60, -1, -1, -1, -1, -1, -1,
    ]);
    const error = throwsCode("argument/length-mismatch");
    expect(() => imageToTensor(TWO_COLOURS, RULE, new Float32Array(5))).toThrow(error);
    const bytes = { ...RULE, dtype: "uint8" } as const;
    expect(() => imageToTensor(TWO_COLOURS, bytes, new Float32Array(6))).toThrow(error);
  });

  it("gives bytes and half floats", () => {
    const image = pair(1, 1, 255);
    const grey = { ...RULE, channelOrder: "grey", scaleRange: [0, 510] } as const;
    const bytes = imageToTensor(image, { ...grey, dtype: "uint8" }).data;
    expect(bytes).toEqual(Uint8Array.of(2, 255));
    const half = imageToTensor(image, { ...grey, dtype: "float16" }).data;
    expect(half).toEqual(Uint16Array.of(0x4000, 0x5ff8)); // 2 and 510
  });

  it("refuses rules that it would otherwise have to guess at", () => {
    const error = throwsCode("image/rule-unsupported");
    expect(() => tensor(TWO_COLOURS, { iccProfile: "convert" })).toThrow(error);
    expect(() => tensor(TWO_COLOURS, { mean: [1, 2] })).toThrow(error);
    expect(() => tensor(TWO_COLOURS, { std: [] })).toThrow(error);
    const resize = { ...RULE.resize, filter: "lanczos" } as const;
    expect(() => tensor(TWO_COLOURS, { resize })).toThrow(error);
  });

  it("gives the same numbers in both layouts, whatever the picture and the frame", () => {
    const side = fc.integer({ min: 1, max: 20 });
    const rule = fc.constantFrom("interpolate" as const, "pillow" as const);
    fc.assert(
      fc.property(side, side, side, side, rule, (w, h, widthPx, heightPx, name) => {
        const image = decoded(noise(w, h, 3, 8));
        const resize = { rule: name, filter: "bilinear", fit: LETTERBOX } as const;
        const planes = tensor(image, { widthPx, heightPx, resize });
        const pixels = tensor(image, { widthPx, heightPx, resize, layout: "NHWC" });
        const n = widthPx * heightPx;
        expect(planes).toEqual(planes.map((_, i) => pixels[(i % n) * 3 + Math.floor(i / n)]));
      }),
      { seed: 8 },
    );
  });
});

describe("halfFloatBits", () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [3 * 2 ** -25, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.5 / 1024, 0x4000],
  ])("writes %d as IEEE 754 has it", (value, bits) => {
    expect(halfFloatBits(value)).toBe(bits);
  });

  it("keeps NaN, and never lies nearer to another half than to its own", () => {
    const back = (bits: number) => {
      const sign = bits >> 15 === 0 ? 1 : -1;
      const exponent = (bits >> 10) & 31;
      const fraction = bits & 1023;
      return exponent === 0
        ? (sign * fraction) / 2 ** 24
        : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    };
    const nan = halfFloatBits(Number.NaN);
    expect([(nan >> 10) & 31, (nan & 1023) > 0]).toEqual([31, true]);
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const bits = halfFloatBits(value);
        const error = Math.abs(back(bits) - value);
        for (const other of [bits - 1, bits + 1]) {
          if ((other & 0x7c00) === 0x7c00 || other >> 15 !== bits >> 15) continue;
          expect(Math.abs(back(other) - value)).toBeGreaterThanOrEqual(error);
        }
      }),
      { seed: 9 },
    );
  });
});
