import { expect, it } from "vitest";
import { OBJECT_FLAG } from "../../../src/core/objects.js";
import { drawnTruth } from "../../../src/formats/mask-images/drawn-masks.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { readObjectPredictions, readObjectTruth } from "../../../src/formats/read.js";
import { readObjectSet } from "../../../src/formats/read-object-set.js";
import { type PanopticMap, panopticPng } from "../../support/panoptic-maps.js";
import { throwsCode } from "../../support/throws-code.js";
import { problemCodes, truthRows, utf8 } from "../truth-view.js";

/** Sky above a fox and void, 4 × 3; numbers of one, two and three bytes. */
const MAP: PanopticMap = {
  ids: [
    [70_000, 70_000, 70_000, 70_000],
    [70_000, 9, 9, 70_000],
    [0, 9, 9, 300],
  ],
  segments: [
    { id: 70_000, category_id: 100 },
    { id: 9, category_id: 1 },
    { id: 300, category_id: 1, iscrowd: 1 },
  ],
};
const CATEGORIES = [
  { id: 1, name: "fox", isthing: 1, supercategory: "animal", color: [1, 2, 3] },
  { id: 100, name: "sky", isthing: 0, supercategory: "" },
];

const annotation = (change: object = {}) => ({
  image_id: 4,
  file_name: "a.png",
  segments_info: MAP.segments,
  ...change,
});
const image = (change: object = {}) => ({
  ...{ id: 4, file_name: "a.jpg", width: 4, height: 3 },
  ...change,
});

/** A set of one image, whose PNG file lies in the folder that is named after the JSON. */
function files(root: object, png: Uint8Array = panopticPng(MAP)) {
  const all = { images: [image()], categories: CATEGORIES, annotations: [annotation()], ...root };
  return createMemoryFileAccess(
    new Map([
      ["pan.json", utf8(JSON.stringify(all))],
      ["a.png", panopticPng({ ids: [[1]], segments: [] })],
      ["pan/a.png", png],
      ["a.jpg", utf8("")],
    ]),
  );
}

const truth = (root: object = {}, png?: Uint8Array, voids = false) =>
  readObjectTruth(files(root, png), "pan.json", { outlines: true, voids });

it("reads each segment as an object with its pixels, and says which labels are stuff", async () => {
  const { regions, labelNames, state, notRead, ...rest } = await truth();
  const { objects, stuff } = regions;
  expect([...objects.label].map((k) => labelNames[k])).toEqual(["sky", "fox", "fox"]);
  expect([...objects.box]).toEqual([0, 0, 4, 2, 1, 1, 2, 2, 3, 2, 1, 1]);
  expect([...objects.area]).toEqual([6, 4, 1]);
  expect([...objects.flags]).toEqual([0, 0, OBJECT_FLAG.crowd]);
  expect([...stuff!]).toEqual(["sky"]);
  expect([...state]).toEqual([0]);
  expect(rest.supercategories).toEqual(new Map([["fox", "animal"]]));
  expect(notRead!.map(({ field }) => field)).toEqual(["categories[].color"]);
  expect(problemCodes(rest)).toEqual([]);
});

it("has what no segment covers as ignored where void is wanted", async () => {
  const { objects } = (await truth({}, undefined, true)).regions;
  expect(objects.count).toBe(4);
  expect(objects.flags[3]).toBe(OBJECT_FLAG.ignored);
  expect(objects.area[3]).toBe(1);
});

it("is drawn without a background: void is not counted, a crowd has its label", async () => {
  const drawn = drawnTruth(await truth());
  const { labels } = await drawn.masks!.read(0, null);
  const names = [...labels].map((k) => drawn.masks!.labelNames[k] ?? "-");
  expect(names.join(" ")).toBe("sky sky sky sky sky fox fox sky - fox fox fox");
});

it.each([
  ["a mask of another size", {}, panopticPng({ ids: [[9]], segments: [] }), "masks/unreadable"],
  ["a mask that is none", {}, utf8("none"), "masks/unreadable"],
  ["no mask", { annotations: [annotation({ file_name: "b.png" })] }, undefined, "masks/unreadable"],
  ["no segment", { annotations: [annotation({ segments_info: [] })] }, undefined, "masks/all-void"],
] as const)("%s leaves the image unlabelled", async (_name, root, png, code) => {
  const read = await truth(root, png);
  expect(truthRows(read)).toEqual([["a.jpg", "unlabelled"]]);
  expect(problemCodes(read)).toContain(code);
});

it.each([
  ["a segment without a pixel", [...MAP.segments, { id: 5, category_id: 1 }], "masks/no-pixels"],
  ["a segment named twice", [...MAP.segments, MAP.segments[1]], "masks/no-pixels"],
  [
    "an unknown category",
    [...MAP.segments, { id: 5, category_id: 3 }],
    "annotations/unknown-category",
  ],
  [
    "a segment that is none",
    [...MAP.segments, { id: 2 ** 24, category_id: 1 }],
    "annotations/wrong-type",
  ],
  ["numbers that are not named", MAP.segments.slice(1), "masks/unknown-value"],
] as const)("lists %s and keeps the rest", async (_name, segments_info, code) => {
  const read = await truth({ annotations: [annotation({ segments_info })] });
  expect(problemCodes(read)).toEqual([code]);
  expect([...read.state]).toEqual([0]);
});

it("reads predictions by the numbers of the ground truth, each of score 1", async () => {
  const { coco } = await truth();
  const access = files({ images: undefined, categories: undefined });
  const read = await readObjectPredictions(access, "pan.json", { coco: coco!, outlines: true });
  const { objects, labelNames, file } = read;
  expect(file).toEqual(["a.jpg"]);
  expect([...objects.label].map((k) => labelNames[k])).toEqual(["sky", "fox", "fox"]);
  expect([...objects.score]).toEqual([1, 1, 1]);
  expect([...objects.area!]).toEqual([6, 4, 1]);
  const alone = readObjectPredictions(access, "pan.json", { outlines: true });
  await expect(alone).rejects.toThrow(throwsCode("input/unsupported"));
  const asTruth = readObjectTruth(access, "pan.json");
  await expect(asTruth).rejects.toThrow(throwsCode("annotations/looks-like-results"));
});

it("is converted without its void", async () => {
  const { set } = await readObjectSet(files({}), "pan.json");
  expect([set.kind, set.objects.count]).toEqual(["truth", 3]);
});
