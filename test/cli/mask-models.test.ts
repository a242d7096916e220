import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { cardText } from "../support/card-writer.js";
import { DOT_SIDE, dotBoxMasks, dotsPng } from "../support/dot-models.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 12;

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);

/** A red rectangle of 5 × 4 in the first quarter, a green one of 4 × 5 in the last; the last picture is dark. */
const things = (i: number) =>
  i === IMAGES - 1
    ? []
    : [
        { channel: 0, left: 1 + (i % 2), top: 2, width: 5, height: 4 } as const,
        { channel: 1, left: 10, top: 9 + (i % 2), width: 4, height: 5 } as const,
      ];
/** What is annotated of the red ones lies one pixel further right on every third picture. */
const off = (i: number, channel: number) => (channel === 0 && i % 3 === 0 ? 1 : 0);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  const annotations: object[] = [];
  for (let i = 0; i < IMAGES; i++) {
    const dots = things(i).flatMap(({ channel, left, top, width, height }) => {
      const x = left + off(i, channel);
      annotations.push({
        ...{ id: annotations.length + 1, image_id: i + 1, category_id: channel + 1, iscrowd: 0 },
        ...{ bbox: [x, top, width, height], area: width * height },
        segmentation: [[x, top, x + width, top, x + width, top + height, x, top + height]],
      });
      return Array.from(
        { length: width * height },
        (_, k) => [left + (k % width), top + Math.floor(k / width), channel] as const,
      );
    });
    await writeFile(at("photos", `${i}.png`), dotsPng(...dots));
  }
  const images = Array.from({ length: IMAGES }, (_, i) => ({
    ...{ id: i + 1, file_name: `${i}.png`, width: DOT_SIDE, height: DOT_SIDE },
  }));
  const categories = ["fly", "bee"].map((name, k) => ({ id: k + 1, name }));
  await writeFile(at("labels.json"), JSON.stringify({ images, annotations, categories }));
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluate(name: string): Promise<EvaluationResult> {
  const said = await runHere([
    ...["evaluate", at("photos"), "--labels", at("labels.json"), "--model", at(`${name}.onnx`)],
    ...["--task", "instance-segmentation", "--engine", "wasm", "--threads", "1"],
    ...["--metric", "pq", "--metric", "object-dice", "--threshold", "0.5"],
    ...["--out", at(`out-${name}`), "--json", "-", "--quiet"],
  ]);
  expect(said, said.err).toMatchObject({ status: 0 });
  return JSON.parse(said.out) as EvaluationResult;
}

function expectFigures(result: EvaluationResult): void {
  expect(result.inputs).toMatchObject({ images: IMAGES, scored: IMAGES, listed: [] });
  const value = (metric: string) => result.estimates.find((one) => one.metric === metric)?.value;
  // Of 11 red ones four overlap by 4 of 6 columns, the rest, and all green ones, wholly.
  expect(value("pq{class=fly}")).toBeCloseTo((7 + 4 * (4 / 6)) / 11, 10);
  expect(value("pq{class=bee}")).toBeCloseTo(1, 10);
  expect(value("object-dice")).toBeLessThan(1);
}

describe("a model that gives a mask with each box", () => {
  it.each(["box", "input"] as const)("is run on the pictures: masks over the %s", async (over) => {
    const bytes = dotBoxMasks(over);
    const side = over === "box" ? 28 : DOT_SIDE;
    await writeFile(at(`${over}.onnx`), bytes);
    const card = cardText(bytes, {
      labels: ["fly", "bee"],
      input: { height: DOT_SIDE, width: DOT_SIDE },
      fields: {
        ...{
          task: "instance-segmentation",
          family: "mask-rcnn",
          scores: "raw",
          file: `${over}.onnx`,
        },
        output: {
          names: ["boxes", "labels", "scores", "masks"],
          shapes: [["batch", 4], ["batch"], ["batch"], ["batch", 1, side, side]],
        },
        decode: {
          outputs: { boxes: "boxes", scores: "scores", labels: "labels" },
          ...{ boxes: "xyxy", boxUnit: "pixel", labelOffset: 1, background: 0 },
          ...{ masks: "masks", maskOver: over, scoreThreshold: 0.1 },
          ...{ nms: { method: "none" }, clip: "after-nms", maxDetections: 10 },
        },
      },
    });
    await writeFile(at(`${over}.json`), card);
    expectFigures(await evaluate(over));
  });

  it("is run without a card, as torchvision exports it", async () => {
    await writeFile(at("guessed.onnx"), dotBoxMasks("input"));
    await writeFile(at("labels.txt"), "fly\nbee\n");
    const result = await evaluate("guessed");
    expect(result.model).toMatchObject({ guessed: expect.any(Array) });
    expectFigures(result);
  });
});
