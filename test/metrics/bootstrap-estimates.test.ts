import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootstrapEstimates, predictionReplicates } from "../../src/metrics/bootstrap-estimates.js";
import {
  visitClusterReplicates,
  visitTableReplicates,
} from "../../src/metrics/class-replicates.js";
import type { ClassSums } from "../../src/metrics/class-sums.js";
import { sampleClusterSums } from "../../src/metrics/cluster-class-sums.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { meanReplicates } from "../../src/metrics/mean-replicates.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createSample } from "../../src/metrics/sample.js";
import { kernelReplicates } from "../../src/metrics/unit-replicates.js";
import { drawCounts, percentileInterval } from "../../src/statistics/bootstrap.js";
import { throwsCode } from "../support/throws-code.js";
import { answered, confident, fromMatrices, scored } from "./support/outcomes.js";
import { mean } from "./support/slow.js";

const SEED = 7;

const unit = fc.tuple(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 5 }),
);

describe("replicates over clusters", () => {
  it("are the metric with each unit weighted by how often its cluster was drawn", () => {
    const metrics = ["accuracy", "f1", "balanced-accuracy", "mcc", "recall{class=c1}"];
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 30 }), (rows) => {
        const outcomes = answered(
          rows.map(([t]) => t),
          rows.map(([, p]) => p),
          { classes: 4, cluster: rows.map(([, , g]) => g) },
        );
        const references = metrics.map((text) => parseReference(text));
        const options = { replicates: 5, seed: SEED };
        const found = predictionReplicates(createSample(outcomes, null), references, options);
        const used = [...new Set(rows.map(([, , g]) => g))].sort((a, b) => a - b);
        const counts = new Uint32Array(used.length);
        for (let b = 0; b < 5; b++) {
          drawCounts(SEED, b, counts);
          const weights = Float64Array.from(rows, ([, , g]) => counts[used.indexOf(g)] ?? 0);
          for (const [m, reference] of references.entries()) {
            const want = createKernel(outcomes, reference)(weights);
            const got = found[m]?.[b] ?? 0;
            if (Number.isNaN(want)) expect(got).toBeNaN();
            else expect(got).toBeCloseTo(want, 12);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are the same from full tables, packed or not, and from lists", () => {
    const rows = Array.from({ length: 200 }, (_, i) => [i % 4, (i * 7) % 4, (i * i) % 11]);
    const truth = rows.map(([t]) => t ?? 0);
    const predicted = rows.map(([, p]) => p ?? 0);
    const cluster = rows.map(([, , g]) => g ?? 0);
    const replicates = (classes: number, weight: number) => {
      const outcomes = answered(truth, predicted, { classes, cluster });
      const sums = sampleClusterSums(createSample(outcomes, null));
      if (sums === null) throw new Error("there are answers");
      const scale = (values: Float64Array) => values.map((value) => value * weight);
      const scaled = {
        ...sums,
        total: scale(sums.total),
        truth: scale(sums.truth),
        hits: scale(sums.hits),
        predicted: scale(sums.predicted),
      };
      const found: number[][] = [];
      visitClusterReplicates(scaled, { replicates: 3, seed: SEED }, (_b, drawn: ClassSums) => {
        const four = [drawn.truth, drawn.predicted, drawn.hits].flatMap((v) => [...v.slice(0, 4)]);
        found.push([drawn.total, ...four].map((value) => value / weight));
      });
      return found;
    };
    const packed = replicates(4, 1);
    expect(replicates(4, 0.5)).toEqual(packed); // halves are not whole: not packed
    expect(replicates(4, 2 ** 30)).toEqual(packed); // too large to be packed
    expect(replicates(500, 1)).toEqual(packed); // too sparse for a full table
  });

  it("do not depend on how they are divided", () => {
    const outcomes = fromMatrices([
      [
        [9, 1],
        [2, 8],
      ],
      [
        [5, 0],
        [1, 3],
      ],
      [
        [4, 4],
        [4, 4],
      ],
    ]);
    const sums = sampleClusterSums(createSample(outcomes, null));
    if (sums === null) throw new Error("there are answers");
    const totals = (options: { replicates: number; from?: number }) => {
      const found: number[] = [];
      visitClusterReplicates(sums, { ...options, seed: SEED }, (_b, { total }) => {
        found.push(total);
      });
      return found;
    };
    expect([...totals({ replicates: 4 }), ...totals({ replicates: 6, from: 4 })]).toEqual(
      totals({ replicates: 10 }),
    );
  });
});

describe("replicates over units", () => {
  const outcomes = fromMatrices(
    [
      [
        [45, 3, 2],
        [4, 30, 6],
        [0, 1, 9],
      ],
    ],
    false,
  );
  const sample = createSample(outcomes, null);

  it("draw the confusion matrix: each has as many units, in the same cells, by the same law", () => {
    const cells = {
      classCount: 2,
      truth: Int32Array.of(0, 0, 1),
      predicted: Int32Array.of(0, 1, 1),
    };
    const count = Float64Array.of(60, 10, 30);
    let [sum, squares, broken] = [0, 0, 0];
    const B = 20_000;
    visitTableReplicates({ ...cells, count }, { replicates: B, seed: SEED }, (_b, sums) => {
      if (sums.total !== 100 || sums.truth[0]! + sums.truth[1]! !== 100) broken++;
      if (sums.hits[1] !== sums.truth[1]) broken++;
      const wrong = sums.truth[0]! - sums.hits[0]!;
      sum += wrong;
      squares += wrong * wrong;
    });
    expect(broken).toBe(0);
    // Binomial(100, 0.1): mean 10, variance 9; four Monte Carlo errors.
    expect(Math.abs(sum / B - 10)).toBeLessThan(4 * Math.sqrt(9 / B));
    expect(Math.abs(squares / B - (sum / B) ** 2 - 9)).toBeLessThan(4 * 9 * Math.sqrt(2 / B) * 1.1);
  });

  it("agree with drawing units one by one", () => {
    const reference = parseReference("f1");
    const options = { replicates: 4000, seed: SEED };
    const [table] = predictionReplicates(sample, [reference], options);
    const drawn = percentileInterval(
      kernelReplicates(sample, createKernel(sample.outcomes, reference), options),
      0.95,
    ).interval;
    const interval = percentileInterval(table ?? new Float64Array(), 0.95).interval;
    expect(interval?.low).toBeCloseTo(drawn?.low ?? Number.NaN, 2);
    expect(interval?.high).toBeCloseTo(drawn?.high ?? Number.NaN, 2);
  });
});

describe("means with their standard errors, for bootstrap-t", () => {
  const values = Float64Array.of(1, 2, 4, 9);
  const options = { replicates: 3, seed: SEED };

  it("over units: s/√n of the sample and of each replicate", () => {
    const sample = createSample(answered([0, 0, 0, 0], [0, 0, 0, 0]), null);
    const found = meanReplicates(sample, values, options);
    expect(found.estimate).toBe(4);
    // Deviations −3, −2, 0, 5: s² = 38/3.
    expect(found.error).toBeCloseTo(Math.sqrt(38 / 3 / 4), 14);
    const counts = new Uint32Array(4);
    for (let b = 0; b < 3; b++) {
      drawCounts(SEED, b, counts);
      const drawn = [...counts].flatMap((times, i) => new Array<number>(times).fill(values[i]!));
      const centre = mean(drawn);
      const s2 = drawn.reduce((sum, x) => sum + (x - centre) ** 2, 0) / 3;
      expect(found.replicates[b]).toBeCloseTo(centre, 14);
      expect(found.errors[b]).toBeCloseTo(Math.sqrt(s2 / 4), 14);
    }
  });

  it("over clusters: the error of the ratio of sums", () => {
    const outcomes = answered([0, 0, 0, 0], [0, 0, 0, 0], { cluster: [0, 0, 1, 2] });
    const found = meanReplicates(createSample(outcomes, null), values, options);
    // Residual sums 3 − 8, 4 − 4, 9 − 4 of 4 units.
    expect(found.error).toBeCloseTo(Math.sqrt(((3 / 2) * (25 + 0 + 25)) / 16), 14);
  });
});

describe("bootstrap estimates", () => {
  const options = { replicates: 2000, seed: SEED, level: 0.95 } as const;
  const matrix = fromMatrices(
    [
      [
        [45, 3, 2],
        [4, 30, 6],
        [0, 1, 9],
      ],
    ],
    false,
  );

  it.each(["percentile", "bca"] as const)("%s lies near the default on plain data", (method) => {
    for (const metric of ["accuracy", "f1", "cohen-kappa"]) {
      const [found] = bootstrapEstimates(matrix, [parseReference(metric)], { ...options, method });
      expect(found).toMatchObject({ method, warnings: [] });
      expect(found?.low).toBeGreaterThan(0.55);
      expect(found?.low).toBeLessThan(found?.value ?? 0);
      expect(found?.high).toBeGreaterThan(found?.value ?? 1);
      expect(found?.high).toBeLessThan(0.97);
    }
  });

  it("bootstrap-t is for means of units alone", () => {
    const method = "bootstrap-t";
    const [found] = bootstrapEstimates(matrix, [parseReference("accuracy")], {
      ...options,
      method,
    });
    // 84 of 100: T* of counts, mirrored; near the Wald interval 0.768…0.912.
    expect(found?.low).toBeGreaterThan(0.73);
    expect(found?.low).toBeLessThan(0.79);
    expect(found?.high).toBeGreaterThan(0.88);
    expect(found?.high).toBeLessThan(0.93);
    expect(() =>
      bootstrapEstimates(matrix, [parseReference("f1")], { ...options, method }),
    ).toThrow(throwsCode("metric/not-available"));
  });

  it("is the same for the same seed, and warns with clusters and below 50 units", () => {
    const clustered = fromMatrices([
      [
        [9, 1],
        [1, 9],
      ],
      [
        [5, 5],
        [0, 9],
      ],
      [
        [9, 0],
        [4, 6],
      ],
    ]);
    const of = (seed: number) =>
      bootstrapEstimates(clustered, [parseReference("f1"), parseReference("accuracy")], {
        method: "percentile",
        replicates: 500,
        level: 0.95,
        seed,
      });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
    expect(of(1)[0]?.warnings).toContain("interval/method-not-recommended");
    const few = fromMatrices(
      [
        [
          [20, 5],
          [5, 19],
        ],
      ],
      false,
    );
    const [found] = bootstrapEstimates(few, [parseReference("f1")], {
      method: "percentile",
      replicates: 500,
      level: 0.95,
      seed: 1,
    });
    expect(found?.warnings).toEqual(["interval/method-not-recommended"]);
  });

  it("leaves undefined replicates out and warns of more than 5 % of them", () => {
    const rare = answered([1, ...new Array<number>(59).fill(0)], new Array<number>(60).fill(0), {
      classes: 2,
    });
    const of = (metric: string) =>
      bootstrapEstimates(rare, [parseReference(metric)], { ...options, method: "percentile" })[0];
    // The one unit of class 1 is not drawn in (59/60)⁶⁰ = 36 % of the replicates.
    expect(of("recall{class=c1}")?.warnings).toContain("interval/undefined-replicates");
    expect(of("accuracy")?.warnings).not.toContain("interval/undefined-replicates");
  });

  it("takes every ranked metric, by unit and by cluster", () => {
    const n = 60;
    const confidence = Array.from({ length: n }, (_, i) => ((i * 17) % n) / n);
    const correct = confidence.map((c, i) => Number(c + ((i * 31) % 10) / 10 > 0.6));
    const cluster = confidence.map((_, i) => i % 12);
    for (const inClusters of [undefined, cluster]) {
      const outcomes = confident(confidence, correct, inClusters);
      const references = ["aurc", "augrc", "auroc-failure"].map((text) => parseReference(text));
      for (const method of ["percentile", "bca"] as const) {
        const found = bootstrapEstimates(outcomes, references, {
          method,
          replicates: 400,
          seed: SEED,
          level: 0.95,
        });
        for (const { low, high, value } of found) {
          expect(low).toBeLessThan(value ?? 0);
          expect(high).toBeGreaterThan(value ?? 1);
        }
      }
    }
  });

  it("gives ECE no interval: resampling makes its bias larger", () => {
    const outcomes = scored(
      [0, 1, 0],
      [
        [0.7, 0.3],
        [0.4, 0.6],
        [0.2, 0.8],
      ],
    );
    const [found] = bootstrapEstimates(outcomes, [parseReference("ece")], {
      ...options,
      method: "percentile",
    });
    expect(found).toMatchObject({ low: null, high: null, warnings: ["interval/biased"] });
  });
});
