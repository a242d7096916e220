/** Pixels of one image, row-major, channels interleaved, as stored in the file (not rotated). */
export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Bits of a value: data is a Uint8Array for 8, a Uint16Array for 16. */
  readonly bitDepth: 8 | 16;
  readonly data: Uint8Array | Uint16Array;
}

/** A decoded image and what was noticed on the way. */
export interface DecodedImage {
  readonly pixels: Pixels;
  /** `jpeg`, `png`, `webp`, `tiff`. */
  readonly format: string;
  /** EXIF orientation of the file, 1 to 8; 1 when it has none. The pixels are not rotated by it. */
  readonly orientation: number;
  /** Codes worth a note: `image/truncated`, `image/colour-converted`, … */
  readonly notes: readonly string[];
}

export interface DecodeLimits {
  /** Largest width × height that is decoded; read from the header before anything is allocated. */
  readonly maxPixels: number;
}

/**
 * Port: bytes of an image file to pixels. Every adapter gives the same pixels for the same bytes
 * and passes test/contract/pixel-decoder.ts.
 */
export interface PixelDecoder {
  /** Name and version of the codecs, for records. */
  readonly decoder: string;
  /**
   * @throws HomegroundError `image/not-an-image`, `image/unsupported`, `image/too-large`,
   *   `image/damaged`
   */
  decode(bytes: Uint8Array, limits: DecodeLimits): Promise<DecodedImage>;
}
