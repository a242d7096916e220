import { describe, expect, it } from "vitest";
import { sampleConfusion } from "../../src/metrics/confusion.js";
import type { MetricReference } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { failureFigures } from "../../src/metrics/failure-figures.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { leaveEachOut } from "../../src/metrics/leave-each-out.js";
import {
  accuracyDesign,
  influenceDesign,
  influenceOf,
  labelCounts,
  minorityOf,
  spreadOfClusters,
} from "../../src/metrics/ranked-parts.js";
import { parseReference } from "../../src/metrics/reference.js";
import {
  clusterSums,
  createSample,
  createUnitSample,
  effectiveCount,
} from "../../src/metrics/sample.js";
import { scoredClasses } from "../../src/metrics/score-columns.js";
import {
  sampleAccuracy,
  sampleClassSums,
  totalsOfClass,
  totalsOfUnits,
} from "../../src/metrics/share-totals.js";
import { signedCalibration } from "../../src/metrics/signed-calibration.js";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import type { Outcomes } from "../../src/outcomes/classification-types.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import { throwsCode } from "../support/throws-code.js";
import { answered, confident, multilabel, scored } from "./support/outcomes.js";
import { RATIO } from "./support/ratios.js";

const column = (...values: number[]) => Float64Array.from(values);

describe("weights of a sample", () => {
  const outcomes = answered([0, 1, 1], [0, 1, 0]);

  it("are refused where they are not one a unit, negative or not finite", () => {
    for (const weights of [column(1, 2), column(1, 2, 3, 4), column()]) {
      expect(() => createSample(outcomes, weights)).toThrow(throwsCode("argument/length-mismatch"));
    }
    for (const bad of [-1e-9, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => createSample(outcomes, column(1, bad, 2))).toThrow(
        throwsCode("argument/out-of-range"),
      );
    }
  });

  it("sum to the units that have one; the same outcomes are kept where all have", () => {
    const all = createSample(outcomes, column(1, 2, 3));
    expect(all.outcomes).toBe(outcomes);
    expect([...all.weights!]).toEqual([0.5, 1, 1.5]);
    const two = createSample(outcomes, column(1, 0, 3));
    expect([...two.weights!]).toEqual([0.5, 1.5]);
    expect(two.outcomes).toMatchObject({ unitCount: 2, truth: Int32Array.of(0, 1) });
    expect(createSample(outcomes, column(4, 4, 4))).toBe(createSample(outcomes, null));
    expect(createSample(outcomes, column(0, 0, 0)).outcomes.unitCount).toBe(0);
  });

  it("choose among units whose columns are elsewhere", () => {
    const units = { unitCount: 3, cluster: null, clusterCount: 0 };
    const inClusters = { unitCount: 3, cluster: Int32Array.of(4, 0, 2), clusterCount: 5 };
    expect(createUnitSample(inClusters, null)).toEqual({
      sample: { outcomes: inClusters, weights: null },
      kept: null,
    });
    expect(createUnitSample(units, column(1, 2, 3))).toEqual({
      sample: { outcomes: units, weights: column(0.5, 1, 1.5) },
      kept: null,
    });
    expect(createUnitSample(units, column(0, 2, 2))).toEqual({
      sample: { outcomes: { ...units, unitCount: 2 }, weights: null },
      kept: Int32Array.of(1, 2),
    });
    expect(createUnitSample(inClusters, column(1, 0, 3))).toEqual({
      sample: {
        outcomes: { unitCount: 2, cluster: Int32Array.of(4, 2), clusterCount: 5 },
        weights: column(0.5, 1.5),
      },
      kept: Int32Array.of(0, 2),
    });
    expect(createUnitSample(inClusters, column(1, 2, 3)).sample.outcomes).toEqual(inClusters);
  });

  it("have Kish's effective number, 0 of nothing", () => {
    expect(effectiveCount(6, 14)).toBeCloseTo(36 / 14, 14);
    expect(effectiveCount(0, 0)).toBe(0);
  });

  it("count in the sums of clusters", () => {
    const inClusters = answered([0, 0, 0], [0, 0, 0], { cluster: [2, 0, 2] });
    const sample = createSample(inClusters, column(1, 2, 3));
    expect([...clusterSums(sample, column(10, 20, 30))]).toEqual([20, 0, 50]);
    expect([...clusterSums(createSample(outcomes, column(1, 2, 3)), column(10, 20, 30))]).toEqual([
      5, 20, 45,
    ]);
  });
});

describe("shares of a sample", () => {
  const shares = { size: column(2, 0, 1, 3), hits: column(1, 0, 1, 0) };

  it("sum what each unit adds; units that add nothing do not count", () => {
    const sample = createSample(answered([0, 0, 0, 0], [0, 0, 0, 0]), column(1, 1, 2, 4));
    // Scaled weights ½, ½, 1, 2.
    expect(totalsOfUnits(sample, shares, false)).toEqual({
      n: 3,
      size: 1 + 1 + 6,
      hits: 0.5 + 1,
      clusters: null,
      effective: 8 ** 2 / (0.25 * 2 + 1 + 4 * 3),
    });
    expect(totalsOfUnits(sample, shares, true).clusters).toEqual({
      size: column(1, 0, 1, 6),
      hits: column(0.5, 0, 1, 0),
    });
  });

  it("of a class with weights count its units, not their weights", () => {
    const outcomes = answered([0, 1, 1, 0], [0, 1, 0, 0]);
    const sample = createSample(outcomes, column(1, 1, 2, 4));
    const single = { kind: "single", unitCount: 4, classes: outcomes.classes } as const;
    const answers = { ...single, truth: outcomes.truth, predicted: outcomes.predicted };
    expect(totalsOfClass(sample, answers, RATIO.recall, 1)).toEqual({
      n: 2,
      size: 1.5,
      hits: 0.5,
      clusters: null,
      effective: 1.5 ** 2 / (0.25 + 1),
    });
    const plain = createSample(outcomes, null);
    expect(totalsOfClass(plain, answers, RATIO.specificity, 1)).toEqual({
      n: 2,
      size: 2,
      hits: 2,
      effective: 2,
      clusters: null,
    });
    expect(totalsOfClass(plain, answers, RATIO.specificity, -1)).toMatchObject({
      size: 4,
      hits: 4,
    });
  });

  it("are not there where a score answers nothing", () => {
    const scores = createAnomalyOutcomes({ truth: Uint8Array.of(0, 1), score: column(1, 2) });
    const sample = createSample(scores, null);
    expect(sampleClassSums(sample)).toBeNull();
    expect(sampleAccuracy(sample)).toBeNull();
    expect(sampleConfusion(sample)).toBeNull();
    expect(accuracyDesign(sample)).toBeNull();
    expect(minorityOf(sample)).toBeNull();
  });
});

describe("parts of estimates of rankings", () => {
  it("the fewer of right and wrong units, a little more than it so that rounding is not less", () => {
    const sample = (correct: readonly number[]) =>
      createSample(
        confident(
          correct.map(() => 0.5),
          correct,
        ),
        null,
      );
    expect(minorityOf(sample([1, 1, 1, 0, 0]))).toBeCloseTo(2, 8);
    expect(minorityOf(sample([1, 0, 0, 0, 0]))).toBeCloseTo(1, 8);
    expect(minorityOf(sample([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]))).toBeGreaterThanOrEqual(3);
    expect(minorityOf(sample([]))).toBeNull();
  });

  it("Kish's numbers of units with and without a mark", () => {
    const sample = createSample(answered([0, 0, 0, 0], [0, 0, 0, 0]), column(1, 2, 3, 2));
    const { positives, negatives } = labelCounts(sample, Uint8Array.of(1, 0, 1, 0));
    expect(positives).toBeCloseTo(16 / 10, 14);
    expect(negatives).toBeCloseTo(2, 14);
  });

  it("influences are the mean less each value, 0 where there is none", () => {
    expect([...influenceOf(column(1, Number.NaN, 4, 7))]).toEqual([3, 0, 0, -3]);
    expect([...influenceOf(column(Number.NaN, Number.NaN))]).toEqual([0, 0]);
    expect([...influenceOf(column())]).toEqual([]);
  });

  it("their spread over clusters, of which empty ones do not count", () => {
    // Clusters 1 and 3 hold 2 units and 1, 0 and 2 none.
    const outcomes = { ...answered([0, 0, 0], [0, 0, 0], { cluster: [1, 3, 1] }), clusterCount: 5 };
    const sample = createSample(outcomes, null);
    const influence = column(0.1, 0.2, 0.3);
    const spread = spreadOfClusters(sample, influence);
    expect(spread.variance).toBeCloseTo(2 * (0.4 ** 2 + 0.2 ** 2), 14);
    expect([...spread.deviations]).toEqual([2 * (0.1 + 0.3), 2 * 0.2]); // G·U_g
    const positive = Uint8Array.of(1, 0, 0);
    const { variance, design } = influenceDesign(sample, positive, influence, "positives");
    expect(variance).toBeCloseTo(2 * (0.4 ** 2 + 0.2 ** 2), 14);
    expect(design).toMatchObject({ G: 2, kEff: 1 });
  });

  it("whether influences rise with the size of a cluster", () => {
    const cluster = [0, 1, 1, 2, 2, 2, 3, 3, 3, 3];
    const sample = createSample(
      answered(
        cluster.map(() => 0),
        cluster.map(() => 0),
        { cluster },
      ),
      null,
    );
    const rising = influenceDesign(
      sample,
      Uint8Array.from(cluster, (g) => g % 2),
      Float64Array.from(cluster, (g) => g),
      "positives",
    );
    expect(rising.design.sizeCorrelation).toBeCloseTo(1, 12);
  });
});

describe("scores of classes", () => {
  const classesOf = (outcomes: Outcomes, reference: MetricReference) =>
    scoredClasses(outcomes, reference, { isSymmetric: reference.id === "roc-auc" });
  const columns = (...args: Parameters<typeof classesOf>) =>
    classesOf(...args).map((scored) => {
      const { score, positive } = scored();
      return [[...score], [...positive]];
    });
  const [auc, precision] = [parseReference("roc-auc"), parseReference("average-precision")];

  it("of an anomaly detector are turned round for the normal class", () => {
    const outcomes = createAnomalyOutcomes({
      truth: Uint8Array.of(0, 1, 1),
      score: column(1, 3, 2),
    });
    expect(columns(outcomes, auc)).toEqual([
      [
        [1, 3, 2],
        [0, 1, 1],
      ],
    ]);
    const anomalous = parseReference("roc-auc{class=anomalous}");
    expect(columns(outcomes, anomalous)).toEqual(columns(outcomes, auc));
    const normal = parseReference("roc-auc{class=normal}");
    expect(columns(outcomes, normal)).toEqual([
      [
        [-1, -3, -2],
        [1, 0, 0],
      ],
    ]);
  });

  it("of several labels a unit are a column a class, or that of one", () => {
    const truth = [
      [1, 0],
      [1, 1],
    ];
    const scores = [
      [0.9, 0.1],
      [0.7, 0.6],
    ];
    const outcomes = multilabel(truth, truth, { scores });
    const [first, second] = [
      [
        [0.9, 0.7],
        [1, 1],
      ],
      [
        [0.1, 0.6],
        [0, 1],
      ],
    ];
    expect(columns(outcomes, auc)).toEqual([first, second]);
    expect(columns(outcomes, parseReference("roc-auc{class=c1}"))).toEqual([second]);
    expect(() => classesOf(multilabel(truth, truth), auc)).toThrow(
      throwsCode("metric/not-available"),
    );
  });

  const truth = [0, 1, 1];
  const complements = [
    [0.7, 0.3],
    [0.4, 0.6],
    [0.2, 0.8],
  ];
  const second = [
    [0.3, 0.6, 0.8],
    [0, 1, 1],
  ];

  it("that add up to 1 are one AUC, of the second class, but two average precisions", () => {
    const outcomes = scored(truth, complements);
    const first = [
      [0.7, 0.4, 0.2],
      [1, 0, 0],
    ];
    expect(columns(outcomes, auc)).toEqual([second]);
    expect(columns(outcomes, parseReference("roc-auc{class=c0}"))).toEqual([first]);
    expect(columns(outcomes, precision)).toEqual([first, second]);
  });

  it("are two AUCs where two do not add up to 1, and three of three classes", () => {
    const outcomes = scored(truth, complements);
    const other = (sum: number) => ({
      ...outcomes,
      scores: {
        ...outcomes.scores!,
        columns: new Map([
          [0, column(0.7, 0.4, sum - 0.8)],
          [1, column(0.3, 0.6, 0.8)],
        ]),
      },
    });
    expect(columns(other(1 + 9e-7), auc)).toEqual([second]);
    expect(columns(other(1 + 2e-6), auc)).toHaveLength(2);
    expect(columns(other(1 - 2e-6), auc)).toHaveLength(2);
    const three = complements.map((row) => [...row, 0]);
    expect(columns(scored(truth, three), auc)).toHaveLength(3);
    // A class of the ground truth that the model does not have: no score, and no mean over it.
    const outside = { ...outcomes, classes: ["c0", "c1", "new"] };
    expect(columns(outside, auc)).toHaveLength(2);
  });

  it("are missed by name where a column was not kept", () => {
    const { scores, ...rest } = scored(truth, complements);
    const kept = (...classes: number[]) => ({
      ...rest,
      scores: {
        ...scores!,
        columns: new Map([...scores!.columns].filter(([k]) => classes.includes(k))),
      },
    });
    for (const [outcomes, missing] of [
      [kept(0), "c1"],
      [kept(1), "c0"],
    ] as const) {
      expect(() => classesOf(outcomes, auc)).toThrow(
        expect.objectContaining({
          code: "metric/not-available",
          what: expect.stringContaining(missing),
        }),
      );
    }
    expect(columns(kept(1), parseReference("roc-auc{class=c1}"))).toEqual([second]);
  });
});

describe("figures of failures", () => {
  const options = { level: 0.95, seed: 1 };

  it("say where labels are few, from just below ten on", () => {
    const of = (wrong: number) =>
      failureFigures(
        confident(
          Array.from({ length: 60 }, (_, i) => i / 60),
          Array.from({ length: 60 }, (_, i) => Number(i >= wrong)),
        ),
        options,
      );
    for (const { estimate } of of(9))
      expect(estimate.warnings).toContain("interval/few-of-a-class");
    for (const { estimate } of of(10)) {
      expect(estimate.warnings).not.toContain("interval/few-of-a-class");
      expect(estimate).toMatchObject({ defined: null, fewLabels: null, n: 60 });
    }
    for (const { estimate } of of(4).slice(0, 3)) {
      expect(estimate.warnings).toContain("interval/few-outcomes");
    }
  });

  it("of nothing do not exist", () => {
    const nothing = failureFigures(confident([], []), options);
    expect(nothing).toHaveLength(7);
    for (const { estimate } of nothing) {
      expect(estimate).toMatchObject({ value: null, low: null, warnings: ["interval/no-images"] });
    }
  });

  it("name the metric that cannot be computed without confidences", () => {
    const missing = (metric: string) =>
      expect.objectContaining({
        code: "metric/not-available",
        where: expect.stringContaining(metric),
      });
    expect(() => failureFigures(answered([0], [0]), options)).toThrow(missing("auroc-failure"));
    expect(() => signedCalibration(answered([0], [0]), 0.95)).toThrow(missing("'ece'"));
  });
});

describe("estimators", () => {
  it("refuse a metric of another task", () => {
    const outcomes = multilabel([[1, 0]], [[1, 0]]);
    for (const metric of ["mcc", "log-loss", "aurc"]) {
      expect(() => createEstimator(outcomes, parseReference(metric))).toThrow(
        throwsCode("metric/not-available"),
      );
    }
  });
});

describe("parameters of a metric", () => {
  it("are refused where the task has no use for them", () => {
    const outcomes = answered([0, 1], [0, 1]);
    const kernel = (text: string) => createKernel(outcomes, parseReference(text))(null);
    expect(() => kernel("recall{iou=0.6}")).toThrow(throwsCode("metric/bad-parameter"));
    expect(kernel("recall{class=c1}")).toBe(1);
    expect(kernel("recall{average=micro}")).toBe(1);
  });
});

describe("values with each weighted unit left out", () => {
  it("are those of the other units, which keep their weights", () => {
    const truth = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0];
    const rows = truth.map((t, i) => [0, 1, 2].map((k) => (1 + ((i * 5 + k * 3 + t) % 7)) / 24));
    const outcomes = scored(
      truth,
      rows.map(([a = 0, b = 0]) => [a, b, 1 - a - b]),
    );
    const weights = Float64Array.from(truth, (_, i) => 1 + (i % 4));
    const sample = createSample(outcomes, weights);
    for (const metric of [
      "accuracy",
      "f1",
      "recall{class=c1}",
      "cohen-kappa",
      "top-k-accuracy{k=2}",
      "log-loss",
      "roc-auc",
      "average-precision",
      "aurc",
      "augrc",
      "auroc-failure",
    ]) {
      const reference = parseReference(metric);
      const wanted = truth.map((_, out) => {
        const kept = Int32Array.from(truth.keys()).filter((i) => i !== out);
        const own = Float64Array.from(kept, (i) => sample.weights![i]!);
        return createKernel(selectUnits(outcomes, kept), reference)(own);
      });
      const found = leaveEachOut(sample, reference);
      expect(found).toHaveLength(wanted.length);
      for (const [i, value] of wanted.entries()) {
        expect(found[i], metric).toEqual(Number.isNaN(value) ? value : expect.closeTo(value, 11));
      }
    }
  });
});

describe("values with each unit left out, of many units", () => {
  const n = 2001;
  const correct = Array.from({ length: n }, (_, i) => Number((i * 7) % 10 > 2));
  const confidence = correct.map((right, i) => (right + ((i * 617) % n) / n) / 2);
  const outcomes = scored(
    correct.map((right) => 1 - right),
    confidence.map((c) => [c, 1 - c]),
  );
  const METRICS = [
    "accuracy",
    "f1",
    "recall{class=c1}",
    "cohen-kappa",
    "top-k-accuracy{k=1}",
    "log-loss",
    "brier",
    "roc-auc",
    "average-precision",
    "aurc",
    "augrc",
    "auroc-failure",
  ];

  it("are one a unit for every metric of unweighted units", () => {
    const sample = createSample(outcomes, null);
    for (const metric of METRICS) {
      expect(leaveEachOut(sample, parseReference(metric)), metric).toHaveLength(n);
    }
  });

  it("are one a group of 200 for a ranking of more than 2,000 weighted units", () => {
    const weights = Float64Array.from(correct, (_, i) => 1 + (i % 2));
    const many = createSample(outcomes, weights);
    expect(leaveEachOut(many, parseReference("aurc"))).toHaveLength(200);
    expect(leaveEachOut(many, parseReference("accuracy"))).toHaveLength(n);
    weights[0] = 0;
    const fewer = createSample(outcomes, weights);
    expect(leaveEachOut(fewer, parseReference("augrc"))).toHaveLength(n - 1);
    const cluster = Int32Array.from(correct, (_, i) => i % 30);
    const inClusters = createSample({ ...outcomes, cluster, clusterCount: 30 }, weights);
    expect(leaveEachOut(inClusters, parseReference("augrc"))).toHaveLength(30);
    weights[0] = 1;
    const own = Int32Array.from(correct, (_, i) => (i * 2) % n);
    const ofOne = createSample({ ...outcomes, cluster: own, clusterCount: n }, weights);
    expect(leaveEachOut(ofOne, parseReference("augrc"))).toHaveLength(n);
  });
});
