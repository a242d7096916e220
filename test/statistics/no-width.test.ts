import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLabelSet } from "../../src/core/label-set.js";
import { bootstrapEstimates } from "../../src/metrics/bootstrap-estimates.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createClassificationBuilder } from "../../src/outcomes/classification.js";
import {
  newcombePaired,
  pairedClusterInterval,
  pairedJackknifeInterval,
  tangoInterval,
} from "../../src/statistics/difference.js";
import {
  meanFailureClusterInterval,
  meanFailureInterval,
  tClusterInterval,
  tInterval,
} from "../../src/statistics/mean.js";
import { proportionInterval } from "../../src/statistics/proportion.js";
import { surveyProportion } from "../../src/statistics/survey.js";
import { clusterProportionInterval } from "../../src/statistics/wilson-cluster.js";

interface Limits {
  readonly low: number | null;
  readonly high: number | null;
  readonly warnings?: readonly string[];
}

/** No interval, with a code; or one with a width. */
function hasWidthOrNone({ low, high, warnings }: Limits, what = ""): void {
  expect(low === null, what).toBe(high === null);
  if (low === null || high === null) {
    if (warnings !== undefined) expect(warnings.length, what).toBeGreaterThan(0);
  } else expect(high - low, what).toBeGreaterThan(0);
}

/** Few values, so that samples without any variation come often. */
const score = fc.constantFrom(0, 0, 0, 0.25, 0.5, 1, 1);
const scores = fc.oneof(
  fc.array(score, { minLength: 2, maxLength: 12 }),
  fc
    .tuple(score, fc.integer({ min: 2, max: 12 }))
    .map(([one, n]) => new Array<number>(n).fill(one)),
);

describe("an interval of a sample of two or more", () => {
  it("is none where nothing varies and its method allows for nothing, never of width 0: means", () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 2, max: 5 }), (list, G) => {
        const values = Float64Array.from(list);
        const cluster = Int32Array.from(list.keys(), (i) => i % G);
        hasWidthOrNone(tInterval(values, 0.95), "t");
        hasWidthOrNone(tClusterInterval(values, cluster, G, 0.95), "t-cluster");
        hasWidthOrNone(meanFailureInterval(values, 0.95), "mean-failure");
        hasWidthOrNone(meanFailureClusterInterval(values, cluster, G, 0.95), "in clusters");
      }),
      { seed: 1, numRuns: 500 },
    );
    expect(meanFailureInterval(new Float64Array(40), 0.95)).toMatchObject({
      value: 0,
      low: null,
      high: null,
      warnings: ["interval/no-variation"],
    });
  });

  it("shares, with and without clusters, and survey software's", () => {
    const cluster = fc.record({
      size: fc.integer({ min: 1, max: 6 }),
      share: fc.constantFrom(0, 0.5, 1),
    });
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 2, maxLength: 8 }), (list) => {
        const size = Float64Array.from(list, (one) => 2 * one.size);
        const hits = Float64Array.from(list, (one) => 2 * one.size * one.share);
        const n = size.reduce((a, b) => a + b, 0);
        const k = hits.reduce((a, b) => a + b, 0);
        hasWidthOrNone(proportionInterval(k, n, 0.95), "wilson");
        hasWidthOrNone(clusterProportionInterval(size, hits, 0.95), "wilson-cluster");
        const survey = surveyProportion(hits, size, 0.95);
        for (const name of ["logitT", "wilson", "wilsonT", "kornGraubard"] as const) {
          const found = survey[name];
          if (found !== null) hasWidthOrNone(found, name);
        }
      }),
      { seed: 2, numRuns: 500 },
    );
    expect(surveyProportion([5, 5, 5], [10, 10, 10], 0.95).logitT).toBeNull();
  });

  it("differences of two models", () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5)), ([a, b, c, d]) => {
        if (a + b + c + d < 2) return;
        hasWidthOrNone(newcombePaired(a, b, c, d, 0.95), "newcombe-paired");
        hasWidthOrNone(tangoInterval(a, b, c, d, 0.95), "tango");
        hasWidthOrNone(pairedJackknifeInterval(0.1, 0, a + b + c + d, 0.95), "paired-t");
        const size = Float64Array.of(4, 4, 4, 4);
        const discordant = Float64Array.from([a, b, c, d], (x) => Math.min(4, x));
        const even = pairedClusterInterval(discordant, discordant, size, 0.95);
        hasWidthOrNone(even, "paired-t-cluster");
      }),
      { seed: 3, numRuns: 500 },
    );
    const all = Float64Array.of(4, 4, 4);
    expect(pairedClusterInterval(all, all, all, 0.95)).toMatchObject({
      value: 1,
      low: null,
      high: null,
    });
  });

  it("every figure of classes and scores, by its own method and by redraws", () => {
    const unit = fc.record({ truth: fc.nat(2), answer: fc.nat(2) });
    const metrics = [
      "accuracy",
      "balanced-accuracy",
      "f1{average=macro}",
      "cohen-kappa",
      "mcc",
      "recall{class=b}",
      "log-loss",
      "brier",
      "roc-auc",
      "average-precision",
      "aurc",
      "augrc",
      "auroc-failure",
    ];
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 2, maxLength: 9 }),
        fc.constantFrom(null, 3),
        fc.boolean(),
        (units, G, isSure) => {
          const names = ["a", "b", "c"];
          const labels = createLabelSet(names);
          const builder = createClassificationBuilder({
            labels,
            truthNames: names,
            scoreColumns: "all",
          });
          const p = isSure ? 1 : 0.8;
          const rows = units.flatMap(({ answer }) =>
            names.map((_, k) => (k === answer ? p : (1 - p) / 2)),
          );
          builder.addProbabilities(
            Int32Array.from(units, ({ truth }) => truth),
            Float64Array.from(rows),
          );
          const cluster = Int32Array.from(units.keys(), (i) => i % (G ?? 1));
          const outcomes = builder.finish(G === null ? undefined : { cluster, clusterCount: G });
          for (const metric of metrics) {
            const reference = parseReference(metric);
            hasWidthOrNone(createEstimator(outcomes, reference).at(0.95), metric);
            const options = { method: "percentile", replicates: 40, seed: 1, level: 0.95 } as const;
            const [redrawn] = bootstrapEstimates(outcomes, [reference], options);
            hasWidthOrNone(redrawn!, `${metric}, percentile`);
          }
        },
      ),
      { seed: 4, numRuns: 60 },
    );
  });
});
