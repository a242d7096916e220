import { scaleLinear } from "d3-scale";
import { type Axis, axisOf, metricAxis } from "./ruler-view.js";
import type { MetricWords } from "./words/metrics.js";

/** A point with its range on the axis of a forest; places are fractions of the width. */
export interface ForestMark {
  readonly label: string;
  /** What it rests on: `80 images`. */
  readonly sub: string;
  readonly at: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly valueText: string;
  readonly intervalText: string | null;
  /** Differs from the others for certain; a sign and a word say so, never colour alone. */
  readonly sign: "worse" | "better" | null;
  /** The word, and by how much; null without a sign. */
  readonly note: string | null;
  /** Row of the table behind. */
  readonly row: number;
  /** What it is where it is no part that was seen: drawn as a diamond, a bar, a dashed range. */
  readonly kind?: "published" | "average" | "next";
  /** Whether it is the reader's own, which stands out among others. */
  readonly isOwn?: boolean;
  /** Who vouches for it; absent where nobody else has to. */
  readonly vouched?: Vouched;
}

/** How sure a figure is that somebody sent: dots of three, never without the word. */
export interface Vouched {
  readonly dots: 1 | 2 | 3;
  readonly word: string;
}

/** Points with ranges, one below the other, on one axis. */
export interface ForestDrawing {
  /** Name of the drawing for those who cannot see it. */
  readonly name: string;
  readonly axisText: string;
  readonly ticks: Axis["ticks"];
  /** A dashed line through all rows, with what it is; null without. */
  readonly reference: { readonly at: number; readonly text: string } | null;
  readonly marks: readonly ForestMark[];
}

/** Below this share of a metric's range, the axis shows only the part that is used. */
const NARROW = 0.5;

/**
 * The axis of a forest: the metric's whole range, or round ends about the values where these take up
 * less than half of it, since the eye compares places and no lengths.
 *
 * @param values what must be on it; null is left out
 */
export function forestAxis(words: MetricWords, values: readonly (number | null)[]): Axis {
  const known = values.filter((value) => value !== null);
  if (words.range === null || known.length === 0) return metricAxis(words, values);
  const [least, most] = words.range;
  const low = Math.min(...known);
  const high = Math.max(...known);
  if (high - low >= NARROW * (most - least)) return axisOf(words.scale, least, most);
  const room = Math.max((high - low) / 10, (most - least) / 100);
  const ends = scaleLinear()
    .domain([low - room, high + room])
    .nice(5)
    .domain();
  const from = Math.max(least, ends[0] ?? least);
  const to = Math.min(most, ends[1] ?? most);
  return axisOf(words.scale, from, to);
}

/** A place on an axis, null where the value does not exist. */
export function placeOf(axis: Axis, value: number | null): number | null {
  return value === null ? null : axis.place(value);
}
