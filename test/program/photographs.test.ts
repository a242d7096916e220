import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CAT_FRAMES,
  CAT_PLATE,
  catInFrame,
  OTHER_PHOTOGRAPHS,
} from "../../src/demo/photographs.js";
import { readImageHead } from "../../src/images/image-head.js";
import type { EvaluationResult } from "../../src/results/result.js";

const ASSETS = join(import.meta.dirname, "../../assets/demo");
const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");

async function sizeOf(file: string): Promise<readonly [number, number]> {
  const bytes = await readFile(join(ASSETS, "photographs", file));
  const head = await readImageHead(
    bytes,
    bytes.length,
    async (from, maxBytes) => bytes.subarray(from, from + maxBytes),
    false,
  );
  return [head.widthPx, head.heightPx];
}

describe("the photographs of the detection demo", () => {
  it("are as large as the annotations say, which lie inside", async () => {
    for (const { file, widthPx, heightPx, animals, crowds } of OTHER_PHOTOGRAPHS) {
      expect(await sizeOf(file), file).toEqual([widthPx, heightPx]);
      for (const [x, y, w, h] of [...animals, ...crowds]) {
        expect(x >= 0 && y >= 0 && w > 0 && h > 0, file).toBe(true);
        expect(x + w <= widthPx && y + h <= heightPx, file).toBe(true);
      }
    }
    const [plateWidth, plateHeight] = await sizeOf(CAT_PLATE);
    expect(CAT_FRAMES).toHaveLength(24);
    for (const frame of CAT_FRAMES) {
      const [x, y, w, h] = frame.frame;
      expect(x + w <= plateWidth && y + h <= plateHeight).toBe(true);
      const [cx, cy, cw, ch] = catInFrame(frame);
      expect(cx >= 0 && cy >= 0 && cx + cw <= w && cy + ch <= h).toBe(true);
      // Hardly anything of a cat is beyond its frame.
      expect(cw * ch).toBeGreaterThan(0.9 * frame.cat[2] * frame.cat[3]);
    }
  });

  it("are read by the model of the card", async () => {
    const card = JSON.parse(await readFile(join(ASSETS, "animal-finder.json"), "utf8")) as {
      readonly sha256: string;
      readonly bytes: number;
    };
    const bytes = await readFile(join(ASSETS, "animal-finder.onnx"));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(card.sha256);
    expect(bytes.length).toBe(card.bytes);
  });
});

describe("homeground demo photographs", () => {
  let out: string;
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), "homeground-"));
  });
  afterAll(() => rm(out, { recursive: true }));

  it("finds the cat that it knows, and hardly a sheep", async () => {
    const args = [MAIN, "demo", "photographs", "--out", out];
    await new Promise<void>((resolve, reject) => {
      execFile(process.execPath, args, (error, _, stderr) =>
        error === null ? resolve() : reject(new Error(stderr)),
      );
    });
    const result = JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
    const [verdict] = result.verdicts;
    const home = JSON.parse(
      await readFile(join(out, "cat", "result.json"), "utf8"),
    ) as EvaluationResult;
    const found = ({ estimates }: EvaluationResult) =>
      estimates.find(({ metric }) => metric === "recall{class=animal}")?.value ?? Number.NaN;
    // Of 12 cats and 14 sheep; another engine may round a score across the threshold.
    expect(found(home)).toBeGreaterThanOrEqual(10 / 12);
    expect(found(result)).toBeLessThanOrEqual(2 / 14 + 1e-12);
    expect(result.inputs).toMatchObject({ images: 3, scored: 3, listed: [] });
    // One photograph with animals is no sample of photographs.
    expect(verdict).toMatchObject({ metric: "recall{class=animal}", verdict: "cannot-tell" });
  });
});
