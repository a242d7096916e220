import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import { mainFigures, tableFigures } from "../../src/reports/figures-view.js";
import { EXTRAS, estimate, withVerdict } from "./fixtures.js";

const ANOTHER = estimate("accuracy", 0.38, [0.3, 0.47], { clusters: 24, n: 336 });
const HERE = estimate("accuracy", 0.38, [0.31, 0.46], { role: "detail", clusters: 168, n: 336 });
const REDRAWN = estimate("accuracy", 0.38, [0.32, 0.45], {
  role: "detail",
  clusters: 24,
  n: 336,
  method: "bca",
});
const ALL = [ANOTHER, HERE, REDRAWN];

describe("figures for these places beside those for another", () => {
  it("count sequences, not the cameras of the others", () => {
    const [another, here] = mainFigures({ task: "classification", estimates: ALL }, "camera");
    expect([another?.label, another?.basis]).toEqual(["Accuracy", "336 images, 24 cameras"]);
    expect([here?.label, here?.basis]).toEqual(["Accuracy, here", "336 images, 168 sequences"]);
    expect(here?.sentence).toBe("The same at these 24 cameras as they are, not at others.");
    expect(tableFigures(ALL, "camera", "classification").map(({ basis }) => basis)).toEqual([
      "336 images, 24 cameras",
      "336 images, 168 sequences",
      "336 images, 24 cameras",
    ]);
  });

  it("are not taken for the redrawn ones that were asked for", () => {
    const labels = mainFigures(
      { task: "classification", estimates: [ANOTHER, REDRAWN] },
      "sequence",
    ).map(({ label }) => label);
    expect(labels).toEqual(["Accuracy"]);
  });

  it("lead to what may be done at another camera", () => {
    const input = withVerdict({ verdict: "fails" }, { ...ANOTHER, value: 0.38 });
    const { actions } = evaluationReport({
      result: { ...input.result, question: "another-site" },
      extras: { ...EXTRAS, clusterName: "camera" },
    });
    expect(actions[0]?.what).toBe(
      "Do not use its labels at another camera without checking each one.",
    );
  });
});
