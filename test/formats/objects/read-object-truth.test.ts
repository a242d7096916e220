import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReadObjectOptions } from "../../../src/formats/objects/object-options.js";
import type { ObjectTruth } from "../../../src/formats/objects/object-types.js";
import { readObjectTruth } from "../../../src/formats/read.js";
import { describeWithShared } from "../../support/shared-data.js";
import { throwsCode } from "../../support/throws-code.js";
import { attributesOf, problemCodes, textFiles } from "../truth-view.js";
import { expectObjects, folderInMemory, seenObjects } from "./objects-view.js";

const read = (
  files: Readonly<Record<string, unknown>>,
  path = "",
  options: ReadObjectOptions = {},
) => readObjectTruth(textFiles(files), path, options);

const COCO = {
  images: [{ id: 1, file_name: "a.jpg", width: 40, height: 30 }],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], area: 12, iscrowd: 0 }],
  categories: [{ id: 1, name: "cat" }],
};
const VOC =
  "<annotation><filename>a.jpg</filename><object><name>cat</name><bndbox><xmin>0</xmin><ymin>2</ymin><xmax>4</xmax><ymax>6</ymax></bndbox></object></annotation>";
const CVAT =
  '<annotations><image name="a.jpg"><box label="cat" xtl="1" ytl="2" xbr="4" ybr="6"/></image></annotations>';
const YOLO = { "images/a.jpg": "", "labels/a.txt": "0 .5 .5 .5 .5\n" };
const LABELME = {
  version: "5",
  shapes: [
    {
      label: "cat",
      points: [
        [1, 2],
        [4, 6],
      ],
      shape_type: "rectangle",
    },
  ],
  imagePath: "a.jpg",
};
const STUDIO = [
  {
    data: { image: "a.jpg" },
    annotations: [
      {
        result: [
          {
            type: "rectanglelabels",
            original_width: 100,
            original_height: 100,
            value: { x: 1, y: 2, width: 3, height: 4, rectanglelabels: ["cat"] },
          },
        ],
      },
    ],
  },
];
const CREATEML = [
  {
    image: "a.jpg",
    annotations: [{ label: "cat", coordinates: { x: 2.5, y: 4, width: 3, height: 4 } }],
  },
];
const CSV = "filename,class,xmin,ymin,xmax,ymax\na.jpg,cat,1,2,4,6\n";
const LINES = '{"file_name":"a.jpg","objects":{"bbox":[[1,2,3,4]],"category":["cat"]}}\n';

describe("readObjectTruth", () => {
  it("reads a table of boxes as somebody says that it is written, and says how it was", async () => {
    // More commas than bars, in a column of remarks.
    const table = "image|label|xmin|ymin|xmax|ymax|so, it, was, said, by, me, and, you\n";
    const row = "a.png|café|1|2|30|40|a, b, c, d, e, f, g, h\n";
    const bars = { delimiter: "bar", encoding: "windows-1252" } as const;
    const truth = await read({ "b.csv": `${table}${row}` }, "b.csv", { writing: bars });
    expect(truth.labelNames).toEqual(["cafÃ©"]);
    expect(truth.format.written).toEqual({
      ...bars,
      delimiterWhy: "chosen",
      encodingWhy: "chosen",
    });
    await expect(read({ "b.csv": `${table}${row}` }, "b.csv")).rejects.toThrow();
  });

  it.each([
    ["a COCO file", { "x.json": COCO }, "x.json", "coco"],
    ["a COCO file alone in a folder", { "x.json": COCO, "a.jpg": "" }, "", "coco"],
    ["a file of CVAT", { "x.xml": CVAT }, "x.xml", "cvat"],
    ["a file of CVAT in a folder", { "x.xml": CVAT }, "", "cvat"],
    ["an export of Label Studio", { "x.json": STUDIO }, "x.json", "label-studio"],
    ["a file of LabelMe", { "a.json": LABELME, "a.jpg": "" }, "a.json", "labelme"],
    ["a folder of LabelMe", { "a.json": LABELME, "a.jpg": "" }, "", "labelme"],
    ["Create ML", { "x.json": CREATEML }, "", "createml"],
    ["a table of boxes", { "x.csv": CSV }, "x.csv", "csv-boxes"],
    ["a table of boxes in a folder", { "x.csv": CSV, "y.csv": "a,b\n1,2\n" }, "", "csv-boxes"],
    ["an imagefolder", { "metadata.jsonl": LINES }, "", "hf-imagefolder"],
    ["other lines of JSON with objects", { "x.jsonl": LINES }, "x.jsonl", "hf-imagefolder"],
    [
      "a list of records with boxes",
      { "x.json": [{ file: "a.jpg", label: "cat", x: 1, y: 2, w: 3, h: 4 }] },
      "x.json",
      "csv-boxes",
    ],
  ])("tells %s by its content", async (_, files, path, id) => {
    const truth = await read(files, path);
    expect(truth.format.id).toBe(id);
    expect(truth.format.reason).not.toBe("");
    expectObjects(truth, [["a.jpg", "cat", 1, 2, 3, 4]]);
    expect(truth.objects).toBe(1);
  });

  it("tells YOLO and Pascal VOC by what is in the folder", async () => {
    const voc = await read({
      "Annotations/a.xml": VOC,
      "JPEGImages/a.jpg": "",
      "ImageSets/Main/val.txt": "a\n",
    });
    expect(voc.format.id).toBe("voc");
    expectObjects(voc, [["JPEGImages/a.jpg", "cat", 0, 2, 4, 4]]);
    const single = await read(
      { "Annotations/a.xml": VOC, "JPEGImages/a.jpg": "" },
      "Annotations/a.xml",
    );
    expectObjects(single, [["JPEGImages/a.jpg", "cat", 0, 2, 4, 4]]);
    const yolo = await read({ ...YOLO, "data.yaml": "names: [cat]\n" });
    expect(yolo.format.id).toBe("yolo");
    expectObjects(yolo, [["images/a.jpg", "cat", 0.25, 0.25, 0.5, 0.5]]);
    expect(
      seenObjects(await read({ ...YOLO, "data.yaml": "names: [cat]\n" }, "data.yaml")),
    ).toEqual(seenObjects(yolo));
    expect((await read(YOLO)).labelNames).toEqual(["class 0"]);
  });

  it("joins the files of the parts of a Roboflow export", async () => {
    for (const [name, content] of [
      ["_annotations.coco.json", COCO],
      ["_annotations.csv", CSV],
      ["_annotations.createml.json", CREATEML],
    ] as const) {
      const truth = await read({
        [`train/${name}`]: content,
        [`valid/${name}`]: content,
        "train/a.jpg": "",
        "valid/a.jpg": "",
      });
      expectObjects(truth, [
        ["train/a.jpg", "cat", 1, 2, 3, 4],
        ["valid/a.jpg", "cat", 1, 2, 3, 4],
      ]);
      expect([attributesOf(truth, 0)["split"], attributesOf(truth, 1)["split"]]).toEqual([
        "train",
        "valid",
      ]);
      expect(truth.regions.widthPx).toHaveLength(2);
    }
  });

  it("reads Pascal VOC beside the images of each part", async () => {
    const truth = await read({
      "train/a.xml": VOC,
      "train/a.jpg": "",
      "valid/b.xml": VOC.replace("a.jpg", "b.jpg"),
      "valid/b.jpg": "",
    });
    expect(seenObjects(truth).map(([file]) => file)).toEqual(["train/a.jpg", "valid/b.jpg"]);
    expect([0, 1].map((row) => attributesOf(truth, row)["split"])).toEqual(["train", "valid"]);
  });

  it("lists names of COCO images that are addresses or leave the folder", async () => {
    const [image] = COCO.images;
    const names = ["http://127.0.0.1:9/a.jpg", "../../a.jpg", "sub/../a.jpg", "C:\\a.jpg"];
    const images = names.map((file_name, i) => ({ ...image, id: i + 1, file_name }));
    const truth = await read({ "x.json": { ...COCO, images } }, "x.json");
    expect(problemCodes(truth).filter((code) => code.startsWith("path/"))).toEqual([
      "path/remote",
      "path/outside",
    ]);
    expect(truth.problems.filter(({ code }) => code === "path/outside")).toHaveLength(2);
  });

  it("takes the user's word for what the numbers are, whatever the format", async () => {
    expectObjects(await read({ "x.json": COCO }, "x.json", { boxes: "xyxy" }), [
      ["a.jpg", "cat", 1, 2, 2, 2],
    ]);
    const centred = await read({ "x.json": COCO }, "x.json", { boxes: "cxcywh" });
    expectObjects(centred, [["a.jpg", "cat", -0.5, 0, 3, 4]]);
    expect(centred.roles.get("boxes")).toBe("cxcywh, as asked for");
    const pixels = await read(YOLO, "", { boxes: "pixel" });
    expect(pixels.regions.unit).toBe("pixel");
  });

  it.each([
    ["several forms", { "instances.json": COCO, ...YOLO, "xml/a.xml": VOC }, "", "input/ambiguous"],
    ["several files of one form", { "a.json": COCO, "b.json": COCO }, "", "input/ambiguous"],
    ["JSON of no known format", { "x.json": { hello: 1 } }, "", "input/unknown-format"],
    [
      "a table without boxes",
      { "x.csv": "file,label\na.jpg,cat\n" },
      "x.csv",
      "annotations/no-objects",
    ],
    ["class folders", { "cat/a.jpg": "", "dog/b.jpg": "" }, "", "annotations/no-objects"],
    ["an empty folder", { "x/readme.md": "" }, "x", "input/empty"],
    [
      "what a model said",
      { "x.json": [{ image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], score: 0.5 }] },
      "x.json",
      "annotations/looks-like-results",
    ],
    ["a label file by itself", YOLO, "labels/a.txt", "input/unsupported"],
    ["nothing there", YOLO, "nowhere", "input/not-found"],
  ] as const)("refuses %s", async (_, files, path, code) => {
    await expect(read(files, path)).rejects.toEqual(throwsCode(code));
  });
});

describeWithShared("formats of objects against their common truth", "data/formats", (root) => {
  interface Expected {
    readonly tolerancePixels: Readonly<Record<string, number>>;
    readonly images: readonly {
      readonly file: string;
      readonly width: number;
      readonly height: number;
      readonly boxes: readonly { readonly class: string; readonly bbox: readonly number[] }[];
    }[];
  }
  const expected: Expected = JSON.parse(readFileSync(join(root, "expected.json"), "utf8"));
  const access = folderInMemory(root);

  /** Boxes in pixels by the twelve digits of an image's name. */
  function boxesByImage(truth: ObjectTruth): Map<string, { label: string; box: number[] }[]> {
    const found = new Map<string, { label: string; box: number[] }[]>();
    for (const [file, label, ...box] of seenObjects(truth)) {
      const stem = /(\d{12})/.exec(file)?.[1] ?? file;
      const size = expected.images.find((image) => image.file.startsWith(stem));
      const isFraction = truth.regions.unit === "fraction";
      const scale = (k: number) =>
        isFraction ? (k % 2 === 0 ? (size?.width ?? 0) : (size?.height ?? 0)) : 1;
      const list = found.get(stem) ?? [];
      found.set(stem, list);
      list.push({ label, box: box.map((side, k) => side * scale(k)) });
    }
    return found;
  }

  it.each([
    ["coco", "coco", 0],
    ["yolo", "yolo", 0],
    ["yolo/data.yaml", "yolo", 0],
    ["voc", "voc", 0],
    ["cvat-xml", "cvat-xml", 1],
    ["cvat-xml/annotations.xml", "cvat-xml", 1],
    ["label-studio-json/export.json", "label-studio-json", 0],
    ["label-studio-json", "label-studio-json", 0],
    ["labelme-json", "labelme-json", 0],
    ["hf-imagefolder/detection-jsonl", "hf-imagefolder", 0],
    ["hf-imagefolder/detection-names-jsonl", "hf-imagefolder", 0],
    ["csv/boxes.csv", "hf-imagefolder", 0],
    ["roboflow-coco", "roboflow-coco", 0],
  ])("reads every box of %s", async (path, tolerance, more) => {
    const truth = await readObjectTruth(access, path);
    const found = boxesByImage(truth);
    const allowed = expected.tolerancePixels[tolerance] ?? 0;
    expect(allowed).toBeGreaterThan(0);
    let extra = 0;
    for (const { file, boxes } of expected.images) {
      const mine = found.get(file.slice(0, 12)) ?? [];
      extra += mine.length - boxes.length;
      for (const { class: label, bbox } of boxes) {
        const best = mine
          .filter((one) => one.label === label)
          .map(({ box }) =>
            Math.max(...box.map((side, k) => Math.abs(side - (bbox[k] ?? Number.NaN)))),
          );
        expect(Math.min(...best), `${file} ${label} ${bbox}`).toBeLessThanOrEqual(allowed + 1e-9);
      }
    }
    // The file of CVAT has one polygon of a person that has a box as well.
    expect(extra).toBe(more);
    expect(truth.rowCount).toBe(4);
    const widths = [...truth.regions.widthPx].filter((width) => width > 0);
    for (const width of widths) expect([240, 233]).toContain(width);
  });

  it("refuses what says no place", async () => {
    for (const path of ["camtrap-dp", "csv/classification.csv", "hf-imagefolder/class-folders"]) {
      await expect(readObjectTruth(access, path)).rejects.toEqual(
        throwsCode("annotations/no-objects"),
      );
    }
    for (const path of [
      "coco-results/results.json",
      "megadetector-json/detections.json",
      "yolo-predictions",
    ]) {
      await expect(readObjectTruth(access, path)).rejects.toEqual(
        throwsCode("annotations/looks-like-results"),
      );
    }
    await expect(readObjectTruth(access, "roboflow-multiclass/valid/_classes.csv")).rejects.toEqual(
      throwsCode("annotations/no-objects"),
    );
  });

  it("says what the files of CVAT and Pascal VOC leave open or out", async () => {
    const cvat = await readObjectTruth(access, "cvat-xml");
    expect(problemCodes(cvat)).toEqual([]);
    expect(cvat.imageLabels?.labelIndex).toHaveLength(1);
    const voc = await readObjectTruth(access, "voc");
    expect(voc.roles.get("box")).toMatch(/counted from 1/);
  });
});
