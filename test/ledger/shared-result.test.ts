import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedResult, sharedText } from "../../src/ledger/shared-result.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { makeRecord } from "../support/published.js";
import { type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

let folder: string;
let one: RecordCase;
let result: EvaluationResult;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-shared-"));
  one = await writeRecordCase(folder);
  const made = await makeRecord(one, join(folder, "made"));
  const out = join(folder, "out");
  const ran = await runHere([
    "evaluate",
    one.images,
    "--labels",
    one.labels,
    "--predictions",
    one.predictions,
    "--claim",
    join(made, "record.json"),
    "--tolerance",
    "0.05",
    "--slice",
    "site",
    "--out",
    out,
    "--quiet",
  ]);
  expect(ran.status, ran.err).toBeLessThan(3);
  result = JSON.parse(await readFile(join(out, "result.json"), "utf8"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a result to share", () => {
  it("has the figures of the result, and its counts", () => {
    const shared = sharedResult(result);
    expect(violationsOf("shared-result", shared)).toEqual([]);
    // 20 of 30 by the way the predictions were made (test/support/record-case.ts).
    expect(shared.figures.find(({ metric }) => metric === "accuracy")).toMatchObject({
      value: 20 / 30,
      n: 30,
    });
    expect(shared.counts).toMatchObject({ images: 30, scored: 30, classes: 2 });
    expect(shared.record).toMatch(/^[0-9a-f]{64}$/);
    expect(shared.verdicts.length).toBeGreaterThan(0);
  });

  it("names no image, class, place, file or person", () => {
    const text = sharedText(sharedResult(result));
    const own = [...one.names, "deer", "fox", "site", "s0", "s1", "labels.csv", folder, "Ann"];
    for (const name of own) expect(text, name).not.toContain(name);
    // The result that it is made from names them: the test would see them.
    const whole = JSON.stringify(result);
    for (const name of ["deer", "site", "s1"]) expect(whole).toContain(name);
  });

  it("leaves out figures whose own names name a class, and keeps reasons as codes", () => {
    const [first] = result.estimates;
    if (first === undefined) throw new Error("no figure");
    const more: EvaluationResult = {
      ...result,
      estimates: [first, { ...first, metric: "recall{class=Secret place}" }],
      inputs: {
        ...result.inputs,
        listed: [{ file: "secret/a.png", code: "image/truncated", what: "secret/a.png ends" }],
      },
    };
    const shared = sharedResult(more);
    expect(shared.figures).toHaveLength(1);
    expect(shared.counts.listed).toEqual({ "image/truncated": 1 });
    expect(sharedText(shared)).not.toMatch(/secret/i);
  });
});
