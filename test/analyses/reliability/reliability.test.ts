import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareScores, heldAgainst } from "../../../src/analyses/reliability/compare-scores.js";
import {
  type ConfidenceScore,
  confidenceScores,
} from "../../../src/analyses/reliability/confidence-scores.js";
import { reliabilityView } from "../../../src/analyses/reliability/reliability-view.js";
import { createLabelSet } from "../../../src/core/label-set.js";
import { createRandom } from "../../../src/core/random.js";
import { createClassificationBuilder } from "../../../src/outcomes/classification.js";
import type { ClassificationOutcomes } from "../../../src/outcomes/classification-types.js";
import { studentLevelQuantile } from "../../../src/statistics/quantiles.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";
import { answered, confident } from "../../metrics/support/outcomes.js";
import { describeWithShared } from "../../support/shared-data.js";

const OPTIONS = { level: 0.95, interval: null, seed: 1 } as const;

/** Outcomes that keep whole rows. */
function withRows(
  truth: readonly number[],
  rows: readonly (readonly number[])[],
  cluster?: readonly number[],
): ClassificationOutcomes {
  const names = rows[0]!.map((_, k) => `c${k}`);
  const builder = createClassificationBuilder({
    labels: createLabelSet(names),
    truthNames: [...names, "else"],
    scoreRows: true,
  });
  builder.addProbabilities(Int32Array.from(truth), Float64Array.from(rows.flat()));
  if (cluster === undefined) return builder.finish();
  const clusterCount = Math.max(...cluster) + 1;
  return builder.finish({ cluster: Int32Array.from(cluster), clusterCount });
}

/** Softmax of normal logits; the truth is drawn from the probabilities sharpened by a power. */
function drawnRows(n: number, width: number, seed: number, sharper = 1) {
  const { uniform } = createRandom(seed);
  const normal = (): number => {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum - 6;
  };
  const softmax = (logits: readonly number[]): number[] => {
    const e = logits.map((z) => Math.exp(z));
    const total = e.reduce((sum, x) => sum + x, 0);
    return e.map((x) => x / total);
  };
  const truth: number[] = [];
  const rows: number[][] = [];
  for (let i = 0; i < n; i++) {
    const logits = Array.from({ length: width }, () => 2 * normal());
    const real = softmax(logits.map((z) => sharper * z));
    let left = uniform();
    const own = real.findIndex((p) => {
      left -= p;
      return left < 0;
    });
    truth.push(own < 0 ? width - 1 : own);
    rows.push(softmax(logits));
  }
  return { truth, rows };
}

const score = (name: string, values: readonly number[]): ConfidenceScore => ({
  name,
  values: Float64Array.from(values),
});

describeWithShared("failures, as the reference has them", "oracles/f_failure.json", (path) => {
  interface Case {
    readonly id: string;
    readonly kind: string;
    readonly input: { readonly conf: number[]; readonly correct: number[] };
    readonly expected: Readonly<Record<string, number | null>> & {
      readonly at_coverage: readonly { target: number; coverage: number; risk: number }[];
    };
  }
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: readonly Case[] };
  it.each(cases.filter(({ kind }) => kind === "failure"))("$id", ({ input, expected }) => {
    const outcomes = confident(input.conf, input.correct);
    const own = score("confidence", input.conf);
    // Held against itself turned round, whose order is the reverse.
    const turned = score(
      "turned",
      input.conf.map((c) => -c),
    );
    const [found, other] = compareScores(outcomes, own, [turned], OPTIONS).scores;
    const near = (value: number | null, wanted: number | null | undefined) => {
      if (wanted === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo(wanted!, 10);
    };
    near(found!.aurocFailure, expected["auroc_f"]);
    near(found!.aurc, expected["aurc_mean"]);
    near(found!.augrc, expected["augrc"]);
    near(found!.fpr95, expected["fpr_at_95tpr"]);
    near(found!.fpr80, expected["fpr_at_80tpr"]);
    for (const { target, coverage, risk } of expected.at_coverage) {
      const own = found!.risk.find((one) => one.target === target)!;
      near(own.value, risk);
      near(own.coverage, coverage);
    }
    if (other!.against !== null) {
      near(other!.against.difference, 1 - 2 * expected["auroc_f"]!);
    }
  });
});

describe("scores of confidence", () => {
  it("are those of the rows, worked by hand", () => {
    const outcomes = withRows(
      [0, 1, 2],
      [
        [0.7, 0.2, 0.1],
        [0.1, 0.5, 0.4],
        [0.5, 0.25, 0.25],
      ],
    );
    const { own, others } = confidenceScores(outcomes, 1)!;
    expect(own).toEqual({ name: "max-softmax", values: Float64Array.of(0.7, 0.5, 0.5) });
    const by = new Map(others.map(({ name, values }) => [name, [...values]]));
    expect(by.get("margin")).toEqual([0.5, 0.1, 0.25]);
    expect(by.get("entropy")![2]).toBeCloseTo(-1.5 * Math.LN2, 11);
    expect(by.get("entropy")![0]).toBeCloseTo(
      0.7 * Math.log(0.7) + 0.2 * Math.log(0.2) + 0.1 * Math.log(0.1),
      11,
    );
  });

  it("are equal where rows are the same in another order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 8 }),
        (weights) => {
          const total = weights.reduce((sum, w) => sum + w, 0);
          const row = weights.map((w) => w / total);
          const outcomes = withRows([0, 0], [row, row.toReversed()]);
          // A temperature is that of the fold, and these are two.
          const { others } = confidenceScores(outcomes, 1)!;
          for (const { values } of others.filter(({ name }) => name !== "temperature")) {
            expect(values[0]).toBe(values[1]);
          }
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });

  it("find the temperature that the truth was drawn with, from other folds", () => {
    const { truth, rows } = drawnRows(4000, 5, 7, 0.5);
    const { others } = confidenceScores(withRows(truth, rows), 3)!;
    const tempered = others.find(({ name }) => name === "temperature")!;
    // T = 2 makes the scores what the truth was drawn from: the mean confidence is the accuracy then.
    const mean = tempered.values.reduce((sum, c) => sum + c, 0) / truth.length;
    const right = rows.filter((row, i) => row.indexOf(Math.max(...row)) === truth[i]).length;
    expect(Math.abs(mean - right / truth.length)).toBeLessThan(0.02);
    for (const i of [0, 17, 400]) {
      const half = rows[i]!.map((p) => Math.sqrt(p));
      const wanted = Math.max(...half) / half.reduce((sum, x) => sum + x, 0);
      expect(Math.abs(tempered.values[i]! - wanted)).toBeLessThan(0.03);
    }
  });

  it("do not know the labels that they are tested on: a unit's own label moves no score of its fold", () => {
    const { truth, rows } = drawnRows(300, 3, 11);
    const first = confidenceScores(withRows(truth, rows), 1)!.others.at(-1)!;
    const changed = truth.with(0, (truth[0]! + 1) % 3);
    const second = confidenceScores(withRows(changed, rows), 1)!.others.at(-1)!;
    expect(second.values[0]).toBe(first.values[0]);
    expect(second.values).not.toEqual(first.values);
  });

  it("are left out with a reason where they cannot be made", () => {
    const codes = (outcomes: ClassificationOutcomes) =>
      confidenceScores(outcomes, 1)?.leftOut.map(({ code }) => code);
    expect(codes(confident([0.5, 0.6], [1, 0]))).toEqual(Array(3).fill("reliability/answers-only"));
    const noProbabilities = withRows(
      [0, 1],
      [
        [0.9, 0.9],
        [0.2, 0.8],
      ],
    );
    expect(codes(noProbabilities)).toEqual(Array(2).fill("reliability/not-probabilities"));
    const allRight = withRows([0, 0, 0, 0, 0, 0], Array(6).fill([0.9, 0.1]));
    expect(codes(allRight)).toEqual(["reliability/no-temperature"]);
    expect(confidenceScores(answered([0], [0]), 1)).toBeNull();
    const { scores } = allRight;
    const { rows: _, ...without } = scores!;
    expect(codes({ ...allRight, scores: without })).toEqual(
      Array(3).fill("reliability/too-many-scores"),
    );
  });

  it("survive labels that the model does not have, and zeros", () => {
    const { truth, rows } = drawnRows(200, 3, 5);
    const own = truth.map((t, i) => (i % 10 === 0 ? 3 : t));
    const zeros = rows.map((row, i) => (i % 7 === 0 ? [1, 0, 0] : row));
    for (const { values } of confidenceScores(withRows(own, zeros), 1)!.others) {
      expect(values.every((value) => Number.isFinite(value))).toBe(true);
    }
  });
});

describe("whole rows", () => {
  it("are kept as probabilities, for logits and merged labels too", () => {
    const builder = createClassificationBuilder({
      labels: createLabelSet(["a", "b", "c"]),
      truthNames: ["x", "y"],
      classNames: ["x", "y", "y"],
      scoreRows: true,
      expectedUnits: 1,
    });
    builder.addProbabilities(Int32Array.of(0, 1), Float64Array.of(0.5, 0.2, 0.3, 0.1, 0.6, 0.3));
    builder.addLogits(Int32Array.of(1), Float64Array.of(0, 0, 0));
    const { rows } = builder.finish().scores!;
    for (const [i, wanted] of [0.5, 0.5, 0.1, 0.9, 1 / 3, 2 / 3].entries()) {
      expect(rows![i]).toBeCloseTo(wanted, 12);
    }
    const plain = createClassificationBuilder({
      labels: createLabelSet(["a", "b"]),
      truthNames: ["a", "b"],
      scoreRows: true,
    });
    plain.addLogits(Int32Array.of(0), Float64Array.of(Math.log(3), 0));
    expect(plain.finish().scores!.rows![0]).toBeCloseTo(0.75, 12);
  });

  it("are divided by their sum where the other columns are, and absent unless asked for", () => {
    const rows = Array.from({ length: 100 }, (_, i) => (i === 0 ? [0.6, 0.403] : [0.7, 0.3]));
    const { scores } = withRows(Array(100).fill(0), rows);
    expect(scores!.rows![0]! + scores!.rows![1]!).toBeCloseTo(1, 12);
    expect(scores!.rows![0]).toBe(scores!.confidence[0]);
    const builder = createClassificationBuilder({
      labels: createLabelSet(["a", "b"]),
      truthNames: ["a"],
    });
    builder.addProbabilities(Int32Array.of(0), Float64Array.of(0.5, 0.5));
    expect(builder.finish().scores).not.toHaveProperty("rows");
  });
});

describe("scores held against each other", () => {
  it("have the differences and ranges of a small case by hand", () => {
    // Of 8 pairs of a right and a wrong unit 3 stand in the right order, and 7 and a tie.
    const correct = [1, 1, 0, 1, 0, 1];
    const own = score("max-softmax", [0.9, 0.5, 0.8, 0.7, 0.6, 0.4]);
    const other = score("other", [0.9, 0.8, 0.3, 0.7, 0.2, 0.3]);
    const { scores } = compareScores(confident([...own.values], correct), own, [other], OPTIONS);
    expect(scores[0]!.aurocFailure).toBeCloseTo(3 / 8, 12);
    expect(scores[1]!.aurocFailure).toBeCloseTo(7.5 / 8, 12);
    const { difference, low, high } = scores[1]!.against!;
    expect(difference).toBeCloseTo(4.5 / 8, 12);
    // Placements of the right units, of the wrong ones, by the one score and the other.
    const a1 = [1, 0, 0.5, 0];
    const b1 = [1, 1, 1, 0.75];
    const a0 = [1 / 4, 2 / 4];
    const b0 = [(3 + 0.5) / 4, 4 / 4];
    const spread = (a: readonly number[], b: readonly number[]): number => {
      const d = b.map((value, i) => value - a[i]!);
      const mean = d.reduce((sum, x) => sum + x, 0) / d.length;
      return d.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (d.length - 1) / d.length;
    };
    const v1 = spread(a1, b1);
    const v0 = spread(a0, b0);
    const df = (v1 + v0) ** 2 / (v1 ** 2 / 3 + v0 ** 2 / 1);
    const half = studentLevelQuantile(0.95, df) * Math.sqrt(v1 + v0);
    expect(low).toBeCloseTo(Math.max(-1, difference - half), 10);
    expect(high).toBeCloseTo(Math.min(1, difference + half), 10);
  });

  it("agree in AUROC and AUGRC, of which one follows from the other", () => {
    const { truth, rows } = drawnRows(300, 4, 13);
    const outcomes = withRows(truth, rows);
    const { own, others } = confidenceScores(outcomes, 1)!;
    const { scores, n, errors } = compareScores(outcomes, own, others, OPTIONS);
    const accuracy = 1 - errors / n;
    for (const one of scores) {
      expect(one.augrc).toBeCloseTo(
        (1 - one.aurocFailure!) * accuracy * (1 - accuracy) + (1 - accuracy) ** 2 / 2,
        10,
      );
      if (one.against !== null) {
        expect(one.againstAugrc!.difference).toBeCloseTo(
          one.against.difference * accuracy * (1 - accuracy),
          10,
        );
      }
    }
  });

  it("differ by nothing where two classes leave one order", () => {
    const { truth, rows } = drawnRows(200, 2, 17);
    const outcomes = withRows(truth, rows);
    const { own, others } = confidenceScores(outcomes, 1)!;
    const { scores, none } = compareScores(outcomes, own, others, OPTIONS);
    for (const one of scores.filter(({ name }) => name === "margin" || name === "entropy")) {
      expect(one.against).toEqual({ difference: 0, low: 0, high: 0 });
      expect(one.better).toBe(false);
    }
    expect(none).toBe(true);
  });

  it("do not depend on the order of the units, nor on how a score is written", () => {
    const { truth, rows } = drawnRows(120, 3, 19);
    const outcomes = withRows(truth, rows);
    const { own, others } = confidenceScores(outcomes, 1)!;
    const entropy = others.find(({ name }) => name === "entropy")!;
    const found = compareScores(outcomes, own, [entropy], OPTIONS).scores[1]!;
    const written = score(
      "entropy",
      [...entropy.values].map((value) => 5 + 2 * value),
    );
    const again = compareScores(outcomes, own, [written], OPTIONS).scores[1]!;
    expect(again.against).toEqual(found.against);
    const back = withRows(truth.toReversed(), rows.toReversed());
    const turned = compareScores(
      back,
      { name: own.name, values: own.values.toReversed() },
      [{ name: "entropy", values: entropy.values.toReversed() }],
      OPTIONS,
    ).scores[1]!;
    expect(turned.against!.difference).toBeCloseTo(found.against!.difference, 12);
    expect(turned.against!.low).toBeCloseTo(found.against!.low!, 10);
  });

  it("have no range beyond what two figures can be apart", () => {
    // Three clusters, at each of which the score runs its own way.
    const correct = Array.from({ length: 60 }, (_, i) => Number(i % 2 === 0));
    const cluster = correct.map((_, i) => Math.floor(i / 20));
    const ways = [4, -4, 0.1];
    const wavy = score(
      "wavy",
      correct.map((c, i) => c * ways[cluster[i]!]! + Math.sin(i)),
    );
    const flat = score("max-softmax", Array(60).fill(0.5));
    const outcomes = confident(Array(60).fill(0.5), correct, cluster);
    const { against } = compareScores(outcomes, flat, [wavy], OPTIONS).scores[1]!;
    expect(against).toMatchObject({ low: -1, high: 1 });
  });

  it("have no verdict from perfect scores, few clusters, or without errors", () => {
    const correct = Array.from({ length: 40 }, (_, i) => Number(i % 2 === 0));
    const flat = score("max-softmax", Array(40).fill(0.5));
    const perfect = score("perfect", correct);
    const certain = compareScores(
      confident(Array(40).fill(0.5), correct),
      flat,
      [perfect],
      OPTIONS,
    );
    expect(certain.scores[1]!.against).toEqual({ difference: 0.5, low: null, high: null });
    expect(certain.none).toBeNull();
    const cluster = correct.map((_, i) => Math.floor(i / 20));
    const few = confident(Array(40).fill(0.5), correct, cluster);
    const wavy = score(
      "wavy",
      correct.map((c, i) => c + Math.sin(i)),
    );
    expect(compareScores(few, flat, [wavy], OPTIONS).scores[1]!.better).toBeNull();
    const right = compareScores(confident([0.5, 0.6], [1, 1]), score("c", [0.5, 0.6]), [], OPTIONS);
    expect(right).toMatchObject({ errors: 0, none: null, comparedAt: null });
    expect(right.scores[0]).toMatchObject({ aurocFailure: null, fpr95: null });
  });
});

describe("of simulated scores", () => {
  /** Shares of runs: none of three scores is said to be better than the first; the first of them is; another. */
  function simulated(
    runs: number,
    drawn: () => { outcomes: ClassificationOutcomes; scores: readonly (readonly number[])[] },
  ) {
    const found = { none: 0, first: 0, others: 0 };
    for (let run = 0; run < runs; run++) {
      const { outcomes, scores } = drawn();
      const [own, ...others] = scores.map((values, i) => score(`s${i}`, values));
      const level = 1 - 0.05 / others.length;
      const better = others.map((one) => heldAgainst(outcomes, own!, one, level).better);
      if (!better.includes(true)) found.none++;
      if (better[0] === true) found.first++;
      if (better.slice(1).includes(true)) found.others++;
    }
    return { none: found.none / runs, first: found.first / runs, others: found.others / runs };
  }

  it("none is said to beat equally good ones in 95 of 100 runs or more", () => {
    const { uniform } = createRandom(20_220_415);
    const { none } = simulated(400, () => {
      const sure = Array.from({ length: 200 }, () => uniform());
      const correct = sure.map((s) => Number(uniform() < 0.5 + s / 2));
      const noisy = () => sure.map((s) => s + uniform() + uniform());
      const own = noisy();
      const scores = [own, noisy(), noisy(), noisy()];
      return { outcomes: confident(own, correct), scores };
    });
    expect(none).toBeGreaterThanOrEqual(0.95);
  });

  it("none is said to beat it over clusters that share their difficulty either", () => {
    const { uniform } = createRandom(20_220_416);
    const { none } = simulated(400, () => {
      const cluster = Array.from({ length: 200 }, (_, i) => Math.floor(i / 10));
      const of = () => Array.from({ length: 20 }, () => uniform());
      const hard = of();
      const sure = cluster.map((g) => (hard[g]! + uniform()) / 2);
      const correct = sure.map((s) => Number(uniform() < 0.4 + s / 2));
      // What a score gets wrong, it gets wrong of a whole cluster.
      const noisy = () => {
        const shift = of();
        return sure.map((s, i) => s + uniform() + shift[cluster[i]!]!);
      };
      const own = noisy();
      const scores = [own, noisy(), noisy(), noisy()];
      return { outcomes: confident(own, correct, cluster), scores };
    });
    expect(none).toBeGreaterThanOrEqual(0.95);
  });

  it("a planted better one is found in 80 of 100 runs or more, among three", () => {
    const { uniform } = createRandom(20_220_417);
    const { first, others } = simulated(200, () => {
      const sure = Array.from({ length: 300 }, () => uniform());
      const correct = sure.map((s) => Number(uniform() < 0.3 + 0.69 * s));
      const noisy = (much: number) => sure.map((s) => s + much * uniform());
      const own = noisy(3);
      return { outcomes: confident(own, correct), scores: [own, noisy(0.5), noisy(3), noisy(3)] };
    });
    expect(first).toBeGreaterThanOrEqual(0.8);
    expect(others).toBeLessThan(0.05);
  });

  it("margin, entropy and temperature do not beat confidence that is calibrated", () => {
    let seed = 1000;
    const { none } = simulated(100, () => {
      const { truth, rows } = drawnRows(200, 4, seed++);
      const outcomes = withRows(truth, rows);
      const { own, others } = confidenceScores(outcomes, 1)!;
      expect(others).toHaveLength(3);
      return { outcomes, scores: [own, ...others].map(({ values }) => [...values]) };
    });
    expect(none).toBeGreaterThanOrEqual(0.95);
  });
});

describe("in an evaluation", () => {
  const { truth, rows } = drawnRows(200, 3, 23);
  const names = ["deer", "fox", "boar"];
  const images = rows.map((row, i): Scored => [[names[truth[i]!]!], row]);

  it("is made where it is asked for, and says so in words", async () => {
    const unasked = await evaluated(names, images);
    expect(unasked.result.analyses?.reliability).toBeUndefined();
    const { result, outcomes } = await evaluated(names, images, { analyses: ["reliability"] });
    const found = result.analyses!.reliability!;
    expect(found.scores.map(({ name }) => name)).toEqual([
      ...["max-softmax", "margin"],
      ...["entropy", "temperature"],
    ]);
    expect(found.comparedAt).toBeCloseTo(1 - 0.05 / 3, 12);
    const auroc = result.estimates.find(({ metric }) => metric === "auroc-failure")!;
    expect(found.scores[0]!.aurocFailure).toBe(auroc.value);
    expect(found.scores[0]!.ranges.aurocFailure).toEqual({ low: auroc.low, high: auroc.high });
    expect(outcomes.unitCount).toBe(found.n);
    const view = reliabilityView(found);
    expect(view.finding).toMatch(/^No score beats its own confidence here: /);
    expect(view.silent).toMatch(
      /^Whether it helps to keep silent on the least sure 20% cannot be told here: [\d.]+% of the answers are wrong, and [\d.]+% \[[\d., ]+\] of those that are left\. Of 1,000 images a day you look at 200\.$/,
    );
    expect(view.plot!.table.rows).toHaveLength(4);
    expect(view.risks).toHaveLength(5);
    const about = (text: string) => view.explained.some((one) => one.startsWith(text));
    expect([about("The temperature"), about("Energy"), about("Distances")]).toEqual([
      ...[true, false, false],
    ]);
  });

  it("says so where its own confidence does not tell, and never that its own scores are to be turned round", () => {
    const correct = Array.from({ length: 200 }, (_, i) => Number(i % 2 > 0));
    const noise = correct.map((_, i) => ((i * 7919) % 200) / 200);
    const said = (own: readonly number[], another: readonly number[], name = "margin") => {
      const outcomes = confident([...own], correct);
      const scores = [score(name, [...another])];
      const found = compareScores(outcomes, score("max-softmax", [...own]), scores, OPTIONS);
      return reliabilityView({ ...found, leftOut: [], without: 0 });
    };
    expect(said(noise, noise).finding).toMatch(
      /^Its own confidence is not seen to tell wrong answers from right ones here: of a right and a wrong answer the right one is surer with a chance of 0\.\d\d \[0\.\d\d, 0\.\d\d\]; 0\.5 is a coin toss\. The margin between its two best answers is not seen to do better\.$/,
    );
    const inverted = noise.map((one, i) => one - correct[i]! / 2);
    const turned = said(inverted, inverted);
    expect(turned.finding).toMatch(/^Its own confidence is higher where answers are wrong: /);
    expect(turned.details).toEqual([
      expect.stringMatching(
        /^Its own confidence and the margin between its two best answers are higher where answers are wrong: what it is surest of/,
      ),
    ]);
    // A score of somebody else's can be given otherwise, and is called as its column.
    expect(said(noise, inverted, "dist").details).toEqual([
      "Higher where answers are wrong: dist. Higher is taken as surer: give what grows with doubt, such as a distance, with its sign turned round.",
    ]);
  });

  it("does not say of few wrong answers that no score beats its own confidence", () => {
    const correct = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0];
    const own = [0.9, 0.8, 0.7, 0.95, 0.85, 0.6, 0.99, 0.4, 0.5, 0.65];
    const other = own.map((one, i) => one + (i % 3) / 10);
    const found = compareScores(
      confident(own, correct),
      score("max-softmax", own),
      [score("margin", other)],
      OPTIONS,
    );
    expect(found.none).toBe(true);
    expect(reliabilityView({ ...found, leftOut: [], without: 0 }).finding).toBe(
      "3 wrong answers and 7 right ones: too few to compare scores.",
    );
  });

  it("names a better score, one of which there are too few, and one that shares its lowest", () => {
    const correct = Array.from({ length: 200 }, (_, i) => Number(i % 4 > 0));
    const own = score(
      "max-softmax",
      correct.map((_, i) => ((i * 7919) % 200) / 200),
    );
    const better = score(
      "entropy",
      correct.map((c, i) => c + ((i * 31) % 200) / 150),
    );
    const outcomes = confident([...own.values], correct);
    const found = { ...compareScores(outcomes, own, [better], OPTIONS), leftOut: [], without: 0 };
    expect(reliabilityView(found).finding).toMatch(
      /^Entropy tells wrong answers from right ones better than its own confidence does: 0\.\d\d against 0\.\d\d, 0\.\d\d more \[0\.\d\d, 0\.\d\d\]\.$/,
    );
    const sharp = score("max-softmax", [...better.values]);
    const told = { ...compareScores(outcomes, sharp, [], OPTIONS), leftOut: [], without: 0 };
    expect(reliabilityView(told).silent).toMatch(
      /^If it keeps silent on the least sure 19%, wrong answers fall from 25\.0% to 7\.5% \[[\d., ]+\]\. Of 1,000 images a day you look at 195\.$/,
    );
    const flat = score("max-softmax", Array(200).fill(0.5));
    const shared = { ...compareScores(outcomes, flat, [], OPTIONS), leftOut: [], without: 0 };
    expect(reliabilityView(shared).silent).toMatch(/cannot be set apart/);
    const few = compareScores(
      confident([0.9, 0.8, 0.7], [1, 0, 1]),
      score("c", [0.9, 0.8, 0.7]),
      [score("margin", [0.9, 0.8, 0.1])],
      OPTIONS,
    );
    expect(reliabilityView({ ...few, leftOut: [], without: 0 }).finding).toMatch(
      /^1 wrong answer and 2 right ones/,
    );
    expect(reliabilityView({ ...few, leftOut: [], without: 0 }).details[0]).toMatch(
      /^Only 1 wrong answer:/,
    );
  });

  it("is refused with a code where no answer has a confidence, or a task has none", async () => {
    const labels: readonly Scored[] = [[["a"], [0.5]]];
    await expect(
      evaluated(["anomalous"], [...labels, [["normal"], [0.1]]], {
        task: "anomaly",
        positive: "a",
        analyses: ["reliability"],
      }),
    ).rejects.toMatchObject({ code: "analysis/no-confidence" });
  });
});
