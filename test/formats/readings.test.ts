import { describe, expect, it } from "vitest";
import {
  readImagePredictions,
  readImageTruth,
  readObjectPredictions,
  readObjectTruth,
} from "../../src/formats/read.js";
import { readObjectSet } from "../../src/formats/read-object-set.js";
import { textFiles } from "./truth-view.js";

const VOC =
  "<annotation><filename>a.jpg</filename><size><width>9</width><height>9</height></size><object><name>fox</name><bndbox><xmin>0</xmin><ymin>2</ymin><xmax>5</xmax><ymax>6</ymax></bndbox></object></annotation>";
const YOLO = { "images/a.jpg": "", "labels/a.txt": "0 0.5 0.5 0.2 0.2\n" };
const TABLE = "file,label,xmin,ymin,xmax,ymax\na.jpg,fox,1,2,5,6\n";
const DETECTIONS = "file,label,score,left,top,width,height\na.jpg,fox,0.5,0.1,0.2,0.3,0.4\n";

describe("how a file was read", () => {
  it("is found where the files leave it open, and declared where somebody says it", async () => {
    const found = { reading: "voc-one-based", value: "no", chosen: "found" };
    const declared = { reading: "voc-one-based", value: "yes", chosen: "declared" };
    const voc = textFiles({ "a.xml": VOC });
    expect((await readObjectTruth(voc, "")).readings).toEqual([found]);
    expect((await readObjectTruth(voc, "", { vocOneBased: "yes" })).readings).toEqual([declared]);
  });

  it("says what lines of YOLO are, and whose names its numbers have", async () => {
    const { readings } = await readObjectTruth(textFiles(YOLO), "", { classNames: ["fox"] });
    expect(readings).toEqual([
      { reading: "yolo-task", value: "detect", chosen: "found" },
      { reading: "class-names", value: "model", chosen: "found" },
    ]);
    const texts = textFiles({ "p/a.txt": "0 0.5 0.5 0.2 0.2 0.9\n" });
    const found = await readObjectPredictions(texts, "p", { classNames: ["fox"] });
    expect(found.readings).toEqual([{ reading: "class-names", value: "labels", chosen: "found" }]);
  });

  it("says how columns of a table write a box", async () => {
    const files = textFiles({ "labels.csv": TABLE, "detections.csv": DETECTIONS });
    const valuesOf = ({ readings = [] }: { readings?: readonly { value: string }[] }) =>
      readings.map(({ value }) => value);
    expect(valuesOf(await readObjectTruth(files, "labels.csv"))).toEqual(["xyxy", "pixel"]);
    expect(valuesOf(await readObjectPredictions(files, "detections.csv"))).toEqual([
      "xywh",
      "fraction",
    ]);
  });

  it("is not said of what is a matter of course, or cannot be said of the format", async () => {
    const files = textFiles({ "labels.csv": "file,label\na.jpg,fox\n" });
    expect((await readImageTruth(files, "labels.csv")).readings ?? []).toEqual([]);
    const scores = textFiles({ "p.csv": "file,fox,owl\na.jpg,90,10\n" });
    const read = await readImagePredictions(scores, "p.csv", {
      ...{ predictionBoxes: "xyxy", yoloOrder: "class-score-box" },
      predictionScores: "percent",
      knownLabels: ["fox", "owl"],
    });
    expect(read.readings).toEqual([
      { reading: "prediction-scores", value: "percent", chosen: "declared" },
    ]);
  });

  it("can be said where labels of whole images are those of objects", async () => {
    const outline = "0 0.1 0.1 0.9 0.1 0.9 0.9 0.1 0.9\n";
    const files = textFiles({
      "classes.txt": "fox\n",
      "images/a.jpg": "",
      "labels/a.txt": outline,
    });
    await expect(readImageTruth(files, "")).rejects.toThrow(/can be segment/);
    const { labelNames, readings } = await readImageTruth(files, "", { yoloTask: "segment" });
    expect(labelNames).toEqual(["fox"]);
    expect(readings).toEqual([{ reading: "yolo-task", value: "segment", chosen: "declared" }]);
  });
});

it("a table of detections is converted with the images on which nothing was found, where they are given", async () => {
  const files = textFiles({ "detections.csv": DETECTIONS });
  const images = ["a.jpg", "b.jpg"];
  const { set, problems } = await readObjectSet(files, "detections.csv", { images });
  expect(set.file).toEqual(images);
  expect([...set.objectStart]).toEqual([0, 1, 1]);
  expect(problems.map(({ code }) => code)).toContain("predictions/missing-image");
  const alone = await readObjectSet(files, "detections.csv");
  expect(alone.set.file).toEqual(["a.jpg"]);
});
