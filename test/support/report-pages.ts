import type { RankedCurveFacts, ReportInput } from "../../src/results/report-input.js";
import { lynxFacts, manyRanked, selectiveFacts } from "../reports/curve-facts.js";
import { detectionFactsOf } from "../reports/detection-facts-of.js";
import { EXTRAS, INPUT, RESULT, withVerdict } from "../reports/fixtures.js";
import { classesInput, partsInput } from "../reports/parts-inputs.js";

/** A report with many classes: a matrix with a row for the rest. */
function manyClasses(): ReportInput {
  const labels = Array.from({ length: 200 }, (_, i) => `species ${i}`);
  const counts = labels.map((_, i) => labels.map((_, j) => (i === j ? 9 : (i + j) % 199 ? 0 : 2)));
  return {
    ...INPUT,
    result: { ...RESULT, verdicts: [], gap: null, confusion: { labels, counts } },
  };
}

/** The report of a detector: thresholds and what goes wrong. */
function detector(): ReportInput {
  const { result, extras } = INPUT;
  return {
    result: { ...result, task: "detection", confusion: null, gap: null },
    extras: { ...extras, detection: detectionFactsOf(60) },
  };
}

/** Ranked answers of labels, and errors among the surer ones. */
function curves(ranked: readonly RankedCurveFacts[]): ReportInput {
  return { ...INPUT, extras: { ...INPUT.extras, ranked, selective: selectiveFacts() } };
}

/** A claim judged at each of three sites. */
export const PLACES: ReportInput = {
  result: RESULT,
  extras: {
    ...EXTRAS,
    judgedPlaces: {
      attribute: "site",
      metric: "accuracy",
      level: 0.95,
      unit: "image",
      more: 0,
      places: [
        { place: "site 1", n: 89, value: 0.91, low: 0.81, high: 0.96, verdict: "holds" },
        { place: "site 2", n: 73, value: 0.3, low: 0.2, high: 0.43, verdict: "fails" },
        { place: "site 3", n: 100, value: 0.42, low: 0.31, high: 0.54, verdict: "fails" },
      ],
    },
  },
};

/** Every shape that the page of a report takes, by name: verdicts, many classes, detections. */
export const PAGES: readonly (readonly [name: string, input: ReportInput])[] = [
  ["fails", INPUT],
  ["holds", withVerdict({ verdict: "holds", difference: 0.01, low: -0.03, high: 0.04 })],
  [
    "cannot tell",
    withVerdict({
      verdict: "cannot-tell",
      difference: -0.04,
      low: -0.13,
      high: 0.03,
      reason: "verdict/more-labels",
      moreLabels: 120,
    }),
  ],
  ["200 classes, no claim", manyClasses()],
  ["a detector", detector()],
  ["200 parts, places, one of two labels", partsInput()],
  ["20 classes with long names", classesInput(20)],
  ["curves of two classes", curves([lynxFacts()])],
  ["curves of many labels", curves(manyRanked(8, 101))],
];

/** The page of that name. */
export function pageOf(name: string): ReportInput {
  const found = PAGES.find(([one]) => one === name);
  if (found === undefined) throw new Error(`no page ${name}`);
  return found[1];
}
