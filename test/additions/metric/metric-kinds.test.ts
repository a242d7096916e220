import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Metric } from "../../../src/metrics/metric.js";
import { METRICS } from "../../../src/metrics/registry.js";
import type { EvaluationResult } from "../../../src/results/result.js";
import { type RecordCase, writeRecordCase } from "../../support/record-case.js";
import { runHere } from "../../support/run-here.js";
import { registeredById } from "../registered.js";
import { toyJaccard, toyMisranked } from "./toy-kinds.js";

const COUNT = 54;

let folder: string;
let files: RecordCase;
/** Truth, answer and score of deer of each image, as the files say them. */
let rows: readonly { readonly deer: boolean; readonly said: boolean; readonly score: number }[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  files = await writeRecordCase(folder, COUNT);
  const lines = (await readFile(files.predictions, "utf8")).trimEnd().split("\n").slice(1);
  rows = lines.map((line, i) => {
    const [, predicted, score] = line.split(",");
    return { deer: i % 2 === 0, said: predicted === "deer", score: Number(score) };
  });
});
afterAll(() => rm(folder, { recursive: true }));

let runs = 0;
/** An evaluation with the metric's one line: claimed, in slices, resampled. */
async function evaluateWith(
  entry: Metric,
  reference: string,
  given: readonly string[],
): Promise<EvaluationResult> {
  const out = join(folder, `out${runs++}`);
  const asked = ["--metric", reference, "--claim", `${reference}=0.5`, "--slice", "site"];
  const { status, err } = await registeredById(METRICS, entry, () =>
    runHere(["evaluate", ...given, ...asked, "--interval", "bca", "--quiet", "--out", out]),
  );
  expect(status, err).toBe(0);
  return JSON.parse(await readFile(join(out, "result.json"), "utf8"));
}

const ofImages = () => [
  files.images,
  "--labels",
  files.labels,
  "--cluster",
  "none",
  "--predictions",
  files.predictions,
];

/** Point, interval, slice, bootstrap with its jackknife, claim and gap of a metric. */
function expectWhole(
  { estimates, verdicts, gap }: EvaluationResult,
  reference: string,
  value: number,
  site: readonly [name: string, value: number],
): void {
  const own = estimates.filter(({ metric }) => metric === reference);
  const [whole] = own;
  expect(whole).toMatchObject({ role: "headline", slice: null });
  expect(whole!.value).toBeCloseTo(value, 12);
  expect(whole!.low).toBeLessThan(value);
  expect(whole!.high).toBeGreaterThan(value);
  const drawn = own.find(({ method }) => method === "bca")!;
  expect(drawn.value).toBe(whole!.value);
  expect(drawn.low).toBeLessThan(drawn.high!);
  expect(own.find(({ slice }) => slice?.value === site[0])!.value).toBeCloseTo(site[1], 12);
  expect(verdicts[0]).toMatchObject({ metric: reference, claim: { value: 0.5 } });
  expect(gap).toMatchObject({ metric: reference });
  expect(gap!.value).toBeCloseTo(0.5 - value, 12);
}

describe("a metric from outside, by kind", () => {
  it("is a ratio of a class", async () => {
    const jaccard = (some: typeof rows) =>
      some.filter(({ deer, said }) => deer && said).length /
      some.filter(({ deer, said }) => deer || said).length;
    const reference = "toy-jaccard{class=deer}";
    const result = await evaluateWith(toyJaccard, reference, ofImages());
    const atSite = rows.filter((_, i) => i % 3 === 0);
    expectWhole(result, reference, jaccard(rows), ["s0", jaccard(atSite)]);
  });

  it("is a figure of a ranking", async () => {
    const misranked = (some: typeof rows) => {
      let wrong = 0;
      let pairs = 0;
      for (const a of some.filter(({ deer }) => deer)) {
        for (const b of some.filter(({ deer }) => !deer)) {
          wrong += a.score < b.score ? 1 : a.score === b.score ? 0.5 : 0;
          pairs++;
        }
      }
      return wrong / pairs;
    };
    const reference = "toy-misranked{class=deer}";
    const result = await evaluateWith(toyMisranked, reference, ofImages());
    const own = result.estimates.filter(({ metric }) => metric === reference);
    expect(own[0]!.value).toBeCloseTo(misranked(rows), 12);
    expect(own.find(({ slice }) => slice?.value === "s2")!.value).toBeCloseTo(
      misranked(rows.filter((_, i) => i % 3 === 2)),
      12,
    );
    const drawn = own.find(({ method }) => method === "bca")!;
    expect(drawn.value).toBe(own[0]!.value);
    expect(drawn.low).toBeLessThan(drawn.high!);
    expect(result.verdicts[0]).toMatchObject({ metric: reference });
    // What is lost here: more is worse.
    expect(result.gap!.value).toBeCloseTo(misranked(rows) - 0.5, 12);
  });

  it("is a figure of detections", async () => {
    const images = files.names.map((file_name, id) => ({
      id,
      file_name,
      width: 8 + (id % 2),
      height: 6,
      site: `s${id % 3}`,
    }));
    // On a third of the images the box is missed, on a fifth there is another on nothing.
    const box = [0, 0, 4, 4];
    const annotations = images.map(({ id }) => ({
      id: id + 1,
      image_id: id,
      category_id: 1,
      bbox: box,
      area: 16,
      iscrowd: 0,
    }));
    const found = images.flatMap(({ id }) => [
      ...(id % 3 === 0 ? [] : [{ image_id: id, category_id: 1, bbox: box, score: 0.9 }]),
      ...(id % 5 === 0 ? [{ image_id: id, category_id: 1, bbox: [6, 4, 2, 2], score: 0.8 }] : []),
    ]);
    const categories = [{ id: 1, name: "fox" }];
    await writeFile(join(folder, "coco.json"), JSON.stringify({ images, annotations, categories }));
    await writeFile(join(folder, "found.json"), JSON.stringify(found));
    const jaccard = (some: typeof images) => {
      const hits = some.filter(({ id }) => id % 3 !== 0).length;
      const extra = some.filter(({ id }) => id % 5 === 0).length;
      return hits / (some.length + extra);
    };
    const reference = "toy-jaccard{average=micro}";
    const result = await evaluateWith(toyJaccard, reference, [
      files.images,
      "--task",
      "detection",
      "--labels",
      join(folder, "coco.json"),
      "--predictions",
      join(folder, "found.json"),
      "--threshold",
      "0.5",
      "--cluster",
      "none",
    ]);
    const atSite = images.filter(({ id }) => id % 3 === 1);
    expectWhole(result, reference, jaccard(images), ["s1", jaccard(atSite)]);
  });
});
