import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKernel } from "../../src/metrics/kernels.js";
import { parseReference } from "../../src/metrics/reference.js";
import { METRICS } from "../../src/metrics/registry.js";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import type { ClassificationOutcomes, Outcomes } from "../../src/outcomes/classification-types.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import { throwsCode } from "../support/throws-code.js";
import { answered, confident, scored } from "./support/outcomes.js";
import {
  mean,
  slowAccuracy,
  slowAuc,
  slowAugrc,
  slowAurc,
  slowAveragePrecision,
  slowEce,
  slowKappa,
  slowMacro,
  slowMcc,
  slowRatio,
  slowWeighted,
} from "./support/slow.js";

function value(outcomes: Outcomes, metric: string, weights: Float64Array | null = null): number {
  return createKernel(outcomes, parseReference(metric))(weights);
}

function same(got: number, want: number): void {
  if (Number.isNaN(want)) expect(got).toBeNaN();
  else expect(got).toBeCloseTo(want, 11);
}

const CLASSES = 4;
const label = fc.integer({ min: 0, max: CLASSES - 1 });
// Few classes in use, so that absent ones, one class alone, all right and all wrong are common.
const rows = fc
  .tuple(
    fc.uniqueArray(label, { minLength: 1, maxLength: CLASSES }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom("right", "any", "wrong")), {
      minLength: 1,
      maxLength: 25,
    }),
    fc.constantFrom("mixed", "right", "wrong"),
  )
  .map(([pool, drawn, kind]) => {
    const truth = drawn.map(([t]) => pool[t % pool.length]!);
    const predicted = drawn.map(([, p, how], i) => {
      if (kind === "right" || (kind === "mixed" && how === "right")) return truth[i]!;
      return kind === "wrong" ? (truth[i]! + 1 + (p % (CLASSES - 1))) % CLASSES : p % CLASSES;
    });
    return { truth, predicted, classes: CLASSES };
  });

/** Confidences on a coarse grid, so that ties are common, and whether each is right. */
const ranked = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, 1)), {
    minLength: 1,
    maxLength: 7,
  })
  .map((pairs) => ({ score: pairs.map(([s]) => s / 4), mark: pairs.map(([, m]) => m) }));

describe("kernels agree with slow obvious ones", () => {
  it("on answers, with absent classes, one class, all right and all wrong", () => {
    fc.assert(
      fc.property(rows, (data) => {
        const outcomes = answered(data.truth, data.predicted, { classes: CLASSES });
        same(value(outcomes, "accuracy"), slowAccuracy(data));
        same(value(outcomes, "balanced-accuracy"), slowMacro("recall", data));
        same(value(outcomes, "cohen-kappa"), slowKappa(data));
        same(value(outcomes, "mcc"), slowMcc(data));
        for (const ratio of ["precision", "recall", "specificity", "f1"] as const) {
          same(value(outcomes, ratio), slowMacro(ratio, data));
          same(value(outcomes, `${ratio}{average=weighted}`), slowWeighted(ratio, data));
          for (let k = 0; k < CLASSES; k++) {
            same(value(outcomes, `${ratio}{class=c${k}}`), slowRatio(ratio, data, k));
          }
        }
        same(value(outcomes, "f1{average=micro}"), slowAccuracy(data));
      }),
    );
  });

  it("on rankings with ties", () => {
    fc.assert(
      fc.property(ranked, ({ score, mark }) => {
        const anomaly = createAnomalyOutcomes({
          truth: Uint8Array.from(mark),
          score: Float64Array.from(score),
        });
        same(value(anomaly, "roc-auc"), slowAuc(score, mark));
        same(value(anomaly, "average-precision"), slowAveragePrecision(score, mark));
        const failures = confident(score, mark);
        const wrong = mark.map((right) => 1 - right);
        same(value(failures, "aurc"), slowAurc(score, wrong));
        same(value(failures, "augrc"), slowAugrc(score, wrong));
        same(value(failures, "auroc-failure"), slowAuc(score, mark));
        same(value(failures, "ece{bins=4}"), slowEce(score, mark, 4));
      }),
    );
  });

  it("on several labels a unit", () => {
    const bits = fc.array(fc.tuple(...Array.from({ length: 6 }, () => fc.constantFrom(0, 1))), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(bits, (units) => {
        const truth = units.map((unit) => unit.slice(0, 3));
        const predicted = units.map((unit) => unit.slice(3));
        const outcomes: Outcomes = {
          kind: "multilabel",
          unitCount: units.length,
          unit: "image",
          scores: null,
          classes: ["c0", "c1", "c2"],
          cluster: null,
          clusterCount: 0,
          truth: Uint8Array.from(truth.flat()),
          predicted: Uint8Array.from(predicted.flat()),
        };
        const column = (table: number[][], k: number) => table.map((unit) => unit[k] ?? 0);
        const ofClass = (k: number) => ({
          truth: column(truth, k),
          predicted: column(predicted, k),
          classes: 2,
        });
        const f1 = [0, 1, 2].map((k) => slowRatio("f1", ofClass(k), 1));
        same(value(outcomes, "f1"), mean(f1.filter((one) => !Number.isNaN(one))));
        for (let k = 0; k < 3; k++) same(value(outcomes, `f1{class=c${k}}`), f1[k]!);
        const pooled = { truth: truth.flat(), predicted: predicted.flat(), classes: 2 };
        same(value(outcomes, "precision{average=micro}"), slowRatio("precision", pooled, 1));
        same(value(outcomes, "specificity{average=micro}"), slowRatio("specificity", pooled, 1));
        same(value(outcomes, "f1{average=micro}"), slowRatio("f1", pooled, 1));
        const whole = truth.map((unit, i) => (unit.join() === predicted[i]?.join() ? 1 : 0));
        same(value(outcomes, "accuracy"), mean(whole));
      }),
    );
  });
});

/** Every metric of classification, one parameter of each kind. */
const ALL = [
  ...[...METRICS.keys()].filter((id) => METRICS.get(id)?.tasks.includes("classification")),
  "recall{class=c1}",
  "f1{average=weighted}",
  "precision{average=micro}",
  "ece{bins=mass}",
  "roc-auc{class=c0}",
];

/** Scores of three classes with a distinct greatest one, as rows of outcomes. */
const scoredUnits = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      ...([0, 1, 2].map(() => fc.integer({ min: 1, max: 1_000_000 })) as [
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
      ]),
    ),
    { minLength: 1, maxLength: 20 },
  )
  .map((units) =>
    scored(
      units.map(([t]) => t),
      units.map(([, ...row]) => {
        const sum = row.reduce((a, b) => a + b, 0);
        return row.map((p) => p / sum);
      }),
    ),
  );

function repeated(outcomes: ClassificationOutcomes, times: readonly number[]): Outcomes {
  const units = times.flatMap((count, i) => new Array<number>(count).fill(i));
  return selectUnits(outcomes, Int32Array.from(units));
}

/** Each run goes through all metrics. */
const RUNS = { numRuns: 60 };

describe("kernels, properties of every metric of classification", () => {
  it("does not depend on the order of the units", () => {
    fc.assert(
      fc.property(scoredUnits, fc.infiniteStream(fc.nat()), (outcomes, keys) => {
        const shuffled = [...Array(outcomes.unitCount).keys()]
          .map((i) => [keys.next().value ?? 0, i] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, i]) => i);
        const other = selectUnits(outcomes, Int32Array.from(shuffled));
        for (const metric of ALL) same(value(other, metric), value(outcomes, metric));
      }),
      RUNS,
    );
  });

  it("takes a unit of weight 2 for that unit twice, and one of weight 0 for none", () => {
    const times = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(scoredUnits, times, (outcomes, counts) => {
        const used = counts.slice(0, outcomes.unitCount);
        const weights = Float64Array.from(used);
        for (const metric of ALL) {
          same(value(outcomes, metric, weights), value(repeated(outcomes, used), metric));
        }
      }),
      RUNS,
    );
  });

  it("depends on the ratios of the weights alone", () => {
    const weight = fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(scoredUnits, weight, (outcomes, list) => {
        const weights = Float64Array.from(list.slice(0, outcomes.unitCount));
        const scaled = weights.map((one) => one * 8);
        for (const metric of ALL) {
          // These count units, so that weights other than counts must sum to their number.
          if (metric === "aurc" || metric === "ece{bins=mass}") continue;
          const [a, b] = [value(outcomes, metric, weights), value(outcomes, metric, scaled)];
          if (Number.isNaN(a)) expect(b).toBeNaN();
          else expect(b).toBeCloseTo(a, 9);
        }
      }),
      RUNS,
    );
  });

  it("stays within the metric's range", () => {
    fc.assert(
      fc.property(scoredUnits, (outcomes) => {
        for (const metric of ALL) {
          const [low, high] = METRICS.get(parseReference(metric).id)?.range ?? [0, 0];
          const found = value(outcomes, metric);
          if (Number.isNaN(found)) continue;
          expect(found, metric).toBeGreaterThanOrEqual(low - 1e-12);
          expect(found, metric).toBeLessThanOrEqual(high + 1e-12);
        }
      }),
      RUNS,
    );
  });

  it("adds up over strata: accuracy of the whole is the weighted mean of its parts", () => {
    fc.assert(
      fc.property(scoredUnits, scoredUnits, (first, second) => {
        const both = scored(
          [...first.truth, ...second.truth],
          [...rowsOf(first), ...rowsOf(second)],
        );
        for (const metric of ["accuracy", "log-loss", "brier", "top-k-accuracy{k=2}"]) {
          const sum =
            first.unitCount * value(first, metric) + second.unitCount * value(second, metric);
          same(value(both, metric), sum / both.unitCount);
        }
      }),
      RUNS,
    );
  });

  it("keeps complements: AUC turned round, sensitivity and specificity of two classes", () => {
    fc.assert(
      fc.property(ranked, ({ score, mark }) => {
        const auc = (truth: readonly number[], sign: number) =>
          value(
            createAnomalyOutcomes({
              truth: Uint8Array.from(truth),
              score: Float64Array.from(score, (s) => sign * s),
            }),
            "roc-auc",
          );
        const turned = mark.map((m) => 1 - m);
        same(auc(mark, -1), 1 - auc(mark, 1));
        same(auc(turned, 1), 1 - auc(mark, 1));
        const two = answered(
          mark,
          score.map((s) => (s >= 0.5 ? 1 : 0)),
          { classes: 2 },
        );
        same(value(two, "recall{class=c0}"), value(two, "specificity{class=c1}"));
      }),
    );
  });
});

function rowsOf(outcomes: ClassificationOutcomes): number[][] {
  const { columns } = outcomes.scores!;
  return [...Array(outcomes.unitCount).keys()].map((i) =>
    [0, 1, 2].map((k) => columns.get(k)?.[i] ?? 0),
  );
}

describe("kernels, what is not there", () => {
  const outcomes = answered([0, 1], [0, 0]);

  it.each(["log-loss", "aurc", "ece", "roc-auc", "top-k-accuracy"])(
    "%s needs scores and says so",
    (metric) => {
      expect(() => value(outcomes, metric)).toThrow(throwsCode("metric/not-available"));
    },
  );

  it("an anomaly score without a threshold answers nothing", () => {
    const anomaly = createAnomalyOutcomes({
      truth: Uint8Array.of(0, 1),
      score: Float64Array.of(1, 2),
    });
    expect(() => value(anomaly, "accuracy")).toThrow(throwsCode("metric/not-available"));
    expect(value({ ...anomaly, threshold: 1.5 }, "accuracy")).toBe(1);
  });

  it("refuses a class that is not there, with the nearest", () => {
    expect(() => value(outcomes, "recall{class=c2}")).toThrow(throwsCode("metric/bad-parameter"));
    expect(() => value(outcomes, "recall{class=c2}")).toThrow(/Did you mean c0/);
  });

  it("refuses a metric of another task", () => {
    const anomaly = createAnomalyOutcomes({ truth: Uint8Array.of(0), score: Float64Array.of(1) });
    expect(() => value(anomaly, "log-loss")).toThrow(throwsCode("metric/not-available"));
  });
});
