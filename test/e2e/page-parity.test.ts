import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { DETECTION_WIDTH } from "../../src/models/detections.js";
import type { ImageScorer, ImageScores } from "../../src/models/image-scorer.js";
import { openModel } from "../../src/node/inference/open-model.js";
import { chooseRuntime } from "../../src/node/inference/runtimes.js";
import { openScorerPool } from "../../src/node/inference/scorer-pool.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { openScorerPage, openScorerSite, type ScorerPage } from "../support/page-scorer.js";
import { describeWithShared } from "../support/shared-data.js";
import type { StaticSite } from "../support/static-site.js";

/** Images of each model. */
const IMAGES = 6;
/** Of scores; boxes are pixels of a picture of some hundred, and wander a thousand times as far. */
const TOLERANCE = 1e-3;

/** Pictures of several kinds, formats and sizes, the first of each folder. */
function picturesOf(folder: string): string[] {
  const found: string[] = [];
  const folders = ["wbc", "imagenet-sample", "coco-val100/images", "cameratraps/images"];
  for (const part of folders) {
    const at = join(folder, part);
    if (!existsSync(at)) continue;
    const names = readdirSync(at, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(jpe?g|png)$/i.test(name))
      .sort();
    found.push(...names.slice(0, 2).map((name) => join(at, name)));
  }
  return found.slice(0, IMAGES);
}

async function scoresOf(
  scorer: ImageScorer,
  paths: readonly string[],
): Promise<readonly ImageScores[]> {
  const found: ImageScores[] = [];
  for await (const result of scorer.score(paths.map((path, index) => ({ index, path })))) {
    if (!result.ok) throw new Error(`${paths[result.index]}: ${result.what}`);
    found[result.index] = result;
  }
  await scorer.close();
  return found;
}

function highest(scores: Float64Array): number {
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[best]!) best = k;
  return best;
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let k = 0; k < a.length; k++) largest = Math.max(largest, Math.abs(a[k]! - b[k]!));
  return largest;
}

describeWithShared("the same answers in Node and in Chromium", "data", (folder) => {
  describeWithChromium("of every model", () => {
    const models = readdirSync(join(folder, "models")).filter((name) => name.endsWith(".onnx"));
    const pictures = picturesOf(folder);
    const inside = (picture: string): string => picture.slice(folder.length + 1);
    let browser: Browser;
    let site: StaticSite;
    let page: ScorerPage;
    beforeAll(async () => {
      site = await openScorerSite();
      browser = await launchChromium();
      page = await openScorerPage(browser, site);
    });
    afterAll(async () => {
      await browser?.close();
      await site?.close();
    });

    const cardOf = (file: string): string =>
      readFileSync(join(folder, "models", file.replace(".onnx", ".json")), "utf8");
    const isRead = (file: string): boolean => {
      const { task } = parseModelCard(cardOf(file), file);
      return task === "classification" || task === "detection";
    };
    it.each(models.filter(isRead))("%s", async (file) => {
      const path = join(folder, "models", file);
      const text = readFileSync(path.replace(".onnx", ".json"), "utf8");
      const card = parseModelCard(text, file);
      const here = await scoresOf(
        await openScorerPool({
          model: await openModel(path),
          card,
          runtime: await chooseRuntime({ prefer: "wasm", cwd: process.cwd() }),
          workers: 1,
        }),
        pictures,
      );
      const there = await scoresOf(
        await page.open({
          modelBase64: readFileSync(path).toString("base64"),
          card: text,
          images: pictures.map((picture) => ({
            path: inside(picture),
            base64: readFileSync(picture).toString("base64"),
          })),
          workers: 1,
        }),
        pictures.map(inside),
      );
      for (const [i, one] of here.entries()) {
        const other = there[i]!;
        const name = inside(pictures[i]!);
        expect([other.sha256, other.widthPx, other.heightPx, other.notes], name).toEqual([
          one.sha256,
          one.widthPx,
          one.heightPx,
          one.notes,
        ]);
        // The same boxes kept, or the same number of labels.
        expect(other.scores.length, name).toBe(one.scores.length);
        if (card.task === "detection") {
          for (let at = 0; at < one.scores.length; at += DETECTION_WIDTH) {
            expect(other.scores[at + 5], name).toBe(one.scores[at + 5]);
            expect(Math.abs(other.scores[at + 4]! - one.scores[at + 4]!)).toBeLessThan(TOLERANCE);
          }
          expect(largestDifference(one.scores, other.scores), name).toBeLessThan(1);
        } else {
          expect(largestDifference(one.scores, other.scores), name).toBeLessThan(TOLERANCE);
          expect(highest(other.scores), name).toBe(highest(one.scores));
        }
      }
    });
  });
});
