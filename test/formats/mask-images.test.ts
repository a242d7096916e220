import { describe, expect, it } from "vitest";
import {
  readInstancePredictions,
  readPixelPredictions,
} from "../../src/formats/mask-images/read-masks.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readMaskPredictions, readMaskTruth } from "../../src/formats/read.js";
import { maskPng, npy } from "../support/mask-writer.js";
import { throwsCode } from "../support/throws-code.js";
import { problemCodes, utf8 } from "./truth-view.js";

const grey = (...rows: number[][]) => maskPng(rows);
const files = (all: Record<string, Uint8Array | string>) =>
  createMemoryFileAccess(
    new Map(
      Object.entries(all).map(([path, content]) => [
        path,
        typeof content === "string" ? utf8(content) : new Uint8Array(content),
      ]),
    ),
  );
const truthOf = (all: Record<string, Uint8Array | string>, options = {}) =>
  readMaskTruth(files(all), "", options);

/** Labels of a row's pixels by name; `-` for void. */
async function pixels(
  { masks }: Awaited<ReturnType<typeof readMaskTruth>>,
  row = 0,
): Promise<string[]> {
  const { labels } = await masks!.read(row, null);
  return [...labels].map((label) => masks!.labelNames[label] ?? "-");
}

describe("a folder of masks", () => {
  it("is never its own images, where two others have the name", async () => {
    const truth = await truthOf({
      "images/a.png": grey([7, 8]),
      "masks/a.png": grey([0, 3]),
      "masks-found/a.png": grey([0, 3]),
    });
    expect(truth.file).toEqual(["a"]);
  });

  it("names an id by itself, 0 the background, and takes 255 as void", async () => {
    const truth = await truthOf({ "a.png": grey([0, 3, 255]) });
    expect(await pixels(truth)).toEqual(["background", "3", "-"]);
    expect(truth.readings).toEqual([{ reading: "mask-values", value: "classes", chosen: "found" }]);
  });

  it.each([255, 1])("of 0 and %i alone has one label", async (value) => {
    const truth = await truthOf({ "a.png": grey([0, value]), "b.png": grey([0, 0]) });
    expect(await pixels(truth)).toEqual(["background", "foreground"]);
    expect(truth.readings).toMatchObject([{ value: "one-label" }]);
    expect([...truth.state]).toEqual([0, 0]);
  });

  it.each([
    ["classes.txt", "sky\n tree \n"],
    ["labels.csv", "id,name\n0,sky\n1,tree\n"],
    ["data.yaml", "names: [sky, tree]\n"],
    ["id2label.json", '{"0": "sky", "1": "tree"}'],
    ["classes.json", '["sky", "tree"]'],
  ])("takes names from %s", async (name, text) => {
    const truth = await truthOf({ "a.png": grey([1, 0]), [name]: text });
    expect(await pixels(truth)).toEqual(["tree", "sky"]);
  });

  it.each([
    ["labelmap.txt", "# label:color_rgb:parts:actions\nsky:0,0,200::\ntree:0,128,0::\n"],
    ["class_dict.csv", "name,r,g,b\nsky,0,0,200\ntree,0,128,0\n"],
    ["label_colors.txt", "0 0 200 sky\n0 128 0 tree\n"],
    ["classes.csv", "label,color\nsky,#0000c8\ntree,#008000\n"],
  ])("takes labels of colours from %s, in a palette too", async (name, text) => {
    const colours = maskPng([[0, 128, 0, 0, 0, 200]], { colourType: 2 });
    expect(await pixels(await truthOf({ "a.png": colours, [name]: text }))).toEqual([
      "tree",
      "sky",
    ]);
    const palette = [0, 0, 200, 9, 9, 9, 0, 128, 0];
    const places = maskPng([[2, 0]], { colourType: 3, palette });
    expect(await pixels(await truthOf({ "a.png": places, [name]: text }))).toEqual(["tree", "sky"]);
  });

  it("counts no pixel of a label called void", async () => {
    const truth = await truthOf({ "a.png": grey([0, 1]), "classes.txt": "void\ntree\n" });
    expect(await pixels(truth)).toEqual(["-", "tree"]);
  });

  it("takes ids of 16 bits that no name has as objects, others as classes", async () => {
    const file = maskPng([[0, 1, 900]], { bits: 16 });
    const classNames = ["background", "nucleus"];
    const objects = await truthOf({ "a.png": file }, { classNames });
    expect(await pixels(objects)).toEqual(["background", "nucleus", "nucleus"]);
    expect(objects.readings).toMatchObject([{ value: "objects" }]);
    const two = maskPng([[0, 1, 65_535]], { bits: 16 });
    expect(await pixels(await truthOf({ "a.png": two }, { classNames }))).toEqual([
      "background",
      "nucleus",
      "-",
    ]);
  });

  it("is read otherwise where somebody says so", async () => {
    const truth = await truthOf({ "a.png": grey([0, 3, 7]) }, { maskValues: "objects" });
    expect(await pixels(truth)).toEqual(["background", "foreground", "foreground"]);
    expect(truth.readings).toEqual([
      { reading: "mask-values", value: "objects", chosen: "declared" },
    ]);
  });

  it("reads arrays of NumPy, -1 as void", async () => {
    const numbers = new Uint8Array(Int32Array.of(0, 2, -1, 2).buffer);
    const truth = await truthOf({ "a.npy": npy("<i4", [2, 2], numbers) });
    expect(await pixels(truth)).toEqual(["background", "2", "-", "2"]);
  });

  it("finds the image of each mask, by its name", async () => {
    const mask = grey([0, 5]);
    const images = ["images/a.jpg", "images/b.tif", "masks/a.png", "masks/b_mask.png"];
    const truth = await truthOf({ "a.png": mask, "b_mask.png": mask, "c.png": mask }, { images });
    expect(truth.file).toEqual(["images/a.jpg", "images/b.tif", "c"]);
    expect(problemCodes(truth)).toEqual(["masks/no-image"]);
  });

  it("of a data set holds the masks alone", async () => {
    const mask = grey([0, 5]);
    const photo = maskPng([[1, 2, 3]], { colourType: 2 });
    const truth = await truthOf({
      "JPEGImages/a.png": photo,
      "SegmentationClass/a.png": mask,
      "SegmentationObject/a.png": mask,
    });
    expect(truth.rowCount).toBe(1);
    expect(await pixels(truth)).toEqual(["background", "5"]);
  });

  it("leaves an image unlabelled whose mask says nothing, with the reason", async () => {
    const truth = await truthOf({
      "a.png": grey([0, 1]),
      "b.png": grey([0, 9]),
      "c.png": grey([255, 255]),
      "d.png": grey([0, 1]).subarray(0, 40),
      "classes.txt": "sky\ntree\n",
    });
    expect([...truth.state]).toEqual([0, 2, 2, 2]);
    expect(problemCodes(truth).sort()).toEqual([
      "masks/all-void",
      "masks/unknown-value",
      "masks/unreadable",
    ]);
  });

  it("is refused where colours have no table", async () => {
    const colours = maskPng([[0, 128, 0, 0, 0, 200]], { colourType: 2 });
    await expect(truthOf({ "a.png": colours })).rejects.toThrow(
      throwsCode("annotations/no-colour-table"),
    );
  });
});

describe("a table that names masks", () => {
  it("has them by row, with the other columns as attributes", async () => {
    const access = files({
      "labels.csv": "file,mask,site\nimages/a.jpg,m/a.png,x\nimages/b.jpg,,y\n",
      "m/a.png": grey([0, 7]),
    });
    const truth = await readMaskTruth(access, "labels.csv");
    expect(truth.file).toEqual(["images/a.jpg", "images/b.jpg"]);
    expect([...truth.state]).toEqual([0, 2]);
    expect([...truth.attributes.columns.keys()]).toEqual(["site"]);
    expect(await pixels(truth)).toEqual(["background", "7"]);
  });

  it("is refused without such a column", async () => {
    const access = files({ "labels.csv": "file,label\na.jpg,fox\n" });
    await expect(readMaskTruth(access, "labels.csv")).rejects.toThrow(
      throwsCode("annotations/no-masks"),
    );
  });
});

describe("predicted masks", () => {
  it("are called as the ground truth calls its ids", async () => {
    const access = files({ "a.png": grey([0, 1]) });
    const found = await readMaskPredictions(access, "", { classNames: ["sky", "tree"] });
    expect(found.answerLabels).toEqual(["sky", "tree"]);
    expect(found.file).toEqual(["a"]);
  });
});

describe("a table that names predicted masks", () => {
  const three = {
    "m/1.png": grey([0, 1]),
    "m/2.png": grey([1, 1]),
    "p.csv": "file,mask\nx/a.jpg,m/2.png\nx/b.jpg,m/1.png\nx/c.jpg,\n",
  };

  it("is read as the folder of them, with the images that it names", async () => {
    const read = await readPixelPredictions(files(three), "p.csv", {}, null);
    expect(read.file).toEqual(["x/a.jpg", "x/b.jpg"]);
    const { labelNames, read: mask } = read.masks!;
    expect(labelNames).toEqual(["background", "foreground"]);
    expect([...(await mask(0, null)).labels]).toEqual([1, 1]);
    expect([...(await mask(1, null)).labels]).toEqual([0, 1]);
  });

  it("is read as objects too, an object a number", async () => {
    const numbered = { ...three, "m/2.png": grey([4, 9]) };
    const read = await readInstancePredictions(files(numbered), "p.csv", {}, ["cell"]);
    expect(read.file).toEqual(["x/a.jpg", "x/b.jpg"]);
    expect([...read.objects.image]).toEqual([0, 0, 1]);
    expect(read.labelNames).toEqual(["cell"]);
  });
});
