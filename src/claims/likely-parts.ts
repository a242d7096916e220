import { type Column, cellText, type Table } from "../core/table.js";
import { timesOf } from "./attribute-levels.js";

/** Names of columns that say nothing of what an image shows, words joined by `_`. */
const TELLS_NOTHING = [
  // Which image, file or row it is; the id of a site or camera may be a part.
  /^(?:(?:image|img|file|photo|picture|media|annotation|ann|object|record|row|coco|category|observation|sample)_)?(?:id|ids|no|number|index)$/,
  /^(?:row|rank|order|version)$|(?:^|_)(?:uuid|guid|hash|md5|sha\d*|etag|checksum)(?:_|$)/,
  // Where it lies.
  /(?:^|_)(?:url|uri|link|href|path|filename|thumbnail)(?:_|$)|^(?:image_|original_)?(?:file|file_name)$/,
  // Whose it is.
  /(?:^|_)(?:licen[cs]e|licen[cs]es|rights|copyright|credit|author|photographer|owner|rightsholder)(?:_|$)/,
  // How large its file is.
  /^(?:(?:image|img|file|photo|picture|original|pixel)_)?(?:width|height|size|bytes|filesize|megapixels|resolution)(?:_(?:px|pixels|bytes|kb|mb))?$/,
  // When somebody handled it, which is not when it was taken.
  /(?:^|_)(?:created|updated|modified|uploaded|added|exported|imported|annotated|reviewed|labelled|labeled)(?:_(?:at|on|date|time|timestamp))?$/,
] as const;
/** More values than this are looked at one by one by nobody, unless there are many images of each. */
const MOST_GROUPS = 30;
/** So many images a value at the least, on the average. */
const FEWEST_EACH = 4;

/** Why a column is no likely part: its name, one value, or nearly as many values as images. */
export type Unlikely = "says-nothing" | "constant" | "nearly-unique";

/**
 * Whether a column is likely to name parts of the data that somebody wants to look at one by one: no id of an image, address,
 * licence or size, and neither one value nor nearly as many as there are images. Any column is a part where somebody chooses it.
 *
 * @param groups its values; null for numbers, times and where they are not counted
 * @returns why not; null where it is likely
 */
export function whyUnlikely(name: string, groups: number | null, images: number): Unlikely | null {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  if (TELLS_NOTHING.some((one) => one.test(words))) return "says-nothing";
  if (groups === null) return null;
  if (groups <= 1) return "constant";
  return groups <= MOST_GROUPS || groups * FEWEST_EACH <= images ? null : "nearly-unique";
}

/**
 * The columns of a table by whether they are likely parts, each in the table's order; those without
 * a value are in neither.
 *
 * @param rows row of the table of each unit
 */
export function likelyParts(
  { columns }: Table,
  rows: Int32Array,
): {
  readonly likely: readonly string[];
  readonly aside: ReadonlyMap<Unlikely, readonly string[]>;
} {
  const likely: string[] = [];
  const aside = new Map<Unlikely, string[]>();
  for (const [name, column] of columns) {
    const values = valuesOf(column, rows);
    if (values === 0) continue;
    const isMeasured = column.kind === "numeric" || timesOf(column, rows) !== null;
    const why = whyUnlikely(name, isMeasured && values > 1 ? null : values, rows.length);
    if (why === null) likely.push(name);
    else aside.set(why, [...(aside.get(why) ?? []), name]);
  }
  return { likely, aside };
}

function valuesOf(column: Column, rows: Int32Array): number {
  const seen = new Set<number | string>();
  for (const row of rows) {
    const value = column.kind === "numeric" ? column.values[row] : cellText(column, row);
    if (value != null && !Number.isNaN(value)) seen.add(value);
  }
  return seen.size;
}
