import { describe, expect, it } from "vitest";
import { readImageTruth, readObjectTruth } from "../../src/formats/read.js";
import { textFiles } from "./truth-view.js";

const HEAD = "ImageID,Source,LabelName,Confidence";
const BOXES = `${HEAD},XMin,XMax,YMin,YMax,IsOccluded\na,xclick,/m/06c54,1,0.1,0.5,0.1,0.5,0\nb,xclick,/m/0kmg4,1,0.1,0.5,0.1,0.5,1\n`;
const LABELS = `${HEAD}\na,verification,/m/06c54,1\nb,verification,/m/0kmg4,1\n`;
const NAMES = '/m/06c54,Fox\n/m/0kmg4,"Teddy, bear"\n/m/0zzz,Owl\n';

describe("labels of Open Images", () => {
  it("are called as the file beside their table says, boxes and labels of images alike", async () => {
    const access = textFiles({ "t.csv": BOXES, "l.csv": LABELS, "class-descriptions.csv": NAMES });
    const truth = await readObjectTruth(access, "t.csv");
    expect(truth.labelNames).toEqual(["Fox", "Teddy, bear"]);
    expect(truth.roles.get("label")).toBe("LabelName, named by class-descriptions.csv");
    expect((await readImageTruth(access, "l.csv")).labelNames).toEqual(["Fox", "Teddy, bear"]);
  });

  it("are read from its tree, whose hierarchy and masks are no tables of boxes", async () => {
    const one = BOXES.split("\n");
    const access = textFiles({
      "annotations/oidv6-train-annotations-bbox.csv": `${one[0]}\n${one[1]}\n`,
      "annotations/test-annotations-bbox.csv": `${one[0]}\n${one[2]}\n`,
      "annotations/train-annotations-object-segmentation.csv":
        "MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\na.png,a,/m/06c54,x,0.1,0.5,0.1,0.5,0.9,\n",
      "annotations/bbox_labels_600_hierarchy.json": { LabelName: "/m/0bl9f", Subcategory: [] },
      "annotations/oidv6-class-descriptions.csv": NAMES,
      "images/train/a.jpg": "",
      "images/test/b.jpg": "",
    });
    const truth = await readObjectTruth(access, "");
    expect(truth.labelNames).toEqual(["Fox", "Teddy, bear"]);
    expect(truth.file).toEqual(["a", "b"]);
    expect(truth.format.reason).toContain("one for each part of Open Images");
  });

  it("take a file with a header, and keep two of one name apart", async () => {
    const names = "LabelName,DisplayName\n/m/06c54,Fox\n/m/0kmg4,Fox\n";
    const access = textFiles({ "t.csv": BOXES, "oidv7-class-descriptions.csv": names });
    expect((await readObjectTruth(access, "t.csv")).labelNames).toEqual(["Fox", "Fox (/m/0kmg4)"]);
  });

  it("stay ids where one of them has no name, and other labels as they are", async () => {
    const some = textFiles({ "t.csv": BOXES, "class-descriptions.csv": "/m/06c54,Fox\n" });
    expect((await readObjectTruth(some, "t.csv")).labelNames).toEqual(["/m/06c54", "/m/0kmg4"]);
    const words = BOXES.replaceAll("/m/06c54", "fox");
    const access = textFiles({ "t.csv": words, "class-descriptions.csv": NAMES });
    expect((await readObjectTruth(access, "t.csv")).labelNames).toEqual(["fox", "/m/0kmg4"]);
  });
});
