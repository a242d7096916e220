import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../support/exif-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

/** Four cameras at two sites, ten pictures each, in bursts of two that are 5 s apart. */
const PICTURES = Array.from({ length: 40 }, (_, i) => ({
  file: `s${i < 20 ? 1 : 2}/c${Math.floor(i / 10) + 1}/${i}.jpg`,
  time: `2021:06:01 1${Math.floor(i / 2) % 5}:00:${i % 2 === 0 ? "00" : "05"}`,
  label: i % 4 < 2 ? "deer" : "fox",
  answer: i % 5 === 0 ? "fox" : i % 4 < 2 ? "deer" : "fox",
}));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  for (const { file, time } of PICTURES) {
    const block = exifBytes({
      first: { 272: { text: file.startsWith("s1") ? "T100" : "T200" } },
      exif: { 36867: { text: time }, 34855: { shorts: [100] } },
    });
    await put(`photos/${file}`, jpegWithExif(SMALL_JPEG, block));
  }
  await put("photos/s1/c1/extra.jpg", SMALL_JPEG);
  const names = PICTURES.map(({ file }) => file.split("/").at(-1));
  await put(
    "labels.csv",
    table("file,label", names, (i) => PICTURES[i]!.label),
  );
  await put(
    "p.csv",
    table("file,predicted", names, (i) => PICTURES[i]!.answer),
  );
  const habitat = (i: number) => (i % 2 === 0 ? "forest" : "meadow");
  await put("meta.csv", `${table("file,habitat", names, habitat)}none.jpg,forest\n`);
});
afterAll(() => rm(folder, { recursive: true }));

function table(
  header: string,
  names: readonly (string | undefined)[],
  of: (i: number) => string,
): string {
  return `${header}\n${names.map((name, i) => `${name},${of(i)}\n`).join("")}`;
}

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

const at = (path: string): string => join(folder, path);

const args = (...more: string[]): string[] => [
  "evaluate",
  at("photos"),
  "--labels",
  at("labels.csv"),
  "--predictions",
  at("p.csv"),
  "--out",
  at("out"),
  ...more,
];

async function resultOf(...more: string[]): Promise<EvaluationResult> {
  const { status, out, err } = await runHere(args(...more, "--json", "-"));
  expect({ status, err }).toMatchObject({ status: 0 });
  return JSON.parse(out);
}

const slicesOf = ({ estimates }: EvaluationResult) =>
  new Map(
    estimates.flatMap((one) =>
      one.slice === null ? [] : [[`${one.slice.attribute}=${one.slice.value}`, one]],
    ),
  );

describe("homeground evaluate with attributes", () => {
  it("takes slices from tables, folder names and EXIF", async () => {
    const options = ["--attributes", at("meta.csv"), "--folder-pattern", "{site}/{camera}/…"];
    const found = slicesOf(
      await resultOf(
        ...options,
        "--slice",
        "habitat",
        "--slice",
        "site",
        "--slice",
        "camera-model",
      ),
    );
    expect([...found.keys()].sort()).toEqual([
      "camera-model=T100",
      "camera-model=T200",
      "habitat=forest",
      "habitat=meadow",
      "site=s1",
      "site=s2",
    ]);
    // Wrong: every fifth that is a deer; 0, 5, 20, 25 have i % 4 < 2.
    for (const [key, wrong] of [
      ["site=s1", 2],
      ["site=s2", 2],
      ["camera-model=T200", 2],
    ] as const) {
      expect(found.get(key)).toMatchObject({ n: 20, value: (20 - wrong) / 20 });
    }
    // Even positions: 0 and 20.
    expect(found.get("habitat=forest")).toMatchObject({ n: 20, value: 18 / 20 });
  });

  it("makes sequences of EXIF times at a camera of folder names", async () => {
    const plain = await resultOf();
    expect(plain.estimates[0]?.clusters).toBeNull();
    const result = await resultOf("--folder-pattern", "{site}/{camera}/…");
    expect(result.estimates[0]).toMatchObject({ n: 40, clusters: 20 });
    const asUnits = await resultOf(
      "--folder-pattern",
      "{site}/{camera}/…",
      "--unit",
      "sequence",
      "--aggregate",
      "vote",
    );
    expect(asUnits.unit).toBe("sequence");
  });

  it("asks about another site by an attribute of folder names, and keeps rows where asked", async () => {
    const options = ["--folder-pattern", "{site}/{camera}/…", "--cluster", "camera"];
    expect(await resultOf(...options)).toMatchObject({ question: "another-site" });
    const kept = await resultOf("--folder-pattern", "{site}/…", "--where", "site=s2");
    expect(kept.inputs.scored).toBe(20);
  });

  it("shows what a pattern matches before it scores", async () => {
    const { err } = await runHere(args("--folder-pattern", "{site}/{camera}/…"));
    expect(err).toContain("Folders {site}/{camera}/…: 40 of 40 images fit; s1/c1/0.jpg: site = s1");
  });

  it("notes rows of tables that name no image", async () => {
    const { inputs } = await resultOf("--attributes", at("meta.csv"));
    expect(inputs.notes).toContainEqual(
      expect.objectContaining({
        code: "attributes/no-image",
        file: "none.jpg",
        what: expect.stringContaining("1 of 41 rows"),
      }),
    );
  });

  it("measures pixels where a slice names them", async () => {
    for (const { file } of PICTURES.slice(0, 20)) {
      await put(`mixed/${file.replace(".jpg", ".png")}`, plainPng(4, 4, [20]));
    }
    for (const { file } of PICTURES.slice(20)) await put(`mixed/${file}`, SMALL_JPEG);
    const named = PICTURES.map(({ file, label }, i) => {
      const base = file.split("/").at(-1)!;
      return `${i < 20 ? base.replace(".jpg", ".png") : base},${label}\n`;
    });
    await put("mixed.csv", `file,label\n${named.join("")}`);
    await put("mixed-p.csv", `file,predicted\n${named.join("")}`);
    const { status, out, err } = await runHere([
      "evaluate",
      at("mixed"),
      "--labels",
      at("mixed.csv"),
      "--predictions",
      at("mixed-p.csv"),
      "--out",
      at("out-mixed"),
      "--slice",
      "light",
      "--slice",
      "brightness",
      "--json",
      "-",
    ]);
    expect({ status, err }).toMatchObject({ status: 0 });
    const found = slicesOf(JSON.parse(out));
    expect(found.get("light=night")?.n).toBe(20);
    expect(found.get("light=day")?.n).toBe(20);
    expect([...found.keys()].filter((key) => key.startsWith("brightness="))).not.toEqual([]);
  });

  it.each([
    [["--slice", "iso"], 0, ""],
    [["--slice", "latitude"], 1, "labels/no-column"],
    [["--slice", "habitat"], 1, "labels/no-column"],
    [["--cluster", "site"], 1, "labels/no-column"],
    [["--folder-pattern", "{a}/{b}/{c}/{d}"], 1, "attributes/pattern"],
    [["--folder-pattern", "{a"], 1, "attributes/pattern"],
    [["--attributes", "nowhere.csv"], 1, "input/not-found"],
  ])("%j exits with %i", async (more, status, code) => {
    const ran = await runHere(args(...more));
    expect(ran.status).toBe(status);
    if (code !== "") expect(ran.err).toContain(`error ${code}: `);
  });

  it("keeps import.csv: what was listed, notes, and problems of the files, and names it", async () => {
    await put("more.csv", `${await readFile(at("labels.csv"), "utf8")}gone.jpg,deer\n,fox\n`);
    const { status, out } = await runHere(
      args().map((word) => (word === at("labels.csv") ? at("more.csv") : word)),
    );
    expect(status).toBe(0);
    expect(out.trimEnd().split("\n").at(-1)).toBe(`import ${at("out/import.csv")}`);
    const rows: Record<string, string>[] = parse(await readFile(at("out/import.csv"), "utf8"), {
      columns: true,
    });
    const result: EvaluationResult = JSON.parse(await readFile(at("out/result.json"), "utf8"));
    expect(rows.filter((row) => row["status"] === "listed")).toEqual(
      result.inputs.listed.map((one) => ({ ...one, status: "listed" })),
    );
    expect(rows.filter((row) => row["status"] === "note")).toHaveLength(result.inputs.notes.length);
    expect(rows).toContainEqual(
      expect.objectContaining({ status: "problem", code: "labels/no-file" }),
    );
    expect(rows).toContainEqual(expect.objectContaining({ file: "s1/c1/extra.jpg" }));
  });
});
