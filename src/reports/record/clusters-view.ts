import type { TransparencyRecord } from "../../records/record-types.js";
import { levelQuantile } from "../../statistics/quantiles.js";
import { wilsonCounts } from "../../statistics/wilson.js";
import { intervalText, valueText } from "../estimate-text.js";
import { type ForestDrawing, type ForestMark, forestAxis, placeOf } from "../forest-view.js";
import { counted, grouped } from "../numbers.js";
import type { PlotFrame, PlotRow } from "../plot-view.js";
import { capitalised, shown } from "../text.js";
import { COLUMNS } from "../words/columns.js";
import { metricWords } from "../words/metrics.js";
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

/** @returns null for a record whose images count as independent */
export function clustersView({ clusters, claims }: TransparencyRecord): ClustersView | null {
  if (clusters === null) return null;
  const attribute = shown(clusters.attribute, 40);
  const heading = CLUSTERS.heading({ attribute });
  const { size, hits } = clusters;
  const groups = counted(size.length, attribute);
  if (hits === null) {
    const sizes = size.slice(0, MOST_SIZES).map((n) => grouped(n));
    const more = size.length > sizes.length ? ", …" : "";
    const words = CLUSTERS.sizesOnly({ groups, sizes: `${sizes.join(", ")}${more} images` });
    return { heading, plot: null, words };
  }
  const level = claims[0]?.level ?? 0.95;
  const z = levelQuantile(level);
  const all = size.map((of, i) => {
    const own = hits[i] ?? 0;
    const { low, high } = of === 0 ? { low: null, high: null } : wilsonCounts(own, of, z);
    return { number: i + 1, own, of, share: of === 0 ? null : own / of, low, high };
  });
  // The largest, in the order in which they come.
  const drawn = [...all]
    .sort((a, b) => b.of - a.of || a.number - b.number)
    .slice(0, MOST_DRAWN)
    .sort((a, b) => a.number - b.number);
  const right = hits.reduce((sum, n) => sum + n, 0);
  const total = size.reduce((sum, n) => sum + n, 0);
  const together = total === 0 ? null : right / total;
  const words = metricWords("accuracy");
  const axis = forestAxis(words, [...drawn.flatMap((one) => [one.low, one.high]), together]);
  const percentage = (share: number | null, of: number): string =>
    share === null ? "–" : valueText("percent", share, of);
  const marks = drawn.map((one, row): ForestMark => {
    const counts = CLUSTERS.sub({ hits: grouped(one.own), of: grouped(one.of) });
    return {
      label: capitalised(CLUSTERS.row({ attribute, number: String(one.number) })),
      sub: counts,
      at: placeOf(axis, one.share),
      low: placeOf(axis, one.low),
      high: placeOf(axis, one.high),
      valueText: percentage(one.share, one.of),
      intervalText: intervalText("percent", one.low, one.high, one.of),
      ...{ sign: null, note: null, row },
    };
  });
  const shares = all.map(({ share }) => share).filter((share) => share !== null);
  const title = CLUSTERS.title({ attribute });
  const place = placeOf(axis, together);
  const more = all.length - drawn.length;
  return {
    heading,
    words: null,
    plot: {
      id: "groups",
      title,
      reading: CLUSTERS.reading({
        groups,
        low: percentage(Math.min(...shares), total),
        high: percentage(Math.max(...shares), total),
      }),
      caption:
        more > 0 ? `${CLUSTERS.more({ n: grouped(more) })} ${CLUSTERS.caption}` : CLUSTERS.caption,
      table: {
        columns: [
          { name: capitalised(attribute), numeric: false },
          ...[COLUMNS.hits, COLUMNS.number, COLUMNS.share, COLUMNS.from, COLUMNS.to].map(
            (name) => ({ name, numeric: true }),
          ),
        ],
        rows: drawn.map(
          (one): PlotRow => ({
            cells: [
              { text: CLUSTERS.row({ attribute, number: String(one.number) }), value: null },
              { text: grouped(one.own), value: one.own },
              { text: grouped(one.of), value: one.of },
              ...[one.share, one.low, one.high].map((value) => ({
                text: percentage(value, one.of),
                value,
              })),
            ],
            said: null,
          }),
        ),
        more,
      },
      explore: null,
      forest: {
        name: title,
        axisText: CLUSTERS.axis,
        ticks: axis.ticks,
        reference: place === null ? null : { at: place, text: CLUSTERS.reference },
        marks,
      },
    },
  };
}
