import { isHomegroundError } from "../../core/errors.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { thumbnailPixels, uprightPixels } from "../../images/thumbnail.js";

/** A picture for a canvas: rows of red, green, blue and alpha. */
export interface PictureTold {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Size of the picture in its file, as it is displayed, where it was made smaller. */
  readonly fileWidthPx?: number;
  readonly fileHeightPx?: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** The same of a file that may be missing, or broken: null then. */
export async function pictureOf(
  read: () => Promise<Uint8Array>,
  decoder: PixelDecoder,
  longestPx: number,
): Promise<PictureTold | null> {
  try {
    return await thumbnailOf(await read(), decoder, longestPx);
  } catch (error) {
    if (isHomegroundError(error)) return null;
    throw error;
  }
}

/**
 * A small upright copy of an image file.
 *
 * @throws HomegroundError `image/…` for a file that cannot be decoded
 */
export async function thumbnailOf(
  bytes: Uint8Array,
  decoder: PixelDecoder,
  longestPx: number,
): Promise<PictureTold> {
  const decoded = await decoder.decode(bytes, { maxPixels: DEFAULT_MAX_PIXELS });
  const upright = uprightPixels(decoded);
  const { widthPx, heightPx, data } = thumbnailPixels(upright, null, longestPx);
  const rgba = new Uint8ClampedArray(widthPx * heightPx * 4);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + 1]!;
    rgba[to + 2] = data[from + 2]!;
    rgba[to + 3] = 255;
  }
  const smaller =
    widthPx < upright.widthPx
      ? { fileWidthPx: upright.widthPx, fileHeightPx: upright.heightPx }
      : {};
  return { widthPx, heightPx, ...smaller, rgba };
}
