import { type LevelledAttribute, levelledAttributes, timesOf } from "../claims/attribute-levels.js";
import type { ImageSet } from "../dataset/image-set.js";
import type { Evaluation } from "../evaluation/evaluation.js";
import type { ResultListed } from "../results/result.js";
import { taskOf } from "../tasks/registry.js";
import type { UnitNames } from "../tasks/task.js";

/**
 * What a gallery shows, as columns: units with an answer first, in the order of the outcomes, then
 * images that are listed. Images in = units' images + listed.
 */
export interface GalleryItems extends UnitNames {
  readonly count: number;
  /** How many have an answer. */
  readonly answered: number;
  /** `image`, `sequence`. */
  readonly unit: string;
  readonly classes: readonly string[];
  /** Of answered items: image of the set; of a sequence its first. */
  readonly image: Int32Array;
  readonly attributes: readonly LevelledAttribute[];
  /** When answered items were taken, in seconds; NaN where that is not known, null without times. */
  readonly seconds: Float64Array | null;
  /** How like the test set answered items are, the larger the more; null where that is not known. */
  readonly likeness: Float64Array | null;
  readonly listed: readonly ResultListed[];
}

/** The items of an evaluation. */
export function galleryItems(evaluation: Evaluation): GalleryItems {
  const { outcomes, image, attributes, result } = evaluation;
  const { table, rows } = attributes;
  const { listed } = result.inputs;
  return {
    count: image.length + listed.length,
    answered: image.length,
    image,
    listed,
    unit: outcomes.unit,
    classes: outcomes.classes,
    attributes: [
      ...levelledAttributes(table, rows, [...table.columns.keys()]),
      ...evaluation.chosen,
    ],
    seconds: secondsOf(evaluation),
    likeness: likenessOf(evaluation),
    ...(taskOf(outcomes.kind).items?.(outcomes) ?? nameless(image)),
  };
}

/** Of a task without names: nothing is called anything, and nothing is wrong. */
function nameless({ length }: Int32Array): UnitNames {
  const none = { start: new Int32Array(length + 1), index: new Int32Array(0) };
  return {
    labels: none,
    predictions: none,
    errors: null,
    right: new Uint8Array(length).fill(1),
    sureness: new Float64Array(length).fill(Number.NaN),
  };
}

/** Of answered items; of a sequence, of its first image. */
function likenessOf({ likeness, answered, image }: Evaluation): Float64Array | null {
  if (likeness === null) return null;
  const place = new Map(Array.from(answered, (one, at) => [one, at]));
  return Float64Array.from(image, (one) => likeness[place.get(one) ?? -1] ?? Number.NaN);
}

/** Of the first column that holds times. */
function secondsOf({ attributes: { table, rows } }: Evaluation): Float64Array | null {
  for (const column of table.columns.values()) {
    const times = timesOf(column, rows);
    if (times !== null) return Float64Array.from(times, (one) => one?.seconds ?? Number.NaN);
  }
  return null;
}

/** File of an item. */
export function itemFile(items: GalleryItems, images: ImageSet, item: number): string {
  return item < items.answered
    ? images.file[items.image[item]!]!
    : items.listed[item - items.answered]!.file;
}
