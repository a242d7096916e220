import { numberAxis } from "./curve-axes.js";
import type { CurveView } from "./plot-view.js";

/** What a plot of differences by size is drawn from: its texts, pairs and the table behind it. */
export interface AgreementPlot
  extends Pick<CurveView, "id" | "title" | "reading" | "caption" | "table"> {
  readonly axes: { readonly x: string; readonly y: string };
  /** What a point is. */
  readonly points: string;
  readonly pairs: readonly { readonly truth: number; readonly predicted: number }[];
  /** Mean difference and limits; null for one that does not exist. */
  readonly levels: readonly { readonly name: string; readonly at: number | null }[];
}

/** Differences of pairs by their mean, with levels across (Bland and Altman). */
export function agreementPlot({
  axes,
  points: name,
  pairs,
  levels,
  ...own
}: AgreementPlot): CurveView {
  const points = pairs.map(({ truth, predicted }, row) => ({
    x: (truth + predicted) / 2,
    y: predicted - truth,
    low: null,
    high: null,
    row,
  }));
  const across = levels.flatMap(({ name, at }) => (at === null ? [] : [{ name, at }]));
  const x = numberAxis(axes.x, [0, ...points.map((point) => point.x)]);
  const y = numberAxis(axes.y, [
    0,
    ...points.map((point) => point.y),
    ...across.map(({ at }) => at),
  ]);
  return {
    ...own,
    explore: null,
    x,
    y,
    lines: [{ name, style: "local", kind: "dots", points }],
    references: across.map(({ name, at }) => ({ name, from: [x.from, at], to: [x.to, at] })),
  };
}
