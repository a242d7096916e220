import { counted, listed, plural } from "../../reports/numbers.js";
import { capitalised } from "../../reports/text.js";

/** The words of verdicts at places. */
export const AT_PLACE = {
  holds: "holds",
  fails: "fails",
  "cannot-tell": "cannot tell yet",
} as const;

/** Words of a figure place by place. Figures and names are text already. */
export const JUDGED = {
  heading: "Place by place",
  title: (v: { label: string; attribute: string }) =>
    `${v.label}, ${v.attribute} by ${v.attribute}`,
  verdict: "Verdict",
  /** All images, whatever their place. */
  all: "All together",
  /** In a terminal: the reading behind the heading. */
  line: (v: { reading: string }) =>
    `Place by place: ${v.reading.charAt(0).toLowerCase()}${v.reading.slice(1)}`,
  none: "none",
  /** @param v.places by verdict, those that have one */
  reading: (v: {
    holds: readonly string[];
    fails: readonly string[];
    open: readonly string[];
  }): string => {
    const parts = [
      v.holds.length === 0 ? [] : [`holds at ${listed(v.holds)}`],
      v.fails.length === 0 ? [] : [`fails at ${listed(v.fails)}`],
      v.open.length === 0 ? [] : [`cannot be told yet at ${listed(v.open)}`],
    ].flat();
    return `${capitalised(listed(parts))}.`;
  },
  /** Many of one verdict are counted. */
  many: (v: { n: number; attribute: string }) => counted(v.n, v.attribute),
  range: (v: { low: string; high: string; lowest: string; highest: string }) =>
    `From ${v.low} at ${v.lowest} to ${v.high} at ${v.highest}.`,
  noFigure: "No place has a figure.",
  together: (v: { n: number; attribute: string; level: string; judged: boolean }) =>
    v.judged
      ? `Judged together: the ranges of ${counted(v.n, v.attribute)} hold together at ${v.level}%, and the verdicts share one error.`
      : `The ranges of ${counted(v.n, v.attribute)} hold together at ${v.level}%.`,
  drawn: (v: { drawn: string; all: string; attribute: string }) =>
    `Drawn are ${v.drawn} of ${v.all} ${plural(v.attribute)}, those that fail first; the others are in the table.`,
} as const;
