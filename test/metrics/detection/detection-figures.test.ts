import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createDetectionEstimator,
  createDetectionKernel,
} from "../../../src/metrics/detection/detection-estimators.js";
import {
  detectionBootstrapEstimates,
  detectionReplicates,
} from "../../../src/metrics/detection/detection-replicates.js";
import { createDetectionSample } from "../../../src/metrics/detection/detection-sample.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { formatReference } from "../../../src/metrics/reference-text.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES, VOC_RULES } from "../../../src/outcomes/detection/match-rules.js";
import type {
  DetectionInput,
  DetectionOutcomes,
  MatchRules,
} from "../../../src/outcomes/detection-types.js";
import { drawIndices, percentileInterval } from "../../../src/statistics/bootstrap.js";
import { clusterDesign } from "../../../src/statistics/cluster-design.js";
import { studentLevelQuantile } from "../../../src/statistics/quantiles.js";
import { wilsonInterval } from "../../../src/statistics/wilson.js";
import {
  type DrawnInput,
  distinctScores,
  hardInput,
  inputOf,
} from "../../support/detection-inputs.js";
import {
  mean,
  RECALLS_101,
  slowCurve,
  slowEnvelopeArea,
  slowRanking,
} from "../../support/slow-detection.js";
import { throwsCode } from "../../support/throws-code.js";

const NAMES = ["bear", "deer", "fox"];

function matched(
  input: DetectionInput,
  rules: MatchRules = COCO_RULES,
  clusters: { cluster: Int32Array; clusterCount: number } | null = null,
): DetectionOutcomes {
  const classes = NAMES.slice(0, input.labelCount);
  return matchDetections(input, rules, { classes, modelClassCount: classes.length, clusters });
}

const figure = (outcomes: DetectionOutcomes, metric: string, weights: Float64Array | null = null) =>
  createDetectionKernel(outcomes, parseReference(metric))(weights);

function same(got: number | null | undefined, want: number, digits = 11): void {
  if (Number.isNaN(want)) expect(got).toBeNaN();
  else expect(got).toBeCloseTo(want, digits);
}

/** Mean over classes with truth of a figure of each class. */
function overClasses(
  input: DetectionInput,
  ofClass: (k: number) => number | null,
  only: number | null = null,
): number {
  const values: number[] = [];
  for (let k = 0; k < input.labelCount; k++) {
    const value = only === null || only === k ? ofClass(k) : null;
    if (value !== null) values.push(value);
  }
  return mean(values);
}

function slowPrecision(input: DetectionInput, k: number, area: number, iou: number[]) {
  const values = iou.map((threshold) => {
    const ranking = slowRanking(input, COCO_RULES, k, area, threshold);
    return slowCurve(ranking, 100, RECALLS_101);
  });
  return values.some((one) => one === null)
    ? null
    : mean(values.map((one) => mean(one?.precision ?? [])));
}

describe("figures of detections", () => {
  it("are the slow evaluation's, of one class and at one overlap", () => {
    fc.assert(
      fc.property(hardInput, fc.nat(2), (drawn, which) => {
        const input = inputOf(drawn);
        const outcomes = matched(input);
        const k = which % drawn.labelCount;
        const all = [...COCO_RULES.thresholds];
        const one = (area: number, iou: number[], only: number | null) =>
          overClasses(input, (label) => slowPrecision(input, label, area, iou), only);
        same(figure(outcomes, `map{class=${NAMES[k]}}`), one(0, all, k));
        same(figure(outcomes, `map{iou=0.6,class=${NAMES[k]}}`), one(0, [0.6], k));
        same(figure(outcomes, "map{iou=0.95}"), one(0, [0.95], null));
        same(figure(outcomes, `map-75{class=${NAMES[k]}}`), one(0, [0.75], k));
        same(figure(outcomes, "map-medium{iou=0.5}"), one(2, [0.5], null));
        const recall = overClasses(input, (label) => {
          const ranking = slowRanking(input, COCO_RULES, label, 0, 0.55);
          return slowCurve(ranking, 1, [0])?.recall ?? null;
        });
        same(figure(outcomes, "ar-1{iou=0.55}"), recall);
      }),
      { numRuns: 100 },
    );
  });

  it("are VOC's by the area under the envelope, and at eleven recalls", () => {
    const eleven = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    fc.assert(
      fc.property(hardInput, (drawn) => {
        const input = inputOf(drawn);
        const outcomes = matched(input, VOC_RULES);
        const ranking = (k: number) => slowRanking(input, VOC_RULES, k, 0, 0.5);
        same(
          figure(outcomes, "map{rule=voc}"),
          overClasses(input, (k) => slowEnvelopeArea(ranking(k))),
        );
        const points = overClasses(input, (k) => {
          const curve = slowCurve(ranking(k), Number.POSITIVE_INFINITY, eleven);
          return curve === null ? null : mean(curve.precision);
        });
        same(figure(outcomes, "map{rule=voc-2007}"), points);
        same(figure(outcomes, "map{rule=voc-2007,iou=0.50}"), points);
      }),
    );
  });

  it("are averaged over the distances of a match by centres", () => {
    const rules: MatchRules = { ...COCO_RULES, matching: "centre", thresholds: [2, 8, 12] };
    fc.assert(
      fc.property(hardInput, (drawn) => {
        const input = inputOf(drawn);
        const want = overClasses(input, (k) => {
          const curves = rules.thresholds.map((t) =>
            slowCurve(slowRanking(input, rules, k, 0, t), 100, RECALLS_101),
          );
          return curves[0] === null ? null : mean(curves.map((one) => mean(one?.precision ?? [])));
        });
        same(figure(matched(input, rules), "map{rule=centre}"), want);
      }),
      { numRuns: 100 },
    );
  });

  it("are refused where the match was another, and for classes that there are not", () => {
    const input = inputOf({ imageCount: 1, labelCount: 2, truths: [], detections: [] });
    const value = (metric: string, rules?: MatchRules) => () =>
      figure(matched(input, rules), metric);
    const fails = throwsCode("metric/not-available");
    expect(value("map{rule=voc}")).toThrow(fails);
    expect(value("map", VOC_RULES)).toThrow(fails);
    expect(value("map{iou=0.33}")).toThrow(fails);
    expect(value("map-75{class=deer}", { ...COCO_RULES, thresholds: [0.5] })).toThrow(fails);
    expect(value("ar-100", { ...COCO_RULES, maxDetections: 99 })).toThrow(fails);
    expect(value("map-small", { ...COCO_RULES, areas: COCO_RULES.areas.slice(0, 1) })).toThrow(
      fails,
    );
    expect(value("accuracy")).toThrow(fails);
    expect(value("map{class=dear}")).toThrow(throwsCode("metric/bad-parameter"));
  });

  it("have references that say which figure they are", () => {
    const text = (reference: string) => formatReference(parseReference(reference));
    expect(text("map")).toBe("map");
    expect(text("map{iou=.5}")).toBe("map{iou=0.50}");
    expect(text("map{iou=0.50:0.95}")).toBe("map");
    expect(text("map{iou=0.625,class=deer}")).toBe("map{class=deer,iou=0.625}");
    expect(text("map{rule=voc}")).toBe("map{rule=voc}");
    expect(text("map{rule=coco}")).toBe("map");
    expect(text("ar-100{class=deer}")).toBe("ar-100{class=deer}");
    for (const bad of ["map{iou=0}", "map{iou=50}", "map{iou=half}", "map-50{iou=0.5}"]) {
      expect(() => parseReference(bad)).toThrow(throwsCode("metric/bad-parameter"));
    }
  });
});

describe("replicates", () => {
  const references = ["map", "map-50", "map{class=bear}", "ar-10"].map((text) =>
    parseReference(text),
  );

  it("are the figures of the images drawn, replicate b by stream b", () => {
    fc.assert(
      fc.property(distinctScores, fc.nat(1000), (drawn, seed) => {
        const sample = createDetectionSample(matched(inputOf(drawn)), null);
        const options = { replicates: 2, seed, from: 3 };
        const replicates = detectionReplicates(sample, references, options);
        for (const b of [0, 1]) {
          const images = new Uint32Array(drawn.imageCount);
          drawIndices(seed, 3 + b, drawn.imageCount, images);
          const again = matched(inputOf(imagesOf(drawn, [...images])));
          for (const [m, reference] of references.entries()) {
            const want = createDetectionKernel(again, reference)(null);
            same(replicates[m]?.[b] ?? -1, want);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("give percentile and BCa intervals around the same value", () => {
    const outcomes = matched(inputOf(many(60)));
    const options = { replicates: 200, seed: 5, level: 0.9 };
    const [map] = detectionBootstrapEstimates(outcomes, references, {
      ...options,
      method: "percentile",
    });
    const sample = createDetectionSample(outcomes, null);
    const [values = new Float64Array()] = detectionReplicates(sample, references, options);
    const { interval } = percentileInterval(values, 0.9);
    expect(map).toMatchObject({
      ...interval,
      method: "percentile",
      value: figure(outcomes, "map"),
    });
    const [bca] = detectionBootstrapEstimates(outcomes, references, { ...options, method: "bca" });
    expect(bca?.method).toBe("bca");
    expect(bca?.low).toBeLessThan(map?.value ?? 0);
    expect(bca?.high).toBeGreaterThan(map?.value ?? 1);
    expect(() =>
      detectionBootstrapEstimates(outcomes, references, { ...options, method: "bootstrap-t" }),
    ).toThrow(throwsCode("metric/not-available"));
  });
});

describe("createDetectionEstimator", () => {
  const estimate = (
    outcomes: DetectionOutcomes,
    metric: string,
    options: { weights?: Float64Array; seed?: number } = {},
  ) => createDetectionEstimator(outcomes, parseReference(metric), options).at(0.95);

  /** A recall may be as variable as one more object of a label missed makes it: decision 182. */
  const recallCap = (
    drawn: ReturnType<typeof many>,
    outcomes: DetectionOutcomes,
    value: number,
  ) => {
    const least = [0, 1, 2].map((k) => {
      const n = drawn.truths.filter(({ label }) => label === k).length;
      const found = slowRanking(inputOf(drawn), COCO_RULES, k, 0, 0.5).foundRows.size;
      const missed = (n - found + 2) / (n + 4);
      const name = outcomes.classes[k];
      return ((figure(outcomes, `ar-10{class=${name}}`) / 3) ** 2 * missed * (1 - missed)) / n;
    });
    return (value * (1 - value)) / least.reduce((sum, one) => sum + one, 0);
  };

  it("has Wilson's interval on a jackknife's effective number of objects", () => {
    const drawn = many(30);
    const outcomes = matched(inputOf(drawn));
    let held = 0;
    for (const metric of ["map", "map-50{class=deer}", "ar-10", "map-small"]) {
      // With all of its bias left in; METHODS-2 A2's 1.1 of the variance.
      const estimator = createDetectionEstimator(outcomes, parseReference(metric));
      const found = estimator.judged?.at(0.95, 1) ?? estimator.at(0.95);
      const value = figure(outcomes, metric);
      // 30 images are 30 groups of one: each left out, matched and evaluated anew.
      const images = Array.from({ length: 30 }, (_, i) => i);
      const left = images.map((out) =>
        figure(
          matched(
            inputOf(
              imagesOf(
                drawn,
                images.filter((i) => i !== out),
              ),
            ),
          ),
          metric,
        ),
      );
      const v = (29 / 30) * left.reduce((sum, one) => sum + (one - mean(left)) ** 2, 0);
      const objects = drawn.truths.filter(
        ({ label, box }) =>
          (!metric.includes("deer") || label === 1) &&
          (metric !== "map-small" || box[2] * box[3] <= 1024),
      ).length;
      const noise = metric === "ar-10" ? 1 : 1.1;
      const cap = metric === "ar-10" ? recallCap(drawn, outcomes, value) : objects;
      const nu = Math.min((value * (1 - value)) / (noise * v), cap);
      const limits = wilsonInterval(value, nu, studentLevelQuantile(0.95, 29));
      expect(found).toMatchObject({ value, method: "wilson-jackknife", n: 30, clusters: null });
      same(found.nu, nu, 8);
      if (nu < cap) held++;
      same(found.low, limits.low, 9);
      same(found.high, limits.high, 9);
    }
    expect(held).toBeGreaterThan(1); // the variance decides, not the cap alone
  });

  it("judges clusters by their objects and those found at IoU 0.5", () => {
    const drawn = many(30);
    const cluster = Int32Array.from({ length: 30 }, (_, i) => (i * i) % 11);
    const outcomes = matched(inputOf(drawn), COCO_RULES, { cluster, clusterCount: 12 });
    const size = new Float64Array(12);
    const hits = new Float64Array(12);
    for (let k = 0; k < 3; k++) {
      const { foundRows } = slowRanking(inputOf(drawn), COCO_RULES, k, 0, 0.5);
      for (const [row, { image, label }] of drawn.truths.entries()) {
        if (label !== k) continue;
        size[cluster[image] ?? 0]! += 1;
        if (foundRows.has(row)) hits[cluster[image] ?? 0]! += 1;
      }
    }
    const design = clusterDesign(size, hits);
    const estimator = createDetectionEstimator(outcomes, parseReference("map"));
    const found = estimator.judged!.at(0.95, 1);
    expect(found).toMatchObject({ method: "wilson-jackknife-cluster", clusters: design.G });
    expect(found.design).toMatchObject({ G: design.G, kEff: design.kEff, icc: design.icc });
    const groups = [...new Set(cluster)];
    const left = groups.map((out) => {
      const images = [...cluster.keys()].filter((i) => cluster[i] !== out);
      return figure(matched(inputOf(imagesOf(drawn, images))), "map");
    });
    const G = groups.length;
    const v = ((G - 1) / G) * left.reduce((sum, one) => sum + (one - mean(left)) ** 2, 0);
    const u = figure(outcomes, "map");
    const cap = drawn.truths.length / (1 + (design.mw - 1) * design.floor);
    const df = Math.min(design.df, G - 1);
    const limits = wilsonInterval(
      u,
      Math.min((u * (1 - u)) / (1.1 * v), cap),
      studentLevelQuantile(0.95, df),
    );
    same(found.low, limits.low, 9);
    same(found.high, limits.high, 9);
  });

  it("gives the same figure without an interval, with clusters and in a part too", () => {
    const cluster = Int32Array.from({ length: 30 }, (_, i) => i % 7);
    const clusters = { cluster, clusterCount: 7 };
    const input = inputOf(many(30));
    for (const outcomes of [matched(input), matched(input, COCO_RULES, clusters)]) {
      for (const metric of ["map", "map-small", "ar-10", "map-50{class=deer}", "map-large"]) {
        for (const weights of [null, Float64Array.from({ length: 30 }, (_, i) => i % 3)]) {
          const estimator = createDetectionEstimator(outcomes, parseReference(metric), { weights });
          const { value, n, defined, clusters: held } = estimator.at(0.95);
          expect(estimator.point(0.9), metric).toMatchObject({
            value,
            n,
            defined,
            clusters: held,
            low: null,
            high: null,
            level: 0.9,
            method: "none",
          });
        }
      }
    }
    const point = createDetectionEstimator(matched(input), parseReference("map")).point(0.95);
    expect(point).not.toHaveProperty("bias");
  });

  it("warns of rare classes, of few objects found or missed, and of none", () => {
    const outcomes = matched(inputOf(many(30)));
    expect(estimate(outcomes, "ar-100").warnings).toEqual([]);
    const some = (truths: number, foundOnes: number) => {
      const objects = Array.from({ length: truths }, (_, image) => ({
        image,
        label: 0,
        box: [0, 0, 10, 10] as const,
        score: image / 100,
      }));
      const detections = objects.slice(0, foundOnes);
      return matched(inputOf({ imageCount: 40, labelCount: 2, truths: objects, detections }));
    };
    expect(estimate(some(20, 10), "map").warnings).toEqual([]);
    expect(estimate(some(20, 16), "map").warnings).toEqual(["interval/few-outcomes"]);
    expect(estimate(some(20, 4), "map").warnings).toEqual(["interval/few-outcomes"]);
    expect(estimate(some(9, 5), "map-50{class=bear}").warnings).toEqual([
      "interval/few-outcomes",
      "interval/few-of-a-class",
    ]);
    expect(estimate(some(9, 5), "map")).toMatchObject({ defined: 1, fewLabels: { few: 0, of: 1 } });
    expect(estimate(some(20, 20), "ar-100").warnings).toContain("interval/no-variation");
    const absent = { value: null, low: null, high: null, warnings: ["interval/class-absent"] };
    expect(estimate(some(9, 5), "map{class=deer}")).toMatchObject(absent);
    expect(estimate(some(9, 5), "map-large")).toMatchObject({ ...absent, defined: 0 });
    const nothing = inputOf({ imageCount: 0, labelCount: 1, truths: [], detections: [] });
    expect(estimate(matched(nothing), "map").warnings).toEqual(["interval/no-images"]);
  });

  it("is, of a slice by weights, that of the slice alone", () => {
    fc.assert(
      fc.property(
        distinctScores,
        fc.array(fc.constantFrom(0, 1), { minLength: 4, maxLength: 4 }),
        (drawn, marks) => {
          const weights = Float64Array.from({ length: drawn.imageCount }, (_, i) => marks[i] ?? 0);
          const images = [...weights.keys()].filter((i) => weights[i] === 1);
          const alone = matched(inputOf(imagesOf(drawn, images)));
          const clusterOf = (i: number) => Math.floor(i / 2);
          const cluster = Int32Array.from(weights.keys(), clusterOf);
          const sliced = matched(inputOf(drawn));
          expect(estimate(sliced, "map-50", { weights })).toEqual(estimate(alone, "map-50"));
          expect(estimate({ ...sliced, cluster, clusterCount: 2 }, "ar-10", { weights })).toEqual(
            estimate(
              { ...alone, cluster: Int32Array.from(images, clusterOf), clusterCount: 2 },
              "ar-10",
            ),
          );
        },
      ),
    );
  });

  it("takes weights by their ratios, and Kish's effective number of objects", () => {
    const outcomes = matched(inputOf(many(30)));
    const weights = Float64Array.from({ length: 30 }, (_, i) => 1 + (i % 3));
    const found = estimate(outcomes, "map", { weights });
    same(found.value, figure(outcomes, "map", weights), 9);
    const scaled = estimate(outcomes, "map", { weights: weights.map((weight) => weight * 7) });
    same(scaled.low, found.low ?? -1, 9);
    expect(found.low).toBeLessThan(found.value ?? 0);
  });

  it("deals more than 200 images to 200 groups by the seed", () => {
    const outcomes = matched(inputOf(many(450)));
    const one = estimate(outcomes, "map", { seed: 1 });
    expect(estimate(outcomes, "map", { seed: 1 })).toEqual(one);
    const other = estimate(outcomes, "map", { seed: 2 });
    expect(other.low).not.toBe(one.low);
    expect(other.low).toBeCloseTo(one.low ?? 0, 1);
  });
});

/** The images named, in that order, as an input of their own. */
function imagesOf(drawn: DrawnInput, images: readonly number[]): DrawnInput {
  const pick = <T extends { image: number }>(objects: readonly T[]): T[] =>
    images.flatMap((image, at) =>
      objects.filter((one) => one.image === image).map((one) => ({ ...one, image: at })),
    );
  const { labelCount, searched } = drawn;
  const rows = (image: number) => searched?.slice(image * labelCount, (image + 1) * labelCount);
  return {
    labelCount,
    imageCount: images.length,
    truths: pick(drawn.truths),
    detections: pick(drawn.detections),
    searched: searched ? images.flatMap((image) => rows(image) ?? []) : null,
  };
}

/**
 * Three classes, objects of two sizes, some found twice, all scores different; images differ in how
 * many of their objects are found, so that objects of one image tell less than as many of several.
 */
function many(imageCount: number): DrawnInput {
  let state = 12345;
  const draw = (n: number): number => {
    state = (state * 48271) % 2147483647;
    return state % n;
  };
  const truths: { image: number; label: number; box: readonly [number, number, number, number] }[] =
    [];
  const detections: ((typeof truths)[number] & { score: number })[] = [];
  for (let image = 0; image < imageCount; image++) {
    const skill = draw(2) === 0 ? 1 : 3;
    const count = 2 + draw(6);
    for (let j = 0; j < count; j++) {
      const size = draw(2) === 0 ? 20 : 60;
      const label = draw(3);
      const x = 200 * j;
      truths.push({ image, label, box: [x, 0, size, size] });
      const answers = draw(skill);
      for (let i = 0; i < answers; i++) {
        const box = [x + draw(8), draw(8), size, size] as const;
        const score = (draw(1_000_000) + detections.length / 1e6) / 1e6;
        detections.push({ image, label: draw(5) === 0 ? 0 : label, box, score });
      }
    }
  }
  return { imageCount, labelCount: 3, truths, detections };
}
