import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { runHere } from "../support/run-here.js";

const DEER = "1;mammalia;cetartiodactyla;cervidae;odocoileus;virginianus;white-tailed deer";
const CERVIDAE = "2;mammalia;cetartiodactyla;cervidae;;;cervidae family";
const FOX = "3;mammalia;carnivora;canidae;vulpes;vulpes;red fox";
const MAMMAL = "4;mammalia;;;;;mammal";
const ANIMAL = "5;;;;;;animal";
const BLANK = "6;;;;;;blank";
const MOOSE = "7;mammalia;cetartiodactyla;cervidae;alces;alces;moose";

/** Label and answer of each picture. */
const PICTURES = [
  ["Deer", DEER],
  ["Deer", DEER],
  ["Deer", CERVIDAE],
  ["Deer", MAMMAL],
  ["Deer", FOX],
  ["Deer", BLANK],
  ["Fox", FOX],
  ["Fox", ANIMAL],
  ["Fox", CERVIDAE],
  ["Empty", BLANK],
  ["Empty", ANIMAL],
  // The model never answers it, and the label map says that it is outside.
  ["Moose", CERVIDAE],
] as const;

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  const rows = PICTURES.map(([label], i) => `${i}.jpg,${label}\n`);
  await writeFile(at("labels.csv"), `file,label\n${rows.join("")}`);
  const predictions = PICTURES.map(([, prediction], i) => ({
    filepath: `${i}.jpg`,
    prediction,
    prediction_score: 0.9,
  }));
  await writeFile(at("p.json"), JSON.stringify({ predictions }));
  const map = { Deer: "white-tailed deer", Fox: "red fox", Empty: "blank", Moose: "outside" };
  await writeFile(at("map.json"), JSON.stringify(map));
  await writeFile(at("taxa.txt"), `${[DEER, CERVIDAE, FOX, MOOSE].join("\n")}\nno taxon\n`);
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluate(...more: string[]) {
  const usual = (option: string, value: string) => (more.includes(option) ? [] : [option, value]);
  const ran = await runHere([
    "evaluate",
    at("photos"),
    "--labels",
    at("labels.csv"),
    ...usual("--predictions", at("p.json")),
    ...usual("--label-map", at("map.json")),
    "--out",
    at("out"),
    "--json",
    "-",
    ...more,
  ]);
  const result = JSON.parse(ran.out) as EvaluationResult & { error?: { code: string } };
  return { ...ran, result };
}

const note = ({ inputs }: EvaluationResult) =>
  inputs.notes.filter(({ code }) => code === "taxonomy/by-rank").map(({ what }) => what);
const accuracy = ({ estimates }: EvaluationResult) =>
  estimates.find(({ metric }) => metric === "accuracy")?.value;

describe("--taxonomy-rule", () => {
  it("says nothing by default, and counts what is not the very class as wrong", async () => {
    const { result } = await evaluate();
    expect(note(result)).toEqual([]);
    expect(accuracy(result)).toBeCloseTo(4 / 12, 15);
    expect(await readFile(at("out/report.html"), "utf8")).not.toContain("By rank");
  });

  it("at-rank counts wider answers apart, and changes no figure", async () => {
    const { result } = await evaluate("--taxonomy-rule", "at-rank");
    expect(accuracy(result)).toBeCloseTo(4 / 12, 15);
    expect(note(result)).toEqual([
      "of 12 images 4 exactly right; right at a wider rank: 1 at family, 1 at class, 1 at animal; 0 finer than the label; 4 different; 1 wrong without a known place in the taxonomy. The figures count the first alone as right",
    ]);
    const html = await readFile(at("out/report.html"), "utf8");
    expect(html).toContain("By rank");
    expect(html).toMatch(/Right, but only at family<\/th><td[^>]*>1<\/td><td[^>]*>8\.3%/);
    expect(html).toMatch(/Exactly right<\/th><td[^>]*>4<\/td><td[^>]*>33\.3%/);
  });

  it("places labels that the model does not have by --taxonomy", async () => {
    const { result } = await evaluate("--taxonomy-rule", "at-rank", "--taxonomy", at("taxa.txt"));
    expect(note(result)[0]).toContain("2 at family, 1 at class, 1 at animal");
    expect(note(result)[0]).toContain("0 wrong without");
    expect(result.inputs.notes).toContainEqual(
      expect.objectContaining({ code: "taxonomy/line", file: `${at("taxa.txt")}, line 5` }),
    );
  });

  it.each([
    [["--taxonomy-rule", "at-rank", "--task", "anomaly"], 2, "usage/bad-option"],
    [["--taxonomy-rule", "nearly"], 2, "usage/bad-option"],
    [["--taxonomy", "nowhere.txt"], 1, "input/not-found"],
    [["--taxonomy", "LABELS"], 1, "input/bad-shape"],
  ])("%j ends with %i", async (more, status, code) => {
    const ran = await evaluate(
      ...more.map((word) => (word === "LABELS" ? at("labels.csv") : word)),
    );
    expect(ran.status).toBe(status);
    expect(ran.err).toContain(`error ${code}: `);
  });

  it("refuses answers without any taxon", async () => {
    const rows = PICTURES.map(([label], i) => `${i}.jpg,${label}\n`);
    await writeFile(at("plain.csv"), `file,predicted\n${rows.join("")}`);
    await writeFile(at("empty-map.json"), "{}");
    const ran = await evaluate(
      "--predictions",
      at("plain.csv"),
      "--label-map",
      at("empty-map.json"),
      "--taxonomy-rule",
      "at-rank",
    );
    expect(ran.err).toContain("error usage/bad-option: no answer has a place in a taxonomy");
  });
});
