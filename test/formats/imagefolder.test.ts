import { describe, expect, it } from "vitest";
import { readImageTruth } from "../../src/formats/read.js";
import { throwsCode } from "../support/throws-code.js";
import { attributesOf, problemCodes, textFiles, truthRows } from "./truth-view.js";

describe("Hugging Face imagefolders", () => {
  it("joins the metadata of the parts, with paths from the folder that was given", async () => {
    const access = textFiles({
      "set/train/metadata.csv": "file_name,label,site\na.jpg,cat,s1\nsub/b.jpg,dog,s2\n",
      "set/train/a.jpg": "x",
      "set/test/metadata.csv": "file_name,label,size\nc.jpg,fox,3\nd.jpg,,4\n",
    });
    const truth = await readImageTruth(access, "set");
    expect(truth.format.id).toBe("hf-imagefolder");
    expect(truthRows(truth)).toEqual([
      ["set/test/c.jpg", ["fox"]],
      ["set/test/d.jpg", "unlabelled"],
      ["set/train/a.jpg", ["cat"]],
      ["set/train/sub/b.jpg", ["dog"]],
    ]);
    expect(attributesOf(truth, 0)).toEqual({ size: "3", site: null, split: "test" });
    expect(attributesOf(truth, 3)).toEqual({ size: null, site: "s2", split: "train" });
    const one = await readImageTruth(access, "set/train/metadata.csv");
    expect(truthRows(one)[1]).toEqual(["set/train/sub/b.jpg", ["dog"]]);
  });

  it("reads objects with categories, by name or by number", async () => {
    const access = textFiles({
      "classes.txt": "cat\ndog\n",
      "metadata.jsonl": [
        '{"file_name": "a.jpg", "objects": {"bbox": [[0,0,1,1],[1,1,1,1]], "categories": [1, 1]}}',
        '{"file_name": "b.jpg", "objects": {"bbox": [], "category": []}}',
        '{"file_name": "c.jpg", "objects": {"bbox": [[0,0,1,1]], "category": ["fox"]}}',
        '{"file_name": "d.jpg", "objects": {"bbox": [[0,0,1,NaN]], "categories": [9]}}',
        '{"file_name": "e.jpg"}',
        "{broken",
        '{"objects": {}}',
      ].join("\n"),
    });
    const truth = await readImageTruth(access, "");
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["dog"]],
      ["b.jpg", "empty"],
      ["c.jpg", ["fox"]],
      ["d.jpg", ["9"]],
      ["e.jpg", "unlabelled"],
    ]);
    expect(problemCodes(truth)).toEqual([
      "input/not-a-number",
      "input/line",
      "labels/no-file",
      "labels/boxes-collapsed",
    ]);
  });

  it("reads labels in JSON lines", async () => {
    const access = textFiles({
      "metadata.jsonl":
        '{"file_name": "a.jpg", "label": "cat", "n": 3}\n{"file_name": "b.jpg", "n": 4}\n',
    });
    const truth = await readImageTruth(access, "");
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["cat"]],
      ["b.jpg", "unlabelled"],
    ]);
    expect(attributesOf(truth, 1)).toEqual({ n: "4" });
  });
});

describe("folders with labels", () => {
  it("reads the parts of a Roboflow export as one", async () => {
    const access = textFiles({
      "train/_classes.csv": "filename, cat, dog\na.jpg, 1, 0\n",
      "valid/_classes.csv": "filename, cat, dog\nb.jpg, 0, 0\n",
    });
    const truth = await readImageTruth(access, "");
    expect(truthRows(truth)).toEqual([
      ["train/a.jpg", ["cat"]],
      ["valid/b.jpg", "empty"],
    ]);
    expect(attributesOf(truth, 1)).toEqual({ split: "valid" });
  });

  it("asks which form counts when there are several", async () => {
    const access = textFiles({ "instances.json": "{}", "data.yaml": "nc: 1", "x/a.xml": "<a/>" });
    await expect(readImageTruth(access, "")).rejects.toThrow(throwsCode("input/ambiguous"));
    const two = textFiles({ "instances_a.json": "{}", "instances_b.json": "{}" });
    await expect(readImageTruth(two, "")).rejects.toThrow(throwsCode("input/ambiguous"));
  });
});
