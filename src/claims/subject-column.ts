import { type Column, cellText, type Table } from "../core/table.js";
import { type NamedGroup, namedGroup } from "./group-names.js";
import { groupUnits, liesInside, type UnitGroups, valuesPresent } from "./unit-groups.js";

/** Who or what was pictured, by a column. */
export interface Subjects extends UnitGroups {
  readonly attribute: string;
}

/** Yes and no, sick and well: kinds, whatever the column is called. */
const TWO_KINDS: ReadonlySet<string> = new Set(
  "0 1 yes no y n true false t f ja nein oui non si sim nee positive negative case control".split(
    " ",
  ),
);
/** Images that a value of a name that is not sure may have on average: as ids; as words that may be kinds. */
const MOST_IMAGES = 50;
const MOST_OF_WORDS = 5;
/** So many different words are rather names than kinds. */
const LEAST_WORDS = 10;
/** Share of values with a digit from which they are ids. */
const WITH_DIGITS = 0.8;

/**
 * The column that names who or what was pictured once and will not be again: by its name
 * (`group-names.ts`) and its values, which are ids and of which one repeats. Of several that of the
 * living comes before those of things, recordings and lots; one that contains it, such as a patient's
 * of slides, takes its place, since only the highest level is independent (METHODS §1).
 *
 * @param rows row of the table of each unit
 * @param except columns that are not asked
 * @returns null where no column is one; where all values are equal or all differ it changes nothing
 */
export function findSubjects(
  attributes: Table,
  rows: Int32Array,
  except: ReadonlySet<string>,
): Subjects | null {
  const candidates: (Subjects & { readonly rank: number })[] = [];
  for (const [name, column] of attributes.columns) {
    const named = namedGroup(name);
    if (named?.kind !== "subject" || except.has(name)) continue;
    const groups = groupUnits(column, rows);
    if (groups.count < 2 || groups.count === rows.length) continue;
    if (!holdsIds(column, rows, named)) continue;
    candidates.push({ ...groups, attribute: name, rank: named.rank });
  }
  candidates.sort((a, b) => a.rank - b.rank);
  let [chosen] = candidates;
  if (chosen === undefined) return null;
  for (const one of candidates) {
    if (one.count < chosen.count && liesInside(chosen, one)) chosen = one;
  }
  const { cluster, count, attribute } = chosen;
  return { cluster, count, attribute };
}

/** Whether values tell one from another rather than one kind from another. */
function holdsIds(column: Column, rows: Int32Array, { isSure }: NamedGroup): boolean {
  const values = [...valuesPresent(column, rows)];
  if (values.length < 2) return false;
  if (values.length === 2 && values.every((value) => TWO_KINDS.has(value.trim().toLowerCase()))) {
    return false;
  }
  if (column.kind === "numeric" && values.some((value) => !Number.isInteger(Number(value)))) {
    return false;
  }
  if (isSure) return true;
  let known = 0;
  for (const row of rows) if (cellText(column, row) !== null) known++;
  const imagesEach = known / values.length;
  const withDigits = values.filter((value) => /\d/.test(value)).length / values.length;
  if (withDigits >= WITH_DIGITS) return imagesEach <= MOST_IMAGES;
  return values.length >= LEAST_WORDS && imagesEach <= MOST_OF_WORDS;
}
