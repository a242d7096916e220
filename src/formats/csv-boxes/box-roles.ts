import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { WAY } from "../../core/ways.js";
import { columnsFor, foldName, imageColumnByContent, sampleOf } from "../column-names.js";
import { columnLikeLabels } from "../csv/only-label-column.js";
import { quoted } from "../import-problems.js";
import type { BoxUnit } from "../objects/object-types.js";
import { type BoxKind, guessBoxColumns } from "./box-columns.js";
import { looksLikeWkt } from "./wkt.js";

/** Which columns of a table of boxes to take for what, where the guess is not wanted. */
export interface BoxTableColumns {
  readonly image?: string;
  readonly label?: string;
  /** Four columns, or one that holds four numbers. */
  readonly box?: readonly string[];
  readonly kind?: BoxKind;
  readonly unit?: BoxUnit;
}

/** What the columns of a table of boxes mean. */
export interface BoxRoles {
  readonly image: string;
  /** Null where nothing says what an object is. */
  readonly label: string | null;
  /** Whether the label was told by its cells, not by its name. */
  readonly isLabelByContent: boolean;
  /** Four columns, or one whose cells hold four numbers, or outlines. */
  readonly box: readonly string[];
  /** Whether the cells of the one column of the box are outlines, as well-known text. */
  readonly isOutline: boolean;
  readonly kind: BoxKind;
  /** Null to be told from the numbers. */
  readonly unit: BoxUnit | null;
  /** Columns with the size of the image. */
  readonly size: readonly [width: string, height: string] | null;
  /** Other columns that could be the label. */
  readonly otherLabels: readonly string[];
}

const SIZE_NAMES: readonly (readonly [string, string])[] = [
  ["imagewidth", "imageheight"],
  ["imgwidth", "imgheight"],
  ["imagew", "imageh"],
  ["imgw", "imgh"],
  ["width", "height"],
];

/** A cell such as `[834.0, 222.0, 56.0, 36.0]`. */
export const FOUR_NUMBERS =
  /^[[(]?\s*([^,;\s[\]()]+)[,;\s]+([^,;\s[\]()]+)[,;\s]+([^,;\s[\]()]+)[,;\s]+([^,;\s[\]()]+)\s*[\])]?$/;

/**
 * Guesses what the columns of a table of boxes mean, from their names and the first rows.
 *
 * @throws HomegroundError `annotations/no-objects` without columns of a box, `table/missing-column`
 */
export function guessBoxRoles(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  source: string,
  chosen: BoxTableColumns = {},
): BoxRoles {
  for (const name of [chosen.image, chosen.label, ...(chosen.box ?? [])]) {
    if (name !== undefined && !names.includes(name))
      throw missing(`column ${quoted(name)}`, names, source);
  }
  const box = boxOf(names, sample, chosen);
  if (box === null) throw noBoxes(names, source);
  const free = names.filter((name) => !box.columns.includes(name));
  const image = chosen.image ?? columnsFor("image", free)[0] ?? imageColumnByContent(free, sample);
  if (image === undefined) {
    throw missing("column that names the image (file, image, path)", names, source);
  }
  const labels = columnsFor("label", free).filter((name) => name !== image);
  const byFolded = new Map(free.map((name) => [foldName(name), name]));
  const size = SIZE_NAMES.map(([w, h]) => [byFolded.get(w), byFolded.get(h)] as const).find(
    (pair): pair is readonly [string, string] => pair[0] !== undefined && pair[1] !== undefined,
  );
  const named = chosen.label ?? labels[0];
  const taken = [image, ...box.columns, ...(size ?? [])];
  const label = named ?? columnLikeLabels(names, sample, taken) ?? null;
  return {
    image,
    label,
    isLabelByContent: named === undefined && label !== null,
    box: box.columns,
    isOutline: box.isOutline,
    kind: box.kind,
    unit: chosen.unit ?? null,
    size: size ?? null,
    otherLabels: labels.filter((name) => name !== label),
  };
}

function boxOf(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  chosen: BoxTableColumns,
): (Pick<BoxRoles, "kind" | "isOutline"> & { readonly columns: readonly string[] }) | null {
  const { box, kind } = chosen;
  const isOutline = (name: string) => isEach(name, looksLikeWkt, names, sample);
  if (box !== undefined && (box.length === 4 || box.length === 1)) {
    const areOutlines = box.length === 1 && isOutline(box[0]!);
    return { kind: kind ?? "corner-size", columns: box, isOutline: areOutlines };
  }
  const guessed = guessBoxColumns(names);
  if (guessed !== null)
    return { kind: kind ?? guessed.kind, columns: guessed.columns, isOutline: false };
  const isFour = (cell: string) => FOUR_NUMBERS.test(cell);
  const whole = names.find(
    (name) =>
      /^(bbox|box|boundingbox|coordinates)$/.test(foldName(name)) &&
      isEach(name, isFour, names, sample),
  );
  if (whole !== undefined)
    return { kind: kind ?? "corner-size", columns: [whole], isOutline: false };
  const outline = names.find(isOutline);
  return outline === undefined
    ? null
    : { kind: "corner-size", columns: [outline], isOutline: true };
}

/** Whether every cell of a column's sample is of a kind, and there is one. */
function isEach(
  name: string,
  isKind: (cell: string) => boolean,
  names: readonly string[],
  sample: readonly (readonly string[])[],
): boolean {
  const cells = sampleOf(name, names, sample);
  return cells.length > 0 && cells.every(isKind);
}

function missing(wanted: string, names: readonly string[], source: string): HomegroundError {
  return new HomegroundError("table/missing-column", {
    what: `there is no ${wanted}; the columns are ${shown(names)}`,
    where: `${source}, line 1`,
    fix: "Rename a column, or say which column is which",
  });
}

function noBoxes(names: readonly string[], source: string): HomegroundError {
  return new HomegroundError("annotations/no-objects", {
    what: `no columns hold a box (xmin, ymin, xmax, ymax or x, y, width, height); the columns are ${shown(names)}`,
    where: `${source}, line 1`,
    fix: say`${WAY.imageLabels}, or name four columns of a box`,
  });
}

function shown(names: readonly string[]): string {
  const more = names.length > 20 ? ` and ${names.length - 20} more` : "";
  return `${names.slice(0, 20).map(quoted).join(", ")}${more}`;
}

/** What only people say of a box: in Open Images `Confidence` is how sure they were. */
const BY_PEOPLE = /^is(occluded|truncated|groupof|depiction)$/;

/** Whether columns are those of a table of detections, by their names. */
export function isDetectionTable(names: readonly string[]): boolean {
  const box = guessBoxColumns(names);
  if (box === null || names.some((name) => BY_PEOPLE.test(foldName(name)))) return false;
  const boxNames: readonly string[] = box.columns;
  return columnsFor("predictionScore", names).some((name) => !boxNames.includes(name));
}
