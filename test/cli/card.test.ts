import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { describeWithShared } from "../support/shared-data.js";

const IMAGES = 30;
const IDENTITY = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

let folder: string;
const at = (name: string): string => join(folder, name);
const json = async (name: string) => JSON.parse(await readFile(at(name), "utf8"));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  const rows = ["file,label"];
  for (let i = 0; i < IMAGES; i++) {
    const colour = i % 2 === 0 ? ([200, 9, i] as const) : ([20, 200, i] as const);
    await writeFile(at(`photos/${i}.png`), plainPng(8, 8, colour));
    rows.push(`${i}.png,${i % 2 === 0 ? "red" : "green"}`);
  }
  await writeFile(at("labels.csv"), rows.join("\n"));
  await writeFile(at("labels.txt"), "blue\ngreen\nred\n");
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  // It was trained on colours in the order BGR, so that the guess of RGB gets red wrong.
  await writeFile(at("model.onnx"), meanColourClassifier({ weights: IDENTITY }));
  for (const name of ["model.json", "card.json"]) await rm(at(name), { force: true });
});

const card = (...more: readonly string[]) => runHere(["card", at("model.onnx"), ...more]);
const TRY = (): readonly string[] => [
  "--images",
  at("photos"),
  "--labels",
  at("labels.csv"),
  "--engine",
  "wasm",
  "--threads",
  "1",
];
const evaluate = (...more: readonly string[]) =>
  runHere([
    "evaluate",
    at("photos"),
    "--labels",
    at("labels.csv"),
    "--model",
    at("model.onnx"),
    ...["--engine", "wasm", "--threads", "1", "--no-sanity", "--out", at("out")],
    ...more,
  ]);

describe("homeground card", () => {
  it("writes the guessed card beside the model, with what was guessed and from what", async () => {
    const { status, out, err } = await card();
    expect(status, err).toBe(0);
    const written = await json("model.json");
    expect(violationsOf("model-card", written)).toEqual([]);
    expect(written).toMatchObject({
      $schema: "urn:homeground:schema:model-card:1",
      family: "classifier",
      labels: ["blue", "green", "red"],
      file: "model.onnx",
    });
    expect(written.guessed.flatMap(({ fields }: { fields: string[] }) => fields)).toEqual(
      expect.arrayContaining(["labels", "input.mean", "input.channelOrder"]),
    );
    expect(written).not.toHaveProperty("tuned");
    const words = out.replaceAll(/\s+/g, " ");
    expect(words).toContain("Guessed input.channelOrder: RGB (nothing says the order");
    expect(words).toContain("--images FOLDER --labels LABELS");
    // An evaluation finds it, and goes on saying that it was guessed.
    const evaluated = await evaluate();
    expect(evaluated.status, evaluated.err).toBe(0);
    expect((await json("out/result.json")).model.guessed).toContain("input.mean");
  });

  it("never writes over a card", async () => {
    await writeFile(at("model.json"), "mine");
    const { status, err } = await card();
    expect(status).toBe(1);
    expect(err).toMatch(/^error output\/not-written: the model has a card already/);
    expect(await readFile(at("model.json"), "utf8")).toBe("mine");
  });

  it("finds the reading that answers labelled images best, and says what that is worth", async () => {
    const { status, out, err } = await card(...TRY(), "--out", at("card.json"));
    expect(status, err).toBe(0);
    const written = await json("card.json");
    expect(violationsOf("model-card", written)).toEqual([]);
    expect(written.input.channelOrder).toBe("BGR");
    expect(written.tuned).toMatchObject({ figure: "accuracy", value: 1, before: 0.5, seed: 1 });
    expect(written.tuned.images).toHaveLength(20);
    const all = written.guessed.flatMap(({ fields }: { fields: string[] }) => fields);
    expect(new Set(all).size).toBe(all.length); // each field is told once
    expect(all).toContain("input.channelOrder");
    const words = out.replaceAll(/\s+/g, " ");
    expect(words).toContain("on 20 labelled images (seed 1)");
    expect(words).toContain("20 of 20, and the guess has 10 of 20");
    expect(words).toContain("a difference that one or two of them make tells nothing");
    expect(words).toContain("These images chose the card: evaluate on others");
    // The table has the best first.
    const right = [...out.matchAll(/^ +(\d+) {2}.*(?:RGB|BGR)/gm)].map(([, n]) => Number(n));
    expect(right.length).toBe(24);
    expect(right).toEqual(right.toSorted((a, b) => b - a));
  });

  it("says in an evaluation that scored images chose the card", async () => {
    await card(...TRY(), "--out", at("card.json"));
    const { status, err } = await evaluate("--card", at("card.json"));
    expect(status, err).toBe(0);
    const { inputs }: EvaluationResult = await json("out/result.json");
    const notes = inputs.notes.filter(({ code }) => code === "model/tuned-here");
    expect(notes.map(({ what }) => what)).toEqual([
      "20 of the 30 images scored are among the 20 that the model's card was chosen by",
    ]);
    // Also where somebody took the guesses on.
    const { guessed: _, ...confirmed } = await json("card.json");
    await writeFile(at("card.json"), JSON.stringify(confirmed));
    await evaluate("--card", at("card.json"));
    const result: EvaluationResult = await json("out/result.json");
    expect(result.model).not.toHaveProperty("guessed");
    expect(result.inputs.notes.map(({ code }) => code)).toContain("model/tuned-here");
  });

  it("draws the same images for the same seed, and answers as JSON", async () => {
    const tried = async (seed: string) => {
      await rm(at("card.json"), { force: true });
      const { out, status, err } = await card(
        ...TRY(),
        ...["--out", at("card.json"), "--seed", seed, "--json", "-"],
      );
      expect(status, err).toBe(0);
      return JSON.parse(out);
    };
    const first = await tried("7");
    expect(violationsOf("card", first)).toEqual([]);
    expect(first.tuning.readings).toHaveLength(24);
    expect(first.tuning.readings[0].value).toBe(1);
    expect(await tried("7")).toEqual(first);
    expect((await tried("8")).card.tuned.images).not.toEqual(first.card.tuned.images);
  });

  it("leaves out labels that the model does not have, and needs one that it has", async () => {
    const labels = await readFile(at("labels.csv"), "utf8");
    await writeFile(at("other.csv"), labels.replaceAll("green", "zebra"));
    const [, , , , ...engine] = TRY();
    const args = ["--images", at("photos"), "--labels", at("other.csv"), ...engine];
    const left = await card(...args, "--out", at("card.json"));
    expect(left.status, left.err).toBe(0);
    expect(left.err).toContain("Left out: zebra");
    await writeFile(at("other.csv"), labels.replaceAll("green", "zebra").replaceAll("red", "yak"));
    const none = await card(...args, "--out", at("none.json"));
    expect(none.status).toBe(1);
    expect(none.err).toContain("error labels/unmapped");
  });

  it.each([
    [["--images", "photos"], 2, "usage/bad-option"],
    [["--labels", "labels.csv"], 2, "usage/bad-option"],
  ])("refuses %j", async (args, status, code) => {
    const ran = await card(...args);
    expect(ran.status).toBe(status);
    expect(ran.err).toContain(`error ${code}`);
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort();
    const ran = await runHere(["card", at("model.onnx"), ...TRY(), "--out", at("card.json")], {
      signal: stop.signal,
    });
    expect(ran.status).toBe(130);
    await expect(readFile(at("card.json"))).rejects.toThrow();
  });

  it("is the way on that an evaluation with a guessed card names", async () => {
    const { err, status } = await evaluate();
    expect(status).toBe(0);
    expect(err).toContain("homeground card");
    const report = await readFile(at("out/report.html"), "utf8");
    expect(report).toContain("homeground card");
  });
});

describeWithShared("homeground card on real models", "data", (data) => {
  it("writes cards of a classifier and of a detector that are read again", async () => {
    for (const name of ["wbc_site1", "yolox_nano_416"]) {
      const { labels } = JSON.parse(await readFile(join(data, `models/${name}.json`), "utf8"));
      await writeFile(at(`${name}.onnx`), await readFile(join(data, `models/${name}.onnx`)));
      await writeFile(at(`${name}.labels.txt`), labels.join("\n"));
      const ran = await runHere(["card", at(`${name}.onnx`)]);
      expect(ran.status, ran.err).toBe(0);
      expect(violationsOf("model-card", await json(`${name}.json`))).toEqual([]);
    }
    expect((await json("yolox_nano_416.json")).family).toBe("yolox");
  });
});
