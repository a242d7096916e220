import { timesOf } from "../../claims/attribute-levels.js";
import type { TimeStamp } from "../../claims/time-stamps.js";
import type { Count, PositiveCount } from "../../core/json-values.js";
import { type Column, cellText, type NumericColumn, type Table } from "../../core/table.js";
import { quantileSorted } from "../../statistics/bootstrap.js";

/** One attribute in short: its levels or its range. */
export type AttributeSummary = {
  readonly name: string;
  /** Where it is from: a file's name, `folder names`, `EXIF`, `image headers`, `pixels`. */
  readonly source: string;
  /** Images that have a value, and of how many. */
  readonly present: PositiveCount;
  readonly images: PositiveCount;
} & (
  | {
      readonly kind: "categorical";
      readonly levels: PositiveCount;
      /** At most {@link LEVELS_SHOWN}, the commonest first, ties by name. */
      readonly commonest: readonly { readonly level: string; readonly images: PositiveCount }[];
    }
  | {
      readonly kind: "numeric";
      readonly min: number;
      /** Quantiles are of type 7. */
      readonly lowerQuartile: number;
      readonly median: number;
      readonly upperQuartile: number;
      readonly max: number;
    }
  | {
      readonly kind: "time";
      readonly earliest: string;
      readonly latest: string;
      /** Images whose day is the one that a camera's clock starts with after a reset. */
      readonly clockReset: Count;
    }
);

const LEVELS_SHOWN = 12;

/** Sums up each column; one without a value is left out. */
export function describeAttributes(
  table: Table,
  sourceOf: ReadonlyMap<string, string>,
): AttributeSummary[] {
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  const found: AttributeSummary[] = [];
  for (const [name, column] of table.columns) {
    const base = { name, source: sourceOf.get(name) ?? "", images: table.rowCount };
    const times = timesOf(column, rows);
    const summary =
      times !== null
        ? describeTimes(column, times)
        : column.kind === "numeric"
          ? describeNumbers(column)
          : describeLevels(column, table.rowCount);
    if (summary !== null) found.push({ ...base, ...summary });
  }
  return found;
}

function describeNumbers({ values }: NumericColumn) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return null;
  return {
    kind: "numeric",
    present: sorted.length,
    min: sorted[0]!,
    lowerQuartile: quantileSorted(sorted, 0.25),
    median: quantileSorted(sorted, 0.5),
    upperQuartile: quantileSorted(sorted, 0.75),
    max: sorted.at(-1)!,
  } as const;
}

/** Days with which clocks start. */
const RESET_DAYS = /^\s*(1970-01-01|1980-01-01|2000-01-01)/;

function describeTimes(column: Column, times: readonly (TimeStamp | null)[]) {
  let present = 0;
  let first = -1;
  let last = -1;
  let clockReset = 0;
  for (const [row, time] of times.entries()) {
    if (time === null) continue;
    present++;
    if (first < 0 || time.seconds < times[first]!.seconds) first = row;
    if (last < 0 || time.seconds > times[last]!.seconds) last = row;
    const day = (cellText(column, row) ?? "").replace(/[:/]/g, "-");
    if (RESET_DAYS.test(day)) clockReset++;
  }
  if (present === 0) return null;
  return {
    kind: "time",
    present,
    earliest: cellText(column, first) ?? "",
    latest: cellText(column, last) ?? "",
    clockReset,
  } as const;
}

function describeLevels(column: Column, rowCount: number) {
  const counts = new Map<string, number>();
  let present = 0;
  for (let row = 0; row < rowCount; row++) {
    const level = cellText(column, row);
    if (level === null) continue;
    present++;
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  if (present === 0) return null;
  const commonest = [...counts]
    .map(([level, images]) => ({ level, images }))
    .sort((a, b) => b.images - a.images || (a.level < b.level ? -1 : 1))
    .slice(0, LEVELS_SHOWN);
  return { kind: "categorical", present, levels: counts.size, commonest } as const;
}
