import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { performEvaluation } from "../../src/node/cli/evaluate-perform.js";
import type { EvaluateOptions } from "../../src/node/cli/evaluate-request.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { plainPng } from "../support/png-writer.js";
import { runHere, SILENT_IO } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { throwsCode } from "../support/throws-code.js";

let folder: string;
let record: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  // Right: 36 of 40 by day, 12 of 20 by night.
  const { images, labels, predictions } = await make("there", [40, 36, 20, 12], 0, {
    // Day and night are told of pictures of which somebody says when they were taken.
    timed: true,
  });
  record = join(folder, "record");
  const ran = await runHere([
    "record",
    "create",
    images,
    "--labels",
    labels,
    "--predictions",
    predictions,
    "--out",
    record,
    "--quiet",
  ]);
  expect(ran.err).toBe("");
  expect(ran.status).toBe(0);
  record = join(record, "record.json");
});
afterAll(() => rm(folder, { recursive: true }));

/** Images of deer by day (red) and night (grey and dark), each of other bytes than all others. */
async function make(
  name: string,
  [day, dayRight, night, nightRight]: readonly [number, number, number, number],
  first: number,
  { timed = false } = {},
) {
  const images = join(folder, name);
  await mkdir(images, { recursive: true });
  const labels = [timed ? "file,label,datetime" : "file,label"];
  const predictions = ["file,predicted"];
  for (let i = 0; i < day + night; i++) {
    const dark = i >= day;
    const right = dark ? i - day < nightRight : i < dayRight;
    const file = `${String(i).padStart(3, "0")}.png`;
    const shade = first + i;
    const colour = dark ? [20, 20, 20] : [220, 60, 40];
    await writeFile(join(images, file), plainPng(16 + (shade % 40), 16 + shade, colour));
    labels.push(timed ? `${file},deer,2024-05-0${1 + (i % 9)}T12:00:00` : `${file},deer`);
    predictions.push(`${file},${right ? "deer" : "fox"}`);
  }
  const put = async (file: string, lines: readonly string[]) => {
    const path = join(folder, file);
    await writeFile(path, `${lines.join("\n")}\n`);
    return path;
  };
  return {
    images,
    labels: await put(`${name}.csv`, labels),
    predictions: await put(`${name}-predictions.csv`, predictions),
  };
}

let runs = 0;
async function against(
  { images, labels, predictions }: Awaited<ReturnType<typeof make>>,
  options: Partial<EvaluateOptions> = {},
): Promise<EvaluationResult> {
  const defaults: EvaluateOptions = {
    seed: 1,
    level: 0.95,
    where: [],
    attributes: [],
    slice: [],
    training: [],
    metric: [],
    out: join(folder, `out${runs++}`),
    quiet: true,
    labels,
    predictions,
    claim: [record],
  };
  const shows = { command: [], progress: "Scoring" };
  const performed = await performEvaluation(images, { ...defaults, ...options }, shows, SILENT_IO);
  const { result } = performed.evaluation;
  expect(violationsOf("result", JSON.parse(JSON.stringify(result)))).toEqual([]);
  return result;
}

describe("evaluate --claim record.json", () => {
  it("checks the record's figure, and splits the gap by what its lines tell", async () => {
    // Right: 18 of 20 by day, 24 of 40 by night: the same rates on another mix.
    const here = await make("here", [20, 18, 40, 24], 100);
    const result = await against(here, { slice: ["light"] });
    expect(result.verdicts[0]).toMatchObject({
      metric: "accuracy",
      claim: { value: 48 / 60, n: 60 },
      difference: expect.closeTo(42 / 60 - 48 / 60, 12),
    });
    const whole = result.gap!.terms.filter((one) => one.class === undefined);
    const value = (term: string) =>
      whole.find((one) => one.term === term && one.attribute === undefined)!.value;
    // Rates are 0.9 and 0.6 on both sides: all of the gap is the mix of light.
    expect(result.gap!.value).toBeCloseTo(0.1, 12);
    expect(value("attribute-mix")).toBeCloseTo(0.1, 12);
    expect(value("within")).toBeCloseTo(0, 12);
    expect(result.gap!.reweighted!.value).toBeCloseTo(0.7, 12);
    expect(result.gap!.shared).toBeUndefined();
  });

  it("reads attributes for the gap without making parts of them", async () => {
    const here = await make("unasked", [20, 18, 40, 24], 200);
    const result = await against(here);
    const names = result.gap!.attributes!.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(result.estimates.every(({ slice }) => slice === null)).toBe(true);
  });

  it("leaves out images that are the record's own", async () => {
    // Twenty by day and twenty by night are the record's; the twenty others, by night, are all right.
    const here = await make("shared", [20, 20, 40, 24], 0);
    const files = await readFile(here.labels, "utf8");
    expect(files.split("\n").length).toBe(62);
    const result = await against(here, { slice: ["light"] });
    expect(result.gap!.shared).toBe(40);
    expect(result.gap!.value).toBeCloseTo(48 / 60 - 1, 12);
    expect(result.inputs.notes.some(({ code }) => code === "claim/shared-images")).toBe(true);
    expect(result.estimates[0]!.n).toBe(60);
  });

  it("refuses a record that was changed", async () => {
    const here = await make("refused", [5, 5, 5, 5], 300);
    const text = await readFile(record, "utf8");
    const changed = join(folder, "changed.json");
    await writeFile(changed, text.replace('"value":0.8,', '"value":0.9,'));
    expect(await readFile(changed, "utf8")).not.toBe(text);
    await expect(against(here, { claim: [changed] })).rejects.toThrow(
      throwsCode("record/hash-mismatch"),
    );
  });
});
