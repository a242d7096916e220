import type { DecodedImage, Pixels } from "./pixel-decoder.js";

/**
 * Turns stored pixels upright by their EXIF orientation, 1 to 8, as Pillow's
 * `ImageOps.exif_transpose` does. 5 to 8 swap width and height. Any other value counts as 1.
 * Source: Exif 2.32 (JEITA CP-3451), tag 274.
 * @returns the same object for 1, a copy otherwise
 */
export function applyOrientation(pixels: Pixels, orientation: number): Pixels {
  const { widthPx: w, heightPx: h, channels, data } = pixels;
  if (!swapsSides(orientation) && ![2, 3, 4].includes(orientation)) return pixels;
  // Source pixel of the upright (x, y) is start + x·right + y·down.
  const last = w * h - 1;
  const [start, right, down] = (
    {
      2: [w - 1, -1, w],
      3: [last, -1, -w],
      4: [last - (w - 1), 1, -w],
      5: [0, w, 1],
      6: [last - (w - 1), -w, 1],
      7: [last, -w, -1],
      8: [w - 1, w, -1],
    } as const
  )[orientation as 2 | 3 | 4 | 5 | 6 | 7 | 8];
  const widthPx = swapsSides(orientation) ? h : w;
  const heightPx = swapsSides(orientation) ? w : h;
  const out =
    data instanceof Uint8Array ? new Uint8Array(data.length) : new Uint16Array(data.length);
  let to = 0;
  for (let y = 0; y < heightPx; y++) {
    let from = (start + y * down) * channels;
    const step = right * channels;
    for (let x = 0; x < widthPx; x++) {
      for (let c = 0; c < channels; c++) out[to++] = data[from + c]!;
      from += step;
    }
  }
  return { ...pixels, widthPx, heightPx, data: out };
}

/** A picture mirrored as it is displayed, left for right: its stored pixels are, and its orientation stays. */
export function mirrorImage(decoded: DecodedImage): DecodedImage {
  const { pixels, orientation } = decoded;
  return { ...decoded, pixels: applyOrientation(pixels, swapsSides(orientation) ? 4 : 2) };
}

/** Whether an orientation turns the picture by a quarter, so that width and height change places. */
export function swapsSides(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}
