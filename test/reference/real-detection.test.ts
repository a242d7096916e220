import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { describeWithShared } from "../support/shared-data.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");

let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function detect(images: string, labels: string, ...more: string[]) {
  const out = join(folder, String(runs++));
  const args = ["evaluate", images, "--labels", labels, "--task", "detection", "--out", out];
  const text = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [MAIN, ...args, "--json", "-", ...more],
      { maxBuffer: 1e9 },
      (error, stdout, stderr) => (error === null ? resolve(stdout) : reject(new Error(stderr))),
    );
  });
  return { out, result: JSON.parse(text) as EvaluationResult };
}

/** Metric of each of the reference's twelve numbers. */
const REFERENCE = {
  AP: "map",
  AP50: "map-50",
  AP75: "map-75",
  APsmall: "map-small",
  APmedium: "map-medium",
  APlarge: "map-large",
  AR1: "ar-1",
  AR10: "ar-10",
  AR100: "ar-100",
  ARsmall: "ar-small",
  ARmedium: "ar-medium",
  ARlarge: "ar-large",
} as const;

const figure = ({ estimates }: EvaluationResult, metric: string) =>
  estimates.find((one) => one.metric === metric && one.slice === null)?.value;

describeWithShared("detectors on photographs of COCO", "data/coco-val100", (coco) => {
  const images = join(coco, "images");
  const labels = join(coco, "instances.json");
  const expected = async (model: string) => {
    const file = join(coco, "reference", `${model}.cocoeval.json`);
    const { stats } = JSON.parse(await readFile(file, "utf8")) as {
      stats: Record<keyof typeof REFERENCE, number>;
    };
    return stats;
  };
  const expectTwelve = (
    result: EvaluationResult,
    stats: Readonly<Record<keyof typeof REFERENCE, number>>,
    digits: number,
  ): void => {
    for (const [name, metric] of Object.entries(REFERENCE)) {
      expect(figure(result, metric), name).toBeCloseTo(
        stats[name as keyof typeof REFERENCE],
        digits,
      );
    }
  };

  it.each(["yolox_nano_416", "nanodet_m_416"])(
    "has the twelve figures of the COCO API: %s",
    async (model) => {
      const stats = await expected(model);
      const run = await detect(images, labels, "--model", join(coco, `../models/${model}.onnx`));
      expectTwelve(run.result, stats, 6);
      expect(run.result.inputs).toMatchObject({ images: 75, scored: 75, listed: [] });

      const results = join(coco, "reference", `${model}.results.json`);
      const fromFile = await detect(images, labels, "--predictions", results);
      expectTwelve(fromFile.result, stats, 7);

      // What a run writes is what another reads.
      const written = join(run.out, "predictions.json");
      const again = await detect(images, labels, "--predictions", written);
      expect(figure(again.result, "map")).toBe(figure(run.result, "map"));
    },
  );

  it("comes to the same from YOLO's labels of the same boxes, but for areas of outlines", async () => {
    const results = join(coco, "reference", "yolox_nano_416.results.json");
    const model = join(coco, "../models/yolox_nano_416.onnx");
    const fromCoco = await detect(images, labels, "--predictions", results);
    const fromYolo = await detect(images, join(coco, "data.yaml"), "--model", model);
    // The crowds of COCO are not in YOLO's files, and coordinates have six digits there.
    expect(figure(fromYolo.result, "map")).toBeCloseTo(figure(fromCoco.result, "map") ?? 0, 2);
  });

  it("chooses a threshold on one half and says what it does on the other", async () => {
    const results = join(coco, "reference", "yolox_nano_416.results.json");
    const goal = ["--threshold-for", "false-alarms<=0.5"];
    const { result } = await detect(images, labels, "--predictions", results, ...goal);
    const note = result.inputs.notes.find(({ code }) => code === "threshold/chosen-here");
    expect(note?.what).toMatch(/chosen on \d+ images; on the other \d+: .*false alarms each/);
    expect(figure(result, "recall{average=micro}")).toBeGreaterThan(0.2);
  });
});
