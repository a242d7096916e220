import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importCsv } from "../../src/analyses/inspect/inspect-import.js";
import type { Inspection } from "../../src/analyses/inspect/inspect-types.js";
import { drawFrom } from "../../src/dataset/attributes/draw.js";
import { drawSample, proportionalShares } from "../../src/dataset/draw-sample.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../support/exif-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { throwsCode } from "../support/throws-code.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  for (const [path, bytes] of Object.entries(trapPictures())) await put(`photos/${path}`, bytes);
  await put("labels.csv", LABELS);
  await put("meta.csv", "file,habitat\nA/c1/1.jpg,forest\nA/c1/2.jpg,forest\nzzz.jpg,none\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

const at = (path: string): string => join(folder, path);

/** A picture of a trap: `second` of one minute, or of a clock after its reset. */
function shot(time: string, note = ""): Uint8Array {
  return jpegWithExif(
    SMALL_JPEG,
    exifBytes({
      first: { 272: { text: "T100" } },
      exif: { 36867: { text: time }, 42033: { text: "SN-SECRET" }, 37510: { text: note } },
      gps: {
        1: { text: "N" },
        2: { rationals: [[51, 1]] },
        3: { text: "E" },
        4: { rationals: [[7, 1]] },
      },
    }),
  );
}

function trapPictures(): Record<string, Uint8Array> {
  return {
    "A/c1/1.jpg": shot("2021:06:01 12:00:00"),
    "A/c1/2.jpg": shot("2021:06:01 12:00:30"),
    "A/c2/3.jpg": shot("2021:06:01 12:00:31"),
    "A/c2/copy of 3.jpg": shot("2021:06:01 12:00:31"),
    "B/c3/4.jpg": shot("2000:01:01 00:00:10"),
    "B/c3/grey.png": new Uint8Array(plainPng(6, 4, [90])),
    "B/c3/text.jpg": new TextEncoder().encode("no image at all"),
    "B/c3/empty.jpg": new Uint8Array(),
    "B/c3/cut.png": new Uint8Array(plainPng(6, 4, [90, 80, 70])).subarray(0, 50),
    "B/c3/really.png": SMALL_JPEG,
    "B/notes.txt": new TextEncoder().encode("a note"),
    "elsewhere/5.jpg": shot("2021:06:01 13:00:00"),
  };
}

const LABELS = [
  "file,species",
  "A/c1/1.jpg,deer",
  "A/c1/2.JPG,deer",
  "A/c2/3.jpg,fox",
  "A/c2/copy of 3.jpg,deer",
  "B/c3/4.jpg,fox",
  "B/c3/4.jpg,deer",
  "B/c3/gray.png,fox",
  "B/c3/text.jpg,fox",
  "nowhere/at/all/x9.jpg,fox",
].join("\n");

async function inspected(...more: string[]): Promise<Inspection> {
  const ran = await runHere(["inspect", at("photos"), ...more, "--json", "-"]);
  expect({ status: ran.status, err: ran.err }).toMatchObject({ status: 0 });
  const found: Inspection = JSON.parse(ran.out);
  expect(violationsOf("inspect", found)).toEqual([]);
  return found;
}

const problemOf = ({ problems }: Inspection, code: string) =>
  problems.filter((one) => one.code === code);

describe("homeground inspect", () => {
  it("counts images, formats and sizes, and says first what names alone tell", async () => {
    const { out, err } = await runHere(["inspect", at("photos"), "--json", "-"]);
    expect(err.split("\n")[0]).toMatch(
      /^Images in .*photos: 11 \(\.jpg 8, \.png 3\), .* 4 folders$/,
    );
    const found: Inspection = JSON.parse(out);
    expect(found).toMatchObject({ schema: "homeground.inspect/1", images: 11, labels: null });
    expect(found.files.otherFiles).toEqual([{ extension: ".txt", files: 1 }]);
    expect(found.formats).toEqual([
      { format: "jpeg", images: 7 },
      { format: "png", images: 1 },
    ]);
    expect(found.sizes).toMatchObject({
      distinct: 2,
      commonest: [
        { widthPx: 8, heightPx: 8, images: 7 },
        { widthPx: 6, heightPx: 4, images: 1 },
      ],
    });
  });

  it("lists files that cannot be read, each with why", async () => {
    const found = await inspected();
    expect(problemOf(found, "image/empty")[0]).toMatchObject({
      count: 1,
      weight: "problem",
      examples: [{ file: "B/c3/empty.jpg" }],
    });
    expect(problemOf(found, "image/invalid")[0]?.examples[0]?.file).toBe("B/c3/text.jpg");
    expect(problemOf(found, "image/truncated")[0]?.examples[0]?.file).toBe("B/c3/cut.png");
    expect(problemOf(found, "image/extension-mismatch")[0]).toMatchObject({
      count: 1,
      weight: "note",
      examples: [{ file: "B/c3/really.png" }],
    });
  });

  it("finds files of equal bytes, and no others", async () => {
    const { duplicates } = await inspected();
    expect(duplicates).toEqual([{ a: "A/c2/3.jpg", b: "A/c2/copy of 3.jpg", kind: "same-bytes" }]);
  });

  it("sums up attributes: EXIF, headers, pixels; coordinates and serial numbers on request", async () => {
    const found = await inspected();
    const byName = new Map(found.attributes.map((one) => [one.name, one]));
    expect(byName.get("datetime")).toMatchObject({
      kind: "time",
      source: "EXIF",
      present: 6,
      images: 11,
      earliest: "2000-01-01T00:00:10",
      latest: "2021-06-01T13:00:00",
      clockReset: 1,
    });
    expect(byName.get("camera-model")).toMatchObject({
      commonest: [{ level: "T100", images: 6 }],
    });
    expect(byName.get("width")).toMatchObject({ kind: "numeric", min: 6, max: 8, present: 8 });
    expect(byName.get("greyscale")).toMatchObject({
      source: "pixels",
      levels: 2,
      commonest: [
        { level: "no", images: 7 },
        { level: "yes", images: 1 },
      ],
    });
    expect(problemOf(found, "attributes/clock-reset")).toHaveLength(1);
    expect(JSON.stringify(found)).not.toMatch(/SN-SECRET|latitude/);
    const all = await inspected("--locations");
    const located = new Map(all.attributes.map((one) => [one.name, one]));
    expect(located.get("serial-number")).toMatchObject({ commonest: [{ level: "SN-SECRET" }] });
    expect(located.get("latitude")).toMatchObject({ min: 51, max: 51 });
  });

  it("says nothing of day and night where no camera took the pictures", async () => {
    await put("drawn/a.png", plainPng(3, 3, [10]));
    await put("drawn/b.png", plainPng(3, 3, [200, 10, 10]));
    const { out } = await runHere(["inspect", at("drawn"), "--json", "-"]);
    const names = JSON.parse(out).attributes.map(({ name }: { name: string }) => name);
    expect(names).toContain("greyscale");
    expect(names).not.toContain("light");
    const photos = await inspected();
    expect(photos.attributes.map(({ name }) => name)).toContain("light");
  });

  it("measures a stated random sample, or nothing", async () => {
    const found = await inspected("--sample", "3", "--seed", "7");
    expect(found).toMatchObject({ measured: { images: 3, of: 11 }, seed: 7 });
    const { out } = await runHere(["inspect", at("photos"), "--sample", "3"]);
    expect(out).toContain("pixels: 3 of 11, drawn at random, seed 1");
    const none = await inspected("--sample", "0");
    expect(none.measured).toBeNull();
    expect(none.attributes.some(({ source }) => source === "pixels")).toBe(false);
  });

  it("joins labels, and says which name no file and what comes near", async () => {
    const found = await inspected("--labels", at("labels.csv"));
    // 5 images with labels are files, of which one is no image and one has two labels.
    expect(found.labels).toMatchObject({ rows: 9, labelled: 8, ready: 3 });
    expect(found.labels?.classes).toEqual([
      { label: "deer", images: 2 },
      { label: "fox", images: 2 },
    ]);
    const missing = problemOf(found, "missing-file");
    expect(missing.map(({ what }) => what)).toEqual([
      "1 label names a file that differs in capitals",
      "1 label names a file that is not there, and one is spelled like it",
      "1 label names a file that is not there",
    ]);
    expect(missing[0]?.examples[0]?.what).toContain("A/c1/2.jpg");
    expect(missing[1]?.examples[0]?.what).toContain("grey.png");
    expect(problemOf(found, "unlabelled")[0]).toMatchObject({ count: 5 });
    expect(found.ignored).toBe(1); // elsewhere/5.jpg
  });

  it("finds conflicting labels: of rows, and of equal bytes", async () => {
    const found = await inspected("--labels", at("labels.csv"));
    expect(problemOf(found, "labels/conflict")[0]?.examples).toEqual([
      { file: "B/c3/4.jpg", what: `"fox" in line 6 and "deer" in line 7 of ${at("labels.csv")}` },
    ]);
    expect(problemOf(found, "duplicate/conflict")[0]?.examples[0]?.file).toBe("A/c2/copy of 3.jpg");
    expect(problemOf(found, "several-labels")[0]?.count).toBe(1);
  });

  it("reads a table as the options say that it is written", async () => {
    const rows = ["A/c1/1.jpg|deer|x, y, z, w", "A/c2/3.jpg|café|x, y, z, w"];
    await writeFile(at("bars.csv"), `file|species|place, far, off, so\n${rows.join("\n")}\n`);
    const given = ["--labels", at("bars.csv")];
    const { status } = await runHere(["inspect", at("photos"), ...given]);
    expect(status).not.toBe(0); // more commas than bars
    const { labels } = await inspected(
      ...given,
      "--delimiter",
      "bar",
      "--encoding",
      "windows-1252",
      "--columns",
      "image=file,label=species",
    );
    expect(labels?.classes.map(({ label }) => label)).toEqual(["cafÃ©", "deer"]);
    expect(labels?.format.writing).toBe("vertical bars between cells, Windows-1252");
  });

  it("counts the row that was decided on where rows contradict each other", async () => {
    const ready = async (...words: string[]) => {
      const { images, labels, problems } = await inspected("--labels", at("labels.csv"), ...words);
      expect(images).toBe(13);
      const codes = problems.map(({ code }) => code).filter((code) => /row|conflict/.test(code));
      return { ready: labels?.ready, classes: labels?.classes, codes };
    };
    expect(await ready()).toMatchObject({
      ready: 3,
      codes: ["labels/conflict", "duplicate/conflict"],
    });
    const first = await ready("--conflicting-labels", "first");
    expect(first).toMatchObject({
      ready: 4,
      codes: ["labels/earlier-row-kept", "duplicate/conflict"],
    });
    const last = await ready("--conflicting-labels", "last");
    expect(last).toMatchObject({
      ready: 4,
      codes: ["labels/later-row-kept", "duplicate/conflict"],
    });
    expect(first.classes).not.toEqual(last.classes);
  });

  it("takes attributes from tables and folder names, and finds sequences by them", async () => {
    const found = await inspected(
      "--attributes",
      at("meta.csv"),
      "--folder-pattern",
      "{site}/{camera}/…",
    );
    expect(found.pattern).toMatchObject({
      matched: 10,
      images: 11,
      levels: { site: 2, camera: 3 },
    });
    expect(found.attributes.find(({ name }) => name === "habitat")).toMatchObject({
      present: 2,
      images: 11,
    });
    expect(problemOf(found, "attributes/no-image")[0]?.what).toContain("1 of 3 rows");
    // 1 and 2 are 30 s apart at c1, 3 and its copy at c2; all others are alone.
    expect(found.sequences).toEqual({ attribute: null, count: 9, largest: 2 });
    expect(found.clusters.map(({ attribute }) => attribute)).toEqual(["site", "camera"]);
  });

  it("writes each image once, and every finding, with formulas defused", async () => {
    const { status } = await runHere([
      "inspect",
      at("photos"),
      "--labels",
      at("labels.csv"),
      "--out",
      at("found"),
    ]);
    expect(status).toBe(0);
    const inspection: Inspection = JSON.parse(await readFile(at("found/inspect.json"), "utf8"));
    const rows: Record<string, string>[] = parse(await readFile(at("found/import.csv"), "utf8"), {
      columns: true,
    });
    expect(Object.keys(rows[0] ?? {})).toEqual(["file", "status", "code", "what"]);
    const images = rows.filter(({ status }) => status === "ready" || status === "listed");
    expect(images).toHaveLength(inspection.images);
    expect(new Set(images.map(({ file }) => file)).size).toBe(inspection.images);
    expect(images.filter(({ status }) => status === "ready").map(({ file }) => file)).toEqual([
      "A/c1/1.jpg",
      "A/c2/3.jpg",
      "A/c2/copy of 3.jpg",
    ]);
    expect(rows.some(({ code }) => code === "duplicate/conflict")).toBe(true);
    expect(importCsv([{ file: "=cmd", status: "note", code: "c", what: "w" }])).toContain("'=cmd");
  });

  it("prints at most 80 columns", async () => {
    const { out } = await runHere(["inspect", at("photos"), "--labels", at("labels.csv")]);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(out).toContain("3 of 13 images are ready");
  });

  it.each([
    [["--record", "r.json"], 1, "input/not-found"],
    [["--folder-pattern", "{a}/{b}/{c}/{d}"], 1, "attributes/pattern"],
    [["--labels", "nowhere.csv"], 1, "input/not-found"],
    [["--attributes", "nowhere.csv"], 1, "input/not-found"],
    [["--sample", "-1"], 2, "usage/bad-option"],
  ])("ends with one line for %j", async (args, status, code) => {
    const ran = await runHere(["inspect", at("photos"), ...args]);
    expect(ran.status).toBe(status);
    expect(ran.err.trimEnd().split("\n").at(-1)).toMatch(new RegExp(`^error ${code}: `));
  });

  it("says what is there where there is no image", async () => {
    await put("other/a.txt", "x");
    const { status, out } = await runHere(["inspect", at("other")]);
    expect(status).toBe(0);
    expect(out).toContain("No file has the name of an image");
    expect(out).toContain("other files: .txt 1");
  });

  it("stops when interrupted", async () => {
    const ran = await runHere(["inspect", at("photos")], { signal: AbortSignal.abort() });
    expect(ran.status).toBe(130);
  });
});

describe("homeground sample", () => {
  const args = (...more: string[]): string[] => ["sample", at("photos"), ...more];

  it("draws a list that evaluate reads once it is filled in", async () => {
    const list = at("drawn.csv");
    const ran = await runHere(args("--n", "6", "--out", list, "--json", "-"));
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ images: 11, drawn: 6, by: null, strata: null });
    expect(violationsOf("sample", JSON.parse(ran.out))).toEqual([]);
    const text = await readFile(list, "utf8");
    const rows: Record<string, string>[] = parse(text, { columns: true });
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map(({ file }) => file)).size).toBe(6);
    for (const row of rows) {
      expect(row["label"]).toBe("");
      expect(Number(row["inclusion_probability"])).toBe(6 / 11);
    }
    const filled = rows.map((row) => `${row["file"]},deer,${row["inclusion_probability"]}`);
    await put("filled.csv", `file,label,inclusion_probability\n${filled.join("\n")}\n`);
    const answers = rows.map((row) => `${row["file"]},deer`);
    await put("answers.csv", `file,predicted\n${answers.join("\n")}\n`);
    const done = await runHere([
      "evaluate",
      at("photos"),
      "--labels",
      at("filled.csv"),
      "--json",
      "-",
      "--predictions",
      at("answers.csv"),
      "--out",
      at("out-drawn"),
    ]);
    expect(done.status).toBe(0);
    const result = JSON.parse(done.out);
    expect(result.inputs).toMatchObject({ scored: 6 });
    expect(result.inputs.notes).toContainEqual(expect.objectContaining({ code: "sample/drawn" }));
    const sliced = result.estimates.flatMap((one: { slice: { attribute: string } | null }) =>
      one.slice === null ? [] : [one.slice.attribute],
    );
    expect(sliced).not.toContain("inclusion_probability");
  });

  it("never writes over a list, which may hold labels", async () => {
    await put("labelled.csv", "file,label\na,b\n");
    const ran = await runHere(args("--n", "2", "--out", at("labelled.csv")));
    expect(ran).toMatchObject({ status: 1, err: expect.stringContaining("output/not-written") });
    expect(await readFile(at("labelled.csv"), "utf8")).toBe("file,label\na,b\n");
  });

  it("draws in proportion by an attribute of folder names", async () => {
    const list = at("by-site.csv");
    const ran = await runHere(
      args(
        "--n",
        "5",
        "--by",
        "site",
        "--folder-pattern",
        "{site}/…",
        "--out",
        list,
        "--json",
        "-",
      ),
    );
    expect(violationsOf("sample", JSON.parse(ran.out))).toEqual([]);
    // Sites A, B and elsewhere hold 4, 6 and 1 images: 1.8, 2.7 and 0.45 of 5.
    expect(JSON.parse(ran.out).strata).toEqual([
      { level: "A", images: 4, drawn: 2, inclusionProbability: 0.5 },
      { level: "B", images: 6, drawn: 2, inclusionProbability: 2 / 6 },
      { level: "elsewhere", images: 1, drawn: 1, inclusionProbability: 1 },
    ]);
    const rows: Record<string, string>[] = parse(await readFile(list, "utf8"), { columns: true });
    expect(rows.map(({ site }) => site).sort()).toEqual(["A", "A", "B", "B", "elsewhere"]);
    for (const { file, site } of rows) expect(file?.startsWith(`${site}/`)).toBe(true);
  });

  it("draws by what EXIF says, a missing value being a level", async () => {
    const list = at("by-camera.csv");
    await runHere(args("--n", "4", "--by", "camera-model", "--out", list));
    const rows: Record<string, string>[] = parse(await readFile(list, "utf8"), { columns: true });
    expect(rows.map((row) => row["camera-model"]).sort()).toEqual(["", "", "T100", "T100"]);
  });

  it.each([
    [["--n", "0"], 2, "usage/bad-option"],
    [["--n", "2", "--by", "sight", "--folder-pattern", "{site}/…"], 1, "labels/no-column"],
    [["--n", "2", "--by", "brightness"], 2, "usage/bad-option"],
    [["--n", "2", "--by", "site", "--folder-pattern", "{site}/…"], 2, "usage/bad-option"],
  ])("refuses %j", async (more, status, code) => {
    const ran = await runHere(args(...more, "--out", at("never.csv")));
    expect(ran.status).toBe(status);
    expect(ran.err).toContain(`error ${code}: `);
    await expect(readFile(at("never.csv"))).rejects.toThrow();
  });
});

describe("drawing", () => {
  it("draws without replacement, every image and every order equally often", () => {
    // 24 ordered samples of 3 from 4; each expected 500 times of 12,000.
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 12_000; seed++) {
      const drawn = drawFrom(4, 3, seed, 0);
      expect(new Set(drawn).size).toBe(3);
      counts.set(drawn.join(), (counts.get(drawn.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    let chi = 0;
    for (const count of counts.values()) chi += (count - 500) ** 2 / 500;
    expect(chi).toBeLessThan(49.7); // chi-squared, 23 degrees of freedom, P = 0.001
  });

  it("depends on the seed and the images alone", () => {
    const digest = (seed: number) =>
      createHash("sha256")
        .update(drawFrom(1000, 50, seed, 0))
        .digest("hex");
    expect(digest(1)).toBe(digest(1));
    expect(digest(1)).not.toBe(digest(2));
  });

  it.each([
    [[50, 30, 20], 10, [5, 3, 2]],
    [[6, 6, 2], 10, [4, 4, 2]], // 4.29, 4.29, 1.43: the remainder 0.43 is the largest
    [[1000, 1, 1], 10, [8, 1, 1]], // 9.98, 0.01, 0.01
    [[3, 3], 6, [3, 3]],
    [[7], 3, [3]],
    [[1, 1, 1], 3, [1, 1, 1]],
  ])("shares of %j in %i are %j", (sizes, n, shares) => {
    expect([...proportionalShares(sizes, n, "site")]).toEqual(shares);
  });

  it("refuses fewer images than levels", () => {
    expect(() => proportionalShares([5, 5, 5], 2, "site")).toThrow(throwsCode("usage/bad-option"));
  });

  it("gives a time's strata by hour of day", () => {
    const times = ["2021-06-01T01:00:00", "2021-06-01T02:00:00", "2021-06-01T13:00:00", null];
    const table = {
      rowCount: 4,
      columns: new Map([
        [
          "datetime",
          {
            kind: "categorical" as const,
            codes: Int32Array.of(0, 1, 2, -1),
            levels: times.filter((time) => time !== null),
          },
        ],
      ]),
    };
    const { strata, probability } = drawSample(table, 3, "datetime", 1);
    expect(strata).toMatchObject({ attribute: "datetime (hour)", column: null });
    expect(strata?.levels).toEqual([
      { level: "0 to 6 h", images: 2, drawn: 1 },
      { level: "12 to 18 h", images: 1, drawn: 1 },
      { level: null, images: 1, drawn: 1 },
    ]);
    expect([...probability].sort()).toEqual([0.5, 1, 1]);
  });
});
