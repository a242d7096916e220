import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { schemaViolations } from "../support/json-schema.js";
import { runHere } from "../support/run-here.js";

const ROOT = join(import.meta.dirname, "../..");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
});
afterAll(() => rm(folder, { recursive: true }));

const IMAGES = 400;

/** 95 % right; all images of one patient are right or wrong together. */
const PATIENTS = 40;
const isRight = (patient: number) => patient % 20 !== 0;

let runs = 0;
/** Rows of images, with further columns of each by its number and patient. */
async function ask(
  columns: Readonly<Record<string, (image: number, patient: number) => string>>,
  ...more: string[]
): Promise<{ result: EvaluationResult; said: string; out: string; args: string[] }> {
  const at = join(folder, String(runs++));
  await mkdir(at);
  const names = Object.keys(columns);
  const rows = [`file,label,${names.join(",")}`];
  const answers = ["file,predicted"];
  for (let i = 0; i < IMAGES; i++) {
    const patient = i % PATIENTS;
    const label = i % 2 === 0 ? "deer" : "fox";
    const cells = names.map((name) => columns[name]!(i, patient));
    rows.push(`${1000 + i}.png,${label},${cells.join(",")}`);
    const wrong = label === "deer" ? "fox" : "deer";
    answers.push(`${1000 + i}.png,${isRight(patient) ? label : wrong}`);
  }
  await writeFile(join(at, "labels.csv"), `${rows.join("\n")}\n`);
  await writeFile(join(at, "p.csv"), `${answers.join("\n")}\n`);
  const args = [
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(at, "labels.csv"),
    "--predictions",
    join(at, "p.csv"),
    "--out",
    join(at, "out"),
    "--no-pictures",
    "--claim",
    "accuracy=0.97~0.05",
    ...more,
  ];
  const ran = await runHere([...args, "--json", "-"]);
  if (ran.status !== 0) throw new Error(ran.err);
  const result = JSON.parse(ran.out) as EvaluationResult;
  const schema = JSON.parse(
    await readFile(join(ROOT, "schemas/result.schema.json"), "utf8"),
  ) as unknown;
  expect(schemaViolations(schema, result)).toEqual([]);
  return { result, said: ran.err.replaceAll(/\s+/g, " "), out: join(at, "out"), args };
}

const patient = (_: number, of: number) => `P${of}`;

describe("a column of patients", () => {
  it("is what counts, said in the first lines, in the result and at the top of the report", async () => {
    const { result, said, out } = await ask({ patient });
    expect(result.question).toBe("here");
    expect(result.sampling).toEqual({
      attribute: "patient",
      kind: "subject",
      chosen: "found",
      groups: 40,
      notUsed: [],
    });
    expect(result.estimates[0]).toMatchObject({ value: 0.95, clusters: 40 });
    // As images that count by themselves it would hold: 380 of 400 against 0.92.
    expect(result.verdicts[0]).toMatchObject({
      verdict: "cannot-tell",
      warnings: expect.anything(),
    });
    expect(result.verdicts[0]!.warnings).not.toContain("clusters/not-used");
    const sentence = "What counts: 40 patients, by the column patient, and not the images";
    expect(said).toContain(`CANNOT TELL YET ${sentence}; --cluster none counts images.`);
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("Images of one patient count together");
    expect(page.indexOf("Images of one patient count together")).toBeLessThan(
      page.indexOf("One site only"),
    );
  });

  it("is left aside with --cluster none, which the verdict says", async () => {
    const { result, said } = await ask({ patient }, "--cluster", "none");
    expect(result.sampling).toEqual({
      attribute: null,
      kind: "unit",
      chosen: "none",
      groups: null,
      notUsed: [{ attribute: "patient", kind: "subject", levels: 40 }],
    });
    expect(result.question).toBe("here");
    expect(result.estimates[0]).toMatchObject({ value: 0.95, clusters: null });
    expect(result.verdicts[0]).toMatchObject({
      verdict: "holds",
      warnings: expect.arrayContaining(["clusters/not-used"]),
    });
    expect(said).toContain(
      "HOLDS HERE What counts: each image by itself, as asked with --cluster none.",
    );
    expect(said).toContain("holds on your images, if images of one patient are unrelated, within");
    expect(said).toContain("If they are alike, leave out --cluster none.");
  });

  it("asks about another patient where it is named", async () => {
    const { result } = await ask({ patient }, "--cluster", "patient");
    expect(result).toMatchObject({
      question: "another-site",
      sampling: { attribute: "patient", kind: "attribute", chosen: "declared", groups: 40 },
    });
  });

  it("of four is too few, in words about patients", async () => {
    const { result, said } = await ask({ patient: (i) => `P${i % 4}` });
    expect(result.verdicts[0]).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/too-few-clusters",
    });
    expect(said).toContain("4 patients are too few to speak about others.");
  });

  it("changes nothing where every image has its own", async () => {
    const { result, said } = await ask({ patient: (i) => `P${i}` });
    expect(result.sampling).toMatchObject({ kind: "unit", chosen: "default", notUsed: [] });
    expect(result.verdicts[0]).toMatchObject({ verdict: "holds", warnings: expect.anything() });
    expect(said).not.toContain("What counts");
  });
});

describe("other columns", () => {
  it("of places and devices are named, and stay as they are", async () => {
    const { result } = await ask({ site: (i) => `s${i % 8}`, scanner: (i) => `m${i % 3}` });
    expect(result.sampling).toMatchObject({ kind: "unit", chosen: "default" });
    expect(result.sampling!.notUsed.map(({ kind }) => kind)).toEqual(["place", "device"]);
    expect(result.verdicts[0]).toMatchObject({ verdict: "holds" });
    expect(result.verdicts[0]!.warnings).not.toContain("clusters/not-used");
    expect(result.estimates[0]!.warnings).toContain("clusters/not-used");
  });

  it("of groups of neither kind are a condition of the verdict, with what to type", async () => {
    const { result, said } = await ask({ survey: (i) => `s${i % 8}` });
    expect(result.verdicts[0]!.warnings).toContain("clusters/not-used");
    expect(said).toContain("holds on your images, if images of one survey are unrelated, within");
    expect(said).toContain("If they are alike, run again with --cluster survey.");
    const plain = await ask({ light: (i) => (i % 3 === 0 ? "day" : "night") });
    expect(plain.result.verdicts[0]!.warnings).not.toContain("clusters/not-used");
    expect(plain.said).toContain("holds on your images, within");
  });

  it("of a target too", async () => {
    const { said } = await ask({ survey: (i) => `s${i % 8}` }, "--require", "accuracy>=0.9");
    expect(said).toContain("you need 90%. That is enough, if images of one survey are unrelated.");
  });
});

describe("the built program", () => {
  it("counts patients, in the terminal and with --gate", async () => {
    const { args } = await ask({ patient });
    const { status, said } = await new Promise<{ status: number; said: string }>((resolve) => {
      const program = join(ROOT, "dist/node/cli/main.js");
      execFile(process.execPath, [program, ...args, "--gate"], { cwd: folder }, (error, text) =>
        resolve({ status: Number(error?.code ?? 0), said: text.replaceAll(/\s+/g, " ") }),
      );
    });
    expect(status).toBe(4);
    expect(said).toContain("What counts: 40 patients, by the column patient");
  });
});
