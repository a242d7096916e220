import type { Cancellation } from "../../core/cancellation.js";
import { createDigestIndex } from "../../dataset/digest-column.js";
import { HASH_WORDS, NEAR_BITS, TURNS } from "../../images/perceptual-hash.js";
import { type FoundPicture, findAlteredCopies, findPicture } from "./altered-copies.js";
import { createHashSearch } from "./hash-search.js";
import type { ImagePrints } from "./image-prints.js";

/** Strongest first: of two images the first that holds is said. */
export type PictureKind = "same-bytes" | "same-pixels" | "near" | "altered";
export const PICTURE_KINDS: readonly PictureKind[] = [
  "same-bytes",
  "same-pixels",
  "near",
  "altered",
];

/** Two images that show the same or nearly the same. */
export interface PicturePair {
  /** Index of an evaluated image. */
  readonly image: number;
  /** Index of a training image, or of another evaluated image. */
  readonly other: number;
  readonly kind: PictureKind;
  /** Bits in which the looks differ, of 256; 0 for copies, what no look says of `altered`. */
  readonly bits: number;
  /** Whether it is the look of the image turned or mirrored. */
  readonly isTurned: boolean;
  /** How the image lies in the other, part by part; null for the same pixels, and where neither has parts to compare. */
  readonly how: FoundPicture | null;
}

/** What one image was found to be like. */
export interface Likeness {
  readonly image: number;
  /** The strongest and closest first, then in order of the others; at most {@link MOST_SHOWN}. */
  readonly pairs: readonly PicturePair[];
  /** All pairs of the image, shown or not. */
  readonly count: number;
}

/** Turned looks are seven more look-ups an image: of more pairs than this they would take minutes. */
const MOST_TURNED = 2e9;

/** Whether turned and mirrored copies are looked for among so many images. */
export function looksForTurned(images: number, others: number): boolean {
  return images * others <= MOST_TURNED;
}

/** So many others are named for an image: one burst can be like a thousand frames of another. */
export const MOST_SHOWN = 3;

/**
 * Every evaluated image that is a copy of a training image or looks nearly like one: nothing within
 * the limit of the looks is missed.
 *
 * @returns one entry an image that is like any, ascending
 */
export function likeTraining(
  images: ImagePrints,
  training: ImagePrints,
  signal: Cancellation,
): Likeness[] {
  return likenesses(images, training, () => true, signal);
}

/**
 * Images that are a copy of, or look nearly like, an earlier one of another cluster.
 *
 * @param cluster of each image; −1 where it has none: then it is compared with nothing
 */
export function likeAcrossClusters(
  images: ImagePrints,
  cluster: Int32Array,
  signal: Cancellation,
): Likeness[] {
  const counts = (image: number, other: number): boolean =>
    other < image &&
    cluster[image] !== cluster[other] &&
    cluster[image] !== -1 &&
    cluster[other] !== -1;
  return likenesses(images, images, counts, signal);
}

function likenesses(
  images: ImagePrints,
  others: ImagePrints,
  counts: (image: number, other: number) => boolean,
  signal: Cancellation,
): Likeness[] {
  const byBytes = createDigestIndex(others.bytes);
  const byPixels = createDigestIndex(others.pixels);
  const byLooks = createHashSearch(others.looks, NEAR_BITS);
  const looksInParts = images.local.length > 0 && others.local.length > 0;
  const known: Map<number, PicturePair>[] = [];
  const found: Likeness[] = [];
  for (let image = 0; image < images.count; image++) {
    if (image % 1024 === 0) signal.throwIfAborted();
    const kindOf = new Map<number, PicturePair>();
    const add = (kind: PictureKind, other: number, bits: number, isTurned = false): void => {
      const before = kindOf.get(other);
      const isCloser = before === undefined || (before.isTurned && bits < before.bits);
      if (counts(image, other) && isCloser)
        kindOf.set(other, { image, other, kind, bits, isTurned, how: null });
    };
    for (const other of byBytes.all(images.bytes, image)) add("same-bytes", other, 0);
    for (const other of byPixels.all(images.pixels, image)) add("same-pixels", other, 0);
    if (images.looks.known[image] === 1) {
      byLooks.near(images.looks.words, image, (other, bits) => add("near", other, bits));
      const turns = looksForTurned(images.count, others.count) ? TURNS : 0;
      for (let turn = image * TURNS; turn < image * TURNS + turns; turn++) {
        byLooks.near(images.turned, turn, (other, bits) => add("near", other, bits, true));
      }
    }
    // Of many like images all pairs together are too many to keep: as a rule those that are shown do.
    if (looksInParts) known.push(kindOf);
    else found.push(...likenessOf(kindOf, image));
  }
  if (looksInParts) {
    const isNew = (image: number, other: number): boolean =>
      counts(image, other) && !known[image]!.has(other);
    findAlteredCopies(images.local, others.local, isNew, signal, (image, other, how) => {
      const [kind, bits] = ["altered", 32 * HASH_WORDS - how.points] as const;
      known[image]!.set(other, { image, other, kind, bits, isTurned: false, how });
    });
  }
  return looksInParts ? known.flatMap(likenessOf) : found;

  function likenessOf(kindOf: ReadonlyMap<number, PicturePair>, image: number): Likeness[] {
    if (kindOf.size === 0) return [];
    const shown = [...kindOf.values()].sort(byStrength).slice(0, MOST_SHOWN);
    const pairs = shown.map((pair) => (pair.kind === "near" ? seenInParts(pair) : pair));
    return [{ image, pairs, count: kindOf.size }];
  }

  function seenInParts(pair: PicturePair): PicturePair {
    const [own, other] = [images.local[pair.image] ?? null, others.local[pair.other] ?? null];
    return own === null || other === null ? pair : { ...pair, how: findPicture(own, other) };
  }
}

function byStrength(a: PicturePair, b: PicturePair): number {
  const rank = PICTURE_KINDS.indexOf(a.kind) - PICTURE_KINDS.indexOf(b.kind);
  return rank || a.bits - b.bits || a.other - b.other;
}

/** The kind of a likeness: that of its strongest pair. */
export function kindOfLikeness({ pairs }: Likeness): PictureKind {
  return pairs[0]?.kind ?? "near";
}
