import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DetectorId as DetectorFamily } from "../../../../src/models/families/detection/detectors.js";
import {
  ENCODERS,
  FAMILIES,
  f32,
  type Outputs,
  read,
  reader,
} from "../../../support/detector-predictions.js";
import { throwsCode } from "../../../support/throws-code.js";

describe("hostile answers", () => {
  const good = (family: DetectorFamily) =>
    ENCODERS[family]([{ box: [20, 8, 30, 12], score: 0.5, label: 1 }]);
  const spoilt = (family: DetectorFamily, output: string, change: (data: number[]) => void) => {
    const outputs = good(family);
    const tensor = outputs[output]!;
    const data = Array.from(tensor.data, Number);
    change(data);
    return { ...outputs, [output]: f32(tensor.shape, data) };
  };

  it.each<[DetectorFamily, string, number]>([
    ["yolox", "out", 4],
    ["yolox", "out", 6],
    ["yolox", "out", 0],
    ["yolov5", "out", 2],
    ["yolov8", "out", 5],
    ["yolov8", "out", 3],
    ["yolov8-nms", "out", 0],
    ["yolov8-nms", "out", 4],
    ["ssd", "boxes", 1],
    ["ssd", "scores", 0],
    ["detr", "logits", 3],
    ["detr", "boxes", 0],
    ["torchvision-detection", "boxes", 2],
    ["ssd-priors", "boxes", 2],
    ["ssd-priors", "priors", 0],
    ["boxes-scores", "boxes", 3],
    ["boxes-scores", "scores", 2],
    ["custom-detector", "objectness", 0],
    ["efficientdet", "out", 3],
  ])("of %s with NaN or infinity in %s are refused", (family, output, at) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const bad = spoilt(family, output, (data) => {
        data[at] = value;
      });
      expect(() => read(family, bad), String(value)).toThrow(throwsCode("model/nan-scores"));
    }
  });

  it.each<[DetectorFamily, string]>([
    ["nanodet", "b8"],
    ["nanodet", "b16"],
    ["nanodet", "c8"],
    ["fcos", "o8"],
  ])("of %s with NaN in %s are refused", (family, output) => {
    const bad = spoilt(family, output, (data) => data.fill(Number.NaN));
    const other = output === "b16" ? ENCODERS.nanodet([]) : bad;
    const c16 = f32([1, 8, 3], new Array(24).fill(0.5));
    const outputs = output === "b16" ? { ...other, b16: bad["b16"]!, c16 } : bad;
    expect(() => read(family, outputs)).toThrow(throwsCode("model/nan-scores"));
  });

  const wrong: readonly [string, DetectorFamily, Outputs][] = [
    ["another width", "yolov5", { out: f32([1, 1, 7], new Array(7).fill(0)) }],
    ["a shape of two sizes in a batch", "yolov8", { out: f32([7], new Array(7).fill(0)) }],
    ["two images instead of one", "yolov8", { out: f32([2, 7, 1], new Array(14).fill(0)) }],
    ["fewer values than its shape", "yolov8", { out: f32([1, 7, 9], [1, 2, 3]) }],
    ["another grid", "yolox", { out: f32([1, 41, 8], new Array(41 * 8).fill(0)) }],
    ["scores above 1", "yolov8", { out: f32([1, 7, 1], [9, 9, 9, 9, 0, 2, 0]) }],
    ["a label that is none", "yolov8-nms", { out: f32([1, 1, 6], [1, 1, 9, 9, 0.9, 3]) }],
    ["half a label", "yolov8-nms", { out: f32([1, 1, 6], [1, 1, 9, 9, 0.9, 0.5]) }],
    ["a count of more than there are", "ssd", { ...good("ssd"), count: f32([1], [1e9]) }],
    ["a count that is no number", "ssd", { ...good("ssd"), count: f32([1], [Number.NaN]) }],
    ["a count below 0", "ssd", { ...good("ssd"), count: f32([1], [-1]) }],
    ["no count", "ssd", { ...good("ssd"), count: f32([0], []) }],
    [
      "more scores than boxes",
      "ssd",
      { ...good("ssd"), scores: f32([1, 9], new Array(9).fill(1)) },
    ],
    ["more logits than boxes", "detr", { ...good("detr"), boxes: f32([1, 2, 4], new Array(8)) }],
    ["boxes of five numbers", "detr", { ...good("detr"), boxes: f32([1, 1, 5], new Array(5)) }],
    [
      "another number of bins",
      "nanodet",
      { ...good("nanodet"), b8: f32([1, 32, 36], new Array(32 * 36)) },
    ],
    [
      "more priors than places",
      "ssd-priors",
      { ...good("ssd-priors"), priors: f32([3, 4], new Array(12).fill(0.5)) },
    ],
    [
      "a map of another size",
      "fcos",
      { ...good("fcos"), b8: f32([1, 4, 4, 7], new Array(112).fill(1)) },
    ],
    [
      "a map of other channels",
      "fcos",
      { ...good("fcos"), c8: f32([1, 4, 4, 8], new Array(128).fill(0.5)) },
    ],
    [
      "a map of fewer values than its shape",
      "fcos",
      { ...good("fcos"), o16: f32([1, 1, 2, 4], [1, 1]) },
    ],
    [
      "values in a row that are no boxes",
      "boxes-scores",
      { boxes: f32([1, 7], new Array(7).fill(0)), scores: f32([1, 1, 4], [0, 0, 0, 0]) },
    ],
    [
      "fewer places than the grid",
      "nanodet",
      { ...good("nanodet"), c8: f32([1, 31, 3], new Array(93)) },
    ],
  ];
  it.each(wrong)("with %s are refused", (_name, family, outputs) => {
    expect(() => read(family, outputs)).toThrow(throwsCode("model/wrong-outputs"));
  });

  it("without an output that the card names are refused before the first image", () => {
    const { boxes } = good("detr");
    expect(() => reader("detr", {}, { boxes: boxes! })).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => reader("detr", {}, { boxes: boxes! })).toThrow(/logits/);
  });

  it("of labels that stand for nothing are left out", () => {
    const labels = f32([1], [0]);
    expect(read("torchvision-detection", { ...good("torchvision-detection"), labels })).toEqual([]);
  });

  it("end in detections or in one error, whatever the numbers are", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FAMILIES),
        fc.array(fc.float(), { minLength: 1, maxLength: 8 }),
        (family, values) => {
          const outputs = Object.fromEntries(
            Object.entries(good(family)).map(([name, { shape, data }]) => [
              name,
              f32(
                shape,
                Array.from({ length: data.length }, (_, i) => values[i % values.length]!),
              ),
            ]),
          );
          try {
            for (const { box, score, label } of read(family, outputs)) {
              expect([...box, score].every(Number.isFinite)).toBe(true);
              expect(score).toBeGreaterThanOrEqual(0.1);
              expect(score).toBeLessThanOrEqual(1);
              expect(label).toBeLessThan(3);
              const [x = 0, y = 0, w = 0, h = 0] = box;
              expect(Math.min(x, y, w, h)).toBeGreaterThanOrEqual(0);
              expect(x + w).toBeLessThanOrEqual(100 + 1e-9);
              expect(y + h).toBeLessThanOrEqual(40 + 1e-9);
            }
          } catch (error) {
            if (!(error instanceof Error && "code" in error)) throw error;
            expect(["model/nan-scores", "model/wrong-outputs"]).toContain(error.code);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
