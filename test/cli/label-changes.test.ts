import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/node/cli/exit-codes.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { runHere } from "../support/run-here.js";

const HEADER = "image,first_label,new_label,changed_at,prediction_visible";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-changes-"));
  await mkdir(join(folder, "photos"));
  await writeFile(join(folder, "labels.csv"), `file,class\n${rows.join("\n")}\n`);
  // The first 30 of 40 answers are right.
  const answers = rows.map((row, i) => {
    const [file, label] = row.split(",") as [string, string];
    const answer = i < 30 ? label : label === "deer" ? "fox" : "deer";
    return `${file},${answer},${answer === "deer" ? "0.8,0.2" : "0.2,0.8"}`;
  });
  await writeFile(join(folder, "p.csv"), `file,predicted,p_deer,p_fox\n${answers.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

/** 100.png is a deer, 101.png a fox, … */
const rows = Array.from({ length: 40 }, (_, i) => `${i + 100}.png,${i % 2 === 0 ? "deer" : "fox"}`);

async function evaluated(changes: string | null, ...more: string[]) {
  const path = join(folder, "label-changes.csv");
  if (changes !== null) await writeFile(path, changes);
  const ran = await runHere([
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--predictions",
    join(folder, "p.csv"),
    "--out",
    join(folder, "out"),
    ...(changes === null ? [] : ["--label-changes", path]),
    ...more,
  ]);
  const result = async () =>
    JSON.parse(await readFile(join(folder, "out/result.json"), "utf8")) as EvaluationResult;
  return { ...ran, result };
}

const at = "2026-11-26T10:42:07Z";

describe("homeground evaluate --label-changes", () => {
  it("gives the figures of both, and the verdict of the first labels", async () => {
    const text = [
      HEADER,
      `130.png,deer,fox,${at},true`, // a mistake by the first label
      `132.png,deer,fox,${at},true`,
      `100.png,deer,fox,${at},true`, // a right answer
      "",
    ].join("\n");
    const claim = ["--claim", "accuracy=0.75~0.2"];
    const first = await (await evaluated(null, ...claim)).result();
    const { out, status, result: read } = await evaluated(text, ...claim);
    expect(status).toBe(EXIT.done);
    const result = await read();
    expect(result.labelChanges).toMatchObject({ changed: 3, wrongToRight: 2, rightToWrong: 1 });
    expect(result.estimates[0]).toMatchObject({ metric: "accuracy", value: 0.75 });
    expect(result.labelChanges!.estimates[0]).toMatchObject({ metric: "accuracy", value: 31 / 40 });
    expect(result.verdicts.map(({ verdict, low, high }) => [verdict, low, high])).toEqual(
      first.verdicts.map(({ verdict, low, high }) => [verdict, low, high]),
    );
    expect(result.confusion).toEqual(first.confusion);
    expect(out).toMatch(/3 labels were changed after seeing the model's answer/);
    expect(out).toMatch(/first labels, which count everywhere here: 75\.0%/);
    expect(out).toMatch(/with the changed ones: 77\.5%/);
    const page = await readFile(join(folder, "out/report.html"), "utf8");
    expect(page).toContain("2 made a mistake of the model a right answer.");
    expect(page).toContain("The answer is the same with both.");
    const paper = await readFile(join(folder, "out/report.md"), "utf8");
    expect(paper).toContain("## Changed labels");
    expect(paper).toContain("of the labels as they were first given");
  });

  it("says that a verdict hangs on the changes", async () => {
    const lines = rows
      .slice(30)
      .map((row) => row.split(",") as [string, string])
      .map(([file, label]) => `${file},${label},${label === "deer" ? "fox" : "deer"},${at},true`);
    const text = `${[HEADER, ...lines].join("\n")}\n`;
    const { result: read } = await evaluated(text, "--claim", "accuracy=0.99~0.05");
    const result = await read();
    expect(result.verdicts[0]!.verdict).toBe("fails");
    expect(result.labelChanges!.verdicts[0]!.verdict).not.toBe("fails");
    const page = await readFile(join(folder, "out/report.html"), "utf8");
    expect(page).toContain("The answer would be another with the changed labels.");
  });

  it("goes on without changes that fit nothing, and says so", async () => {
    const text = `${HEADER}\n130.png,deer,fox,${at},true\n999.png,deer,fox,${at},true\n131.png,deer,fox,${at},false\n132.png,deer,wolf,${at},true\n`;
    const result = await (await evaluated(text)).result();
    expect(result.labelChanges).toMatchObject({ changed: 1, unused: 3 });
    expect(result.inputs.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        "labels/change-no-image",
        "labels/change-other-label",
        "labels/change-unknown-label",
      ]),
    );
    const page = await readFile(join(folder, "out/report.html"), "utf8");
    expect(page).toContain("A changed label of another first label");
  });

  it.each([
    ["of other images", `${HEADER}\n999.png,deer,fox,${at},true\n`, "labels/changes-bad", 1],
    ["with other columns", `file,label\n130.png,fox\n`, "labels/changes-bad", 1],
    ["of nothing", "", "input/empty", 1],
  ])("refuses a list %s", async (_, text, code, status) => {
    const ran = await evaluated(text);
    expect(ran.err).toContain(`error ${code}: `);
    expect(ran.status).toBe(status);
  });

  it("refuses tasks whose labels are not changed one by one, and a list that is not there", async () => {
    const text = `${HEADER}\n130.png,deer,fox,${at},true\n`;
    const ran = await evaluated(text, "--task", "multilabel");
    expect(ran.err).toContain("error usage/bad-option: ");
    const lost = await evaluated(null, "--label-changes", join(folder, "none.csv"));
    expect(lost.err).toContain("error input/not-found: ");
  });
});
