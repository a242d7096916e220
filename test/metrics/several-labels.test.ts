import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateClassMetric, microAverage } from "../../src/metrics/class-metrics.js";
import { classSums } from "../../src/metrics/class-sums.js";
import { sampleConfusion } from "../../src/metrics/confusion.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { classPredictions } from "../../src/metrics/labels/columns-of.js";
import { leaveEachOut } from "../../src/metrics/leave-each-out.js";
import { leaveOutUnits } from "../../src/metrics/leave-one-out.js";
import { macroMetric, weightedMetric } from "../../src/metrics/prediction-jackknife.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createSample } from "../../src/metrics/sample.js";
import { accuracyShares, classShares, pooledShares } from "../../src/metrics/unit-shares.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import { multilabel } from "./support/outcomes.js";
import { RATIO } from "./support/ratios.js";

type Rows = readonly (readonly number[])[];
const RATIOS = ["precision", "recall", "specificity", "f1"] as const;

const labels = fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1), fc.constantFrom(0, 1));
const units = fc.array(fc.tuple(labels, labels, fc.integer({ min: 1, max: 9 })), {
  minLength: 3,
  maxLength: 9,
});

/** Whether a label counts below and above the line of a ratio; F1 as J = TP/(TP + FP + FN). */
function counts(ratio: (typeof RATIOS)[number], t: number, p: number): readonly [number, number] {
  if (ratio === "precision") return [p, t * p];
  if (ratio === "recall") return [t, t * p];
  if (ratio === "specificity") return [1 - t, (1 - t) * (1 - p)];
  return [Math.max(t, p), t * p];
}

function answersOf(truth: Rows, predicted: Rows) {
  const answers = classPredictions(multilabel(truth, predicted));
  if (answers === null) throw new Error("there are answers");
  return answers;
}

describe("several labels a unit", () => {
  it("are answers of several classes, without a confusion matrix", () => {
    const outcomes = multilabel([[1, 0]], [[1, 1]]);
    expect(classPredictions(outcomes)).toEqual({
      kind: "several",
      unitCount: 1,
      classes: ["c0", "c1"],
      truth: Uint8Array.of(1, 0),
      predicted: Uint8Array.of(1, 1),
    });
    expect(sampleConfusion(createSample(outcomes, null))).toBeNull();
  });

  it("count in each ratio of a class, and in those of all classes together", () => {
    fc.assert(
      fc.property(units, (rows) => {
        const truth = rows.map(([t]) => t);
        const predicted = rows.map(([, p]) => p);
        const answers = answersOf(truth, predicted);
        const cells = (ratio: (typeof RATIOS)[number]) =>
          truth.map((row, i) => row.map((t, k) => counts(ratio, t, predicted[i]?.[k] ?? 0)));
        for (const ratio of RATIOS) {
          for (const k of [0, 1, 2]) {
            const found = classShares(answers, RATIO[ratio], k);
            expect([...found.size]).toEqual(cells(ratio).map((row) => row[k]?.[0]));
            expect([...found.hits]).toEqual(cells(ratio).map((row) => row[k]?.[1]));
          }
          const sums = (side: 0 | 1) =>
            cells(ratio).map((row) => row.reduce((sum, cell) => sum + cell[side], 0));
          const pooled = pooledShares(answers, RATIO[ratio]);
          expect([...pooled.size]).toEqual(sums(0));
          expect([...pooled.hits]).toEqual(sums(1));
        }
        expect([...accuracyShares(answers).hits]).toEqual(
          truth.map((row, i) => Number(row.join() === predicted[i]?.join())),
        );
      }),
    );
  });

  it("of a class that is nowhere are all rightly not answered", () => {
    const rows = [
      [0, 1],
      [1, 1],
    ];
    const nowhere = (ratio: (typeof RATIOS)[number]) => {
      const { size, hits } = classShares(answersOf(rows, rows), RATIO[ratio], -1);
      return [[...size], [...hits]];
    };
    const [none, all] = [
      [0, 0],
      [1, 1],
    ];
    expect(nowhere("specificity")).toEqual([all, all]);
    for (const ratio of ["precision", "recall", "f1"] as const) {
      expect(nowhere(ratio)).toEqual([none, none]);
    }
  });
});

describe("several labels a unit, with a unit left out", () => {
  const METRICS = [
    ...["precision", "recall", "specificity", "f1"].map((text) => `${text}{average=macro}`),
    "accuracy",
    "f1{average=micro}",
    "recall{average=weighted}",
    "specificity{class=c1}",
  ];
  const same = (found: Float64Array, wanted: readonly number[]) => {
    expect(found).toHaveLength(wanted.length);
    for (const [i, value] of wanted.entries()) {
      if (Number.isNaN(value)) expect(found[i]).toBeNaN();
      else expect(found[i]).toBeCloseTo(value, 11);
    }
  };
  const others = (n: number, out: (i: number) => boolean) =>
    Int32Array.from([...Array(n).keys()].filter((i) => !out(i)));

  it("equal the metric on the other units, with weights too", () => {
    fc.assert(
      fc.property(units, (rows) => {
        const outcomes = multilabel(
          rows.map(([t]) => t),
          rows.map(([, p]) => p),
        );
        const answers = classPredictions(outcomes)!;
        const some = [
          ...RATIOS.map((ratio) => ({ ...macroMetric(RATIO[ratio]).metric, keepsLast: false })),
          weightedMetric(RATIO.f1).metric,
          microAverage(RATIO.precision),
        ];
        for (const weights of [null, Float64Array.from(rows, ([, , w]) => w / 4)]) {
          const sums = classSums(answers, weights);
          for (const metric of some) {
            const wanted = rows.map((_, out) => {
              const kept = others(rows.length, (i) => i === out);
              const rest = classPredictions(selectUnits(outcomes, kept))!;
              const own = weights && Float64Array.from(kept, (i) => weights[i]!);
              return evaluateClassMetric(metric, classSums(rest, own));
            });
            same(leaveOutUnits(metric, sums, answers, weights).value, wanted);
          }
        }
      }),
    );
  });

  it("for BCa too, or with a cluster left out", () => {
    fc.assert(
      fc.property(units, fc.boolean(), fc.boolean(), (rows, inClusters, isWeighted) => {
        const cluster = rows.map((_, i) => [4, 0, 2][i % 3]!); // clusters 1 and 3 are empty
        const outcomes = multilabel(
          rows.map(([t]) => t),
          rows.map(([, p]) => p),
          inClusters ? { cluster } : {},
        );
        const weights = isWeighted ? Float64Array.from(rows, ([, , w]) => w) : null;
        const sample = createSample(outcomes, weights);
        const groups = inClusters ? [0, 2, 4] : [...rows.keys()];
        for (const metric of METRICS) {
          const reference = parseReference(metric);
          const wanted = groups.map((g) => {
            const kept = others(rows.length, (i) => (inClusters ? cluster[i] === g : i === g));
            const own = weights && Float64Array.from(kept, (i) => weights[i]!);
            return createKernel(selectUnits(outcomes, kept), reference)(own);
          });
          same(leaveEachOut(sample, reference), wanted);
        }
      }),
    );
  });
});
