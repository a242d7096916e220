import type { Joints } from "../core/objects.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import { DEFAULT_MAX_PIXELS } from "../images/image-header.js";
import type { ImageLabel, LabelEvent, LabelledPoint, ObjectPlace } from "./label-events.js";
import type { SequenceSource } from "./label-sequences.js";
import { isMaskStroke } from "./masks/mask-strokes.js";

/** Of the first line of a log. */
const LABEL_LOG_SCHEMA = "homeground.labels/1";

/** Designs by which images are drawn to be labelled here, beside at random. */
const LABEL_DESIGNS = ["proportional", "neyman", "active"] as const;
export type LabelDesign = (typeof LABEL_DESIGNS)[number];

/** How the images of a list were drawn, a value an image in the order of the list. */
export interface LabelDraw {
  readonly design: LabelDesign;
  /** N: images that could be drawn. */
  readonly pool: number;
  /** `poolNames` of those. */
  readonly poolNames: string;
  /** How likely each was to be in the list. */
  readonly probability: readonly number[];
  /** Name of its stratum, null for images without a value; null without strata. */
  readonly stratum: readonly (string | null)[] | null;
  /** N_h of its stratum. */
  readonly stratumPool: readonly number[] | null;
  /** Its probability in its draw; null where images of a stratum are equally likely. */
  readonly chance: readonly number[] | null;
  /** 1 where its label was known before the draw. */
  readonly known: readonly (0 | 1)[];
}

/** What a log begins with: how its images were drawn. */
export interface LabelLogHead {
  readonly seed: number;
  /** Images in the order in which they are labelled. */
  readonly order: readonly string[];
  /** Which of them were taken one after the other; absent where each was drawn by itself. */
  readonly sequences?: {
    readonly source: SequenceSource;
    /** Name of the sequence of each image of `order`, null for one of its own; each stands together. */
    readonly of: readonly (string | null)[];
  };
  /** How `order` was drawn, where it is a list that was drawn by a design; absent for a random order of all. */
  readonly draw?: LabelDraw;
  /** The points that are placed on each object; absent where none are. */
  readonly joints?: Joints;
}

export interface LabelLog {
  /** Null where the log ends before its first line does: nothing was labelled. */
  readonly head: LabelLogHead | null;
  readonly events: readonly LabelEvent[];
  /** Lines that are whole, the first one included; the next one follows them. */
  readonly lines: number;
}

/** The first line of a log. */
export function labelLogHead({ seed, order, sequences, draw, joints }: LabelLogHead): string {
  return `${JSON.stringify({ schema: LABEL_LOG_SCHEMA, seed, order, sequences, draw, joints })}\n`;
}

/** An event as a line of the log. */
export function labelLogLine(event: LabelEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/**
 * Reads a log as far as it is whole: a line that was cut off, or is none of ours, and what follows it do
 * not count. A log that only grows is, wherever its writing ended, the one before or after an event.
 */
export function readLabelLog(text: string): LabelLog {
  const lines = text.split("\n");
  lines.pop(); // behind the last end of line: nothing, or a line that was cut off
  const head = headOf(jsonOrUndefined(lines[0] ?? ""));
  if (head === null) return { head: null, events: [], lines: 0 };
  const events: LabelEvent[] = [];
  for (const line of lines.slice(1)) {
    const event = eventOf(jsonOrUndefined(line));
    if (event === null) break;
    events.push(event);
  }
  return { head, events, lines: events.length + 1 };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

function headOf(value: unknown): LabelLogHead | null {
  const fields = fieldsOf(value);
  if (fields === null || fields["schema"] !== LABEL_LOG_SCHEMA) return null;
  const { seed, order } = fields;
  if (typeof seed !== "number" || !Number.isSafeInteger(seed) || seed < 0) return null;
  if (!isTexts(order)) return null;
  const joints = fields["joints"] === undefined ? undefined : jointsOf(fields["joints"]);
  if (joints === null) return null;
  const base = { seed, order, ...(joints === undefined ? {} : { joints }) };
  if (fields["draw"] !== undefined) {
    const draw = drawOf(fields["draw"], order);
    return draw === null || fields["sequences"] !== undefined ? null : { ...base, draw };
  }
  if (fields["sequences"] === undefined) return base;
  const sequences = sequencesOf(fields["sequences"], order.length);
  return sequences === null ? null : { ...base, sequences };
}

function jointsOf(value: unknown): Joints | null {
  const { names, skeleton } = fieldsOf(value) ?? {};
  if (!isTexts(names) || names.length === 0 || new Set(names).size < names.length) return null;
  const isJoint = (one: unknown): boolean =>
    Number.isInteger(one) && Number(one) >= 0 && Number(one) < names.length;
  const isLine = (one: unknown): one is readonly [number, number] =>
    Array.isArray(one) && one.length === 2 && one.every(isJoint);
  return Array.isArray(skeleton) && skeleton.every(isLine) ? { names, skeleton } : null;
}

function sequencesOf(
  value: unknown,
  images: number,
): NonNullable<LabelLogHead["sequences"]> | null {
  const fields = fieldsOf(value);
  const source = fieldsOf(fields?.["source"]);
  const of = fields?.["of"];
  const isName = (one: unknown): one is string | null => one === null || isText(one);
  if (source === null || !Array.isArray(of) || of.length !== images || !of.every(isName))
    return null;
  const { column, table } = source;
  if (!isName(column) || !isName(table) || !standTogether(of)) return null;
  return { source: { column, table }, of };
}

/** Whoever wrote it: what a figure is made from has a value for each image, in its range. */
function drawOf(value: unknown, order: readonly string[]): LabelDraw | null {
  const fields = fieldsOf(value);
  const design = LABEL_DESIGNS.find((one) => one === fields?.["design"]);
  if (fields === null || design === undefined || new Set(order).size !== order.length) return null;
  const { pool, poolNames, probability, stratum, stratumPool, chance, known } = fields;
  const areAll = <T>(values: unknown, is: (one: unknown) => one is T): values is readonly T[] =>
    Array.isArray(values) && values.length === order.length && values.every(is);
  const isShare = (one: unknown): one is number => isNumber(one) && one > 0 && one <= 1;
  const isSize = (one: unknown): one is number => Number.isSafeInteger(one) && Number(one) > 0;
  const isFlag = (one: unknown): one is 0 | 1 => one === 0 || one === 1;
  const isLevel = (one: unknown): one is string | null => one === null || isText(one);
  if (!isSize(pool) || pool < order.length || !isText(poolNames)) return null;
  if (!areAll(probability, isShare) || !areAll(known, isFlag)) return null;
  const base = { design, pool, poolNames, probability, known };
  if (design === "active") {
    if (!areAll(chance, isShare)) return null;
    return { ...base, chance, stratum: null, stratumPool: null };
  }
  if (!areAll(stratum, isLevel) || !areAll(stratumPool, isSize)) return null;
  return { ...base, stratum, stratumPool, chance: null };
}

/** A sequence in two places would be counted before it is whole. */
function standTogether(of: readonly (string | null)[]): boolean {
  const starts = of.filter((name, i) => name !== null && name !== of[i - 1]);
  return new Set(starts).size === starts.length;
}

function eventOf(value: unknown): LabelEvent | null {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  const { kind, by, at, image, object, label, seen, also } = fields;
  if (!isText(by) || !isText(at)) return null;
  if (kind === "undo" || kind === "redo") return { by, at, kind };
  if (!isText(image)) return null;
  const base = { by, at, image };
  if (kind === "skip" || kind === "label") {
    if (also !== undefined && !isTexts(also)) return null;
    const more = also === undefined ? {} : { also };
    if (kind === "skip") return { ...base, kind, ...more };
    const said = imageLabelOf(label);
    if (said === null || typeof seen !== "boolean") return null;
    return { ...base, kind, label: said, seen, ...more };
  }
  if (kind === "paint") {
    const { stroke, isAccepted } = fields;
    if (!isMaskStroke(stroke, DEFAULT_MAX_PIXELS)) return null;
    return { ...base, kind, stroke, ...(isAccepted === true ? { isAccepted } : {}) };
  }
  if (!isText(object)) return null;
  const place = placeOf(fields["place"]);
  switch (kind) {
    case "accept":
    case "draw":
      return isText(label) && place !== null ? { ...base, kind, object, label, place } : null;
    case "move":
      return place === null ? null : { ...base, kind, object, place };
    case "rename":
      return isText(label) ? { ...base, kind, object, label } : null;
    case "delete":
      return { ...base, kind, object };
    default:
      return null;
  }
}

/** Labels of which the kind says all. */
const PLAIN_KINDS = ["other", "empty", "cannot-tell", "objects", "unreadable"] as const;

function imageLabelOf(value: unknown): ImageLabel | null {
  const fields = fieldsOf(value);
  const kind = fields?.["kind"];
  if (kind === "labels") {
    const labels = fields?.["labels"];
    return isTexts(labels) && labels.length > 0 ? { kind, labels } : null;
  }
  if (kind === "counts") return countsOf(fields?.["counts"]);
  const plain = PLAIN_KINDS.find((one) => one === kind);
  return plain === undefined ? null : { kind: plain };
}

/** Whole numbers of 0 or more, each label once. */
function countsOf(value: unknown): ImageLabel | null {
  if (!Array.isArray(value)) return null;
  const counts: (readonly [string, number])[] = [];
  for (const one of value as readonly unknown[]) {
    const [label, count] = Array.isArray(one) ? (one as readonly unknown[]) : [];
    if (!isText(label) || !Number.isSafeInteger(count) || Number(count) < 0) return null;
    counts.push([label, Number(count)]);
  }
  return new Map(counts).size === counts.length ? { kind: "counts", counts } : null;
}

function pointsOf(value: unknown): ObjectPlace | null {
  if (!Array.isArray(value)) return null;
  const points: (LabelledPoint | null)[] = [];
  for (const one of value as readonly unknown[]) {
    const fields = fieldsOf(one);
    const { x, y, isHidden } = fields ?? {};
    if (fields === null) {
      if (one !== null) return null;
      points.push(null);
    } else if (isNumber(x) && isNumber(y) && typeof isHidden === "boolean") {
      points.push({ x, y, isHidden });
    } else return null;
  }
  return { kind: "points", points };
}

function placeOf(value: unknown): ObjectPlace | null {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  const { kind, x, y, width, height } = fields;
  if (kind === "points") return pointsOf(fields["points"]);
  if (!isNumber(x) || !isNumber(y)) return null;
  if (kind === "point") return { kind, x, y };
  const isBox = kind === "box" && isNumber(width) && isNumber(height) && width > 0 && height > 0;
  return isBox ? { kind, x, y, width, height } : null;
}

/** JSON has finite numbers alone. */
function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
