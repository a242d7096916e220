import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const CODE = "predictions/boxes-collapsed";

describe("labels and answers that both hold boxes", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "homeground-boxes-"));
    const names = Array.from({ length: 6 }, (_, i) => `p${i}.png`);
    for (const [i, name] of names.entries()) {
      await writeFile(join(folder, name), plainPng(20, 20, [i, 9, 9]));
    }
    const box = { bbox: [2, 2, 8, 8], category_id: 1 };
    const truth = {
      images: names.map((file_name, i) => ({ id: i, file_name, width: 20, height: 20 })),
      annotations: names.map((_, i) => ({
        id: i + 1,
        image_id: i,
        area: 64,
        iscrowd: 0,
        ...box,
      })),
      categories: [
        { id: 1, name: "deer" },
        { id: 2, name: "fox" },
      ],
    };
    const answers = names.map((_, i) => ({ image_id: i, score: 0.9, ...box }));
    await writeFile(join(folder, "truth.json"), JSON.stringify(truth));
    await writeFile(join(folder, "answers.json"), JSON.stringify(answers));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const evaluated = (...more: string[]) =>
    runHere([
      "evaluate",
      folder,
      "--labels",
      join(folder, "truth.json"),
      "--predictions",
      join(folder, "answers.json"),
      "--out",
      join(folder, "out"),
      ...more,
    ]);
  const warningsOf = async (...more: string[]): Promise<readonly string[]> =>
    JSON.parse((await evaluated("--json", "-", ...more)).out).estimates[0].warnings;

  it("say that only whole images were compared, where that was asked for", async () => {
    expect(await warningsOf("--task", "classification")).toContain(CODE);
    // Before what is said of every run.
    const { out } = await evaluated("--task", "classification");
    expect(out.split("\n").find((line) => line.startsWith("warning"))).toContain(CODE);
  });

  it("say nothing of it where boxes were compared, asked for or not, or several labels were", async () => {
    expect(await warningsOf()).not.toContain(CODE);
    expect(await warningsOf("--task", "detection")).not.toContain(CODE);
    expect(await warningsOf("--task", "multilabel")).not.toContain(CODE);
  });
});
