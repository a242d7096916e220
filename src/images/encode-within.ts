import { encodePng } from "./encode-png.js";
import type { JpegEncoder } from "./jpeg-encoder.js";
import type { Pixels } from "./pixel-decoder.js";
import { smaller } from "./thumbnail.js";

/** A picture as the bytes of a file. */
export interface EncodedPicture {
  readonly mime: "image/jpeg" | "image/png";
  readonly bytes: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** From where nobody sees a loss at this size down to where blocks begin to show. */
const QUALITIES = [85, 75, 65, 55, 45, 35, 25];
/** Below that a picture gets smaller rather than worse. */
const SHRINK = 0.75;
const SMALLEST_PX = 16;

/**
 * The best file of at most `mostBytes`: JPEG, its quality stepped down until it fits; PNG where that
 * is no larger, as it is for few flat colours; and where the lowest quality is still too large, the
 * same for a smaller picture.
 *
 * @param rgb 8-bit RGB
 * @returns null where not even {@link SMALLEST_PX} pixels fit
 */
export async function encodeWithin(
  rgb: Pixels,
  mostBytes: number,
  encoder: JpegEncoder,
): Promise<EncodedPicture | null> {
  for (let picture = rgb; ; ) {
    const { widthPx, heightPx } = picture;
    const jpeg = await jpegWithin(picture, mostBytes, encoder);
    const png = encodePng(widthPx, heightPx, new Uint8Array(picture.data));
    if (png.length <= Math.min(mostBytes, jpeg?.length ?? mostBytes)) {
      return { mime: "image/png", bytes: png, widthPx, heightPx };
    }
    if (jpeg !== null) return { mime: "image/jpeg", bytes: jpeg, widthPx, heightPx };
    const longest = Math.max(widthPx, heightPx);
    if (longest <= SMALLEST_PX) return null;
    picture = smaller(picture, Math.max(SMALLEST_PX, Math.floor(longest * SHRINK)));
  }
}

async function jpegWithin(
  picture: Pixels,
  mostBytes: number,
  encoder: JpegEncoder,
): Promise<Uint8Array | null> {
  for (const quality of QUALITIES) {
    const bytes = await encoder.encode(picture, quality);
    if (bytes.length <= mostBytes) return bytes;
  }
  return null;
}
