import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64OfBytes, bytesOfBase64 } from "../../../src/core/base64.js";
import { SHAPE_FORM } from "../../../src/core/objects.js";
import { readLabelmeTruth } from "../../../src/formats/labelme/read.js";
import { readInstanceTruth } from "../../../src/formats/mask-images/read-masks.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import type { ObjectTruth } from "../../../src/formats/objects/object-types.js";
import { maskPng } from "../../support/mask-writer.js";
import { problemCodes, textFiles, utf8 } from "../truth-view.js";

/** Label, box and pixels of each object. */
function seen({ labelNames, regions: { objects } }: ObjectTruth) {
  return Array.from({ length: objects.count }, (_, i) => [
    labelNames[objects.label[i]!],
    [...objects.box.subarray(4 * i, 4 * i + 4)],
    objects.area[i],
  ]);
}

describe("masks of LabelMe", () => {
  const mask = (rows: number[][]): string => maskPng(rows).toString("base64");
  const shape = (points: number[][], text: unknown, more: object = {}) => ({
    ...{ label: "fox", points, shape_type: "mask", group_id: null, mask: text },
    ...more,
  });
  const read = (shapes: readonly unknown[], size: object = { imageWidth: 8, imageHeight: 6 }) =>
    readLabelmeTruth(
      textFiles({ "a.json": { shapes, imagePath: "a.jpg", ...size } }),
      ["a.json"],
      ["a.jpg"],
      "folder",
    );
  const CORNER = mask([
    [1, 1, 0],
    [1, 0, 0],
  ]);

  it("fill the rectangle of their corners, which are pixels of it", async () => {
    const truth = await read([
      shape(
        [
          [2, 1],
          [4, 2],
        ],
        CORNER,
      ),
    ]);
    expect(seen(truth)).toEqual([["fox", [2, 1, 2, 2], 3]]);
    const { shapes } = truth.regions.objects;
    expect([...shapes!.form]).toEqual([SHAPE_FORM.runs]);
    expect([...shapes!.values]).toEqual([13, 2, 4, 1, 28]);
    expect(problemCodes(truth)).toEqual([]);
  });

  it("are parts of one object with polygons of their label and group", async () => {
    const polygon = {
      ...{ label: "fox", shape_type: "polygon", group_id: 3 },
      points: [
        [5, 3],
        [8, 3],
        [8, 6],
        [5, 6],
      ],
    };
    const truth = await read([
      shape(
        [
          [2, 1],
          [4, 2],
        ],
        CORNER,
        { group_id: 3 },
      ),
      polygon,
    ]);
    expect(seen(truth)).toEqual([["fox", [2, 1, 6, 5], 12]]);
    expect(problemCodes(truth)).toEqual(["annotations/parts-joined"]);
  });

  it.each([
    [
      "of another size than their rectangle",
      [
        [2, 1],
        [5, 2],
      ],
      CORNER,
      undefined,
    ],
    [
      "that reach out of the image",
      [
        [6, 1],
        [8, 2],
      ],
      CORNER,
      undefined,
    ],
    [
      "of an image without a size",
      [
        [2, 1],
        [4, 2],
      ],
      CORNER,
      {},
    ],
    [
      "without a pixel",
      [
        [0, 0],
        [0, 0],
      ],
      mask([[0]]),
      undefined,
    ],
    [
      "that are no picture",
      [
        [2, 1],
        [4, 2],
      ],
      "AAAA",
      undefined,
    ],
    [
      "that are no base64",
      [
        [2, 1],
        [4, 2],
      ],
      "é",
      undefined,
    ],
    [
      "that are missing",
      [
        [2, 1],
        [4, 2],
      ],
      null,
      undefined,
    ],
  ] as const)("%s are listed, and their image is unlabelled", async (_name, points, text, size) => {
    const truth = await read(
      [
        shape(
          points.map((one) => [...one]),
          text,
        ),
      ],
      size,
    );
    expect(problemCodes(truth)).toEqual(["annotations/outline-invalid"]);
    expect([...truth.state]).toEqual([2]);
  });
});

describe("Pascal VOC's masks of objects and of labels", () => {
  const grey = (rows: number[][]) => maskPng(rows);
  const files = (more: Readonly<Record<string, Uint8Array>> = {}) =>
    createMemoryFileAccess(
      new Map(
        Object.entries({
          "JPEGImages/a.jpg": utf8(""),
          "SegmentationObject/a.png": grey([
            [1, 1, 2, 2, 3],
            [1, 1, 2, 0, 0],
          ]),
          "SegmentationClass/a.png": grey([
            [1, 1, 2, 2, 0],
            [1, 2, 2, 0, 0],
          ]),
          "classes.txt": utf8("background\nfox\nhare\n"),
          ...more,
        }),
      ),
    );

  it("give an object the label that most of its pixels have", async () => {
    const truth = await readInstanceTruth(files(), "", { images: ["JPEGImages/a.jpg"] });
    expect(seen(truth)).toEqual([
      ["fox", [0, 0, 2, 2], 4],
      ["hare", [2, 0, 2, 2], 3],
    ]);
    // The third object lies on the background.
    expect(problemCodes(truth)).toEqual(["annotations/no-label"]);
    expect(truth.objectsNotRead).toBe(1);
  });

  it("are listed where their sizes differ", async () => {
    const other = { "SegmentationClass/a.png": grey([[1, 2]]) };
    const truth = await readInstanceTruth(files(other), "", { images: ["JPEGImages/a.jpg"] });
    expect(problemCodes(truth)).toContain("masks/unreadable");
    expect([...truth.state]).toEqual([2]);
  });
});

it("writes and reads base64 as Node does", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = base64OfBytes(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64"));
      expect([...bytesOfBase64(text)!]).toEqual([...bytes]);
      expect([...bytesOfBase64(text.replace(/=+$/, ""))!]).toEqual([...bytes]);
    }),
    { seed: 1 },
  );
  expect(bytesOfBase64("a")).toBeNull();
  expect(bytesOfBase64("ab_d")).toBeNull();
});
