/**
 * Pictures altered in all ways: `npm run bench -- stress`. First what each kind takes of a working picture of 341 × 256
 * pixels, then the whole command with a model of MobileNetV2's plan: the limit is decoding once and inference for every
 * look, with the same decoder and engine, one thread, nothing else done; the ratio is ours, start, evaluation and page
 * included, to that. Processor time.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createRandom } from "../src/core/random.js";
import { altered } from "../src/images/corruptions/alter.js";
import { SEVERITIES } from "../src/images/corruptions/corruption.js";
import { CORRUPTIONS } from "../src/images/corruptions/registry.js";
import type { Pixels } from "../src/images/pixel-decoder.js";
import { processorMs } from "./end-to-end.js";
import {
  firstImages,
  GENERATORS,
  MAIN,
  type ModelFolder,
  modelFolder,
  modelLimit,
} from "./model-limit.js";

/** Kinds and severities, and the working picture as it is. */
const LOOKS = CORRUPTIONS.length * SEVERITIES.length + 1;

interface AlterationTime {
  readonly kind: string;
  /** Processor milliseconds a picture, the mean over severities. */
  readonly ms: number;
}

export function benchAlterations(repetitions = 20): readonly AlterationTime[] {
  const random = createRandom(1, 0);
  const [widthPx, heightPx] = [341, 256];
  const data = new Uint8Array(widthPx * heightPx * 3).map(() => random.below(256));
  const picture: Pixels = { widthPx, heightPx, channels: 3, bitDepth: 8, data };
  return CORRUPTIONS.map(({ id: kind }) => {
    const all = (count: number): void => {
      for (let run = 0; run < count; run++) {
        for (const severity of SEVERITIES) {
          altered(picture, { kind, severity, seed: run, shorterSidePx: 256 }, "5a".repeat(32));
        }
      }
    };
    all(2);
    const { user, system } = process.cpuUsage();
    all(repetitions);
    const used = process.cpuUsage();
    const ms = (used.user + used.system - user - system) / 1000 / repetitions / SEVERITIES.length;
    return { kind, ms: Number(ms.toFixed(2)) };
  });
}

interface StressTime {
  readonly engine: string;
  readonly images: number;
  readonly models: number;
  /** Processor milliseconds: decoding an image, and one look of the model. */
  readonly decodeMs: number;
  readonly inferenceMs: number;
  readonly limitMs: number;
  /** An image with all its looks, start, evaluation and page of so many images included. */
  readonly oursMs: number;
  readonly ratio: number;
  /** A further image: what is paid once is not in it. */
  readonly furtherMs: number;
  readonly furtherRatio: number;
}

/**
 * A part of the images, so that what a run costs once can be told from what an image costs. More than the images by
 * which the command estimates its time: with fewer, a part of that cost would count as one of further images.
 */
const FEW = 24;

/** Nothing where the generators are not there. */
export function benchStress(images = 48, engine = "native"): readonly StressTime[] {
  if (!existsSync(GENERATORS)) return [];
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  try {
    const all = modelFolder(folder, images);
    const few = firstImages(all, FEW, join(folder, "few"));
    const { decodeMs, inferenceMs } = modelLimit(all, engine);
    const more = ["--engine", engine, "--quiet", "--no-sanity", "--no-pictures"];
    const timeOf = ({ images: place, labels, model }: ModelFolder, models: number): number => {
      const words = [process.execPath, MAIN, "stress", place, "--labels", labels];
      const given = Array.from({ length: models }, (_, m) => ["--model", model, "--name", `m${m}`]);
      const out = mkdtempSync(join(folder, "out-"));
      return processorMs([...words, ...given.flat(), "--out", out, ...more]);
    };
    return [1, 3].map((models): StressTime => {
      const ofAll = timeOf(all, models);
      const oursMs = ofAll / images;
      const furtherMs = (ofAll - timeOf(few, models)) / (images - FEW);
      const limitMs = decodeMs + models * (LOOKS + 1) * inferenceMs;
      return {
        ...{ engine, images, models, decodeMs, inferenceMs, limitMs, oursMs, furtherMs },
        ratio: oursMs / limitMs,
        furtherRatio: furtherMs / limitMs,
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
