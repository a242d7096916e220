import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 60;
const CODE = "model/guessed-card";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows = ["file,label"];
  for (let i = 0; i < IMAGES; i++) {
    const colour = i % 2 === 0 ? ([200, i, 20] as const) : ([20, 200, i] as const);
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(8, 8, colour));
    rows.push(`${i}.png,${i % 2 === 0 ? "red" : "green"}`);
  }
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
  await writeFile(join(folder, "model.onnx"), meanColourClassifier());
  await writeFile(join(folder, "labels.txt"), "red\ngreen\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluated(out: string, ...more: readonly string[]) {
  const ran = await runHere([
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--model",
    join(folder, "model.onnx"),
    "--engine",
    "wasm",
    "--threads",
    "1",
    "--no-sanity",
    "--claim",
    "accuracy=0.9~0.1",
    "--out",
    join(folder, out),
    ...more,
  ]);
  const text = (name: string): Promise<string> => readFile(join(folder, out, name), "utf8");
  const result = JSON.parse(await text("result.json")) as EvaluationResult;
  return { ...ran, text, result };
}

/** The codes of headline figures and of verdicts. */
function codesOf({ estimates, verdicts }: EvaluationResult) {
  return {
    headline: estimates.filter(({ role }) => role === "headline").map(({ warnings }) => warnings),
    verdicts: verdicts.map(({ warnings }) => warnings),
  };
}

describe("a model without a card", () => {
  it("leaves its guesses in every output, and a verdict says that it rests on them", async () => {
    const { status, result, text, out, err } = await evaluated("guessed", "--gate");
    expect(status).toBe(0);
    expect(result.model?.guessed).toEqual([
      "labels",
      "input.scaleRange",
      "input.mean",
      "input.std",
      "input.resize",
      "input.channelOrder",
      "task",
      "scores",
      "decode.activation",
    ]);
    for (const all of Object.values(codesOf(result))) {
      expect(all.length).toBeGreaterThan(0);
      for (const own of all) expect(own).toContain(CODE);
    }
    expect(result.verdicts.map(({ verdict }) => verdict)).toEqual(["holds"]);
    expect(out).toContain("HOLDS HERE, IF THE GUESS IS RIGHT");
    expect(out).toContain(CODE);
    expect(err).toContain("Guessed input.resize: stretched");
    for (const name of ["report.html", "report.md", "report.tex"]) {
      const page = (await text(name)).replaceAll("&#39;", "'");
      expect(page).toContain("if the guess is right");
      expect(page).toMatch(/How the model reads images was guessed/);
      expect(page).toMatch(/The model came without a card; .*how pictures are resized/);
    }
  });

  it("is told again from kept scores, and not once somebody wrote the card", async () => {
    const again = await evaluated("guessed", "--resume");
    expect(again.result.model?.guessed).toContain("input.mean");
    expect(again.result.verdicts[0]?.warnings).toContain(CODE);
    const card = JSON.parse(await again.text("guessed-card.json"));
    const path = join(folder, "written.json");
    // As it was written out it is still a guess.
    await writeFile(path, JSON.stringify(card));
    const same = await evaluated("guessed", "--card", path);
    expect(same.result.model?.guessed).toEqual(again.result.model?.guessed);
    const { guessed: _, ...own } = card;
    await writeFile(path, JSON.stringify(own));
    const written = await evaluated("guessed", "--card", path);
    expect(written.result.model).not.toHaveProperty("guessed");
    expect(JSON.stringify(codesOf(written.result))).not.toContain(CODE);
    expect(written.out).not.toContain("GUESS");
    await expect(written.text("guessed-card.json")).rejects.toThrow(/ENOENT/);
  });
});

describe("a record of a model without a card", () => {
  const create = (out: string, ...more: readonly string[]) =>
    runHere([
      "record",
      "create",
      join(folder, "photos"),
      "--labels",
      join(folder, "labels.csv"),
      "--model",
      join(folder, "model.onnx"),
      "--engine",
      "wasm",
      "--threads",
      "1",
      "--no-sanity",
      "--out",
      join(folder, out),
      ...more,
    ]);

  it("says so in its card, its figures and its caveats, and verifies", async () => {
    const { status, out } = await create("record", "--model-file", "include");
    expect(status).toBe(0);
    expect(out).toContain("How the model reads images was guessed");
    const record = JSON.parse(await readFile(join(folder, "record/record.json"), "utf8"));
    expect(record.claims[0].warnings).toContain(CODE);
    expect(record.caveats).toEqual([{ by: "check", words: expect.stringContaining("input.mean") }]);
    const card = JSON.parse(await readFile(join(folder, "record/card.json"), "utf8"));
    expect(card.guessed[0]).toMatchObject({ fields: ["labels"], basis: "assumed" });
    const verified = await runHere(["record", "verify", join(folder, "record/record.json")]);
    expect(verified.status).toBe(0);
  });

  it("is not published", async () => {
    const facts = join(folder, "facts.json");
    const answer = "What a reader needs to know about these pictures.";
    const construct = Object.fromEntries(
      ["task", "population", "labelling", "agreement", "counts", "decision", "doesNotShow"].map(
        (name) => [name, answer],
      ),
    );
    await writeFile(facts, JSON.stringify({ construct }));
    const { status, err } = await create("published", "--publish", "--facts", facts);
    expect(status).toBe(1);
    expect(err).toContain("record/not-stated");
    expect(err).toContain("input.mean");
  });
});
