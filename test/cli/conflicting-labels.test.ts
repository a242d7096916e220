import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

let folder: string;
const at = (path: string): string => join(folder, path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  for (const name of ["a", "b", "c"]) await writeFile(at(`${name}.png`), plainPng(4, 4, [5]));
  await writeFile(
    at("labels.csv"),
    "file,label\na.png,deer\nb.png,fox\na.png,fox\nc.png,deer\nb.png,deer\n",
  );
  await writeFile(at("p.csv"), "file,predicted\na.png,deer\nb.png,fox\nc.png,deer\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluated(...more: string[]) {
  const { status, out, err } = await runHere([
    "evaluate",
    folder,
    "--labels",
    at("labels.csv"),
    "--predictions",
    at("p.csv"),
    "--out",
    at("out"),
    "--json",
    "-",
    ...more,
  ]);
  expect({ status, err }).toMatchObject({ status: 0 });
  const { inputs, estimates }: EvaluationResult = JSON.parse(out);
  expect(inputs.images).toBe(inputs.scored + inputs.listed.length);
  return {
    scored: inputs.scored,
    right: estimates.find(({ metric }) => metric === "accuracy")?.value,
    listed: inputs.listed.map(({ file, code }) => `${file} ${code}`),
    notes: inputs.notes.map(({ file, code }) => `${file} ${code}`),
    report: await readFile(at("out/report.html"), "utf8"),
  };
}

describe("--conflicting-labels", () => {
  it("lists images that rows label differently unless it says which row counts", async () => {
    expect(await evaluated()).toMatchObject({
      scored: 1,
      listed: ["a.png several-labels", "b.png several-labels"],
    });
    const first = await evaluated("--conflicting-labels", "first");
    expect(first).toMatchObject({
      scored: 3,
      right: 1,
      listed: [],
      notes: ["a.png labels/earlier-row-kept", "b.png labels/earlier-row-kept"],
    });
    expect(first.report).toContain(
      "For 2 images that several rows of the labels contradicted each other on, the earlier row counted.",
    );
    expect(await evaluated("--conflicting-labels", "last")).toMatchObject({
      scored: 3,
      right: 1 / 3,
      listed: [],
      notes: ["a.png labels/later-row-kept", "b.png labels/later-row-kept"],
    });
  });

  it("goes into a record, whose figure is computed again from the labels that count", async () => {
    const made = await runHere([
      "record",
      "create",
      folder,
      "--labels",
      at("labels.csv"),
      "--predictions",
      at("p.csv"),
      "--conflicting-labels",
      "last",
      "--out",
      at("record"),
      "--quiet",
    ]);
    expect(made).toMatchObject({ status: 0 });
    const record = JSON.parse(await readFile(at("record/record.json"), "utf8"));
    expect(record.settings).toMatchObject({ conflictingLabels: "last" });
    const checked = await runHere(["record", "verify", at("record/record.json")]);
    expect({ status: checked.status, out: checked.out }).toMatchObject({ status: 0 });
  });

  it("is refused where labels add up, and for another word", async () => {
    const refused = async (...more: string[]) => {
      const { status, err } = await runHere([
        "evaluate",
        folder,
        "--labels",
        at("labels.csv"),
        "--predictions",
        at("p.csv"),
        "--out",
        at("refused"),
        "--conflicting-labels",
        ...more,
      ]);
      return { status, err };
    };
    for (const more of [["first", "--task", "multilabel"], ["middle"]]) {
      expect(await refused(...more)).toMatchObject({
        status: 2,
        err: expect.stringContaining("usage/bad-option"),
      });
    }
  });
});
