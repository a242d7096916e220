import { describe, expect, it } from "vitest";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import { scored } from "./support/outcomes.js";

const TRUTH = [0, 1, 1, 0, 1, 0, 1, 1, 0, 1];
const ROWS = [0.9, 0.2, 0.4, 0.6, 0.3, 0.3, 0.1, 0.7, 0.8, 0.2].map((p) => [p, 1 - p]);

describe("fields of estimates of rankings", () => {
  it.each(["roc-auc{class=c1}", "average-precision{class=c1}", "aurc", "auroc-failure"])(
    "%s has all units, and no classes that it runs over",
    (text) => {
      const found = createEstimator(scored(TRUTH, ROWS), parseReference(text)).at(0.95);
      expect(found).toMatchObject({ n: 10, defined: null, clusters: null });
      expect(found.design).toBeNull();
    },
  );

  it("of AUC over clusters count the rarer label, of average precision the positives", () => {
    // Positives 2, 2, 1, 0, 1 in the five clusters, negatives 1, 1, 1, 1, 0.
    const cluster = [0, 0, 1, 2, 0, 1, 1, 2, 3, 4];
    const at = (text: string) =>
      createEstimator(scored(TRUTH, ROWS, cluster), parseReference(text)).at(0.95);
    const sums = (wanted: number) => {
      const counts = [0, 0, 0, 0, 0];
      TRUTH.forEach((t, i) => {
        if (t === wanted) counts[cluster[i]!]! += 1;
      });
      const total = counts.reduce((a, b) => a + b, 0);
      return total ** 2 / counts.reduce((sum, b) => sum + b * b, 0);
    };
    expect(at("roc-auc{class=c1}").design?.kEff).toBeCloseTo(sums(0), 13);
    expect(at("average-precision{class=c1}").design?.kEff).toBeCloseTo(sums(1), 13);
    expect(at("roc-auc{class=c1}")).toMatchObject({ n: 10, clusters: 5 });
  });
});
