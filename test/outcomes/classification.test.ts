import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponentialOfNegative } from "../../src/core/exponential.js";
import { createLabelSet } from "../../src/core/label-set.js";
import { createClassificationBuilder } from "../../src/outcomes/classification.js";
import type { ClassificationOutcomes } from "../../src/outcomes/classification-types.js";
import { throwsCode } from "../support/throws-code.js";

const LABELS = createLabelSet(["cat", "dog", "fox"]);
const TRUTH = ["cat", "dog", "fox", "elk"];
const EPSILON = 2 ** -52;

function fromProbabilities(
  truth: readonly number[],
  rows: readonly (readonly number[])[],
  scoreColumns: "all" | readonly string[] = [],
): ClassificationOutcomes {
  const builder = createClassificationBuilder({
    labels: LABELS,
    truthNames: TRUTH,
    scoreColumns,
  });
  builder.addProbabilities(Int32Array.from(truth), Float64Array.from(rows.flat()));
  return builder.finish();
}

describe("classification outcomes from probabilities", () => {
  it("answer with the greatest score, the lowest position on ties", () => {
    const rows = [
      [0.2, 0.3, 0.5],
      [0.4, 0.4, 0.2],
      [0.2, 0.4, 0.4],
      [0.25, 0.5, 0.25],
    ];
    expect([...fromProbabilities([0, 0, 0, 0], rows).predicted]).toEqual([2, 0, 1, 1]);
  });

  it("keep confidence, the truth's probability, its rank and both losses", () => {
    const { scores } = fromProbabilities(
      [0, 1, 2],
      [
        [0.2, 0.3, 0.5],
        [0.4, 0.4, 0.2],
        [0, 1, 0],
      ],
    );
    expect([...(scores?.confidence ?? [])]).toEqual([0.5, 0.4, 1]);
    expect([...(scores?.truthProbability ?? [])]).toEqual([0.2, 0.4, 0]);
    expect([...(scores?.above ?? [])]).toEqual([2, 0, 1]);
    expect([...(scores?.tied ?? [])]).toEqual([0, 1, 1]);
    expect(scores?.logLoss[0]).toBeCloseTo(-Math.log(0.2), 14);
    // The row 0, 1, 0 held within [2⁻⁵², 1 − 2⁻⁵²].
    expect(scores?.logLoss[2]).toBeCloseTo(-Math.log(EPSILON), 12);
    expect(scores?.brier[0]).toBeCloseTo(0.64 + 0.09 + 0.25, 14);
    expect(scores?.brier[2]).toBe(2);
  });

  it("hold at 1 what the rounding of float32 put above it", () => {
    const above = 1 + 2 ** -23;
    const { scores } = fromProbabilities([0], [[above, 0, 0]], "all");
    expect(scores?.confidence[0]).toBe(1);
    expect(scores?.truthProbability[0]).toBe(1);
    expect(scores?.columns.get(0)?.[0]).toBe(1);
    expect(() => fromProbabilities([0], [[1.001, 0, 0]])).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });

  it("divide a row by its sum, in log loss and Brier score alike", () => {
    const { scores } = fromProbabilities([0], [[0.2, 0.3, 0.4]]);
    expect(scores?.logLoss[0]).toBeCloseTo(-Math.log(0.2 / 0.9), 14);
    expect(scores?.brier[0]).toBeCloseTo((7 ** 2 + 3 ** 2 + 4 ** 2) / 81, 14);
  });

  it("hold a truth that the model does not have for wrong, below every class", () => {
    const outcomes = fromProbabilities([3], [[0.2, 0.3, 0.5]]);
    expect(outcomes.classes).toEqual(["cat", "dog", "fox", "elk"]);
    expect(outcomes.modelClassCount).toBe(3);
    expect([...outcomes.truth]).toEqual([3]);
    expect(outcomes.scores?.above[0]).toBe(3);
    expect(outcomes.scores?.truthProbability[0]).toBe(0);
    expect(outcomes.scores?.logLoss[0]).toBeCloseTo(-Math.log(EPSILON), 12);
    expect(outcomes.scores?.brier[0]).toBeCloseTo(1 + 0.04 + 0.09 + 0.25, 14);
  });

  it("keep the score columns that are asked for, and pass over names that are none", () => {
    const rows = [
      [0.2, 0.3, 0.5],
      [0.1, 0.2, 0.7],
    ];
    expect(fromProbabilities([0, 1], rows).scores?.columns.size).toBe(0);
    const kept = fromProbabilities([0, 1], rows, ["fox", "elk", "owl"]).scores?.columns;
    expect([...(kept ?? [])]).toEqual([[2, Float64Array.of(0.5, 0.7)]]);
    expect(fromProbabilities([0, 1], rows, "all").scores?.columns.size).toBe(3);
  });

  it("do not depend on the blocks, nor on the column being grown", () => {
    const row = fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      ...([0, 1, 2].map(() => fc.double({ min: 0, max: 1, noNaN: true })) as [
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
      ]),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.nat(12), (rows, cut) => {
        const builder = createClassificationBuilder({
          labels: LABELS,
          truthNames: TRUTH,
          scoreColumns: "all",
          expectedUnits: 1,
        });
        for (const part of [rows.slice(0, cut), rows.slice(cut)]) {
          builder.addProbabilities(
            Int32Array.from(part, ([t]) => t),
            Float64Array.from(part.flatMap(([, ...scores]) => scores)),
          );
        }
        const whole = fromProbabilities(
          rows.map(([t]) => t),
          rows.map(([, ...scores]) => scores),
          "all",
        );
        expect(builder.finish()).toEqual(whole);
      }),
    );
  });

  it.each([
    ["NaN", [0.2, Number.NaN, 0.5]],
    ["a percentage", [20, 30, 50]],
    ["a negative number", [-0.1, 0.6, 0.5]],
  ])("refuse %s", (_name, row) => {
    expect(() => fromProbabilities([0], [row])).toThrow(throwsCode("argument/out-of-range"));
  });

  it("refuse codes that name nothing, and columns of another length", () => {
    expect(() => fromProbabilities([4], [[0.2, 0.3, 0.5]])).toThrow(
      throwsCode("argument/out-of-range"),
    );
    expect(() => fromProbabilities([0, 1], [[0.2, 0.3, 0.5]])).toThrow(
      throwsCode("argument/length-mismatch"),
    );
    expect(() =>
      createClassificationBuilder({ labels: createLabelSet([]), truthNames: [] }),
    ).toThrow(throwsCode("argument/empty"));
  });
});

describe("classification outcomes from logits", () => {
  it("are those of the softmax", () => {
    const logit = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(logit, logit, logit), { minLength: 1, maxLength: 6 }),
        (rows) => {
          const truth = rows.map((_, i) => i % 4);
          const options = { labels: LABELS, truthNames: TRUTH, scoreColumns: "all" } as const;
          const builder = createClassificationBuilder(options);
          builder.addLogits(Int32Array.from(truth), Float64Array.from(rows.flat()));
          const found = builder.finish();
          const probabilities = rows.map((row) => {
            const most = Math.max(...row);
            const sum = row.reduce((total, z) => total + Math.exp(z - most), 0);
            return row.map((z) => Math.exp(z - most) / sum);
          });
          const wanted = fromProbabilities(truth, probabilities, "all");
          for (const column of ["confidence", "truthProbability", "logLoss", "brier"] as const) {
            for (const [i, value] of (wanted.scores?.[column] ?? []).entries()) {
              expect(found.scores?.[column][i], column).toBeCloseTo(value, 11);
            }
          }
          for (const [k, values] of wanted.scores?.columns ?? []) {
            for (const [i, p] of values.entries()) {
              expect(found.scores?.columns.get(k)?.[i]).toBeCloseTo(p, 14);
            }
          }
        },
      ),
    );
  });

  it("keep the order of logits whose probabilities round to the same number", () => {
    const builder = createClassificationBuilder({ labels: LABELS, truthNames: TRUTH });
    builder.addLogits(Int32Array.of(1), Float32Array.of(1e-20, 2e-20, -1e-20));
    const { predicted, scores } = builder.finish();
    expect([predicted[0], scores?.above[0], scores?.tied[0]]).toEqual([1, 0, 0]);
  });

  it("hold a truth that the model does not have below every class", () => {
    const builder = createClassificationBuilder({ labels: LABELS, truthNames: TRUTH });
    builder.addLogits(Int32Array.of(3), Float64Array.of(1, 2, 3));
    const { scores } = builder.finish();
    expect([scores?.above[0], scores?.tied[0], scores?.truthProbability[0]]).toEqual([3, 0, 0]);
    expect(scores?.logLoss[0]).toBeCloseTo(-Math.log(EPSILON), 12);
  });

  it("take masked classes and refuse what is no logit", () => {
    const of = (...row: number[]) => {
      const builder = createClassificationBuilder({ labels: LABELS, truthNames: TRUTH });
      builder.addLogits(Int32Array.of(0), Float64Array.from(row));
      return builder.finish().scores?.confidence[0];
    };
    expect(of(Number.NEGATIVE_INFINITY, 3, 3)).toBe(0.5);
    expect(of(1000, -1000, 0)).toBe(1);
    for (const row of [
      [0, Number.NaN, 1],
      [Number.POSITIVE_INFINITY, 0, 1],
      [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ]) {
      expect(() => of(...row)).toThrow(throwsCode("argument/out-of-range"));
    }
  });
});

describe("equal names and merged labels", () => {
  // ImageNet has two classes named "crane".
  const cranes = createLabelSet(["crane", "owl", "crane"]);

  it("answers a position and counts its name; the name's probability is the sum", () => {
    const builder = createClassificationBuilder({
      labels: cranes,
      truthNames: ["crane", "owl"],
      scoreColumns: "all",
    });
    builder.addProbabilities(
      Int32Array.of(0, 1, 0),
      Float64Array.of(0.3, 0.4, 0.3, 0.3, 0.4, 0.3, 0.1, 0.3, 0.6),
    );
    const outcomes = builder.finish();
    expect(outcomes.classes).toEqual(["crane", "owl"]);
    // Row 1: owl has the greatest single score, although both cranes together have more.
    expect([...outcomes.predicted]).toEqual([1, 1, 0]);
    expect([...(outcomes.scores?.confidence ?? [])]).toEqual([0.4, 0.4, 0.6]);
    expect(outcomes.scores?.truthProbability[0]).toBeCloseTo(0.6, 14);
    expect(outcomes.scores?.logLoss[0]).toBeCloseTo(-Math.log(0.6), 14);
    expect(outcomes.scores?.brier[0]).toBeCloseTo(0.16 + 0.16, 14);
    expect([...(outcomes.scores?.above ?? [])]).toEqual([1, 0, 0]);
    // The other crane is no rival.
    expect([...(outcomes.scores?.tied ?? [])]).toEqual([0, 0, 0]);
    expect(outcomes.scores?.columns.get(0)?.[2]).toBeCloseTo(0.7, 14);
  });

  it("sums the probabilities of labels that a map merges, and answers the greatest sum", () => {
    const builder = createClassificationBuilder({
      labels: createLabelSet(["beagle", "owl", "pug"]),
      truthNames: ["dog", "owl"],
      classNames: ["dog", "owl", "dog"],
    });
    builder.addProbabilities(Int32Array.of(0, 1), Float64Array.of(0.3, 0.4, 0.3, 0.1, 0.8, 0.1));
    const outcomes = builder.finish();
    expect(outcomes.classes).toEqual(["dog", "owl"]);
    expect([...outcomes.predicted]).toEqual([0, 1]);
    expect(outcomes.scores?.confidence[0]).toBeCloseTo(0.6, 14);
    expect([...(outcomes.scores?.above ?? [])]).toEqual([0, 0]);
  });

  it("takes logits of merged labels as their softmax", () => {
    const builder = createClassificationBuilder({
      labels: createLabelSet(["beagle", "owl", "pug"]),
      truthNames: ["dog", "owl"],
      classNames: ["dog", "owl", "dog"],
    });
    builder.addLogits(Int32Array.of(0), Float64Array.of(0, Math.log(1.5), 0));
    expect(builder.finish().scores?.truthProbability[0]).toBeCloseTo(2 / 3.5, 14);
  });

  it("maps answers where only they are there", () => {
    const builder = createClassificationBuilder({ labels: cranes, truthNames: ["crane", "owl"] });
    builder.addAnswers(
      Int32Array.of(0, 0, 1),
      Int32Array.of(2, 1, 1),
      Float64Array.of(0.9, 0.8, 1),
    );
    const outcomes = builder.finish();
    expect([...outcomes.predicted]).toEqual([0, 1, 1]);
    expect(outcomes.scores).toBeNull();
    expect([...(outcomes.answerConfidence ?? [])]).toEqual([0.9, 0.8, 1]);
  });

  it("has no scores once a block came without, and no confidence once one came without", () => {
    const builder = createClassificationBuilder({ labels: LABELS, truthNames: TRUTH });
    builder.addProbabilities(Int32Array.of(0), Float64Array.of(0.2, 0.3, 0.5));
    builder.addAnswers(Int32Array.of(1), Int32Array.of(1), Float64Array.of(0.7));
    builder.addAnswers(Int32Array.of(1), Int32Array.of(2));
    const outcomes = builder.finish();
    expect([...outcomes.predicted]).toEqual([2, 1, 2]);
    expect(outcomes.scores).toBeNull();
    expect(outcomes.answerConfidence).toBeUndefined();
  });

  it("takes clusters of the units, one each", () => {
    const of = (cluster: Int32Array) => {
      const builder = createClassificationBuilder({ labels: LABELS, truthNames: TRUTH });
      builder.addAnswers(Int32Array.of(0, 1), Int32Array.of(0, 0));
      return builder.finish({ cluster, clusterCount: 5 });
    };
    expect(of(Int32Array.of(4, 0))).toMatchObject({ clusterCount: 5, unit: "image" });
    expect(() => of(Int32Array.of(4))).toThrow(throwsCode("argument/length-mismatch"));
  });
});

describe("exponentialOfNegative", () => {
  it("is Math.exp to 5e-16", () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 0, noNaN: true }), (x) => {
        const want = Math.exp(x);
        expect(Math.abs(exponentialOfNegative(x) - want)).toBeLessThanOrEqual(5e-16 * want);
      }),
      { numRuns: 5000 },
    );
  });

  it("at the ends", () => {
    expect(exponentialOfNegative(0)).toBe(1);
    expect(exponentialOfNegative(-0)).toBe(1);
    expect(exponentialOfNegative(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exponentialOfNegative(-708.4)).toBe(0);
    expect(exponentialOfNegative(-708.3)).toBeGreaterThan(0);
    expect(exponentialOfNegative(1e-9)).toBeNaN();
    expect(exponentialOfNegative(Number.NaN)).toBeNaN();
  });
});
