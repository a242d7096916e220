import { parseReference } from "../../metrics/reference.js";
import { formatReference } from "../../metrics/reference-text.js";
import type { ReportInput } from "../../results/report-input.js";
import type { ResultEstimate } from "../../results/result.js";

export interface PointCounts {
  readonly name: string;
  readonly annotated: number;
  readonly missed: number;
}

/** What is known of a point: its counts, and its figures where they were given. */
export interface PointRow extends PointCounts {
  readonly close: ResultEstimate | undefined;
  readonly off: ResultEstimate | undefined;
}

/** A row a point; none of other tasks. */
export function rowsOf({ result, extras: { points = [] } }: ReportInput): readonly PointRow[] {
  const byText = new Map(
    result.estimates.filter(({ slice }) => slice === null).map((one) => [one.metric, one]),
  );
  const of = (id: string, name: string) =>
    byText.get(formatReference(parseReference(`${id}{joint=${JSON.stringify(name)}}`)));
  return points.map((point) => ({
    ...point,
    close: of("pck", point.name),
    off: of("keypoint-error", point.name),
  }));
}
