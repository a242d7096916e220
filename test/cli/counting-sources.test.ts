import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { createSession } from "../../src/web/session/session.js";
import type { SessionHost } from "../../src/web/session/session-host.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

/** 24 images: i mod 4 deer and i mod 3 foxes; the model misses a deer on every fourth one. */
const COUNTS = Array.from({ length: 24 }, (_, i) => ({
  deer: i % 4,
  fox: i % 3,
  found: i % 4 === 3 ? 2 : i % 4,
}));
const MAE = 6 / 24;
const BOX = [1, 1, 3, 3];

let folder: string;
let files: RecordCase;
let coco: string;
let detections: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  files = await writeRecordCase(folder, COUNTS.length);
  const { names } = files;
  const table = (header: string, row: (one: (typeof COUNTS)[number], i: number) => string) =>
    `${[header, ...COUNTS.map(row)].join("\n")}\n`;
  await writeFile(
    files.labels,
    table("file,deer,fox,site", ({ deer, fox }, i) => `${names[i]},${deer},${fox},s${i % 6}`),
  );
  await writeFile(
    files.predictions,
    table("file,deer,fox", ({ found, fox }, i) => `${names[i]},${found},${fox}`),
  );
  const images = names.map((file_name, i) => ({ id: i + 1, file_name, width: 9, height: 6 }));
  const categories = [
    { id: 1, name: "deer" },
    { id: 2, name: "fox" },
  ];
  const times = (n: number) => Array.from({ length: n });
  const annotations = COUNTS.flatMap(({ deer, fox }, i) => [
    ...times(deer).map(() => ({ image_id: i + 1, category_id: 1 })),
    ...times(fox).map(() => ({ image_id: i + 1, category_id: 2 })),
  ]).map((one, i) => ({ ...one, id: i + 1, bbox: BOX, area: 9, iscrowd: 0 }));
  // A sure box for each that is found, and an unsure one that no threshold of 0.5 lets count.
  const found = COUNTS.flatMap(({ found: n, fox }, i) => [
    ...times(n).map(() => ({ image_id: i + 1, category_id: 1, bbox: BOX, score: 0.9 })),
    ...times(fox).map(() => ({ image_id: i + 1, category_id: 2, bbox: BOX, score: 0.8 })),
    { image_id: i + 1, category_id: 1, bbox: BOX, score: 0.2 },
  ]);
  coco = join(folder, "coco.json");
  detections = join(folder, "detections.json");
  await writeFile(coco, JSON.stringify({ images, annotations, categories }));
  await writeFile(detections, JSON.stringify(found));
});
afterAll(() => rm(folder, { recursive: true }));

const COUNTING = ["--task", "counting", "--cluster", "none"];

async function evaluate(labels: string, predictions: string, name: string, ...more: string[]) {
  const out = join(folder, name);
  const said = await runHere([
    ...["evaluate", files.images, "--labels", labels, "--predictions", predictions],
    ...[...COUNTING, "--out", out, "--json", "-", "--no-pictures", ...more],
  ]);
  const result = said.status === 0 ? (JSON.parse(said.out) as EvaluationResult) : null;
  return { ...said, out, result };
}

const value = (result: EvaluationResult | null, metric: string) =>
  result?.estimates.find((one) => one.metric === metric)?.value;

describe("counts of objects", () => {
  it("are those of tables, where boxes are as many", async () => {
    const of = async (labels: string, predictions: string, name: string) => {
      const words = predictions === detections ? ["--threshold", "0.5"] : [];
      const { result, err } = await evaluate(labels, predictions, name, ...words);
      expect(result, err).not.toBeNull();
      return result;
    };
    const tables = await of(files.labels, files.predictions, "tables");
    for (const result of [
      tables,
      await of(coco, detections, "boxes"),
      await of(coco, files.predictions, "boxes-table"),
    ]) {
      expect(value(result, "count-mae")).toBeCloseTo(MAE, 12);
      expect(value(result, "count-mae{class=deer}")).toBeCloseTo(MAE, 12);
      expect(value(result, "count-mae{class=fox}")).toBe(0);
    }
  });

  it("take a score from which they count, and say it", async () => {
    const none = await evaluate(coco, detections, "none");
    expect(none.status).toBe(1);
    expect(none.err).toContain("error counts/no-threshold");
    const low = await evaluate(coco, detections, "low", "--threshold", "0.1");
    expect(value(low.result, "count-bias")).toBeCloseTo(1 - MAE, 12);
    expect(low.result?.inputs.notes).toContainEqual(
      expect.objectContaining({ code: "threshold/used" }),
    );
  });

  it("list an image of a crowd that nobody counted", async () => {
    const crowded = join(folder, "crowd.json");
    const read = JSON.parse(await readFile(coco, "utf8"));
    read.annotations.push({
      ...{ id: 999, image_id: 5, category_id: 1, bbox: BOX, area: 9, iscrowd: 1 },
      segmentation: { size: [6, 9], counts: [0, 54] },
    });
    await writeFile(crowded, JSON.stringify(read));
    const { result, err } = await evaluate(crowded, files.predictions, "crowd");
    expect(result?.inputs.listed, err).toMatchObject([
      { file: files.names[4], code: "counts/crowd" },
    ]);
  });

  it("leave out a label that a map ignores, and not its images", async () => {
    const map = join(folder, "map.json");
    await writeFile(map, JSON.stringify({ deer: "ignore", fox: "fox" }));
    const { result, err } = await evaluate(
      files.labels,
      files.predictions,
      "ignored",
      ...["--label-map", map],
    );
    expect(result?.inputs.scored, err).toBe(24);
    expect(value(result, "count-mae{class=fox}")).toBe(0);
  });
});

describe("what is made of counts", () => {
  it("is an agreement with its table, and outcomes that compare reads again", async () => {
    const one = await evaluate(files.labels, files.predictions, "one");
    const other = join(folder, "other.csv");
    const rows = COUNTS.map(({ fox }, i) => `${files.names[i]},9,${fox}`);
    await writeFile(other, `${["file,deer,fox", ...rows].join("\n")}\n`);
    const two = await evaluate(files.labels, other, "two");
    expect(one.result?.analyses?.agreement).toMatchObject({ n: 24, mean: { value: -MAE } });
    expect(await readFile(join(one.out, "tables/agreement.csv"), "utf8")).toMatch(
      /^truth,predicted,mean,difference,units\n0,0,0,0,2\n/,
    );
    const compared = await runHere([
      ...["compare", one.out, two.out, "--json", "-", "--out", join(folder, "compared")],
    ]);
    expect(compared.status, compared.err).toBe(0);
    const { models, pairs } = JSON.parse(compared.out);
    expect(models[0].value).toBeCloseTo(MAE, 12);
    // 9 deer said of 1.5 on average, against a quarter of a deer missed.
    expect(pairs).toMatchObject([{ told: "a", clusters: null }]);
    expect(pairs[0].difference).toBeCloseTo(7.5 - MAE, 12);
  });

  it("is refused as agreement where nothing is counted", async () => {
    const said = await runHere([
      ...["evaluate", files.images, "--labels", coco, "--task", "multilabel"],
      ...["--predictions", detections, "--threshold", "0.5", "--analyse", "agreement"],
      ...["--out", join(folder, "refused")],
    ]);
    expect(said.err).toContain("error analysis/needs");
  });

  it.each([
    ["open", []],
    ["closed", ["--openness", "closed", "--outcomes", "answers"]],
  ])("is a record, which verifies: %s", async (name, words) => {
    const out = join(folder, `record-${name}`);
    const secret = words.length === 0 ? [] : ["--secret", join(folder, "secret")];
    const made = await runHere(createWords(files, out, ...COUNTING, ...words, ...secret));
    expect(made.status, made.err).toBe(0);
    const record: TransparencyRecord = JSON.parse(await readFile(join(out, "record.json"), "utf8"));
    expect(record.claims[0]).toMatchObject({ metric: "count-mae", value: MAE });
    const images = words.length === 0 ? ["--images", files.images] : [];
    const verified = await runHere(["record", "verify", out, ...images]);
    expect(verified.status, verified.out + verified.err).toBe(0);
    expect(verified.out).toMatch(/figures computed again are equal/);
    const claimed = await evaluate(
      files.labels,
      files.predictions,
      `claimed-${name}`,
      ...["--claim", join(out, "record.json"), "--tolerance", "0.5"],
    );
    // Its bias stands in the record and is judged nowhere.
    const judged = claimed.result?.verdicts.map(({ metric }) => metric) ?? [];
    expect(judged, claimed.err).toContain("count-mae");
    expect(judged.join()).not.toMatch(/bias|total/);
  });

  it("is evaluated by the app's session", async () => {
    const signal = new AbortController().signal;
    const host = {
      signal,
      version: "0",
      now: () => 0,
      time: () => "2026-01-01T00:00:00Z",
      programs: { codecs: {} },
      loadReportFile: async () => () => "",
    };
    const session = createSession(host as unknown as SessionHost);
    const bytes = async (path: string) => new Blob([await readFile(path)]);
    await session.addFiles(
      new Map([
        ["labels.csv", await bytes(files.labels)],
        ["predictions.csv", await bytes(files.predictions)],
        ...(await Promise.all(
          files.names.map(async (name) => [name, await bytes(join(files.images, name))] as const),
        )),
      ]),
    );
    await session.readLabels({ path: "labels.csv", task: "counting" }, "predictions.csv");
    await session.decide("auto");
    await session.ask({ requirements: ["count-mae<=1"], slices: ["site"] });
    const { result } = await session.run({ signal });
    expect(value(result, "count-mae")).toBeCloseTo(MAE, 12);
    expect(result.verdicts).toHaveLength(1);
    expect(result.inputs).toMatchObject({ images: 24, scored: 24 });
  });
});
