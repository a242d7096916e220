import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCamtrapObjects } from "../../../src/formats/camtrap-dp/camtrap-objects.js";
import { readCocoObjects } from "../../../src/formats/coco/coco-truth-objects.js";
import { readBoxTable } from "../../../src/formats/csv-boxes/box-table.js";
import { readCvatTruth } from "../../../src/formats/cvat/read.js";
import type { FileAccess } from "../../../src/formats/file-access.js";
import { readLabelStudioObjects } from "../../../src/formats/label-studio/label-studio-objects.js";
import { readLabelmeTruth } from "../../../src/formats/labelme/read.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { type ObjectSet, setOfTruth } from "../../../src/formats/objects/object-set.js";
import type { ObjectTruth } from "../../../src/formats/objects/object-types.js";
import { inUnit } from "../../../src/formats/objects/select-set.js";
import { readVocTruth } from "../../../src/formats/voc/read.js";
import type { ObjectFormatId } from "../../../src/formats/write-objects.js";
import { readYoloTruth } from "../../../src/formats/yolo/yolo-truth.js";
import {
  CROWD,
  differences,
  type GivenImage,
  givenImages,
  IGNORED,
  imagesOf,
  setOf,
  TOLERANCE_PX,
  written,
} from "./set-view.js";

/** Reads what a format wrote, with the images known that formats name by their stem. */
type Read = (access: FileAccess, images: readonly string[]) => Promise<ObjectTruth>;

async function paths(access: FileAccess, extension: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { path } of access.list("")) if (path.endsWith(extension)) found.push(path);
  return found;
}

const READ = {
  coco: (access) => readCocoObjects(access, "annotations.json", { outlines: true }),
  "coco-camera-traps": (access) => readCocoObjects(access, "annotations.json"),
  yolo: (access, images) => readYoloTruth(access, "", "data.yaml", { images }),
  voc: async (access, images) => readVocTruth(access, await paths(access, ".xml"), images, "voc"),
  cvat: (access) => readCvatTruth(access, "annotations.xml"),
  labelme: async (access, images) =>
    readLabelmeTruth(access, await paths(access, ".json"), images, "labelme"),
  "label-studio": (access) => readLabelStudioObjects(access, "tasks.json"),
  "csv-boxes": (access) => readBoxTable(access, "boxes.csv", { boxes: "pixel" }),
  "camtrap-dp": (access) => readCamtrapObjects(access, "datapackage.json"),
} as const satisfies Partial<Readonly<Record<ObjectFormatId, Read>>>;

/** Written, read again, and in pixels again by the sizes of the given images. */
async function there(
  images: readonly GivenImage[],
  format: keyof typeof READ,
): Promise<{
  readonly images: GivenImage[];
  readonly set: ObjectSet;
  readonly truth: ObjectTruth;
}> {
  const truth = await READ[format](
    written(setOf(images), format).access,
    images.map(({ file }) => file),
  );
  const again = setOfTruth(truth);
  const sizeOf = new Map(images.map(({ file, size }) => [file, size ?? [Number.NaN, Number.NaN]]));
  const sized: ObjectSet = {
    ...again,
    widthPx: Float64Array.from(again.file, (file) => sizeOf.get(file)?.[0] ?? Number.NaN),
    heightPx: Float64Array.from(again.file, (file) => sizeOf.get(file)?.[1] ?? Number.NaN),
  };
  const set = inUnit(sized, "pixel");
  return { images: imagesOf(set), set, truth };
}

const hasObjects = (images: readonly GivenImage[]): boolean =>
  images.some(({ objects }) => objects !== "unlabelled" && objects.length > 0);
const isLookedAt = ({ objects }: GivenImage): boolean => objects !== "unlabelled";
const hasObject = ({ objects }: GivenImage): boolean =>
  objects !== "unlabelled" && objects.length > 0;

describe("annotations come back as they were written", () => {
  it.each<[keyof typeof READ, (image: GivenImage) => boolean, boolean]>([
    ["coco", isLookedAt, false],
    ["coco-camera-traps", () => true, false],
    ["yolo", () => true, false],
    ["voc", isLookedAt, true],
    ["labelme", isLookedAt, false],
    ["label-studio", () => true, false],
    ["camtrap-dp", () => true, false],
    ["cvat", isLookedAt, false],
    ["csv-boxes", hasObject, false],
  ])("in %s", async (format, isHeld, whole) => {
    await fc.assert(
      fc.asyncProperty(givenImages({ scored: false, whole }).filter(hasObjects), async (images) => {
        const again = await there(images, format);
        const held = images.filter(isHeld);
        const got = again.images.filter(({ file }) => held.some((image) => image.file === file));
        expect(differences(got, held, TOLERANCE_PX)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

const SIZE = [100, 60] as const;
const box = [10, 10, 20, 30] as const;
const one = { label: "cat", box };
const image = (objects: GivenImage["objects"], file = "a.jpg"): GivenImage => ({
  file,
  size: SIZE,
  objects,
});

describe("outlines", () => {
  const triangle = [10, 10, 30, 10, 30, 40];
  const parts = [triangle, [12, 12, 14, 12, 14, 15]];

  it.each(["coco", "yolo", "cvat", "labelme", "label-studio"] as const)(
    "of one polygon come back from %s",
    async (format) => {
      const given = [image([{ ...one, parts: [triangle] }]), image([], "b.jpg")];
      const again = await there(given, format);
      expect(differences(again.images, given, TOLERANCE_PX)).toEqual([]);
      expect(written(setOf(given), format).codes).toEqual([]);
    },
  );

  it.each(["coco", "labelme"] as const)("of several parts come back from %s", async (f) => {
    const given = [image([{ ...one, parts }, one, { ...one, parts }])];
    const again = await there(given, f);
    expect(differences(again.images, given, TOLERANCE_PX)).toEqual([]);
    expect(written(setOf(given), f).codes).toEqual([]);
  });

  it.each(["coco", "cvat"] as const)("of pixels come back from %s, with area", async (format) => {
    // Two columns of 30 pixels and a corner of a third, in an image 60 pixels high.
    const runs = [610, 30, 30, 30, 30, 3, 5267];
    const given = [image([{ label: "cat", box: [10, 10, 3, 30], runs }])];
    expect(runs.reduce((a, b) => a + b)).toBe(100 * 60);
    const { images, set } = await there(given, format);
    expect(images).toEqual(given);
    expect(set.area).toEqual(Float64Array.of(63));
    expect(written(setOf(given), format).codes).toEqual([]);
  });

  it("of several parts are masks in CVAT: 2 × 2 pixels and 1 × 3", async () => {
    const squares = [
      [1, 1, 3, 1, 3, 3, 1, 3],
      [4, 0, 5, 0, 5, 3, 4, 3],
    ];
    const given = [image([{ label: "cat", box: [1, 0, 4, 3], parts: squares }])];
    const { texts, codes } = written(setOf(given), "cvat");
    // Rows of the box of 4 × 3: 0001, 1101, 1101.
    expect(texts.get("annotations.xml")).toContain(
      'rle="3, 3, 1, 3, 1, 1" left="1" top="0" width="4" height="3"',
    );
    expect(codes).toEqual(["convert/rounded 1"]);
  });

  it.each([
    ["yolo", ["convert/outline 1", "convert/outline 1"]],
    ["voc", ["convert/outline 2"]],
    ["label-studio", ["convert/outline 1"]],
    ["csv-boxes", ["convert/outline 2"]],
  ] as const)("that %s cannot hold leave their boxes and are counted", async (format, codes) => {
    const given = [image([{ ...one, parts }, { ...one, parts: [triangle] }, one])];
    expect(written(setOf(given), format).codes).toEqual(codes);
    const bare = [image([one, one, one])];
    const again = (await there(given, format)).images;
    const boxes = again.map((read) => ({
      ...read,
      objects:
        read.objects === "unlabelled"
          ? read.objects
          : read.objects.map(({ parts: _, ...rest }) => rest),
    }));
    expect(differences(boxes, bare, TOLERANCE_PX)).toEqual([]);
  });
});

it("counts boxes that are not those of their outlines, where only outlines are written", () => {
  const given = [image([{ ...one, parts: [[10, 10, 20, 10, 20, 20]] }])];
  for (const format of ["yolo", "cvat", "labelme", "label-studio"] as const) {
    expect(written(setOf(given), format).codes).toEqual(["convert/box-of-outline 1"]);
  }
  expect(written(setOf(given), "coco").codes).toEqual([]);
});

describe("objects that do not count", () => {
  const given = [
    image([{ ...one, flags: CROWD }, { ...one, flags: IGNORED }, one]),
    image([{ ...one, flags: CROWD }], "only.jpg"),
    image([], "b.jpg"),
  ];
  const flagsIn = async (format: keyof typeof READ) => {
    const { images } = await there(given, format);
    return images.map(({ file, objects }) => [
      file,
      objects === "unlabelled" ? objects : objects.map(({ flags = 0 }) => flags),
    ]);
  };

  it("stay such in COCO and VOC, each in the way that it has", async () => {
    expect(await flagsIn("coco")).toEqual([
      ["a.jpg", [CROWD, CROWD, 0]],
      ["only.jpg", [CROWD]],
      ["b.jpg", []],
    ]);
    expect(written(setOf(given), "coco").codes).toEqual(["convert/ignored 1"]);
    expect(await flagsIn("voc")).toEqual([
      ["a.jpg", [IGNORED, IGNORED, 0]],
      ["b.jpg", []],
      ["only.jpg", [IGNORED]],
    ]);
    expect(written(setOf(given), "voc").codes).toEqual(["convert/crowd 2"]);
  });

  it("are left out elsewhere, and an image of nothing else with them: it is not empty", async () => {
    for (const format of ["yolo", "cvat", "labelme"] as const) {
      const read = await flagsIn(format);
      expect(read.filter(([, flags]) => flags !== "unlabelled")).toEqual([
        ["a.jpg", [0]],
        ["b.jpg", []],
      ]);
      expect(written(setOf(given), format).codes).toEqual([
        "convert/crowd 2",
        "convert/ignored 1",
        "convert/unlabelled 1",
      ]);
    }
  });
});

describe("what else is lost", () => {
  it("is an image that nobody labelled, where the format would call it empty", () => {
    const given = [image([one]), image("unlabelled", "u.jpg"), image([], "e.jpg")];
    for (const [format, codes] of [
      ["coco", ["convert/unlabelled 1"]],
      ["cvat", ["convert/unlabelled 1"]],
      ["csv-boxes", ["convert/empty 1"]],
      ["yolo", []],
      ["coco-camera-traps", []],
      ["label-studio", []],
    ] as const) {
      expect([format, written(setOf(given), format).codes]).toEqual([format, codes]);
    }
  });

  it("are digits, in VOC: corners are whole pixels from 1, the last one inside", async () => {
    const given = [
      image([
        { label: "a", box: [9.4, 9.6, 20.2, 30] },
        { label: "b", box: [50.1, 20, 0.2, 10] },
        { label: "c", box: [0, 0, 100, 60] },
      ]),
    ];
    const { texts, codes } = written(setOf(given), "voc");
    expect(codes).toEqual(["convert/rounded 1", "convert/rounded 1"]);
    const xml = texts.get("Annotations/a.xml") ?? "";
    expect(xml.match(/<bndbox>.*<\/bndbox>/g)).toEqual([
      "<bndbox><xmin>10</xmin><ymin>11</ymin><xmax>30</xmax><ymax>40</ymax></bndbox>",
      "<bndbox><xmin>51</xmin><ymin>21</ymin><xmax>51</xmax><ymax>30</ymax></bndbox>",
      "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>100</xmax><ymax>60</ymax></bndbox>",
    ]);
    const { images } = await there(given, "voc");
    expect(images[0]?.objects).toMatchObject([
      { box: [9, 10, 21, 30] },
      { box: [50, 20, 1, 10] },
      { box: [0, 0, 100, 60] },
    ]);
  });

  it("are labels that a format cannot spell, with their objects", () => {
    const given = [image([{ ...one, label: "a\u0001b" }, { ...one, label: "empty" }, one])];
    expect(written(setOf(given), "voc").codes).toEqual(["convert/label-name 1"]);
    expect(written(setOf(given), "cvat").codes).toEqual(["convert/label-name 1"]);
    expect(written(setOf(given), "coco-camera-traps").codes).toEqual(["convert/label-name 1"]);
    expect(written(setOf(given), "yolo").codes).toEqual([]);
  });

  it("are images that would share a file with another", () => {
    const given = [image([one], "x/a.jpg"), image([one], "x/A.png"), image([one], "y/a.jpg")];
    for (const format of ["yolo", "voc", "labelme"] as const) {
      const { codes, texts } = written(setOf(given), format);
      expect(codes).toEqual(["convert/file-name 1"]);
      expect([...texts.keys()].filter((path) => /a\.(txt|xml|json)$/i.test(path))).toHaveLength(2);
    }
  });

  it("are labels of whole images, where there is no place for them", async () => {
    const given = [
      { ...image([one]), labels: ["dusk"] },
      { ...image([], "b.jpg"), labels: ["fog"] },
    ];
    expect(written(setOf(given), "voc").codes).toEqual([
      "convert/image-labels 2",
      "convert/unlabelled 1",
    ]);
    for (const format of ["coco-camera-traps", "cvat", "label-studio"] as const) {
      expect(written(setOf(given), format).codes).toEqual([]);
    }
    // Beside a box, an observation without one would say that something is not marked.
    const { codes } = written(setOf(given), "camtrap-dp");
    expect(codes.filter((code) => !code.startsWith("convert/incomplete"))).toEqual([
      "convert/image-labels 1",
    ]);
    const { texts } = written(setOf(given), "csv");
    expect(texts.get("labels.csv")).toBe("file,label\na.jpg,dusk\na.jpg,cat\nb.jpg,fog\n");
  });

  it("are paths that lead out of the folder: files stay inside", () => {
    const given = [image([one], "../../etc/a.jpg"), image([one], "/root/b.jpg")];
    for (const format of ["yolo", "voc", "labelme"] as const) {
      for (const path of written(setOf(given), format).texts.keys()) {
        expect(path).not.toMatch(/^\/|\.\./);
      }
    }
  });
});

describe("numbers of COCO", () => {
  it("of images and categories stay, and those of annotations are never 0", async () => {
    const text = JSON.stringify({
      images: [{ id: "x9", file_name: "a.jpg", width: 100, height: 60, site: "s1", n: 3 }],
      annotations: [{ id: 0, image_id: "x9", category_id: 17, bbox: box, area: 450, iscrowd: 0 }],
      categories: [
        { id: 17, name: "cat" },
        { id: 90, name: "dog" },
      ],
    });
    const access = createMemoryFileAccess(new Map([["c.json", new TextEncoder().encode(text)]]));
    const set = setOfTruth(await readCocoObjects(access, "c.json"));
    const again = JSON.parse(written(set, "coco").texts.get("annotations.json") ?? "");
    expect(again).toMatchObject({
      images: [{ id: "x9", file_name: "a.jpg", width: 100, height: 60, site: "s1", n: 3 }],
      annotations: [{ id: 1, image_id: "x9", category_id: 17, bbox: box, area: 450, iscrowd: 0 }],
      categories: [
        { id: 17, name: "cat" },
        { id: 90, name: "dog" },
      ],
    });
    expect(written(set, "voc").codes).toEqual(["convert/attributes 2", "convert/area 1"]);
  });
});
