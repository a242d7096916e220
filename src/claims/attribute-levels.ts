import { type CategoricalColumn, type Column, cellText, type Table } from "../core/table.js";
import { quantileSorted } from "../statistics/bootstrap.js";
import { isCoordinate } from "./coordinate-names.js";
import { parseTimeStamp, type TimeStamp } from "./time-stamps.js";

/** An attribute whose every unit is of one of few named levels. */
export interface LevelledAttribute {
  readonly name: string;
  readonly levels: readonly string[];
  /** Index into `levels` of each unit; −1 where the attribute is missing. */
  readonly codes: Int32Array;
  /** Whether its levels were chosen after results were seen. */
  readonly afterResults?: true;
}

/**
 * Units of each level, ascending.
 *
 * @param codes level of each unit, −1 for none
 */
export function unitsByLevel(codes: Int32Array, levels: number): Int32Array[] {
  const counts = new Int32Array(levels);
  for (const code of codes) if (code >= 0) counts[code] = counts[code]! + 1;
  const units = Array.from(counts, (n) => new Int32Array(n));
  counts.fill(0);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < 0) continue;
    units[code]![counts[code]!] = i;
    counts[code] = counts[code]! + 1;
  }
  return units;
}

/** Edges of a numeric attribute's bins (METHODS §7.1 step 2), ascending, at least one. */
export interface NumericBins {
  readonly edges: readonly number[];
}

/**
 * Bins of a numeric attribute, from a reference set of its values: edges are the distinct type-7
 * quantiles 0, ¼, ½, ¾, 1 (below 50 values: 0, ½, 1). So that one odd image does not widen the
 * region, an outer edge moves inward to the next value while fewer than 3 values, itself included,
 * lie within one interquartile range of it (if that is 0, it stays).
 *
 * @param values NaN = missing, left out
 * @returns null if no value is there
 */
export function numericBins(values: Float64Array): NumericBins | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  if (n === 0) return null;
  const range = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
  let first = 0;
  let last = n - 1;
  if (range > 0) {
    while (first < last && isAlone(sorted, first, range)) first = nextDistinct(sorted, first, 1);
    while (last > first && isAlone(sorted, last, range)) last = nextDistinct(sorted, last, -1);
  }
  const inner = (n < 50 ? [0.5] : [0.25, 0.5, 0.75])
    .map((q) => quantileSorted(sorted, q))
    .filter((edge) => edge > sorted[first]! && edge < sorted[last]!);
  return { edges: [...new Set([sorted[first]!, ...inner, sorted[last]!])] };
}

/** Whether fewer than 3 values, itself included, lie within the range of a value. */
function isAlone(sorted: Float64Array, at: number, range: number): boolean {
  const value = sorted[at]!;
  let near = 1;
  for (let i = at - 1; near < 3 && i >= 0 && value - sorted[i]! <= range; i--) near++;
  for (let i = at + 1; near < 3 && i < sorted.length && sorted[i]! - value <= range; i++) near++;
  return near < 3;
}

/**
 * Bin of a value: 0 below the first edge, then 1 … edges − 1 (a value on an inner edge is in the
 * lower one, the least value in the first), then above; with a single edge 1 means equal to it. −1
 * for NaN.
 */
export function numericBin({ edges }: NumericBins, value: number): number {
  if (Number.isNaN(value)) return -1;
  if (value < edges[0]!) return 0;
  const inside = Math.max(1, edges.length - 1);
  for (let bin = 1; bin <= inside; bin++) {
    if (value <= edges[Math.min(bin, edges.length - 1)]!) return bin;
  }
  return inside + 1;
}

/** The bins in words, in the order of {@link numericBin}. */
export function binNames({ edges }: NumericBins): string[] {
  const text = edges.map((edge) => String(Number(edge.toPrecision(6))));
  const inside =
    edges.length === 1
      ? [text[0]!]
      : edges.slice(1).map((_, i) => `${i === 0 ? "" : "above "}${text[i]} to ${text[i + 1]}`);
  return [`below ${text[0]}`, ...inside, `above ${text.at(-1)}`];
}

/**
 * Attributes of units as levels: categorical ones by name, numeric ones in bins of their own values,
 * times as hour of day and season.
 *
 * @param rows row of the table of each unit
 * @param names attributes to take, all levels of each; null: categorical ones with 2–20 levels among
 *   the units, numeric and time ones, without coordinates
 */
export function levelledAttributes(
  attributes: Table,
  rows: Int32Array,
  names: readonly string[] | null,
): LevelledAttribute[] {
  const found: LevelledAttribute[] = [];
  for (const [name, column] of attributes.columns) {
    // Parts by coordinates would say where a place lies: only where somebody names them.
    if (names === null ? isCoordinate(name) : !names.includes(name)) continue;
    const times = timesOf(column, rows);
    if (times !== null) found.push(...timeLevels(name, times));
    else if (column.kind === "numeric") found.push(...numericLevels(name, column.values, rows));
    else {
      const attribute = categoricalLevels(name, column, rows);
      const few = attribute.levels.length >= 2 && attribute.levels.length <= 20;
      if (names !== null || few) found.push(attribute);
    }
  }
  return found;
}

/** Times of the units, where at least nine in ten present cells of the column are times. */
export function timesOf(column: Column, rows: Int32Array): (TimeStamp | null)[] | null {
  if (column.kind === "numeric") return null;
  const ofLevel = column.levels.map(parseTimeStamp);
  let present = 0;
  let timed = 0;
  const times = Array.from(rows, (row) => {
    const code = column.codes[row] ?? -1;
    if (code < 0) return null;
    present++;
    const time = ofLevel[code] ?? null;
    if (time !== null) timed++;
    return time;
  });
  return present > 0 && timed >= 0.9 * present ? times : null;
}

function numericLevels(name: string, column: Float64Array, rows: Int32Array): LevelledAttribute[] {
  const values = Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  const bins = numericBins(values);
  if (bins === null) return [];
  const parted = oneValueApart(values, bins);
  if (parted !== null) return [{ name, ...parted }];
  const codes = Int32Array.from(values, (value) => numericBin(bins, value));
  return [{ name, levels: binNames(bins), codes }];
}

/**
 * Of values whose quarters are all at one of their ends, as those of 0 and 1 are, one bin would hold
 * everything and be no part: the commoner end stands apart from the rest. Null for any others.
 */
function oneValueApart(
  values: Float64Array,
  { edges }: NumericBins,
): Pick<LevelledAttribute, "levels" | "codes"> | null {
  const [low, high, another] = edges;
  if (low === undefined || high === undefined || another !== undefined) return null;
  const there = values.filter((value) => !Number.isNaN(value));
  if (there.some((value) => value < low || value > high)) return null;
  const lowest = there.filter((value) => value === low).length;
  const highest = there.filter((value) => value === high).length;
  const [least, most] = [low, high].map((edge) => String(Number(edge.toPrecision(6))));
  const areTwo = lowest + highest === there.length;
  const isLow = lowest >= highest;
  const levels = areTwo
    ? [least!, most!]
    : isLow
      ? [least!, `above ${least} to ${most}`]
      : [`${least} to below ${most}`, most!];
  const isFirst = (value: number): boolean => (isLow ? value === low : value < high);
  const codes = Int32Array.from(values, (value) =>
    Number.isNaN(value) ? -1 : isFirst(value) ? 0 : 1,
  );
  return { levels, codes };
}

const HOURS = ["0 to 6 h", "6 to 12 h", "12 to 18 h", "18 to 24 h"] as const;
const SEASONS = ["December to February", "March to May", "June to August", "September to November"];

function timeLevels(name: string, times: readonly (TimeStamp | null)[]): LevelledAttribute[] {
  const hour = times.map((time) =>
    time?.hour === null || time === null ? -1 : Math.floor(time.hour / 6),
  );
  const season = times.map((time) => (time === null ? -1 : Math.floor((time.month % 12) / 3)));
  const all = [{ name: `${name} (season)`, levels: SEASONS, codes: Int32Array.from(season) }];
  if (hour.every((code) => code < 0)) return all;
  return [{ name: `${name} (hour)`, levels: HOURS, codes: Int32Array.from(hour) }, ...all];
}

/** Only levels that a unit has, in their order in the table. */
function categoricalLevels(
  name: string,
  column: CategoricalColumn,
  rows: Int32Array,
): LevelledAttribute {
  const used = new Uint8Array(column.levels.length);
  for (const row of rows) if (cellText(column, row) !== null) used[column.codes[row]!] = 1;
  const place = new Int32Array(column.levels.length).fill(-1);
  const levels: string[] = [];
  for (const [code, level] of column.levels.entries()) {
    if (used[code] === 0) continue;
    place[code] = levels.length;
    levels.push(level);
  }
  const codes = Int32Array.from(rows, (row) => place[column.codes[row] ?? -1] ?? -1);
  return { name, levels, codes };
}

function nextDistinct(sorted: Float64Array, at: number, step: 1 | -1): number {
  let next = at + step;
  while (next > 0 && next < sorted.length - 1 && sorted[next] === sorted[at]) next += step;
  return next;
}
