import { describe, expect, it } from "vitest";
import { transferGap } from "../../src/analyses/gap/gap.js";
import { evaluateSlices } from "../../src/analyses/slices/slices.js";
import { checkClaims } from "../../src/claims/claim-check.js";
import { parseClaim } from "../../src/claims/claim-text.js";
import { createRandom } from "../../src/core/random.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import type {
  ClassificationOutcomes,
  ClassificationScores,
} from "../../src/outcomes/classification-types.js";
import { WHOLE_SUMS } from "../../src/outcomes/probability-sums.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import { claim, SOME_METRICS } from "./support/estimators.js";

/** Outcomes whose confusion counts are given, in clusters dealt in turn if asked for. */
function outcomesOf(
  counts: readonly (readonly number[])[],
  clusterCount = 0,
  scores: ClassificationScores | null = null,
): ClassificationOutcomes {
  const truth: number[] = [];
  const predicted: number[] = [];
  for (const [t, row] of counts.entries()) {
    for (const [p, n] of row.entries()) {
      for (let i = 0; i < n; i++) {
        truth.push(t);
        predicted.push(p);
      }
    }
  }
  const unitCount = truth.length;
  const classes = counts.map((_, k) => `c${k}`);
  return {
    kind: "classification",
    unitCount,
    unit: "image",
    classes,
    scores,
    modelClassCount: classes.length,
    truth: Int32Array.from(truth),
    predicted: Int32Array.from(predicted),
    cluster: clusterCount === 0 ? null : Int32Array.from(truth, (_, i) => i % clusterCount),
    clusterCount,
  };
}

const TABLE = [
  [45, 3, 2],
  [4, 30, 6],
  [0, 1, 9],
];

describe("verdicts on the metrics' own estimators", () => {
  it("78 of 100 fails a claim of 0.9, and 84 of 89 against it cannot be told", () => {
    const local = createEstimator(outcomesOf([[78, 22], []]), parseReference("accuracy"));
    expect(checkClaims([{ claim: claim(0.9), local }])[0]!.verdict).toBe("fails");
    const counted = parseClaim("accuracy=0.82@82/100", { metrics: SOME_METRICS, tolerance: null });
    expect(checkClaims([{ claim: counted, local }])[0]).toMatchObject({
      reason: "verdict/claim-too-uncertain",
    });
  });

  it("decides macro F1 on its jackknife's effective number", () => {
    // METHODS-2 A8: 0.795522796 [0.683895606, 0.880316566], judged as 0.799565680 on ν 62.0689655.
    const local = createEstimator(outcomesOf(TABLE), parseReference("f1{average=macro}"));
    const verdict = checkClaims([{ claim: claim(0.7), local }])[0]!;
    expect(verdict.low).toBeCloseTo(0.683895606 - 0.7, 8);
    expect(verdict.verdict).toBe("holds");
    expect(checkClaims([{ claim: claim(0.95), local }])[0]!.verdict).toBe("fails");
    const open = checkClaims([{ claim: claim(0.8), local }])[0]!;
    expect(open).toMatchObject({ verdict: "cannot-tell", reason: "verdict/more-labels" });
    expect(open.moreLabels).toBeGreaterThan(100);
  });

  it("refuses balanced accuracy over a class of two images", () => {
    const local = createEstimator(
      outcomesOf([
        [90, 10],
        [0, 2],
      ]),
      parseReference("balanced-accuracy"),
    );
    expect(checkClaims([{ claim: claim(0.5), local }])[0]).toMatchObject({
      reason: "verdict/few-of-a-class",
    });
  });

  it("decides the same on Brier and log loss as on what they lose", () => {
    const n = 400;
    const random = createRandom(9);
    const p = Float64Array.from({ length: n }, () => 0.75 + 0.2 * random.uniform());
    const scores: ClassificationScores = {
      sums: WHOLE_SUMS,
      confidence: p,
      truthProbability: p,
      columns: new Map(),
      above: new Int32Array(n),
      tied: new Int32Array(n),
      logLoss: p.map((x) => -Math.log(x)),
      brier: p.map((x) => 2 * (1 - x) ** 2),
    };
    const outcomes = outcomesOf([[n, 0], []], 0, scores);
    for (const id of ["brier", "log-loss"]) {
      const local = createEstimator(outcomes, parseReference(id));
      const { value } = local.at(0.95);
      const at = (change: number) =>
        checkClaims([{ claim: { ...claim(value! + change), tolerance: 0.02 }, local }])[0]!;
      expect(at(0).verdict).toBe("holds");
      expect(at(0.1)).toMatchObject({ verdict: "holds" });
      expect(at(0.1).difference).toBeCloseTo(0.1, 12);
      expect(at(-0.04).verdict).toBe("fails");
    }
  });

  it("has no verdict on ECE", () => {
    const n = 50;
    const p = new Float64Array(n).fill(0.9);
    const scores: ClassificationScores = {
      sums: WHOLE_SUMS,
      confidence: p,
      truthProbability: p,
      columns: new Map(),
      logLoss: p,
      brier: p,
      above: new Int32Array(n),
      tied: new Int32Array(n),
    };
    const local = createEstimator(outcomesOf([[45, 5], []], 0, scores), parseReference("ece"));
    expect(checkClaims([{ claim: claim(0.1), local }])[0]).toMatchObject({
      reason: "verdict/metric-biased",
    });
  });
});

it("splits the gap of macro F1 by the same figure as its estimator", () => {
  const outcomes = outcomesOf(TABLE);
  const labels = ["c2", "c0", "c1"];
  const confusion = Float64Array.of(10, 0, 0, 0, 50, 0, 4, 2, 34);
  const local = createEstimator(outcomes, parseReference("f1{average=macro}"));
  const size = Float64Array.of(10, 50, 40);
  const hits = Float64Array.of(10, 50, 34);
  // By hand: F1 of c2 20/24, c0 100/102, c1 68/74.
  const claimed = (20 / 24 + 100 / 102 + 68 / 74) / 3;
  const gap = transferGap(
    {
      ...claim(claimed),
      classCounts: { labels, size, hits, confusion, clusters: null, independent: true },
    },
    local,
    outcomes,
  )!;
  expect(gap.value).toBeCloseTo(claimed - 0.795522796, 9);
  expect(gap.warnings).not.toContain("gap/no-counts");
  expect(gap.terms.map(({ term }) => term)).toEqual([
    "class-mix",
    "within",
    "only-claimed",
    "only-local",
  ]);
});

it("measures slices of a metric with clusters", () => {
  const outcomes = outcomesOf(
    [
      [60, 10],
      [20, 70],
    ],
    16,
  );
  const attribute = {
    name: "light",
    levels: ["day", "night"],
    codes: Int32Array.from({ length: 160 }, (_, i) => Math.floor(i / 2) % 2),
  };
  const { slices } = evaluateSlices(
    [attribute],
    (units) => createEstimator(selectUnits(outcomes, units), parseReference("f1{average=macro}")),
    { cluster: outcomes.cluster },
  );
  expect(slices).toHaveLength(2);
  for (const { estimate } of slices) {
    expect(estimate.method).toBe("hull-bonferroni");
    expect(estimate.clusters).toBe(8);
    expect(estimate.low).toBeLessThan(estimate.value!);
  }
});
