import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  classWeights,
  confidenceDifference,
  meanOf,
  thresholdedConfidence,
  weightedAccuracy,
  weightedKolmogorovSmirnov,
} from "../../../src/analyses/label-free/estimates.js";
import { labelFree, type SureOutcomes } from "../../../src/analyses/label-free/label-free.js";
import { labelFreeView } from "../../../src/analyses/label-free/label-free-view.js";
import { createRandom } from "../../../src/core/random.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";
import { confident, scored } from "../../metrics/support/outcomes.js";
import { describeWithShared } from "../../support/shared-data.js";

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly input: Readonly<Record<string, never>>;
  readonly expected: Readonly<Record<string, never>>;
}

describeWithShared("estimates, as the reference has them", "oracles/g_shift.json", (path) => {
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: readonly Case[] };
  const of = (kind: string) => cases.filter((one) => one.kind === kind);

  it.each(of("unlabeled_estimates"))("$id", ({ input, expected }) => {
    const { source_conf, source_correct, target_conf } = input as unknown as {
      source_conf: number[];
      source_correct: number[];
      target_conf: number[];
    };
    const wanted = expected as unknown as {
      atc_threshold: number | "Infinity";
      atc_mc: number;
      doc_clipped: number;
      average_confidence: number;
    };
    const known = {
      confidence: Float64Array.from(source_conf),
      correct: Uint8Array.from(source_correct),
    };
    const fresh = Float64Array.from(target_conf);
    const { threshold, value } = thresholdedConfidence(known, fresh);
    expect(threshold).toBe(Number(wanted.atc_threshold));
    expect(value).toBeCloseTo(wanted.atc_mc, 9);
    expect(confidenceDifference(known, fresh)).toBeCloseTo(wanted.doc_clipped, 9);
    expect(meanOf(fresh)).toBeCloseTo(wanted.average_confidence, 9);
  });

  it.each(of("label_shift"))("$id", ({ input, expected }) => {
    const { C, target_pred, source_y, source_hit } = input as unknown as {
      C: number[][];
      target_pred: number[];
      source_y?: number[];
      source_hit?: number[];
    };
    const wanted = expected as unknown as {
      cond: number | null;
      bbse_w_clipped: number[] | null;
      ess?: number;
      weighted_accuracy?: number;
    };
    const found = classWeights(Float64Array.from(C.flat()), Float64Array.from(target_pred));
    if (wanted.bbse_w_clipped === null) {
      expect(found).toBeNull();
      return;
    }
    expect(found!.condition).toBeCloseTo(wanted.cond!, 9);
    for (const [k, w] of wanted.bbse_w_clipped.entries()) {
      expect(found!.weights[k]).toBeCloseTo(w, 9);
    }
    if (source_y === undefined || source_hit === undefined) return;
    const weights = Float64Array.from(source_y, (k) => found!.weights[k]!);
    const { value, effectiveN } = weightedAccuracy(Uint8Array.from(source_hit), weights);
    expect(value).toBeCloseTo(wanted.weighted_accuracy!, 9);
    expect(effectiveN).toBeCloseTo(wanted.ess!, 7);
  });

  it.each(of("cbpe"))("$id", ({ input, expected }) => {
    const { p, threshold } = input as unknown as { p: number[]; threshold: number };
    const { accuracy } = expected as unknown as { accuracy: number };
    const predicted = Float64Array.from(p, (one) => (one >= threshold ? one : 1 - one));
    expect(meanOf(predicted)).toBeCloseTo(accuracy, 9);
  });
});

describe("estimates without labels", () => {
  const known = {
    confidence: Float64Array.of(0.9, 0.8, 0.95, 0.6, 0.7, 0.85, 0.99, 0.55),
    correct: Uint8Array.of(1, 1, 1, 0, 1, 1, 1, 0),
  };

  it("are those of the worked example", () => {
    const fresh = Float64Array.of(0.5, 0.65, 0.8, 0.9, 0.58, 0.97);
    expect(thresholdedConfidence(known, fresh)).toEqual({ threshold: 0.7, value: 0.5 });
    expect(confidenceDifference(known, fresh)).toBeCloseTo(0.690833333, 9);
  });

  it("are the share that is right where nothing changed, whatever the confidences", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.boolean()), { minLength: 1 }),
        (units) => {
          const confidence = Float64Array.from(units, ([c], i) => (c * 1000 + i) / 1e12);
          const correct = Uint8Array.from(units, ([, right]) => Number(right));
          const one = { confidence, correct };
          expect(thresholdedConfidence(one, confidence).value).toBeCloseTo(meanOf(correct), 12);
          expect(confidenceDifference(one, confidence)).toBeCloseTo(meanOf(correct), 12);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("find the weights of classes that a mix was made with", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 0, max: 1e6 }),
        (size, seed) => {
          const { uniform } = createRandom(seed);
          const counts = Float64Array.from({ length: size * size }, (_, at) =>
            at % (size + 1) === 0 ? 100 + 50 * uniform() : 20 * uniform(),
          );
          const n = counts.reduce((sum, x) => sum + x, 0);
          const weights = Float64Array.from({ length: size }, () => 2 * uniform());
          const shares = Float64Array.from({ length: size }, (_, i) =>
            weights.reduce((sum, w, j) => sum + (counts[i * size + j]! / n) * w, 0),
          );
          // Shares of predictions add up to 1, and weights are of that mix then.
          const total = shares.reduce((sum, x) => sum + x, 0);
          const found = classWeights(counts, shares)!;
          for (const [k, w] of weights.entries()) {
            expect(found.weights[k]).toBeCloseTo(w / total, 9);
          }
          expect(found.condition).toBeGreaterThanOrEqual(1);
        },
      ),
      { numRuns: 50 },
    );
    expect(classWeights(Float64Array.of(3, 0, 0, 2), Float64Array.of(6, 4))!.condition).toBeCloseTo(
      1.5,
      12,
    );
    expect(classWeights(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1))).toBeNull();
    expect(classWeights(new Float64Array(0), new Float64Array(0))).toBeNull();
  });

  it("hold confidences of a class against each other by the law of Kolmogorov", () => {
    const grid = (n: number, shift: number) =>
      Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n + shift);
    const ones = new Float64Array(200).fill(1);
    // D = 0.1 with 200 and 200: λ = 1, of which the tail is 0.2699996717.
    expect(weightedKolmogorovSmirnov(grid(200, 0), ones, grid(200, 0.0975))).toBeCloseTo(
      0.2699996717,
      8,
    );
    expect(weightedKolmogorovSmirnov(grid(200, 0), ones, grid(200, 0))).toBe(1);
    expect(weightedKolmogorovSmirnov(grid(200, 0), ones, grid(200, 2))).toBeLessThan(1e-80);
    // Weights 0 leave a unit out.
    const half = ones.map((w, i) => (i < 100 ? w : 0));
    const fewer = weightedKolmogorovSmirnov(
      grid(200, 0).subarray(0, 100),
      ones.subarray(0, 100),
      grid(150, 0.05),
    );
    expect(weightedKolmogorovSmirnov(grid(200, 0), half, grid(150, 0.05))).toBeCloseTo(fewer, 12);
  });
});

/** Images of two classes with the shares of the first and how hard they are: noise on a score. */
function drawn(n: number, share: number, noise: number, seed: number): SureOutcomes {
  const { uniform } = createRandom(seed);
  const truth: number[] = [];
  const rows: number[][] = [];
  for (let i = 0; i < n; i++) {
    const own = uniform() < share ? 0 : 1;
    const seen = (own === 0 ? 1 : -1) + noise * (uniform() + uniform() + uniform() - 1.5);
    const p = 1 / (1 + Math.exp(-2 * seen));
    truth.push(own);
    rows.push([p, 1 - p]);
  }
  const outcomes = scored(truth, rows);
  return { outcomes, confidence: outcomes.scores!.confidence };
}

const estimateOf = (found: ReturnType<typeof labelFree>, method: string) =>
  found.estimates.find((one) => one.method === method)!;

describe("estimates held against labels", () => {
  it("stand where only the mix of classes changed, by the assumption that says so", () => {
    let [shown, sum, right] = [0, 0, 0];
    const runs = 60;
    for (let run = 0; run < runs; run++) {
      const known = drawn(600, 0.5, 3.5, 2 * run);
      const here = drawn(400, 0.85, 3.5, 2 * run + 1);
      const found = labelFree("record", known, here, null, false);
      const bbse = estimateOf(found, "bbse");
      if (bbse.value === null) continue;
      shown++;
      sum += bbse.value;
      right += found.labelledAccuracy;
    }
    // The test rejects 7 to 9 in 100 where nothing but the mix changed.
    expect(shown / runs).toBeGreaterThan(0.8);
    expect(Math.abs(sum - right) / shown).toBeLessThan(0.02);
  });

  it("are struck out or hidden where images got harder", () => {
    let [hidden, struck] = [0, 0];
    const runs = 40;
    for (let run = 0; run < runs; run++) {
      const known = drawn(600, 0.5, 1.5, 1000 + 2 * run);
      const here = drawn(400, 0.5, 6, 1001 + 2 * run);
      const bbse = estimateOf(labelFree("record", known, here, null, false), "bbse");
      if (bbse.value === null) hidden++;
      else if (bbse.struckOut) struck++;
    }
    expect((hidden + struck) / runs).toBeGreaterThan(0.94);
    expect(hidden / runs).toBeGreaterThan(0.9);
  });

  it("are struck out beyond 5 points, and at 5 points not", () => {
    const known = confident(
      Array.from({ length: 100 }, (_, i) => (i + 1) / 100),
      Array.from({ length: 100 }, (_, i) => Number(i >= 50)),
    );
    const of = (right: number) => {
      const outcomes = confident(
        Array.from({ length: 100 }, (_, i) => (i + 1) / 100),
        Array.from({ length: 100 }, (_, i) => Number(i < right)),
      );
      const sure = { outcomes, confidence: outcomes.answerConfidence! };
      const there = { outcomes: known, confidence: known.answerConfidence! };
      return labelFree("record", there, sure, null, false);
    };
    const atc = (right: number) => estimateOf(of(right), "atc");
    expect(atc(55)).toMatchObject({ value: 0.5, struckOut: false, warnings: [] });
    expect(atc(44)).toMatchObject({ struckOut: true, warnings: ["scope/assumption-fails"] });
    expect(atc(44).error).toBeCloseTo(0.06, 12);
    expect(estimateOf(of(55), "cbpe")).toMatchObject({
      value: null,
      struckOut: false,
      warnings: ["label-free/not-probabilities"],
    });
    // One class alone is true there, and both are predicted: nothing is known of the mix.
    expect(estimateOf(of(55), "bbse")).toMatchObject({
      value: null,
      warnings: ["scope/not-identifiable"],
    });
  });

  it("are not shown at all where most images are of kinds that were not tested", () => {
    const found = labelFree("record", drawn(200, 0.5, 2, 1), drawn(200, 0.5, 2, 2), null, true);
    for (const one of found.estimates) {
      expect(one).toMatchObject({ value: null, error: null, struckOut: true });
      expect(one.warnings).toEqual(["scope/label-free-hidden"]);
    }
    const { finding, plot } = labelFreeView(found);
    expect(finding).toMatch(/^Nothing could be said here without labels: your images differ too/);
    expect(plot).toBeNull();
  });

  it("take classes by their names here, in any order", () => {
    const known = drawn(400, 0.5, 2, 5);
    const here = drawn(300, 0.6, 2, 6);
    const plain = labelFree("record", known, here, null, false);
    const turned = {
      ...here,
      outcomes: {
        ...here.outcomes,
        classes: ["c1", "here"],
        truth: here.outcomes.truth.map((k) => 1 - k),
        predicted: here.outcomes.predicted.map((k) => 1 - k),
      },
    };
    const names = { present: new Set<string>(), nameOf: new Map([["c0", "here"]]) };
    expect(labelFree("record", known, turned, names, false)).toEqual(plain);
  });

  it("are not said to be off where there are none, and rough labels say that they are", () => {
    const found = labelFree("my record", drawn(400, 0.5, 2, 5), drawn(300, 0.6, 2, 6), null, false);
    const estimates = found.estimates.map((one) =>
      one.method === "bbse"
        ? {
            ...one,
            value: null,
            error: null,
            struckOut: false,
            warnings: ["scope/not-identifiable"],
          }
        : { ...one, struckOut: one.method === "doc" },
    );
    expect(labelFreeView({ ...found, estimates }).finding).toMatch(
      /^ATC and CBPE would have been within 5 points .+, DoC would not; BBSE has nothing to rest on\.$/,
    );
    const rough = (local: number) =>
      labelFreeView({ ...found, labelledAccuracy: 0.5, local, estimates }).rough;
    expect(rough(12)).toMatch(
      /^Your labels alone leave the share that is right anywhere in \[25, 75\]/,
    );
    expect(rough(1000)).toBeNull();
  });

  it("are told in words, without a range or a sign", () => {
    const found = labelFree("my record", drawn(400, 0.5, 2, 5), drawn(300, 0.6, 2, 6), null, false);
    const { finding, from, plot } = labelFreeView(found);
    expect(finding).toMatch(
      /would have been within 5 points of what your labels say \([\d.]+% of \d+ images\)/,
    );
    expect(from).toMatch(
      /^From the confidences of 400 images of my record, of which [\d.]+% are right\.$/,
    );
    expect(plot!.table.rows).toHaveLength(4);
    for (const mark of plot!.drawing.marks) {
      expect(mark).toMatchObject({ low: null, high: null, sign: null, intervalText: null });
    }
  });
});

describe("in an evaluation", () => {
  const images = [
    [["a"], [0.9, 0.1]],
    [["b"], [0.2, 0.8]],
  ] as readonly Scored[];

  it("nothing is estimated unasked, and asked for without a record it is refused with a code", async () => {
    const { result } = await evaluated(["a", "b"], images);
    expect(result.analyses).toBeUndefined();
    await expect(evaluated(["a", "b"], images, { analyses: ["label-free"] })).rejects.toMatchObject(
      { code: "analysis/no-claimed-confidence" },
    );
  });
});
