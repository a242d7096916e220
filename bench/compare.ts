/**
 * Models compared with each other: `npm run bench -- compare`. Many images in groups, of few models, and few
 * images of many models, with classes and redraws as `homeground compare` has them. Processor seconds of this
 * process and the most memory that it held.
 */
import process from "node:process";
import { compareModels, REDRAWS } from "../src/compare/compare-models.js";
import type { ComparedOutcomes } from "../src/compare/comparison.js";
import { createRandom } from "../src/core/random.js";
import { parseReference } from "../src/metrics/reference.js";
import { outcomesOfPairs } from "../src/outcomes/classification-types.js";

export interface CompareTime {
  readonly what: string;
  readonly processorSeconds: number;
  /** Of the whole process, so far. */
  readonly peakMiB: number;
  readonly pairs: number;
  readonly told: number;
}

const CLASSES = 10;

/** A row for each comparison, in their order. */
export function benchCompare(images = 1_000_000): readonly CompareTime[] {
  return [
    timed(`5 models, ${images} images in ${images / 500} groups`, drawn(5, images, images / 500)),
    timed("30 models, 2000 images", drawn(30, 2_000, 0)),
  ];
}

function timed(what: string, models: readonly ComparedOutcomes[]): CompareTime {
  const before = process.cpuUsage();
  const { pairs } = compareModels(models, {
    reference: parseReference("accuracy"),
    level: 0.95,
    seed: 1,
    redraws: REDRAWS,
    places: null,
  });
  const { user, system } = process.cpuUsage(before);
  return {
    what,
    processorSeconds: (user + system) / 1e6,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    pairs: pairs.length,
    told: pairs.filter(({ told }) => told !== null).length,
  };
}

/** Models that err more often on some images, and each a little more often than the one before. */
function drawn(models: number, images: number, groups: number): readonly ComparedOutcomes[] {
  const random = createRandom(20, models);
  const truth = Int32Array.from({ length: images }, () => random.below(CLASSES));
  const hard = Float64Array.from({ length: images }, () => random.uniform());
  const cluster = groups === 0 ? null : Int32Array.from({ length: images }, (_, i) => i % groups);
  const classes = Array.from({ length: CLASSES }, (_, k) => `class_${k}`);
  const units = Int32Array.from({ length: images }, (_, i) => i);
  return Array.from({ length: models }, (_, m) => {
    const right = 0.9 - (0.2 * m) / models;
    const predicted = truth.map((k, i) =>
      (hard[i]! + random.uniform()) / 2 < right ? k : (k + 1) % CLASSES,
    );
    const pairs = { classes, modelClassCount: CLASSES, truth, predicted };
    return {
      name: `model ${m}`,
      sha256: null,
      claimed: null,
      units,
      outcomes: outcomesOfPairs({ ...pairs, cluster, clusterCount: groups }),
    };
  });
}
