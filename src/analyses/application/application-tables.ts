import { csvTable } from "../../reports/csv.js";
import type { ExtentPair, ResultApplication } from "./result.js";

type Found = ResultApplication | undefined;

/** `application.csv`: a row a figure, all digits, then those that cannot be had; null where nothing was asked. */
export function applicationCsv(found: Found): string | null {
  if (found === undefined) return null;
  return csvTable(
    [
      ...["figure", "label", "truth", "model", "difference", "low", "high"],
      ...["method", "n", "clusters", "warnings"],
    ],
    [
      ...found.figures.map((one) => [
        ...[one.figure, one.label, one.truth, one.model, one.difference, one.low, one.high],
        ...[one.method, one.n, one.clusters, one.warnings.join(" ")],
      ]),
      ...found.left.map(({ figure, code }) => [
        ...[figure, null, null, null, null, null, null],
        ...[null, null, null, code],
      ]),
    ],
  );
}

/** `net-benefit.csv`; null where scores are no probabilities. */
export function benefitCsv(found: Found): string | null {
  if (found?.netBenefit === undefined) return null;
  return csvTable(
    ["threshold", "net_benefit", "of_all"],
    found.netBenefit.map(({ threshold, model, all }) => [threshold, model, all]),
  );
}

/** `cost-by-threshold.csv`; null without costs or scores. */
export function costCsv(found: Found): string | null {
  if (found?.costCurve === undefined) return null;
  return csvTable(
    ["threshold", "cost"],
    found.costCurve.map(({ threshold, cost }) => [threshold, cost]),
  );
}

/** `extent.csv`: a row a unit in which one side outlines something; null where no pixels are labelled. */
export function extentCsv(pairs: readonly ExtentPair[] | undefined): string | null {
  if (pairs === undefined) return null;
  return csvTable(
    ["truth", "predicted", "mean", "difference"],
    pairs.map(({ truth, predicted }) => [
      ...[truth, predicted, (truth + predicted) / 2, predicted - truth],
    ]),
  );
}
