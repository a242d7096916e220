import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScopeInspection } from "../../src/analyses/scope/inspect-scope.js";
import { encodePng } from "../support/png.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

let folder: string;
let one: RecordCase;
let record: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder, 40);
  record = join(folder, "record");
  const facts = { ...JSON.parse(await readFile(one.facts, "utf8")) };
  facts.trainingCounts = { deer: 900, fox: 20 };
  facts.facts = { ...facts.facts, contact: "ann@example.org" };
  await writeFile(one.facts, JSON.stringify(facts));
  const ran = await runHere(createWords(one, record, "--slice", "brightness"));
  expect(ran.status).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

/** 12 pictures of 30 × 6, one of them broken. */
async function widePictures(): Promise<string> {
  const images = join(folder, "wide");
  await mkdir(images, { recursive: true });
  for (let i = 0; i < 12; i++) {
    const data = Uint8Array.from({ length: 30 * 6 * 3 }, (_, k) => (k * 7 + i * 13) % 256);
    const png = encodePng({ widthPx: 30, heightPx: 6, channels: 3, bitDepth: 8, data });
    await writeFile(join(images, `w${i}.png`), i === 11 ? "no picture" : png);
  }
  return images;
}

async function compare(images: string, ...more: string[]): Promise<ScopeInspection> {
  const ran = await runHere([
    "inspect",
    images,
    "--record",
    record,
    "--quiet",
    "--json",
    "-",
    ...more,
  ]);
  expect(ran).toMatchObject({ status: 0 });
  const found: ScopeInspection = JSON.parse(ran.out);
  expect(violationsOf("scope", found)).toEqual([]);
  return found;
}

describe("homeground inspect --record", () => {
  it("is of a record that says which training counts are of no class", async () => {
    const facts = join(folder, "other-facts.json");
    await writeFile(facts, JSON.stringify({ trainingCounts: { deer: 9, Fox: 2, wolf: 1 } }));
    const ran = await runHere(createWords({ ...one, facts }, join(folder, "other")));
    expect(ran.out).toContain(
      'Training  counts of what is never answered here: "Fox" (did you mean "fox"?), "wolf"',
    );
  });

  it("finds the record's own images like themselves", async () => {
    const { images, scope } = await compare(one.images);
    expect(images).toEqual({ found: 40, compared: 40, notDrawn: 0, listed: [] });
    // An odd picture lies beyond where two more are near, and is not tested by itself.
    expect(scope.covered).toBeGreaterThanOrEqual(36);
    expect(scope).toMatchObject({ images: 40, coverage: scope.covered / 40 });
    expect(scope).toMatchObject({ low: null, high: null, isWhole: true });
    expect(scope.record).toMatchObject({ images: 40, oneByOne: true, hasProfile: true });
    for (const { distance, bins, inside } of scope.attributes) {
      expect(distance).toBe(0);
      for (const { here, there } of bins) expect(here).toBe(there);
      expect(bins.reduce((n, bin) => n + (bin.tested ? bin.here : 0), 0)).toBe(inside);
    }
  });

  it("names what is not tested, and lists what does not open", async () => {
    const { images, scope } = await compare(await widePictures());
    expect(images).toMatchObject({ found: 12, compared: 11, notDrawn: 0 });
    expect(images.listed).toMatchObject([{ file: "w11.png", code: "image/invalid" }]);
    expect(scope.covered).toBe(0);
    expect(scope.uncovered[0]).toEqual({
      cell: [{ attribute: "width", bin: "above 9" }],
      here: 11,
      there: 0,
    });
    expect(scope.without).toContainEqual(expect.objectContaining({ attributes: ["width"] }));
  });

  it("says it in words of at most 80 columns, the answer first", async () => {
    const { out } = await runHere(["inspect", await widePictures(), "--record", record]);
    const lines = out.split("\n");
    expect(lines[0]).toBe("NOT TESTED FOR YOU");
    expect(lines[1]).toBe("  None of your 11 images is like the images this model was tested on.");
    expect(out).toContain("width above 9: 11 of yours (100%), no test image");
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it("gives a random sample a range, and says what was not drawn", async () => {
    const { images, scope } = await compare(one.images, "--sample", "15");
    expect(images).toEqual({ found: 40, compared: 15, notDrawn: 25, listed: [] });
    expect(scope.isWhole).toBe(false);
    expect(scope.low).toBeLessThan(scope.coverage ?? 0);
    expect(scope.low).toBeGreaterThan(0.5);
  });

  it("sets training counts against the labels that are there", async () => {
    const { scope } = await compare(one.images, "--labels", one.labels);
    expect(scope.concepts?.classes).toEqual([
      { label: "fox", local: 20, training: 20, rare: true, recall: null },
      { label: "deer", local: 20, training: 900, rare: false, recall: null },
    ]);
    expect(scope.warnings).toContain("scope/rare-in-training");
  });

  it("takes the file as well as its folder, and writes page and numbers", async () => {
    const out = join(folder, "out");
    const file = join(record, "record.json");
    const ran = await runHere([
      "inspect",
      await widePictures(),
      "--record",
      file,
      "--out",
      out,
      "--quiet",
    ]);
    expect(ran.status).toBe(0);
    const kept = JSON.parse(await readFile(join(out, "scope.json"), "utf8"));
    expect(violationsOf("scope", kept)).toEqual([]);
    const page = await readFile(join(out, "scope.html"), "utf8");
    expect(page).toContain(
      "<h1>None of your 11 images is like the images this model was tested on.</h1>",
    );
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("Dear A. Author,");
    expect(page).not.toMatch(/(src|href)="(?!#)/);
  });

  it.each([
    ["a manifest that was changed", "record/hash-mismatch"],
    ["a record that was changed", "record/hash-mismatch"],
  ])("refuses %s", async (what, code) => {
    const copy = join(folder, `copy ${what}`);
    await mkdir(copy, { recursive: true });
    const name = what.includes("manifest") ? "manifest.ndjson" : "record.json";
    for (const file of ["record.json", "manifest.ndjson"]) {
      const text = await readFile(join(record, file), "utf8");
      const [from, to] = name === "record.json" ? ["Deer or fox", "Fox or deer"] : ["fox", "dog"];
      const changed = file === name ? text.replace(from ?? "", to ?? "") : text;
      await writeFile(join(copy, file), changed);
    }
    const ran = await runHere(["inspect", one.images, "--record", copy, "--quiet"]);
    expect(ran.status).toBe(1);
    expect(ran.err).toMatch(new RegExp(`^error ${code}: `));
  });

  it("compares with a closed record by the counts that it tells", async () => {
    const closed = join(folder, "closed");
    const words = ["--openness", "closed", "--slice", "brightness"];
    expect((await runHere(createWords(one, closed, ...words))).status).toBe(0);
    const ran = await runHere([
      "inspect",
      await widePictures(),
      "--record",
      closed,
      "--quiet",
      "--json",
      "-",
    ]);
    expect(ran.status).toBe(0);
    const found: ScopeInspection = JSON.parse(ran.out);
    expect(violationsOf("scope", found)).toEqual([]);
    expect(found.scope).toMatchObject({ covered: 0, record: { oneByOne: false, images: 40 } });
    expect(found.scope.warnings).toContain("scope/clusters-one-side");
  });

  it("goes by counts alone where the manifest is not there", async () => {
    const alone = join(folder, "alone");
    await mkdir(alone, { recursive: true });
    await writeFile(join(alone, "record.json"), await readFile(join(record, "record.json")));
    const ran = await runHere(["inspect", one.images, "--record", alone, "--quiet", "--json", "-"]);
    const found: ScopeInspection = JSON.parse(ran.out);
    const { scope } = await compare(one.images);
    expect(found.scope).toMatchObject({ covered: scope.covered, record: { oneByOne: false } });
    expect(found.scope.attributes.map(({ name }) => name).sort()).toEqual(
      scope.attributes.map(({ name }) => name).sort(),
    );
  });
});

describe("a record as a claim of an evaluation", () => {
  it("is told apart from figures on images like its own", async () => {
    const out = join(folder, "evaluated");
    const ran = await runHere([
      "evaluate",
      one.images,
      "--labels",
      one.labels,
      "--predictions",
      one.predictions,
      "--claim",
      join(record, "record.json"),
      "--out",
      out,
      "--quiet",
      "--json",
      "-",
    ]);
    expect(ran.status).toBe(0);
    const result = JSON.parse(ran.out);
    expect(violationsOf("result", result)).toEqual([]);
    const { scope } = await compare(one.images);
    expect(result.scope).toMatchObject({ images: 40, covered: scope.covered, isWhole: false });
    expect(result.scope.low).toBeLessThan(result.scope.coverage);
    expect(result.scope.concepts.classes.map(({ label }: { label: string }) => label)).toEqual([
      "fox",
      "deer",
    ]);
    expect(result.verdicts[0].warnings).not.toContain("scope/other-images");
    for (const name of ["report.html", "report.md"]) {
      expect(await readFile(join(out, name), "utf8")).toContain(
        "of your 40 images are like the tested ones.",
      );
    }
  });
});
