import { HomegroundError } from "../core/errors.js";
import { counted } from "../reports/numbers.js";

/** The images behind a model's units, first of each sequence. */
export interface NamedUnits {
  readonly name: string;
  /** Image of each unit. */
  readonly images: readonly string[];
}

/** Unit of each model for each image that all of them have a prediction for. */
export interface SharedImages {
  /** In the order of the first model. */
  readonly units: readonly Int32Array[];
  /** Images that some model has a prediction for and another has not. */
  readonly leftOut: readonly { readonly image: string; readonly without: readonly string[] }[];
}

/** What is said of images that are not in all of what is compared, and what mends that. */
const WORDS = {
  predictions: {
    some: "without a prediction of every model",
    none: "no image has a prediction of every model",
    fixSome: {
      command: "Give predictions for all of them, or add --shared-only to compare on the others",
      app: "Give predictions for all of them",
    },
    fixNone: "Compare models and predictions of the same images",
  },
  results: {
    some: "not in every result",
    none: "no image is in every result",
    fixSome: {
      command: "Evaluate again on the same images, or add --shared-only to compare on the others",
      app: "Evaluate the models again on the same images; those with predictions need one for each",
    },
    fixNone: "Evaluate the models again on the same images",
  },
} as const;

/** Told of at most so many images by name. */
const MOST_NAMES = 3;

/**
 * Models are compared on the same images: where one has no prediction for some of them, that is refused
 * unless the shared ones alone were asked for.
 *
 * @param of what the models are known by: predictions that were given, or results of evaluations
 * @throws HomegroundError `compare/other-images`, `compare/nothing-shared`
 */
export function sharedImages(
  models: readonly NamedUnits[],
  isSharedOnly: boolean,
  of: keyof typeof WORDS = "predictions",
): SharedImages {
  const unitOf = models.map(({ images }) => new Map(images.map((image, unit) => [image, unit])));
  const all = new Set(models.flatMap(({ images }) => images));
  const shared: string[] = [];
  const leftOut: { readonly image: string; readonly without: readonly string[] }[] = [];
  for (const image of all) {
    const without = models.flatMap(({ name }, m) => (unitOf[m]!.has(image) ? [] : [name]));
    if (without.length === 0) shared.push(image);
    else leftOut.push({ image, without });
  }
  if (leftOut.length > 0 && !isSharedOnly) throw otherImages(models, unitOf, leftOut.length, of);
  if (shared.length === 0) {
    throw new HomegroundError("compare/nothing-shared", {
      what: WORDS[of].none,
      where: models.map(({ name }) => name).join(", "),
      fix: WORDS[of].fixNone,
    });
  }
  return {
    units: unitOf.map((units) => Int32Array.from(shared, (image) => units.get(image)!)),
    leftOut,
  };
}

function otherImages(
  models: readonly NamedUnits[],
  unitOf: readonly ReadonlyMap<string, number>[],
  count: number,
  of: keyof typeof WORDS,
): HomegroundError {
  const parts = models.flatMap(({ name, images }, m) => {
    const only = images.filter((image) => unitOf.some((units) => !units.has(image)));
    if (only.length === 0) return [];
    const others = models.length === 2 ? models[1 - m]!.name : "another model";
    const some = only.slice(0, MOST_NAMES).join(", ");
    const more = only.length > MOST_NAMES ? " …" : "";
    return [`${counted(only.length, "image")} of ${name} and not of ${others} (${some}${more})`];
  });
  return new HomegroundError("compare/other-images", {
    what: `${counted(count, "image")} ${WORDS[of].some}: ${parts.join("; ")}`,
    where: models.map(({ name }) => name).join(", "),
    fix: WORDS[of].fixSome,
  });
}
