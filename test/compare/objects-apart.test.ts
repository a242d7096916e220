import { describe, expect, it } from "vitest";
import type { ComparedOutcomes } from "../../src/compare/comparison.js";
import { objectTiles, onlyOneFindsCsv } from "../../src/compare/object-tiles.js";
import { countObjects, objectsApart } from "../../src/compare/objects-apart.js";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createNodeJpegEncoder } from "../../src/node/images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import type { EvaluatedDetections } from "../../src/outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import { type DrawnDetection, type DrawnTruth, inputOf } from "../support/detection-inputs.js";
import { plainPng } from "../support/png-writer.js";
import { comparedModel } from "./compared-model.js";

const at = (image: number, x: number, label = 0) => {
  return { image, label, box: [x, 0, 10, 10] as const };
};

/** Four objects on three images, the third a deer among cars. */
const TRUTHS: readonly DrawnTruth[] = [at(0, 0), at(0, 50), at(1, 0, 1), at(2, 0)];

function detector(
  name: string,
  detections: readonly DrawnDetection[],
  { truths = TRUTHS, units = [0, 1, 2] } = {},
): ComparedOutcomes {
  const input = inputOf({ imageCount: 3, labelCount: 2, truths, detections });
  const facts = { classes: ["car", "deer"], modelClassCount: 2, threshold: 0.5 };
  const matched = matchDetections(input, COCO_RULES, facts);
  const outcomes: EvaluatedDetections = {
    ...matched,
    input,
    unitOfImage: Int32Array.of(0, 1, 2),
  };
  return { ...comparedModel(name, []), outcomes, units: Int32Array.from(units) };
}

const A = detector("a", [
  { ...at(0, 0), score: 0.9 },
  { ...at(0, 51), score: 0.6 },
  { ...at(1, 0, 1), score: 0.4 },
  { ...at(2, 200), score: 0.9 },
]);
const B = detector("b", [
  { ...at(0, 0), score: 0.7 },
  { ...at(1, 0, 1), score: 0.5 },
  { ...at(2, 0, 1), score: 0.9 },
]);

describe("objects that detectors find apart", () => {
  it("are those that one alone finds at its own threshold, of the right kind", () => {
    const apart = objectsApart([A, B], null)!;
    // Below its threshold a finds the deer, and b calls the last car one.
    expect([...apart.unit]).toEqual([0, 0, 1, 2]);
    expect(apart.found.map((own) => [...own])).toEqual([
      [1, 1, 0, 0],
      [1, 0, 1, 0],
    ]);
    expect([...apart.only]).toEqual([-1, 0, 1, -1]);
    expect(countObjects([A, B], apart)).toEqual({
      thresholds: "own",
      count: 4,
      alone: [
        { name: "a", objects: 1 },
        { name: "b", objects: 1 },
      ],
      pairs: [{ a: "a", b: "b", both: 1, onlyA: 1, onlyB: 1, none: 1 }],
    });
    expect(onlyOneFindsCsv([A, B], apart, ["x.jpg", "y.jpg", "z.jpg"])).toBe(
      "image,label,x,y,width,height,model\nx.jpg,car,50,0,10,10,a\ny.jpg,deer,0,0,10,10,b\n",
    );
  });

  it("are those at equally many boxes, where these were asked for", () => {
    const at = (threshold: number | null) => ({
      ...{ name: "x", own: null },
      equal: { threshold, rate: 1, value: null, precision: null },
    });
    const apart = objectsApart([A, B], { points: [at(0.4), at(null)] })!;
    expect(apart.found.map((own) => [...own])).toEqual([
      [1, 1, 1, 0],
      [0, 0, 0, 0],
    ]);
    expect(countObjects([A, B], apart).thresholds).toBe("equal-alarms");
  });

  it("are looked for on the shared images alone, in their order", () => {
    const units = Int32Array.of(2, 0);
    const apart = objectsApart(
      [
        { ...A, units },
        { ...B, units },
      ],
      null,
    )!;
    expect([...apart.unit]).toEqual([0, 1, 1]);
    expect([...apart.only]).toEqual([-1, -1, 0]);
  });

  it("are shown on images that are at hand, and those that are not are counted", async () => {
    const apart = objectsApart([A, B], null)!;
    const read: number[] = [];
    const ports = {
      read: async (image: number) => {
        read.push(image);
        return plainPng(40, 30, [90, 90, 60]);
      },
      decoder: createNodePixelDecoder(),
      encoder: createNodeJpegEncoder(),
      signal: NEVER_CANCELLED,
    };
    const image = Int32Array.of(-1, 7, 8);
    const names = ["x.jpg", "y.jpg", "z.jpg"];
    const { tiles, absent } = await objectTiles([A, B], apart, names, { ports, image });
    // x.jpg, on which a alone finds a car, has no file; b alone finds the deer of y.jpg.
    expect(absent).toBe(1);
    expect(read).toEqual([7]);
    expect(tiles.get("a")).toEqual([]);
    expect(tiles.get("b")!.map(({ file }) => file)).toEqual(["y.jpg", "y.jpg"]);
  });

  it("are none where models were held against other objects, or have no boxes", () => {
    const moved = TRUTHS.map((one, i) => (i === 3 ? at(2, 1) : one));
    expect(objectsApart([A, detector("c", [], { truths: moved })], null)).toBeNull();
    expect(objectsApart([A, detector("c", [], { truths: TRUTHS.slice(1) })], null)).toBeNull();
    const renamed = TRUTHS.map((one, i) => (i === 3 ? at(2, 0, 1) : one));
    expect(objectsApart([A, detector("c", [], { truths: renamed })], null)).toBeNull();
    expect(objectsApart([A, comparedModel("d", [1, 0, 1])], null)).toBeNull();
  });
});
