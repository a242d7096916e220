import { describe, expect, it } from "vitest";
import { parseModelCard } from "../../../../src/models/card/model-card.js";
import { isDetectorDecode } from "../../../../src/models/families/decode-types.js";
import type { DetectorId as DetectorFamily } from "../../../../src/models/families/detection/detectors.js";
import { type DetectorParts, detectorCard, GREEDY } from "../../../support/detector-card.js";
import { FAMILIES } from "../../../support/detector-predictions.js";
import { throwsCode } from "../../../support/throws-code.js";

function decodeOf(family: DetectorFamily, parts: DetectorParts = {}) {
  const { decode } = parseModelCard(detectorCard(family, parts), "card.json");
  if (!isDetectorDecode(decode)) throw new Error("no detector");
  return decode;
}

describe("cards of detectors", () => {
  it.each(FAMILIES)("of the family %s say how the answer becomes detections", (family) => {
    const { rule, tile } = decodeOf(family, { nms: GREEDY });
    expect(rule).toMatchObject({
      scoreThreshold: 0.1,
      scoreComparison: "greater-or-equal",
      clip: "before-nms",
      maxDetections: 100,
      nms: GREEDY,
    });
    expect(tile).toBeNull();
  });

  it("go back by the letterbox's ratio in YOLO's families, and else by the sides", () => {
    const back = (family: DetectorFamily, parts: DetectorParts = {}) =>
      decodeOf(family, parts).rule.scaleBack;
    expect([back("yolox"), back("yolov8-nms")]).toEqual(["letterbox-ratio", "letterbox-ratio"]);
    expect([back("nanodet"), back("ssd")]).toEqual(["resized-sides", "resized-sides"]);
    expect(back("yolox", { resize: { fit: "stretch" } })).toBe("resized-sides");
    expect(back("nanodet", { decode: { scaleBack: "letterbox-ratio" } })).toBe("letterbox-ratio");
  });

  it("have soft suppression with its own numbers", () => {
    const { nms } = decodeOf("yolox", { nms: { ...GREEDY, method: "soft-linear" } }).rule;
    expect(nms).toEqual({ ...GREEDY, method: "soft-linear", leastScore: 0.1 });
    const gaussian = { method: "soft-gaussian", sigma: 0.5, leastScore: 0.01 } as const;
    const shared = { classAware: false, boxArea: "plus-one" } as const;
    expect(decodeOf("yolox", { nms: { ...gaussian, ...shared } }).rule.nms).toEqual({
      ...gaussian,
      ...shared,
    });
  });

  it("may say how pictures are cut into tiles", () => {
    const tile = { width: 640, height: 480, overlap: 0.2 };
    expect(decodeOf("yolox", { decode: { tile } }).tile).toEqual({
      widthPx: 640,
      heightPx: 480,
      overlap: 0.2,
      whole: false,
      iou: 0.5,
      inside: 0.5,
      seam: 0.02,
    });
    const all = { ...tile, whole: true, iou: 0.6, inside: 0.7, seam: 0.01 };
    expect(decodeOf("yolox", { decode: { tile: all } }).tile).toMatchObject({
      whole: true,
      iou: 0.6,
      inside: 0.7,
      seam: 0.01,
    });
  });

  it("place the centre of NanoDet's cells in the middle, or where a number says", () => {
    const offset = (cellOffset: unknown) => decodeOf("nanodet", { decode: { cellOffset } }).layout;
    expect(offset(0)).toMatchObject({
      boxes: { kind: "distribution-ltrb", cellOffset: 0, regMax: 7 },
    });
    expect(decodeOf("nanodet").layout).toMatchObject({ boxes: { cellOffset: "(stride-1)/2" } });
    expect(offset(undefined)).toMatchObject({ boxes: { cellOffset: "stride/2" } });
  });

  it.each<[string, DetectorFamily, DetectorParts, RegExp]>([
    ["another number of classes", "yolox", { decode: { classes: 4 } }, /decode\.classes is 4, and/],
    [
      "columns too few",
      "yolov5",
      { decode: { columns: { box: [0, 4], objectness: 4, classes: [5, 7] } } },
      /columns\.classes is not \[from, to\) of 3/,
    ],
    [
      "a box of three columns",
      "yolov8-nms",
      { decode: { columns: { box: [0, 3], score: 4, label: 5 } } },
      /columns\.box is not/,
    ],
    [
      "a softmax of a YOLO",
      "yolov5",
      { scores: "logits", decode: { activation: "softmax" } },
      /decode\.activation is "softmax"/,
    ],
    [
      "an objectness of yolov8",
      "yolov8",
      { decode: { score: "objectness*class" } },
      /decode\.score is "objectness\*class"/,
    ],
    [
      "boxes of another family",
      "yolox",
      { decode: { boxes: "xyxy" } },
      /decode\.boxes is "xyxy", not one of center-exp, cxcywh/,
    ],
    [
      "a list whose boxes are offsets",
      "custom-detector",
      {
        decode: {
          outputs: { boxes: "boxes", scores: "classes", labels: "objectness" },
          boxes: "center-exp",
          labelOffset: 0,
          candidates: undefined,
        },
      },
      /decode\.boxes is center-exp, and boxes of a list are xyxy/,
    ],
    [
      "anchors that are missing",
      "yolov5",
      { decode: { boxes: "anchor-sigmoid", levels: [{ stride: 8, output: "out" }] } },
      /decode\.levels\[0\]\.anchors is missing/,
    ],
    [
      "levels without outputs for all",
      "fcos",
      {
        decode: {
          levels: [{ stride: 8, classes: "c8", boxes: "b8", objectness: "o8" }, { stride: 16 }],
        },
      },
      /decode\.levels names outputs for some/,
    ],
    [
      "a background beyond the values",
      "boxes-scores",
      { decode: { background: 4 } },
      /decode\.background is 4 of 4 values/,
    ],
    [
      "offsets without variances",
      "ssd-priors",
      { decode: { priors: [[0, 0, 1, 1]], variances: undefined } },
      /decode\.variances is missing/,
    ],
    [
      "distances in fractions",
      "fcos",
      { decode: { boxUnit: "fraction" } },
      /decode\.boxUnit is fraction, and distances are in pixels or strides/,
    ],
    [
      "numbers for other labels",
      "ssd",
      { decode: { labelNumbers: [1, 2] } },
      /decode\.labelNumbers is not another number for each of 3 labels/,
    ],
    ["boxes of no kind", "ssd", { decode: { boxes: "polygons" } }, /decode\.boxes is "polygons"/],
    ["no unit of boxes", "detr", { decode: { boxUnit: undefined } }, /decode\.boxUnit is missing/],
    [
      "a grid of another input",
      "yolox",
      {
        decode: {
          gridSizes: [
            [9, 9],
            [2, 4],
          ],
        },
      },
      /gridSizes \[0\] is 9 × 9: stride 8 of an input 32 × 64/,
    ],
    [
      "a grid for one stride",
      "yolox",
      { decode: { gridSizes: [[4, 8]] } },
      /gridSizes is not a list/,
    ],
    [
      "levels of other strides",
      "nanodet",
      { decode: { levels: [{ stride: 8, classes: "c8", boxes: "b8" }] } },
      /levels has not the strides 8, 16/,
    ],
    ["an offset in words", "nanodet", { decode: { cellOffset: "half" } }, /cellOffset is "half"/],
    [
      "all classes of a list",
      "ssd",
      { decode: { candidates: "all-classes" } },
      /decode\.candidates is "all-classes"/,
    ],
    [
      "an activation of a list",
      "yolov8-nms",
      { decode: { activation: "sigmoid" } },
      /decode\.activation is "sigmoid"/,
    ],
    [
      "no offset of labels",
      "torchvision-detection",
      { decode: { labelOffset: undefined } },
      /labelOffset is missing/,
    ],
    [
      "no word on no object",
      "detr",
      { decode: { noObject: undefined } },
      /decode\.noObject is missing/,
    ],
    ["logits as scores", "yolox", { scores: "logits" }, /scores is logits, and no activation/],
    [
      "a sigmoid on probabilities",
      "yolox",
      { decode: { activation: "sigmoid" } },
      /activation is sigmoid, and the scores/,
    ],
    [
      "a threshold above 1",
      "yolox",
      { decode: { scoreThreshold: 2 } },
      /scoreThreshold is 2, above 1/,
    ],
    ["other ties", "yolox", { decode: { ties: "random" } }, /decode\.ties is "random"/],
    ["no detections at all", "yolox", { decode: { maxDetections: 0 } }, /maxDetections is 0/],
    ["suppression half described", "yolox", { nms: { method: "greedy" } }, /nms\.iou is missing/],
    [
      "a gaussian without width",
      "yolox",
      { nms: { ...GREEDY, method: "soft-gaussian" } },
      /nms\.sigma is missing/,
    ],
    ["an unknown suppression", "yolox", { nms: { method: "matrix" } }, /nms\.method is "matrix"/],
    [
      "a ratio of a stretch",
      "yolox",
      { resize: { fit: "stretch" }, decode: { scaleBack: "letterbox-ratio" } },
      /scaleBack is letterbox-ratio, and the input is stretched/,
    ],
    [
      "tiles that overlap wholly",
      "yolox",
      { decode: { tile: { width: 9, height: 9, overlap: 1 } } },
      /tile\.overlap is 1, not below 1/,
    ],
    [
      "an output that is not there",
      "ssd",
      { outputs: ["boxes", "scores", "labels"] },
      /decode names count, and the outputs/,
    ],
  ])("refuse %s, and name the field", (_name, family, parts, words) => {
    const read = () => parseModelCard(detectorCard(family, parts), "card.json");
    expect(read).toThrow(throwsCode("model/card-bad"));
    expect(read).toThrow(words);
  });
});
