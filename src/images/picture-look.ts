import type { CreateDigest } from "../core/digest.js";
import { isHomegroundError } from "../core/errors.js";
import { DEFAULT_MAX_PIXELS } from "./image-header.js";
import { type LocalLook, localLook } from "./local-look.js";
import { type PerceptualHash, PLAIN_BELOW, perceptualHash } from "./perceptual-hash.js";
import type { PixelDecoder } from "./pixel-decoder.js";
import { pixelHash } from "./pixel-hash.js";

/** What a picture is compared by. */
export interface PictureLook extends Pick<PerceptualHash, "words" | "turned"> {
  /** SHA-256 of the pixels. */
  readonly pixels: string;
  /** Whether there is enough in it for the look to mean it. */
  readonly isKnown: boolean;
  /** Null where nobody asked. */
  readonly local: LocalLook | null;
}

/** The file of a picture, wherever it lies. */
export interface PictureFile {
  /** Bytes from its start, so many at most. @throws HomegroundError where it cannot be read */
  read(mostBytes: number): Promise<Uint8Array>;
  /** All of it, in pieces. @throws HomegroundError as {@link read} */
  stream(): AsyncIterable<Uint8Array>;
  /** Its path on disk, for threads that read it by themselves; absent where others know how to read it. @throws HomegroundError as {@link read} */
  disk?(): Promise<string>;
}

/** What is seen of a file. */
export interface SeenPicture {
  /** SHA-256 of the file. */
  readonly bytes: string;
  /** Null where it cannot be decoded. */
  readonly look: PictureLook | null;
}

/** Looks at pictures. What it sees does not depend on how many at once. */
export interface PictureLooker {
  /** So many are worth being given at once. */
  readonly atOnce: number;
  /**
   * @param inParts whether it is to be looked at part by part too
   * @throws HomegroundError where the file cannot be read
   */
  look(file: PictureFile, inParts: boolean): Promise<SeenPicture>;
}

/** Files above this size are hashed as they stream, and not decoded. */
const MOST_DECODED_BYTES = 1 << 28;
/** Of so many files with other bytes the looks are known, should copies of them follow. */
const REMEMBERED = 256;

/** Looks at one picture after the other while the next one's file is read. */
export function createPictureLooker(
  createDecoder: () => PixelDecoder,
  createDigest: CreateDigest,
): PictureLooker {
  const decoders: PixelDecoder[] = [];
  const remembered = new Map<string, Promise<PictureLook | null>>();
  const lookAt = async (bytes: Uint8Array, inParts: boolean): Promise<PictureLook | null> => {
    const decoder = decoders.pop() ?? createDecoder();
    try {
      const decoded = await decoder.decode(bytes, { maxPixels: DEFAULT_MAX_PIXELS });
      const { words, turned, strength } = perceptualHash(decoded);
      return {
        pixels: pixelHash(decoded, createDigest),
        words,
        turned,
        isKnown: strength >= PLAIN_BELOW,
        local: inParts ? localLook(decoded) : null,
      };
    } catch (error) {
      if (isHomegroundError(error)) return null;
      throw error;
    } finally {
      decoders.push(decoder);
    }
  };
  return {
    atOnce: 2,
    async look(file, inParts) {
      const { digest, bytes } = await readAndHash(file, createDigest);
      if (bytes === null) return { bytes: digest, look: null };
      const key = `${digest} ${inParts}`;
      const look = remembered.get(key) ?? lookAt(bytes, inParts);
      remembered.set(key, look);
      if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!);
      return { bytes: digest, look: await look };
    },
  };
}

async function readAndHash(
  file: PictureFile,
  createDigest: CreateDigest,
): Promise<{ readonly digest: string; readonly bytes: Uint8Array | null }> {
  const digest = createDigest();
  // Asking for its size first costs a small file as much as to read it.
  const bytes = await file.read(MOST_DECODED_BYTES + 1);
  if (bytes.length > MOST_DECODED_BYTES) {
    for await (const piece of file.stream()) digest.update(piece);
    return { digest: digest.hex(), bytes: null };
  }
  digest.update(bytes);
  return { digest: digest.hex(), bytes };
}
