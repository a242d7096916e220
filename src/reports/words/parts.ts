import { counted, grouped, plural } from "../numbers.js";

/** Words of parts of the data, of places side by side and of the matrix of classes. */

/** A finding, with its sign: the sign points the way that the part lies. */
export const FINDING_WORDS = {
  worse: { sign: "▼", word: "worse than the rest" },
  better: { sign: "▲", word: "better than the rest" },
} as const;

export const EVENED_OUT =
  "“Evened out” in the tables is the value drawn towards the others, the more the fewer its images: the worst of many looks worse than it is.";

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

/** A part inside a sentence: `camera 7`, `brightness below 12`, `North ridge`. */
export function partName(attribute: string, level: string): string {
  const bare = /^(?:below |above )?[\d.+-]/.test(level);
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

/** What the four cells say where one of two classes is looked for. */
export const BINARY_WORDS = {
  found: "found",
  missed: "missed",
  falseAlarm: "false alarm",
  rightlyLeft: "rightly left",
} as const;

export const MATRIX_CAPTION =
  "Rows: your label. Columns: what the model said. Outlined cells are right; the stronger the tint, the larger the share of the row.";

export const LEAST_FOUND_CAPTION =
  "In the order of the upper end of the range: a class with few images does not come first by chance alone. Each range holds on its own; they are not adjusted for looking at all of them.";
