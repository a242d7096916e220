/** A whole picture as a codec gives it: four values a pixel, alpha last. */
export interface RgbaPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Uint8Array for 8 bit, Uint16Array for 16; belongs to the caller. */
  readonly data: Uint8Array | Uint16Array;
  /** What the codec had to say on the way, a line each. */
  readonly warnings: readonly string[];
  /** Gives the data back to the codec, for the next picture; who keeps them does not call it. */
  readonly giveBack?: () => void;
}

/**
 * The codecs that are programs of their own; every other format is read by code of this folder.
 * Each call may reject with anything, and the next one works all the same.
 */
export interface ImageCodecs {
  /** Names and versions, for records. */
  readonly name: string;
  /** Grey or three components. Orientation and colour profiles are ignored. */
  readonly decodeJpeg: (bytes: Uint8Array) => Promise<RgbaPicture>;
  readonly decodePng: (bytes: Uint8Array, bitDepth: 8 | 16) => Promise<RgbaPicture>;
  /** Still pictures. */
  readonly decodeWebp: (bytes: Uint8Array) => Promise<RgbaPicture>;
}
