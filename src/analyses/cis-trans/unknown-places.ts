import { nearestName } from "../../core/nearest-name.js";
import { counted, listed } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { CIS_TRANS } from "./words.js";

/** Of more names the first are told. */
const MOST = 5;

/**
 * A clause: which places of training that somebody typed are none of these images', and what may have been meant.
 *
 * @param levels names of the places of the images
 */
export function unknownPlaces(
  unknown: readonly string[],
  levels: readonly string[],
  attribute: string,
): string {
  const near = [...new Set(unknown.flatMap((name) => nearestName(name, levels) ?? []))];
  const known = near.length === 0 ? levels : near;
  return CIS_TRANS.unknown({
    attribute: shown(attribute, 40),
    names: few(unknown, "name").join(" or "),
    known: listed(few(known, attribute)),
    are: known.length === 1 ? "is" : "are",
    isNear: near.length > 0,
  });
}

/** A clause: that places were typed, and no column says where the images are from. */
export function placesOfNoColumn(typed: readonly string[]): string {
  return CIS_TRANS.noColumn({ names: listed(few(typed, "name")) });
}

function few(names: readonly string[], word: string): string[] {
  const first = names.slice(0, MOST).map((name) => `“${shown(name, 60)}”`);
  const more = names.length - first.length;
  return more === 0 ? first : [...first, `${counted(more, word)} more`];
}
