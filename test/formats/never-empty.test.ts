import { describe, expect, it } from "vitest";
import { readImageTruth, readObjectTruth } from "../../src/formats/read.js";
import { readObjectSet } from "../../src/formats/read-object-set.js";
import { textFiles, truthRows } from "./truth-view.js";

const stateOf = async (files: Readonly<Record<string, unknown>>, path = Object.keys(files)[0]!) => {
  const truth = await readObjectTruth(textFiles(files), path);
  const codes = [...new Set(truth.problems.map(({ code }) => code))];
  return { rows: truthRows(truth), lost: truth.objectsNotRead, codes };
};

const OPEN_IMAGES = "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsGroupOf";

describe("an image of which something was not read is unlabelled, never empty", () => {
  it("Open Images: boxes with decimal commas, which are annotations and no predictions", async () => {
    const table = [
      OPEN_IMAGES,
      'a,xclick,/m/01,1,"0,1","0,5","0,2","0,6",0,0',
      "b,xclick,/m/01,1,0.1,0.5,0.2,0.6,0,0",
    ].join("\n");
    expect(await stateOf({ "oi.csv": table })).toEqual({
      rows: [
        ["a", "unlabelled"],
        ["b", ["/m/01"]],
      ],
      lost: 1,
      codes: ["table/number-format", "annotations/number-format"],
    });
    const set = await readObjectSet(textFiles({ "oi.csv": table }), "oi.csv");
    expect(set.set.kind).toBe("truth");
  });

  it("COCO: panoptic segments, unknown categories, and a category of none", async () => {
    const file = {
      images: ["a", "b", "c", "d"].map((name, i) => ({ id: i + 1, file_name: `${name}.jpg` })),
      annotations: [
        { id: 2, image_id: 2, category_id: 9, bbox: [0, 0, 2, 2] },
        {
          image_id: 1,
          file_name: "a.png",
          segments_info: [{ id: 1, category_id: 1, bbox: [0, 0, 2, 2] }],
        },
        { id: 3, image_id: 3, category_id: 1, bbox: [0, 0, 2, 2] },
      ],
      categories: [{ id: 1, name: "cat" }],
    };
    const found = await stateOf({ "c.json": file });
    const rows = [
      ["a.jpg", "unlabelled"],
      ["b.jpg", "unlabelled"],
      ["c.jpg", ["cat"]],
      ["d.jpg", "empty"],
    ];
    expect(found).toMatchObject({ rows, lost: 2 });
    expect(truthRows(await readImageTruth(textFiles({ "c.json": file }), "c.json"))).toEqual(rows);
  });

  it("CVAT: points and lines alone; nothing at all is empty", async () => {
    const image = (name: string, inside: string) =>
      `<image id="0" name="${name}" width="9" height="9">${inside}</image>`;
    const xml = `<annotations>${image("a.jpg", '<points label="x" points="1,1"/>')}${image("b.jpg", "")}${image("c.jpg", '<tag label="night"/>')}${image("d.jpg", '<tag label="empty"/>')}</annotations>`;
    expect(await stateOf({ "c.xml": xml })).toEqual({
      rows: [
        ["a.jpg", "unlabelled"],
        ["b.jpg", "empty"],
        ["c.jpg", "unlabelled"],
        ["d.jpg", "empty"],
      ],
      lost: 1,
      codes: ["annotations/not-an-object"],
    });
    const labels = await readImageTruth(textFiles({ "c.xml": xml }), "c.xml");
    expect(truthRows(labels)[2]).toEqual(["c.jpg", ["night"]]);
  });

  it("LabelMe: a line alone; flags are labels of the image and ask for no object", async () => {
    const file = (name: string, shapes: unknown[], flags = {}) => ({
      [`${name}.json`]: { shapes, flags, imagePath: `${name}.jpg`, imageWidth: 9, imageHeight: 9 },
    });
    const line = {
      label: "x",
      shape_type: "line",
      points: [
        [1, 1],
        [2, 2],
      ],
    };
    const files = {
      ...file("a", [line]),
      ...file("b", []),
      ...file("c", [], { dog: true, cat: false }),
    };
    const read = await stateOf(files, "");
    expect(read).toMatchObject({
      rows: [
        ["a.jpg", "unlabelled"],
        ["b.jpg", "empty"],
        ["c.jpg", "unlabelled"],
      ],
      lost: 1,
    });
    const labels = await readImageTruth(textFiles(files), "");
    expect(truthRows(labels)).toEqual([
      ["a.jpg", "unlabelled"],
      ["b.jpg", "empty"],
      ["c.jpg", ["dog"]],
    ]);
  });

  it("Open Images: labels of images that were looked for and are not there give none", async () => {
    const table =
      "ImageID,Source,LabelName,Confidence\na,verification,cat,1\na,verification,dog,0\nb,verification,cat,0";
    const truth = await readImageTruth(textFiles({ "l.csv": table }), "l.csv");
    expect(truthRows(truth)).toEqual([
      ["a", ["cat"]],
      ["a", "unlabelled"],
      ["b", "unlabelled"],
    ]);
    expect(truth.labelNames).toEqual(["cat"]);
    expect(truth.problems).toMatchObject([{ code: "labels/verified-absent" }]);
    const { set } = await readObjectSet(textFiles({ "l.csv": table }), "l.csv");
    expect([...set.state]).toEqual([0, 2]);
  });

  it("predictions: an image whose detections are none has no answer in another format", async () => {
    const lines = [
      { file: "a.jpg", label: "cat", score: 0.5, bbox: [0, 0, 2, 2] },
      { file: "b.jpg", label: "cat", score: "x", bbox: [0, 0, 2, 2] },
    ];
    const text = lines.map((line) => JSON.stringify(line)).join("\n");
    const { set, objectsNotRead } = await readObjectSet(textFiles({ "d.jsonl": text }), "d.jsonl");
    expect([[...set.state], objectsNotRead]).toEqual([[0, 2], 1]);
  });
});
