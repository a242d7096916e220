import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { createLabelSet } from "../../../src/core/label-set.js";
import { cellText, type Table } from "../../../src/core/table.js";
import type { KnownAttribute } from "../../../src/dataset/attributes/known-attributes.js";
import { knownOfFiles } from "../../../src/dataset/attributes/known-of-files.js";
import {
  boxesOfDetections,
  boxesOfTruth,
  type ObjectBoxes,
} from "../../../src/dataset/attributes/object-boxes.js";
import { withOutsideVocabulary } from "../../../src/dataset/attributes/outside-vocabulary.js";
import { placeTruth } from "../../../src/dataset/prepare.js";
import { createTruthMap } from "../../../src/dataset/truth-map.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import {
  readImageTruth,
  readObjectPredictions,
  readObjectTruth,
} from "../../../src/formats/read.js";
import { createNodePixelDecoder } from "../../../src/node/images/pixel-decoder.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../../support/exif-writer.js";
import { encodePng } from "../../support/png.js";
import { plainPng } from "../../support/png-writer.js";

const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

async function attributesOf(
  files: Record<string, Uint8Array>,
  boxes: ObjectBoxes,
  names: readonly KnownAttribute[],
): Promise<Table> {
  const access = createMemoryFileAccess(new Map(Object.entries(files)));
  const listed = Object.entries(files).map(([path, { length }]) => ({ path, sizeBytes: length }));
  const stated = { rowCount: listed.length, columns: new Map() };
  const { table } = await knownOfFiles(listed, stated, names, {
    access,
    decoder: createNodePixelDecoder,
    boxes,
    every: true,
    seed: 1,
    signal: NEVER_CANCELLED,
  });
  return table;
}

function cells(table: Table, name: string): (number | null)[] {
  const column = table.columns.get(name);
  return Array.from({ length: table.rowCount }, (_, row) => {
    const text = column === undefined ? null : cellText(column, row);
    return text === null ? null : Number(text);
  });
}

/** Three images of 40 × 20: two objects and a crowd, none, and one that nobody looked at. */
const COCO = {
  images: [
    { id: 1, file_name: "a.png", width: 40, height: 20 },
    { id: 2, file_name: "b.png", width: 40, height: 20 },
  ],
  categories: [{ id: 1, name: "deer" }],
  annotations: [
    { id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 20, 10], area: 200, iscrowd: 0 },
    { id: 2, image_id: 1, category_id: 1, bbox: [30, 15, 4, 4], area: 16, iscrowd: 0 },
    {
      id: 3,
      image_id: 1,
      category_id: 1,
      bbox: [0, 10, 40, 10],
      area: 400,
      iscrowd: 1,
      segmentation: { size: [20, 40], counts: [0, 800] },
    },
  ],
};

async function cocoBoxes(): Promise<ObjectBoxes> {
  const access = createMemoryFileAccess(new Map([["boxes.json", bytesOf(COCO)]]));
  return boxesOfTruth(await readObjectTruth(access, "boxes.json"));
}

const PHOTOS = {
  "photos/a.png": new Uint8Array(plainPng(40, 20, [90, 90, 90])),
  "photos/b.png": new Uint8Array(plainPng(40, 20, [90, 90, 90])),
  "photos/c.png": new Uint8Array(plainPng(40, 20, [90, 90, 90])),
};

describe("attributes of objects", () => {
  it("counts annotated objects and says of the largest its share and place", async () => {
    const table = await attributesOf(PHOTOS, await cocoBoxes(), [
      "objects",
      "object-size",
      "object-offset",
    ]);
    expect(cells(table, "objects")).toEqual([2, 0, null]);
    // 20 × 10 of 40 × 20; the middle of the box is a quarter of each side away: half way to the corner.
    expect(cells(table, "object-size")).toEqual([0.25, null, null]);
    expect(cells(table, "object-offset")).toEqual([0.5, null, null]);
  });

  it("takes detections from the threshold of their file on", async () => {
    const file = {
      info: { format_version: "1.3", detector: "md_v5a" },
      detection_categories: { 1: "animal" },
      images: [
        {
          file: "a.png",
          detections: [
            { category: "1", conf: 0.9, bbox: [0.5, 0.5, 0.5, 0.5] },
            { category: "1", conf: 0.19, bbox: [0, 0, 1, 1] },
          ],
        },
        { file: "b.png", detections: [] },
        { file: "c.png", failure: "Failure image access" },
      ],
    };
    const access = createMemoryFileAccess(new Map([["md.json", bytesOf(file)]]));
    const boxes = boxesOfDetections(await readObjectPredictions(access, "md.json"));
    expect(boxes.source).toBe("md.json, a detector's from score 0.2 on");
    const table = await attributesOf(PHOTOS, boxes, ["objects", "object-size"]);
    expect(cells(table, "objects")).toEqual([1, 0, null]);
    expect(cells(table, "object-size")).toEqual([0.25, null, null]);
  });

  it("reads sizes of pictures where boxes in pixels come without them", async () => {
    const csv = "file,label,xmin,ymin,xmax,ymax\na.png,deer,0,0,40,10\n";
    const access = createMemoryFileAccess(new Map([["boxes.csv", bytesOf(csv)]]));
    const boxes = boxesOfTruth(await readObjectTruth(access, "boxes.csv"));
    expect(cells(await attributesOf(PHOTOS, boxes, ["object-size"]), "object-size")).toEqual([
      0.5,
      null,
      null,
    ]);
  });

  it("measures the background of a turned picture where it is displayed", async () => {
    // Stored 20 × 40 and shown turned by a quarter: what is displayed on the left is stored below.
    const data = new Uint8Array(3 * 20 * 40);
    for (let i = 0; i < 20 * 40; i++) {
      const isBelow = i >= 20 * 20;
      data.set(isBelow ? [255, 0, 0] : [0, 0, 255], 3 * i);
    }
    const pixels = { widthPx: 20, heightPx: 40, channels: 3, bitDepth: 8, data } as const;
    const boxes = {
      ...(await cocoBoxes()),
      file: ["a.png"],
      start: Int32Array.of(0, 1),
      box: Float64Array.of(0, 0, 20, 20),
    };
    const files = { "photos/a.png": encodePng(pixels, 6) };
    const table = await attributesOf(files, boxes, ["background-warmth", "brightness"]);
    // The red left half is covered: blue alone.
    expect(cells(table, "background-warmth")).toEqual([-1]);
    expect(table.columns.has("brightness")).toBe(true);
  });

  it("gives no column to boxes of other pictures", async () => {
    const boxes = { ...(await cocoBoxes()), file: ["x.png", "y.png"] };
    expect([...(await attributesOf(PHOTOS, boxes, ["objects"])).columns]).toEqual([]);
  });
});

describe("view-angle", () => {
  it("is that of the diagonal of 35 mm film", async () => {
    const exif = { 37386: { rationals: [[5, 1]] }, 41989: { shorts: [50] } } as const;
    const photo = jpegWithExif(SMALL_JPEG, exifBytes({ exif }));
    const names = ["focal-length", "view-angle"] as const;
    const table = await attributesOf({ "a.jpg": photo }, await cocoBoxes(), names);
    expect(cells(table, "focal-length")).toEqual([5]);
    // Printed for 50 mm lenses: 46.8°.
    expect(cells(table, "view-angle")[0]).toBeCloseTo(46.8, 1);
  });
});

describe("withOutsideVocabulary", () => {
  it("is the share of a picture's labels that the model has no word for", async () => {
    const csv = "file,label\na.png,deer\nb.png,wolf\nc.png,cloud\n";
    const access = createMemoryFileAccess(new Map([["labels.csv", bytesOf(csv)]]));
    const truth = await readImageTruth(access, "labels.csv");
    const files = Object.keys(PHOTOS).map((path) => ({ path, sizeBytes: 1 }));
    const request = { where: [], noAnnotation: "unlabelled", severalLabels: "list" } as const;
    const placed = placeTruth(truth, files, request);
    const map = createTruthMap(
      createLabelSet(["deer", "fox"]),
      new Map([
        ["deer", { kind: "model-labels", labels: ["deer"] } as const],
        ["wolf", { kind: "outside" } as const],
        ["cloud", { kind: "ignore" } as const],
      ]),
    );
    const { attributes } = withOutsideVocabulary(placed, map).truth;
    expect(cells(attributes, "outside-vocabulary")).toEqual([0, 1, null]);
  });
});
