import { levelledAttributes } from "../claims/attribute-levels.js";
import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import type { Table } from "../core/table.js";
import { formatCsvRow } from "../formats/delimited/csv-write.js";
import { DRAW_STREAM, drawFrom } from "./attributes/draw.js";

/** Images to label, drawn at random. */
export interface DrawnSample {
  /** Images that could be drawn. */
  readonly images: number;
  /** Index of each image drawn, in the order in which they are to be labelled. */
  readonly drawn: Int32Array;
  /** Inclusion probability of each image drawn. */
  readonly probability: Float64Array;
  /** Null without strata. */
  readonly strata: DrawnStrata | null;
}

/** Parts that were drawn from apart. */
export interface DrawnStrata {
  /** `camera-model`, `datetime (hour)`. */
  readonly attribute: string;
  /** Column of the list: the attribute, or `stratum` where its values are bins made for the draw. */
  readonly column: string;
  /** Stratum of each image drawn, an index into `levels`. */
  readonly stratum: Int32Array;
  readonly levels: readonly StratumDraw[];
}

export interface StratumDraw {
  /** Null for images without a value. */
  readonly level: string | null;
  readonly images: number;
  readonly drawn: number;
}

/**
 * Draws images to label without replacement. Without strata every set of `size` images is equally
 * likely. With strata each level (numbers in bins, times by hour of day or, without hours, by season;
 * a missing value is a level) gets its share of the sample, by largest remainders and at least one,
 * and images inside a level are equally likely.
 *
 * The list is in random order, so that whoever labels a part of it has labelled a random sample.
 *
 * @param by attribute of the strata, a column of the table; null for none
 * @throws HomegroundError `usage/bad-option` for fewer images than levels, `labels/no-column`
 */
export function drawSample(
  attributes: Table,
  size: number,
  by: string | null,
  seed: number,
): DrawnSample {
  const images = attributes.rowCount;
  const n = Math.min(size, images);
  if (by === null) {
    const drawn = drawFrom(images, n, seed, DRAW_STREAM.toLabel);
    const probability = new Float64Array(n).fill(n / images);
    return { images, drawn, probability, strata: null };
  }
  const { name, column, members, levels } = strataOf(attributes, by);
  const shares = proportionalShares(
    members.map((items) => items.length),
    n,
    by,
  );
  const items: { image: number; stratum: number; probability: number }[] = [];
  for (const [stratum, of] of members.entries()) {
    const size = shares[stratum]!;
    for (const at of drawFrom(of.length, size, seed, DRAW_STREAM.toLabel + 1 + stratum)) {
      items.push({ image: of[at]!, stratum, probability: size / of.length });
    }
  }
  const order = drawFrom(n, n, seed, DRAW_STREAM.labelOrder);
  return {
    images,
    drawn: order.map((at) => items[at]!.image),
    probability: Float64Array.from(order, (at) => items[at]!.probability),
    strata: {
      attribute: name,
      column,
      stratum: order.map((at) => items[at]!.stratum),
      levels: levels.map((level, k) => ({
        level,
        images: members[k]!.length,
        drawn: shares[k]!,
      })),
    },
  };
}

interface Strata {
  readonly name: string;
  readonly column: string;
  readonly levels: readonly (string | null)[];
  /** Images of each level. */
  readonly members: readonly Int32Array[];
}

function strataOf(attributes: Table, by: string): Strata {
  const rows = Int32Array.from({ length: attributes.rowCount }, (_, row) => row);
  // Of a time the hour comes first, where there is one.
  const [attribute] = attributes.columns.has(by) ? levelledAttributes(attributes, rows, [by]) : [];
  if (attribute === undefined) {
    const known = [...attributes.columns.keys()];
    const near = nearestName(by, known);
    throw new HomegroundError("labels/no-column", {
      what: `there is no attribute ${JSON.stringify(by)}`,
      where: "--by",
      fix:
        near !== null
          ? `Did you mean ${near}?`
          : known.length === 0
            ? "State it with --attributes FILE or --folder-pattern"
            : `Use one of: ${known.slice(0, 12).join(", ")}`,
    });
  }
  const lists: number[][] = attribute.levels.map(() => []);
  const missing: number[] = [];
  for (const [image, code] of attribute.codes.entries()) (lists[code] ?? missing).push(image);
  const levels: (string | null)[] = [];
  const members: Int32Array[] = [];
  for (const [k, list] of [...lists, missing].entries()) {
    if (list.length === 0) continue;
    levels.push(attribute.levels[k] ?? null);
    members.push(Int32Array.from(list));
  }
  const { name } = attribute;
  const isBinned = name !== by || attributes.columns.get(by)?.kind === "numeric";
  return { name, column: isBinned ? "stratum" : by, levels, members };
}

/**
 * `n` divided in proportion to the sizes by largest remainders (Hamilton), each at least 1 and at
 * most its size; ties go to the earlier one.
 *
 * @throws HomegroundError `usage/bad-option` where `n` is less than the number of parts: an image
 *   that cannot be drawn would make the sample speak for the others alone
 */
export function proportionalShares(
  sizes: readonly number[],
  n: number,
  attribute: string,
): Int32Array {
  if (n < sizes.length) {
    throw new HomegroundError("usage/bad-option", {
      what: `${n} images cannot come from each of ${sizes.length} levels of ${attribute}`,
      where: "--n",
      fix: `Draw at least ${sizes.length}, or leave --by out`,
    });
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (n * size) / total);
  const shares = Int32Array.from(exact, Math.floor);
  const byRemainder = [...sizes.keys()].sort(
    (a, b) => exact[b]! - shares[b]! - (exact[a]! - shares[a]!) || a - b,
  );
  let left = n - shares.reduce((sum, share) => sum + share, 0);
  for (const k of byRemainder) {
    if (left === 0) break;
    shares[k]!++;
    left--;
  }
  // Levels too small for a share take one from those that have most beyond their proportion.
  for (const k of sizes.keys()) {
    if (shares[k] !== 0) continue;
    let giver = -1;
    for (const j of sizes.keys()) {
      if (shares[j]! < 2) continue;
      if (giver < 0 || shares[j]! - exact[j]! > shares[giver]! - exact[giver]!) giver = j;
    }
    shares[giver]!--;
    shares[k] = 1;
  }
  return shares;
}

/**
 * The list to fill in: columns `file`, `label` (blank), `inclusion_probability`, and with strata
 * {@link DrawnStrata.column}.
 *
 * @param pathOf path of an image, as `evaluate` finds it
 */
export function sampleList(sample: DrawnSample, pathOf: (image: number) => string): string {
  const { drawn, probability, strata } = sample;
  const header = ["file", "label", "inclusion_probability"];
  const lines = [formatCsvRow(strata === null ? header : [...header, strata.column])];
  for (const [i, image] of drawn.entries()) {
    const cells = [pathOf(image), null, probability[i]!];
    const level = strata?.levels[strata.stratum[i]!]?.level;
    lines.push(formatCsvRow(strata === null ? cells : [...cells, level ?? null]));
  }
  return lines.join("");
}
