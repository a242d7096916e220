import { describe, expect, it } from "vitest";
import type { EstimateDetail } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { Outcomes } from "../../src/outcomes/classification-types.js";
import { fromMatrices } from "./support/outcomes.js";

function estimate(outcomes: Outcomes, metric: string, level = 0.95): EstimateDetail {
  return createEstimator(outcomes, parseReference(metric)).at(level);
}

/** Equal to nine significant digits, as METHODS prints. */
function near(value: number | null, expected: number): void {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThan(6e-9 * Math.abs(expected));
}

// METHODS §2.7 and METHODS-examples 2.1, 2.2.
const C = [
  [45, 3, 2],
  [4, 30, 6],
  [0, 1, 9],
];
const CLUSTERS = [
  [
    [9, 1, 0],
    [1, 7, 1],
    [0, 0, 3],
  ],
  [
    [12, 0, 0],
    [0, 5, 0],
    [0, 0, 2],
  ],
  [
    [6, 2, 1],
    [2, 4, 3],
    [0, 1, 1],
  ],
  [
    [8, 0, 0],
    [0, 6, 1],
    [0, 0, 2],
  ],
  [
    [7, 0, 1],
    [1, 5, 1],
    [0, 0, 1],
  ],
  [
    [3, 0, 0],
    [0, 3, 0],
    [0, 0, 0],
  ],
];

describe("estimators of answers, worked examples of METHODS", () => {
  const independent = fromMatrices([C], false);

  it.each([
    // METHODS-2 A8: on J = 0.799565680.
    ["f1{average=macro}", 0.795522796, 62.0689655, 0.683895606, 0.880316566],
    ["balanced-accuracy", 0.85, 62.0689655, 0.741016479, 0.918185405],
    ["cohen-kappa", 0.734219269, 120.4, 0.589999218, 0.83303623],
    ["mcc", 0.739825892, 120.4, 0.596455691, 0.837446298],
  ])("%s of the printed matrix", (metric, value, nu, low, high) => {
    const found = estimate(independent, metric);
    near(found.value, value);
    near(found.nu, nu);
    near(found.low, low);
    near(found.high, high);
    expect(found.method).toBe("wilson-jackknife");
    expect(found.warnings).toEqual([]);
  });

  it("F1 of one class is J mapped", () => {
    const found = estimate(independent, "f1{class=c1}");
    near(found.u, 0.681818182);
    near(found.value, 0.810810811);
    near(found.low, 0.696585282);
    near(found.high, 0.888893162);
    expect(found.method).toBe("wilson");
  });

  it("macro-F1 in clusters", () => {
    const found = estimate(fromMatrices(CLUSTERS), "f1");
    near(found.value, 0.795522796);
    near(found.design?.icc ?? null, 0.169618637);
    near(found.design?.kEff ?? null, 2.56);
    near(found.design?.floor ?? null, 0.129333333);
    near(found.design?.df ?? null, 4.06423551);
    // By NumPy and SciPy: J, v + ((θ̂ − J)/4)² and W(J, ν, t(4.06423551)).
    near(found.u, 0.791826067);
    near(found.nu, 19.1251934);
    near(found.low, 0.47670162);
    near(found.high, 0.940765885);
    expect(found.clusters).toBe(6);
    expect(found.method).toBe("wilson-jackknife-cluster");
  });

  it("the six tables add up to the printed one", () => {
    const sum = C.map((row, t) => row.map((_, p) => CLUSTERS.reduce((n, m) => n + m[t]![p]!, 0)));
    expect(sum).toEqual(C);
  });

  it("a share in clusters: example 1 of §1.4", () => {
    const hits = [20, 18, 19, 12, 20, 20, 17, 20];
    const matrices = hits.map((x) => [
      [x, 20 - x],
      [0, 0],
    ]);
    const found = estimate(fromMatrices(matrices), "accuracy");
    near(found.low, 0.731184358);
    near(found.high, 0.975599743);
    near(found.nu, 33.4299065);
  });
});
