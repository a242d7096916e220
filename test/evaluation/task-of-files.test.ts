import { describe, expect, it } from "vitest";
import { taskOfFiles } from "../../src/evaluation/task-of-files.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { maskPng } from "../support/mask-writer.js";

/** COCO with a box on one image and two joints, of which so much is marked. */
function coco(keypoints: readonly number[]): string {
  return JSON.stringify({
    images: [{ id: 1, file_name: "a.jpg", width: 100, height: 80 }],
    annotations: [
      {
        id: 1,
        image_id: 1,
        category_id: 1,
        bbox: [1, 2, 30, 40],
        area: 1200,
        iscrowd: 0,
        keypoints,
      },
    ],
    categories: [{ id: 1, name: "fox", keypoints: ["nose", "tail"] }],
  });
}

async function taskOf(text: string): Promise<string | null> {
  const files = new Map([
    ["labels.json", new TextEncoder().encode(text)],
    ["a.jpg", new Uint8Array(4)],
  ]);
  const access = createMemoryFileAccess(files);
  const place = { access, path: "labels.json", source: "labels.json" };
  const listed = [{ path: "a.jpg", sizeBytes: 4 }];
  return (await taskOfFiles(place, null, listed, {}))?.task.id ?? null;
}

describe("labels without predictions", () => {
  it("are of points where points of objects are marked", async () => {
    expect(await taskOf(coco([5, 6, 2, 0, 0, 0]))).toBe("keypoints");
  });

  it("leave it open where none is, or where they are of whole images", async () => {
    expect(await taskOf(coco([0, 0, 0, 0, 0, 0]))).toBeNull();
    expect(await taskOf("file,label\na.jpg,fox\n")).toBeNull();
  });
});

/** A square of ten pixels on an image of 100 × 80. */
const SQUARE = [10, 10, 20, 10, 20, 20, 10, 20];
const OBJECTS = JSON.stringify({
  images: [{ id: 1, file_name: "a.jpg", width: 100, height: 80 }],
  annotations: [
    {
      ...{ id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 10, 10], area: 100, iscrowd: 0 },
      segmentation: [SQUARE],
    },
  ],
  categories: [{ id: 1, name: "fox" }],
});
/** Six corners: twelve numbers are nothing but a polygon. */
const CORNERS = "0.1 0.1 0.15 0.1 0.2 0.1 0.2 0.2 0.15 0.2 0.1 0.2";
const YOLO = new Map([
  ["data.yaml", "names:\n  0: fox\n"],
  ["labels/a.txt", `0 ${CORNERS}\n`],
]);

async function taskWith(
  truth: ReadonlyMap<string, string>,
  place: string,
  predictions: ReadonlyMap<string, string>,
  said: string,
): Promise<string | null> {
  const bytes = (texts: ReadonlyMap<string, string>) =>
    createMemoryFileAccess(
      new Map([
        ...[...texts].map(([path, text]) => [path, new TextEncoder().encode(text)] as const),
        ["a.jpg", new Uint8Array(4)],
      ]),
    );
  const own = { access: bytes(truth), path: place, source: "labels" };
  const other = { access: bytes(predictions), path: said, source: "predictions" };
  const listed = [{ path: "a.jpg", sizeBytes: 4 }];
  return (await taskOfFiles(own, other, listed, {}))?.task.id ?? null;
}

describe("labels and predictions", () => {
  const results = (more: object) =>
    new Map([["r.json", JSON.stringify([{ image_id: 1, category_id: 1, score: 0.9, ...more }])]]);
  const withTruth = (predictions: ReadonlyMap<string, string>, said: string) =>
    taskWith(new Map([["labels.json", OBJECTS]]), "labels.json", predictions, said);

  it("are of outlines where both sides have them", async () => {
    expect(await withTruth(results({ segmentation: [SQUARE] }), "r.json")).toBe(
      "instance-segmentation",
    );
    const line = `0 ${CORNERS} 0.9\n`;
    expect(await taskWith(YOLO, "", new Map([["out/a.txt", line]]), "out")).toBe(
      "instance-segmentation",
    );
  });

  it("are of boxes where one has no outline", async () => {
    expect(await withTruth(results({ bbox: [10, 10, 10, 10] }), "r.json")).toBe("detection");
    const line = "0 0.15 0.15 0.1 0.1 0.9\n";
    expect(await taskWith(YOLO, "", new Map([["out/a.txt", line]]), "out")).toBe("detection");
  });
});

describe("masks as predictions", () => {
  const three = ["a", "b", "c"] as const;
  const masks = (folder: string, bits: 8 | 16, rows: readonly (readonly number[])[]) =>
    three.map((name): [string, Uint8Array] => [
      `${folder}/${name}.png`,
      new Uint8Array(maskPng(rows, { bits })),
    ]);
  const table = (folder: string) =>
    `file,mask\n${three.map((name) => `${name}.jpg,${folder}/${name}.png\n`).join("")}`;
  async function taskOfMasks(
    said: string,
    own: readonly (readonly number[])[],
    bits: 8 | 16,
    answers: readonly (readonly number[])[],
  ) {
    const access = createMemoryFileAccess(
      new Map<string, Uint8Array>([
        ...masks("masks", bits, own),
        ...masks("out", 8, answers),
        ["labels.csv", new TextEncoder().encode(table("masks"))],
        ["predictions.csv", new TextEncoder().encode(table("out"))],
        ...three.map((name): [string, Uint8Array] => [`${name}.jpg`, new Uint8Array(4)]),
      ]),
    );
    const listed = three.map((name) => ({ path: `${name}.jpg`, sizeBytes: 4 }));
    const place = (path: string) => ({ access, path, source: path });
    return (await taskOfFiles(place("labels.csv"), place(said), listed, {}))?.task.id ?? null;
  }

  it.each(["out", "predictions.csv"])(
    "in %s are of pixels, or of objects where both sides number objects",
    async (said) => {
      const [objects, classes, one] = [[[1, 2, 0, 7]], [[1, 2, 0, 2]], [[0, 255, 255, 0]]];
      expect(await taskOfMasks(said, objects, 16, [[1, 0, 2, 3]])).toBe("instance-segmentation");
      expect(await taskOfMasks(said, objects, 16, one)).toBe("semantic-segmentation");
      expect(await taskOfMasks(said, one, 8, [[1, 0, 2, 3]])).toBe("semantic-segmentation");
      expect(await taskOfMasks(said, classes, 8, classes)).toBe("semantic-segmentation");
    },
  );
});
