import { createRandom, shuffle } from "../core/random.js";
import type { SelectionPart } from "../reports/selection-part.js";
import { isErrorMark } from "../tasks/detection/error-marks.js";
import type { GalleryItems } from "./gallery-items.js";
import { chosenBy } from "./part-members.js";

export const GALLERY_ORDERS = ["surest", "label", "name", "time", "unlike", "random"] as const;
export type GalleryOrder = (typeof GALLERY_ORDERS)[number];

/** What a gallery is to show: what any of the parts chooses; without parts all answered. */
export interface GalleryQuestion {
  readonly parts: readonly SelectionPart[];
  readonly show: "all" | "mistakes" | "right";
  readonly order: GalleryOrder;
  readonly seed: number;
  /** What all that is shown has, of what the parts choose; absent where nothing more is asked. */
  readonly filter?: GalleryFilter;
}

/** Everything that is named must fit. */
export interface GalleryFilter {
  readonly label?: string;
  readonly answer?: string;
  readonly parts?: readonly { readonly attribute: string; readonly level: string }[];
  /** Least and greatest sureness, both inclusive. */
  readonly above?: number;
  readonly upTo?: number;
}

/** What is chosen, in order. */
export interface SelectedItems {
  readonly items: Int32Array;
  /** Chosen by the parts, whatever is shown of them; with an answer: right + mistakes + unanswered. */
  readonly chosen: number;
  readonly right: number;
  readonly mistakes: number;
}

/** Chooses among items and puts them in order. */
export function selectItems(items: GalleryItems, question: GalleryQuestion): SelectedItems {
  const { parts, show, filter } = question;
  const chosen = chosenBy(items, parts);
  const passes = filter === undefined ? () => true : filterTest(items, filter);
  const kept = new Int32Array(items.count);
  let count = 0;
  let all = 0;
  let right = 0;
  let mistakes = 0;
  for (let item = 0; item < items.count; item++) {
    if (chosen[item] === 0 || !passes(item)) continue;
    all++;
    const isAnswered = item < items.answered;
    const isRight = isAnswered && items.right[item] === 1;
    if (isRight) right++;
    else if (isAnswered) mistakes++;
    if (show === "all" || (isAnswered && isRight === (show === "right"))) kept[count++] = item;
  }
  return { items: ordered(items, kept.slice(0, count), question), chosen: all, right, mistakes };
}

/** Whether an item with an answer is what a filter asks for. */
function filterTest(items: GalleryItems, filter: GalleryFilter): (item: number) => boolean {
  const { answered, classes, labels, predictions, sureness, attributes } = items;
  const { label, answer, parts = [], above, upTo } = filter;
  const isAmong = (
    { start, index }: GalleryItems["labels"],
    name: string | undefined,
  ): ((item: number) => boolean) => {
    if (name === undefined) return () => true;
    const wanted = classes.indexOf(name);
    return (item) => index.subarray(start[item]!, start[item + 1]!).includes(wanted);
  };
  const tests = [isAmong(labels, label), isAmong(predictions, answer)];
  for (const { attribute, level } of parts) {
    const own = attributes.find(({ name }) => name === attribute);
    const wanted = own?.levels.indexOf(level) ?? -1;
    tests.push((item) => wanted >= 0 && own?.codes[item] === wanted);
  }
  // What is not known to be sure is on neither side of a limit.
  if (above !== undefined) tests.push((item) => sureness[item]! >= above);
  if (upTo !== undefined) tests.push((item) => sureness[item]! <= upTo);
  return (item) => item < answered && tests.every((test) => test(item));
}

/** Streams of a seed that shuffle galleries, apart from those that draw. */
const SHUFFLE_STREAM = 2 ** 42;

function ordered(
  items: GalleryItems,
  kept: Int32Array,
  { order, seed }: Pick<GalleryQuestion, "order" | "seed">,
): Int32Array {
  switch (order) {
    case "surest":
      return kept.sort(
        (a, b) => rightLast(items, a) - rightLast(items, b) || surer(items, a, b) || a - b,
      );
    case "label":
      return kept.sort((a, b) => compareLabels(items, a, b) || a - b);
    case "name":
      // Items are in the order of names already.
      return kept;
    case "time":
      return risingBy(kept, items.seconds);
    case "unlike":
      return risingBy(kept, items.likeness);
    case "random": {
      const random = createRandom(seed, SHUFFLE_STREAM);
      shuffle(kept, random);
      return kept;
    }
    default:
      return order satisfies never;
  }
}

/** By a value of answered items, the least first, what has none last; null: as they are. */
function risingBy(kept: Int32Array, values: Float64Array | null): Int32Array {
  if (values === null) return kept;
  const at = (item: number): number => {
    const value = values[item];
    return value === undefined || Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  return kept.sort((a, b) => {
    const [left, right] = [at(a), at(b)];
    return left < right ? -1 : left > right ? 1 : a - b;
  });
}

/** Mistakes, then what is right, then what has no answer. */
function rightLast({ answered, right }: GalleryItems, item: number): number {
  return item >= answered ? 2 : right[item]!;
}

/** The surer first; what is not known to be sure last. */
function surer({ answered, sureness }: GalleryItems, a: number, b: number): number {
  const left = a < answered ? sureness[a]! : Number.NaN;
  const right = b < answered ? sureness[b]! : Number.NaN;
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
  return Number.isNaN(right) ? -1 : right - left;
}

/** By the first label, in the order of the classes; what has none last. */
function compareLabels({ answered, labels }: GalleryItems, a: number, b: number): number {
  const first = (item: number): number => {
    if (item >= answered) return Number.MAX_SAFE_INTEGER;
    const from = labels.start[item]!;
    return from === labels.start[item + 1]! ? Number.MAX_SAFE_INTEGER - 1 : labels.index[from]!;
  };
  return first(a) - first(b);
}

/** A selection as it stands in an address. {@link readSelection} reads it back. */
export function selectionText(parts: readonly SelectionPart[]): string {
  return parts.map((part) => wordsOf(part).map(encoded).join(":")).join(";");
}

function wordsOf(part: SelectionPart): string[] {
  switch (part.kind) {
    case "cell":
      return [part.kind, part.label, part.answer];
    case "label":
      return [part.kind, part.label];
    case "answer":
      return [part.kind, part.answer];
    case "part":
      return [part.kind, part.attribute, part.level];
    case "sure":
      return [part.kind, String(part.above), String(part.upTo)];
    case "error":
      return [part.kind, part.error];
    case "listed":
      return [part.kind, part.code];
    default:
      return part satisfies never;
  }
}

/** Longest text of an address that is read. */
const LONGEST = 20_000;

/** The parts in an address; what is none of them is passed over: anybody can write an address. */
export function readSelection(text: string): SelectionPart[] {
  const parts: SelectionPart[] = [];
  for (const one of text.slice(0, LONGEST).split(";")) {
    const words = one.split(":").map(decoded);
    const [kind, first, second] = words;
    if (first === undefined || first === null) continue;
    if (kind === "label") parts.push({ kind, label: first });
    else if (kind === "answer") parts.push({ kind, answer: first });
    else if (kind === "error" && isErrorMark(first)) parts.push({ kind, error: first });
    else if (kind === "listed") parts.push({ kind, code: first });
    if (second === undefined || second === null) continue;
    if (kind === "cell") parts.push({ kind, label: first, answer: second });
    else if (kind === "part") parts.push({ kind, attribute: first, level: second });
    else if (kind === "sure") {
      const [above, upTo] = [Number(first), Number(second)];
      if (above >= 0 && upTo <= 1 && above < upTo) parts.push({ kind, above, upTo });
    }
  }
  return parts;
}

/** Half a letter, which only broken data hold, stands in no address. */
function encoded(word: string): string {
  return encodeURIComponent(word.replace(/\p{Cs}/gu, "\uFFFD"));
}

function decoded(word: string): string | null {
  try {
    return decodeURIComponent(word);
  } catch {
    return null; // an address that somebody cut
  }
}

/** Whether two marks stand for the same. */
export function isSamePart(a: SelectionPart, b: SelectionPart): boolean {
  return selectionText([a]) === selectionText([b]);
}
