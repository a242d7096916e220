import type { Cancellation } from "../../core/cancellation.js";
import { isHomegroundError } from "../../core/errors.js";
import { inParallel } from "../../dataset/attributes/in-parallel.js";
import { createDigestColumn, type DigestColumn } from "../../dataset/digest-column.js";
import type { FileAccess, FileStamp } from "../../formats/file-access.js";
import type { LocalLook } from "../../images/local-look.js";
import { HASH_WORDS, TURNS } from "../../images/perceptual-hash.js";
import type { PictureFile, PictureLook, PictureLooker } from "../../images/picture-look.js";
import type { HashColumn } from "./hash-search.js";
import type { ImagePrint, KeptPrints } from "./kept-prints.js";

/** By what images are told to be the same or nearly so, in columns: about 330 bytes an image, without `local`. */
export interface ImagePrints {
  readonly count: number;
  /** SHA-256 of the file. */
  readonly bytes: DigestColumn;
  /** SHA-256 of the pixels, see `pixelHash`. */
  readonly pixels: DigestColumn;
  readonly looks: HashColumn;
  /** Looks of each image turned and mirrored in {@link TURNS} ways, one behind the other. */
  readonly turned: Uint32Array;
  /** The look of each image part by part, null where there is none; empty where nobody asked. */
  readonly local: readonly (LocalLook | null)[];
  /** Images that are on disk and have no hash of their pixels: they cannot be decoded. */
  readonly undecoded: number;
  /** Images too plain for their looks to mean anything. */
  readonly plain: number;
}

export interface PrintOptions {
  readonly access: FileAccess | null;
  readonly looker: PictureLooker;
  readonly signal: Cancellation;
  /** Whether images are to be looked at part by part too. */
  readonly inParts: boolean;
  /** Of files that have not changed since they were printed nothing is read; absent: every file is. */
  readonly kept?: KeptPrints;
  readonly onPrinted?: () => void;
}

/** Hashes that are stated and not computed: 64 hexadecimal digits, or null. */
export interface StatedDigests {
  readonly bytes: readonly (string | null)[];
  readonly pixels: readonly (string | null)[];
}

/**
 * Hashes images: their bytes, their pixels and their looks. Those that are gone or cannot be decoded
 * have no hash of what cannot be had.
 *
 * @param paths inside the access; null where an image is not on disk
 * @param stated hashes of images that are not on disk
 */
export async function printImages(
  paths: readonly (string | null)[],
  options: PrintOptions,
  stated: StatedDigests | null = null,
): Promise<ImagePrints> {
  const count = paths.length;
  const bytes = createDigestColumn(count);
  const pixels = createDigestColumn(count);
  const looks = { words: new Uint32Array(count * HASH_WORDS), known: new Uint8Array(count) };
  const turned = new Uint32Array(count * TURNS * HASH_WORDS);
  const local: (LocalLook | null)[] = options.inParts ? new Array(count).fill(null) : [];
  let undecoded = 0;
  let plain = 0;
  const { access, looker, signal } = options;
  const fill = (image: number, look: PictureLook): void => {
    pixels.set(image, look.pixels);
    looks.words.set(look.words, image * HASH_WORDS);
    turned.set(look.turned, image * TURNS * HASH_WORDS);
    if (options.inParts) local[image] = look.local;
    looks.known[image] = Number(look.isKnown);
  };
  const printOf = (image: number): ImagePrint => ({
    bytes: bytes.hex(image)!,
    pixels: pixels.hex(image)!,
    words: wordsAt(looks.words, image, HASH_WORDS),
    turned: wordsAt(turned, image, TURNS * HASH_WORDS),
    isKnown: looks.known[image] === 1,
    local: local[image] ?? null,
  });
  const { kept } = options;
  const printOne = async (image: number): Promise<void> => {
    const path = paths[image] ?? null;
    if (path === null || access === null) {
      bytes.set(image, stated?.bytes[image] ?? null);
      pixels.set(image, stated?.pixels[image] ?? null);
      return;
    }
    try {
      // Taken before the file is read: what changes from now on has another one.
      const stamp = kept === undefined ? null : ((await access.stampOf?.(path)) ?? null);
      const before = stamp === null ? null : (kept?.find(stamp, options.inParts) ?? null);
      if (before !== null) {
        bytes.set(image, before.bytes);
        fill(image, before);
      } else {
        const seen = await looker.look(fileOf(access, path, stamp), options.inParts);
        bytes.set(image, seen.bytes);
        if (seen.look !== null) fill(image, seen.look);
        // What cannot be decoded may be another time.
        if (stamp !== null && pixels.has(image)) kept?.keep(stamp, printOf(image));
      }
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
    }
    if (!pixels.has(image)) undecoded++;
    else if (looks.known[image] === 0) plain++;
    options.onPrinted?.();
  };
  await inParallel(count, looker.atOnce, printOne, signal);
  return { count, bytes, pixels, looks, turned, local, undecoded, plain };
}

function wordsAt(words: Uint32Array, item: number, width: number): Uint32Array {
  return words.subarray(item * width, (item + 1) * width);
}

function fileOf(access: FileAccess, path: string, stamp: FileStamp | null): PictureFile {
  const { diskPath } = access;
  const file = {
    read: (maxBytes: number) => access.read(path, { maxBytes }),
    stream: () => access.stream(path),
  };
  if (diskPath === undefined) return file;
  // Of a hundred thousand files each question where one lies counts.
  return { ...file, disk: async () => stamp?.disk ?? diskPath(path) };
}
