import { describe, expect, it } from "vitest";
import {
  type BootstrapOptions,
  bootstrapEstimates,
  predictionReplicates,
} from "../../src/metrics/bootstrap-estimates.js";
import {
  visitClusterReplicates,
  visitTableReplicates,
} from "../../src/metrics/class-replicates.js";
import { clusterClassSums } from "../../src/metrics/cluster-class-sums.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { leaveEachOut } from "../../src/metrics/leave-each-out.js";
import { unitMean } from "../../src/metrics/lookup.js";
import { meanReplicates } from "../../src/metrics/mean-replicates.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createSample } from "../../src/metrics/sample.js";
import { kernelReplicates, visitUnitReplicates } from "../../src/metrics/unit-replicates.js";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import { bcaInterval, drawCounts, percentileInterval } from "../../src/statistics/bootstrap.js";
import { drawTable } from "../../src/statistics/multinomial.js";
import { throwsCode } from "../support/throws-code.js";
import { answered, confident, multilabel, scored } from "./support/outcomes.js";
import { mean } from "./support/slow.js";

const SEED = 7;
const column = (...values: number[]) => Float64Array.from(values);
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

/** How often each of n is drawn in replicate b. */
function drawn(n: number, b: number): Uint32Array {
  const counts = new Uint32Array(n);
  drawCounts(SEED, b, counts);
  return counts;
}

describe("replicates of units", () => {
  const visits = (outcomes: ReturnType<typeof answered>, weights: Float64Array | null) => {
    const found: number[][] = [];
    const options = { replicates: 3, seed: SEED };
    visitUnitReplicates(createSample(outcomes, weights), options, (b, w) => {
      expect(b).toBe(found.length);
      found.push([...w]);
    });
    return found;
  };

  it("weigh each unit by how often it was drawn, times its own weight", () => {
    const outcomes = answered([0, 0, 0, 0], [0, 0, 0, 0]);
    const three = [0, 1, 2];
    expect(visits(outcomes, null)).toEqual(three.map((b) => [...drawn(4, b)]));
    const scaled = [0.5, 0.5, 1, 2];
    expect(visits(outcomes, column(1, 1, 2, 4))).toEqual(
      three.map((b) => [...drawn(4, b)].map((times, i) => times * scaled[i]!)),
    );
    // Clusters 4, 0 and 2 hold units: the third, the first and the second that is drawn.
    const inClusters = answered([0, 0, 0, 0], [0, 0, 0, 0], { cluster: [4, 0, 2, 0] });
    expect(visits(inClusters, null)).toEqual(
      three.map((b) => [2, 0, 1, 0].map((id) => drawn(3, b)[id]!)),
    );
  });

  it("are undefined of nothing", () => {
    const nothing = confident([], []);
    expect(visits(nothing, null)).toEqual([]);
    const options = { replicates: 2, seed: SEED };
    const found = kernelReplicates(
      createSample(nothing, null),
      createKernel(nothing, parseReference("aurc")),
      options,
    );
    expect([...found]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("values of units of which a metric is the mean", () => {
  const rows = [
    [0.5, 0.3, 0.2],
    [0.2, 0.2, 0.6],
  ];
  const outcomes = scored([1, 2], rows);
  const of = (text: string, from: Parameters<typeof unitMean>[0] = outcomes) => {
    const found = unitMean(from, parseReference(text));
    return found === null ? null : [...found];
  };

  it("by hand", () => {
    expect(of("accuracy")).toEqual([0, 1]);
    expect(of("top-k-accuracy{k=1}")).toEqual([0, 1]);
    expect(of("top-k-accuracy{k=2}")).toEqual([1, 1]);
    const losses = of("log-loss");
    expect(losses?.[0]).toBeCloseTo(-Math.log(0.3), 12);
    expect(losses?.[1]).toBeCloseTo(-Math.log(0.6), 12);
    const scores = of("brier");
    expect(scores?.[0]).toBeCloseTo(0.25 + 0.49 + 0.04, 12);
    expect(scores?.[1]).toBeCloseTo(0.04 + 0.04 + 0.16, 12);
    expect(of("f1")).toBeNull();
  });

  it("are not there without a threshold or without scores", () => {
    const detector = createAnomalyOutcomes({ truth: Uint8Array.of(0, 1), score: column(1, 2) });
    expect(of("accuracy", detector)).toBeNull();
    expect(of("accuracy", { ...detector, threshold: 2 })).toEqual([1, 1]);
    expect(of("top-k-accuracy", detector)).toBeNull();
    expect(of("top-k-accuracy", answered([0], [0]))).toBeNull();
  });
});

describe("weighted means with their standard errors", () => {
  const values = column(1, 2, 4, 9, 3);
  const weights = [0.5, 0.5, 1, 2, 1];

  /** From the definition, with the units of each group and how often the group was drawn. */
  function byDefinition(groups: readonly (readonly number[])[], times: ArrayLike<number>) {
    const all = groups.flatMap((units, g) => units.map((i) => [i, times[g]!] as const));
    const total = sum(all.map(([i, t]) => t * weights[i]!));
    const centre = sum(all.map(([i, t]) => t * weights[i]! * values[i]!)) / total;
    const draws = sum(groups.map((_, g) => times[g]!));
    const squares = groups.map(
      (units, g) => times[g]! * sum(units.map((i) => weights[i]! * (values[i]! - centre))) ** 2,
    );
    return { centre, error: Math.sqrt((draws / (draws - 1)) * sum(squares)) / total };
  }

  it.each([
    ["over units", undefined, [[0], [1], [2], [3], [4]]],
    ["over clusters, of which empty ones do not count", [9, 2, 9, 6, 2], [[1, 4], [3], [0, 2]]],
  ] as const)("%s", (_, cluster, groups) => {
    const zeros = weights.map(() => 0);
    const outcomes = answered(zeros, zeros, cluster === undefined ? {} : { cluster });
    const sample = createSample(outcomes, Float64Array.from(weights));
    const options = { replicates: 4, seed: SEED };
    const found = meanReplicates(sample, values, options);
    const whole = byDefinition(
      groups,
      groups.map(() => 1),
    );
    expect(found.estimate).toBeCloseTo(whole.centre, 13);
    expect(found.error).toBeCloseTo(whole.error, 13);
    expect(found.replicates).toHaveLength(4);
    for (const b of [0, 1, 2, 3]) {
      const wanted = byDefinition(groups, drawn(groups.length, b));
      expect(found.replicates[b]).toBeCloseTo(wanted.centre, 13);
      expect(found.errors[b]).toBeCloseTo(wanted.error, 13);
    }
  });
});

describe("sums of clusters that were drawn", () => {
  type Unit = readonly [truth: number, answer: number, cluster: number, weight: number];
  const CLASSES = ["a", "b"];

  /** Sums of each replicate, against those of units that weigh as often as their cluster was drawn. */
  function agree(units: readonly Unit[], clusterCount: number): void {
    const answers = {
      ...({ kind: "single", unitCount: units.length, classes: CLASSES } as const),
      truth: Int32Array.from(units, ([t]) => t),
      predicted: Int32Array.from(units, ([, p]) => p),
    };
    const ids = Int32Array.from(units, ([, , g]) => g);
    const weights = Float64Array.from(units, ([, , , w]) => w);
    const table = clusterClassSums(answers, ids, clusterCount, weights);
    const used = [...new Set(ids)].sort((a, b) => a - b);
    const seen: number[] = [];
    visitClusterReplicates(table, { replicates: 6, seed: SEED }, (b, found) => {
      seen.push(b);
      const counts = drawn(used.length, b);
      const of = (wanted: (unit: Unit) => boolean) =>
        sum(units.map((u) => (wanted(u) ? u[3] * counts[used.indexOf(u[2])]! : 0)));
      expect(found.total).toBe(of(() => true));
      for (const k of [0, 1]) {
        expect(found.truth[k]).toBe(of(([t]) => t === k));
        expect(found.predicted[k]).toBe(of(([, p]) => p === k));
        expect(found.hits[k]).toBe(of(([t, p]) => t === k && p === k));
      }
    });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  }

  it("of more clusters than are added at a time", () => {
    agree(
      Array.from({ length: 90 }, (_, i) => [i % 2, (i >> 1) % 2, (i * 7) % 29, 1] as const),
      31,
    );
  });

  it("that are too large for half a double, alone or in sum", () => {
    const large = (weight: number, clusters: number) =>
      Array.from({ length: 2 * clusters }, (_, i) => [i % 2, 0, i >> 1, weight] as const);
    agree(large(2 ** 24, 2), 2); // 2²⁵ each, 2²⁶ in all
    agree(large(2 ** 24, 4), 4);
    agree(large(2 ** 23, 2), 2);
  });

  it("of weights that are whole only in sum", () => {
    const halves = (...cells: readonly (readonly [number, number])[]) =>
      [0, 1, 2].flatMap((g) => cells.map(([t, p]) => [t, p, g, 0.5] as const));
    agree(halves([0, 0], [1, 1]), 3);
    agree(halves([0, 0], [1, 0]), 3); // answers are whole, truths are not
    agree(halves([0, 0], [0, 1]), 3); // truths are whole, answers are not
    agree(halves([0, 0], [0, 0], [1, 1]), 3);
  });

  it("of nothing are none", () => {
    const none = { kind: "single", unitCount: 0, classes: CLASSES } as const;
    const answers = { ...none, truth: new Int32Array(), predicted: new Int32Array() };
    const table = clusterClassSums(answers, new Int32Array(), 2, null);
    let visits = 0;
    visitClusterReplicates(table, { replicates: 2, seed: SEED }, () => visits++);
    const empty = { classCount: 2, truth: answers.truth, predicted: answers.predicted };
    visitTableReplicates(
      { ...empty, count: column() },
      { replicates: 2, seed: SEED },
      () => visits++,
    );
    expect(visits).toBe(0);
  });
});

describe("tables that were drawn", () => {
  it("are drawn cell by cell, the largest first, of equal ones the first of the matrix", () => {
    const cells = {
      classCount: 3,
      truth: Int32Array.of(0, 0, 1, 1, 2),
      predicted: Int32Array.of(0, 1, 0, 1, 2),
      count: column(9, 40, 9, 20, 9),
    };
    const order = [1, 3, 0, 2, 4];
    const seen: number[] = [];
    visitTableReplicates(cells, { replicates: 5, seed: SEED, from: 2 }, (b, found) => {
      seen.push(b);
      const table = new Float64Array(5);
      drawTable(SEED, b + 2, column(40, 20, 9, 9, 9), table);
      const at = (cell: number) => table[order.indexOf(cell)]!;
      expect([...found.truth]).toEqual([at(0) + at(1), at(2) + at(3), at(4)]);
      expect([...found.predicted]).toEqual([at(0) + at(2), at(1) + at(3), at(4)]);
      expect([...found.hits]).toEqual([at(0), at(3), at(4)]);
    });
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("replicates that metrics of answers share", () => {
  const truth = Array.from({ length: 60 }, (_, i) => i % 3);
  const rows = truth.map((t, i) => {
    const own = 0.2 + ((i * 7) % 10) / 15;
    return [0, 1, 2].map((k) => (k === t ? own : (1 - own) / 2));
  });
  const outcomes = scored(truth, rows);
  const [f1, aurc, accuracy] = ["f1", "aurc", "accuracy"].map((text) => parseReference(text));
  const drawing = { replicates: 40, seed: SEED };

  it("are those of each alone, and null for the others", () => {
    const sample = createSample(outcomes, null);
    const [ofF1, ofAurc, ofAccuracy] = predictionReplicates(
      sample,
      [f1!, aurc!, accuracy!],
      drawing,
    );
    expect(ofAurc).toBeNull();
    expect(ofF1).toEqual(predictionReplicates(sample, [f1!], drawing)[0]);
    expect(ofAccuracy).toEqual(predictionReplicates(sample, [accuracy!], drawing)[0]);
    expect(predictionReplicates(sample, [aurc!], drawing)).toEqual([null]);
  });

  it("are none of weighted independent units, and of scores that answer nothing", () => {
    const weights = Float64Array.from(truth, (_, i) => 1 + (i % 2));
    const weighted = createSample(outcomes, weights);
    expect(predictionReplicates(weighted, [f1!, accuracy!], drawing)).toEqual([null, null]);
    const detector = createAnomalyOutcomes({ truth: Uint8Array.of(0, 1), score: column(1, 2) });
    const sample = createSample(detector, null);
    expect(predictionReplicates(sample, [parseReference("roc-auc")], drawing)).toEqual([null]);
    expect(() =>
      bootstrapEstimates(detector, [accuracy!], { ...drawing, method: "bca", level: 0.9 }),
    ).toThrow(throwsCode("metric/not-available"));
  });

  it("of several labels a unit are drawn as units", () => {
    const labels = truth.map((t, i) => [Number(t === 0), Number(i % 2 === 0)]);
    const answers = truth.map((t, i) => [Number(t !== 1), Number(i % 4 === 0)]);
    const several = multilabel(labels, answers);
    const [found] = predictionReplicates(createSample(several, null), [f1!], drawing);
    const kernel = createKernel(several, f1!);
    for (const b of [0, 1, 39]) {
      expect(found?.[b]).toBeCloseTo(kernel(Float64Array.from(drawn(60, b))), 12);
    }
  });

  it("are what the intervals are made of", () => {
    const sample = createSample(outcomes, null);
    const estimates = (method: BootstrapOptions["method"], weights: Float64Array | null = null) =>
      bootstrapEstimates(outcomes, [f1!, aurc!], { ...drawing, method, level: 0.9, weights });
    const [ofF1] = predictionReplicates(sample, [f1!], drawing);
    const ofAurc = kernelReplicates(sample, createKernel(sample.outcomes, aurc!), drawing);
    for (const [at, replicates, reference] of [
      [0, ofF1!, f1!],
      [1, ofAurc, aurc!],
    ] as const) {
      const value = createKernel(outcomes, reference)(null);
      const plain = percentileInterval(replicates, 0.9).interval;
      expect(estimates("percentile")[at]).toMatchObject({ ...plain, method: "percentile" });
      const left = leaveEachOut(sample, reference);
      const corrected = bcaInterval(replicates, value, left, 0.9).interval;
      expect(estimates("bca")[at]).toMatchObject({ ...corrected, method: "bca" });
      expect(corrected).not.toEqual(plain);
    }
    const weights = Float64Array.from(truth, (_, i) => 1 + (i % 5));
    expect(estimates("percentile", weights)[0]?.value).toBeCloseTo(
      createKernel(outcomes, f1!)(weights),
      12,
    );
  });
});

describe("bootstrap intervals that do not exist or are warned of", () => {
  const interval = (
    outcomes: Parameters<typeof bootstrapEstimates>[0],
    metric: string,
    options: Partial<BootstrapOptions> = {},
  ) => {
    const base = { method: "percentile", replicates: 100, seed: SEED, level: 0.95 } as const;
    return bootstrapEstimates(outcomes, [parseReference(metric)], { ...base, ...options })[0];
  };
  const plain = (n: number) =>
    answered(
      Array.from({ length: n }, (_, i) => i % 2),
      Array.from({ length: n }, (_, i) => Number(i % 5 > 1)),
    );

  it("an undefined value keeps the default's reason", () => {
    const outcomes = answered([0, 0], [0, 1]);
    const reference = parseReference("recall{class=c1}");
    expect(interval(outcomes, "recall{class=c1}")).toEqual(
      createEstimator(outcomes, reference).at(0.95),
    );
  });

  it("the method is not recommended below 50 units", () => {
    expect(interval(plain(50), "accuracy")?.warnings).toEqual([]);
    expect(interval(plain(49), "accuracy")?.warnings).toEqual(["interval/method-not-recommended"]);
  });

  it("BCa has none where nothing varies", () => {
    const right = answered(new Array(60).fill(0), new Array(60).fill(0), { classes: 2 });
    const found = interval(right, "accuracy", { method: "bca" });
    expect(found).toMatchObject({ value: 1, low: null, high: null });
    expect(found?.warnings).toContain("interval/no-variation");
    const varied = interval(plain(60), "accuracy", { method: "bca" });
    expect(varied?.warnings).not.toContain("interval/no-variation");
  });

  it("bootstrap-t has none where a replicate's error is 0 and its mean another", () => {
    const outcomes = scored(
      [0, 0, 0],
      [
        [0.9, 0.1],
        [0.6, 0.4],
        [0.3, 0.7],
      ],
    );
    const found = interval(outcomes, "log-loss", { method: "bootstrap-t" });
    expect(found).toMatchObject({ low: null, high: null, method: "bootstrap-t" });
    expect(found?.warnings).toContain("interval/no-variation");
  });

  it("undefined replicates are warned of from just above 5 % of them on", () => {
    const rare = answered([1, 1, 1, ...new Array(57).fill(0)], new Array(60).fill(0), {
      classes: 2,
    });
    const reference = parseReference("recall{class=c1}");
    // In (57/60)⁶⁰ = 4.6 % of the replicates class 1 is not drawn.
    const undefinedOf = (seed: number) => {
      const options = { replicates: 20, seed };
      const [found] = predictionReplicates(createSample(rare, null), [reference], options);
      return found?.filter((value) => Number.isNaN(value)).length;
    };
    for (const [count, isWarned] of [
      [1, false],
      [2, true],
    ] as const) {
      const seed = Array.from({ length: 200 }, (_, s) => s).find((s) => undefinedOf(s) === count);
      expect(seed).toBeDefined();
      const found = interval(rare, "recall{class=c1}", { replicates: 20, seed: seed! });
      expect(found?.warnings.includes("interval/undefined-replicates")).toBe(isWarned);
    }
  });

  it("the mean of means is near the mean", () => {
    const values = column(1, 2, 4, 9, 3);
    const sample = createSample(answered([0, 0, 0, 0, 0], [0, 0, 0, 0, 0]), null);
    const { replicates, estimate, error } = meanReplicates(sample, values, {
      replicates: 4000,
      seed: SEED,
    });
    // The bootstrap's own error is s·√((n − 1)/n)/√n; four Monte Carlo errors.
    expect(Math.abs(mean([...replicates]) - estimate)).toBeLessThan((4 * error) / Math.sqrt(4000));
  });
});
