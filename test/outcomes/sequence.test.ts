import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import { createMultilabelBuilder } from "../../src/outcomes/multilabel.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import {
  createSequenceAggregator,
  type SequenceAggregate,
  sequenceClusters,
} from "../../src/outcomes/sequence.js";
import {
  joinAnomalySequences,
  joinMultilabelSequences,
} from "../../src/outcomes/sequence-outcomes.js";
import { throwsCode } from "../support/throws-code.js";

const BASE = { sequenceCount: 3, labelCount: 3, truthCount: 3 } as const;

describe("sequences of classified images", () => {
  // Sequence 0: three images; sequence 1: none; sequence 2: one.
  const sequence = Int32Array.of(0, 0, 2, 0);
  const truth = Int32Array.of(1, 0, 2, 0);
  const scores = Float64Array.of(0.6, 0.3, 0.1, 0.2, 0.7, 0.1, 0.1, 0.1, 0.8, 0.4, 0.35, 0.25);
  const rowsOf = (aggregate: SequenceAggregate, rule: "vote" | "any" = "vote") => {
    const aggregator = createSequenceAggregator({
      ...BASE,
      aggregate,
      truth: rule,
      emptyTruth: 0,
    });
    aggregator.addProbabilities(
      sequence.subarray(0, 2),
      truth.subarray(0, 2),
      scores.subarray(0, 6),
    );
    aggregator.addProbabilities(sequence.subarray(2), truth.subarray(2), scores.subarray(6));
    return aggregator.finish();
  };

  it("mean: the mean of the scores", () => {
    const rows = rowsOf("mean");
    expect([...rows.sequence]).toEqual([0, 2]);
    expect([...rows.size]).toEqual([3, 1]);
    expect([...rows.predictions]).toEqual([1, 2]);
    expect(rows.probabilities?.[1]).toBeCloseTo((0.3 + 0.7 + 0.35) / 3, 14);
    expect([...(rows.probabilities ?? []).slice(3)]).toEqual([0.1, 0.1, 0.8]);
    expect(rows.agreement[0]).toBeCloseTo(1 / 3, 14);
  });

  it("max: the greatest score of each class, divided by their sum", () => {
    const rows = rowsOf("max");
    expect(rows.probabilities?.[0]).toBeCloseTo(0.6 / (0.6 + 0.7 + 0.25), 14);
    expect([...rows.predictions]).toEqual([1, 2]);
  });

  it("vote: what most images answer, and the share that does", () => {
    const rows = rowsOf("vote");
    expect([...rows.predictions]).toEqual([0, 2]);
    expect(rows.agreement[0]).toBeCloseTo(2 / 3, 14);
    expect(rows.probabilities).toBeNull();
  });

  it("truth by vote, or by any image that is not empty", () => {
    expect([...rowsOf("vote", "vote").truth]).toEqual([0, 2]);
    expect([...rowsOf("vote", "any").truth]).toEqual([1, 2]);
    expect(rowsOf("vote").disagreeing).toBe(1);
  });

  it("a sequence of empty images is empty", () => {
    const aggregator = createSequenceAggregator({
      ...BASE,
      aggregate: "vote",
      truth: "any",
      emptyTruth: 0,
    });
    aggregator.addAnswers(Int32Array.of(1, 1), Int32Array.of(0, 0), Int32Array.of(2, 2));
    expect([...aggregator.finish().truth]).toEqual([0]);
  });

  it("a tie of votes goes to the greater sum of scores, then to the lower position", () => {
    const of = (...rows: number[][]) => {
      const aggregator = createSequenceAggregator({ ...BASE, aggregate: "vote", truth: "vote" });
      const zeros = new Int32Array(rows.length);
      aggregator.addProbabilities(zeros, zeros, Float64Array.from(rows.flat()));
      return aggregator.finish().predictions[0];
    };
    expect(of([0.6, 0.4, 0], [0.1, 0.9, 0])).toBe(1);
    expect(of([0.6, 0.4, 0], [0.4, 0.6, 0])).toBe(0);
  });

  it("max and mean need scores of all labels", () => {
    const aggregator = createSequenceAggregator({ ...BASE, aggregate: "mean", truth: "vote" });
    aggregator.addAnswers(Int32Array.of(0), Int32Array.of(0), Int32Array.of(0));
    expect(() => aggregator.finish()).toThrow(throwsCode("argument/out-of-range"));
  });

  it("refuses ids and codes out of range", () => {
    const aggregator = createSequenceAggregator({ ...BASE, aggregate: "vote", truth: "vote" });
    const add = (s: number, t: number, a: number) => () =>
      aggregator.addAnswers(Int32Array.of(s), Int32Array.of(t), Int32Array.of(a));
    for (const bad of [add(3, 0, 0), add(-1, 0, 0), add(0, 3, 0), add(0, 0, 3)]) {
      expect(bad).toThrow(throwsCode("argument/out-of-range"));
    }
  });

  it("sequences of one image each change nothing", () => {
    const row = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), (rows) => {
        for (const aggregate of ["max", "mean"] as const) {
          const aggregator = createSequenceAggregator({ ...BASE, aggregate, truth: "vote" });
          const flat = rows.flatMap((p) => p.map((one) => one / p.reduce((a, b) => a + b, 0)));
          const ids = Int32Array.from(rows.keys());
          aggregator.addProbabilities(ids, ids, Float64Array.from(flat));
          const found = aggregator.finish();
          expect([...found.truth]).toEqual([...ids]);
          for (const [i, p] of flat.entries()) expect(found.probabilities?.[i]).toBeCloseTo(p, 14);
        }
      }),
    );
  });

  it("clusters follow the images, and sequences in two clusters are counted", () => {
    const cluster = Int32Array.of(4, 4, 7, 5);
    const found = sequenceClusters(cluster, sequence, Int32Array.of(0, 2));
    expect([...found.cluster]).toEqual([4, 7]);
    expect(found.split).toBe(1);
  });
});

describe("sequences of anomaly scores and of several labels", () => {
  const join = { sequence: Int32Array.of(1, 0, 1), sequenceCount: 2 } as const;
  const anomaly = createAnomalyOutcomes({
    truth: Uint8Array.of(1, 0, 0),
    score: Float64Array.of(3, 1, 2),
    threshold: 2.5,
    cluster: Int32Array.of(8, 9, 8),
  });

  it("takes the greatest or the mean score", () => {
    const max = joinAnomalySequences(anomaly, { ...join, aggregate: "max", truth: "any" });
    expect(max).toMatchObject({ unit: "sequence", unitCount: 2, threshold: 2.5 });
    expect([[...max.score], [...max.truth], [...(max.cluster ?? [])]]).toEqual([
      [1, 3],
      [0, 1],
      [9, 8],
    ]);
    const mean = joinAnomalySequences(anomaly, { ...join, aggregate: "mean", truth: "vote" });
    expect([[...mean.score], [...mean.truth]]).toEqual([
      [1, 2.5],
      [0, 1],
    ]);
  });

  it("votes at the threshold", () => {
    const vote = joinAnomalySequences(anomaly, { ...join, aggregate: "vote", truth: "any" });
    expect([[...vote.score], vote.threshold]).toEqual([[0, 0.5], 0.5]);
  });

  it("joins each label by itself", () => {
    const builder = createMultilabelBuilder({ classes: ["a", "b"], threshold: 0.5 });
    builder.addScores(
      Uint8Array.of(1, 0, 0, 0, 0, 0),
      Float32Array.of(0.75, 0.25, 0.5, 0, 0.25, 0.125),
    );
    const outcomes = builder.finish();
    expect([...outcomes.predicted]).toEqual([1, 0, 1, 0, 0, 0]);
    const max = joinMultilabelSequences(outcomes, { ...join, aggregate: "max", truth: "any" });
    expect([...max.truth]).toEqual([0, 0, 1, 0]);
    expect([...(max.scores ?? [])]).toEqual([0.5, 0, 0.75, 0.25]);
    expect([...max.predicted]).toEqual([1, 0, 1, 0]);
    const mean = joinMultilabelSequences(outcomes, { ...join, aggregate: "mean", truth: "vote" });
    expect([...(mean.scores ?? [])]).toEqual([0.5, 0, 0.5, 0.1875]);
  });
});

describe("builders of anomaly and multilabel outcomes", () => {
  it("check labels, scores and lengths", () => {
    const one = Uint8Array.of(1);
    const bad = [
      [{ truth: one, score: Float64Array.of(1, 2) }, "argument/length-mismatch"],
      [{ truth: Uint8Array.of(2), score: Float64Array.of(1) }, "argument/out-of-range"],
      [{ truth: one, score: Float64Array.of(Number.NaN) }, "argument/not-a-number"],
    ] as const;
    for (const [columns, code] of bad) {
      expect(() => createAnomalyOutcomes(columns)).toThrow(throwsCode(code));
    }
    const builder = createMultilabelBuilder({ classes: ["a", "b"] });
    expect(() => builder.addScores(one, Float64Array.of(1))).toThrow(
      throwsCode("argument/length-mismatch"),
    );
    expect(() => builder.addScores(Uint8Array.of(0, 1), Float64Array.of(0, Number.NaN))).toThrow(
      throwsCode("argument/not-a-number"),
    );
    expect(() => builder.addAnswers(Uint8Array.of(0, 2), Uint8Array.of(0, 1))).toThrow(
      throwsCode("argument/out-of-range"),
    );
    expect(() => createMultilabelBuilder({ classes: [] })).toThrow(throwsCode("argument/empty"));
  });

  it("take one threshold for all labels, or one a label", () => {
    const builder = createMultilabelBuilder({
      classes: ["a", "b"],
      threshold: Float64Array.of(0.2, 0.8),
    });
    builder.addScores(Uint8Array.of(0, 1), Float64Array.of(0.2, 0.7));
    builder.addAnswers(Uint8Array.of(0, 0), Uint8Array.of(0, 1));
    const outcomes = builder.finish();
    expect([...outcomes.predicted]).toEqual([1, 0, 0, 1]);
    expect(outcomes.scores).toBeNull();
  });

  it("select units of every kind", () => {
    const anomaly = createAnomalyOutcomes({
      truth: Uint8Array.of(0, 1),
      score: Float64Array.of(5, 6),
    });
    expect(selectUnits(anomaly, Int32Array.of(1, 1))).toMatchObject({ unitCount: 2 });
    expect([...selectUnits(anomaly, Int32Array.of(1, 0)).score]).toEqual([6, 5]);
    // What a task from outside keeps for its units may be of any type, and several values a unit.
    const more = { ...anomaly, own: Float32Array.of(1, 2), wide: Uint16Array.of(1, 2, 3, 4) };
    const { own, wide } = selectUnits(more, Int32Array.of(1, 0, 1));
    expect(own).toEqual(Float32Array.of(2, 1, 2));
    expect(wide).toEqual(Uint16Array.of(3, 4, 1, 2, 3, 4));
    const builder = createMultilabelBuilder({ classes: ["a", "b"] });
    builder.addScores(Uint8Array.of(0, 1, 1, 0), Float64Array.of(0.1, 0.9, 0.8, 0.2));
    const picked = selectUnits(builder.finish(), Int32Array.of(1));
    expect([[...picked.truth], [...(picked.scores ?? [])]]).toEqual([
      [1, 0],
      [0.8, 0.2],
    ]);
  });
});
