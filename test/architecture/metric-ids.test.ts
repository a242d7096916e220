import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { METRICS } from "../../src/metrics/registry.js";
import { sourceFiles } from "../support/source-files.js";

/** Files of src that may hold an id as a literal: its own, and one more of its family. */
const MOST_FILES = 2;

const USUAL = "which figures are given, shown or offered unasked, and in what order";
const OVERLAP = "the least overlap of a detection, a parameter of this name";
const COLUMN = "a column or field of this name, which is no metric";

/** Files, wherever they stand, that hold ids for another reason; they are not counted. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "detection-references.ts": USUAL,
  "figures-view.ts": USUAL,
  "by-class.ts": "the share of the images of a class that are right has a name of its own",
  "plan-pilot.ts": "the figure whose outcomes say how much alike images of a group are",
  "benchmark-sources.ts": "the figure whose outcomes can travel: a right or wrong of each image",
  "pilot-confidence.ts": "whether a pilot shows that confidence points at mistakes",
  "question.ts": USUAL,
  "question-text.ts": USUAL,
  "classification.ts": USUAL,
  "anomaly.ts": USUAL,
  "counting.ts": USUAL,
  "detection.ts": USUAL,
  "keypoints.ts": USUAL,
  "instance-segmentation.ts": USUAL,
  "semantic-segmentation.ts": USUAL,
  "matching.ts": OVERLAP,
  "detection-table.ts": OVERLAP,
  "match-tables.ts": OVERLAP,
  "card-detector.ts": OVERLAP,
  "guess-detector.ts": OVERLAP,
  "detection-figure.ts": OVERLAP,
  "parameters.ts": OVERLAP,
  "point-rows.ts": USUAL,
  "chosen-threshold.ts": "goals of --threshold-for, which are no metrics",
  "Question.svelte": "the published share may come with its number of images",
  "confidence-csv.ts": COLUMN,
  "curves-csv.ts": COLUMN,
  "errors-csv.ts": COLUMN,
  "thresholds-csv.ts": COLUMN,
  "ScopeMap.svelte": COLUMN,
  "onnx-tensor.ts": COLUMN,
};

const sources = sourceFiles().map(({ file, text }) => ({
  file,
  text: text.replaceAll(/\/\*[\s\S]*?\*\//g, ""),
}));

/** Files that hold an id as a string of its own. */
function filesWith(id: string): string[] {
  const literal = new RegExp(`(["'\`])${id}\\1`);
  return sources.filter(({ text }) => literal.test(text)).map(({ file }) => file);
}

describe("the id of a metric", () => {
  it.each([...METRICS.keys()])("is known to its own file: %s", (id) => {
    const counted = filesWith(id).filter((file) => !(basename(file) in EXCEPTIONS));
    expect(counted.filter((file) => !file.startsWith("metrics/"))).toEqual([]);
    expect(counted.length, counted.join(", ")).toBeLessThanOrEqual(MOST_FILES);
  });

  it("has no exception that is no longer needed", () => {
    const named = new Set([...METRICS.keys()].flatMap(filesWith).map((file) => basename(file)));
    expect(Object.keys(EXCEPTIONS).filter((file) => !named.has(file))).toEqual([]);
  });

  it("is counted where it is named", () => {
    expect(filesWith("accuracy")).toContain("metrics/predictions/accuracy.ts");
  });
});
