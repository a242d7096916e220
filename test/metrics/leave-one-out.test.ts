import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cohenKappa,
  evaluateClassMetric,
  matthewsCorrelation,
} from "../../src/metrics/class-metrics.js";
import { classSums } from "../../src/metrics/class-sums.js";
import { type ClusterClassSums, clusterClassSums } from "../../src/metrics/cluster-class-sums.js";
import { confusionCells } from "../../src/metrics/confusion.js";
import { groupJackknife } from "../../src/metrics/group-jackknife.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { classPredictions } from "../../src/metrics/labels/columns-of.js";
import { leaveEachOut } from "../../src/metrics/leave-each-out.js";
import { leaveOutCells, leaveOutClusters, leaveOutUnits } from "../../src/metrics/leave-one-out.js";
import {
  leaveOutOfAveragePrecision,
  leaveOutOfGeneralizedRisk,
  leaveOutOfRiskCoverage,
  leftOutByUnit,
} from "../../src/metrics/left-out-ranks.js";
import {
  agreementMetric,
  macroMetric,
  weightedMetric,
} from "../../src/metrics/prediction-jackknife.js";
import {
  areaUnderGeneralizedRisk,
  areaUnderRiskCoverage,
  averagePrecision,
} from "../../src/metrics/ranked-metrics.js";
import { blocksOf, createRanking } from "../../src/metrics/ranking.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createSample } from "../../src/metrics/sample.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import { jackknifeVariance } from "../../src/statistics/jackknife.js";
import { answered, confident, fromMatrices, scored } from "./support/outcomes.js";
import { RATIO } from "./support/ratios.js";

const METRICS = [
  macroMetric(RATIO.f1),
  macroMetric(RATIO.recall),
  macroMetric(RATIO.precision),
  macroMetric(RATIO.specificity),
  weightedMetric(RATIO.f1),
  weightedMetric(RATIO.specificity),
  agreementMetric(cohenKappa),
  agreementMetric(matthewsCorrelation),
].map(({ metric }) => ({ ...metric, keepsLast: false }));

const label = fc.integer({ min: 0, max: 3 });
const units = fc.array(fc.tuple(label, label, fc.integer({ min: 0, max: 2 })), {
  minLength: 2,
  maxLength: 14,
});

function close(got: Float64Array, want: readonly number[]): void {
  expect(got).toHaveLength(want.length);
  for (const [i, value] of want.entries()) {
    if (Number.isNaN(value)) expect(got[i]).toBeNaN();
    else expect(got[i]).toBeCloseTo(value, 11);
  }
}

function without(n: number, out: (i: number) => boolean): Int32Array {
  return Int32Array.from([...Array(n).keys()].filter((i) => !out(i)));
}

describe("values with a unit left out, of answers", () => {
  it("equal the metric on the others: by cell, by unit, by cluster, with weights", () => {
    fc.assert(
      fc.property(units, (rows) => {
        const outcomes = answered(
          rows.map(([t]) => t),
          rows.map(([, p]) => p),
          { classes: 4, cluster: rows.map(([, , g]) => g) },
        );
        const answers = classPredictions(outcomes)!;
        if (answers.kind !== "single") throw new Error("one label a unit");
        const sums = classSums(answers, null);
        const weights = Float64Array.from(rows, (_, i) => 0.1 + ((i * 7) % 5) / 3);
        const weighted = classSums(answers, weights);
        const cells = confusionCells(answers, null);
        const clusters = clusterClassSums(answers, outcomes.cluster, outcomes.clusterCount, null);
        for (const metric of METRICS) {
          const on = (kept: Int32Array, w: Float64Array | null) => {
            const rest = classPredictions(selectUnits(outcomes, kept))!;
            const restWeights = w === null ? null : Float64Array.from(kept, (i) => w[i]!);
            return evaluateClassMetric(metric, classSums(rest, restWeights));
          };
          const each = rows.map((_, i) =>
            on(
              without(rows.length, (j) => j === i),
              null,
            ),
          );
          close(leaveOutUnits(metric, sums, answers, null).value, each);
          const ofCell = leaveOutCells(metric, sums, cells);
          const ofUnit = rows.map(([t, p]) => {
            const c = cells.truth.findIndex(
              (truth, at) => truth === t && cells.predicted[at] === p,
            );
            return ofCell.value[c]!;
          });
          close(Float64Array.from(ofUnit), each);
          close(
            leaveOutUnits(metric, weighted, answers, weights).value,
            rows.map((_, i) =>
              on(
                without(rows.length, (j) => j === i),
                weights,
              ),
            ),
          );
          const present = [...new Set(rows.map(([, , g]) => g))].sort((a, b) => a - b);
          close(
            leaveOutClusters(metric, sums, clusters).value,
            present.map((g) =>
              on(
                without(rows.length, (j) => rows[j]![2] === g),
                null,
              ),
            ),
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  it("keep the F1 of a class whose last unit is left out, and no other ratio", () => {
    // c2 is true of the last unit alone and answered twice; c3 is answered once and never true.
    const answers = classPredictions(answered([0, 0, 1, 1, 2], [0, 2, 1, 3, 2], { classes: 4 }))!;
    const sums = classSums(answers, null);
    const left = (ratio: "f1" | "recall") =>
      leaveOutUnits(macroMetric(RATIO[ratio]).metric, sums, answers, null).value;
    // F1 2/3, 2/3, 2/3, 0 of all; without the last: 2/3, 2/3, kept 2/3, 0.
    expect(left("f1")[4]).toBeCloseTo((2 / 3 + 2 / 3 + 2 / 3 + 0) / 4, 14);
    // Without the fourth: c1 right each time, c3 kept 0.
    expect(left("f1")[3]).toBeCloseTo((2 / 3 + 1 + 2 / 3 + 0) / 4, 14);
    expect(left("recall")[4]).toBeCloseTo((1 / 2 + 1 / 2) / 2, 14);
  });

  // METHODS-examples 2.1 prints the standard errors.
  it.each([
    ["f1", macroMetric(RATIO.f1), 0.0493997925],
    ["balanced accuracy", macroMetric(RATIO.recall), 0.0443936103],
    ["kappa", agreementMetric(cohenKappa), 0.0594854976],
    ["mcc", agreementMetric(matthewsCorrelation), 0.0581236247],
  ] as const)("%s: the printed standard error", (_name, { metric }, error) => {
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
    const answers = classPredictions(outcomes)!;
    if (answers.kind !== "single") throw new Error("one label a unit");
    const { value, multiplicity } = leaveOutCells(
      metric,
      classSums(answers, null),
      confusionCells(answers, null),
    );
    expect(Math.sqrt(jackknifeVariance(value, multiplicity ?? undefined))).toBeCloseTo(error, 9);
  });
});

describe("sums of clusters", () => {
  it("are the same from a full table and from unit to unit", () => {
    fc.assert(
      fc.property(units, (rows) => {
        const cluster = Int32Array.from(rows, ([, , g]) => g);
        const { truth, predicted } = answered(
          rows.map(([t]) => t),
          rows.map(([, p]) => p),
          {
            classes: 4,
          },
        );
        const few = { kind: "single", unitCount: rows.length, truth, predicted } as const;
        const table = clusterClassSums({ ...few, classes: ["a", "b", "c", "d"] }, cluster, 3, null);
        // So many classes that a full table would be too large.
        const classes = Array.from({ length: 1_000_000 }, (_, k) => `c${k}`);
        const list = clusterClassSums({ ...few, classes }, cluster, 3, null);
        expect(entriesOf(list)).toEqual(entriesOf(table));
        expect(list.total).toEqual(table.total);
      }),
      { numRuns: 5 },
    );
  });
});

function entriesOf({ start, classIndex, truth, predicted, hits }: ClusterClassSums) {
  return [0, 1, 2].map((g) =>
    [...classIndex.subarray(start[g]!, start[g + 1]!).entries()]
      .map(([at, k]) => {
        const e = start[g]! + at;
        return [k, truth[e]!, predicted[e]!, hits[e]!];
      })
      .sort((a, b) => a[0]! - b[0]!),
  );
}

describe("values with a unit left out, of rankings", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 1)), {
    minLength: 1,
    maxLength: 10,
  });

  it.each([
    ["average precision", averagePrecision, leaveOutOfAveragePrecision],
    ["AURC", areaUnderRiskCoverage, leaveOutOfRiskCoverage],
    ["AUGRC", areaUnderGeneralizedRisk, leaveOutOfGeneralizedRisk],
  ] as const)("%s equals the metric on the others, with ties", (_name, metric, leaveOut) => {
    fc.assert(
      fc.property(pairs, (list) => {
        const score = Float64Array.from(list, ([s]) => s);
        const mark = Uint8Array.from(list, ([, m]) => m);
        const ranking = createRanking(score);
        const others = list.map((_, i) => {
          const keep = (values: Float64Array) => values.filter((_value, j) => j !== i);
          const rest = createRanking(keep(score));
          return metric(blocksOf(rest, keep(Float64Array.from(mark)), null));
        });
        close(leftOutByUnit(leaveOut(blocksOf(ranking, mark, null)), ranking, mark), others);
      }),
    );
  });

  it("of METHODS-examples 2.4", () => {
    const marks = Uint8Array.of(1, 1, 0, 1, 1, 0, 1, 0, 0, 0);
    const ranking = createRanking(Float64Array.from(marks, (_, i) => -i));
    const left = leaveOutOfAveragePrecision(blocksOf(ranking, marks, null));
    const printed = [
      0.770833333, 0.770833333, 0.966666667, 0.854166667, 0.854166667, 0.876666667, 0.8875,
      0.852857143, 0.852857143, 0.852857143,
    ];
    for (const [i, value] of leftOutByUnit(left, ranking, marks).entries()) {
      expect(value).toBeCloseTo(printed[i]!, 9);
    }
  });
});

describe("groups left out", () => {
  it("of one unit each are the ordinary jackknife; more than 200 units are dealt to 200", () => {
    const n = 40;
    const confidence = Array.from({ length: n }, (_, i) => ((i * 17) % n) / n);
    const outcomes = confident(
      confidence,
      confidence.map((c, i) => Number(c + (i % 3) / 4 > 0.5)),
    );
    const reference = parseReference("aurc");
    const sample = createSample(outcomes, null);
    const { variance, groups } = groupJackknife(sample, createKernel(outcomes, reference), 3);
    expect(groups).toBe(n);
    expect(variance).toBeCloseTo(jackknifeVariance(leaveEachOut(sample, reference)), 14);
    const many = answered(
      new Array(450).fill(0),
      Array.from({ length: 450 }, (_, i) => i % 2),
    );
    const accuracy = createKernel(many, parseReference("accuracy"));
    const found = groupJackknife(createSample(many, null), accuracy, 3);
    expect(found.groups).toBe(200);
    // About p(1 − p)/n, a group in place of a unit.
    expect(found.variance).toBeGreaterThan(0.7 * (0.25 / 450));
    expect(found.variance).toBeLessThan(1.4 * (0.25 / 450));
  });
});

describe("leaveEachOut, for BCa", () => {
  const ALL = [
    "accuracy",
    "f1",
    "recall{class=c1}",
    "cohen-kappa",
    "top-k-accuracy{k=2}",
    "log-loss",
    "brier",
    "roc-auc",
    "average-precision",
    "aurc",
    "augrc",
    "auroc-failure",
  ];

  it("equals every metric on the other units, or clusters", () => {
    const row = fc.tuple(
      label,
      ...([0, 1, 2, 3].map(() => fc.integer({ min: 1, max: 9 })) as [
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
      ]),
    );
    const clustered = fc.constantFrom(true, false);
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 9 }), clustered, (rows, inClusters) => {
        const probabilities = rows.map(([, ...p]) => {
          const sum = p.reduce((a, b) => a + b, 0);
          return p.map((one) => one / sum);
        });
        const cluster = rows.map((_, i) => (i * 2) % 3);
        const truth = rows.map(([t]) => t);
        const outcomes = scored(truth, probabilities, inClusters ? cluster : undefined);
        const sample = createSample(outcomes, null);
        const groups = inClusters ? [0, 1, 2] : [...rows.keys()];
        for (const metric of ALL) {
          const reference = parseReference(metric);
          const others = groups.map((g) => {
            const kept = without(rows.length, (i) => (inClusters ? cluster[i] === g : i === g));
            return createKernel(selectUnits(outcomes, kept), reference)(null);
          });
          // Units of one cell of the confusion matrix stand together, so only the values count.
          close(leaveEachOut(sample, reference).sort(), [...Float64Array.from(others).sort()]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
