import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBrush } from "../../../src/formats/label-studio/label-studio-brush.js";
import { readLabelStudioObjects } from "../../../src/formats/label-studio/label-studio-objects.js";
import { setOfTruth } from "../../../src/formats/objects/object-set.js";
import { throwsCode } from "../../support/throws-code.js";
import { problemCodes, textFiles, truthRows } from "../truth-view.js";
import { expectObjects, outlinesOf } from "./objects-view.js";
import { imagesOf, written } from "./set-view.js";

const size = { original_width: 200, original_height: 100, image_rotation: 0 };
const rectangle = (label: string, [x, y, width, height]: readonly number[], rotation = 0) => ({
  id: label,
  type: "rectanglelabels",
  ...size,
  value: { x, y, width, height, rotation, rectanglelabels: [label] },
});
const task = (image: string, ...results: readonly (readonly unknown[])[]) => ({
  data: { image },
  annotations: results.map((result) => ({ result })),
});
const read = (tasks: unknown) => readLabelStudioObjects(textFiles({ "e.json": tasks }), "e.json");

/** Bits of a brush as Label Studio packs them: each value of 8 bits repeated as long as it lasts. */
function packBrush(values: readonly number[]): number[] {
  let bits = values.length.toString(2).padStart(32, "0");
  bits += "00111"; // 8 bits a value
  bits += "0010" + "0011" + "0111" + "1111"; // lengths of 3, 4, 8 and 16 bits
  for (let at = 0; at < values.length; ) {
    let end = at + 1;
    while (end < values.length && values[end] === values[at] && end - at < 65_536) end++;
    const isRepeat = end - at > 1;
    if (!isRepeat) {
      while (end < values.length && values[end] !== values[end - 1] && end - at < 8) end++;
    }
    const length = end - at - 1;
    const choice = length < 8 ? 0 : length < 16 ? 1 : length < 256 ? 2 : 3;
    const width = [3, 4, 8, 16][choice] ?? 16;
    bits += (isRepeat ? "1" : "0") + choice.toString(2).padStart(2, "0");
    bits += length.toString(2).padStart(width, "0");
    for (let i = at; i < (isRepeat ? at + 1 : end); i++)
      bits += (values[i] ?? 0).toString(2).padStart(8, "0");
    at = end;
  }
  return (bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2));
}

describe("objects of Label Studio", () => {
  it("reads percent as pixels of the picture that was annotated; states of tasks", async () => {
    const truth = await read([
      task("/data/upload/1/0123abcd-a.jpg", [rectangle("cat", [10, 20, 30, 40])]),
      task("b.jpg", []),
      task("c.jpg"),
    ]);
    expectObjects(truth, [["a.jpg", "cat", 20, 20, 60, 40]]);
    expect(truth.regions.unit).toBe("pixel");
    expect([truth.regions.widthPx[0], truth.regions.heightPx[0]]).toEqual([200, 100]);
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["cat"]],
      ["b.jpg", "empty"],
      ["c.jpg", "unlabelled"],
    ]);
    expect(truth.regions.objectId).toEqual(["cat"]);
  });

  it("turns rectangles in pixels about their first corner", async () => {
    const truth = await read([task("a.jpg", [rectangle("cat", [50, 50, 10, 10], 90)])]);
    // (100, 50) with 20 × 10 px, a quarter turn clockwise: x from 90 to 100, y from 50 to 70.
    expectObjects(truth, [["a.jpg", "cat", 90, 50, 10, 20]]);
    expect(truth.regions.objects.area[0]).toBeCloseTo(200, 9);
    expect(problemCodes(truth)).toEqual(["annotations/rotation"]);
  });

  it("reads polygons, ellipses and labels that stand beside their region", async () => {
    const truth = await read([
      task("a.jpg", [
        {
          ...size,
          id: "p",
          type: "polygonlabels",
          value: {
            points: [
              [0, 0],
              [50, 0],
              [50, 100],
            ],
            polygonlabels: ["cat"],
          },
        },
        {
          ...size,
          id: "e",
          type: "ellipselabels",
          value: { x: 50, y: 50, radiusX: 10, radiusY: 10, ellipselabels: ["cat"] },
        },
        { ...size, id: "r", type: "rectangle", value: { x: 0, y: 0, width: 10, height: 10 } },
        {
          ...size,
          id: "r",
          type: "labels",
          value: { x: 0, y: 0, width: 10, height: 10, labels: ["dog"] },
        },
      ]),
    ]);
    expectObjects(truth, [
      ["a.jpg", "cat", 0, 0, 100, 100],
      ["a.jpg", "cat", 80, 40, 40, 20],
      ["a.jpg", "dog", 0, 0, 20, 10],
    ]);
    expect(outlinesOf(truth)[0]).toEqual([[0, 0, 100, 0, 100, 100]]);
    expect(truth.regions.objects.area[1]).toBeCloseTo(Math.PI * 200, 9);
  });

  it("unpacks brushes to the mask that was packed", () => {
    const masks = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([w, h]) =>
        fc.tuple(
          fc.constant(w),
          fc.constant(h),
          fc.array(fc.nat(3), { minLength: w * h, maxLength: w * h }),
        ),
      );
    fc.assert(
      fc.property(masks, ([w, h, pixels]) => {
        // Colours that differ from pixel to pixel make literal values, equal ones repeats.
        const values = pixels.flatMap((p) => [p * 60, 7, p * 3, p > 1 ? 255 : 0]);
        expect(decodeBrush(packBrush(values), w, h)).toEqual(
          Uint8Array.from(pixels, (p) => (p > 1 ? 1 : 0)),
        );
      }),
    );
    const flat = packBrush(new Array(4 * 60 * 40).fill(255));
    expect(decodeBrush(flat, 60, 40)).toEqual(new Uint8Array(2400).fill(1));
    expect(decodeBrush(flat, 60, 41)).toBe(null);
    expect(decodeBrush(flat.slice(0, -1), 60, 40)).toBe(null);
  });

  it("reads a brush as runs down the columns", async () => {
    const opaque = [0, 1, 0, 0, 1, 1]; // 3 × 2, row by row
    const rle = packBrush(opaque.flatMap((on) => [9, 9, 9, on * 255]));
    const truth = await read([
      task("a.jpg", [
        {
          id: "b",
          type: "brushlabels",
          original_width: 3,
          original_height: 2,
          value: { format: "rle", rle, brushlabels: ["cat"] },
        },
      ]),
    ]);
    expectObjects(truth, [["a.jpg", "cat", 1, 0, 2, 2]]);
    expect(outlinesOf(truth)).toEqual([[[2, 2, 1, 1]]]);
    expect(truth.regions.objects.area[0]).toBe(3);
  });

  it("takes one person's annotation, and says so", async () => {
    const two = {
      data: { image: "a.jpg" },
      annotations: [
        { was_cancelled: true, result: [rectangle("no", [0, 0, 1, 1])] },
        { result: [rectangle("first", [0, 0, 10, 10])] },
        { ground_truth: true, result: [rectangle("sure", [0, 0, 20, 20])] },
      ],
    };
    const truth = await read([two]);
    expectObjects(truth, [["a.jpg", "sure", 0, 0, 40, 20]]);
    expect(problemCodes(truth)).toEqual(["labels/cancelled", "annotations/several-annotators"]);
    const unsure = await read([{ ...two, annotations: two.annotations.slice(0, 2) }]);
    expectObjects(unsure, [["a.jpg", "first", 0, 0, 20, 10]]);
  });

  it("keeps fractions where a picture's size is not stated", async () => {
    const bare = {
      type: "rectanglelabels",
      value: { x: 10, y: 20, width: 30, height: 40, rectanglelabels: ["cat"] },
    };
    const truth = await read([task("a.jpg", [bare, rectangle("dog", [50, 50, 10, 10], 90)])]);
    expect(truth.regions.unit).toBe("fraction");
    expectObjects(truth, [
      ["a.jpg", "cat", 0.1, 0.2, 0.3, 0.4],
      ["a.jpg", "dog", 0.45, 0.5, 0.05, 0.2],
    ]);
  });

  it("reads JSON-MIN", async () => {
    const { value } = rectangle("cat", [10, 20, 30, 40]);
    const truth = await read([
      { image: "a.jpg", id: 1, label: [{ ...value, ...size }], annotation_id: 3 },
    ]);
    expectObjects(truth, [["a.jpg", "cat", 20, 20, 60, 40]]);
  });

  it.each([
    [
      "a point",
      { type: "keypointlabels", value: { x: 1, y: 1, width: 1, keypointlabels: ["cat"] } },
      "unlabelled",
    ],
    ["a text", { type: "textarea", value: { text: ["a cat"] } }, "unlabelled"],
    ["a relation", { type: "relation", from_id: "a", to_id: "b" }, "unlabelled"],
    ["a rating", { type: "rating", value: { rating: 3 } }, "empty"],
  ])("leaves an image with %s alone as it is", async (_, result, wanted) => {
    const truth = await read([
      task("a.jpg", [rectangle("cat", [0, 0, 5, 5])]),
      task("b.jpg", [result]),
    ]);
    expect(truthRows(truth)[1]).toEqual(["b.jpg", wanted]);
    expect(problemCodes(truth)).toEqual(["annotations/not-an-object"]);
  });

  it("takes choices as labels of the image, which take nothing from a search for objects", async () => {
    const blurred = { type: "choices", value: { choices: ["blurred", "night"] } };
    const truth = await read([
      task("a.jpg", [rectangle("cat", [0, 0, 5, 5]), blurred]),
      task("b.jpg", [blurred]),
    ]);
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["cat"]],
      ["b.jpg", "empty"],
    ]);
    expect(problemCodes(truth)).toEqual([]);
    const set = setOfTruth(truth);
    expect(imagesOf(set).map(({ labels }) => labels)).toEqual([
      ["blurred", "night"],
      ["blurred", "night"],
    ]);
    // As data of a format without labels of images, the second is still one without an object.
    const { texts, codes } = written(set, "coco");
    expect(codes).toEqual(["convert/image-labels 2"]);
    expect(JSON.parse(texts.get("annotations.json")!).images).toHaveLength(2);
  });

  it("lists what it leaves out, and refuses a file without any region", async () => {
    const broken = await read([
      task("a.jpg", [
        rectangle("cat", [Number.NaN, 0, 1, 1]),
        { ...rectangle("cat", [0, 0, 5, 5]), image_rotation: 90 },
        { ...size, type: "rectanglelabels", value: { x: 0, y: 0, width: 1, height: 1 } },
        { ...size, type: "polygonlabels", value: { points: [[0, 0]], polygonlabels: ["cat"] } },
        { ...size, type: "brushlabels", value: { rle: [1, 2], brushlabels: ["cat"] } },
        { type: "rating", value: { rating: 3 } },
      ]),
    ]);
    expect(truthRows(broken)).toEqual([["a.jpg", "unlabelled"]]);
    expect(problemCodes(broken).sort()).toEqual([
      "annotations/image-rotation",
      "annotations/no-label",
      "annotations/not-a-number",
      "annotations/not-an-object",
      "annotations/outline-invalid",
    ]);
    const choices = [task("a.jpg", [{ type: "choices", value: { choices: ["x"] } }])];
    await expect(read(choices)).rejects.toEqual(throwsCode("annotations/no-objects"));
    await expect(read({ a: 1 })).rejects.toEqual(throwsCode("input/bad-shape"));
  });
});
