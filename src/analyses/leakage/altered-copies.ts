import type { Cancellation } from "../../core/cancellation.js";
import { type Keypoints, mirroredKeypoints } from "../../images/keypoints.js";
import { type LocalLook, mirroredPicture } from "../../images/local-look.js";
import { compareLooks } from "./compare-looks.js";
import { type Placement, placePoints } from "./place-points.js";
import { createPointSearch } from "./point-search.js";

/** One picture found in another: how it must be laid to lie on it, and how far they agree there. */
export interface FoundPicture {
  /** Of the image, mirrored top for bottom where `isMirrored`, to the other. */
  readonly placement: Placement;
  readonly isMirrored: boolean;
  /** Points that fit. */
  readonly points: number;
  /** Share of the image, and of the other, that both show. */
  readonly shared: readonly [number, number];
  /** Share of the parts with something in them that look alike. */
  readonly agreement: number;
  /** Whether each corner lies on the same one. */
  readonly isSameView: boolean;
  /** Whether the views are the same, and something in them is not: frames of one camera, or drawn on. */
  readonly differs: boolean;
  /** How many times as strong the contrast of the other is; with its brightness: other = gain · image + offset. */
  readonly gain: number;
  readonly offset: number;
}

/** Images of which more candidates than this share points are compared with the likeliest. */
const MOST_CANDIDATES = 8;

/** About 14 kB are held of each. */
const MOST_IN_PARTS = 40_000;

/** Whether so many images are looked at part by part. */
export function looksInParts(images: number): boolean {
  return images <= MOST_IN_PARTS;
}

/** Few points may fit by chance, then few parts agree: 7 and 0.34 of blood cells at the most. Many points need less. */
const LEAST = [
  { points: 6, agreement: 0.65 },
  { points: 10, agreement: 0.4 },
] as const;
/** Little is shared by two pictures of a wall that meet in a corner. */
const LEAST_SHARED = 0.2;
/** Of one view nearly all parts must look alike: two frames of a camera that stands still share most of them. */
const SAME_VIEW_AGREEMENT = 0.96;
/** So many parts must have something in them. */
const LEAST_PARTS = 8;

/**
 * The image in the other, as it is or mirrored; null where it is not there.
 */
export function findPicture(image: LocalLook, other: LocalLook): FoundPicture | null {
  return (
    foundAs(image, image.points, other, false) ??
    foundAs(image, mirroredKeypoints(image.points, image.heightPx), other, true)
  );
}

function foundAs(
  image: LocalLook,
  points: Keypoints,
  other: LocalLook,
  isMirrored: boolean,
): FoundPicture | null {
  const placed = placePoints(points, other.points);
  if (placed === null) return null;
  const picture = isMirrored ? mirroredPicture(image.picture) : image.picture;
  const compared = compareLooks(picture, other.picture, placed.placement);
  const { agreement, parts, shared } = compared;
  if (parts < LEAST_PARTS || Math.max(...shared) < LEAST_SHARED) return null;
  const isEnough = (least: (typeof LEAST)[number]): boolean =>
    placed.points >= least.points && agreement >= least.agreement;
  if (!LEAST.some(isEnough)) return null;
  const { gain, offset, isSameView } = compared;
  const differs = isSameView && compared.differs;
  const { placement, points: fitting } = placed;
  return {
    placement,
    isMirrored,
    points: fitting,
    shared,
    agreement,
    isSameView,
    differs,
    gain,
    offset,
  };
}

/** Whether a picture that was found is a copy for that alone. */
export function isAltered({ isSameView, agreement }: FoundPicture): boolean {
  return !isSameView || agreement >= SAME_VIEW_AGREEMENT;
}

/**
 * Calls with each pair of an image and another one of which it is an altered copy, in order of images; no image is compared
 * with more than {@link MOST_CANDIDATES} others, those that share most points.
 */
export function findAlteredCopies(
  images: readonly (LocalLook | null)[],
  others: readonly (LocalLook | null)[],
  counts: (image: number, other: number) => boolean,
  signal: Cancellation,
  found: (image: number, other: number, how: FoundPicture) => void,
): void {
  const search = createPointSearch(others.map((look) => look?.points ?? null));
  for (const [image, look] of images.entries()) {
    if (image % 64 === 0) signal.throwIfAborted();
    if (look === null) continue;
    const likely = [
      ...search.likely(look.points),
      ...search.likely(mirroredKeypoints(look.points, look.heightPx)),
    ]
      .filter(({ item }) => counts(image, item))
      .sort((a, b) => b.votes - a.votes || a.item - b.item);
    const tried = new Set<number>();
    for (const { item } of likely) {
      if (tried.size === MOST_CANDIDATES) break;
      if (tried.has(item)) continue;
      tried.add(item);
      const how = findPicture(look, others[item]!);
      if (how !== null && isAltered(how)) found(image, item, how);
    }
  }
}
