import { DRAW_STREAM, drawFrom } from "../dataset/attributes/draw.js";
import { unitLookOrder } from "../evaluation/look-order.js";
import type { LabellerState } from "./label-state.js";

/**
 * The order in which images are labelled: a random permutation from the seed, so that whoever stops
 * after any number has labelled a random sample. It begins with the images that `homeground sample`
 * draws from the same seed. Images of a sequence follow one another, each sequence at the place of its
 * first image by name, so that the order of sequences is a random one whatever their sizes.
 *
 * @param images paths, each once, in any order
 * @param sequenceOf the sequence of an image, null for one of its own; left out where there are none
 */
export function drawLabelOrder(
  images: readonly string[],
  seed: number,
  sequenceOf?: (image: string) => string | null,
): readonly string[] {
  const byName = [...images].sort();
  const drawn = drawFrom(byName.length, byName.length, seed, DRAW_STREAM.toLabel);
  if (sequenceOf === undefined) return Array.from(drawn, (i) => byName[i]!);
  const codeOf = new Map<string, number>();
  const row = Int32Array.from(byName.keys());
  const cluster = Int32Array.from(byName, (image, i) => {
    const name = sequenceOf(image);
    // An image alone has a code that no sequence has.
    if (name === null) return i;
    const code = codeOf.get(name) ?? byName.length + codeOf.size;
    codeOf.set(name, code);
    return code;
  });
  const order = unitLookOrder({ image: row, row, cluster }, "drawn", drawn);
  return Array.from(order, (i) => byName[i]!);
}

/**
 * An order that was drawn before, for the images that are there now: it stays as it is without those
 * that are gone, and images that came since are drawn among themselves and follow. One that belongs to
 * a sequence of the order follows that: it is not whole without it.
 */
export function continueLabelOrder(
  order: readonly string[],
  images: readonly string[],
  seed: number,
  sequenceOf?: (image: string) => string | null,
): readonly string[] {
  const now = new Set(images);
  const known = new Set(order);
  const kept = order.filter((image) => now.has(image));
  const added = images.filter((image) => !known.has(image));
  const nameOf = (image: string): string | null => sequenceOf?.(image) ?? null;
  const begun = new Set(kept.map(nameOf));
  const joins = (image: string): boolean => nameOf(image) !== null && begun.has(nameOf(image));
  const joined = added.filter(joins).sort();
  return [
    ...kept.flatMap((image, i) => {
      const name = nameOf(image);
      const isLast = name !== null && (i + 1 === kept.length || nameOf(kept[i + 1]!) !== name);
      return isLast ? [image, ...joined.filter((one) => nameOf(one) === name)] : [image];
    }),
    ...drawLabelOrder(
      added.filter((image) => !joins(image)),
      seed,
      sequenceOf,
    ),
  ];
}

/**
 * The image that comes next: the first of the order without a label that was not passed over, then
 * those that were, in the order in which they were; null where all are done.
 */
export function nextToLabel(
  order: readonly string[],
  { images, skipped }: LabellerState,
): string | null {
  const later = new Set(skipped);
  const isOpen = (image: string): boolean => (images.get(image)?.label ?? null) === null;
  return (
    order.find((image) => isOpen(image) && !later.has(image)) ??
    skipped.find((image) => isOpen(image) && order.includes(image)) ??
    null
  );
}
