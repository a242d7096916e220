import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  EVALUATION_OPTIONS,
  optionControls,
  readControls,
} from "../../../src/evaluation/options/registry.js";
import { DEFAULT_REQUEST } from "../../../src/evaluation/request.js";
import { requestOf } from "../../../src/records/evidence/record-settings.js";
import type { TransparencyRecord } from "../../../src/records/record/record-types.js";
import type { EvaluationResult } from "../../../src/results/result.js";
import { sameCommand } from "../../../src/session/same-command.js";
import { taskOf } from "../../../src/tasks/registry.js";
import { plainPng } from "../../support/png-writer.js";
import { runHere } from "../../support/run-here.js";
import { registered } from "../registered.js";
import { cautious } from "./cautious.js";

/** The one line that adds it. */
const withCautious = <T>(during: () => Promise<T>) =>
  registered(EVALUATION_OPTIONS, cautious, during);

let folder: string;
let photos: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  photos = join(folder, "photos");
  const rows = Array.from({ length: 40 }, (_, i) => ({
    name: `${String(i).padStart(2, "0")}.png`,
    truth: i % 2 === 0 ? "fox" : "deer",
    predicted: i % 8 === 0 || i % 2 === 1 ? "deer" : "fox",
  }));
  await mkdir(photos);
  for (const [i, { name }] of rows.entries()) {
    await writeFile(join(photos, name), await plainPng(4, 4, [i, 255 - i, 3 * i]));
  }
  const labels = rows.map(({ name, truth }) => `${name},${truth}`);
  const predictions = rows.map(({ name, predicted }) => `${name},${predicted}`);
  await writeFile(join(folder, "labels.csv"), `file,label\n${labels.join("\n")}\n`);
  await writeFile(join(folder, "p.csv"), `file,predicted\n${predictions.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const files = () => [
  photos,
  "--labels",
  join(folder, "labels.csv"),
  "--predictions",
  join(folder, "p.csv"),
];

describe("an option that is one folder and one line", () => {
  it("is taken by the command line, shown in its help, and said in the methods", async () => {
    const out = join(folder, "out");
    const args = ["evaluate", ...files(), "--out", out, "--cautious"];
    expect((await runHere(args)).err).toContain("unknown option '--cautious'");
    await withCautious(async () => {
      const { status, err } = await runHere(args);
      expect(status, err).toBe(0);
      expect((await runHere(["evaluate", "--help"])).out).toMatch(
        /--cautious +intervals of 99 % in place of 95 %/,
      );
    });
    const result = JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
    expect(result.estimates[0]?.level).toBe(0.99);
    expect(await readFile(join(out, "report.html"), "utf8")).toContain(
      "Intervals were chosen to be cautious.",
    );
  });

  it("is kept in a record, and its figures verify with it", async () => {
    const out = join(folder, "record");
    await withCautious(async () => {
      const made = await runHere(["record", "create", ...files(), "--out", out, "--cautious"]);
      expect(made.status, made.err).toBe(0);
      const record = JSON.parse(
        await readFile(join(out, "record.json"), "utf8"),
      ) as TransparencyRecord;
      expect(record.settings["cautious"]).toBe(true);
      expect(requestOf(record)).toMatchObject({ level: 0.99 });
      const { status, out: said } = await runHere([
        "record",
        "verify",
        join(out, "record.json"),
        "--images",
        photos,
      ]);
      expect(status, said).toBe(0);
    });
  });

  it("has a control in the app, which asks the same as the flag", async () => {
    await withCautious(async () => {
      const { name, values } = optionControls().at(-1)!;
      expect(name).toBe("cautious");
      const asked = readControls({ [name]: values[1]!.value }, taskOf("classification"));
      expect(asked).toEqual({ level: 0.99 });
      expect(readControls({ [name]: "another" }, taskOf("classification"))).toEqual({});
      const places = {
        images: "photos",
        labels: "labels.csv",
        model: "m.onnx",
        predictions: null,
        record: null,
        labelMap: null,
        labelChanges: null,
        sample: null,
        attributes: [],
        folderPattern: null,
        reading: {},
      };
      expect(sameCommand(places, { ...DEFAULT_REQUEST, ...asked })).toContain("--cautious");
    });
  });
});
