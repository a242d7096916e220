import { crc32 } from "../core/crc32.js";
import { HomegroundError } from "../core/errors.js";
import { type Column, cellText, type Table } from "../core/table.js";
import type { Drawn } from "../statistics/drawn.js";
import { DESIGNS, type DrawnList, LIST_COLUMNS, UNEQUAL } from "./drawn-list-types.js";
import { type ImageTruth, TRUTH_STATE } from "./import-types.js";

/**
 * Recognises a pool by the names of its images, in whatever order: `crc32-9f3c01ab`. A folder that all of
 * them lie in does not count, so that it may be moved.
 */
export function poolNames(paths: readonly string[]): string {
  const sorted = [...paths].sort();
  const [first = "", last = ""] = [sorted[0], sorted.at(-1)];
  let shared = 0;
  for (let at = 0; first[at] === last[at] && at < first.length; at++) {
    if (first[at] === "/") shared = at + 1;
  }
  const bytes = new TextEncoder().encode(sorted.map((path) => path.slice(shared)).join("\n"));
  return `crc32-${crc32(bytes).toString(16).padStart(8, "0")}`;
}

/**
 * What the columns of a list say of its draw; null where they say nothing of one.
 *
 * @throws HomegroundError `plan/design-broken`, `plan/zero-probability`
 */
export function readDrawnList(truth: ImageTruth): DrawnList | null {
  const { attributes, rowCount, source } = truth;
  const designs = column(attributes, LIST_COLUMNS.design);
  const inclusion = column(attributes, LIST_COLUMNS.inclusion);
  if (rowCount === 0) return null;
  if (inclusion?.kind !== "numeric") return isUnequal(designs) ? unstated(truth) : null;
  if (designs === null) return unstatedList(truth, inclusion.values);
  const broken = (what: string): HomegroundError =>
    new HomegroundError("plan/design-broken", {
      what,
      where: source,
      fix: "Fill in labels in the list as it was written, and leave the other columns",
    });
  const only = (name: string): string => {
    const found = new Set<string | null>();
    const cells = column(attributes, name);
    for (let row = 0; row < rowCount; row++) {
      found.add(cells === null ? null : cellText(cells, row));
    }
    const [value = null] = found;
    if (found.size === 1 && value !== null) return value;
    throw broken(
      found.size > 1
        ? `the column ${name} holds ${found.size} values: rows of several lists, or some without it`
        : `the column ${name} is empty`,
    );
  };
  const name = only(LIST_COLUMNS.design);
  const design = DESIGNS.find((one) => one === name);
  if (design === undefined) throw broken(`there is no design ${JSON.stringify(name)}`);
  const pool = Number(only(LIST_COLUMNS.pool));
  if (!(Number.isInteger(pool) && pool >= 1)) throw broken("the column pool holds no whole number");
  checkProbabilities(inclusion.values, LIST_COLUMNS.inclusion, truth);
  const { entryOf, first } = entriesOf(truth);
  const base = {
    source,
    entryOf,
    design,
    pool,
    poolNames: cellOf(attributes, LIST_COLUMNS.poolNames, 0),
    draws: readDraws(attributes, first, broken),
    isLabelled: labelledEntries(truth, entryOf, first.length),
    isKnown: Uint8Array.from(first, (row) =>
      Number(cellOf(attributes, LIST_COLUMNS.known, row) === "1"),
    ),
  };
  if (design === "random") return { ...base, stratum: null, stratumPool: null, chance: null };
  if (design === "active" || design === "active-replacement") {
    const chances = column(attributes, LIST_COLUMNS.chance);
    if (chances?.kind !== "numeric") throw broken(`the column ${LIST_COLUMNS.chance} is missing`);
    checkProbabilities(chances.values, LIST_COLUMNS.chance, truth);
    return { ...base, stratum: null, stratumPool: null, chance: picked(chances.values, first) };
  }
  const sizes = column(attributes, LIST_COLUMNS.stratumPool);
  if (sizes?.kind !== "numeric") throw broken(`the column ${LIST_COLUMNS.stratumPool} is missing`);
  const stratum = first.map((row) => cellOf(attributes, LIST_COLUMNS.stratum, row) ?? "");
  const stratumPool = picked(sizes.values, first);
  const sizeOf = new Map<string, number>();
  const rowsOf = new Map<string, number>();
  for (const [at, h] of stratum.entries()) {
    const size = stratumPool[at]!;
    rowsOf.set(h, (rowsOf.get(h) ?? 0) + 1);
    if (sizeOf.has(h) && sizeOf.get(h) !== size) {
      throw broken(`the stratum ${JSON.stringify(h)} has two sizes`);
    }
    sizeOf.set(h, size);
  }
  for (const [h, rows] of rowsOf) {
    if (!(sizeOf.get(h)! >= rows)) {
      throw broken(`the stratum ${JSON.stringify(h)} has more rows than images`);
    }
  }
  return { ...base, stratum, stratumPool, chance: null };
}

/**
 * A list in its own file, of images whose labels are elsewhere: boxes, outlines, points.
 *
 * @param entryOf image of the list that each row of the ground truth is about; −1 for none
 */
export function besideLabels(list: DrawnList, truth: ImageTruth, entryOf: Int32Array): DrawnList {
  return { ...list, entryOf, isLabelled: labelledEntries(truth, entryOf, list.draws.length) };
}

/** Rows of one image, one for each of its labels, have its draw alike and are one image of the list. */
function entriesOf({ attributes, file, rowCount }: ImageTruth): {
  readonly entryOf: Int32Array;
  /** First row of each. */
  readonly first: readonly number[];
} {
  const first: number[] = [];
  const known = new Map<string, number>();
  const entryOf = Int32Array.from({ length: rowCount }, (_, row) => {
    const key = `${cellOf(attributes, LIST_COLUMNS.draw, row)}\n${file[row]}`;
    const entry = known.get(key) ?? first.push(row) - 1;
    known.set(key, entry);
    return entry;
  });
  return { entryOf, first };
}

function picked(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

/** A list of an earlier version, or one whose columns were taken out; null where it may be taken as random. */
function unstatedList(truth: ImageTruth, inclusion: Float64Array): DrawnList | null {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const p of inclusion) {
    if (!(p > 0 && p <= 1)) continue;
    low = Math.min(low, p);
    high = Math.max(high, p);
  }
  // Shares that nothing explains are no rounding: of equal ones alone it is known what they mean.
  return high <= ALIKE * low ? null : unstated(truth);
}

/** As far apart as one number written with fifteen digits and with seventeen. */
const ALIKE = 1 + 1e-12;

/** Whether a column alone says that the images were drawn unequally, its probabilities being gone. */
function isUnequal(designs: Column | null): boolean {
  const name = designs === null ? null : cellText(designs, 0);
  return name === "neyman" || name === "active" || name === "active-replacement";
}

function unstated(truth: ImageTruth): DrawnList {
  return {
    source: truth.source,
    entryOf: Int32Array.from({ length: truth.rowCount }, (_, row) => row),
    design: "unstated",
    pool: 0,
    poolNames: null,
    draws: [],
    stratum: null,
    stratumPool: null,
    chance: null,
    isLabelled: new Uint8Array(0),
    isKnown: new Uint8Array(0),
  };
}

function checkProbabilities(
  values: Float64Array,
  name: string,
  { line, source }: ImageTruth,
): void {
  const row = values.findIndex((p) => !(p > 0 && p <= 1));
  if (row < 0) return;
  const is = Number.isNaN(values[row]) ? "missing" : String(values[row]);
  throw new HomegroundError("plan/zero-probability", {
    what: `the ${name} is ${is}, and an image that could not be drawn stands for no others`,
    where: `${source}, line ${line[row]}`,
    fix: "Draw again: in a list as it was written each image has a chance above 0 and at most 1",
  });
}

function readDraws(
  attributes: Table,
  rows: readonly number[],
  broken: (what: string) => HomegroundError,
): number[][] {
  const seen = new Set<number>();
  return rows.map((row) => {
    const text = cellOf(attributes, LIST_COLUMNS.draw, row) ?? "";
    const numbers = text.split(" ").map(Number);
    for (const number of numbers) {
      if (!(Number.isInteger(number) && number >= 1)) {
        throw broken(`a row holds no number of its draw, but ${JSON.stringify(text)}`);
      }
      if (seen.has(number)) throw broken(`draw ${number} stands in rows of two images`);
      seen.add(number);
    }
    return numbers;
  });
}

function labelledEntries(
  { rowCount, labelStart, state }: ImageTruth,
  entryOf: Int32Array,
  count: number,
): Uint8Array {
  const isLabelled = new Uint8Array(count);
  for (let row = 0; row < rowCount; row++) {
    const entry = entryOf[row]!;
    const isSaid = labelStart[row] !== labelStart[row + 1] || state[row] === TRUTH_STATE.empty;
    if (entry >= 0 && isSaid) isLabelled[entry] = 1;
  }
  return isLabelled;
}

function column({ columns }: Table, name: string): Column | null {
  return columns.get(name) ?? null;
}

function cellOf(table: Table, name: string, row: number): string | null {
  const cells = column(table, name);
  return cells === null ? null : cellText(cells, row);
}

/** The part of a list that has been labelled, from its top, and where the units of outcomes are in it. */
export interface DrawnUnits {
  readonly drawn: Drawn;
  /** Unit of each drawn image; −1 for one that counts as none: skipped, without a label, left out. */
  readonly unit: Int32Array;
  /** Images that were passed over before the last one that was labelled. */
  readonly skipped: number;
}

/**
 * What was drawn, as far as it was labelled: whoever labels a list from its top has labelled what the
 * draws up to there gave.
 *
 * @param rows row of the ground truth of each unit
 * @throws HomegroundError `plan/stratum-empty` where no image of a stratum was labelled
 */
export function drawnUnits(list: DrawnList, rows: Int32Array): DrawnUnits {
  const { design, draws, isLabelled, isKnown, pool } = list;
  const unitOf = new Map(Array.from(rows, (row, unit) => [list.entryOf[row], unit]));
  const inOrder = [...draws.keys()].sort((a, b) => draws[a]![0]! - draws[b]![0]!);
  // Down to the last label that somebody gave, and what is known right behind it.
  let end = inOrder.findLastIndex((entry) => isLabelled[entry] === 1 && isKnown[entry] === 0) + 1;
  while (end < inOrder.length && isLabelled[inOrder[end]!] === 1) end++;
  const byDraw = inOrder.slice(0, end);
  const last = byDraw.length === 0 ? 0 : draws[byDraw.at(-1)!]![0]!;
  const unit = Int32Array.from(byDraw, (entry) => unitOf.get(entry) ?? -1);
  const unlabelled = byDraw.filter((entry) => isLabelled[entry] === 0).length;
  if (design === "active-replacement") {
    // Up to the draw that gives the next image: the draws before it gave those that are labelled again.
    const later = draws.flatMap(([first = 0]) => (first > last ? [first] : []));
    const next = later.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...later);
    const counted = byDraw.map((entry) => draws[entry]!.filter((draw) => draw < next).length);
    return {
      unit,
      skipped: unlabelled,
      drawn: {
        kind: "hansen-hurwitz",
        probability: Float64Array.from(byDraw, (entry) => list.chance![entry]!),
        times: Int32Array.from(counted),
        pool,
      },
    };
  }
  if (design === "active") {
    // A row that was taken out was drawn all the same: it counts as none, whatever its probability was.
    const probability = new Float64Array(last).fill(1);
    const unitOfDraw = new Int32Array(last).fill(-1);
    for (const [at, entry] of byDraw.entries()) {
      probability[draws[entry]![0]! - 1] = list.chance![entry]!;
      unitOfDraw[draws[entry]![0]! - 1] = unit[at]!;
    }
    const skipped = unlabelled + (last - byDraw.length);
    return { unit: unitOfDraw, skipped, drawn: { kind: "lure", probability, pool } };
  }
  const stratum = list.stratum;
  if (stratum === null || list.stratumPool === null) {
    const sizes = Float64Array.of(pool);
    const one = new Int32Array(byDraw.length);
    return {
      unit,
      skipped: unlabelled,
      drawn: { kind: "stratified", stratum: one, sizes, pilot: null },
    };
  }
  const codeOf = new Map<string, number>();
  const sizes: number[] = [];
  for (const [entry, name] of stratum.entries()) {
    if (codeOf.has(name)) continue;
    codeOf.set(name, sizes.length);
    sizes.push(list.stratumPool[entry]!);
  }
  const codes = Int32Array.from(byDraw, (entry) => codeOf.get(stratum[entry]!)!);
  const reached = new Set(codes);
  for (const [name, code] of codeOf) {
    if (reached.has(code)) continue;
    throw new HomegroundError("plan/stratum-empty", {
      what: `no image of the stratum ${JSON.stringify(name)} is labelled yet, and ${sizes[code]} images of the pool are like it`,
      where: list.source,
      fix: "Label on from the top of the list, at least until each stratum is reached",
    });
  }
  // Shares of `proportional` do not depend on what was known.
  const pilot = design === "neyman" ? Uint8Array.from(byDraw, (entry) => isKnown[entry]!) : null;
  return {
    unit,
    skipped: unlabelled,
    drawn: { kind: "stratified", stratum: codes, sizes: Float64Array.from(sizes), pilot },
  };
}

/** Whether every image that was drawn stands for about as many of the pool, as a random sample has it. */
export function isSelfWeighting({ design, stratum, stratumPool }: DrawnList): boolean {
  if (design === "random") return true;
  if (stratum === null || stratumPool === null) return false;
  const rowsOf = new Map<string, number>();
  for (const name of stratum) rowsOf.set(name, (rowsOf.get(name) ?? 0) + 1);
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const [entry, name] of stratum.entries()) {
    const weight = stratumPool[entry]! / rowsOf.get(name)!;
    low = Math.min(low, weight);
    high = Math.max(high, weight);
  }
  // Shares of `proportional` are off by rounding; another design means what its shares say.
  return high <= (design === "proportional" ? UNEQUAL : 1) * low;
}
