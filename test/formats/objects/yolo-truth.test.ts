import { describe, expect, it } from "vitest";
import { readTruth } from "../../../src/evaluation/read-inputs.js";
import { readObjectPredictions, readObjectTruth } from "../../../src/formats/read.js";
import { readYoloTruth } from "../../../src/formats/yolo/yolo-truth.js";
import { throwsCode } from "../../support/throws-code.js";
import { attributesOf, problemCodes, textFiles, truthRows } from "../truth-view.js";
import { expectObjects, outlinesOf } from "./objects-view.js";

const DATA = "path: .\ntrain: images/train\nval: images/val\nnames:\n  0: cat\n  1: no\n";
const pictures = { "images/val/a.jpg": "", "images/val/b.jpg": "", "images/train/c.png": "" };

describe("YOLO ground truth", () => {
  it("reads boxes by their centre, with names, states and parts", async () => {
    const access = textFiles({
      ...pictures,
      "data.yaml": DATA,
      "labels/val/a.txt": "0 0.5 0.25 0.5 0.125\n1 0.25 0.5 0.25 1\n",
      "labels/val/b.txt": "",
    });
    const truth = await readYoloTruth(access, "", "data.yaml");
    expectObjects(truth, [
      ["images/val/a.jpg", "cat", 0.25, 0.1875, 0.5, 0.125],
      ["images/val/a.jpg", "no", 0.125, 0, 0.25, 1],
    ]);
    expect(truthRows(truth)).toEqual([
      ["images/train/c.png", "unlabelled"],
      ["images/val/a.jpg", ["cat", "no"]],
      ["images/val/b.jpg", "empty"],
    ]);
    expect(attributesOf(truth, 1)).toEqual({ split: "val" });
    expect(truth.regions.unit).toBe("fraction");
    expect([...truth.regions.objectId]).toEqual([1, 2]);
    expect(problemCodes(truth)).toEqual(["annotations/image-unlabelled"]);
  });

  it("finds labels by the last images/ of a path, and beside the image", async () => {
    const access = textFiles({
      "images/x/images/a.jpg": "",
      "images/x/labels/a.txt": "0 .5 .5 .5 .5",
      "other/b.jpg": "",
      "other/b.txt": "1 .5 .5 .5 .5",
      "classes.txt": "cat\ndog\n",
    });
    const truth = await readYoloTruth(access, "", null);
    expect(truthRows(truth)).toEqual([
      ["images/x/images/a.jpg", ["cat"]],
      ["other/b.jpg", ["dog"]],
    ]);
  });

  it("finds the images of labels that lie alone by their stem", async () => {
    const access = textFiles({ "a.txt": "0 .5 .5 .5 .5", "ghost.txt": "0 .5 .5 .5 .5" });
    const truth = await readYoloTruth(access, "", null, { images: ["p/a.png", "p/b.png"] });
    expect(truthRows(truth)).toEqual([
      ["p/a.png", ["class 0"]],
      ["p/b.png", "unlabelled"],
    ]);
    expect(problemCodes(truth)).toEqual([
      "annotations/unknown-image",
      "annotations/image-unlabelled",
      "annotations/name-invalid",
    ]);
  });

  it("reads lists of images, and the paths of Roboflow", async () => {
    const access = textFiles({
      "data.yaml": "train: ../train/images\nval: lists/val.txt\nnames: [cat]\n",
      "lists/val.txt": "./valid/images/b.jpg\n/home/me/valid/images/c.jpg\n",
      "train/images/a.jpg": "",
      "train/labels/a.txt": "0 .5 .5 .5 .5",
      "valid/images/b.jpg": "",
      "valid/images/c.jpg": "",
      "valid/images/d.jpg": "",
      "valid/labels/b.txt": "",
    });
    const truth = await readYoloTruth(access, "", "data.yaml");
    expect(truth.file.map((file, row) => [file, attributesOf(truth, row)["split"]])).toEqual([
      ["train/images/a.jpg", "train"],
      ["valid/images/b.jpg", "val"],
      ["valid/images/c.jpg", "val"],
    ]);
  });

  it("reads polygons where lines differ in length, with the least box around", async () => {
    const access = textFiles({
      "a.jpg": "",
      "a.txt": "0 .1 .2 .5 .2 .5 .6\n1 .5 .5 .2 .2\n1 0 0 1 0 1 1 0 1\n",
    });
    const truth = await readYoloTruth(access, "", null);
    expectObjects(truth, [
      ["a.jpg", "class 0", 0.1, 0.2, 0.4, 0.4],
      ["a.jpg", "class 1", 0.4, 0.4, 0.2, 0.2],
      ["a.jpg", "class 1", 0, 0, 1, 1],
    ]);
    expect(outlinesOf(truth)).toEqual([
      [[0.1, 0.2, 0.5, 0.2, 0.5, 0.6]],
      [],
      [[0, 0, 1, 0, 1, 1, 0, 1]],
    ]);
    expect(truth.regions.objects.area[0]).toBeCloseTo(0.08, 12);
    expect(truth.regions.objects.area[1]).toBeCloseTo(0.04, 12);
  });

  it("asks what lines of 8 numbers are, and reads them when told", async () => {
    const access = textFiles({ "a.jpg": "", "a.txt": "0 .2 .1 .6 .3 .5 .5 .1 .3\n" });
    await expect(readYoloTruth(access, "", null)).rejects.toEqual(throwsCode("input/ambiguous"));
    const turned = await readYoloTruth(access, "", null, { yoloTask: "obb" });
    expectObjects(turned, [["a.jpg", "class 0", 0.1, 0.1, 0.5, 0.4]]);
    expect(problemCodes(turned)).toContain("annotations/rotation");
    const polygon = await readYoloTruth(access, "", null, { yoloTask: "segment" });
    expectObjects(polygon, [["a.jpg", "class 0", 0.1, 0.1, 0.5, 0.4]]);
    expect(problemCodes(polygon)).not.toContain("annotations/rotation");
  });

  it("takes the data file's word for what lines are, where they can be that", async () => {
    const files = (task: string) => ({
      "data.yaml": `names: [cat]\nval: images\ntask: ${task}\n`,
      "images/a.jpg": "",
      "labels/a.txt": "0 .2 .1 .6 .3 .5 .5 .1 .3\n",
    });
    const readAs = (task: string) => readYoloTruth(textFiles(files(task)), "", "data.yaml");
    for (const task of ["segment", "obb"]) {
      expect((await readAs(task)).roles.get("objects")).toBe(task);
      expect((await readAs(task)).notRead).toEqual([]);
    }
    for (const task of ["detect", "classify"]) {
      await expect(readAs(task)).rejects.toEqual(throwsCode("input/ambiguous"));
    }
  });

  it("reads the box of lines with keypoints where the data file says so, or the user", async () => {
    const line = "0 .5 .5 .4 .2 .4 .5 2 .6 .5 1\n";
    const files = { "a.jpg": "", "a.txt": line };
    const pose = await readYoloTruth(
      textFiles({ ...files, "data.yaml": "names: [cat]\nkpt_shape: [2, 3]\n" }),
      "",
      "data.yaml",
    );
    expectObjects(pose, [["a.jpg", "cat", 0.3, 0.4, 0.4, 0.2]]);
    expect(problemCodes(pose)).toContain("annotations/not-an-object");
    await expect(readYoloTruth(textFiles(files), "", null)).rejects.toEqual(
      throwsCode("input/ambiguous"),
    );
    const told = await readYoloTruth(textFiles(files), "", null, { yoloTask: "pose" });
    expectObjects(told, [["a.jpg", "class 0", 0.3, 0.4, 0.4, 0.2]]);
  });

  it("reads the points of lines with keypoints where they are wanted: three numbers, or two", async () => {
    const read = (line: string, shape: string, more = "") =>
      readYoloTruth(
        textFiles({
          ...{ "a.jpg": "", "a.txt": `${line}\n` },
          "data.yaml": `names: [cat]\nkpt_shape: ${shape}\n${more}`,
        }),
        "",
        "data.yaml",
        { points: true },
      );
    const three = await read("0 .5 .5 .4 .2 .4 .5 2 .6 .45 1 0 0 0", "[3, 3]");
    expectObjects(three, [["a.jpg", "cat", 0.3, 0.4, 0.4, 0.2]]);
    expect(three.regions.objects.points).toEqual({
      names: ["point 1", "point 2", "point 3"],
      skeleton: [],
      values: Float64Array.of(0.4, 0.5, 2, 0.6, 0.45, 1, 0, 0, 0),
    });
    expect(problemCodes(three)).not.toContain("annotations/not-an-object");
    const named = "kpt_names:\n  0: [nose, tail]\n";
    const two = await read("0 .5 .5 .4 .2 .4 .5 0 0", "[2, 2]", named);
    expect(two.regions.objects.points).toEqual({
      names: ["nose", "tail"],
      skeleton: [],
      values: Float64Array.of(0.4, 0.5, 2, 0, 0, 0),
    });
  });

  it("reads lines of one length as polygons when they cannot be keypoints in a box", async () => {
    const access = textFiles({ "a.jpg": "", "a.txt": "0 .1 .1 .2 .1 .9 .9 .5 .8 .3 .7\n" });
    const truth = await readYoloTruth(access, "", null);
    expect(truth.roles.get("objects")).toBe("segment");
  });

  it("does not take predictions for ground truth", async () => {
    const scored = textFiles({ "a.jpg": "", "a.txt": "0 .5 .5 .4 .4 .9\n" });
    await expect(readYoloTruth(scored, "", null)).rejects.toEqual(
      throwsCode("annotations/looks-like-results"),
    );
    const mixed = textFiles({ "a.jpg": "", "a.txt": "0 .5 .5 .4 .4 .9\n0 .5 .5 .4 .4\n" });
    const truth = await readYoloTruth(mixed, "", null);
    expect(truth.regions.objects.count).toBe(1);
    expect(problemCodes(truth)).toContain("annotations/looks-like-predictions");
  });

  it("lists every line that it leaves out; an image that loses all is unlabelled", async () => {
    const access = textFiles({
      "classes.txt": "cat\ndog\n",
      "a.jpg": "",
      "a.txt":
        "0 0,5 0,5 0,4 0,4\n0 nan .5 .5 .5\n7 .5 .5 .1 .1\n0 .5 .5 .4\n1e400 1 1 1 1\n-1 .1 .1 .1 .1\n0 .5 .5 0 .1\n0 .5 .5 -.1 .1",
    });
    const truth = await readYoloTruth(access, "", null);
    expect(truth.regions.objects.count).toBe(0);
    expect(truthRows(truth)).toEqual([["a.jpg", "unlabelled"]]);
    expect(truth.problems.map(({ code }) => code).sort()).toEqual([
      "annotations/box-empty",
      "annotations/box-invalid",
      "annotations/columns",
      "annotations/not-a-number",
      "annotations/number-format",
      "annotations/unknown-category",
      "annotations/unknown-category",
      "annotations/unknown-category",
    ]);
  });

  it("counts boxes over the edges and keeps them", async () => {
    const access = textFiles({ "a.jpg": "", "a.txt": "0 .95 .5 .4 .4\n0 .5 .5 1 1\n" });
    const truth = await readYoloTruth(access, "", null);
    expect(truth.regions.objects.count).toBe(2);
    expect(truth.problems[0]).toMatchObject({ code: "annotations/box-over-edge" });
    expect(truth.problems[0]?.what).toMatch(/^1 object reaches /);
  });

  it.each([
    ["a tag of a programming language", "names: !!js/function 'x'\n", "input/unsupported"],
    ["a list that never ends", "names: [a, b\n", "input/not-yaml"],
    ["names that are a text", "names: cat\n", "input/bad-shape"],
    ["a key that is no number", "names: {a: cat}\n", "input/bad-shape"],
    ["a list at the root", "- a\n", "input/bad-shape"],
  ] as const)("refuses a data file with %s", async (_, yaml, code) => {
    const access = textFiles({ "data.yaml": yaml, "a.jpg": "", "a.txt": "0 .5 .5 .4 .4\n" });
    await expect(readYoloTruth(access, "", "data.yaml")).rejects.toEqual(throwsCode(code));
  });

  it("never follows parts of a data file out of the folder", async () => {
    const access = textFiles({
      "data.yaml":
        "path: /etc\ntrain: ../../..\nval: http://127.0.0.1:9/val\nnc: 3\nnames: [cat, dog]",
      "images/a.jpg": "",
      "labels/a.txt": "0 .5 .5 .4 .4\n",
    });
    const truth = await readYoloTruth(access, "", "data.yaml");
    expect(truth.regions.objects.count).toBe(1);
    expect(problemCodes(truth)).toEqual(["annotations/class-count", "path/outside"]);
  });

  it("says when there is nothing to read", async () => {
    const access = textFiles({ "a.jpg": "", "data.yaml": DATA });
    await expect(readYoloTruth(access, "", "data.yaml")).rejects.toEqual(throwsCode("input/empty"));
  });

  it("takes the model's labels in their order where nothing names the classes", async () => {
    const files = { "images/a.jpg": "", "labels/a.txt": "1 .5 .5 .5 .5\n0 .5 .5 .25 .25\n" };
    const truth = await readObjectTruth(textFiles(files), "", {
      classNames: ["fox", "hare", "owl"],
    });
    expect(truthRows(truth)).toEqual([["images/a.jpg", ["hare", "fox"]]]);
    expect(truth.classNames).toEqual(["fox", "hare", "owl"]);
    expect(truth.problems.map(({ what }) => what)).toEqual([
      "nothing names the classes (no data.yaml, classes.txt or obj.names); they are called by the model's labels in their order. Hold some boxes against their pictures",
    ]);
    // A class that the model does not have: the numbers are not its.
    const other = await readObjectTruth(textFiles(files), "", { classNames: ["fox"] });
    expect(other.labelNames).toEqual(["class 1", "class 0"]);
    const named = await readObjectTruth(textFiles({ ...files, "classes.txt": "a\nb\n" }), "", {
      classNames: ["fox", "hare"],
    });
    expect(named.labelNames).toEqual(["a", "b"]);
  });

  it.each(["detection", "multilabel"] as const)(
    "does so where an evaluation reads for %s",
    async (task) => {
      const files = { "images/a.jpg": "", "labels/a.txt": "1 .5 .5 .5 .5\n" };
      const place = { access: textFiles(files), path: "", source: "set" };
      const images = [{ path: "images/a.jpg", sizeBytes: 0 }];
      const { truth } = await readTruth(place, images, { task, classNames: ["fox", "hare"] });
      expect(truthRows(truth)).toEqual([["images/a.jpg", ["hare"]]]);
    },
  );

  it("names the classes of predictions by the ground truth, where their folder does not", async () => {
    const access = textFiles({ "p/a.txt": "1 .5 .5 .5 .5 .9\n" });
    const found = await readObjectPredictions(access, "p", { classNames: ["fox", "hare"] });
    expect(found.labelNames).toEqual(["fox", "hare"]);
    await expect(readObjectPredictions(access, "p")).rejects.toThrow(throwsCode("input/bad-shape"));
  });

  it("finds images beside a folder of another name, lists on another machine, Darknet's data", async () => {
    const pictures = await readObjectTruth(
      textFiles({ "photos/a.jpg": "", "boxes/a.txt": "0 .5 .5 .5 .5", "classes.txt": "fox" }),
      "",
    );
    expect(truthRows(pictures)).toEqual([["photos/a.jpg", ["fox"]]]);
    const darknet = await readObjectTruth(
      textFiles({
        "obj.data":
          "classes = 1\ntrain = /home/me/set/lists/train.txt\nvalid = data/val.txt\nnames = data/my.names\n",
        "my.names": "owl\n",
        "other.names": "none\n",
        "lists/train.txt": "/home/me/set/obj_train_data/a.jpg\n",
        "val.txt": "data/obj_train_data/b.jpg\n",
        "obj_train_data/a.jpg": "",
        "obj_train_data/a.txt": "0 .5 .5 .5 .5",
        "obj_train_data/b.jpg": "",
        "obj_train_data/b.txt": "",
      }),
      "obj.data",
    );
    expect(truthRows(darknet)).toEqual([
      ["obj_train_data/a.jpg", ["owl"]],
      ["obj_train_data/b.jpg", "empty"],
    ]);
    expect([0, 1].map((row) => attributesOf(darknet, row)["split"])).toEqual(["train", "val"]);
    expect(problemCodes(darknet)).toEqual([]);
  });

  it("takes other images where those in the folder are no pictures of the set", async () => {
    const access = textFiles({ "results.png": "", "labels/a.txt": "0 .5 .5 .5 .5" });
    const truth = await readObjectTruth(access, "", { images: ["x/a.jpg"] });
    expect(truth.file).toEqual(["x/a.jpg"]);
  });
});
