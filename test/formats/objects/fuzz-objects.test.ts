import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../../src/core/errors.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { checkCoordinates } from "../../../src/formats/objects/check-coordinates.js";
import { leaveOutUnplaced } from "../../../src/formats/objects/leave-out-unplaced.js";
import type { ObjectTruth } from "../../../src/formats/objects/object-types.js";
import { BOX_READINGS } from "../../../src/formats/objects/reinterpret-boxes.js";
import { readObjectTruth } from "../../../src/formats/read.js";
import { utf8 } from "../truth-view.js";

const json = (value: unknown): string => JSON.stringify(value);

/** A small valid data set of each format. */
const SEEDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  yolo: {
    "data.yaml":
      "path: .\ntrain: images\nval: [images, list.txt]\nnc: 2\nnames: {0: cat, 1: dog}\n",
    "list.txt": "./images/a.jpg\n",
    "images/a.jpg": "",
    "labels/a.txt": "0 0.5 0.5 0.25 0.25\n1 .1 .1 .4 .1 .4 .4 .1 .4\n",
  },
  voc: {
    "a.jpg": "",
    "a.xml":
      '<?xml version="1.0"?><!-- x --><annotation><filename>a.jpg</filename><size><width>32</width><height>24</height></size><object><name>c&amp;t</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>9</xmax><ymax>8</ymax></bndbox><polygon><x1>1</x1><y1>2</y1><x2>9</x2><y2>2</y2><x3>9</x3><y3>8</y3></polygon></object></annotation>',
  },
  cvat: {
    "annotations.xml":
      '<annotations><meta><task><labels><label><name>cat</name></label></labels><original_size><width>8</width><height>6</height></original_size></task></meta><image id="0" name="a.jpg" width="8" height="6"><box label="cat" xtl="1" ytl="2" xbr="4" ybr="5" rotation="30"/><polygon label="cat" points="0,0;4,0;4,3"/><mask label="cat" rle="1, 3, 2" left="2" top="1" width="3" height="2"/></image><track id="0" label="cat"><box frame="0" outside="0" xtl="1" ytl="1" xbr="3" ybr="3"/><box frame="4" outside="1" xtl="1" ytl="1" xbr="3" ybr="3"/></track></annotations>',
  },
  studio: {
    "export.json": json([
      {
        data: { image: "/data/upload/1/0123abcd-a.jpg" },
        annotations: [
          {
            result: [
              {
                type: "rectanglelabels",
                original_width: 200,
                original_height: 100,
                value: {
                  x: 1,
                  y: 2,
                  width: 30,
                  height: 40,
                  rotation: 20,
                  rectanglelabels: ["cat"],
                },
              },
              {
                type: "polygonlabels",
                original_width: 200,
                original_height: 100,
                value: {
                  points: [
                    [0, 0],
                    [50, 0],
                    [50, 100],
                  ],
                  polygonlabels: ["cat"],
                },
              },
              {
                type: "brushlabels",
                original_width: 2,
                original_height: 1,
                value: {
                  format: "rle",
                  rle: [0, 0, 0, 8, 57, 29, 252, 95, 255],
                  brushlabels: ["cat"],
                },
              },
            ],
          },
        ],
      },
    ]),
  },
  labelme: {
    "a.json": json({
      version: "5",
      imagePath: "a.jpg",
      imageWidth: 40,
      imageHeight: 30,
      imageData: null,
      shapes: [
        {
          label: "cat",
          points: [
            [1, 2],
            [9, 8],
          ],
          shape_type: "rectangle",
          group_id: 1,
        },
        {
          label: "cat",
          points: [
            [1, 2],
            [9, 8],
          ],
          shape_type: "circle",
          group_id: 1,
        },
      ],
    }),
    "a.jpg": "",
  },
  imagefolder: {
    "metadata.jsonl":
      '{"file_name":"a.jpg","objects":{"bbox":[[1,2,3,4],[5,6,7,8]],"categories":[0,"dog"]}}\n',
    "classes.txt": "cat\n",
  },
  createml: {
    "x.json": json([
      {
        image: "a.jpg",
        annotations: [{ label: "cat", coordinates: { x: 5, y: 6, width: 4, height: 4 } }],
      },
    ]),
  },
  table: {
    "x.csv":
      'filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,40,30,"c,t",1,2,4,6\nb.jpg,40,30,dog,1.5,2,4,6\n',
  },
  coco: {
    "x.json": json({
      images: [{ id: 1, file_name: "a.jpg", width: 40, height: 30 }],
      annotations: [
        {
          id: 1,
          image_id: 1,
          category_id: 1,
          bbox: [1, 2, 3, 4],
          area: 12,
          iscrowd: 0,
          segmentation: [[1, 2, 4, 2, 4, 6]],
        },
      ],
      categories: [{ id: 1, name: "cat" }],
    }),
  },
};

/** What must hold of any truth that is read. */
function expectSound(truth: ObjectTruth): void {
  const { objects, widthPx, objectId } = truth.regions;
  expect(objects.box).toHaveLength(4 * objects.count);
  expect(objectId).toHaveLength(objects.count);
  expect(widthPx).toHaveLength(truth.rowCount);
  expect(new Set(truth.file).size).toBe(truth.rowCount);
  for (let i = 0; i < objects.count; i++) {
    expect(objects.image[i]).toBeLessThan(truth.rowCount);
    expect(objects.label[i]).toBeLessThan(truth.labelNames.length);
    for (let k = 0; k < 4; k++) expect(Number.isFinite(objects.box[4 * i + k])).toBe(true);
    expect(truth.state[objects.image[i]!]).toBe(0);
  }
  checkCoordinates(truth.regions, truth.regions, truth.source);
  leaveOutUnplaced(truth, truth.regions);
}

/** Reads files of bytes; anything but a value or an error of the package fails. */
async function readAll(
  files: ReadonlyMap<string, Uint8Array>,
  boxes: (typeof BOX_READINGS)[number] | undefined,
) {
  const access = createMemoryFileAccess(files, 37);
  try {
    const reading = boxes === undefined ? {} : { boxes };
    expectSound(await readObjectTruth(access, "", { ...reading, outlines: true }));
    return "read";
  } catch (error) {
    if (isHomegroundError(error) && error.code !== "internal/bug") return error.code;
    throw error;
  }
}

/** Changes that damage does: other bytes, bytes gone, a part twice, the end missing. */
const damage = fc.array(
  fc.record({
    kind: fc.constantFrom("byte", "cut", "twice", "end", "word"),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 12 }),
    byte: fc.nat(255),
    word: fc.constantFrom(
      '"',
      "<",
      ">",
      "&x;",
      "]]>",
      "<!DOCTYPE a [",
      "{",
      "]",
      ",",
      "-1",
      "1e999",
      "NaN",
      "0,5",
      "null",
      "*a",
      "!!t ",
      "\n",
      "\u0000",
      "../../x",
      "http://x/",
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

function damaged(
  bytes: Uint8Array,
  changes: ReturnType<typeof damage.generate>["value"],
): Uint8Array {
  let now = [...bytes];
  for (const { kind, at, length, byte, word } of changes) {
    const place = Math.floor(at * now.length);
    if (kind === "byte" && now.length > 0) now[Math.min(place, now.length - 1)] = byte;
    else if (kind === "cut") now.splice(place, length);
    else if (kind === "twice") now.splice(place, 0, ...now.slice(place, place + length));
    else if (kind === "word") now.splice(place, kind.length, ...utf8(word));
    else if (kind === "end") now = now.slice(0, place);
  }
  return Uint8Array.from(now);
}

describe("damaged annotations", () => {
  it.each(Object.keys(SEEDS))("of %s are read, or refused with a code", async (format) => {
    const seed = Object.entries(SEEDS[format] ?? {});
    const whole = new Map(seed.map(([path, text]) => [path, utf8(text)]));
    expect(await readAll(whole, undefined)).toBe("read");
    const texts = seed.filter(([, text]) => text !== "").map(([path]) => path);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        damage,
        fc.option(fc.constantFrom(...BOX_READINGS), { nil: undefined, freq: 4 }),
        async (path, changes, boxes) => {
          const bytes = damaged(whole.get(path) ?? new Uint8Array(), changes);
          await readAll(new Map([...whole, [path, bytes]]), boxes);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(["a.xml", "a.json", "a.csv", "data.yaml", "labels/a.txt", "metadata.jsonl"])(
    "random bytes named %s are refused, or hold nothing odd",
    async (name) => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
          await readAll(
            new Map([
              [name, bytes],
              ["images/a.jpg", new Uint8Array()],
            ]),
            undefined,
          );
        }),
        { numRuns: 100 },
      );
    },
  );
});
