import { describe, expect, it } from "vitest";
import { readImageTruth } from "../../src/formats/read.js";
import { throwsCode } from "../support/throws-code.js";
import { attributesOf, textFiles, truthRows } from "./truth-view.js";

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
    expect(truthRows(await read(["images/cat/a.jpg"]))).toEqual([["images/cat/a.jpg", ["cat"]]]);
    expect(truthRows(await read(["s1/cat/a.jpg", "s2/cat/b.jpg"], "", 1))).toEqual([
      ["s1/cat/a.jpg", ["cat"]],
      ["s2/cat/b.jpg", ["cat"]],
    ]);
  });

  it("says when there are no images, or no folders", async () => {
    await expect(read(["a.txt"])).rejects.toThrow(throwsCode("input/empty"));
    await expect(read(["a.jpg"])).rejects.toThrow(throwsCode("input/bad-shape"));
    await expect(read(["a.jpg"], "none")).rejects.toThrow(throwsCode("input/not-found"));
  });
});
