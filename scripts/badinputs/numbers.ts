import type { EvaluationResult } from "../../src/results/result.js";

type NumberCheck = (result: EvaluationResult) => boolean;

const estimate = (result: EvaluationResult, metric: string) =>
  result.estimates.find((one) => one.metric === metric && one.slice === null);
const valueIs =
  (metric: string, value: number | null, n?: number): NumberCheck =>
  (result) => {
    const found = estimate(result, metric);
    return found !== undefined && found.value === value && (n === undefined || found.n === n);
  };
const all =
  (...checks: readonly NumberCheck[]): NumberCheck =>
  (result) =>
    checks.every((check) => check(result));
const scored =
  (count: number): NumberCheck =>
  ({ inputs }) =>
    inputs.scored === count;
const hasClasses =
  (...names: readonly string[]): NumberCheck =>
  ({ confusion }) =>
    names.every((name) => confusion?.labels.includes(name) ?? false);
const listed =
  (file: string, code: string): NumberCheck =>
  ({ inputs }) =>
    inputs.listed.filter((one) => one.file === file && one.code === code).length === 1;

/** Cats on images 1 and 2, dogs on images 1 and 3, and every one of them found. */
const ALL_FOUND = all(valueIs("recall{class=cat}", 1, 2), valueIs("recall{class=dog}", 1, 2));

/**
 * Figures that can be worked out by hand from a case's files, for runs that do not stop. Two of the
 * three pictures of a table are cats; what a model makes of the pictures is not looked at here.
 */
const NUMBERS: ReadonlyMap<string, NumberCheck> = new Map<string, NumberCheck>([
  ["csv-quotes", hasClasses('c"a,t', "dog", "cat")],
  ["csv-newline-in-quotes", hasClasses("big\ncat", "dog", "cat")],
  ["csv-crlf-bom", all(hasClasses("cat", "dog"), scored(3))],
  ["csv-utf16", all(hasClasses("cat", "dog"), scored(3))],
  ["csv-header-missing", scored(3)],
  ["csv-duplicate-rows", all(scored(2), listed("good1.jpg", "several-labels"))],
  ["fs-same-base-names", scored(4)],
  ["pred-good", ALL_FOUND],
  ["pred-score-above-1", ALL_FOUND],
  ["pred-all-scores-equal", ALL_FOUND],
  ["pred-unknown-image", ALL_FOUND],
  ["pred-unknown-label", ALL_FOUND],
  ["pred-duplicate-rows", ALL_FOUND],
  ["pred-ids-as-text", ALL_FOUND],
  // Neither detection of the first image can be read: it is no image on which nothing was found.
  [
    "pred-score-nan",
    all(
      valueIs("recall{class=cat}", 1, 1),
      valueIs("recall{class=dog}", 1, 1),
      listed("good1.jpg", "no-prediction"),
    ),
  ],
  [
    "pred-missing-images",
    all(valueIs("recall{class=cat}", 0.5, 2), valueIs("recall{class=dog}", 0.5, 2)),
  ],
  [
    "pred-empty-list",
    all(valueIs("recall{class=cat}", 0, 2), valueIs("precision{class=cat}", null)),
  ],
  ["predcsv-missing-image", all(valueIs("accuracy", 1, 2), listed("good3.jpg", "no-prediction"))],
  ["predcsv-class-column-order", valueIs("accuracy", 1, 3)],
  ["predcsv-labels-equal-predictions", valueIs("accuracy", 1, 3)],
  ["predcsv-names-full-path", valueIs("accuracy", 1)],
  ["predcsv-names-other-case", valueIs("accuracy", 1)],
]);

/** Whether a figure that is known for the case came out otherwise. */
export function hasWrongNumber(id: string, result: EvaluationResult): boolean {
  return NUMBERS.get(id)?.(result) === false;
}
