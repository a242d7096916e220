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
  /** `jpeg`, `png`, `webp`, `tiff`, `bmp`, `gif`: by content, whatever the file's name says. */
  readonly format: string;
  /** EXIF orientation of the file, 1 to 8; 1 when it has none. The pixels are not rotated by it. */
  readonly orientation: number;
  /** Codes of the table `IMAGE_NOTES`: `image/truncated`, `image/colour-converted`, … */
  readonly notes: readonly string[];
}

export interface DecodeLimits {
  /**
   * Largest width × height that is decoded; read from the header before anything is allocated. Of
   * pixels that take more than four bytes (16 bits a value, a progressive JPEG) as many fewer.
   */
  readonly maxPixels: number;
  /** Memory for pixels of 8 bit; those of the image before, which lie in it, are written over. Default: new memory. */
  readonly room?: PixelRoom;
}

/** Memory in which the pixels of one image after the other may lie: new memory is cleared for each. */
export interface PixelRoom {
  bytes: Uint8Array;
}

/**
 * Port: bytes of an image file to pixels. Every adapter gives the same pixels for the same bytes
 * and passes test/contract/pixel-decoder.ts.
 */
export interface PixelDecoder {
  /** Name and version of the codecs, for records. */
  readonly decoder: string;
  /**
   * The bytes are read and not changed; the pixels belong to the caller, in whose
   * room they may lie. A file of several frames
   * or pages gives the first. A refused file leaves the decoder as good as new.
   *
   * @throws HomegroundError `image/empty`; `image/invalid` for what is no image or contradicts
   *   itself; `image/unsupported` for a known kind that is not read, with a way out;
   *   `image/too-large`, before anything of that size is allocated; `image/truncated` where pixels
   *   are missing
   */
  decode(bytes: Uint8Array, limits: DecodeLimits): Promise<DecodedImage>;
}
