import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { schemaViolations } from "../support/json-schema.js";
import { type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

let folder: string;
let one: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder);
  await writeFile(
    join(folder, "README.md"),
    `---
model-index:
- name: deer-or-fox
  results:
  - task: {type: image-classification}
    dataset: {type: valley, name: Valley}
    metrics:
    - {type: accuracy, value: 94.4}
    - {type: f1, value: 0.9}
---
# deer-or-fox
`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

function evaluated(claim: string, ...more: string[]) {
  return runHere([
    "evaluate",
    one.images,
    "--labels",
    one.labels,
    "--predictions",
    one.predictions,
    "--claim",
    claim,
    "--out",
    join(folder, "out"),
    ...more,
  ]);
}

it("a figure of a model card gets a verdict, and is called unverifiable wherever it is shown", async () => {
  const { status, out } = await evaluated(join(folder, "README.md"));
  expect(status).toBe(0);
  const result = JSON.parse(await readFile(join(folder, "out/result.json"), "utf8"));
  const schema = JSON.parse(
    await readFile(join(import.meta.dirname, "../../schemas/result.schema.json"), "utf8"),
  );
  expect(schemaViolations(schema, result)).toEqual([]);
  expect(result.verdicts).toHaveLength(1);
  // 20 of 30 pictures are right: 0.667 here against 0.944 there.
  expect(result.verdicts[0]).toMatchObject({
    metric: "accuracy",
    verdict: "fails",
    difference: 20 / 30 - 0.944,
    claim: { value: 0.944, low: null, high: null, n: null, origin: "model-card" },
  });
  const codes = result.inputs.notes.map(({ code }: { code: string }) => code);
  expect(codes).toEqual(
    expect.arrayContaining(["claim/unverifiable", "claim/read-as", "claim/not-used"]),
  );
  expect(out).toContain("unverifiable");
  const report = await readFile(join(folder, "out/report.html"), "utf8");
  expect(report).toContain("unverifiable");
  expect(await readFile(join(folder, "out/report.md"), "utf8")).toContain("unverifiable");
});

it("a card on the hub is not fetched, and that is said", async () => {
  const { status, err } = await evaluated("hf:owner/name");
  expect(status).toBe(2);
  expect(err).toContain("error usage/not-yet");
  expect(err).toContain("--claim README.md");
});

it("a card that is not there is not found", async () => {
  const { err } = await evaluated(join(folder, "NONE.md"));
  expect(err).toContain("error input/not-found");
});
