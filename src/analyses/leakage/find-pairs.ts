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

/** How an image is like another one. */
interface Alike {
  readonly kind: PictureKind;
  /** Bits in which the looks differ, of 256; 0 for copies, what no look says of `altered`. */
  readonly bits: number;
  /** Whether it is the look of the image turned or mirrored. */
  readonly isTurned: boolean;
  /** How the image lies in the other, part by part; null for the same pixels, and where neither has parts to compare. */
  readonly how: FoundPicture | null;
}

/** Two images that show the same or nearly the same. */
export interface PicturePair extends Alike {
  /** Index of an evaluated image. */
  readonly image: number;
  /** Index of a training image, or of another evaluated image. */
  readonly other: number;
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

/** What images are compared with: a training list, or, without one, earlier images of other clusters. */
export type ComparedWith =
  | { readonly training: ImagePrints }
  | {
      readonly training: null;
      /** Of each image; −1 where it has none: then it is compared with nothing. */
      readonly cluster: Int32Array;
    };

/** Every so many-th image alone is asked about, for threads that share the work. */
export interface Share {
  readonly of: number;
  readonly nth: number;
}
const ALL: Share = { of: 1, nth: 0 };

/** @returns one entry an image that is like any, ascending @throws the reason of a cancellation */
export function findLikenesses(
  images: ImagePrints,
  others: ComparedWith,
  signal: Cancellation,
  share = ALL,
): Likeness[] {
  signal.throwIfAborted();
  return others.training === null
    ? likeAcrossClusters(images, others.cluster, signal, share)
    : likeTraining(images, others.training, signal, share);
}

/**
 * Every evaluated image that is a copy of a training image or looks nearly like one: nothing within
 * the limit of the looks is missed.
 */
export function likeTraining(
  images: ImagePrints,
  training: ImagePrints,
  signal: Cancellation,
  share: Share = ALL,
): Likeness[] {
  const [first, firstOfOthers] = [firstAlike(images), firstAlike(training)];
  const all = { end: () => training.count, mayCount: () => true };
  const alike = compareFirsts([images, first], [training, firstOfOthers], all, signal);
  const others = createMembers(training.count);
  for (let other = 0; other < training.count; other++) others.add(firstOfOthers[other]!, other, 0);
  return likenesses(first, alike, (image, tell) => tell(image, others, NO_CLUSTER), signal, share);
}

/** Images that are a copy of, or look nearly like, an earlier one of another cluster. */
export function likeAcrossClusters(
  images: ImagePrints,
  cluster: Int32Array,
  signal: Cancellation,
  share: Share = ALL,
): Likeness[] {
  const first = firstAlike(images);
  // Of the images of one print: the cluster of all of them, and the last that has any.
  const clusterOf = new Int32Array(images.count).fill(NO_CLUSTER);
  const last = new Int32Array(images.count).fill(-1);
  for (const [image, own] of cluster.entries()) {
    if (own === NO_CLUSTER) continue;
    const print = first[image]!;
    const before = clusterOf[print]!;
    clusterOf[print] = before === NO_CLUSTER || before === own ? own : SEVERAL;
    last[print] = image;
  }
  const mayCount = (print: number, other: number): boolean =>
    other < last[print]! &&
    clusterOf[other] !== NO_CLUSTER &&
    (clusterOf[print] !== clusterOf[other] || clusterOf[print] === SEVERAL);
  const earlierOnes = { end: (print: number) => last[print]!, mayCount };
  const alike = compareFirsts([images, first], [images, first], earlierOnes, signal);
  const earlier = createMembers(images.count);
  const eachOf = (image: number, tell: Tell): void => {
    const own = cluster[image]!;
    if (own === NO_CLUSTER) return;
    tell(image, earlier, own);
    earlier.add(first[image]!, image, own);
  };
  return likenesses(first, alike, eachOf, signal, share);
}

const NO_CLUSTER = -1;
const SEVERAL = -2;

/**
 * Of each image the first with the same file, pixels and look: what is like one of them is like all, so that one of
 * each is compared and a thousand copies of a file cost no million comparisons.
 */
function firstAlike({ count, bytes, pixels, looks, turned }: ImagePrints): Int32Array {
  const byBytes = createDigestIndex(bytes);
  const known = looks.known;
  const isSame = (a: number, b: number): boolean =>
    known[a] === known[b] &&
    pixels.has(a) === pixels.has(b) &&
    alikeAt(pixels.data, a, b, pixels.data.length / count) &&
    alikeAt(looks.words, a, b, HASH_WORDS) &&
    alikeAt(turned, a, b, HASH_WORDS * TURNS);
  return Int32Array.from({ length: count }, (_, image) => {
    const first = byBytes.first(bytes, image);
    return first >= 0 && isSame(first, image) ? first : image;
  });
}

function alikeAt(data: Uint8Array | Uint32Array, a: number, b: number, width: number): boolean {
  for (let k = 0; k < width; k++) if (data[a * width + k] !== data[b * width + k]) return false;
  return true;
}

/** What the first of all images of one print is like, by the first of those that are the same. */
interface AlikeFirsts {
  of(print: number): ReadonlyMap<number, Alike>;
  seenInParts(print: number, other: number, alike: Alike): FoundPicture | null;
}

// Frames of one camera make millions of pairs: what they are alike in is said by few objects.
const SAME_BYTES: Alike = { kind: "same-bytes", bits: 0, isTurned: false, how: null };
const SAME_PIXELS: Alike = { ...SAME_BYTES, kind: "same-pixels" };
const NEAR = nearByBits(false);
const NEAR_TURNED = nearByBits(true);

function nearByBits(isTurned: boolean): readonly Alike[] {
  return Array.from({ length: NEAR_BITS + 1 }, (_, bits) => ({
    kind: "near",
    bits,
    isTurned,
    how: null,
  }));
}

type Printed = readonly [prints: ImagePrints, first: Int32Array];

/** Which pairs of prints are wanted. */
interface WantedPairs {
  /** Those with others from here on are not. */
  end(print: number): number;
  /** Whether any image of the one print is to be told of any of the other. */
  mayCount(print: number, other: number): boolean;
}

function compareFirsts(
  [images, first]: Printed,
  [others, firstOfOthers]: Printed,
  { end, mayCount }: WantedPairs,
  signal: Cancellation,
): AlikeFirsts {
  const isFirst = (other: number): boolean => firstOfOthers[other] === other;
  const indexOf = (column: ImagePrints["bytes"]) =>
    createDigestIndex({ ...column, has: (other) => isFirst(other) && column.has(other) });
  const byBytes = indexOf(others.bytes);
  const byPixels = indexOf(others.pixels);
  const known = others.looks.known.map((one, other) => (isFirst(other) ? one : 0));
  const byLooks = createHashSearch({ ...others.looks, known }, NEAR_BITS);
  const turns = looksForTurned(images.count, others.count) ? TURNS : 0;
  const found = new Map<number, Map<number, Alike>>();
  const copies = new Uint8Array(images.count);
  for (const [image, print] of first.entries()) if (image !== print) copies[print] = 1;
  const compare = (print: number): Map<number, Alike> => {
    const alike = new Map<number, Alike>();
    const add = (like: Alike, other: number): void => {
      const before = alike.get(other);
      const isCloser = before === undefined || (before.isTurned && like.bits < before.bits);
      if (mayCount(print, other) && isCloser) alike.set(other, like);
    };
    for (const other of byBytes.all(images.bytes, print)) add(SAME_BYTES, other);
    for (const other of byPixels.all(images.pixels, print)) add(SAME_PIXELS, other);
    if (images.looks.known[print] === 1) {
      const to = end(print);
      byLooks.near(images.looks.words, print, to, (other, bits) => add(NEAR[bits]!, other));
      for (let turn = print * TURNS; turn < print * TURNS + turns; turn++) {
        byLooks.near(images.turned, turn, to, (other, bits) => add(NEAR_TURNED[bits]!, other));
      }
    }
    return alike;
  };
  if (images.local.length > 0 && others.local.length > 0) {
    for (const [image, print] of first.entries()) {
      if (image % 1024 === 0) signal.throwIfAborted();
      if (image === print) found.set(print, compare(print));
    }
    const isNew = (print: number, other: number): boolean =>
      mayCount(print, other) && !found.get(print)!.has(other);
    const own = images.local.map((look, image) => (first[image] === image ? look : null));
    const their = others.local.map((look, other) => (isFirst(other) ? look : null));
    findAlteredCopies(own, their, isNew, signal, (print, other, how) => {
      const bits = 32 * HASH_WORDS - how.points;
      found.get(print)!.set(other, { kind: "altered", bits, isTurned: false, how });
    });
  }
  return {
    of(print) {
      const before = found.get(print);
      if (before !== undefined) return before;
      const alike = compare(print);
      // Of many like images all pairs together are too many to keep.
      if (copies[print] === 1) found.set(print, alike);
      return alike;
    },
    seenInParts(print, other, alike) {
      const [own, their] = [images.local[print] ?? null, others.local[other] ?? null];
      if (alike.kind !== "near" || own === null || their === null) return alike.how;
      return findPicture(own, their);
    },
  };
}

/** Images of one print, of which some are to be told: those of other clusters. */
interface Members {
  add(print: number, item: number, cluster: number): void;
  /** How many are not of the cluster. */
  count(print: number, cluster: number): number;
  /** Where there are any, the first of these that were added, {@link MOST_SHOWN} at most. */
  shown(print: number, cluster: number): readonly number[];
}

function createMembers(prints: number): Members {
  const counts = new Int32Array(prints);
  const firstItem = new Int32Array(prints);
  const firstCluster = new Int32Array(prints);
  // Nearly every print is of one image: what only several need is kept of those alone.
  const several = new Map<number, SeveralMembers>();
  const addTo = ({ ofCluster, kept }: SeveralMembers, item: number, cluster: number): void => {
    const before = ofCluster.get(cluster) ?? 0;
    ofCluster.set(cluster, before + 1);
    // So many of a cluster are enough for any other one, and twice as many of all for every one.
    if (before < MOST_SHOWN && kept.length < 2 * MOST_SHOWN) kept.push([item, cluster]);
  };
  return {
    add(print, item, cluster) {
      counts[print]!++;
      if (counts[print] === 1) {
        firstItem[print] = item;
        firstCluster[print] = cluster;
        return;
      }
      let members = several.get(print);
      if (members === undefined) {
        members = { ofCluster: new Map(), kept: [] };
        several.set(print, members);
        addTo(members, firstItem[print]!, firstCluster[print]!);
      }
      addTo(members, item, cluster);
    },
    count(print, cluster) {
      const count = counts[print]!;
      if (count === 1) return firstCluster[print] === cluster ? 0 : 1;
      return count === 0 ? 0 : count - (several.get(print)!.ofCluster.get(cluster) ?? 0);
    },
    shown(print, cluster) {
      const members = several.get(print);
      if (members === undefined) return [firstItem[print]!];
      const others = members.kept.filter(([, own]) => own !== cluster);
      return others.slice(0, MOST_SHOWN).map(([item]) => item);
    },
  };
}

interface SeveralMembers {
  readonly ofCluster: Map<number, number>;
  readonly kept: (readonly [item: number, cluster: number])[];
}

type Tell = (image: number, others: Members, cluster: number) => void;

/** @param eachOf asks to be told what an image is like among others, but those of its cluster */
function likenesses(
  first: Int32Array,
  alike: AlikeFirsts,
  eachOf: (image: number, tell: Tell) => void,
  signal: Cancellation,
  { of, nth }: Share,
): Likeness[] {
  const found: Likeness[] = [];
  const tell: Tell = (image, others, cluster) => {
    const print = first[image]!;
    let shown: { readonly pair: PicturePair; readonly print: number }[] = [];
    let count = 0;
    for (const [other, like] of alike.of(print)) {
      const more = others.count(other, cluster);
      count += more;
      const weakest = shown.length < MOST_SHOWN ? null : shown.at(-1)!.pair;
      if (more === 0 || (weakest !== null && compareStrength(like, weakest) > 0)) continue;
      const before = shown.length;
      for (const item of others.shown(other, cluster)) {
        const isLater = weakest !== null && item > weakest.other;
        if (isLater && compareStrength(like, weakest) === 0) break;
        shown.push({ pair: { ...like, image, other: item }, print: other });
      }
      if (shown.length === before) continue;
      shown = shown.sort((a, b) => byStrength(a.pair, b.pair)).slice(0, MOST_SHOWN);
    }
    if (count === 0) return;
    const pairs = shown.map(({ pair, print: other }) => ({
      ...pair,
      how: alike.seenInParts(print, other, pair),
    }));
    found.push({ image, pairs, count });
  };
  for (let image = 0; image < first.length; image++) {
    if (image % 1024 === 0) signal.throwIfAborted();
    eachOf(image, image % of === nth ? tell : () => {});
  }
  return found;
}

function compareStrength(a: Alike, b: Alike): number {
  if (a.kind === b.kind) return a.bits - b.bits;
  return PICTURE_KINDS.indexOf(a.kind) - PICTURE_KINDS.indexOf(b.kind);
}

function byStrength(a: PicturePair, b: PicturePair): number {
  return compareStrength(a, b) || a.other - b.other;
}

/** The kind of a likeness: that of its strongest pair. */
export function kindOfLikeness({ pairs }: Likeness): PictureKind {
  return pairs[0]?.kind ?? "near";
}
