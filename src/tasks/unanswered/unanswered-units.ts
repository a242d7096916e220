import { type QuestionClusters, sameClusters } from "../../claims/question.js";
import { appendColumn } from "../../core/append-column.js";
import type { Table } from "../../core/table.js";
import type { ImageSet } from "../../dataset/image-set.js";
import { type UnansweredImages, unansweredImages } from "./unanswered-images.js";

/** Images of which each unit is made. */
export interface UnitImages {
  /** Unit of each image, 0 … count − 1. */
  readonly unit: Int32Array;
  readonly count: number;
}

/** Sampling units of which something is not known, and how they stand to those that have an answer. */
export interface UnansweredUnits {
  /** How many images have no answer. */
  readonly images: number;
  /**
   * Images that the units are made of. Of a sequence also those that have an answer: what the others
   * would add to it is not known, so that it counts as wholly unanswered.
   */
  readonly parts: UnansweredImages;
  /** Null where a unit is an image. */
  readonly of: UnitImages | null;
  /** Answered units that stay beside them, rising; null where all do. */
  readonly kept: Int32Array | null;
  /** Image and row of the truth of every unit: those that stay, then those without an answer. */
  readonly image: Int32Array;
  readonly row: Int32Array;
}

/** Units that are images. @param image of each answered unit @param row of each answered unit */
export function imageUnits(
  unanswered: UnansweredImages,
  image: Int32Array,
  row: Int32Array,
): UnansweredUnits {
  return {
    images: unanswered.file.length,
    parts: unanswered,
    of: null,
    kept: null,
    image: appendColumn(image, unanswered.image),
    row: appendColumn(row, unanswered.row),
  };
}

/**
 * Units that are sequences.
 *
 * @param sequence of each image of the set, then of each whose file is missing
 * @param first image of each answered unit
 */
export function sequenceUnits(
  images: ImageSet,
  unanswered: UnansweredImages,
  sequence: Int32Array,
  first: Int32Array,
): UnansweredUnits {
  const unitOf = new Map<number, number>();
  for (const i of unanswered.image) {
    if (!unitOf.has(sequence[i]!)) unitOf.set(sequence[i]!, unitOf.size);
  }
  const whole = Int32Array.from(images.file.keys()).filter((i) => unitOf.has(sequence[i]!));
  const parts = unansweredImages(images, whole);
  const unit = parts.image.map((i) => unitOf.get(sequence[i]!)!);
  const firstPart = new Int32Array(unitOf.size).fill(-1);
  for (const [part, own] of unit.entries()) if (firstPart[own] === -1) firstPart[own] = part;
  const kept = Int32Array.from(first.keys()).filter((u) => !unitOf.has(sequence[first[u]!]!));
  return {
    images: unanswered.file.length,
    parts,
    of: { unit, count: unitOf.size },
    kept,
    image: appendColumn(
      kept.map((u) => first[u]!),
      firstPart.map((part) => parts.image[part]!),
    ),
    row: appendColumn(
      kept.map((u) => images.row[first[u]!]!),
      firstPart.map((part) => parts.row[part]!),
    ),
  };
}

/** The clusters of the question over other units of the same images. */
export function clustersLike(
  like: QuestionClusters | null,
  attributes: Table,
  rows: Int32Array,
): { readonly cluster: Int32Array | null; readonly clusterCount: number } {
  const groups = like === null ? null : sameClusters(like, attributes, rows);
  if (groups === null) return { cluster: null, clusterCount: 0 };
  return { cluster: groups.cluster, clusterCount: groups.count };
}

/**
 * Units of which more images are known to be: an image without an answer joins the unit of its sequence,
 * or is a unit of its own behind the others.
 *
 * @param sequence of each image of the set, then of each whose file is missing; null: units are images
 * @param image of each answered unit; of a sequence the first
 * @param row of each answered unit
 * @returns unit of each image without an answer, and image and row of all units
 */
export function unitsWithUnanswered(
  unanswered: UnansweredImages,
  sequence: Int32Array | null,
  image: Int32Array,
  row: Int32Array,
): { readonly unit: Int32Array; readonly units: Pick<UnansweredUnits, "image" | "row"> } {
  const known = new Map<number, number>();
  if (sequence !== null) {
    for (const [u, i] of image.entries()) {
      if (!known.has(sequence[i]!)) known.set(sequence[i]!, u);
    }
  }
  const own: number[] = [];
  const unit = unanswered.image.map((i, at) => {
    const before = sequence === null ? undefined : known.get(sequence[i]!);
    if (before !== undefined) return before;
    const next = image.length + own.push(at) - 1;
    if (sequence !== null) known.set(sequence[i]!, next);
    return next;
  });
  return {
    unit,
    units: {
      image: appendColumn(
        image,
        Int32Array.from(own, (at) => unanswered.image[at]!),
      ),
      row: appendColumn(
        row,
        Int32Array.from(own, (at) => unanswered.row[at]!),
      ),
    },
  };
}
