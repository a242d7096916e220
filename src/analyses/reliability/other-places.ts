import type { ImageFeatures } from "../../dataset/image-features.js";
import type { PlaceAttribute } from "../places/place-attribute.js";
import type { ResultReliability } from "./result.js";

/** What features of a unit are held against: units of other folds, or training images of these places. */
export type ReferenceOfFeatures =
  | { readonly foldOf: Int32Array }
  | { readonly trainedAt: ReadonlySet<string> };

/**
 * How many units are held against images of other places alone. Their distance says how foreign the place is: where a model
 * is right at a place that is unlike the reference, the score turns round.
 *
 * @param image of each unit
 * @returns null where there are none
 */
export function heldAgainstOtherPlaces(
  { name, levels, group: { of: placeOf } }: PlaceAttribute,
  { has }: Pick<ImageFeatures, "has">,
  image: Int32Array,
  reference: ReferenceOfFeatures,
): NonNullable<ResultReliability["otherPlaces"]> | null {
  const known = Int32Array.from(placeOf.keys()).filter(
    (unit) => placeOf[unit]! >= 0 && has[image[unit]!] === 1,
  );
  const foldsAt = new Map<number, Set<number>>();
  if ("foldOf" in reference) {
    for (const unit of known) {
      const folds = foldsAt.get(placeOf[unit]!) ?? new Set();
      foldsAt.set(placeOf[unit]!, folds.add(reference.foldOf[unit]!));
    }
  }
  // Units of one fold are not held against each other: a place that lies in one has none of its own to be near to.
  const isForeign = (unit: number): boolean =>
    "foldOf" in reference
      ? foldsAt.get(placeOf[unit]!)!.size === 1
      : !reference.trainedAt.has(levels[placeOf[unit]!]!);
  const units = known.reduce((sum, unit) => sum + (isForeign(unit) ? 1 : 0), 0);
  return units === 0 ? null : { attribute: name, units, of: known.length };
}
