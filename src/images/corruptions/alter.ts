import { HomegroundError } from "../../core/errors.js";
import { createRandom, type Random, recorded } from "../../core/random.js";
import { toEightBit } from "../depth.js";
import { applyOrientation } from "../orientation.js";
import type { DecodedImage, PixelRoom, Pixels } from "../pixel-decoder.js";
import { resizePillow } from "../resize-pillow.js";
import { withoutAlpha } from "../transparency.js";
import {
  type Corruption,
  type Motion,
  madeIn,
  type PictureSize,
  SEVERITIES,
} from "./corruption.js";
import { knownCorruption } from "./registry.js";

/** How a picture is altered before a model looks at it. Plain data: it goes to workers. */
export type Alteration =
  /** Only what every alteration begins with. */
  | { readonly kind: "none"; readonly shorterSidePx: number }
  | {
      readonly kind: string;
      readonly severity: number;
      readonly seed: number;
      readonly shorterSidePx: number;
    }
  /** A kind and a severity that are drawn for each picture and try. */
  | {
      readonly kind: "search";
      readonly kinds: readonly string[];
      /** Severities are from 0 to this. */
      readonly most: number;
      readonly try: number;
      readonly seed: number;
      readonly shorterSidePx: number;
    };

/** A kind at a severity, not always a whole one. */
export interface DrawnAlteration {
  readonly corruption: Corruption;
  readonly severity: number;
  /** Of this picture, kind and seed. */
  readonly random: Random;
}

/** The parameter at a severity from 0 to 5: between those that are defined as a straight line goes. */
export function parameterAt({ levels, neutral }: Corruption, severity: number): number {
  const below = Math.floor(severity);
  const share = severity - below;
  const at = (s: number): number =>
    s <= 0 ? neutral : levels[Math.min(SEVERITIES.length, s) - 1]!;
  if (share === 0) return at(below);
  // From no limit there is no straight line: halved with each half of the way.
  if (!Number.isFinite(at(below))) return at(below + 1) / share;
  return at(below) + share * (at(below + 1) - at(below));
}

/**
 * What every alteration begins with: the picture as it is displayed, 8-bit RGB without transparency, and made smaller
 * (Pillow's box filter, antialiased) where its shorter side is longer than a model looks at.
 */
export function workingPicture(decoded: DecodedImage, shorterSidePx: number): Pixels {
  const upright = applyOrientation(decoded.pixels, decoded.orientation);
  const plain = asRgb(withoutAlpha(toEightBit(upright), null));
  const size = workingSize(plain, shorterSidePx);
  if (size.widthPx === plain.widthPx && size.heightPx === plain.heightPx) return plain;
  return resizePillow(plain, size.widthPx, size.heightPx, "box");
}

/** Size of the working picture of one of this size. */
export function workingSize(size: PictureSize, shorterSidePx: number): PictureSize {
  const { widthPx, heightPx } = size;
  const shorter = Math.min(widthPx, heightPx);
  if (shorter <= shorterSidePx) return { widthPx, heightPx };
  const side = (px: number): number =>
    Math.max(1, Math.floor((px * shorterSidePx) / shorter + 0.5));
  return { widthPx: side(widthPx), heightPx: side(heightPx) };
}

/**
 * A working picture altered. What is random follows from the bytes of the image file, the kind and the seed, and is the
 * same at every severity.
 *
 * @param sha256 of the image file
 * @param room for its pixels, where those of the one before, which lie there, are done with
 * @throws HomegroundError `stress/small-image`
 */
export function altered(
  picture: Pixels,
  alteration: Alteration,
  sha256: string,
  room: PixelRoom | null = null,
): Pixels {
  if (isTooSmall(picture)) {
    throw new HomegroundError("stress/small-image", {
      what: `a picture of ${picture.widthPx} × ${picture.heightPx} pixels is too small to be altered`,
      where: "picture",
      fix: `Give pictures whose sides are ${LEAST_SIDE} pixels or more`,
    });
  }
  const drawn = drawnAlteration(alteration, sha256);
  if (drawn === null || drawn.severity === 0) return picture;
  const { corruption, severity, random } = drawn;
  return madeIn(room, () => corruption.apply(picture, parameterAt(corruption, severity), random));
}

/** Where points of the working picture went; null where they stayed. */
export function motionOf(size: PictureSize, alteration: Alteration, sha256: string): Motion | null {
  const drawn = drawnAlteration(alteration, sha256);
  if (drawn === null || drawn.severity === 0) return null;
  const { corruption, severity, random } = drawn;
  return corruption.motion?.(size, parameterAt(corruption, severity), random) ?? null;
}

const LEAST_SIDE = 16;

/** Whether a picture has too few pixels for blur, blocks and places to mean anything. */
export function isTooSmall({ widthPx, heightPx }: PictureSize): boolean {
  return Math.min(widthPx, heightPx) < LEAST_SIDE;
}

/** What an alteration is for one picture; null for none. */
export function drawnAlteration(alteration: Alteration, sha256: string): DrawnAlteration | null {
  if ("try" in alteration) {
    const { kinds, most } = alteration;
    const seed = (alteration.seed + (alteration.try + 1) * TRY) % Number.MAX_SAFE_INTEGER;
    const random = createRandom(seed, streamOf(sha256, SEARCH_STREAM));
    const kind = kinds[random.below(kinds.length)]!;
    const severity = most * (1 - random.uniform());
    return { corruption: knownCorruption(kind), severity, random };
  }
  if (!("severity" in alteration)) return null;
  const { severity, seed } = alteration;
  const corruption = knownCorruption(alteration.kind);
  return { corruption, severity, random: drawnAgain(seed, streamOf(sha256, corruption.stream)) };
}

/** What was drawn last: severities of one kind follow each other, and draw the same. */
let last: { readonly seed: number; readonly stream: number; readonly draw: () => Random } | null =
  null;

function drawnAgain(seed: number, stream: number): Random {
  if (last?.seed !== seed || last.stream !== stream) {
    last = { seed, stream, draw: recorded(createRandom(seed, stream)) };
  }
  return last.draw();
}

/** Number of the streams by which a search draws. */
const SEARCH_STREAM = 31;
/** Seeds of two tries of a search are so far apart. */
const TRY = 2 ** 32;

/** The first 48 bits of the hash and five of the kind. */
function streamOf(sha256: string, stream: number): number {
  return Number.parseInt(sha256.slice(0, 12), 16) * 32 + stream;
}

function asRgb(pixels: Pixels): Pixels {
  if (pixels.channels === 3) return pixels;
  const data = new Uint8Array(pixels.widthPx * pixels.heightPx * 3);
  for (let i = 0; i < pixels.data.length; i++) data.fill(pixels.data[i]!, 3 * i, 3 * i + 3);
  return { ...pixels, channels: 3, data };
}
