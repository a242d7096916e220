import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScopeInspection } from "../../src/analyses/scope/inspect-scope.js";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { writeTaskCases } from "../support/task-records.js";

const COUNT = 120;

let folder: string;
let one: RecordCase;
let record: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder, COUNT);
  const answers = one.names.map((name, i) =>
    i % 2 === 0 ? `${name},deer,0.8,0.2` : `${name},fox,0.2,0.8`,
  );
  await writeFile(one.predictions, ["file,predicted,deer,fox", ...answers, ""].join("\n"));
  record = join(folder, "record");
  expect(await runHere(createWords(one, record))).toMatchObject({ status: 0 });
});
afterAll(() => rm(folder, { recursive: true }));

/** A table of two features of every picture: their place in a row, and one that is the same of all. */
async function table(name: string, placeOf: (i: number) => number): Promise<string> {
  const path = join(folder, name);
  const rows = one.names.map((file, i) => `${file},${placeOf(i)},7`);
  await writeFile(path, ["file,f0,f1", ...rows, ""].join("\n"));
  return path;
}

/** Files of the pictures in a page that are about likeness, with what each is. */
function pictured(page: string): string[] {
  return [...page.matchAll(/<img src="data:[^"]+"[^>]*alt="([^":]+?)(?: that is alike)?:/g)]
    .map(([, alt]) => alt!)
    .filter((alt) => /Least alike|Your nearest/.test(alt));
}

/** The first 60 pictures lie between those of the record, the others far away. */
const halfFar = (i: number): number => (i < 60 ? i + 30.5 : 1000 + i);

describe("features of the images against those of a record's test images", () => {
  it("says before any label how many are further away, and which are furthest", async () => {
    const [there, here] = [await table("there.csv", (i) => i), await table("here.csv", halfFar)];
    const words = ["inspect", one.images, "--record", record, "--quiet"];
    const given = ["--reference-features", there, "--features", here];
    const ran = await runHere([...words, ...given, "--json", "-"]);
    expect(ran).toMatchObject({ status: 0 });
    const found: ScopeInspection = JSON.parse(ran.out);
    expect(violationsOf("scope", found)).toEqual([]);
    expect(found.scope.embedding).toMatchObject({
      ...{ images: COUNT, beyond: 60, share: 0.5, low: null, high: null, differs: true },
      ...{ source: here, given: 2, compared: 2, testImages: COUNT, p: 0.001 },
    });
    // The five nearest of 1119 are 115 … 119.
    expect(found.scope.embedding?.least[0]).toMatchObject({
      ...{ file: "119.png", distance: 1002, here: "059.png", test: "119.png" },
    });
    const text = (await runHere([...words, ...given])).out;
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      "60 of 120 images (50%) lie further from the test images",
    );
    expect(text).not.toContain("groups stay together"); // there are none
    const out = join(folder, "page");
    await runHere([...words, ...given, "--out", out]);
    const page = await readFile(join(out, "scope.html"), "utf8");
    expect(page).toContain("The least alike of your images");
    expect(pictured(page).slice(0, 2)).toEqual(["119.png, Least alike", "059.png, Your nearest"]);
    expect(pictured(page)).toHaveLength(16);
  });

  it("says in an evaluation what share of all such images is further away", async () => {
    const [there, here] = [await table("there.csv", (i) => i), await table("here.csv", halfFar)];
    const out = join(folder, "evaluated");
    const ran = await runHere([
      ...["evaluate", one.images, "--labels", one.labels, "--predictions", one.predictions],
      ...["--claim", join(record, "record.json"), "--out", out, "--quiet"],
      ...["--reference-features", there, "--features", here],
    ]);
    expect(ran.err).toBe("");
    const result: EvaluationResult = JSON.parse(await readFile(join(out, "result.json"), "utf8"));
    expect(violationsOf("result", result)).toEqual([]);
    expect(result.scope?.embedding).toMatchObject({ beyond: 60, share: 0.5, method: "wilson" });
    const report = await readFile(join(out, "report.html"), "utf8");
    expect(report).toContain("(50%) lie further from the test images");
    expect(pictured(report).filter((one) => one.endsWith("Least alike"))).toHaveLength(8);
    expect(await readFile(join(out, "tables/least-alike.csv"), "utf8")).toMatch(
      /^file,.*\n119\.png,1002,/,
    );
    expect(await readFile(join(out, "tables/scope-features.csv"), "utf8")).toContain("share,test");
  });

  it("refuses what there is nothing to hold against", async () => {
    const here = await table("here.csv", halfFar);
    const words = ["inspect", one.images, "--quiet", "--features", here];
    const alone = await runHere(words);
    expect(alone.status).toBe(2);
    expect(alone.err).toContain("usage/bad-option");
    const without = await runHere([...words, "--record", record]);
    expect(without.status).toBe(2);
    expect(without.err).toContain("no features of the test images");
    const reference = await runHere([...words.slice(0, 3), "--reference-features", here]);
    expect(reference.err).toContain("--reference-features");
    const closed = join(folder, "closed");
    await runHere(createWords(one, closed, "--openness", "closed", "--secret", join(folder, "s")));
    const withheld = await runHere([...words, "--record", closed, "--reference-features", here]);
    expect(withheld.status).toBe(2);
    expect(withheld.err).toContain("does not tell its test images one by one");
  });

  it("says that the record's features were not used where there are none of the images", async () => {
    const there = await table("there.csv", (i) => i);
    const words = ["inspect", one.images, "--record", record, "--reference-features", there];
    const { out } = await runHere([...words, "--quiet"]);
    expect(out).toContain("there are none of yours");
  });

  describe("of a record that has them", () => {
    let withThem: string;
    beforeAll(async () => {
      withThem = join(folder, "with features");
      const there = await table("there.csv", (i) => i + 1 / 3);
      const ran = await runHere(createWords(one, withThem, "--with-features", "--features", there));
      expect(ran).toMatchObject({ status: 0 });
    });

    it("are bound by it, said and verified", async () => {
      const text = await readFile(join(withThem, "record.json"), "utf8");
      const made: TransparencyRecord = JSON.parse(text);
      expect(violationsOf("record", made)).toEqual([]);
      // A table is called by its name, since folders say who made it.
      const features = { source: "there.csv", given: 2, kept: 2, images: COUNT };
      expect(made.features).toEqual(features);
      const [header, first] = (await readFile(join(withThem, "features.csv"), "utf8")).split("\n");
      expect(header).toBe("file,f0,f1");
      expect(first).toBe("000.png,0.3333,7");
      expect(await runHere(["record", "verify", withThem, "--quiet"])).toMatchObject({ status: 0 });
      const changed = join(folder, "changed");
      await cp(withThem, changed, { recursive: true });
      await writeFile(join(changed, "features.csv"), "file,f0,f1\n000.png,1,7\n");
      const found = await runHere(["record", "verify", changed, "--quiet"]);
      expect(found).toMatchObject({ status: 1 });
      const here = await table("here.csv", halfFar);
      const words = ["inspect", one.images, "--record", changed, "--features", here, "--quiet"];
      expect((await runHere(words)).err).toContain("record/hash-mismatch");
    });

    it("are what images are held against", async () => {
      const here = await table("here.csv", halfFar);
      const words = ["inspect", one.images, "--record", withThem, "--features", here, "--quiet"];
      const found: ScopeInspection = JSON.parse((await runHere([...words, "--json", "-"])).out);
      expect(found.scope.embedding).toMatchObject({ beyond: 60, testImages: COUNT, differs: true });
      const own = ["inspect", one.images, "--record", withThem, "--quiet"];
      expect((await runHere(own)).out).toContain("there are none of yours");
    });

    it("are no part of a record that is not open", async () => {
      const words = ["--openness", "on-request", "--secret", join(folder, "s"), "--with-features"];
      const ran = await runHere(createWords(one, join(folder, "kept"), ...words));
      expect(ran.status).toBe(2);
      expect(ran.err).toContain("--with-features");
    });
  });

  it.each(["detection", "masks"] as const)("are of any task's images: %s", async (task) => {
    const tasks = await writeTaskCases(folder, one);
    const own = join(folder, `record of ${task}`);
    const there = await table("there.csv", (i) => i);
    const options = ["--with-features", "--features", there, "--facts", one.facts];
    const words = ["record", "create", ...tasks[task], ...options, "--out", own];
    expect(await runHere(words)).toMatchObject({ status: 0 });
    const out = join(folder, `evaluated ${task}`);
    const ran = await runHere([
      ...["evaluate", ...tasks[task], "--features", await table("here.csv", halfFar)],
      ...["--claim", join(own, "record.json"), "--out", out],
    ]);
    expect(ran.err).toBe("");
    const result: EvaluationResult = JSON.parse(await readFile(join(out, "result.json"), "utf8"));
    expect(violationsOf("result", result)).toEqual([]);
    expect(result.scope?.embedding).toMatchObject({
      ...{ images: COUNT, beyond: 60, differs: true, testImages: COUNT },
      least: expect.arrayContaining([
        expect.objectContaining({ file: "119.png", here: "059.png" }),
      ]),
    });
    const report = await readFile(join(out, "report.html"), "utf8");
    expect(pictured(report).slice(0, 2)).toEqual(["119.png, Least alike", "059.png, Your nearest"]);
  });
});
