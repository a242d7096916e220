import { ACCURACY } from "../../metrics/predictions/accuracy.js";
import { intervalText, valueText } from "../../reports/estimate-text.js";
import {
  type ForestDrawing,
  type ForestMark,
  forestAxis,
  placeOf,
} from "../../reports/forest-view.js";
import { counted, grouped } from "../../reports/numbers.js";
import type { PlotFrame, PlotRow } from "../../reports/plot-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { COLUMNS, NONE } from "../../reports/words/columns.js";
import { metricWords } from "../../reports/words/metrics.js";
import { levelQuantile } from "../../statistics/quantiles.js";
import { wilsonCounts } from "../../statistics/wilson.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { CLUSTERS } from "../words/record-page.js";

/** The share right in each group of a record, drawn; or words where the record does not tell it. */
export interface ClustersView {
  readonly heading: string;
  /** Null where the record tells the groups' sizes alone. */
  readonly plot: (PlotFrame & { readonly forest: ForestDrawing }) | null;
  readonly words: string | null;
}

const MOST_DRAWN = 24;
const MOST_SIZES = 12;

/** A group with the share of its units that is right, and Wilson's interval. */
interface Group {
  readonly number: number;
  readonly hits: number;
  readonly of: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** @returns null for a record whose images count as independent */
export function clustersView({ clusters, claims }: TransparencyRecord): ClustersView | null {
  if (clusters === null) return null;
  const attribute = shown(clusters.attribute, 40);
  const heading = CLUSTERS.heading({ attribute });
  const { size, hits } = clusters;
  if (hits !== null) {
    const groups = groupsOf(size, hits, claims[0]?.level ?? 0.95);
    return { heading, plot: plotOf(groups, attribute), words: null };
  }
  const sizes = size.slice(0, MOST_SIZES).map((n) => grouped(n));
  const more = size.length > sizes.length ? ", …" : "";
  const words = CLUSTERS.sizesOnly({
    groups: counted(size.length, attribute),
    sizes: `${sizes.join(", ")}${more} images`,
  });
  return { heading, plot: null, words };
}

function groupsOf(size: readonly number[], hits: readonly number[], level: number): Group[] {
  const z = levelQuantile(level);
  return size.map((of, i) => {
    const own = hits[i] ?? 0;
    const { low, high } = of === 0 ? { low: null, high: null } : wilsonCounts(own, of, z);
    return { number: i + 1, hits: own, of, share: of === 0 ? null : own / of, low, high };
  });
}

function plotOf(all: readonly Group[], attribute: string): ClustersView["plot"] {
  // The largest, in the order in which they come.
  const drawn = [...all]
    .sort((a, b) => b.of - a.of || a.number - b.number)
    .slice(0, MOST_DRAWN)
    .sort((a, b) => a.number - b.number);
  const title = CLUSTERS.title({ attribute });
  const more = all.length - drawn.length;
  const left = more > 0 ? `${CLUSTERS.more({ n: grouped(more) })} ` : "";
  return {
    id: "groups",
    title,
    reading: readingOf(all, attribute),
    caption: left + CLUSTERS.caption,
    table: {
      columns: [
        { name: capitalised(attribute), numeric: false },
        ...[COLUMNS.hits, COLUMNS.number, COLUMNS.share, COLUMNS.from, COLUMNS.to].map((name) => ({
          name,
          numeric: true,
        })),
      ],
      rows: drawn.map((group) => rowOf(group, attribute)),
      more,
    },
    explore: null,
    forest: forestOf(all, drawn, attribute, title),
  };
}

function readingOf(all: readonly Group[], attribute: string): string {
  let [low, high] = [1, 0];
  for (const { share } of all) {
    if (share === null) continue;
    low = Math.min(low, share);
    high = Math.max(high, share);
  }
  const total = unitsOf(all);
  return CLUSTERS.reading({
    groups: counted(all.length, attribute),
    low: shareText(low, total),
    high: shareText(high, total),
  });
}

function rowOf({ number, hits, of, share, low, high }: Group, attribute: string): PlotRow {
  const figures = [share, low, high].map((value) => ({ text: shareText(value, of), value }));
  return {
    cells: [
      { text: CLUSTERS.row({ attribute, number: String(number) }), value: null },
      { text: grouped(hits), value: hits },
      { text: grouped(of), value: of },
      ...figures,
    ],
    said: null,
  };
}

function forestOf(
  all: readonly Group[],
  drawn: readonly Group[],
  attribute: string,
  name: string,
): ForestDrawing {
  const total = unitsOf(all);
  const right = all.reduce((sum, { hits }) => sum + hits, 0);
  const together = total === 0 ? null : right / total;
  const limits = drawn.flatMap(({ low, high }) => [low, high]);
  const axis = forestAxis(metricWords(ACCURACY.id), [...limits, together]);
  const place = placeOf(axis, together);
  return {
    name,
    axisText: CLUSTERS.axis,
    ticks: axis.ticks,
    reference: place === null ? null : { at: place, text: CLUSTERS.reference },
    marks: drawn.map(({ number, hits, of, share, low, high }, row): ForestMark => {
      return {
        label: capitalised(CLUSTERS.row({ attribute, number: String(number) })),
        sub: CLUSTERS.sub({ hits: grouped(hits), of: grouped(of) }),
        at: placeOf(axis, share),
        low: placeOf(axis, low),
        high: placeOf(axis, high),
        valueText: shareText(share, of),
        intervalText: intervalText("percent", low, high, of),
        sign: null,
        note: null,
        row,
      };
    }),
  };
}

function unitsOf(all: readonly Group[]): number {
  return all.reduce((sum, { of }) => sum + of, 0);
}

function shareText(share: number | null, of: number): string {
  return share === null ? NONE : valueText("percent", share, of);
}
