import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult, ResultVerdict } from "../../src/results/result.js";
import { plainPng } from "../support/png-writer.js";
import { type Ran, runHere } from "../support/run-here.js";

const PROGRAM = join(import.meta.dirname, "../../dist/node/cli/main.js");

/** Images of each class, and right answers among them: 195 of 300, 25 points below the claim. */
const CLASSES = [
  { label: "ant", images: 50, right: 50 },
  { label: "bee", images: 50, right: 48 },
  { label: "fly", images: 100, right: 49 },
  { label: "wasp", images: 100, right: 48 },
] as const;
const CLAIM = ["--claim", "accuracy=0.9", "--tolerance", "0.05", "--anytime"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  const png = plainPng(2, 2, [90, 90, 90]);
  const labels: string[] = [];
  const answers: string[] = [];
  for (const { label, images, right } of CLASSES) {
    await mkdir(join(folder, "photos", label), { recursive: true });
    for (let i = 0; i < images; i++) {
      const file = `${label}/${100 + i}.png`;
      await writeFile(join(folder, "photos", file), png);
      labels.push(`${file},${label}`);
      answers.push(`${file},${i < right ? label : label === "ant" ? "bee" : "ant"}`);
    }
  }
  await writeFile(join(folder, "sorted.csv"), `file,label\n${labels.join("\n")}\n`);
  await writeFile(join(folder, "p.csv"), `file,predicted\n${answers.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const args = (labels: string, ...more: string[]): string[] => [
  "evaluate",
  join(folder, "photos"),
  "--predictions",
  join(folder, "p.csv"),
  "--labels",
  join(folder, labels),
  "--out",
  join(folder, "out"),
  "--no-pictures",
  "--json",
  "-",
  ...CLAIM,
  ...more,
];

const verdictOf = ({ out }: Ran): ResultVerdict =>
  (JSON.parse(out) as EvaluationResult).verdicts[0]!;

describe("looking as you go, at images sorted by class", () => {
  it.each([
    ["a table", "sorted.csv", 8],
    ["class folders", "photos", 3],
  ])("never holds 25 points below the claim: %s, any seed", async (_name, labels, seeds) => {
    const words: string[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const ran = await runHere(args(labels, "--seed", String(seed)));
      words.push(verdictOf(ran).verdict);
    }
    expect(words.every((word) => word === "fails")).toBe(true);
  });

  it("does not hold by the file's order either, whoever says that it is random", async () => {
    const ran = await runHere(args("sorted.csv", "--order", "file"));
    const verdict = verdictOf(ran);
    expect(verdict).toMatchObject({ verdict: "cannot-tell", reason: "verdict/contradicted" });
    expect(verdict.anytime).toMatchObject({ order: "file", of: "units" });
    expect(verdict.anytime!.decidedAt).toBeLessThan(100);
    expect(verdict.anytime!.oneLook.high).toBeLessThan(-0.05);
    const gated = await runHere(args("sorted.csv", "--order", "file", "--gate"));
    expect(gated.status).toBe(4);
  });

  it("says whose order it took", async () => {
    const noteOf = ({ out }: Ran): string[] =>
      (JSON.parse(out) as EvaluationResult).inputs.notes
        .filter(({ code }) => code === "verdict/look-order")
        .map(({ what }) => what);
    expect(noteOf(await runHere(args("sorted.csv", "--seed", "3")))).toEqual([
      "the images were taken in an order drawn at random from the seed 3",
    ]);
    expect(noteOf(await runHere(args("sorted.csv", "--order", "file")))).toEqual([
      "the images were taken in the order of the label file, which was said to be random",
    ]);
  });

  it("takes --order with --anytime alone", async () => {
    const ran = await runHere([
      "evaluate",
      join(folder, "photos"),
      "--labels",
      join(folder, "sorted.csv"),
      "--predictions",
      join(folder, "p.csv"),
      "--order",
      "file",
    ]);
    expect(ran.status).toBe(2);
    expect(ran.err).toContain("usage/bad-option");
    expect(ran.err).toContain("--anytime");
  });

  it("in the built program says in the terminal and the report why nothing is told", async () => {
    const out = join(folder, "built");
    const said = await new Promise<string>((resolve, reject) => {
      const words = args("sorted.csv", "--order", "file").filter(
        (word, i, all) => word !== "--json" && all[i - 1] !== "--json",
      );
      words[words.indexOf("--out") + 1] = out;
      execFile(process.execPath, [PROGRAM, ...words], { cwd: folder }, (error, text, err) =>
        error === null ? resolve(text) : reject(new Error(err)),
      );
    });
    expect(said).toContain("CANNOT TELL YET");
    expect(said.replaceAll(/\s+/g, " ")).toContain(
      "the figure of all images together says the opposite, so it is withdrawn",
    );
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("the figure of all images together says the opposite");
  });
});
