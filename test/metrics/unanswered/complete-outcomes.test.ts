import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEstimator } from "../../../src/metrics/estimators.js";
import { parseReference } from "../../../src/metrics/reference.js";
import {
  type Complete,
  type Completion,
  completeAnomalies,
  completeClasses,
  completeLabels,
  hasCompletions,
} from "../../../src/metrics/unanswered/complete-outcomes.js";
import { createAnomalyOutcomes } from "../../../src/outcomes/anomaly.js";
import type {
  ClassificationOutcomes,
  MultilabelOutcomes,
  Outcomes,
} from "../../../src/outcomes/classification-types.js";
import { WHOLE_SUMS } from "../../../src/outcomes/probability-sums.js";

const CLASSES = ["a", "b", "c"];
const K = CLASSES.length;
const NEGLIGIBLE = 1e-12;

/** Single-label units: truth, answer and the scores of the classes. */
const unit = fc.record({
  truth: fc.nat(K - 1),
  predicted: fc.nat(K - 1),
  scores: fc.array(fc.nat(9), { minLength: K, maxLength: K }),
});
type Unit = typeof unit extends fc.Arbitrary<infer U> ? U : never;

function classification(units: readonly Unit[]): ClassificationOutcomes {
  const column = (value: (one: Unit) => number) => Float64Array.from(units, value);
  return {
    kind: "classification",
    unitCount: units.length,
    unit: "image",
    classes: CLASSES,
    modelClassCount: K,
    cluster: null,
    clusterCount: 0,
    truth: Int32Array.from(units, (one) => one.truth),
    predicted: Int32Array.from(units, (one) => one.predicted),
    scores: {
      sums: WHOLE_SUMS,
      confidence: column(({ scores }) => scores[0]! / 10),
      truthProbability: column(({ scores, truth }) => scores[truth]! / 10),
      above: Int32Array.from(
        units,
        ({ scores, truth }) => scores.filter((score) => score > scores[truth]!).length,
      ),
      tied: Int32Array.from(
        units,
        ({ scores, truth }) => scores.filter((score) => score === scores[truth]!).length - 1,
      ),
      logLoss: column(() => 1),
      brier: column(({ scores }) => scores[1]! / 9),
      columns: new Map(CLASSES.map((_, k) => [k, column(({ scores }) => scores[k]! / 10)])),
    },
  };
}

function figureOf(outcomes: Outcomes, reference: string): number | null {
  return createEstimator(outcomes, parseReference(reference)).at(0.95).value;
}

const COMPLETE = {
  classification: completeClasses,
  multilabel: completeLabels,
  anomaly: completeAnomalies,
} as const;

function completed(
  outcomes: Outcomes,
  truth: Outcomes["truth"],
  reference: string,
  side: Completion,
) {
  const complete = COMPLETE[outcomes.kind as keyof typeof COMPLETE] as Complete<Outcomes>;
  return figureOf(complete(outcomes, truth, parseReference(reference), side), reference);
}

/** Every way to answer units of known truth. */
function* allAnswers(count: number): Generator<number[]> {
  for (let code = 0; code < K ** count; code++) {
    yield Array.from({ length: count }, (_, i) => Math.floor(code / K ** i) % K);
  }
}

/** The least and the greatest value that any answers to the silent units give. */
function extremes(known: readonly Unit[], silent: readonly Unit[], reference: string) {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const answers of allAnswers(silent.length)) {
    const units = silent.map((one, i) => ({ ...one, predicted: answers[i]! }));
    const value = figureOf(classification([...known, ...units]), reference);
    if (value === null) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

const some = fc.array(unit, { minLength: 4, maxLength: 14 });
const few = fc.array(unit, { minLength: 1, maxLength: 4 });
const truthOf = (units: readonly Unit[]) => Int32Array.from(units, (one) => one.truth);

describe("the worst and the best completion of classes", () => {
  it.each([
    "accuracy",
    "balanced-accuracy",
    "recall{class=a}",
    "recall{average=macro}",
    "recall{average=weighted}",
    "specificity{class=a}",
    "specificity{average=macro}",
    "specificity{average=weighted}",
    "specificity{average=micro}",
    "precision{class=a}",
    "precision{average=micro}",
    "f1{class=a}",
    "f1{average=micro}",
  ])("are the least and the greatest %s of all answers", (reference) => {
    fc.assert(
      fc.property(some, few, (known, silent) => {
        const { least, most } = extremes(known, silent, reference);
        if (least > most) return;
        const truth = truthOf(silent);
        const worst = completed(classification(known), truth, reference, "worst");
        const best = completed(classification(known), truth, reference, "best");
        if (worst !== null) expect(Math.abs(worst - least)).toBeLessThan(NEGLIGIBLE);
        if (best !== null) expect(Math.abs(best - most)).toBeLessThan(NEGLIGIBLE);
      }),
      { numRuns: 60, seed: 1, endOnFailure: true },
    );
  });

  it.each([
    ["f1{average=macro}", 0.003],
    ["f1{average=weighted}", 0.003],
    ["precision{average=macro}", 0.005],
    ["precision{average=weighted}", 0.005],
    ["cohen-kappa", NEGLIGIBLE],
    ["mcc", 0.003],
  ] as const)("are near the least and the greatest %s: within %d", (reference, within) => {
    const many = fc.array(unit, { minLength: 30, maxLength: 45 });
    fc.assert(
      fc.property(many, few, (raw, silent) => {
        // A model that is mostly right, as one with a claim is.
        const known = raw.map((one, i) => (i % 3 > 0 ? { ...one, predicted: one.truth } : one));
        const { least, most } = extremes(known, silent, reference);
        const truth = truthOf(silent);
        const worst = completed(classification(known), truth, reference, "worst")!;
        const best = completed(classification(known), truth, reference, "best")!;
        expect(worst).toBeGreaterThan(least - NEGLIGIBLE);
        expect(worst).toBeLessThan(least + within);
        expect(Math.abs(best - most)).toBeLessThan(NEGLIGIBLE);
      }),
      { numRuns: 25, seed: 1, endOnFailure: true },
    );
  });

  it.each([
    ["roc-auc{class=b}", "higher"],
    ["roc-auc", "higher"],
    ["top-k-accuracy{k=2}", "higher"],
    ["auroc-failure", "higher"],
    ["brier", "lower"],
    ["aurc", "lower"],
    ["augrc", "lower"],
  ] as const)("hold %s of any answers between them", (reference, better) => {
    fc.assert(
      fc.property(some, few, (known, silent) => {
        const real = figureOf(classification([...known, ...silent]), reference);
        const truth = truthOf(silent);
        const worst = completed(classification(known), truth, reference, "worst");
        const best = completed(classification(known), truth, reference, "best");
        const sign = better === "higher" ? 1 : -1;
        if (real === null || worst === null || best === null) return;
        expect(sign * worst).toBeLessThanOrEqual(sign * real + NEGLIGIBLE);
        expect(sign * best).toBeGreaterThanOrEqual(sign * real - NEGLIGIBLE);
      }),
      { numRuns: 300, seed: 1, endOnFailure: true },
    );
  });

  it("hold average precision of any answers between them where no scores are equal", () => {
    const untied = (units: readonly Unit[]): Unit[] =>
      units.map((one, i) => ({ ...one, scores: one.scores.map((score) => score + i / 1000) }));
    fc.assert(
      fc.property(some, few, fc.boolean(), (known, silent, isMean) => {
        const reference = isMean ? "average-precision" : "average-precision{class=b}";
        const all = untied([...known, ...silent]);
        const real = figureOf(classification(all), reference);
        const answered = classification(all.slice(0, known.length));
        const worst = completed(answered, truthOf(silent), reference, "worst");
        const best = completed(answered, truthOf(silent), reference, "best");
        if (real === null || worst === null || best === null) return;
        expect(worst).toBeLessThanOrEqual(real + NEGLIGIBLE);
        expect(best).toBeGreaterThanOrEqual(real - NEGLIGIBLE);
      }),
      { numRuns: 300, seed: 1, endOnFailure: true },
    );
  });

  it("deal right and wrong so that failure detection is least and greatest", () => {
    fc.assert(
      fc.property(some, few, (known, silent) => {
        const reference = "auroc-failure";
        let [least, most] = [1, 0];
        for (const answers of allAnswers(silent.length)) {
          // Every answer with every extreme sureness.
          for (let code = 0; code < 2 ** silent.length; code++) {
            const units = silent.map((one, i) => ({
              ...one,
              predicted: answers[i]!,
              scores: one.scores.map(() => ((code >> i) & 1 ? 10 + i : -1 - i)),
            }));
            const value = figureOf(classification([...known, ...units]), reference);
            if (value === null) continue;
            least = Math.min(least, value);
            most = Math.max(most, value);
          }
        }
        const truth = truthOf(silent);
        const worst = completed(classification(known), truth, reference, "worst");
        const best = completed(classification(known), truth, reference, "best");
        if (worst !== null) expect(Math.abs(worst - least)).toBeLessThan(NEGLIGIBLE);
        if (best !== null) expect(Math.abs(best - most)).toBeLessThan(NEGLIGIBLE);
      }),
      { numRuns: 30, seed: 1, endOnFailure: true },
    );
  });

  it("are wrong even where no class is left that is wrong", () => {
    const one: ClassificationOutcomes = {
      ...classification([
        { truth: 0, predicted: 0, scores: [9, 0, 0] },
        { truth: 0, predicted: 0, scores: [9, 0, 0] },
      ]),
      classes: ["a"],
      modelClassCount: 1,
      scores: null,
    };
    expect(completed(one, Int32Array.of(0, 0), "accuracy", "worst")).toBe(0.5);
    expect(completed(one, Int32Array.of(0, 0), "accuracy", "best")).toBe(1);
  });

  it("do not exist of what has no bounds or no range", () => {
    const has = (text: string) => hasCompletions(parseReference(text), "classification");
    expect([has("log-loss"), has("ece"), has("accuracy"), has("brier")]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("the worst and the best completion of labels", () => {
  const row = fc.record({
    truth: fc.array(fc.nat(1), { minLength: K, maxLength: K }),
    scores: fc.array(fc.nat(9), { minLength: K, maxLength: K }),
  });
  type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;
  const labels = (rows: readonly Row[]): MultilabelOutcomes => ({
    kind: "multilabel",
    unitCount: rows.length,
    unit: "image",
    classes: CLASSES,
    truth: Uint8Array.from(rows.flatMap(({ truth }) => truth)),
    predicted: Uint8Array.from(rows.flatMap(({ scores }) => scores.map((s) => Number(s >= 5)))),
    scores: Float64Array.from(rows.flatMap(({ scores }) => scores)),
    cluster: null,
    clusterCount: 0,
  });
  it.each([
    "accuracy",
    "precision{average=macro}",
    "precision{average=micro}",
    "precision{class=a}",
    "recall{average=macro}",
    "f1{average=macro}",
    "f1{average=weighted}",
    "specificity{average=micro}",
    "roc-auc",
    "average-precision{class=c}",
  ])("hold %s of any answers between them", (reference) => {
    const rows = fc.array(row, { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(rows, rows, (known, silent) => {
        const real = figureOf(labels([...known, ...silent]), reference);
        const truth = labels(silent).truth;
        const worst = completed(labels(known), truth, reference, "worst");
        const best = completed(labels(known), truth, reference, "best");
        if (real === null || worst === null || best === null) return;
        expect(worst).toBeLessThanOrEqual(real + NEGLIGIBLE);
        expect(best).toBeGreaterThanOrEqual(real - NEGLIGIBLE);
      }),
      { numRuns: 200, seed: 1, endOnFailure: true },
    );
  });
});

describe("the worst and the best completion of anomaly scores", () => {
  const row = fc.tuple(fc.nat(1), fc.integer({ min: -1_000_000, max: 1_000_000 }));
  const scored = (rows: readonly (readonly [number, number])[]) =>
    createAnomalyOutcomes({
      truth: Uint8Array.from(rows, ([truth]) => truth),
      score: Float64Array.from(rows, ([, score]) => score),
      threshold: 0,
    });
  it.each([
    "roc-auc",
    "average-precision",
    "accuracy",
    "balanced-accuracy",
    "recall{class=anomalous}",
    "precision{class=anomalous}",
    "f1{average=macro}",
  ])("hold %s of any answers between them", (reference) => {
    const rows = fc.array(row, { minLength: 3, maxLength: 15 });
    fc.assert(
      fc.property(rows, rows, (known, silent) => {
        const real = figureOf(scored([...known, ...silent]), reference);
        const truth = scored(silent).truth;
        const worst = completed(scored(known), truth, reference, "worst");
        const best = completed(scored(known), truth, reference, "best");
        if (real === null || worst === null || best === null) return;
        expect(worst).toBeLessThanOrEqual(real + NEGLIGIBLE);
        expect(best).toBeGreaterThanOrEqual(real - NEGLIGIBLE);
      }),
      { numRuns: 200, seed: 1, endOnFailure: true },
    );
  });
});
