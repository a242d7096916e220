import { describe, expect, it } from "vitest";
import { ownTables } from "../../src/web/app/own-tables.js";
import { takenSentence } from "../../src/web/app/taken.js";
import { createSession } from "../../src/web/session/session.js";
import type { SessionHost } from "../../src/web/session/session-host.js";
import type { FilesTold } from "../../src/web/session/session-types.js";
import { maskPng } from "../support/mask-writer.js";
import { plainPng } from "../support/png-writer.js";

const NUMBERS = [0, 1, 2, 3];
type Files = Readonly<Record<string, string | Uint8Array>>;

const each = (nameOf: (i: number) => string, contentOf: (i: number) => Uint8Array): Files =>
  Object.fromEntries(NUMBERS.map((i) => [nameOf(i), contentOf(i)]));

/** A photograph: as many colours as pixels. */
const photo = (i: number) =>
  maskPng(
    Array.from({ length: 20 }, (_, y) =>
      Array.from({ length: 60 }, (_, k) => (y * 61 + k * 37 + ((y * k) % 97) + i) % 256),
    ),
    { colourType: 2 },
  );
const mask = (i: number) => maskPng([[0, 1, i % 2, 0]]);
const PHOTOS = each((i) => `photos/${i}.png`, photo);

async function dropped(files: Files) {
  const session = createSession({ signal: new AbortController().signal } as unknown as SessionHost);
  const told = await session.addFiles(
    new Map(
      Object.entries(files).map(([path, content]) => [
        path,
        new Blob([new Uint8Array(Buffer.from(content))]),
      ]),
    ),
  );
  return { session, told };
}

const pathsOf = (told: FilesTold, role: "labels" | "predictions") =>
  ownTables(told, role).map(({ path }) => path);

describe("a folder of masks in a drop", () => {
  it("is labels, and another one called so predictions: their pictures are no images", async () => {
    const { session, told } = await dropped({
      ...PHOTOS,
      ...each((i) => `masks/${i}.png`, mask),
      ...each((i) => `predicted/${i}.png`, mask),
    });
    expect(told.images).toBe(4);
    expect(told.imageFolders).toEqual([{ folder: "photos", images: 4 }]);
    expect(pathsOf(told, "labels")).toEqual(["masks"]);
    expect(pathsOf(told, "predictions")).toEqual(["predicted"]);
    expect(takenSentence(null, told)).toBe(
      "We took 4 files as labels, 4 files as answers of a model and 4 files as images.",
    );
    const read = await session.readLabels({ path: "masks" }, "predicted");
    expect(read).toMatchObject({
      task: { id: "semantic-segmentation" },
      rows: 4,
      rowsWithFile: 4,
    });
  });

  it("is found with other endings, in folders of its own, and with more images than masks", async () => {
    const { told } = await dropped({
      ...PHOTOS,
      "photos/more.png": photo(9),
      ...each((i) => `data/SegmentationClass/${i}_mask.png`, mask),
    });
    expect(told.images).toBe(5);
    expect(pathsOf(told, "labels")).toEqual(["data/SegmentationClass"]);
  });

  it.each([
    ["photographs in it, as folders of classes have them", each((i) => `mask/${i}.png`, photo)],
    ["no picture elsewhere for its files", each((i) => `masks/other${i}.png`, mask)],
    ["no name of masks", each((i) => `fox/${i}.png`, mask)],
    [
      "no PNG files in spite of their names",
      each(
        (i) => `masks/${i}.png`,
        () => Buffer.from("x"),
      ),
    ],
  ])("is none with %s", async (_, files) => {
    const { told } = await dropped({ ...PHOTOS, ...files });
    expect(told.images).toBe(8);
    expect(pathsOf(told, "labels")).toEqual([]);
  });
});

describe("masks that a table names, in a folder of any name", () => {
  const TRUTH = each((i) => `drawn/by-hand/${i}.png`, mask);
  const rows = (of: readonly number[], folder = "drawn/by-hand") =>
    `file,mask\n${of.map((i) => `${i}.png,${folder}/${i}.png\n`).join("")}`;
  const PREDICTED = each((i) => `predicted/${i}.png`, mask);

  it("are no images of their own, without a model and with labels for a part", async () => {
    const { session, told } = await dropped({
      ...PHOTOS,
      ...TRUTH,
      ...PREDICTED,
      "masks.csv": rows([0, 2]),
      "all.csv": rows(NUMBERS),
    });
    expect(told.images).toBe(4);
    expect(told.imageFolders).toEqual([{ folder: "photos", images: 4 }]);
    const read = await session.readLabels({ path: "masks.csv" }, "predicted");
    expect(read).toMatchObject({
      task: { id: "semantic-segmentation" },
      rows: 2,
      rowsWithFile: 2,
      imageFiles: 4,
    });
  });

  it("are listed with a reason where their image, or the mask, is not there", async () => {
    const { session, told } = await dropped({
      ...PHOTOS,
      ...TRUTH,
      ...PREDICTED,
      "masks.csv": rows([0, 1, 7]),
    });
    // Of the hand-drawn ones 2.png and 3.png are named by no row, and lie among masks alone.
    expect(told.images).toBe(4);
    const read = await session.readLabels({ path: "masks.csv" }, "predicted");
    expect(read).toMatchObject({ rows: 3, rowsWithFile: 2 });
    expect(read.rowsWithout).toMatchObject([{ file: "7.png" }]);
  });

  it("are images where they are photographs, whatever the column is called", async () => {
    const { told } = await dropped({
      ...PHOTOS,
      ...each((i) => `faces/${i}.png`, photo),
      "people.csv": rows(NUMBERS, "faces"),
    });
    expect(told.images).toBe(8);
  });

  it("are known in a folder of masks for more images than are there", async () => {
    const { told } = await dropped({
      "photos/0.png": photo(0),
      ...each((i) => `masks/${i}.png`, mask),
    });
    expect(told.images).toBe(1);
    expect(pathsOf(told, "labels")).toEqual(["masks"]);
  });
});

describe("what is evaluated where nobody says it, beside boxes and labels of images", () => {
  const IMAGES = each(
    (i) => `photos/${i}.png`,
    (i) => plainPng(8, 6, [i, 0, 0]),
  );
  const points = { keypoints: [1, 1, 2, 3, 3, 2], num_keypoints: 2 };
  const truth = (more: object) =>
    JSON.stringify({
      images: NUMBERS.map((i) => ({ id: i, file_name: `${i}.png`, width: 8, height: 6 })),
      categories: [{ id: 1, name: "fly", keypoints: ["nose", "tail"] }],
      annotations: NUMBERS.map((i) => ({
        ...{ id: i, image_id: i, category_id: 1, bbox: [1, 1, 4, 3], area: 12, iscrowd: 0 },
        ...more,
      })),
    });
  const results = (more: object) =>
    JSON.stringify(
      NUMBERS.map((i) => ({
        ...{ image_id: i, category_id: 1, bbox: [1, 1, 4, 3], score: 0.9 },
        ...more,
      })),
    );
  const said = { keypoints: [1, 1, 0.9, 3, 3, 0.9] };
  const table = (header: string, row: (i: number) => string) =>
    `${[header, ...NUMBERS.map((i) => `${i}.png,${row(i)}`)].join("\n")}\n`;
  const counts = table("file,count_fox,count_owl", (i) => `${i},1`);

  it.each([
    ["points on both sides", "a.json", truth(points), "b.json", results(said), "keypoints"],
    ["boxes alone predicted", "a.json", truth(points), "b.json", results({}), "detection"],
    ["boxes alone labelled", "a.json", truth({}), "b.json", results(said), "detection"],
    ["counts of labels", "a.csv", counts, "b.csv", counts, "counting"],
    [
      "one count",
      "a.csv",
      table("file,count", (i) => `${i}`),
      "b.csv",
      table("file,predicted_count", (i) => `${i}`),
      "counting",
    ],
  ])("is what both files say: %s", async (_, path, labels, predictions, found, task) => {
    const { session } = await dropped({ ...IMAGES, [path]: labels, [predictions]: found });
    expect((await session.readLabels({ path }, predictions)).task.id).toBe(task);
  });
});
