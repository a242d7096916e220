import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { describeWithShared } from "../support/shared-data.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");

let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ran {
  readonly result: EvaluationResult;
  readonly predictions: readonly (readonly string[])[];
}

const ran = new Map<string, Promise<Ran>>();

/** Runs the built program: once for all tests that want the same words. */
function evaluate(images: string, labels: string, ...more: string[]): Promise<Ran> {
  const key = JSON.stringify([images, labels, ...more]);
  const run = ran.get(key) ?? evaluated(images, labels, ...more);
  ran.set(key, run);
  return run;
}

async function evaluated(images: string, labels: string, ...more: string[]): Promise<Ran> {
  const out = join(folder, String(runs++));
  const args = [MAIN, "evaluate", images, "--labels", labels, "--out", out, "--json", "-", ...more];
  const text = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 1e9 }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(stderr)),
    );
  });
  return {
    result: JSON.parse(text) as EvaluationResult,
    predictions: await readCsv(join(out, "predictions.csv")),
  };
}

/** Rows of cells; the files of these tests quote no line feeds. */
async function readCsv(path: string): Promise<string[][]> {
  const lines = (await readFile(path, "utf8")).trimEnd().split(/\r?\n/);
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "",
    ),
  );
}

/** What a result says, without what differs between engines and runs. */
const figures = ({ result }: Ran) => ({
  estimates: result.estimates,
  confusion: result.confusion,
  verdicts: result.verdicts,
});

const SITES = ["site1-tecom", "site2-cellavision", "site3-bccd"];

describeWithShared("blood cells of three sites", "data/wbc", (wbc) => {
  const labels = join(wbc, "labels.csv");
  const models = join(wbc, "../models");
  const CLASSES = ["neutrophil", "lymphocyte", "monocyte", "eosinophil"];
  const CLAIM = ["--claim", "accuracy=0.944@84/89"];
  const modelOf = (name: string) => ["--model", join(models, `${name}.onnx`), ...CLAIM];
  const testOf = (site: string) => ["--where", `site=${site}`, "--where", "split=test"];
  /** The same rows, none of which says that it is of training: with those the images are compared, run by run. */
  const plainLabels = async (): Promise<string> => {
    const path = join(folder, "plain-labels.csv");
    const text = await readFile(labels, "utf8");
    expect(text).toMatch(/^file,[^\n]*,split,/);
    await writeFile(path, text.replace(",split,", ",part,"));
    return path;
  };
  const inOneProcess = (model: string): Promise<Ran> =>
    evaluate(wbc, labels, "--where", "split=test", ...modelOf(model), "--threads", "1");

  describe.each(["wbc_site1", "wbc_site1_aug", "wbc_site1_mnv2"])("%s", (model) => {
    it("answers every test image as the reference does, to 1e-4", async () => {
      const reference = await readCsv(join(wbc, "reference", `${model}.predictions.csv`));
      const [header = [], ...rows] = reference;
      const column = (name: string) => header.indexOf(name);
      const { predictions } = await inOneProcess(model);
      const got = new Map(predictions.slice(1).map((row) => [row[0], row]));
      let compared = 0;
      for (const row of rows) {
        if (row[column("split")] !== "test") continue;
        const mine = got.get(row[column("file")]);
        expect(mine?.[1]).toBe(row[column("predicted")]);
        for (const [k, label] of CLASSES.entries()) {
          const difference = Number(mine?.[2 + k]) - Number(row[column(`p_${label}`)]);
          expect(Math.abs(difference)).toBeLessThan(1e-4);
        }
        compared++;
      }
      expect(compared).toBe(262);
    });

    it.each(SITES)("counts %s exactly, from model and from predictions", async (site) => {
      const text = await readFile(join(wbc, "reference", `${model}.metrics.json`), "utf8");
      const all = JSON.parse(text) as Record<string, Record<string, Expected>>;
      const expected = all[model]?.[`${site} test, kept here`];
      const plain = await plainLabels();
      const ofTest = ["--where", `site=${site}`, "--where", "part=test"];
      for (const source of [
        [...modelOf(model), "--no-sanity"],
        ["--predictions", join(wbc, "reference", `${model}.predictions.csv`)],
      ]) {
        const { result } = await evaluate(wbc, plain, ...ofTest, ...source);
        const { inputs, confusion } = result;
        expect(inputs).toMatchObject({ images: expected?.n, scored: expected?.n, listed: [] });
        expect(confusion?.labels).toEqual(CLASSES);
        expect(confusion?.counts).toEqual(expected?.confusionRowsTrueColsPredicted);
        const accuracy = result.estimates.find(({ metric }) => metric === "accuracy");
        expect(accuracy?.value).toBeCloseTo((expected?.correct ?? 0) / (expected?.n ?? 1), 12);
        expect(accuracy?.low).toBeCloseTo(expected?.wilson95[0] ?? -1, 6);
        expect(accuracy?.high).toBeCloseTo(expected?.wilson95[1] ?? -1, 6);
      }
    });
  });

  it("gives the same figures, bit for bit, with one process and two, and with shuffled rows", async () => {
    const [header = "", ...rows] = (await readFile(labels, "utf8")).trimEnd().split("\n");
    const shuffled = join(folder, "shuffled.csv");
    const order = rows.map((_, i) => (i * 197) % rows.length);
    expect(new Set(order).size).toBe(rows.length);
    await writeFile(shuffled, [header, ...order.map((i) => rows[i])].join("\n"));
    const one = await inOneProcess("wbc_site1");
    const words = ["--where", "split=test", ...modelOf("wbc_site1"), "--threads", "2"];
    const two = await evaluate(wbc, shuffled, ...words);
    expect(figures(two)).toEqual(figures(one));
    expect(two.predictions).toEqual(one.predictions);
  });

  it("comes to the verdicts of the example in the README", async () => {
    const verdicts = await Promise.all(
      SITES.map(async (site) => {
        const { result } = await evaluate(wbc, labels, ...testOf(site), ...modelOf("wbc_site1"));
        return result.verdicts[0]?.verdict;
      }),
    );
    expect(verdicts).toEqual(["cannot-tell", "fails", "fails"]);
  });

  it("lists a class that the model does not know, or counts it as wrong, as the map says", async () => {
    const where = ["--where", "split=test", "--where", "split=ood"];
    const model = ["--model", join(models, "wbc_site1.onnx")];
    const [ignored, mistakes] = [join(folder, "ignored.json"), join(folder, "mistakes.json")];
    await writeFile(ignored, '{"basophil": "ignore"}');
    const { result } = await evaluate(wbc, labels, ...where, ...model, "--label-map", ignored);
    expect(result.inputs).toMatchObject({ images: 268, scored: 262 });
    expect(new Set(result.inputs.listed.map(({ code }) => code))).toEqual(
      new Set(["label-outside"]),
    );
    await writeFile(mistakes, '{"basophil": "outside"}');
    const outside = await evaluate(wbc, labels, ...where, ...model, "--label-map", mistakes);
    expect(outside.result.inputs).toMatchObject({ images: 268, scored: 268 });
    await expect(evaluate(wbc, labels, ...where, ...model)).rejects.toThrow("labels/unmapped");
  });
});

interface Expected {
  readonly n: number;
  readonly correct: number;
  readonly wilson95: readonly [number, number];
  readonly confusionRowsTrueColsPredicted: readonly (readonly number[])[];
}

describeWithShared("one image of each of 150 classes", "data/imagenet-sample", (sample) => {
  it.each([
    ["imagenet_mobilenet_v2_224", 124, 140],
    ["imagenet_mobilenet_v1_075_192", 113, 136],
    ["imagenet_mobilenet_v1_025_128", 69, 100],
  ])(
    "%s: %i and %i right within 1 and 5 answers, and the reference's five best",
    async (model, top1, top5) => {
      const { result, predictions } = await evaluate(
        ...([sample, join(sample, "labels.csv")] as const),
        "--model",
        join(sample, "../models", `${model}.onnx`),
        "--no-sanity",
      );
      const right = (metric: string) => {
        const found = result.estimates.find((one) => one.metric === metric);
        return (found?.value ?? 0) * 150;
      };
      expect(right("accuracy")).toBeCloseTo(top1, 9);
      expect(right("top-k-accuracy{k=5}")).toBeCloseTo(top5, 9);
      const reference = await readCsv(join(sample, "reference", `${model}.predictions.csv`));
      const [header = [], ...rows] = reference;
      const got = new Map(predictions.slice(1).map((row) => [row[0], row]));
      for (const row of rows) {
        const mine = got.get(row[0]);
        for (let k = 1; k <= 5; k++) {
          const label = Number(row[header.indexOf(`top${k}`)]);
          const p = Number(row[header.indexOf(`p_top${k}`)]);
          expect(Math.abs(Number(mine?.[2 + label]) - p)).toBeLessThan(1e-4);
        }
      }
      expect(rows).toHaveLength(150);
    },
  );
});
