import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { encodePng } from "../support/png.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const IMAGES = 40;
const [W, H] = [40, 30];
/** Objects are in the middle half of both sides. */
const BOX = [0.25, 0.25, 0.5, 0.5];
/** More red than green, or the other way. */
const WEIGHTS = [
  [20, 0],
  [0, 20],
  [0, 0],
] as const;

let folder: string;
const at = (...path: string[]): string => join(folder, ...path);

/** The colour of the background decides the label in one world, that of the object in the other. */
function photo(i: number, isPlanted: boolean): Uint8Array {
  const colour = i % 2 === 0 ? [200, 60 + i, 0] : [60 + i, 200, 0];
  const grey = [90 + i, 90 + i, 90 + i];
  const data = new Uint8Array(3 * W * H);
  for (let p = 0; p < W * H; p++) {
    const [x, y] = [p % W, Math.floor(p / W)];
    const isObject = x >= W / 4 && x < (3 * W) / 4 && y >= H / 4 && y < (3 * H) / 4;
    data.set(isObject === isPlanted ? grey : colour, 3 * p);
  }
  return encodePng({ widthPx: W, heightPx: H, channels: 3, bitDepth: 8, data });
}

/** Two labels that touch: a core in the object's middle, the rest of the object around it. */
function maskOf(hasObject: boolean): Uint8Array {
  const data = Uint8Array.from({ length: W * H }, (_, p) => {
    const [x, y] = [p % W, Math.floor(p / W)];
    const within = (by: number) => x >= by * W && x < W - by * W && y >= by * H && y < H - by * H;
    return !hasObject ? 0 : within(0.4) ? 255 : within(0.25) ? 128 : 0;
  });
  return encodePng({ widthPx: W, heightPx: H, channels: 1, bitDepth: 8, data });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  const rows = Array.from(
    { length: IMAGES },
    (_, i) => `${i}.png,${i % 2 === 0 ? "red" : "green"}\n`,
  );
  await writeFile(at("labels.csv"), `file,label\n${rows.join("")}`);
  for (const world of ["planted", "null"]) {
    await mkdir(at(world));
    for (let i = 0; i < IMAGES; i++) {
      await writeFile(at(world, `${i}.png`), photo(i, world === "planted"));
    }
  }
  const images = Array.from({ length: IMAGES }, (_, i) => ({
    file: `${i}.png`,
    detections: i >= 36 ? [] : [{ category: "1", conf: 0.9, bbox: BOX }],
  }));
  const detector = { format_version: "1.3", detector: "md_v5a" };
  await writeFile(
    at("md.json"),
    JSON.stringify({ info: detector, detection_categories: { 1: "animal" }, images }),
  );
  const bytes = meanColourClassifier({ weights: WEIGHTS });
  await writeFile(at("model.onnx"), bytes);
  await writeFile(at("model.json"), cardText(bytes));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(world: string, more: readonly string[] = [], labels = "labels.csv") {
  const words = ["evaluate", at(world), "--labels", at(labels), "--model", at("model.onnx")];
  const out = ["--out", at(`${world}-out`), "--json", "-"];
  return runHere([...words, "--analyse", "background", ...out, ...more]);
}

async function resultOf(world: string): Promise<EvaluationResult> {
  const ran = await run(world, ["--objects", at("md.json")]);
  expect(ran, ran.err).toMatchObject({ status: 0 });
  expect(ran.err).toContain("36 pictures with objects looked at three times");
  return JSON.parse(ran.out);
}

describe("evaluate --analyse background", () => {
  it("finds that the background decides, where it was planted", async () => {
    const result = await resultOf("planted");
    expect(violationsOf("result", result)).toEqual([]);
    const found = result.analyses?.background;
    expect(found).toMatchObject({
      boxes: `${at("md.json")}, a detector's from score 0.2 on`,
      n: 36,
      leftOut: { withoutObject: 4, withoutBackground: 0, withoutAnswer: 0 },
      still: { right: 36, of: 36 },
      blind: 0.5,
      answersWithout: true,
    });
    // Grey objects on grey: every answer is the same.
    const [, , objects] = found!.pictures;
    expect(objects).toMatchObject({ picture: "objects", right: 18, change: { value: -0.5 } });
    const page = await readFile(at("planted-out", "report.html"), "utf8");
    expect(page).toContain("Without the object it still answers right on 36 of the 36");
    expect(await readFile(at("planted-out", "tables", "background.csv"), "utf8")).toMatch(
      /^picture,n,right/,
    );
  });

  it("does not find it where the object decides", async () => {
    const found = (await resultOf("null")).analyses?.background;
    expect(found?.answersWithout).toBe(false);
    const [whole, without, objects] = found!.pictures;
    expect([whole!.right, without!.right, objects!.right]).toEqual([36, 18, 36]);
    expect(without?.meanRecall.value).toBe(0.5);
  });

  it("does not change the figures of the pictures as they are", async () => {
    const { estimates } = await resultOf("null");
    const words = ["evaluate", at("null"), "--labels", at("labels.csv")];
    const plain = await runHere([
      ...[...words, "--model", at("model.onnx"), "--out", at("plain-out"), "--json", "-"],
    ]);
    expect(JSON.parse(plain.out).estimates).toEqual(estimates);
  });

  it("takes boxes around masks, in a folder or named by the table of labels", async () => {
    await mkdir(at("masks"), { recursive: true });
    for (let i = 0; i < IMAGES; i++) {
      await writeFile(at("masks", `${i}_mask.png`), maskOf(i < 36));
    }
    const rows = Array.from(
      { length: IMAGES },
      (_, i) => `${i}.png,masks/${i}_mask.png,${i % 2 === 0 ? "red" : "green"}\n`,
    );
    await writeFile(at("masked.csv"), `file,mask,label\n${rows.join("")}`);
    const byBoxes = (await resultOf("null")).analyses?.background;
    const inFolder = await run("null", ["--objects", at("masks")]);
    const byTable = await run("null", [], "masked.csv");
    for (const [ran, source] of [
      [inFolder, at("masks")],
      [byTable, at("masked.csv")],
    ] as const) {
      expect(ran, ran.err).toMatchObject({ status: 0 });
      expect(JSON.parse(ran.out).analyses.background).toEqual({
        ...byBoxes,
        boxes: `${source}, around annotated pixels`,
      });
    }
  });

  it("is refused before the model runs where nothing says where objects are", async () => {
    const { status, err } = await run("null");
    expect(status).toBe(1);
    expect(err).toContain("analysis/no-boxes");
    expect(err).toContain("--objects PATH");
  });
});
