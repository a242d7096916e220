import { levelledAttributes } from "../../claims/attribute-levels.js";
import { looksLikePlace } from "../../claims/group-names.js";
import { type Column, cellText } from "../../core/table.js";
import type { UnitAttributes } from "../../dataset/unit-attributes.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import type { UnitGroup } from "../../metrics/group-shares.js";

/** So many places are looked at side by side. */
export const MOST_PLACES = 24;

/** An attribute whose levels are looked at side by side. */
export interface PlaceAttribute {
  readonly name: string;
  readonly levels: readonly string[];
  readonly group: UnitGroup;
}

/**
 * Which attribute is the place: the first that has 2–24 levels, of which one repeats, among that of
 * `--cluster`, those of `--slice`, and those named like a place, the one of fewest levels first;
 * where none has, the one named like a place that has fewest of more.
 */
export function placeAttribute({
  question,
  request,
  attributes,
}: Pick<Evaluation, "question" | "request" | "attributes">): PlaceAttribute | null {
  const named = namedPlaces(attributes);
  const clusters = question.clusters?.kind === "attribute" ? question.clusters.attribute : null;
  const candidates = [
    ...(clusters === null ? [] : [placesByValue(clusters, attributes)]),
    ...request.slices.flatMap((name) => sliced(name, attributes)),
    ...named,
  ];
  const few = candidates.find((one) => one.levels.length <= MOST_PLACES && repeats(one));
  return few ?? named[0] ?? null;
}

/**
 * The places that the images are of, under the attribute's own name (ten cameras are not ten sites): of
 * those named like a place the one of fewest levels; null where none says it.
 */
export function placesOf({
  attributes,
}: Pick<Evaluation, "attributes">): { readonly name: string; readonly count: number } | null {
  const [fewest] = namedPlaces(attributes);
  return fewest === undefined ? null : { name: fewest.name, count: fewest.levels.length };
}

/** Attributes named like a place, the one of fewest levels first. */
function namedPlaces(attributes: UnitAttributes): readonly PlaceAttribute[] {
  return [...attributes.table.columns.keys()]
    .filter(looksLikePlace)
    .map((name) => placesByValue(name, attributes))
    .filter(repeats)
    .sort((a, b) => a.levels.length - b.levels.length);
}

/** At least two levels, and more units with one than levels. */
function repeats({ levels, group }: PlaceAttribute): boolean {
  if (levels.length < 2) return false;
  let known = 0;
  for (const code of group.of) if (code >= 0) known++;
  return known > levels.length;
}

/** The levels that a slice has: numbers in bins, unless they name places. */
function sliced(name: string, attributes: UnitAttributes): readonly PlaceAttribute[] {
  if (looksLikePlace(name)) return [placesByValue(name, attributes)];
  return levelledAttributes(attributes.table, attributes.rows, [name]).map((one) => {
    const { levels, codes } = withUnits(one.levels, one.codes);
    return { name: one.name, levels, group: { of: codes, count: levels.length } };
  });
}

/** A level for each value, in order of first appearance; numbers too, which name places. */
export function placesByValue(name: string, { table, rows }: UnitAttributes): PlaceAttribute {
  const column: Column | undefined = table.columns.get(name);
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(rows.length).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    const value = column === undefined ? null : cellText(column, rows[i]!);
    if (value === null) continue;
    const code = codeOf.get(value) ?? codeOf.size;
    codeOf.set(value, code);
    codes[i] = code;
  }
  return { name, levels: [...codeOf.keys()], group: { of: codes, count: codeOf.size } };
}

/** Without the levels that no unit has. */
function withUnits(levels: readonly string[], codes: Int32Array) {
  const place = new Int32Array(levels.length).fill(-1);
  for (const code of codes) if (code >= 0) place[code] = 0;
  const kept = levels.filter((_, code) => place[code] === 0);
  for (let code = 0, next = 0; code < place.length; code++) {
    if (place[code] === 0) place[code] = next++;
  }
  return { levels: kept, codes: codes.map((code) => (code < 0 ? -1 : place[code]!)) };
}
