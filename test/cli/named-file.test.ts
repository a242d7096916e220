import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  const labels = ["file,label"];
  const predictions = ["file,predicted"];
  await mkdir(join(folder, "photos"));
  for (let i = 0; i < 40; i++) {
    const file = `${100 + i}.png`;
    await writeFile(join(folder, "photos", file), plainPng(16 + i, 20, [200, 5 * i, 40]));
    labels.push(`${file},${i % 2 === 0 ? "deer" : "fox"}`);
    predictions.push(`${file},${(i % 2 === 0) === i < 36 ? "deer" : "fox"}`);
  }
  await writeFile(join(folder, "labels.csv"), `${labels.join("\n")}\n`);
  await writeFile(join(folder, "predictions.csv"), `${predictions.join("\n")}\n`);
  await evaluated(["--out", join(folder, "result")]);
  const ran = await runHere(["record", "create", ...sources(), "--out", join(folder, "record")]);
  expect(ran).toMatchObject({ status: 0 });
  await mkdir(join(folder, "both"));
  for (const name of ["record.json", "manifest.ndjson"]) {
    await copyFile(join(folder, "record", name), join(folder, "both", name));
  }
  await copyFile(join(folder, "result/result.json"), join(folder, "both/result.json"));
});
afterAll(() => rm(folder, { recursive: true }));

function sources(): string[] {
  const [images, labels, predictions] = ["photos", "labels.csv", "predictions.csv"].map((name) =>
    join(folder, name),
  );
  return [images ?? "", "--labels", labels ?? "", "--predictions", predictions ?? "", "--quiet"];
}

async function evaluated(more: readonly string[]): Promise<EvaluationResult> {
  const ran = await runHere(["evaluate", ...sources(), ...more, "--json", join(folder, "x.json")]);
  expect(ran).toMatchObject({ status: 0 });
  return JSON.parse(await readFile(join(folder, "x.json"), "utf8")) as EvaluationResult;
}

describe("a folder in the place of its file", () => {
  it.each([
    ["result", "result.json"],
    ["record", "record.json"],
  ])("is a claim: %s", async (name, file) => {
    const out = join(folder, "out");
    const ofFolder = await evaluated(["--claim", join(folder, name), "--out", out]);
    await rm(out, { recursive: true });
    const ofFile = await evaluated(["--claim", join(folder, name, file), "--out", out]);
    await rm(out, { recursive: true });
    expect(ofFolder.verdicts).toEqual(ofFile.verdicts);
    expect(ofFolder.verdicts).toMatchObject([{ metric: "accuracy", claim: { value: 0.9, n: 40 } }]);
  });

  it("is the record where there is a result too, and says so", async () => {
    const args = [...sources().slice(0, -1), "--claim", join(folder, "both")];
    const ran = await runHere(["evaluate", ...args, "--out", join(folder, "out-both")]);
    expect(ran.status).toBe(0);
    const [record, result] = ["record.json", "result.json"].map((name) =>
      join(folder, "both", name),
    );
    expect(ran.err).toContain(`Claim  ${record} is taken, not ${result}\n`);
  });

  it.each([
    ["record", "verify"],
    ["record", "show"],
    ["record", "lint"],
  ])("is asked for by homeground %s %s", async (...words) => {
    const [ofFolder, ofFile] = [
      await runHere([...words, join(folder, "record")]),
      await runHere([...words, join(folder, "record/record.json")]),
    ];
    expect(ofFolder).toEqual(ofFile);
    expect(ofFolder.err).not.toContain("error");
    expect(ofFolder.out.length).toBeGreaterThan(40);
  });

  it("is the record before a new one, and what a model was trained on", async () => {
    const ran = await runHere([
      "record",
      "create",
      ...sources(),
      "--out",
      join(folder, "next"),
      "--previous",
      join(folder, "record"),
    ]);
    expect(ran.status).toBe(0);
    const [before, next] = await Promise.all(
      ["record", "next"].map(
        async (name) =>
          JSON.parse(await readFile(join(folder, name, "record.json"), "utf8")) as {
            id: string;
            previous: string | null;
          },
      ),
    );
    expect(next?.previous).toBe(before?.id);
    for (const name of ["record", "record/record.json", "record/manifest.ndjson"]) {
      const out = join(folder, "trained");
      const found = await evaluated(["--training", join(folder, name), "--out", out]);
      await rm(out, { recursive: true });
      expect(found.leakage).toMatchObject({ training: { compared: 40, images: 40 } });
    }
  });

  it("is refused where it holds neither, with what it holds", async () => {
    const claim = await runHere(["evaluate", ...sources(), "--claim", join(folder, "photos")]);
    expect(claim.err).toContain(
      `error input/not-found: the folder holds no record.json and no result.json — ${join(folder, "photos")}`,
    );
    const show = await runHere(["record", "show", join(folder, "result")]);
    expect(show.status).toBe(1);
    expect(show.err).toContain("the folder holds no record.json");
    expect(show.err).toContain("homeground record create makes a record");
  });
});
