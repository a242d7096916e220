import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { cellText } from "../../../src/core/table.js";
import { withDeclaredAttributes } from "../../../src/dataset/attributes/declared-attributes.js";
import { EXIF_PROBE } from "../../../src/dataset/attributes/image-heads.js";
import {
  lightOf,
  MEASURED_AT_MOST,
  measuredSampleSize,
  measurePixels,
  pixelColumns,
} from "../../../src/dataset/attributes/pixel-attributes.js";
import { withReadAttributes } from "../../../src/dataset/attributes/read-attributes.js";
import { placeTruth, type TruthOnFiles } from "../../../src/dataset/prepare.js";
import { parseTruthTable } from "../../../src/formats/csv/labels-table.js";
import type { FileAccess, ListedFile } from "../../../src/formats/file-access.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { createNodePixelDecoder } from "../../../src/node/images/pixel-decoder.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../../support/exif-writer.js";
import { plainPng } from "../../support/png-writer.js";
import { throwsCode } from "../../support/throws-code.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const REQUEST = { where: [], noAnnotation: "unlabelled", severalLabels: "list" } as const;

function shot(second: number, model = "T100"): Uint8Array {
  const time = `2021:06:01 12:00:${String(second).padStart(2, "0")}`;
  const block = exifBytes({
    first: { 271: { text: "Trap" }, 272: { text: model } },
    exif: {
      33434: { rationals: [[1, 60]] },
      36867: { text: time },
      42033: { text: "SN17" },
    },
  });
  return jpegWithExif(SMALL_JPEG, block);
}

async function listed(access: FileAccess): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  for await (const file of access.list("")) files.push(file);
  return files;
}

/** Every image scored, in the order of the rows. */
async function placedOn(
  files: Record<string, Uint8Array>,
  labels: string,
): Promise<{ readonly access: FileAccess; readonly placed: TruthOnFiles }> {
  const access = createMemoryFileAccess(new Map(Object.entries(files)));
  const truth = parseTruthTable(bytesOf(labels), "labels.csv");
  return { access, placed: placeTruth(truth, await listed(access), REQUEST) };
}

function everyRow(placed: TruthOnFiles) {
  const row = Int32Array.from({ length: placed.truth.rowCount }, (_, i) => i);
  return { file: placed.truth.file, found: placed.rowFiles.fileOf, row };
}

const OPTIONS = {
  decoder: createNodePixelDecoder,
  wanted: [] as string[],
  predictions: null,
  seed: 1,
  signal: NEVER_CANCELLED,
};

const cellsOf = (placed: TruthOnFiles, name: string): (string | null)[] => {
  const column = placed.truth.attributes.columns.get(name);
  if (column === undefined) return [];
  return Array.from({ length: placed.truth.rowCount }, (_, row) => cellText(column, row));
};

describe("withReadAttributes", () => {
  const files = { "1.jpg": shot(1), "2.jpg": shot(2), "3.jpg": SMALL_JPEG };
  const labels = "file,label\n1.jpg,a\n2.jpg,b\n3.jpg,a\n4.jpg,a\n";

  it("adds time and camera of EXIF, and nothing else unasked", async () => {
    const { access, placed } = await placedOn(files, labels);
    const read = await withReadAttributes(placed, everyRow(placed), { ...OPTIONS, access });
    expect([...read.placed.truth.attributes.columns.keys()]).toEqual(["datetime", "camera-model"]);
    expect(cellsOf(read.placed, "datetime")).toEqual([
      "2021-06-01T12:00:01",
      "2021-06-01T12:00:02",
      null,
      null,
    ]);
    expect(cellsOf(read.placed, "camera-model")).toEqual(["Trap T100", "Trap T100", null, null]);
  });

  it("reads exposure, serial number, size and light where they are named", async () => {
    const { access, placed } = await placedOn(files, labels);
    const wanted = ["exposure", "serial-number", "width", "brightness", "light"];
    const read = await withReadAttributes(placed, everyRow(placed), { ...OPTIONS, access, wanted });
    expect(cellsOf(read.placed, "exposure").map(Number)).toEqual([1 / 60, 1 / 60, 0, 0]);
    expect(cellsOf(read.placed, "serial-number")).toEqual(["SN17", "SN17", null, null]);
    expect(cellsOf(read.placed, "width")).toEqual(["8", "8", "8", null]);
    // Luma of (200, 100, 50) by ITU-R BT.601: 0.299·200 + 0.587·100 + 0.114·50 = 124.2.
    expect(Number(cellsOf(read.placed, "brightness")[2])).toBeCloseTo(124.2 / 255, 2);
    expect(cellsOf(read.placed, "light")).toEqual(["day", "day", "day", null]);
  });

  it("needs no time of EXIF where labels state one", async () => {
    const { access, placed } = await placedOn(
      files,
      "file,label,taken\n1.jpg,a,2020-01-01 08:00:00\n2.jpg,b,2020-01-01 08:00:05\n",
    );
    const read = await withReadAttributes(placed, everyRow(placed), { ...OPTIONS, access });
    expect([...read.placed.truth.attributes.columns.keys()]).toEqual(["taken", "camera-model"]);
  });

  it("lets the labels' own column of that name count", async () => {
    const { access, placed } = await placedOn(files, "file,label,Camera_Model\n1.jpg,a,mine\n");
    const read = await withReadAttributes(placed, everyRow(placed), { ...OPTIONS, access });
    expect(cellsOf(read.placed, "Camera_Model")).toEqual(["mine"]);
    expect(cellsOf(read.placed, "camera-model")).toEqual([]);
  });

  it("says at once that a wanted attribute is on no image", async () => {
    const { access, placed } = await placedOn({ "3.jpg": SMALL_JPEG }, labels);
    const images = everyRow(placed);
    const ask = (...wanted: string[]) =>
      withReadAttributes(placed, images, { ...OPTIONS, access, wanted });
    await expect(ask("iso")).rejects.toThrow(throwsCode("labels/no-column"));
    const none = { ...images, found: images.found.map(() => -1) };
    await expect(
      withReadAttributes(placed, none, { ...OPTIONS, access, wanted: ["brightness"] }),
    ).rejects.toThrow(throwsCode("labels/no-column"));
  });

  it("compares, fills and takes on request what predictions say", async () => {
    const { access, placed } = await placedOn(files, "file,label,site\n1.jpg,a,n\n2.jpg,b,\n");
    const said = parseTruthTable(
      bytesOf("file,site,lens,speed\n1.jpg,x,wide,9\n2.jpg,s,long,9\n"),
      "p.csv",
      { columns: { labels: [] } },
    );
    const read = await withReadAttributes(placed, everyRow(placed), {
      ...OPTIONS,
      access,
      predictions: said,
      wanted: ["lens"],
    });
    expect(cellsOf(read.placed, "site")).toEqual(["n", "s"]);
    expect(cellsOf(read.placed, "lens")).toEqual(["wide", "long"]);
    expect(cellsOf(read.placed, "speed")).toEqual([]);
    expect(read.notes).toMatchObject([{ code: "attributes/differ", file: "1.jpg" }]);
  });

  it("opens few files where none has EXIF", async () => {
    const many = Object.fromEntries(
      Array.from({ length: EXIF_PROBE + 300 }, (_, i) => [`${i}.jpg`, SMALL_JPEG]),
    );
    const rows = Object.keys(many).map((file) => `${file},a`);
    const { access, placed } = await placedOn(many, `file,label\n${rows.join("\n")}\n`);
    const opened = new Set<string>();
    const counting: FileAccess = {
      ...access,
      read(path, range) {
        opened.add(path);
        return access.read(path, range);
      },
    };
    await withReadAttributes(placed, everyRow(placed), { ...OPTIONS, access: counting });
    expect(opened.size).toBe(EXIF_PROBE);
  });
});

describe("withDeclaredAttributes", () => {
  const truth = parseTruthTable(
    bytesOf("file,label,site\n1.jpg,a,n\nA/2.jpg,b,n\nA/2.jpg,c,x\ngone/3.jpg,a,s\n"),
    "labels.csv",
  );
  const files = ["A/1.jpg", "A/2.jpg"].map((path) => ({ path, sizeBytes: 1 }));

  it("joins tables and folder names to rows, also of images that are not there", () => {
    const table = parseTruthTable(bytesOf("file,lens\n2.jpg,wide\n3.jpg,long\n"), "m.csv", {
      columns: { labels: [] },
    });
    const added = withDeclaredAttributes(truth, files, {
      tables: [table],
      pattern: {
        source: "{place}/…",
        names: ["place"],
        isFromEnd: false,
        hasFileName: false,
        segments: [[{ kind: "run", name: "place", allowed: null, least: 1, most: 99 }]],
      },
    });
    const cells = (name: string) =>
      Array.from({ length: 4 }, (_, row) =>
        cellText(added.truth.attributes.columns.get(name)!, row),
      );
    expect(cells("lens")).toEqual([null, "wide", "wide", "long"]);
    expect(cells("place")).toEqual(["A", "A", "A", "gone"]);
    // Rows keep what they themselves say.
    expect(cells("site")).toEqual(["n", "n", "x", "s"]);
  });

  it("takes the columns of a drawn list out, and says with which probabilities it was drawn", () => {
    const drawn = (...p: number[]) =>
      parseTruthTable(
        bytesOf(
          `file,label,inclusion_probability,stratum\n${p.map((q, i) => `${i}.jpg,a,${q},s`).join("\n")}\n`,
        ),
        "l.csv",
      );
    const none = { tables: [], pattern: null };
    const even = withDeclaredAttributes(drawn(0.1, 0.1, 0.1), [], none);
    expect([...even.truth.attributes.columns.keys()]).toEqual([]);
    expect(even.notes).toMatchObject([{ code: "sample/drawn" }]);
    expect(even.truth.drawn).toBeUndefined();
    // Drawn unequally, and nothing says how: an evaluation refuses it.
    for (const p of [0.5, 0.11]) {
      const unequal = withDeclaredAttributes(drawn(0.1, p), [], none);
      expect([...unequal.truth.attributes.columns.keys()]).toEqual([]);
      expect(unequal.truth.drawn).toMatchObject({ design: "unstated", pool: 0 });
    }
  });
});

describe("measurePixels", () => {
  it("measures a random sample, the same for the same seed", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        `${String(i).padStart(2, "0")}.png`,
        new Uint8Array(plainPng(2, 2, [i, i, i])),
      ]),
    );
    const access = createMemoryFileAccess(new Map(Object.entries(files)));
    const list = await listed(access);
    const draw = async (seed: number) => {
      const { measured, drawn, images } = await measurePixels(list, {
        access,
        decoder: createNodePixelDecoder(),
        signal: NEVER_CANCELLED,
        seed,
        sample: 10,
      });
      expect([drawn, images]).toEqual([10, 30]);
      return measured.flatMap((one, i) => (one === null ? [] : [i]));
    };
    const first = await draw(1);
    expect(first).toHaveLength(10);
    expect(await draw(1)).toEqual(first);
    expect(await draw(2)).not.toEqual(first);
  });

  it("says which images it could not decode", async () => {
    const access = createMemoryFileAccess(new Map([["a.jpg", bytesOf("no image")]]));
    const { broken, measured } = await measurePixels(await listed(access), {
      access,
      decoder: createNodePixelDecoder(),
      signal: NEVER_CANCELLED,
      seed: 1,
      sample: 9,
    });
    expect(broken).toMatchObject([{ file: "a.jpg", code: "image/invalid" }]);
    expect(measured).toEqual([null]);
  });

  it.each([
    [10, 2000, 1500, 10],
    [5000, 640, 480, MEASURED_AT_MOST],
    [5000, 4000, 3000, 166],
    [5000, 20_000, 10_000, 100],
  ])("of %i images of %i × %i measures %i", (n, width, height, size) => {
    const column = (value: number) => new Float64Array(n).fill(value);
    expect(measuredSampleSize(column(width), column(height))).toBe(size);
  });

  it("tells day from night by colour and brightness, and not where all is grey", () => {
    expect(lightOf({ isGreyscale: false, brightness: 0.4 })).toBe("day");
    expect(lightOf({ isGreyscale: true, brightness: 0.4 })).toBe("night");
    expect(lightOf({ isGreyscale: false, brightness: 0.14 })).toBe("night");
    const one = {
      widthPx: 1,
      heightPx: 1,
      brightness: 0.4,
      contrast: 0,
      sharpness: 0,
      colourfulness: 0,
      isGreyscale: true,
    };
    expect(pixelColumns({ measured: [one, null] }, ["light"]).columns.size).toBe(0);
    const both = pixelColumns({ measured: [one, { ...one, isGreyscale: false }] }, ["light"]);
    expect(both.columns.get("light")).toMatchObject({ levels: ["night", "day"] });
  });
});
