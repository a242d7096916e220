import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createOperatingEstimator,
  createOperatingKernel,
} from "../../../src/metrics/detection/detection-estimators.js";
import { miscountEstimate } from "../../../src/metrics/detection/operating-estimates.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import type { DetectionInput, MatchRules } from "../../../src/outcomes/detection-types.js";
import { tClusterInterval, tInterval } from "../../../src/statistics/mean.js";
import { clusterProportionInterval } from "../../../src/statistics/wilson-cluster.js";
import { type DrawnInput, hardInput, inputOf } from "../../support/detection-inputs.js";
import { mean, slowRanking } from "../../support/slow-detection.js";
import { throwsCode } from "../../support/throws-code.js";

const RULES: MatchRules = {
  ...COCO_RULES,
  thresholds: [0.5, 0.75],
  areas: COCO_RULES.areas.slice(0, 1),
};
const CLASSES = ["deer", "fox", "boar"];

function outcomesOf(input: DetectionInput, cluster?: readonly number[]) {
  return matchDetections(input, RULES, {
    classes: CLASSES.slice(0, input.labelCount),
    modelClassCount: input.labelCount,
    ...(cluster && {
      clusters: { cluster: Int32Array.from(cluster), clusterCount: Math.max(0, ...cluster) + 1 },
    }),
  });
}

interface Counts {
  readonly truth: number;
  readonly predicted: number;
  readonly hits: number;
}

/** What an image holds of a class at a threshold, by the slow match. */
function slowCounts(input: DetectionInput, k: number, threshold: number, iou: number): Counts[] {
  const { matches, countedTruths } = slowRanking(input, RULES, k, 0, iou);
  return Array.from({ length: input.imageCount }, (_, image) => {
    const here = matches.filter((one) => one.image === image && one.score >= threshold);
    return {
      truth: countedTruths.filter((one) => one.image === image).length,
      predicted: here.filter(({ isIgnored }) => !isIgnored).length,
      hits: here.filter(({ isHit }) => isHit).length,
    };
  });
}

function total(counts: readonly Counts[]): Counts {
  const sum = (pick: (one: Counts) => number) => counts.reduce((s, one) => s + pick(one), 0);
  return {
    truth: sum((one) => one.truth),
    predicted: sum((one) => one.predicted),
    hits: sum((one) => one.hits),
  };
}

function ratio(id: string, { truth, predicted, hits }: Counts): number {
  if (id === "precision") return hits / predicted;
  if (id === "recall") return hits / truth;
  return hits / (hits + (truth - hits) / 2 + (predicted - hits) / 2);
}

const threshold = fc.constantFrom(-2, 0, 0.5, 0.6, 0.8, 0.95);
const IDS = ["precision", "recall", "f1"];

describe("ratios of objects at an operating point", () => {
  it("are those of a slow match, of a class, pooled and as means, at each overlap", () => {
    fc.assert(
      fc.property(hardInput, threshold, fc.constantFrom(0.5, 0.75), (drawn, least, iou) => {
        const input = inputOf(drawn);
        const outcomes = outcomesOf(input);
        const byClass = Array.from({ length: input.labelCount }, (_, k) =>
          total(slowCounts(input, k, least, iou)),
        );
        const value = (text: string) =>
          createOperatingKernel(outcomes, parseReference(text), { threshold: least })(null);
        for (const id of IDS) {
          const values = byClass.map((counts) => ratio(id, counts));
          for (const [k, own] of values.entries()) {
            expect(value(`${id}{class=${CLASSES[k]},iou=${iou}}`), id).toEqual(near(own));
          }
          expect(value(`${id}{average=micro,iou=${iou}}`), id).toEqual(
            near(ratio(id, total(byClass))),
          );
          const defined = values.filter((one) => !Number.isNaN(one));
          expect(value(`${id}{average=macro,iou=${iou}}`), id).toEqual(near(mean(defined)));
          const truths = byClass.reduce((sum, { truth }) => sum + truth, 0);
          const weighted = byClass.reduce(
            (sum, { truth }, k) => sum + (truth * (values[k] || 0)) / truths,
            0,
          );
          expect(value(`${id}{average=weighted,iou=${iou}}`), id).toEqual(
            near(truths === 0 ? Number.NaN : weighted),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it("have the interval of a proportion whose smallest cluster is the image", () => {
    fc.assert(
      fc.property(hardInput, fc.constantFrom(0, 0.5), fc.boolean(), (drawn, least, clustered) => {
        const input = inputOf(drawn);
        const cluster = Array.from({ length: input.imageCount }, (_, i) => i % 3);
        const outcomes = outcomesOf(input, clustered ? cluster : undefined);
        const counts = slowCounts(input, 0, least, 0.5);
        for (const id of IDS) {
          const sizes = counts.map(({ truth, predicted, hits }) =>
            id === "recall" ? truth : id === "precision" ? predicted : truth + predicted - hits,
          );
          const groups = clustered ? 3 : input.imageCount;
          const m = new Float64Array(groups);
          const x = new Float64Array(groups);
          for (const [i, size] of sizes.entries()) {
            m[clustered ? i % 3 : i]! += size;
            x[clustered ? i % 3 : i]! += counts[i]?.hits ?? 0;
          }
          const want = clusterProportionInterval(m, x, 0.9);
          const reference = parseReference(`${id}{class=deer}`);
          const got = createOperatingEstimator(outcomes, reference, { threshold: least }).at(0.9);
          const map = (share: number | null) =>
            share === null || id !== "f1" ? share : (2 * share) / (1 + share);
          expect(got.value, id).toEqual(near(map(want.value)));
          expect(got.low, id).toEqual(near(map(want.low)));
          expect(got.high, id).toEqual(near(map(want.high)));
          expect(got.method).toBe("wilson-cluster");
          expect(got.n).toBe(sizes.filter((size) => size > 0).length);
          expect(got.clusters !== null).toBe(clustered);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("as means over classes: Wilson on the variance of each image, or cluster, left out", () => {
    const drawn = manyImages();
    const cluster = Array.from({ length: drawn.imageCount }, (_, i) => Math.floor(i / 3));
    for (const [id, clustered] of [
      ["recall", false],
      ["precision", false],
      ["f1", true],
    ] as const) {
      const outcomes = outcomesOf(inputOf(drawn), clustered ? cluster : undefined);
      const reference = parseReference(id);
      const kernel = createOperatingKernel(outcomes, reference, { threshold: 0.4 });
      const groups = clustered ? drawn.imageCount / 3 : drawn.imageCount;
      const left = Array.from({ length: groups }, (_, g) =>
        kernel(Float64Array.from(cluster, (own, i) => ((clustered ? own : i) === g ? 0 : 1))),
      );
      const middle = mean(left);
      const variance =
        left.reduce((sum, v) => sum + (v - middle) ** 2, 0) * ((groups - 1) / groups);
      const got = createOperatingEstimator(outcomes, reference, { threshold: 0.4 }).at(0.95);
      const value = kernel(null);
      expect(got.value).toBeCloseTo(value, 12);
      const objects = [0, 1, 2].map((k) => {
        const { truth, predicted } = total(slowCounts(inputOf(drawn), k, 0.4, 0.5));
        return id === "precision" ? predicted : truth;
      });
      const most = 9 / objects.reduce((sum, count) => sum + 1 / count, 0);
      const { mw = 1, floor = 0 } = got.design ?? {};
      expect(got.nu).toBeCloseTo(
        Math.min((value * (1 - value)) / variance, most / (1 + (mw - 1) * floor)),
        8,
      );
      expect(got.method).toBe(clustered ? "wilson-jackknife-cluster" : "wilson-jackknife");
      expect(got.defined).toBe(3);
      expect(got.low).toBeLessThan(value);
      expect(got.high).toBeGreaterThan(value);
    }
  });

  it("take a weight of 2 as the image twice, and 0 as none", () => {
    fc.assert(
      fc.property(
        hardInput,
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
        (drawn, times) => {
          const weights = Float64Array.from({ length: drawn.imageCount }, (_, i) => times[i] ?? 1);
          const outcomes = outcomesOf(inputOf(drawn));
          const copied = outcomesOf(inputOf(copies(drawn, [...weights])));
          for (const text of [
            "f1",
            "precision{class=deer}",
            "recall{average=micro}",
            "f1{average=weighted}",
          ]) {
            const options = { threshold: 0.5 };
            const weighted = createOperatingKernel(
              outcomes,
              parseReference(text),
              options,
            )(weights);
            const twice = createOperatingKernel(copied, parseReference(text), options)(null);
            expect(weighted, text).toEqual(near(twice));
            const estimate = createOperatingEstimator(outcomes, parseReference(text), {
              ...options,
              weights,
            });
            expect(estimate.at(0.95).value, text).toEqual(near(Number.isNaN(twice) ? null : twice));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("an indicator of a slice gives exactly the slice", () => {
    const drawn = manyImages();
    const weights = Float64Array.from({ length: drawn.imageCount }, (_, i) => (i % 2) * 3);
    const slice = outcomesOf(inputOf(copies(drawn, [...weights.map((w) => w / 3)])));
    const outcomes = outcomesOf(inputOf(drawn));
    for (const text of ["f1", "recall{class=fox}", "precision{average=micro}"]) {
      const of = (one: typeof outcomes, own: Float64Array | null) =>
        createOperatingEstimator(one, parseReference(text), { threshold: 0.3, weights: own }).at(
          0.95,
        );
      expect(of(outcomes, weights)).toEqual(of(slice, null));
    }
  });

  it("never give NaN: a value within its interval within [0, 1], or null with a code", () => {
    fc.assert(
      fc.property(hardInput, threshold, fc.boolean(), (drawn, least, clustered) => {
        const input = inputOf(drawn);
        const cluster = Array.from({ length: input.imageCount }, (_, i) => i % 2);
        const outcomes = outcomesOf(input, clustered ? cluster : undefined);
        for (const text of [...IDS, ...IDS.map((id) => `${id}{class=deer}`), "f1{average=micro}"]) {
          const estimator = createOperatingEstimator(outcomes, parseReference(text), {
            threshold: least,
          });
          const found = estimator.at(0.95);
          if (found.value === null || found.low === null || found.high === null) {
            expect(found.warnings, text).not.toEqual([]);
            expect(found.low).toBe(found.high);
            continue;
          }
          expect(found.low).toBeGreaterThanOrEqual(0);
          expect(found.low).toBeLessThanOrEqual(found.value + 1e-12);
          expect(found.high).toBeGreaterThanOrEqual(found.value - 1e-12);
          expect(found.high).toBeLessThanOrEqual(1);
          const judged = Math.min(1, Math.max(0, found.value - (found.bias ?? 0)));
          expect(estimator.toUnit?.(judged), text).toBeCloseTo(found.u ?? Number.NaN, 12);
        }
      }),
      { numRuns: 60, examples: [[ONE_IMAGE, -2, false]] },
    );
  });

  it("one threshold a class is each class at its own", () => {
    const outcomes = outcomesOf(inputOf(manyImages()));
    const thresholds = Float64Array.of(0.2, 0.5, 0.8);
    for (const [k, name] of CLASSES.entries()) {
      const reference = parseReference(`f1{class=${name}}`);
      const own = createOperatingKernel(outcomes, reference, { threshold: thresholds })(null);
      const one = createOperatingKernel(outcomes, reference, { threshold: thresholds[k] ?? 0 })(
        null,
      );
      expect(own).toBe(one);
    }
  });

  it("are refused without a threshold, at an overlap that was not matched at, and for other names", () => {
    const outcomes = outcomesOf(inputOf(manyImages()));
    const make = (text: string, options = {}) =>
      createOperatingEstimator(outcomes, parseReference(text), options);
    expect(() => make("recall")).toThrow(throwsCode("metric/not-available"));
    expect(() => make("recall")).toThrow(/--threshold/);
    expect(() => make("recall{iou=0.6}", { threshold: 0.5 })).toThrow(/Take one of 0.5, 0.75/);
    expect(() => make("recall{class=dear}", { threshold: 0.5 })).toThrow(/Did you mean deer/);
    expect(() => make("accuracy", { threshold: 0.5 })).toThrow(throwsCode("metric/not-available"));
    expect(() => make("recall", { threshold: Float64Array.of(1) })).toThrow(
      throwsCode("argument/length-mismatch"),
    );
    expect(() => make("recall", { threshold: Number.NaN })).toThrow(
      throwsCode("argument/not-a-number"),
    );
    const withOwn = { ...outcomes, threshold: 0.4 };
    expect(createOperatingEstimator(withOwn, parseReference("recall")).at(0.95).value).toBe(
      make("recall", { threshold: 0.4 }).at(0.95).value,
    );
  });
});

describe("miscounts of images", () => {
  it("are means by t over images: found too many or too few, and wrong ones", () => {
    const drawn = manyImages();
    const cluster = Array.from({ length: drawn.imageCount }, (_, i) => Math.floor(i / 3));
    const counts = slowCounts(inputOf(drawn), 1, 0.4, 0.5);
    const bias = Float64Array.from(counts, ({ predicted, truth }) => predicted - truth);
    const wrong = Float64Array.from(counts, ({ predicted, hits }) => predicted - hits);
    const outcomes = outcomesOf(inputOf(drawn));
    const limits = ({
      value,
      low,
      high,
    }: {
      value: number | null;
      low: number | null;
      high: number | null;
    }) => ({ value, low, high });
    const options = { threshold: 0.4 };
    expect(limits(miscountEstimate(outcomes, "count-bias", 1, options).at(0.95))).toEqual(
      limits(tInterval(bias, 0.95)),
    );
    expect(limits(miscountEstimate(outcomes, "false-alarms", 1, options).at(0.95))).toEqual(
      limits(tInterval(wrong, 0.95)),
    );
    const clustered = outcomesOf(inputOf(drawn), cluster);
    const found = miscountEstimate(clustered, "count-bias", 1, options).at(0.95);
    expect(limits(found)).toEqual(
      limits(tClusterInterval(bias, cluster, drawn.imageCount / 3, 0.95)),
    );
    expect(found.method).toBe("t-cluster");
    const all = [0, 1, 2].map((k) => total(slowCounts(inputOf(drawn), k, 0.4, 0.5)));
    const sum = all.reduce((s, { predicted, truth }) => s + predicted - truth, 0);
    const pooled = miscountEstimate(outcomes, "count-bias", null, options).at(0.95);
    expect(pooled.value).toBeCloseTo(sum / drawn.imageCount, 12);
  });
});

/** Without its one image no class is left, but for what rounding leaves of their mean. */
const ONE_IMAGE: DrawnInput = {
  imageCount: 1,
  labelCount: 2,
  truths: [
    { image: 0, label: 0, box: [0, 0, 32, 8] },
    { image: 0, label: 1, box: [0, 0, 32, 96] },
  ],
  detections: [
    { image: 0, label: 0, box: [0, 0, 0, 8], score: 0.9 },
    { image: 0, label: 1, box: [0, 0, 32, 96], score: 0.9 },
    { image: 0, label: 0, box: [0, 0, 32, 8], score: 0.9 },
  ],
};

function near(value: number | null): unknown {
  return value === null || Number.isNaN(value) ? value : expect.closeTo(value, 11);
}

/** Each image as often as `times` says. */
function copies(drawn: DrawnInput, times: readonly number[]): DrawnInput {
  const images: number[] = [];
  for (const [image, count] of times.entries()) {
    for (let i = 0; i < count; i++) images.push(image);
  }
  const copy = <T extends { readonly image: number }>(objects: readonly T[]): T[] =>
    images.flatMap((from, image) =>
      objects.filter((one) => one.image === from).map((one) => ({ ...one, image })),
    );
  const { labelCount, searched = null } = drawn;
  return {
    imageCount: images.length,
    labelCount,
    truths: copy(drawn.truths),
    detections: copy(drawn.detections),
    searched:
      searched === null
        ? null
        : images.flatMap((from) => searched.slice(from * labelCount, (from + 1) * labelCount)),
  };
}

/** 30 images with objects of three kinds, some missed, some placed badly, some found twice. */
function manyImages(): DrawnInput {
  const truths = [];
  const detections = [];
  for (let image = 0; image < 30; image++) {
    for (let j = 0; j < image % 4; j++) {
      const box = [40 * j, 10, 30, 30] as const;
      truths.push({ image, label: (image + j) % 3, box });
      const shift = ((image * 7 + j * 5) % 10) * 2;
      const seen = { image, box: [40 * j + shift, 10, 30, 30] as const };
      const kind = (image + j + (image % 11 === 0 ? 1 : 0)) % 3;
      detections.push({ ...seen, label: kind, score: ((image * 13 + j * 29) % 100) / 100 });
      if (image % 6 === 1) detections.push({ ...seen, label: kind, score: 0.45 });
    }
    if (image % 5 === 0) {
      detections.push({ image, label: image % 3, box: [200, 50, 9, 9] as const, score: 0.6 });
    }
  }
  return { imageCount: 30, labelCount: 3, truths, detections };
}
