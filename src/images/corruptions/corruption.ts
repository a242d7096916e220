import type { Random } from "../../core/random.js";
import type { PixelRoom, Pixels } from "../pixel-decoder.js";

/** Severities of every kind, mildest first. */
export const SEVERITIES = [1, 2, 3, 4, 5] as const;

/** Parameters at severities 1 to 5. */
export type Levels = readonly [number, number, number, number, number];

/**
 * A way of altering a picture, to see what a model still recognises. The same pixels, parameter and random
 * words give the same bytes everywhere: whole numbers, IEEE arithmetic in a fixed order, functions of
 * `core/elementary`.
 */
export interface Corruption {
  readonly id: string;
  /** `Gaussian noise`. */
  readonly words: string;
  /** What the parameter is measured in, behind a number: `stops`. */
  readonly unit: string;
  /** The parameter that leaves the picture as it is. */
  readonly neutral: number;
  readonly levels: Levels;
  /** Number of its random streams, 0 to 31: no other kind has it, and it stays. */
  readonly stream: number;
  /**
   * @param picture 8-bit RGB, upright; is not changed
   * @param random of this picture and kind, the same at every severity
   * @returns a picture of the same size
   */
  apply(picture: Pixels, parameter: number, random: Random): Pixels;
  /** Where points of the picture go; absent: they stay. */
  motion?(size: PictureSize, parameter: number, random: Random): Motion;
  /** Of one that moves: whether everything that was in the picture still is. */
  readonly keepsAll?: true;
}

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The point (x, y) goes to (xx·x + xy·y + x0, yx·x + yy·y + y0); pixel (0, 0) covers [0, 1) × [0, 1). */
export interface Motion {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** Lengths in pixels are those of a picture whose shorter side has so many. */
const REFERENCE_SIDE = 224;

/** A length of the reference picture in pixels of this one. */
export function scaledPx(px: number, { widthPx, heightPx }: PictureSize): number {
  return (px * Math.min(widthPx, heightPx)) / REFERENCE_SIDE;
}

/** Where the picture that is being made lies; null: in new memory. */
let lent: PixelRoom | null = null;

/** Has a picture made in a room: what lay in it is written over. */
export function madeIn<T>(room: PixelRoom | null, make: () => T): T {
  lent = room;
  try {
    return make();
  } finally {
    lent = null;
  }
}

/** Bytes for the picture that an alteration gives, each of which it writes. A second one is read while it is made from the first. */
export function newBytes(length: number): Uint8Array {
  const room = lent;
  lent = null;
  if (room === null) return new Uint8Array(length);
  if (room.bytes.length < length) room.bytes = new Uint8Array(length);
  return room.bytes.subarray(0, length);
}

/** Longer arrays are not kept: 32 MB of the widest numbers. */
const MOST_KEPT = 2 ** 22;

/**
 * Memory for what nobody needs behind an alteration, not cleared: arrays made anew for every look count against the heap.
 */
export function keptRoom<T extends Float64Array | Uint32Array>(
  make: (count: number) => T,
): (count: number) => T {
  let room = make(0);
  return (count) => {
    if (count > MOST_KEPT) return make(count);
    if (room.length < count) room = make(count);
    return room.subarray(0, count) as T;
  };
}

/** The picture with other values. */
export function withData(picture: Pixels, data: Uint8Array): Pixels {
  return { ...picture, data };
}

/** A value rounded, halves up, and limited to 0 … 255. */
export function toByte(value: number): number {
  const raised = value + 0.5;
  if (raised <= 0) return 0;
  return raised >= 255 ? 255 : Math.floor(raised);
}

/** What is found out about a picture once, for all severities that ask for it. */
export function oncePerPicture<T>(find: (picture: Pixels) => T): (picture: Pixels) => T {
  const known = new WeakMap<Pixels, T>();
  return (picture) => {
    const found = known.get(picture) ?? find(picture);
    known.set(picture, found);
    return found;
  };
}

/** Parameters whose tables are kept: those of the severities of one kind, and some of a search. */
const MOST_REMEMBERED = 8;

/** The same table again for a parameter that was asked for a short while before. */
export function remembered<T>(make: (parameter: number) => T): (parameter: number) => T {
  const known = new Map<number, T>();
  return (parameter) => {
    const found = known.get(parameter) ?? make(parameter);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(parameter, found);
    return found;
  };
}
