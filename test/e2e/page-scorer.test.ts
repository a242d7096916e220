import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PAGE_ENGINE } from "../../src/web/inference/page-engine.js";
import { imageScorerContract } from "../contract/image-scorer.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { endlessClassifier, meanColourClassifier } from "../support/onnx-writer.js";
import { openScorerPage, openScorerSite, type ScorerPage } from "../support/page-scorer.js";
import { plainPng } from "../support/png-writer.js";
import type { StaticSite } from "../support/static-site.js";
import { throwsCode } from "../support/throws-code.js";

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
/** Softmax by hand, for two logits. */
const pair = (a: number, b: number): [number, number] => {
  const e = Math.exp(b - a);
  return [1 / (1 + e), e / (1 + e)];
};

const IMAGES = [
  { path: "red.png", base64: base64(plainPng(6, 5, [255, 0, 0])) },
  { path: "green.png", base64: base64(plainPng(6, 5, [0, 255, 0])) },
  { path: "mixed.png", base64: base64(plainPng(9, 9, [51, 204, 102])) },
  { path: "broken.png", base64: base64(plainPng(9, 9, [51, 204, 102]).subarray(0, 50)) },
];

describeWithChromium("scoring in Chromium", () => {
  let browser: Browser;
  let site: StaticSite;
  let scorers: ScorerPage;
  beforeAll(async () => {
    site = await openScorerSite();
    browser = await launchChromium();
    scorers = await openScorerPage(browser, site);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const open = (bytes: Uint8Array, parts: { workers?: number; imageTimeoutMs?: number } = {}) =>
    scorers.open({
      modelBase64: base64(bytes),
      card: cardText(bytes),
      images: IMAGES,
      workers: 2,
      ...parts,
    });

  imageScorerContract("workers of a page", async () => ({
    scorer: await open(meanColourClassifier({ batch: "batch" })),
    good: [
      { path: "red.png", scores: pair(1, 0) },
      { path: "green.png", scores: pair(0, 1) },
      { path: "mixed.png", scores: pair(0.2, 0.8) },
    ],
    missing: "nowhere.png",
  }));

  it("runs the engine that results name before it is loaded", async () => {
    const scorer = await open(meanColourClassifier());
    expect(scorer.engine).toBe(PAGE_ENGINE);
    await scorer.close();
  });

  it("lists a damaged image and goes on", async () => {
    const scorer = await open(meanColourClassifier());
    const found = new Map<number, boolean>();
    for await (const { index, ok } of scorer.score(
      IMAGES.map(({ path }, index) => ({ index, path })),
    )) {
      found.set(index, ok);
    }
    expect(Object.fromEntries(found)).toEqual({ 0: true, 1: true, 2: true, 3: false });
    await scorer.close();
  });

  it("ends a model that never does", async () => {
    const scorer = await open(endlessClassifier(), { workers: 1, imageTimeoutMs: 1500 });
    const run = async () => {
      for await (const result of scorer.score([{ index: 0, path: "red.png" }]))
        expect(result.ok).toBe(false);
    };
    await expect(run()).rejects.toThrow(throwsCode("model/timeout"));
    await scorer.close();
  });

  it("gives a model that is none, or not the card's, to no engine", async () => {
    const bytes = meanColourClassifier();
    const asCard = { card: cardText(bytes), images: IMAGES, workers: 1 };
    await expect(
      scorers.open({ ...asCard, modelBase64: base64(Uint8Array.of(1, 2, 3)) }),
    ).rejects.toThrow(throwsCode("model/not-onnx"));
    const other = meanColourClassifier({ batch: "batch" });
    await expect(scorers.open({ ...asCard, modelBase64: base64(other) })).rejects.toThrow(
      throwsCode("model/card-mismatch"),
    );
  });

  it("asks for nothing but its own programs, and meets no error", async () => {
    const scorer = await open(meanColourClassifier());
    for await (const { ok } of scorer.score([{ index: 0, path: "red.png" }])) expect(ok).toBe(true);
    await scorer.close();
    const known =
      /^(|bridge\.js|scorer\.js|favicon\.ico|codecs\/[a-z_]+\.wasm|ort\/[a-z.-]+|[\w.-]+\.js)$/;
    expect(site.requests.filter((path) => !known.test(path) && path !== "/favicon.ico")).toEqual(
      [],
    );
    expect(scorers.problems).toEqual([]);
  });
});
