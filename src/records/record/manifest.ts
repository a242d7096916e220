import { canonicalJson, type Json } from "../../core/canonical-json.js";
import { isHomegroundError } from "../../core/errors.js";
import { isPackedMask } from "../../core/masks/label-mask.js";
import { isOutline, type Outline } from "../../core/masks/outlines.js";
import { isTooDeep } from "../../core/nesting.js";
import { isRecord } from "../../formats/json/json-values.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { createLineReader } from "./lines.js";
import type { RecordCode, RecordProblem } from "./record-problem.js";
import { HASH } from "./record-schema.js";

/**
 * A line of `manifest.ndjson`: an image, what it shows, and what its bytes are. In a record that is
 * not open, names and addresses are null and both hashes are HMACs of the digests.
 */
export interface ManifestLine {
  /** Path inside the image folder, with `/`, NFC. */
  readonly image: string | null;
  readonly url: string | null;
  /** SHA-256 of the file, 64 hexadecimal digits; null where the file could not be read. */
  readonly bytes: string | null;
  /** SHA-256 of size and decoded pixels as displayed; null where they could not be decoded. */
  readonly pixels: string | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** `scored`, or the code for which the image is listed. */
  readonly status: string;
  /** Ground truth as given; [] = somebody looked and there is nothing, null = not labelled. */
  readonly labels: readonly string[] | null;
  /** Annotated objects; null for tasks of whole images. */
  readonly objects: readonly ManifestObject[] | null;
  /** Labels of the pixels of a scored image; left out where no masks are evaluated. */
  readonly mask?: ManifestMask;
  readonly sequence: string | null;
  /** Level of the cluster attribute; its number where the record withholds names. */
  readonly cluster: string | number | null;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly licence: string | null;
}

/** A label for each pixel, row after row. */
export interface ManifestMask {
  /** Width, height. */
  readonly size: readonly [number, number];
  /** The labels of the image. */
  readonly labels: readonly string[];
  /** Index of a label, or −1 where nothing is said, and its number of pixels, in turn. */
  readonly runs: readonly number[];
  /** Distance of pixels down and across; left out where it is not known. */
  readonly spacing?: readonly [number, number];
}

export interface ManifestObject {
  readonly label: string;
  /** x, y, width, height in pixels of the picture as displayed. */
  readonly box: readonly [number, number, number, number];
  /** In px². */
  readonly area: number;
  /** A region of many objects that are not told apart. */
  readonly crowd: boolean;
  /** Neither to be found nor a false alarm. */
  readonly ignored: boolean;
  /** Polygons x1, y1, x2, … in pixels, or one list of run lengths; null without an outline. */
  readonly outline: Outline;
  /**
   * x, y in pixels and what was annotated (0: nothing, 1: a point that is hidden, 2: one that is seen) of each point of
   * the settings' `joints`; left out where no points are evaluated.
   */
  readonly points?: readonly number[];
}

export const SCORED = "scored";

/** Longest line that is read, in bytes: an image with some ten thousand outlined objects. */
const MOST_LINE_BYTES = 64_000_000;

/** The line without its line feed; every line of a manifest ends with one. */
export function manifestText(line: ManifestLine): string {
  return canonicalJson(line as unknown as Json);
}

export interface ManifestReading {
  /** Lines read, sound or not. */
  readonly lines: number;
  readonly problems: readonly RecordProblem[];
  /** Problems beyond those that are named. */
  readonly moreProblems: number;
}

const MOST_PROBLEMS = 1000;

/**
 * Reads a manifest as its bytes come, a line at a time: one that is malformed is named and left out,
 * and the rest goes on.
 *
 * @param pieces of the file, in order
 * @param where names the file in problems
 * @param onLine called with each sound line and its number, from 1
 */
export async function readManifest(
  pieces: AsyncIterable<Uint8Array>,
  where: string,
  onLine: (line: ManifestLine, number: number) => void | Promise<void>,
): Promise<ManifestReading> {
  const problems: RecordProblem[] = [];
  let number = 0;
  let found = 0;
  const problem = (what: string, code: RecordCode = "record/manifest"): void => {
    found++;
    if (problems.length >= MOST_PROBLEMS) return;
    problems.push({ code, severity: "error", what, where: `${where}, line ${number}` });
  };
  const reader = createLineReader(pieces, MOST_LINE_BYTES);
  for (;;) {
    const reading = reader.next();
    const bytes = reading instanceof Promise ? await reading : reading;
    number = reader.count;
    if (bytes === null) break;
    if (reader.end === "no-line-feed") {
      problem("the file does not end with a line feed: its last line may be cut off");
      break;
    }
    const line = lineOf(bytes);
    if ("wrong" in line) {
      problem(line.wrong, line.code);
      continue;
    }
    const waiting = onLine(line, number);
    if (waiting instanceof Promise) await waiting;
  }
  if (reader.end === "too-long") {
    problem(`the line has more than ${MOST_LINE_BYTES} bytes; nothing after it was read`);
  }
  return { lines: number, problems, moreProblems: found - problems.length };
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Why a line is none. */
interface Malformed {
  readonly wrong: string;
  readonly code?: RecordCode;
}

/** The line, or what is wrong with it. */
function lineOf(bytes: Uint8Array): ManifestLine | Malformed {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return { wrong: "the line is not UTF-8" };
  }
  if (isTooDeep(text)) return { wrong: "the line is nested too deep", code: "input/too-deep" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: "the line is not JSON" };
  }
  const wrong = wrongWith(value);
  if (wrong !== null) return wrong;
  const line = value as ManifestLine;
  if (isCanonical(line, text)) return line;
  return { wrong: "the line is not the canonical form of its content" };
}

/** A text with half of a surrogate pair has no canonical form. */
function isCanonical(line: ManifestLine, text: string): boolean {
  try {
    return manifestText(line) === text;
  } catch (error) {
    if (isHomegroundError(error)) return false;
    throw error;
  }
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isSize: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0;
const isHash: Check = (value) => typeof value === "string" && HASH.test(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isNumbers: Check = (value) => Array.isArray(value) && value.every(isNumber);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
/** No part may lead out of the folder. */
const isPath: Check = (value) =>
  typeof value === "string" &&
  value !== "" &&
  !/^(\/|[A-Za-z]:)|\\|\0|(^|\/)\.\.(\/|$)/.test(value);

type Fields = readonly (readonly [name: string, check: Check])[];

const LINE_FIELDS: Fields = Object.entries({
  image: orNull(isPath),
  url: orNull(isText),
  bytes: orNull(isHash),
  pixels: orNull(isHash),
  widthPx: orNull(isSize),
  heightPx: orNull(isSize),
  status: isText,
  labels: orNull(isTexts),
  objects: orNull((value) => Array.isArray(value) && value.every(isObject)),
  sequence: orNull(isText),
  cluster: (value) => value === null || isText(value) || isNumber(value),
  attributes: (value) =>
    isRecord(value) && Object.values(value).every((one) => isText(one) || isNumber(one)),
  licence: orNull(isText),
} satisfies Record<Exclude<keyof ManifestLine, "mask">, Check>);

const LINE_FIELDS_AND_MASK: Fields = [...LINE_FIELDS, ["mask", isMask]];

const isPoints: Check = (value) =>
  isNumbers(value) && (value as readonly number[]).length % 3 === 0;

const OBJECT_FIELDS: Fields = Object.entries({
  label: isText,
  box: (value) => isNumbers(value) && (value as readonly number[]).length === 4,
  area: isNumber,
  crowd: (value) => typeof value === "boolean",
  ignored: (value) => typeof value === "boolean",
  outline: isOutline,
} satisfies Record<Exclude<keyof ManifestObject, "points">, Check>);

const OBJECT_FIELDS_AND_POINTS: Fields = [...OBJECT_FIELDS, ["points", isPoints]];

function isObject(value: unknown): boolean {
  const hasPoints = isRecord(value) && Object.hasOwn(value, "points");
  return wrongField(value, hasPoints ? OBJECT_FIELDS_AND_POINTS : OBJECT_FIELDS) === null;
}

/** Only its form: numbers that stand for more pixels than there is memory are refused before they are laid out. */
function isMask(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { size, labels, runs, spacing, ...rest } = value;
  const isPair: Check = (pair) => isNumbers(pair) && (pair as readonly number[]).length === 2;
  if (Object.keys(rest).length > 0 || !isTexts(labels) || !isNumbers(runs) || !isPair(size)) {
    return false;
  }
  if (Object.hasOwn(value, "spacing") && !isPair(spacing)) return false;
  const packed = [...(size as readonly number[]), ...(runs as readonly number[])];
  return isPackedMask(packed, (labels as readonly string[]).length, DEFAULT_MAX_PIXELS);
}

function wrongWith(value: unknown): Malformed | null {
  const hasMask = isRecord(value) && Object.hasOwn(value, "mask");
  const field = wrongField(value, hasMask ? LINE_FIELDS_AND_MASK : LINE_FIELDS);
  if (field === null) return null;
  const wrong = `the line's ${field} is missing, unknown or malformed`;
  const isHashField = field === "bytes" || field === "pixels";
  const own = isRecord(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  if (!isHashField || typeof own !== "string") return { wrong };
  const shown = JSON.stringify(own.length <= 80 ? own : `${own.slice(0, 77)}…`);
  return {
    wrong: `the line's ${field} is ${shown}, and not 64 lower-case hexadecimal digits`,
    code: "record/hash-format",
  };
}

/** Name of the first field that is wrong, missing or not known; null where all are right. */
function wrongField(value: unknown, fields: Fields): string | null {
  if (!isRecord(value)) return "shape";
  for (const [name, check] of fields) {
    if (!Object.hasOwn(value, name) || !check(value[name])) return name;
  }
  const keys = Object.keys(value);
  if (keys.length === fields.length) return null;
  return keys.find((key) => !fields.some(([name]) => name === key)) ?? null;
}
