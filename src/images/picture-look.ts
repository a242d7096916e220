import type { CreateDigest } from "../core/digest.js";
import { isHomegroundError } from "../core/errors.js";
import { DEFAULT_MAX_PIXELS } from "./image-header.js";
import { type LocalLook, localLook } from "./local-look.js";
import { PLAIN_BELOW, perceptualHash } from "./perceptual-hash.js";
import type { PixelDecoder } from "./pixel-decoder.js";
import { pixelHash } from "./pixel-hash.js";

/** What a picture is compared by. */
export interface PictureLook {
  /** SHA-256 of the pixels. */
  readonly pixels: string;
  readonly words: Uint32Array;
  readonly turned: Uint32Array;
  /** Whether there is enough in it for the look to mean it. */
  readonly isKnown: boolean;
  /** Null where nobody asked. */
  readonly local: LocalLook | null;
}

/** Looks at pictures. What it sees does not depend on how many at once. */
export interface PictureLooker {
  /** So many are worth being given at once, reading included. */
  readonly atOnce: number;
  /**
   * @param file the bytes of the picture's file
   * @param inParts whether it is to be looked at part by part too
   * @returns null where it cannot be decoded
   */
  look(file: Uint8Array, inParts: boolean): Promise<PictureLook | null>;
}

/** Looks at one picture after the other while the next one's file is read. */
export function createPictureLooker(
  createDecoder: () => PixelDecoder,
  createDigest: CreateDigest,
): PictureLooker {
  const decoders: PixelDecoder[] = [];
  return {
    atOnce: 2,
    async look(file, inParts) {
      const decoder = decoders.pop() ?? createDecoder();
      try {
        const decoded = await decoder.decode(file, { maxPixels: DEFAULT_MAX_PIXELS });
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
    },
  };
}
