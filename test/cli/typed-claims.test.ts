import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const IMAGES = 200;
const DEFECTS = 40;
/** Right on 36 of the 40 defects and on 152 of the 160 others: 188 of 200. */
const isRight = (i: number): boolean => (i < DEFECTS ? i < 36 : i >= 48);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const labels = ["file,label"];
  const predictions = ["file,predicted,defect,good"];
  const scores = ["file,score"];
  for (let i = 0; i < IMAGES; i++) {
    const truth = i < DEFECTS ? "defect" : "good";
    const isDefect = isRight(i) === (truth === "defect");
    labels.push(`${1000 + i}.png,${truth}`);
    const p = isDefect ? 0.7 + i / 1000 : 0.3 - i / 1000;
    predictions.push(`${1000 + i}.png,${isDefect ? "defect" : "good"},${p},${1 - p}`);
    scores.push(`${1000 + i}.png,${p}`);
  }
  await writeFile(join(folder, "labels.csv"), `${labels.join("\n")}\n`);
  await writeFile(join(folder, "predictions.csv"), `${predictions.join("\n")}\n`);
  await writeFile(join(folder, "scores.csv"), `${scores.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

let runs = 0;
async function evaluate(more: readonly string[], predictions = "predictions.csv") {
  const out = join(folder, `out${runs++}`);
  const ran = await runHere([
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--predictions",
    join(folder, predictions),
    "--out",
    out,
    ...more,
  ]);
  const read = async (name: string) => readFile(join(out, name), "utf8");
  const result =
    ran.status === 1 ? null : (JSON.parse(await read("result.json")) as EvaluationResult);
  if (result !== null) expect(violationsOf("result", result)).toEqual([]);
  return { ...ran, result: result!, read };
}

describe("a claim on the command line", () => {
  it.each(["94.4", "94,4 %", "acc=0.944", "Accuracy: 94.4%", "accuracy=94,4"])(
    "%s is the same as accuracy=0.944, and says so first and in the report",
    async (text) => {
      const { err, result, read } = await evaluate(["--claim", text]);
      expect(err).toContain('\nclaim="accuracy 94.4 %"\n');
      const plain = (await evaluate(["--claim", "accuracy=0.944"])).result;
      expect(result.verdicts).toEqual([
        { ...plain.verdicts[0]!, claim: { ...plain.verdicts[0]!.claim, source: text } },
      ]);
      expect(result.inputs.notes).toContainEqual({
        file: "",
        code: "claim/read-as",
        what: `“${text}” was read as accuracy 94.4 %`,
      });
      expect(await read("report.html")).toContain(`“${text}” was read as accuracy 94.4 %.`);
      expect(plain.inputs.notes.filter(({ code }) => code === "claim/read-as")).toEqual([]);
    },
  );

  it("takes what was counted in any writing", async () => {
    const { err, out, result } = await evaluate(["--claim", "84 of 89"]);
    expect(err).toContain('claim="accuracy 94.4 %: 84 of 89 right"');
    expect(out).toContain('"84 of 89" was read as accuracy 94.4 %: 84 of 89 right.');
    expect(result.verdicts[0]?.claim).toMatchObject({ value: 84 / 89, n: 89 });
  });

  it.each([
    [["--claim", "acc=1.2"], "claim/unit", "accuracy=1.2 %"],
    [["--claim", "acc=0.944 %"], "claim/unit", "accuracy=0.944 or accuracy=94.4 %"],
    [["--claim", "acc=0.944", "--tolerance", "5"], "claim/unit", "--tolerance 0.05"],
    [["--claim", "acc=0.5"], "claim/below-chance", "Check the figure"],
    [["--claim", "acc=0.944~0.5"], "claim/below-chance", "accuracy=0.944~0.05"],
    [["--require", "acc>=0.4"], "claim/below-chance", "accuracy>=0.944"],
    [["--claim", "AP=0.5"], "metric/unknown", "average-precision"],
  ])("%j stops before any image is scored, with the right form", async (more, code, form) => {
    const { status, err, out } = await evaluate(more);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toContain(`error ${code}: `);
    expect(err).toContain(form);
  });

  it("takes a tolerance in points", async () => {
    const { result } = await evaluate(["--claim", "94.4", "--tolerance", "5 points"]);
    expect(result.verdicts[0]?.tolerance).toBe(0.05);
    const { status, err } = await evaluate(["--claim", "94.4", "--tolerance", "much"]).catch(
      () => ({ status: 2, err: "usage/bad-option" }),
    );
    expect({ status, err }).toMatchObject({ status: 2, err: expect.stringContaining("usage/") });
  });

  it("keeps a share above guessing as it is, whatever it is read from", async () => {
    const { result } = await evaluate(["--require", "recall{class=defect}>=85%"]);
    expect(result.verdicts[0]).toMatchObject({
      metric: "recall{class=defect}",
      claim: { kind: "requirement", value: 0.85 },
    });
  });
});

describe("--positive", () => {
  it("makes metrics of one class those of the label", async () => {
    const metrics = ["recall", "precision", "specificity", "f1", "roc-auc", "average-precision"];
    const { result, out } = await evaluate([
      "--positive",
      "defect",
      "--require",
      "sensitivity>=0.85",
      ...metrics.flatMap((metric) => ["--metric", metric]),
    ]);
    expect(result.positive).toBe("defect");
    expect(result.verdicts[0]?.metric).toBe("recall{class=defect}");
    const headline = result.estimates.filter(({ role }) => role === "headline");
    expect(headline.map(({ metric }) => metric)).toEqual(
      metrics.map((metric) => `${metric}{class=defect}`),
    );
    expect(headline[0]).toMatchObject({ value: 36 / 40, n: DEFECTS });
    expect(out).toContain("\nrecall(class=defect) 90.0%");
  });

  it("leaves the mean over classes to whom asks for it, and to who names no label", async () => {
    const asked = ["--metric", "recall{average=macro}", "--metric", "f1{class=good}"];
    const { result } = await evaluate(["--positive", "defect", ...asked]);
    const named = result.estimates.filter(({ role }) => role === "headline");
    expect(named.map(({ metric }) => metric)).toEqual([
      "accuracy",
      "recall{average=macro}",
      "f1{class=good}",
    ]);
    const without = (await evaluate(["--metric", "recall"])).result;
    expect(without.positive).toBeUndefined();
    expect(without.estimates[1]?.metric).toBe("recall{average=macro}");
  });

  it("prints how many of the label are found, asked or not", async () => {
    const { out, result } = await evaluate(["--positive", "defect"]);
    expect(out).toContain("\nrecall(class=defect) 90.0% [76.9, 96.0] n=40\n");
    expect(result.estimates.find(({ metric }) => metric === "recall{class=defect}")).toMatchObject({
      role: "detail",
      value: 0.9,
    });
  });

  it("names the anomalous class of scores too", async () => {
    const { result, out } = await evaluate(
      ["--task", "anomaly", "--positive", "defect", "--threshold", "0.5", "--metric", "recall"],
      "scores.csv",
    );
    expect(out).toContain("\nrecall(class=defect) 90.0%");
    const found = result.estimates.find(({ metric }) => metric === "recall{class=defect}");
    expect(found).toMatchObject({ role: "headline", value: 0.9 });
  });

  it("is refused where no class has the name", async () => {
    const { status, err } = await evaluate(["--positive", "defekt", "--metric", "recall"]);
    expect(status).toBe(1);
    expect(err).toContain('error labels/no-positive: there is no class "defekt"');
    expect(err).toContain("Did you mean defect?");
  });
});
