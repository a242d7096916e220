import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { DEMO_LABELS } from "../../src/demo/demo-plan.js";
import { type DemoImage, demoImages } from "../../src/demo/demo-set.js";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { wilsonCounts, Z_95 } from "../../src/statistics/wilson.js";

const ASSETS = join(import.meta.dirname, "../../assets/demo");
const bytesOf = (name: string): Buffer => readFileSync(join(ASSETS, name));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const model = bytesOf("site-a-classifier.onnx");
const cardText = bytesOf("site-a-classifier.json").toString("utf8");
const card = parseModelCard(cardText, "site-a-classifier.json");
const sets = (
  JSON.parse(bytesOf("sets.json").toString("utf8")) as {
    readonly sets: {
      readonly training: { readonly images: number; readonly sha256: string };
      readonly home: { readonly images: number; readonly correct: number };
      readonly away: { readonly images: number; readonly correct: number };
    };
  }
).sets;

/** The card's input of one picture: 2 × 2 means, then (v − 127.5) / 63.75, channels first. */
function inputOf(image: DemoImage): Float32Array {
  const { widthPx, heightPx, rgb } = image.pixels();
  const [w, h] = [widthPx / 2, heightPx / 2];
  const input = new Float32Array(3 * w * h);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const i = 3 * (2 * y * widthPx + 2 * x) + c;
        const below = i + 3 * widthPx;
        const mean = (rgb[i]! + rgb[i + 3]! + rgb[below]! + rgb[below + 3]!) / 4;
        input[(c * h + y) * w + x] = (mean - 127.5) / 63.75;
      }
    }
  }
  return input;
}

/** Pictures answered right, by the model in the reference runtime. */
async function countRight(images: readonly DemoImage[]): Promise<number> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  let right = 0;
  for (const image of images) {
    const input = new Tensor("float32", inputOf(image), [1, 3, 72, 96]);
    const { logits } = await session.run({ input });
    const values = [...(logits!.data as Float32Array)];
    if (DEMO_LABELS[values.indexOf(Math.max(...values))] === image.label) right++;
  }
  await session.release();
  return right;
}

describe("the demo's classifier", () => {
  it("is the file that its card and the checksums name, and small", () => {
    expect(sha256(model)).toBe(card.sha256);
    expect(model.length).toBe(card.bytes);
    expect(model.length).toBeLessThanOrEqual(2_000_000);
    const sums = bytesOf("SHA256SUMS").toString("utf8").trimEnd().split("\n");
    expect(sums).toHaveLength(3);
    for (const line of sums) {
      const [sum, name] = line.split("  ");
      expect(sha256(bytesOf(name!)), name).toBe(sum);
    }
  });

  it("has a card with the labels of the drawn pictures and the hash of its training set", () => {
    expect(card.labels).toEqual(DEMO_LABELS);
    const raw = JSON.parse(cardText) as { training: { sha256: string; images: number } };
    expect(raw.training.sha256).toBe(sets.training.sha256);
    expect(raw.training.images).toBe(sets.training.images);
  });

  it("claims what it scores at site A, with Wilson's interval", async () => {
    const images = demoImages("home");
    const claim = card.claims[0]!;
    expect(card.claims).toHaveLength(1);
    expect([claim.metric, claim.n]).toEqual(["accuracy", images.length]);
    expect(await countRight(images)).toBe(claim.correct);
    expect(claim.correct).toBe(sets.home.correct);
    const { low, high } = wilsonCounts(claim.correct!, images.length, Z_95);
    expect(claim.value).toBeCloseTo(claim.correct! / images.length, 6);
    expect(claim.low).toBeCloseTo(low!, 6);
    expect(claim.high).toBeCloseTo(high!, 6);
  });

  it("falls at site B", async () => {
    const images = demoImages("away");
    const right = await countRight(images);
    expect(right).toBe(sets.away.correct);
    const { high } = wilsonCounts(right, images.length, Z_95);
    expect(high!).toBeLessThan(card.claims[0]!.low! - 0.1);
  });
});
