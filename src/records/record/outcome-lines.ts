import { canonicalJson, type Json } from "../../core/canonical-json.js";
import { isOutline, type Outline } from "../../core/masks/outlines.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { isRecord } from "../../formats/json/json-values.js";

/**
 * A line of `outcomes.ndjson`: what the model said of a scored image whose name is withheld. Lines
 * stand in the order of the scored lines of the manifest.
 */
export interface OutcomeLine {
  /** Ground truth as the manifest's line has it. */
  readonly truth: readonly string[] | null;
  /** Labels answered; null where the scores say it. */
  readonly answer: readonly string[] | null;
  /** Confidence of the one answer, where there are no scores; null where it is not known. */
  readonly confidence: number | null;
  /**
   * A score for each label of the model in their order; of anomalies one, or its rank; of detections
   * six numbers each: x, y, width, height, score, number of the label. Null where withheld.
   */
  readonly scores: readonly number[] | null;
  /** x, y and how sure the model is of each point of each detection, null where it does not say it; absent without points. */
  readonly points?: readonly (number | null)[];
  /** Outline of each detection in pixels; absent where boxes are matched. */
  readonly outlines?: readonly Outline[];
  /** Area of each detection in px², by which small is told from large; absent where it is width × height. */
  readonly areas?: readonly number[];
}

/** The line without its line feed; every line of the file ends with one. */
export function outcomeText(line: OutcomeLine): string {
  return canonicalJson(line as unknown as Json);
}

/** Fields that only some tasks have. */
const FURTHER = ["points", "outlines", "areas"] as const;
const FIELDS: readonly Exclude<keyof OutcomeLine, (typeof FURTHER)[number]>[] = [
  "answer",
  "confidence",
  "scores",
  "truth",
];
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The line of these bytes, or what is wrong with it. */
export function readOutcomeLine(bytes: Uint8Array): OutcomeLine | string {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return "the line is not UTF-8";
  }
  const value = jsonOrUndefined(text);
  if (value === undefined) return "the line is not JSON, or is nested too deep";
  if (!isRecord(value)) return "the line is no object";
  const keys = Object.keys(value);
  const known: readonly string[] = [...FIELDS, ...FURTHER];
  const odd = keys.find((key) => !known.includes(key));
  if (odd !== undefined) return `the line has an unknown field ${JSON.stringify(odd)}`;
  const wrong = FIELDS.find((field) => !keys.includes(field) || !CHECKS[field](value[field]));
  if (wrong !== undefined) return `the line's ${wrong} is missing or malformed`;
  const { points, outlines, areas } = value;
  if (points !== undefined && !arePoints(points)) return "the line's points is malformed";
  if (outlines !== undefined && !(Array.isArray(outlines) && outlines.every(isOutline))) {
    return "the line's outlines is malformed";
  }
  if (areas !== undefined && (areas === null || !isNumbers(areas))) {
    return "the line's areas is malformed";
  }
  const read = value as unknown as OutcomeLine;
  return outcomeText(read) === text ? read : "the line is not the canonical form of its content";
}

const isTexts = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.every((one) => typeof one === "string"));
const isNumbers = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.every(Number.isFinite));

const arePoints = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => one === null || Number.isFinite(one));

const CHECKS: Readonly<Record<(typeof FIELDS)[number], (value: unknown) => boolean>> = {
  truth: isTexts,
  answer: isTexts,
  confidence: (value) => value === null || Number.isFinite(value),
  scores: isNumbers,
};
