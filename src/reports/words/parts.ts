import { counted, grouped, plural } from "../numbers.js";
import { capitalised } from "../text.js";

/**
 * Words of parts of the data, and of places side by side. Figures and names are text already; counts
 * are numbers, for their plural.
 */

type Maybe = string | null;

/** A finding, with its sign: the sign points the way that the part lies. */
export const FINDING_WORDS = {
  worse: { sign: "▼", word: "worse than the rest" },
  better: { sign: "▲", word: "better than the rest" },
} as const;

export const EVENED_OUT =
  "“Allowing for few images” in the tables is the value drawn towards the others, the more the fewer its images: the worst of many looks worse than it is.";

/** `1 of 12 parts is worse than the rest, 2 are better`; null where none differs. */
export function findingsText(parts: number, worse: number, better: number): string | null {
  const are = (n: number): string => (n === 1 ? "is" : "are");
  const whole = `of ${counted(parts, "part")}`;
  if (worse > 0) {
    const also = better > 0 ? `, ${grouped(better)} ${are(better)} better` : "";
    return `${grouped(worse)} ${whole} ${are(worse)} worse than the rest${also}`;
  }
  return better > 0 ? `${grouped(better)} ${whole} ${are(better)} better than the rest` : null;
}

/** A part inside a sentence: `camera 7`, `brightness below 12`, `0 to 6 h`, `North ridge`. */
export function partName(attribute: string, level: string): string {
  const bare = /^(?:below |above )?[\d.+-]/.test(level) && !/^\d+ to \d+ h$/.test(level);
  return bare ? `${attribute} ${level}` : level;
}

/** Of classes and places: `found` where something is looked for, `right` where all are taken. */
export function hitWord(label: string, detects: boolean): "found" | "right" {
  return detects || label !== "all" ? "found" : "right";
}

/** `the other 3 sites`, `the other site`. */
export function othersText(others: number, attribute: string): string {
  return others === 1
    ? `the other ${attribute}`
    : `the other ${grouped(others)} ${plural(attribute)}`;
}

/** Parts of the data by one attribute. */
export const SLICES = {
  title: (v: { label: string; attribute: string }) => `${v.label} by ${v.attribute}`,
  heading: (v: { label: Maybe; attribute: string; asHere: boolean }) =>
    `${v.label === null ? "By" : `${v.label}, by`} ${v.attribute}${v.asHere ? ", as they are here" : ""}`,
  axis: (v: { label: string; better: "higher" | "lower" }) =>
    `${v.label}${v.better === "lower" ? " (lower is better)" : ""}`,
  noFigure: "No part has a figure.",
  /** Above the rows of parts that are not drawn. */
  rest: (v: { asHere: boolean; compared: boolean }) =>
    `Parts that ${v.compared ? "do not differ from the rest for certain" : "are not compared with the rest"}${v.asHere ? ", as they are here" : ""}`,
  restRow: (v: { attribute: string; part: string }) => `${v.attribute}: ${v.part}`,
  figure: (v: { part: string; figure: string; items: string }) =>
    `${v.part}: ${v.figure} of ${v.items}`,
  differing: (v: { worst: string; findings: string }) => `Worst at ${v.worst}; ${v.findings}.`,
  only: (v: { part: string }) => `At ${v.part}.`,
  noneDiffers: "No part differs from the rest for certain.",
  notCompared: "The parts are not compared with the rest.",
  /** @param v.evened whether it is so by the evened-out value alone */
  worst: (v: { worst: string; better: "higher" | "lower"; evened: boolean }) =>
    `${v.better === "lower" ? "Highest" : "Lowest"}${v.evened ? ", allowing for few images" : ""}: ${v.worst}.`,
  inOrder: (v: { attribute: string }) => `In the order of ${v.attribute}.`,
  worstFirst: (v: { evened: boolean }) =>
    v.evened ? "Worst first, allowing for few images." : "Worst first.",
  together: (v: { ranges: string; level: string }) =>
    `${v.ranges} ranges hold together, at ${v.level}%.`,
  dashed: (v: { whole: string }) => `Dashed: ${v.whole}.`,
  drawn: (v: { drawn: string; parts: string }) =>
    `Drawn are ${v.drawn} of ${v.parts} parts, all that differ among them as far as there is room; the others are in the table.`,
  whole: (v: { items: string; figure: string; range: Maybe }) =>
    `all ${v.items}, ${v.figure}${v.range === null ? "" : ` ${v.range}`}`,
  left: (v: { forests: number; single: number }) => {
    const parts: string[] = [];
    if (v.forests > 0)
      parts.push(`${counted(v.forests, "more forest")} of parts would not fit here`);
    if (v.single > 0) {
      parts.push(`${counted(v.single, "attribute")} with one part, all images, is not drawn`);
    }
    return `${parts.join("; ")}: see result.json.`;
  },
} as const;

/** A part that was chosen after results were seen. */
export const CHOSEN_PART = {
  attribute: (v: { name: string }) => `${v.name} (chosen)`,
  own: "chosen images",
  others: "other images",
  after: "Chosen after seeing the results: the ranges do not allow for that.",
} as const;

/** The table behind a forest of slices. */
export const SLICE_ROW = {
  notCompared: "not compared",
  notToldApart: "not told apart",
  figure: (v: { part: string; measure: string; figure: string; range: Maybe; items: string }) =>
    `${v.part}: ${v.measure} ${v.figure}${v.range === null ? "" : ` ${v.range}`} of ${v.items}`,
  difference: (v: { difference: string; range: Maybe }) =>
    `against the rest ${v.difference}${v.range === null ? "" : ` ${v.range}`}`,
} as const;

/** The same shares place by place. */
export const SIDE_BY_SIDE = {
  title: (v: { attribute: string }) => `Shares by ${v.attribute}`,
  heading: (v: { attribute: string }) => `${capitalised(v.attribute)} by ${v.attribute}`,
  noneHere: "none here",
  count: (v: { hits: string; of: string }) => `${v.hits} of ${v.of}`,
  said: (v: {
    place: string;
    label: string;
    hits: string;
    of: string;
    word: string;
    figure: string;
    range: Maybe;
  }) =>
    `${v.place}, ${v.label}: ${v.hits} of ${v.of} ${v.word}, ${v.figure}${v.range === null ? "" : ` ${v.range}`}.`,
  noneSaid: (v: { place: string; label: string }) => `${v.place}, ${v.label}: none here.`,
  noneApart: (v: { places: string }) =>
    `Of ${v.places}, none lies clearly below the others together, in all or in any class.`,
  allObjects: "all objects",
  all: (v: { unit: string }) => `all ${plural(v.unit)}`,
  apart: (v: {
    whom: string;
    share: string;
    word: string;
    place: string;
    count: string;
    others: string;
    othersShare: string;
    othersCount: string;
  }) =>
    `Furthest below the others: of ${v.whom}, ${v.share} ${v.word} at ${v.place} (${v.count}); ${v.othersShare} at ${v.others} (${v.othersCount}).`,
  caption: (v: { from: string; to: string }) =>
    `All drawings have one axis, from ${v.from} to ${v.to}%. Each range holds on its own; they are not adjusted for looking at all of them.`,
  drawnPlaces: (v: { drawn: string; all: string; attribute: string }) =>
    `Drawn are ${v.drawn} of ${v.all} ${plural(v.attribute)}.`,
  drawnRows: (v: { drawn: string; all: string }) =>
    `Drawn are the ${v.drawn} commonest of ${v.all} rows; the others are in the table.`,
} as const;
