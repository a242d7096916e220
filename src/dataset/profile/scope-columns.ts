import { timesOf } from "../../claims/attribute-levels.js";
import type { TimeStamp } from "../../claims/time-stamps.js";
import type { CategoricalColumn, Column, Table } from "../../core/table.js";
import type { ProfileAttributeKind } from "./profile-types.js";

/** An attribute of a set of images, one cell an image. */
export interface ScopeColumn {
  readonly name: string;
  readonly kind: ProfileAttributeKind;
  /** Where the values come from: `declared`, `exif`, `pixels`; null where not known. */
  readonly origin: string | null;
  /** Numbers, NaN where missing; null for levels. */
  readonly values: Float64Array | null;
  /** Index into `levels`, −1 where missing; null for numbers. */
  readonly codes: Int32Array | null;
  readonly levels: readonly string[];
}

export interface ScopeColumnOptions {
  /** Attributes that come first, in this order: those of `--slice`. */
  readonly first?: readonly string[];
  /** Origin of an attribute by name. */
  readonly originOf?: (name: string) => string | null;
  /** Never compared: the class, and the attributes that clusters were made of. */
  readonly without?: readonly string[];
}

/** Names of units: a new one would always be outside (METHODS §7.1 step 1). */
const UNIT_NAME =
  /^(site|camera|deployment|placement|trap|location|station|hospital|clinic|centre|center|lab|laboratory|institution|farm|patient|subject|individual|donor|person|case|specimen|sequence|seq|burst|event|batch|lot|run|file|image|path|name|url|id|uuid|hash|sha256)s?([_ -]?(id|ids|name|names|key|code|no|number))?$/i;
/** Nor is where a place lies: coordinates name a unit as its name does. */
const PLACE_NAME = /^(lat|latitude|lon|lng|long|longitude|gps.*|coordinates?|serial.*)$/i;
/** Nor which part of the data a row was put into: that is no condition of an image. */
const PART_NAME = /^(split|fold|subset|partition)s?$/i;
const ORIGINS: readonly (string | null)[] = [
  "declared",
  "folder",
  "exif",
  "header",
  "boxes",
  "pixels",
];

/** Whether an attribute names a unit, a place or a part of the data, and so no condition. */
export function isUnitName(name: string): boolean {
  return [UNIT_NAME, PLACE_NAME, PART_NAME].some((pattern) => pattern.test(name.trim()));
}

/**
 * The attributes of a set that its scope can be told by: no names of units, times as hour of day and
 * season, in the order of METHODS §7.1: those asked for, declared ones, then measured ones.
 *
 * @param rows row of the table of each image
 */
export function scopeColumns(
  attributes: Table,
  rows: Int32Array,
  { first = [], originOf = () => null, without = [] }: ScopeColumnOptions = {},
): ScopeColumn[] {
  const left = new Set(without);
  const columns: ScopeColumn[] = [];
  for (const [name, column] of attributes.columns) {
    if (left.has(name) || isUnitName(name)) continue;
    columns.push(...columnsOf(name, column, rows, originOf(name)));
  }
  const place = ({ name, origin }: ScopeColumn): number => {
    const asked = first.findIndex((one) => one === name || name.startsWith(`${one} (`));
    if (asked >= 0) return asked;
    const rank = ORIGINS.indexOf(origin);
    return first.length + Math.max(rank, 0);
  };
  return columns
    .map((column, i) => ({ column, at: place(column), i }))
    .sort((a, b) => a.at - b.at || a.i - b.i)
    .map(({ column }) => column);
}

function columnsOf(
  name: string,
  column: Column,
  rows: Int32Array,
  origin: string | null,
): ScopeColumn[] {
  const times = timesOf(column, rows);
  if (times !== null) return timeColumns(name, times, origin);
  if (column.kind === "numeric") {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i]!] ?? Number.NaN;
    return [{ name, kind: "numeric", origin, values, codes: null, levels: [] }];
  }
  return [levelColumn(name, column, rows, origin)];
}

function levelColumn(
  name: string,
  column: CategoricalColumn,
  rows: Int32Array,
  origin: string | null,
): ScopeColumn {
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i]!] ?? -1;
  return { name, kind: "categorical", origin, values: null, codes, levels: column.levels };
}

const HOURS = ["0 to 6 h", "6 to 12 h", "12 to 18 h", "18 to 24 h"] as const;
const SEASONS = [
  "December to February",
  "March to May",
  "June to August",
  "September to November",
] as const;

function timeColumns(
  name: string,
  times: readonly (TimeStamp | null)[],
  origin: string | null,
): ScopeColumn[] {
  const base = { origin, values: null } as const;
  const hour = Int32Array.from(times, (time) =>
    time === null || time.hour === null ? -1 : Math.floor(time.hour / 6),
  );
  const season = Int32Array.from(times, (time) =>
    time === null ? -1 : Math.floor((time.month % 12) / 3),
  );
  const columns: ScopeColumn[] = [];
  if (hour.some((code) => code >= 0)) {
    columns.push({ ...base, name: `${name} (hour)`, kind: "hour", codes: hour, levels: HOURS });
  }
  columns.push({
    ...base,
    name: `${name} (season)`,
    kind: "season",
    codes: season,
    levels: SEASONS,
  });
  return columns;
}

/** Share of images that have the attribute. */
export function presence({ values, codes }: ScopeColumn): number {
  const cells = values ?? codes;
  if (cells === null || cells.length === 0) return 0;
  let present = 0;
  if (values !== null) for (const value of values) present += Number.isNaN(value) ? 0 : 1;
  else if (codes !== null) for (const code of codes) present += code >= 0 ? 1 : 0;
  return present / cells.length;
}
