import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ManifestLine } from "../../src/records/record/manifest.js";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { maskPng } from "../support/mask-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

/** Void, as VOC has it. */
const VOID = 255;
const IMAGES = 12;

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  for (const part of ["images", "truth", "found", "other"]) await mkdir(join(folder, part));
  const rows = (i: number, shift: number, edge: number) =>
    Array.from({ length: 5 }, (_, y) =>
      Array.from({ length: 8 }, (_, x) => {
        if (y === 0) return edge;
        const at = (i % 4) + shift;
        return x >= at && x < at + 3 ? 1 + (i % 2) : 0;
      }),
    );
  const spacings = ["file,mm"];
  for (let i = 0; i < IMAGES; i++) {
    const name = `i${String(i).padStart(2, "0")}.png`;
    await writeFile(join(folder, "images", name), maskPng(rows(i, i, i)));
    await writeFile(join(folder, "truth", name), maskPng(rows(i, 0, i === 3 ? VOID : 0)));
    await writeFile(join(folder, "found", name), maskPng(rows(i, i % 2, 0)));
    await writeFile(join(folder, "other", name), maskPng(rows(i, i % 3, 0)));
    spacings.push(`${name},${i % 2 === 0 ? "0.5" : "0.5;2"}`);
  }
  await writeFile(join(folder, "spacings.csv"), `${spacings.join("\n")}\n`);
  for (const part of ["truth", "found", "other"]) {
    await writeFile(join(folder, part, "classes.txt"), "background\nleaf\nbark\n");
  }
});
afterAll(() => rm(folder, { recursive: true }));

const words = (predictions = "found") => [
  ...[join(folder, "images"), "--labels", join(folder, "truth")],
  ...["--predictions", join(folder, predictions), "--task", "semantic-segmentation", "--quiet"],
];

async function evaluate(predictions: string, ...more: string[]) {
  const out = join(folder, `evaluated-${made++}`);
  const said = await runHere(["evaluate", ...words(predictions), "--out", out, ...more]);
  expect(said).toMatchObject({ status: 0 });
  const text = await readFile(join(out, "result.json"), "utf8");
  return { out, result: JSON.parse(text) as EvaluationResult };
}

async function create(...more: string[]) {
  const out = join(folder, `record-${made++}`);
  const said = await runHere(["record", "create", ...words(), "--out", out, ...more]);
  expect(said).toMatchObject({ status: 0, err: "" });
  const record = JSON.parse(await readFile(join(out, "record.json"), "utf8")) as TransparencyRecord;
  expect(violationsOf("record", record)).toEqual([]);
  const manifest = await readFile(join(out, "manifest.ndjson"), "utf8");
  const lines = manifest
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ManifestLine);
  return { out, record, lines };
}

async function verify(out: string, ...more: string[]) {
  const words = ["record", "verify", out, "--json", "-", "--quiet", ...more];
  const { status, out: text } = await runHere(words);
  const { problems } = JSON.parse(text) as { problems: { code: string; severity: string }[] };
  return { status, codes: problems.map(({ code }) => code) };
}

describe("a record of masks", () => {
  it("states what evaluate finds, to the last digit, holds the masks, and is verified", async () => {
    const { result } = await evaluate("found");
    const { out, record, lines } = await create("--openness", "open");
    expect(record.counts).toMatchObject({ images: IMAGES, scored: IMAGES });
    const stated = record.claims.map(({ metric, value, low, high }) => [metric, value, low, high]);
    const own = result.estimates.filter(({ slice }) => slice === null);
    expect(stated).toEqual(own.map(({ metric, value, low, high }) => [metric, value, low, high]));
    expect(stated.length).toBeGreaterThan(5);
    expect(record.claims.every(({ recomputable }) => recomputable)).toBe(true);
    // Image 3: a row of void, then four rows of x x x bark at 3 … 5 of 8.
    const row = [0, 3, 1, 3, 0, 2];
    const own3 = [...row.slice(0, 5), 5, 1, 3, 0, 5, 1, 3, 0, 5, 1, 3, 0, 2];
    expect(lines[3]).toMatchObject({
      labels: ["background", "bark"],
      mask: { labels: ["background", "bark"], runs: [-1, 8, ...own3], size: [8, 5] },
    });
    expect(await verify(out)).toEqual({ status: 0, codes: [] });
  });

  it("keeps how far pixels are apart on each image", async () => {
    const columns = ["--attributes", join(folder, "spacings.csv"), "--spacing", "mm"];
    const more = [...columns, "--metric", "hd95"];
    const { result } = await evaluate("found", ...more);
    const { out, record, lines } = await create("--openness", "open", ...more);
    expect(lines[0]?.mask?.spacing).toEqual([0.5, 0.5]);
    expect(lines[1]?.mask?.spacing).toEqual([0.5, 2]);
    expect(result.distances).toEqual({ unit: "spacing", spacing: "mm" });
    const value = (list: readonly { metric: string; value: number | null }[]) =>
      list.find(({ metric }) => metric === "hd95")?.value;
    // Half of the images are off by one column of 2, the others by none.
    expect(value(record.claims)).toBeCloseTo(1, 12);
    expect(value(record.claims)).toBe(value(result.estimates));
    expect(await verify(out)).toEqual({ status: 0, codes: [] });
  });

  it("that is closed gives its figures with scores, and without them says that it does not", async () => {
    const told = await create("--openness", "closed", "--outcomes", "scores");
    expect(told.lines[0]).toMatchObject({ image: null, mask: { size: [8, 5] } });
    expect(told.record.claims.every(({ recomputable }) => recomputable)).toBe(true);
    expect(await verify(told.out)).toEqual({ status: 0, codes: [] });
    const hidden = await create("--openness", "closed");
    expect(hidden.lines.some(({ mask }) => mask !== undefined)).toBe(false);
    expect(hidden.record.files.outcomes).toBeNull();
    expect(hidden.record.claims.some(({ recomputable }) => recomputable)).toBe(false);
    expect(await verify(hidden.out)).toEqual({
      status: 0,
      codes: ["record/not-recomputable"],
    });
  });

  it("whose masks were changed is told", async () => {
    const { out } = await create("--openness", "open");
    const path = join(out, "manifest.ndjson");
    const text = await readFile(path, "utf8");
    const runs = '"runs":[-1,8,0,3,1,3,0,5';
    expect(text).toContain(runs);
    // A pixel more of bark, as many in all.
    await writeFile(path, text.replace(runs, '"runs":[-1,8,0,2,1,4,0,5'));
    const moved = await verify(out);
    expect(moved.status).toBe(1);
    expect(moved.codes).toContain("record/claim-differs");
    // More pixels than the mask has; a label that is none; more pixels than there is memory for.
    for (const other of [
      '"runs":[-1,9,0,3,1,3,0,5',
      '"runs":[-1,8,0,3,7,3,0,5',
      '"runs":[-1,8e15,0,3,1,3,0,5',
    ]) {
      await writeFile(path, text.replace(runs, other));
      expect((await verify(out)).codes, other).toContain("record/manifest");
    }
    await writeFile(path, text.replaceAll(/"mask":\{[^}]*\},/g, ""));
    expect((await verify(out)).codes).toContain("record/predictions");
    await writeFile(path, text);
    const predictions = join(out, "predictions.json");
    const answers = await readFile(predictions, "utf8");
    await writeFile(predictions, answers.replace('"size":[5,8]', '"size":[5,9]'));
    expect((await verify(out)).codes).toContain("record/predictions");
  });
});

describe("results of masks", () => {
  it("are compared by what they keep of each image, as their predictions are", async () => {
    const [first, second] = [await evaluate("found"), await evaluate("other")];
    for (const metric of ["dice", "iou{average=pooled}", "hd95", "nsd"]) {
      const compared = async (...words: string[]) => {
        const out = join(folder, `compared-${made++}`);
        const more = ["--metric", metric, "--out", out, "--quiet", "--json", "-"];
        const said = await runHere(["compare", ...words, ...more]);
        expect(said).toMatchObject({ status: 0 });
        const { models, pairs } = JSON.parse(said.out);
        return {
          models: models.map(({ value, low, high }: EvaluationResult["estimates"][0]) => [
            value,
            low,
            high,
          ]),
          pairs: pairs.map(({ difference, low, high }: Record<string, number>) => [
            difference,
            low,
            high,
          ]),
        };
      };
      const ofResults = await compared(first.out, second.out);
      const ofMasks = await compared(...words(), "--predictions", join(folder, "other"));
      expect(ofResults, metric).toEqual(ofMasks);
      expect(ofResults.models[0][0], metric).not.toBeNull();
    }
  });
});
