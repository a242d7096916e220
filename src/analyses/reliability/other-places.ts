import type { TrainingFeatures } from "../../dataset/feature-columns.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import { trainedByList } from "../../evaluation/claim-record/trained-names.js";
import type { HeadlineBasis } from "../../evaluation/headline-basis.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import type { PlaceAttribute } from "../places/place-attribute.js";
import { sitesOf } from "../site/site-check.js";
import { foldOfUnits } from "./confidence-scores.js";
import type { ResultReliability } from "./result.js";

/** What features of a unit are held against: units of other folds, or images of the places of training. */
export type ReferenceOfFeatures =
  | { readonly foldOf: Int32Array }
  | { readonly isTrained: (place: string) => boolean };

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
      : !reference.isTrained(levels[placeOf[unit]!]!);
  const units = known.reduce((sum, unit) => sum + (isForeign(unit) ? 1 : 0), 0);
  return units === 0 ? null : { attribute: name, units, of: known.length };
}

/** What is known of the images that a model was trained on. */
interface OfTraining {
  readonly trainingFeatures: TrainingFeatures | undefined;
  /** Levels of attributes that they have, both folded. */
  readonly trainedLevels: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/** The same of an evaluation; null where nothing names places, or those of the training images, too. */
export function otherPlacesOf(
  outcomes: ClassificationOutcomes,
  basis: Pick<HeadlineBasis, "question" | "attributes">,
  request: EvaluateRequest,
  features: Pick<ImageFeatures, "has">,
  image: Int32Array,
  { trainingFeatures, trainedLevels = new Map() }: OfTraining,
): ReturnType<typeof heldAgainstOtherPlaces> {
  const place = sitesOf(basis, request);
  if (place === null) return null;
  if (trainingFeatures === undefined) {
    const foldOf = foldOfUnits(outcomes, request.seed);
    return heldAgainstOtherPlaces(place, features, image, { foldOf });
  }
  const [named] = trainedByList(trainingFeatures.features.source, trainedLevels);
  const isTrained = named?.of(place.name)?.has;
  return isTrained === undefined
    ? null
    : heldAgainstOtherPlaces(place, features, image, { isTrained });
}
