import { describe, expect, it } from "vitest";
import { readImageTruth } from "../../src/formats/read.js";
import { throwsCode } from "../support/throws-code.js";
import { attributesOf, problemCodes, textFiles, truthRows } from "./truth-view.js";

const read = (paths: readonly string[], folder = "", classLevel?: number) =>
  readImageTruth(
    textFiles(Object.fromEntries(paths.map((path) => [path, "x"]))),
    folder,
    classLevel === undefined ? {} : { classLevel },
  );

describe("class folders", () => {
  it("takes the first folder as the class, and images beside them as unlabelled", async () => {
    const truth = await read(["cat/a.jpg", "cat/deep/b.PNG", "dog/c.webp", "d.jpg", "readme.md"]);
    expect(truthRows(truth)).toEqual([
      ["cat/a.jpg", ["cat"]],
      ["cat/deep/b.PNG", ["cat"]],
      ["d.jpg", "unlabelled"],
      ["dog/c.webp", ["dog"]],
    ]);
    expect(truth.format.id).toBe("class-folders");
    expect(attributesOf(truth, 0)).toEqual({});
  });

  it("takes train, val and test as parts of the set", async () => {
    const truth = await read(["set/train/cat/a.jpg", "set/test/dog/b.jpg"], "set");
    expect(truthRows(truth)).toEqual([
      ["set/test/dog/b.jpg", ["dog"]],
      ["set/train/cat/a.jpg", ["cat"]],
    ]);
    expect(attributesOf(truth, 0)).toEqual({ split: "test" });
  });

  it("looks below a single folder of images, and where it is told", async () => {
    expect(truthRows(await read(["images/cat/a.jpg", "images/dog/b.jpg"]))).toEqual([
      ["images/cat/a.jpg", ["cat"]],
      ["images/dog/b.jpg", ["dog"]],
    ]);
    expect(truthRows(await read(["s1/cat/a.jpg", "s2/cat/b.jpg"], "", 1))).toEqual([
      ["s1/cat/a.jpg", ["cat"]],
      ["s2/cat/b.jpg", ["cat"]],
    ]);
  });

  it("takes images in a container beside the classes as unlabelled", async () => {
    const paths = ["images/a.jpg", "100CANON/b.jpg", "image_2/c.jpg", "fox/d.jpg", "train/e.jpg"];
    const truth = await read([...paths, "images/fox/f.jpg", "images/hare/g.jpg"]);
    expect(truthRows(truth)).toEqual([
      ["100CANON/b.jpg", "unlabelled"],
      ["fox/d.jpg", ["fox"]],
      ["image_2/c.jpg", "unlabelled"],
      ["images/a.jpg", "unlabelled"],
      ["images/fox/f.jpg", ["fox"]],
      ["images/hare/g.jpg", "unlabelled"],
      ["train/e.jpg", ["train"]], // a vehicle as well
    ]);
    expect(truthRows(await read(["images/a.jpg", "fox/b.jpg"], "", 0))[1]).toEqual([
      "images/a.jpg",
      ["images"],
    ]);
  });

  it.each([
    [["fox/a.jpg", "fox/b.jpg"], "one name"],
    [["image_2/a.png", "image_3/a.png"], "numbered"],
    [["train/images/a.jpg", "val/images/b.jpg"], "splits of images"],
    [["obj_train_data/a.jpg", "photos/b.jpg", "JPEGImages/c.jpg"], "containers"],
    [["DCIM/100CANON/a.jpg", "DCIM/101CANON/b.jpg"], "a camera's card"],
    [["imgs/a.jpg", "masks/a.png"], "masks beside images"],
    [["training/image_2/a.png", "testing/image_2/b.png"], "KITTI"],
  ])("takes no folder of %j for a class (%s)", async (paths) => {
    await expect(read(paths)).rejects.toThrow(throwsCode("input/bad-shape"));
  });

  it.each([
    [
      ["set/images/train/cat/a.jpg", "set/images/val/dog/b.jpg"],
      ["cat", "dog"],
    ],
    [
      ["anything/cat/a.jpg", "anything/dog/b.jpg"],
      ["cat", "dog"],
    ],
    [
      ["DCIM/100CANON/fox/a.jpg", "DCIM/101CANON/hare/b.jpg"],
      ["fox", "hare"],
    ],
    [
      ["photos/a.jpg", "drawings/b.jpg"],
      ["photos", "drawings"],
    ],
    [
      ["10000001/a.jpg", "10000002/b.jpg"],
      ["10000001", "10000002"],
    ],
  ])("finds the classes of %j", async (paths, labels) => {
    const truth = await read(paths);
    expect(truth.labelNames).toEqual(expect.arrayContaining(labels));
    expect(truth.labelNames).toHaveLength(labels.length);
  });

  it("finds classes below places, and products that each have their own parts", async () => {
    const stations = ["StationA/fox/a.jpg", "StationA/hare/b.jpg", "StationB/fox/c.jpg"];
    expect((await read(stations)).labelNames).toEqual(["fox", "hare"]);
    const sites = ["site 1/a.jpg", "site 1/fox/b.jpg", "site 2/c.jpg"];
    expect((await read(sites)).labelNames).toEqual(["site 1", "site 2"]);
    const products = await read([
      "bottle/train/good/a.png",
      "bottle/test/broken/b.png",
      "cable/test/good/c.png",
    ]);
    expect(truthRows(products)).toEqual([
      ["bottle/test/broken/b.png", ["broken"]],
      ["bottle/train/good/a.png", ["good"]],
      ["cable/test/good/c.png", ["good"]],
    ]);
    expect(attributesOf(products, 0)).toEqual({ split: "test" });
    const parts = await read(["cat/train/a.jpg", "cat/test/b.jpg", "dog/train/c.jpg"]);
    expect(parts.labelNames).toEqual(["cat", "dog"]);
  });

  it("leaves masks of defects aside", async () => {
    const truth = await read([
      "train/good/a.png",
      "test/good/b.png",
      "test/crack/c.png",
      "ground_truth/crack/c_mask.png",
    ]);
    expect(truthRows(truth)).toEqual([
      ["test/crack/c.png", ["crack"]],
      ["test/good/b.png", ["good"]],
      ["train/good/a.png", ["good"]],
    ]);
    expect(attributesOf(truth, 0)).toEqual({ split: "test" });
    expect(problemCodes(truth)).toEqual(["labels/masks"]);
  });

  it("knows folders that gather the classes beside them", async () => {
    const truth = await read(["cat/a.jpg", "dog/b.jpg", "crops/cat/c.jpg", "crops/dog/d.jpg"]);
    expect(truthRows(truth)).toEqual([
      ["cat/a.jpg", ["cat"]],
      ["crops/cat/c.jpg", ["cat"]],
      ["crops/dog/d.jpg", ["dog"]],
      ["dog/b.jpg", ["dog"]],
    ]);
  });

  it("says when the folders within the classes could be the classes", async () => {
    const truth = await read(["north/fox/a.jpg", "south/fox/b.jpg", "south/hare/c.jpg"]);
    expect(truth.labelNames).toEqual(["north", "south"]);
    expect(truth.problems).toMatchObject([
      { code: "labels/folder-level", what: expect.stringContaining("(fox)") },
    ]);
    const sorted = await read(["fox/2021/a.jpg", "hare/2022/b.jpg"]);
    expect(sorted.problems).toEqual([]);
  });

  it("says of each image which part of the set it is of, wherever that folder is", async () => {
    const truth = await read(["images/train/cat/a.jpg", "images/val/dog/b.jpg"]);
    expect([0, 1].map((row) => attributesOf(truth, row))).toEqual([
      { split: "train" },
      { split: "val" },
    ]);
  });

  it("says when there are no images, or no folders", async () => {
    await expect(read(["a.txt"])).rejects.toThrow(throwsCode("input/empty"));
    await expect(read(["a.jpg"])).rejects.toThrow(throwsCode("input/bad-shape"));
    await expect(read(["a.jpg"], "none")).rejects.toThrow(throwsCode("input/not-found"));
  });
});
