import { describe, expect, it } from "vitest";
import type { EstimateDetail } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { groupJackknife } from "../../src/metrics/group-jackknife.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createSample } from "../../src/metrics/sample.js";
import { signedCalibration } from "../../src/metrics/signed-calibration.js";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import type { ClassificationOutcomes, Outcomes } from "../../src/outcomes/classification-types.js";
import { WHOLE_SUMS } from "../../src/outcomes/probability-sums.js";
import { expectNine } from "../statistics/nine-digits.js";
import { answered, confident, multilabel, scored } from "./support/outcomes.js";

function estimate(
  outcomes: Outcomes,
  metric: string,
  weights: Float64Array | null = null,
): EstimateDetail {
  return createEstimator(outcomes, parseReference(metric), { weights }).at(0.95);
}

/** Equal to nine significant digits, as METHODS prints. */
function near(value: number | null | undefined, expected: number): void {
  expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThan(6e-9 * Math.abs(expected));
}

// METHODS §2.7 and METHODS-examples 2.3, 2.4.
const LABELS = Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0);
const SCORES = Float64Array.of(
  0.9,
  0.8,
  0.8,
  0.35,
  0.6,
  0.5,
  0.1,
  0.3,
  0.8,
  0.2,
  0.4,
  0.05,
  0.7,
  0.45,
);
const RANKED = [1, 1, 0, 1, 1, 0, 1, 0, 0, 0];

describe("estimators of scores, worked examples of METHODS", () => {
  it("AUC by DeLong", () => {
    const found = estimate(createAnomalyOutcomes({ truth: LABELS, score: SCORES }), "roc-auc");
    near(found.value, 0.854166667);
    near(found.nu, 10.5848261);
    // METHODS-2 A4: the logit's limits, outside of W's [0.519315796, 0.969469481].
    near(found.low, 0.467233208);
    near(found.high, 0.975073446);
    expect(found.fewLabels).toEqual({ few: 0, of: 1, names: [], least: 5, tooMany: false });
    expect(found.warnings).toEqual(["interval/few-of-a-class"]);
  });

  it("AUC in clusters by influence sums", () => {
    const cluster = Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 0, 1, 2, 3, 3, 0);
    const found = estimate(
      createAnomalyOutcomes({ truth: LABELS, score: SCORES, cluster }),
      "roc-auc",
    );
    near(found.design?.v, 0.00664102688);
    near(found.design?.kEff, 3.6);
    near(found.design?.df, 2.6);
    near(found.nu, 13.7142857);
    near(found.low, 0.290394711);
    near(found.high, 0.988211726);
    expect(found.warnings).toContain("clusters/few");
    expect(found.warnings).toContain("clusters/one-dominates");
  });

  it("average precision", () => {
    const score = Float64Array.from(RANKED, (_, i) => -i);
    const truth = Uint8Array.from(RANKED);
    const found = estimate(createAnomalyOutcomes({ truth, score }), "average-precision");
    near(found.value, 0.852857143);
    // METHODS-2 A5, by NumPy and SciPy: J 0.843107143, b 0.012675.
    near(found.bias, 0.012675);
    near(found.u, 0.840182143);
    near(found.nu, 4.81353972);
    near(found.low, 0.402150014);
    near(found.high, 0.97623948);
    expect(found.warnings).toEqual(["interval/few-of-a-class"]);
  });

  it("AURC", () => {
    const found = estimate(
      confident(
        RANKED.map((_, i) => (9 - i) / 9),
        RANKED,
      ),
      "aurc",
    );
    near(found.value, 0.27218254);
    near(found.nu, 6.02161285);
    near(found.low, 0.0693161736);
    near(found.high, 0.652509117);
  });

  it("failure detection: the example of §14", () => {
    const outcomes = confident(
      [0.99, 0.95, 0.9, 0.9, 0.8, 0.7, 0.6, 0.5],
      [1, 1, 1, 0, 1, 0, 1, 0],
    );
    near(estimate(outcomes, "auroc-failure").value, 0.766666667);
    near(estimate(outcomes, "aurc").value, 0.201339286);
    near(estimate(outcomes, "augrc").value, 0.125);
  });
});

describe("weighted rankings", () => {
  const truth = Uint8Array.from({ length: 30 }, (_, i) => Number(i % 3 === 0));
  const score = Float64Array.from(truth, (y, i) => y + ((i * 7) % 11) / 4);
  const weights = Float64Array.from(truth, (_, i) => 1 + (i % 2));
  const kish = (used: readonly number[]) =>
    used.reduce((a, b) => a + b, 0) ** 2 / used.reduce((a, b) => a + b * b, 0);

  it("average precision by groups left out, each count Kish's", () => {
    const outcomes = createAnomalyOutcomes({ truth, score });
    const reference = parseReference("average-precision");
    const found = createEstimator(outcomes, reference, { weights, seed: 5 }).at(0.95);
    const sample = createSample(outcomes, weights);
    const { variance } = groupJackknife(sample, createKernel(outcomes, reference), 5);
    const u = found.value ?? 0;
    const cap = kish([...weights].filter((_, i) => truth[i] === 1));
    expect(found.nu).toBeCloseTo(Math.min((u * (1 - u)) / variance, cap), 10);
  });

  it("AUC by weighted placements, the variance of each label by its own Kish number", () => {
    const outcomes = createAnomalyOutcomes({ truth, score });
    const found = createEstimator(outcomes, parseReference("roc-auc"), { weights }).at(0.95);
    const sum = (label: number) =>
      weights.reduce((total, w, i) => total + (truth[i] === label ? w : 0), 0);
    const placements = [...truth].map((own, i) => {
      let share = 0;
      for (const [j, other] of truth.entries()) {
        if (other === own) continue;
        const ahead = (score[i]! - score[j]!) * (own === 1 ? 1 : -1);
        share += (weights[j]! / sum(1 - own)) * (ahead > 0 ? 1 : ahead === 0 ? 0.5 : 0);
      }
      return share;
    });
    const mean = (label: number) =>
      placements.reduce((t, v, i) => t + (truth[i] === label ? weights[i]! * v : 0), 0) /
      sum(label);
    expect(found.value).toBeCloseTo(mean(1), 12);
    const part = (label: number) => {
      const of = [...weights.keys()].filter((i) => truth[i] === label);
      const n = kish(of.map((i) => weights[i]!));
      const squares = of.reduce((t, i) => t + (weights[i]! * (placements[i]! - mean(1))) ** 2, 0);
      return ((n / (n - 1)) * squares) / sum(label) ** 2;
    };
    const u = mean(1);
    expect(found.nu).toBeCloseTo((u * (1 - u)) / (part(1) + part(0)), 9);
  });
});

describe("means of rankings over classes", () => {
  it("are capped at K²/Σ(1/H_k) of the classes' caps", () => {
    // Every class is ranked perfectly, so that ν is the cap.
    const truth = [...new Array(12).fill(0), ...new Array(15).fill(1), ...new Array(20).fill(2)];
    const outcomes = scored(
      truth,
      truth.map((t) => [0, 1, 2].map((k) => (k === t ? 0.8 : 0.1))),
    );
    const caps = [12, 15, 20].map((n) => 4 / (1 / n + 1 / (47 - n)));
    const capOf = (values: number[]) => 9 / values.reduce((sum, cap) => sum + 1 / cap, 0);
    const auc = estimate(outcomes, "roc-auc");
    expect(auc).toMatchObject({
      value: 1,
      high: 1,
      defined: 3,
      warnings: ["interval/no-variation"],
    });
    expect(auc.nu).toBeCloseTo(capOf(caps), 10);
    expect(estimate(outcomes, "average-precision").nu).toBeCloseTo(capOf([12, 15, 20]), 10);
  });

  it("are capped as METHODS-2 A5's example", () => {
    // 100 images, of which 10, 20 and 40 hold the labels, all ranked rightly.
    const truth = Array.from({ length: 100 }, (_, i) => [10, 20, 40].map((n) => Number(i < n)));
    const outcomes = multilabel(truth, truth, { scores: truth });
    expectNine(estimate(outcomes, "roc-auc").nu, 167.225806);
    expectNine(estimate(outcomes, "average-precision").nu, 51.4285714);
  });

  it("are refused where more than one label in ten has under 3 of either kind, and named", () => {
    const of = (counts: readonly number[]) => {
      const truth = Array.from({ length: 40 }, (_, i) => counts.map((n) => Number(i < n)));
      const scores = truth.map((row, i) => row.map((t, k) => t + ((i * 7 + k) % 9) / 3));
      const outcomes = multilabel(truth, truth, { scores });
      return ["roc-auc", "average-precision"].map((metric) => estimate(outcomes, metric).fewLabels);
    };
    const ten = Array.from({ length: 10 }, () => 10);
    const one = { few: 1, names: ["c9"], least: 3 };
    for (const found of of([...ten.slice(1), 2])) {
      expect(found).toEqual({ ...one, of: 10, tooMany: false });
    }
    for (const found of of([...ten.slice(1), 38])) expect(found).toMatchObject(one); // 2 without it
    for (const found of of([...ten.slice(2), 2, 38])) {
      expect(found).toMatchObject({ few: 2, of: 10, tooMany: true });
    }
  });

  it("of two complementary classes are the AUC of one", () => {
    const truth = [0, 1, 0, 1, 1, 0, 1, 0];
    const outcomes = scored(
      truth,
      truth.map((t, i) => {
        const p = (1 + ((i * 5) % 8) + 3 * t) / 16;
        return [1 - p, p];
      }),
    );
    expect(estimate(outcomes, "roc-auc")).toEqual(estimate(outcomes, "roc-auc{class=c1}"));
  });
});

/** Outcomes whose log loss and Brier score a unit are given. */
function withLosses(logLoss: readonly number[], brier: readonly number[]): ClassificationOutcomes {
  const none = Float64Array.from(logLoss, () => 0.5);
  const zeros = Int32Array.from(logLoss, () => 0);
  return {
    ...answered([...zeros], [...zeros]),
    scores: {
      sums: WHOLE_SUMS,
      confidence: none,
      truthProbability: none,
      above: zeros,
      tied: zeros,
      logLoss: Float64Array.from(logLoss),
      brier: Float64Array.from(brier),
      columns: new Map(),
    },
  };
}

describe("means of unit scores", () => {
  it("Brier is mean-failure of 1 − B/2, its limits turned round", () => {
    const dice = [0.91, 0.88, 0.95, 0.9, 0.86, 0.93, 0.05, 0.92, 0.89, 0.94];
    const brier = dice.map((score) => 2 * (1 - score));
    const found = estimate(withLosses(brier, brier), "brier");
    near(found.value, 2 * (1 - 0.823));
    near(found.low, 2 * (1 - 0.896398459));
    near(found.high, 2 * (1 - 0.560981309));
    near(found.u, 0.823);
    expect(found.failures?.k).toBe(1);
    expect(found.family).toBe("mean-failure");
  });

  it("log loss is a t mean", () => {
    const losses = [2.1, 3.4, 1.8, 2.9, 14.2, 2.2, 3.1, 2.6, 2.0, 3.3];
    const found = estimate(
      withLosses(
        losses,
        losses.map(() => 1),
      ),
      "log-loss",
    );
    near(found.value, 3.76);
    near(found.carriers, 1.28959109);
    near(found.low, 1.10487886);
    near(found.high, 6.41512114);
    expect(found.warnings).toEqual(["interval/few-units-carry-it"]);
  });

  it("signed calibration error: mean confidence less accuracy, a t mean", () => {
    // Differences −0.1, 0.8, −0.3, −0.4: mean 0, s = √0.3, t(0.975, 3) = 3.182446305.
    const found = signedCalibration(confident([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 1]), 0.95);
    expect(found.value).toBeCloseTo(0, 12);
    expect(found.high).toBeCloseTo((3.182446305284263 * Math.sqrt(0.3)) / 2, 9);
    expect(found.method).toBe("t");
    expect(found.warnings).toEqual(["interval/few-units-carry-it"]);
  });
});
