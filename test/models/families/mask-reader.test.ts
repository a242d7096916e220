import { describe, expect, it } from "vitest";
import { unpackMask } from "../../../src/core/masks/label-mask.js";
import { fitToFrame } from "../../../src/images/fit.js";
import type { MaskDecode } from "../../../src/models/families/decode-types.js";
import { createMaskReader } from "../../../src/models/families/segmentation/mask-reader.js";
import type { Tensor } from "../../../src/models/inference-runtime.js";
import { throwsCode } from "../../support/throws-code.js";

const DECODE: MaskDecode = {
  family: "deeplab",
  supported: true,
  output: "maps",
  activation: "none",
  scored: "each",
  resized: "scores",
  threshold: 0,
  comparison: "greater",
  positive: 1,
  ignoreValue: null,
};

const INFO = [{ name: "maps", type: "float32", shape: [-1] } as const];

/** Labels of a picture's pixels, as a stretched map gives them. */
function read(
  values: readonly number[],
  shape: readonly number[],
  [width, height]: readonly [number, number],
  decode: Partial<MaskDecode> = {},
  labels = ["a", "b"],
): number[] {
  const reader = createMaskReader({ labels }, { ...DECODE, ...decode }, INFO, 1, "m.onnx");
  const tensor: Tensor = { type: "float32", shape, data: Float32Array.from(values) };
  const frame = fitToFrame({ kind: "stretch" }, width, height, 4, 2);
  return [...unpackMask(reader.read(new Map([["maps", tensor]]), frame))!.labels];
}

describe("maps of a model", () => {
  it("answer with the greatest score, the first of equal ones, channels first or last", () => {
    expect(read([1, 0, 2, 1, 2, 3], [1, 2, 1, 3], [3, 1])).toEqual([0, 1, 1]);
    expect(read([1, 1, 0, 2, 5, 3], [1, 1, 3, 2], [3, 1])).toEqual([0, 1, 0]);
  });

  it("are brought to the picture before they are decided, or behind", () => {
    // Half-pixel centres: scores at −0.25, 0.25, 0.75, 1.25 of places 0 and 1, held at the ends.
    const one = { scored: "positive" } as const;
    expect(read([-1, 2], [1, 1, 1, 2], [4, 1], one)).toEqual([0, 0, 1, 1]);
    expect(read([-3, 1], [1, 1, 1, 2], [4, 1], one)).toEqual([0, 0, 0, 1]);
    expect(read([-3, 1], [1, 1, 1, 2], [4, 1], { ...one, resized: "labels" })).toEqual([
      0, 0, 1, 1,
    ]);
  });

  it("have a threshold that is enough or is not, of values after the activation", () => {
    const one = { scored: "positive", threshold: 0.5, activation: "sigmoid" } as const;
    expect(read([0, 1], [1, 1, 1, 2], [2, 1], one)).toEqual([0, 1]);
    expect(read([0, 1], [1, 1, 1, 2], [2, 1], { ...one, comparison: "at-least" })).toEqual([1, 1]);
  });

  it("hold labels already, of which one may answer nothing", () => {
    const labels = { scored: "none", resized: "labels", ignoreValue: 255 } as const;
    expect(read([0, 1, 255, 1], [1, 2, 2], [2, 2], labels)).toEqual([0, 1, -1, 1]);
    expect(() => read([0, 2], [1, 1, 2], [2, 1], labels)).toThrow(
      throwsCode("model/wrong-outputs"),
    );
  });

  it("leave out the margins of the frame", () => {
    const reader = createMaskReader(
      { labels: ["a", "b"] },
      { ...DECODE, scored: "positive" },
      INFO,
      1,
      "m",
    );
    const fit = {
      kind: "letterbox-center",
      upscale: true,
      minimumSidePx: 1,
      sizeRounding: "floor",
      padRounding: "floor",
    } as const;
    // A picture of 2 × 2 in the middle of a frame of 4 × 2: the margins say yes, the picture no, yes.
    const frame = fitToFrame({ ...fit, padValue: 0 } as never, 2, 2, 4, 2);
    const data = Float32Array.from([9, -1, 1, 9, 9, -1, 1, 9]);
    const tensor: Tensor = { type: "float32", shape: [1, 1, 2, 4], data };
    const found = unpackMask(reader.read(new Map([["maps", tensor]]), frame))!;
    expect(found).toMatchObject({ widthPx: 2, heightPx: 2 });
    expect([...found.labels]).toEqual([0, 1, 0, 1]);
  });

  it("are refused in another shape, or where they are no numbers", () => {
    expect(() => read([1, 2, 3], [1, 3, 1, 1], [1, 1])).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => read([Number.NaN, 1], [1, 2, 1, 1], [1, 1])).toThrow(
      throwsCode("model/nan-scores"),
    );
  });
});
