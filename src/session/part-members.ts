import type { SelectionPart } from "../reports/selection-part.js";
import { shown } from "../reports/text.js";
import { type ErrorMark, errorBit } from "../tasks/detection/error-marks.js";
import type { ItemNames } from "../tasks/task.js";
import type { GalleryItems } from "./gallery-items.js";

/** Plots name levels so long at most. */
const LONGEST_LEVEL = 60;

/**
 * Visits every item of every part, an item once a part: one pass over the items for all parts of a
 * kind, however many there are.
 *
 * @param visit gets the place of the part in `parts`, and the item
 */
function visitMembers(
  items: GalleryItems,
  parts: readonly SelectionPart[],
  visit: (part: number, item: number) => void,
): void {
  visitCells(items, parts, visit);
  visitNames(items, parts, "label", visit);
  visitNames(items, parts, "answer", visit);
  visitLevels(items, parts, visit);
  for (const [at, part] of parts.entries()) {
    if (part.kind === "sure") visitSure(items, part, (item) => visit(at, item));
    else if (part.kind === "error") visitErrors(items, part.error, (item) => visit(at, item));
    else if (part.kind === "listed") {
      for (const [k, { code }] of items.listed.entries()) {
        if (code === part.code) visit(at, items.answered + k);
      }
    }
  }
}

/** 1 for each item that any part chooses; without parts for every answered one. */
export function chosenBy(items: GalleryItems, parts: readonly SelectionPart[]): Uint8Array {
  const chosen = new Uint8Array(items.count);
  if (parts.length === 0) chosen.fill(1, 0, items.answered);
  visitMembers(items, parts, (_, item) => {
    chosen[item] = 1;
  });
  return chosen;
}

/** Images of each mark, and how many of them a selection chooses. */
export interface SelectionShares {
  readonly all: Int32Array;
  readonly chosen: Int32Array;
}

/**
 * The share of a selection in each of many marks.
 *
 * @param marks what marks stand for; the counts stand at their places
 */
export function selectionShares(
  items: GalleryItems,
  parts: readonly SelectionPart[],
  marks: readonly SelectionPart[],
): SelectionShares {
  const selected = chosenBy(items, parts);
  const all = new Int32Array(marks.length);
  const chosen = new Int32Array(marks.length);
  visitMembers(items, marks, (mark, item) => {
    all[mark]!++;
    chosen[mark]! += selected[item]!;
  });
  return { all, chosen };
}

/** Places in a list, by a number that several may share. */
function groupedBy(
  parts: readonly SelectionPart[],
  keyOf: (part: SelectionPart) => number,
): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  for (const [at, part] of parts.entries()) {
    const key = keyOf(part);
    if (key < 0) continue;
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else known.push(at);
  }
  return places;
}

function visitCells(
  { answered, labels, predictions, classes }: GalleryItems,
  parts: readonly SelectionPart[],
  visit: (part: number, item: number) => void,
): void {
  const indexOf = indexIn(classes);
  const width = classes.length;
  const cells = groupedBy(parts, (part) => {
    if (part.kind !== "cell") return -1;
    const [label, prediction] = [indexOf(part.label), indexOf(part.answer)];
    return label < 0 || prediction < 0 ? -1 : label * width + prediction;
  });
  if (cells.size === 0) return;
  for (let item = 0; item < answered; item++) {
    for (let l = labels.start[item]!; l < labels.start[item + 1]!; l++) {
      for (let a = predictions.start[item]!; a < predictions.start[item + 1]!; a++) {
        const found = cells.get(labels.index[l]! * width + predictions.index[a]!);
        if (found !== undefined) for (const part of found) visit(part, item);
      }
    }
  }
}

function visitNames(
  items: GalleryItems,
  parts: readonly SelectionPart[],
  kind: "label" | "answer",
  visit: (part: number, item: number) => void,
): void {
  const indexOf = indexIn(items.classes);
  const names = groupedBy(parts, (part) => {
    if (part.kind !== kind) return -1;
    return indexOf(part.kind === "label" ? part.label : part.answer);
  });
  if (names.size === 0) return;
  const { start, index }: ItemNames = kind === "label" ? items.labels : items.predictions;
  for (let item = 0; item < items.answered; item++) {
    for (let k = start[item]!; k < start[item + 1]!; k++) {
      const found = names.get(index[k]!);
      if (found !== undefined) for (const part of found) visit(part, item);
    }
  }
}

function visitLevels(
  { answered, attributes }: GalleryItems,
  parts: readonly SelectionPart[],
  visit: (part: number, item: number) => void,
): void {
  for (const { name, levels, codes } of attributes) {
    const places = groupedBy(parts, (part) => {
      if (part.kind !== "part" || part.attribute !== name) return -1;
      return levels.findIndex(
        (level) => level === part.level || shown(level, LONGEST_LEVEL) === part.level,
      );
    });
    if (places.size === 0) continue;
    for (let item = 0; item < answered; item++) {
      const found = places.get(codes[item]!);
      if (found !== undefined) for (const part of found) visit(part, item);
    }
  }
}

function visitSure(
  { answered, sureness }: GalleryItems,
  { above, upTo }: Extract<SelectionPart, { kind: "sure" }>,
  visit: (item: number) => void,
): void {
  for (let item = 0; item < answered; item++) {
    const value = sureness[item]!;
    // 0 belongs to the bin that begins there.
    const isIn = value > above || (value === 0 && above === 0);
    if (isIn && value <= upTo) visit(item);
  }
}

function visitErrors(
  { answered, errors }: GalleryItems,
  error: ErrorMark,
  visit: (item: number) => void,
): void {
  if (errors === null) return;
  const bit = errorBit(error);
  for (let item = 0; item < answered; item++) {
    if ((errors[item]! & bit) !== 0) visit(item);
  }
}

function indexIn(names: readonly string[]): (name: string) => number {
  const places = new Map(names.map((name, at) => [name, at]));
  return (name) => places.get(name) ?? -1;
}
