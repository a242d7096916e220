import { describe, expect, it } from "vitest";
import { OBJECT_FLAG } from "../../../src/core/objects.js";
import { readObjectPredictions, readObjectTruth } from "../../../src/formats/read.js";
import { throwsCode } from "../../support/throws-code.js";
import { problemCodes, textFiles, truthRows } from "../truth-view.js";

const IMAGES = { "images-optional/a.jpg": "", "images-optional/b.jpg": "" };

describe("texts of Cartucho's mAP", () => {
  it("are read with classes of several words, difficult objects and Windows' lines", async () => {
    const text = "\uFEFFcar 10 20 30 50\r\ntraffic light 1.5 2 3 4e1 difficult\r\n";
    const files = { ...IMAGES, "ground-truth/a.txt": text, "ground-truth/b.txt": "" };
    const truth = await readObjectTruth(textFiles(files), "");
    expect(truthRows(truth)).toEqual([
      ["images-optional/a.jpg", ["car", "traffic light"]],
      ["images-optional/b.jpg", "empty"],
    ]);
    expect([...truth.regions.objects.box]).toEqual([10, 20, 20, 30, 1.5, 2, 1.5, 38]);
    expect([...truth.regions.objects.flags]).toEqual([0, OBJECT_FLAG.ignored]);
  });

  it("are told from predictions in one folder, and each is read as what it is", async () => {
    const access = textFiles({
      ...IMAGES,
      "ground-truth/a.txt": "car 10 20 30 50\n",
      "ground-truth/b.txt": "",
      "detection-results/a.txt": "car 0.75 11 21 30 50\n",
      "detection-results/b.txt": "",
    });
    const truth = await readObjectTruth(access, "");
    expect(truth.regions.objects.count).toBe(1);
    const found = await readObjectPredictions(access, "");
    expect(found.format.id).toBe("map-texts");
    expect([...found.objects.score]).toEqual([0.75]);
    expect([...found.objects.box]).toEqual([11, 21, 19, 29]);
    expect(found.rowCount).toBe(2);
  });

  it("with a confidence are no labels", async () => {
    const access = textFiles({ ...IMAGES, "detection-results/a.txt": "car 0.75 11 21 30 50\n" });
    await expect(readObjectTruth(access, "")).rejects.toEqual(
      throwsCode("annotations/looks-like-results"),
    );
  });

  it("list a line that is none, and its image is not empty", async () => {
    const files = { ...IMAGES, "gt/a.txt": "car 1 2 3 4\n", "gt/b.txt": "car 1 2 3\n" };
    const truth = await readObjectTruth(textFiles(files), "");
    expect(truthRows(truth)[1]).toEqual(["images-optional/b.jpg", "unlabelled"]);
    expect(problemCodes(truth)).toContain("annotations/columns");
    expect(truth.objectsNotRead).toBe(1);
  });
});
