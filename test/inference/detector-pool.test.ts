import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseModelCard } from "../../src/models/card/model-card.js";
import type { ScoredImage } from "../../src/models/image-scorer.js";
import { openModel } from "../../src/node/inference/open-model.js";
import { chooseRuntime } from "../../src/node/inference/runtimes.js";
import { openScorerPool, type SecondStageOptions } from "../../src/node/inference/scorer-pool.js";
import { openFileScoreLog } from "../../src/node/storage/file-score-log.js";
import { createMemoryScoreLog, type ScoreLog } from "../../src/scoring/score-log.js";
import { cardText } from "../support/card-writer.js";
import { type DetectorParts, detectorCard, GREEDY } from "../support/detector-card.js";
import {
  f32,
  i64,
  meanColourClassifier,
  model,
  node,
  tensor,
  value,
} from "../support/onnx-writer.js";
import { encodePng } from "../support/png.js";
import { throwsCode } from "../support/throws-code.js";

const FOLDER = mkdtempSync(join(tmpdir(), "homeground-detector-"));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/**
 * A detector whose answer can be worked out by hand: one row x1, y1, x2, y2 = 1, 1, 3, 3 of a frame
 * of 4 × 4, scored with the mean of the red channel, of label 1.
 */
const RED_DETECTOR = model({
  nodes: [
    node("GlobalAveragePool", ["image"], ["p"]),
    node("Flatten", ["p"], ["flat"], { axis: 1 }),
    node("MatMul", ["flat", "w"], ["score"]),
    node("Add", ["score", "fixed"], ["row"]),
    node("Reshape", ["row", "shape"], ["out"]),
  ],
  initializers: [
    tensor("w", { dims: [3, 6], raw: f32(0, 0, 0, 0, 1, 0, ...new Array<number>(12).fill(0)) }),
    tensor("fixed", { dims: [1, 6], raw: f32(1, 1, 3, 3, 0, 1) }),
    tensor("shape", { type: "int64", dims: [3], raw: i64(1, 1, 6) }),
  ],
  inputs: [value("image", [1, 3, 4, 4])],
  outputs: [value("out", [1, 1, 6])],
});

const RED = [255, 0, 0] as const;
const BLACK = [0, 0, 0] as const;

/** A picture of fields of 4 × 4 pixels side by side; `turned`: stored on its side (EXIF 6). */
function write(name: string, fields: readonly (readonly number[])[], turned = false): string {
  const path = join(FOLDER, name);
  const n = fields.length;
  // Orientation 6: what is displayed at (x, y) is stored at (y, n·4 − 1 − x).
  const data = turned
    ? fields.toReversed().flatMap((colour) => new Array<typeof colour>(16).fill(colour).flat())
    : Array.from({ length: 4 }, () => fields.flatMap((c) => [...c, ...c, ...c, ...c])).flat();
  const [widthPx, heightPx] = turned ? [4, n * 4] : [n * 4, 4];
  const size = { widthPx, heightPx, channels: 3, bitDepth: 8 } as const;
  writeFileSync(path, encodePng({ ...size, data: Uint8Array.from(data) }, turned ? 6 : 1));
  return path;
}

async function detect(
  parts: DetectorParts,
  paths: readonly string[],
  second?: SecondStageOptions,
): Promise<ScoredImage[]> {
  const path = join(FOLDER, "model.onnx");
  writeFileSync(path, RED_DETECTOR);
  const sha256 = createHash("sha256").update(RED_DETECTOR).digest("hex");
  const text = detectorCard("yolov8-nms", { ...parts, sha256, height: 4, width: 4 });
  const scorer = await openScorerPool({
    model: await openModel(path),
    card: parseModelCard(text, "card.json"),
    workers: 1,
    runtime: await chooseRuntime({ prefer: "native", cwd: FOLDER }),
    ...(second === undefined ? {} : { second }),
  });
  const results: ScoredImage[] = [];
  try {
    const images = paths.map((one, index) => ({ index, path: one }));
    for await (const result of scorer.score(images)) results[result.index] = result;
  } finally {
    await scorer.close();
  }
  return results;
}

const rowsOf = (result: ScoredImage | undefined): number[] => {
  if (result?.ok !== true) throw new Error(result?.what ?? "no result");
  return [...result.scores];
};

describe("the pool with a detector", () => {
  it("gives rows in pixels of the picture, or none where nothing is found", async () => {
    const [red, black, wide] = await detect({ resize: { fit: "stretch" } }, [
      write("red.png", [RED]),
      write("black.png", [BLACK]),
      write("wide.png", [RED, BLACK]),
    ]);
    expect(rowsOf(red)).toEqual([1, 1, 2, 2, 1, 1]);
    expect(rowsOf(black)).toEqual([]);
    expect(rowsOf(wide)).toEqual([2, 1, 4, 2, 0.5, 1]);
  });

  it("runs the model on each tile, and says where in the picture things are", async () => {
    const tile = { width: 4, height: 4, overlap: 0 };
    const picture = write("tiles.png", [BLACK, RED, BLACK, RED]);
    const [found] = await detect({ decode: { tile }, nms: GREEDY }, [picture]);
    expect(rowsOf(found)).toEqual([5, 1, 2, 2, 1, 1, 13, 1, 2, 2, 1, 1]);
    const whole = { ...tile, whole: true };
    const [both] = await detect({ decode: { tile: whole }, resize: { fit: "stretch" } }, [picture]);
    expect(rowsOf(both)).toEqual([5, 1, 2, 2, 1, 1, 13, 1, 2, 2, 1, 1, 4, 1, 8, 2, 0.5, 1]);
  });

  it("measures in the picture as it is displayed, tiles too", async () => {
    const tile = { width: 4, height: 4, overlap: 0 };
    const picture = write("turned.png", [BLACK, RED, RED], true);
    const [cut] = await detect({ decode: { tile } }, [picture]);
    expect(rowsOf(cut)).toEqual([5, 1, 2, 2, 1, 1, 9, 1, 2, 2, 1, 1]);
    expect(cut).toMatchObject({ widthPx: 12, heightPx: 4, notes: ["image/orientation-applied"] });
    const [whole] = await detect({ resize: { fit: "stretch" } }, [picture]);
    // Without antialias, the four columns are pixels 1, 4, 7 and 10 of 12.
    expect(rowsOf(whole)).toEqual([3, 1, 6, 2, 0.75, 1]);
  });

  it("shows what it found to a classifier, and keeps the answers of both", async () => {
    const bytes = meanColourClassifier();
    const path = join(FOLDER, "classifier.onnx");
    writeFileSync(path, bytes);
    const second = {
      model: await openModel(path),
      card: parseModelCard(cardText(bytes), "card.json"),
      stage: { margin: 0, square: false, minScore: 0, refines: null, score: "product" },
    } as const;
    const pictures = [write("two.png", [RED, BLACK], true), write("none.png", [BLACK])];
    const [two, none] = await detect({ resize: { fit: "stretch" } }, pictures, second);
    // The box is x 2 to 6, half red: logits 0.5 and 0.
    const odds = Math.exp(0.5);
    expect(rowsOf(two)).toEqual([
      2,
      1,
      4,
      2,
      0.5,
      1,
      expect.closeTo(odds / (1 + odds), 6),
      expect.closeTo(1 / (1 + odds), 6),
    ]);
    expect(two).toMatchObject({ notes: ["image/orientation-applied"], widthPx: 8, heightPx: 4 });
    expect(rowsOf(none)).toEqual([]);
    const wrong = { ...second, card: parseModelCard(detectorCard("yolox"), "card.json") };
    await expect(detect({}, pictures, wrong)).rejects.toThrow(throwsCode("model/card-bad"));
  });

  it.each<[string, () => Promise<ScoreLog>]>([
    ["memory", async () => createMemoryScoreLog()],
    ["file", () => openFileScoreLog(join(FOLDER, "scores.log"))],
  ])("leaves rows of any number in a score log: %s", async (_name, open) => {
    const log = await open();
    const record = { ok: true, widthPx: 4, heightPx: 4, notes: [] } as const;
    const lengths = [0, 6, 600, 60_000];
    for (const [i, length] of lengths.entries()) {
      const scores = Float64Array.from({ length }, (_, k) => k / 7);
      await log.append(String(i).repeat(64), { ...record, scores });
    }
    for (const [i, length] of lengths.entries()) {
      const scores = Float64Array.from({ length }, (_, k) => k / 7);
      expect(await log.read(String(i).repeat(64))).toEqual({ ...record, scores });
    }
    await log.close();
  });

  it("finds rows of a file again that is opened another time", async () => {
    const path = join(FOLDER, "again.log");
    const record = { ok: true, widthPx: 4, heightPx: 4, notes: [] } as const;
    const first = await openFileScoreLog(path);
    await first.append("a".repeat(64), { ...record, scores: new Float64Array() });
    await first.append("b".repeat(64), { ...record, scores: Float64Array.of(1, 2, 3, 4, 0.5, 1) });
    await first.close();
    const second = await openFileScoreLog(path);
    expect(await second.read("a".repeat(64))).toEqual({ ...record, scores: new Float64Array() });
    expect(await second.read("b".repeat(64))).toMatchObject({
      scores: Float64Array.of(1, 2, 3, 4, 0.5, 1),
    });
    await second.close();
  });
});
