import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { isHomegroundError } from "../../core/errors.js";
import type { Column } from "../../core/table.js";
import { inParallel } from "../../dataset/attributes/in-parallel.js";
import { pixelColumns } from "../../dataset/attributes/pixel-attributes.js";
import { createDigestColumn } from "../../dataset/digest-column.js";
import type { FileAccess } from "../../formats/file-access.js";
import { exifBlock, isByCamera, readExif } from "../../images/exif.js";
import { recogniseFormat } from "../../images/image-format.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { type MeasuredAttributes, measureImage } from "../../images/measure.js";
import { swapsSides } from "../../images/orientation.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { pixelHash } from "../../images/pixel-hash.js";

/** What the bytes of an image are. */
export interface Fingerprint {
  /** SHA-256 of the file, 64 hexadecimal digits. */
  readonly bytes: string;
  /** Null where they cannot be decoded; the code says why. */
  readonly pixels: string | null;
  readonly problem: string | null;
  /** As displayed. */
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly measured: MeasuredAttributes | null;
  /** Whether its EXIF says that a camera took it. */
  readonly isByCamera: boolean;
}

/** Files above this size are hashed as they stream, and not decoded. */
const MOST_DECODED_BYTES = 1 << 28;

/**
 * Hashes an image file as it streams, then its pixels.
 *
 * @param measure whether pixels are measured too
 * @throws HomegroundError `input/…` where the file cannot be read
 */
export async function fingerprintOf(
  access: FileAccess,
  path: string,
  decoder: PixelDecoder,
  createDigest: CreateDigest,
  measure: boolean,
): Promise<Fingerprint> {
  const digest = createDigest();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of access.stream(path)) {
    digest.update(piece);
    size += piece.length;
    if (size <= MOST_DECODED_BYTES) pieces.push(piece.slice());
    else pieces.length = 0;
  }
  const bytes = digest.hex();
  const none = { widthPx: null, heightPx: null, measured: null, isByCamera: false };
  if (size > MOST_DECODED_BYTES) {
    return { bytes, pixels: null, problem: "image/too-large", ...none };
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  try {
    const decoded = await decoder.decode(whole, { maxPixels: DEFAULT_MAX_PIXELS });
    const { widthPx, heightPx } = decoded.pixels;
    const turned = swapsSides(decoded.orientation);
    return {
      bytes,
      pixels: pixelHash(decoded, createDigest),
      problem: null,
      widthPx: turned ? heightPx : widthPx,
      heightPx: turned ? widthPx : heightPx,
      measured: measure ? measureImage(decoded.pixels) : null,
      isByCamera: measure && cameraOf(whole),
    };
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return { bytes, pixels: null, problem: error.code, ...none };
  }
}

function cameraOf(bytes: Uint8Array): boolean {
  const block = exifBlock(bytes, recogniseFormat(bytes));
  return block !== null && isByCamera(readExif(block));
}

/** Fingerprints of many images in columns: 32 bytes a hash. */
export interface Fingerprints {
  /** Null where the image is not on disk or could not be read. */
  bytes(image: number): string | null;
  pixels(image: number): string | null;
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
  /** Measured attributes, a row an image; columns without any value are left out. */
  readonly measured: ReadonlyMap<string, Column>;
}

export interface FingerprintOptions {
  readonly access: FileAccess;
  readonly decoder: () => PixelDecoder;
  readonly createDigest: CreateDigest;
  readonly signal: Cancellation;
  /** Whether the labels say at which hour images were taken. */
  readonly haveHours?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Attributes of pixels that a profile can have. */
const MEASURED = ["brightness", "contrast", "sharpness", "colourfulness"] as const;
const AT_ONCE = 4;

/** @param paths of the images inside the access; null for one that is not there */
export async function fingerprintImages(
  paths: readonly (string | null)[],
  { access, decoder, createDigest, signal, haveHours = false, onProgress }: FingerprintOptions,
): Promise<Fingerprints> {
  const count = paths.length;
  const hashes = { bytes: createDigestColumn(count), pixels: createDigestColumn(count) };
  const widthPx = new Float64Array(count).fill(Number.NaN);
  const heightPx = new Float64Array(count).fill(Number.NaN);
  const measured = new Array<MeasuredAttributes | null>(count).fill(null);
  const onDisk = Int32Array.from(paths.keys()).filter((i) => paths[i] !== null);
  const decoders = Array.from({ length: Math.min(AT_ONCE, onDisk.length) }, decoder);
  // Grey or dark pictures tell the hour only where a camera took them.
  let arePhotos = haveHours;
  let done = 0;
  onProgress?.(0, onDisk.length);
  await inParallel(
    onDisk.length,
    AT_ONCE,
    async (item) => {
      const image = onDisk[item]!;
      // A decoder decodes one file at a time: each lane takes a free one.
      const free = decoders.pop() ?? decoder();
      try {
        const found = await fingerprintOf(access, paths[image]!, free, createDigest, true);
        hashes.bytes.set(image, found.bytes);
        hashes.pixels.set(image, found.pixels);
        widthPx[image] = found.widthPx ?? Number.NaN;
        heightPx[image] = found.heightPx ?? Number.NaN;
        measured[image] = found.measured;
        arePhotos ||= found.isByCamera;
      } catch (error) {
        // What cannot be read is listed by the evaluation; here it has no hash.
        if (!isHomegroundError(error) || !error.code.startsWith("input/")) throw error;
      } finally {
        decoders.push(free);
      }
      done++;
      onProgress?.(done, onDisk.length);
    },
    signal,
  );
  return {
    bytes: hashes.bytes.hex,
    pixels: hashes.pixels.hex,
    widthPx,
    heightPx,
    measured: pixelColumns({ measured }, arePhotos ? [...MEASURED, "light"] : MEASURED).columns,
  };
}
