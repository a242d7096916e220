import { invalidImage } from "./image-errors.js";
import { readCoefficients } from "./jpeg-coefficients.js";
import { greyJpegOf } from "./jpeg-grey.js";
import type { JpegHeader } from "./jpeg-header.js";
import { type Plane, upsample } from "./jpeg-upsample.js";
import type { Pixels } from "./pixel-decoder.js";

/**
 * A JPEG of four components as RGB. The codec reads no CMYK, so the file is split without loss into
 * four grey ones, whose samples it gives; they are put together here:
 *
 * - YCCK (Adobe transform 2) to CMYK as libjpeg does: C = 255 − (Y + 1.402·Cr'), M and Y likewise, K
 *   as it is;
 * - with an Adobe marker the values are inverted, as Photoshop writes them; without one they are ink,
 *   as the standard says;
 * - R = (255 − C)·(255 − K)/255, G and B likewise, which is Pillow's `convert("RGB")` to the bit.
 *
 * No colour profile is applied. See docs/decisions/0005-image-codecs.md.
 * @param decodeGrey samples of a greyscale JPEG
 * @throws HomegroundError `image/truncated`, `image/invalid`
 */
export async function decodeCmyk(
  bytes: Uint8Array,
  header: JpegHeader,
  decodeGrey: (bytes: Uint8Array) => Promise<Plane>,
): Promise<Pixels> {
  const { widthPx, heightPx, adobeTransform } = header;
  const planes: Uint8Array[] = [];
  for (const component of readCoefficients(bytes)) {
    const plane = await decodeGrey(greyJpegOf(component));
    planes.push(upsample(plane, widthPx, heightPx).data);
  }
  const [first, second, third, black] = planes;
  if (first === undefined || second === undefined || third === undefined || black === undefined) {
    // Markers hidden in other segments: what one reader takes for the frame the other steps over.
    throw invalidImage("a frame that has not the four components of its header", "JPEG");
  }
  if (adobeTransform !== null && adobeTransform !== 0) toCmyk(first, second, third);
  const isInverted = adobeTransform !== null;
  const data = new Uint8Array(3 * widthPx * heightPx);
  for (let i = 0, to = 0; i < widthPx * heightPx; i++) {
    const light = isInverted ? black[i]! : 255 - black[i]!;
    for (const plane of [first, second, third]) {
      const ink = isInverted ? 255 - plane[i]! : plane[i]!;
      data[to++] = light - productOver255(ink, light);
    }
  }
  return { widthPx, heightPx, channels: 3, bitDepth: 8, data };
}

/** round(a·b/255) for bytes, in whole numbers: Pillow's MULDIV255. */
function productOver255(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** YCC to inverted RGB in place; libjpeg's `ycck_cmyk_convert`, 16-bit fixed point. */
function toCmyk(luma: Uint8Array, blue: Uint8Array, red: Uint8Array): void {
  for (let i = 0; i < luma.length; i++) {
    const y = luma[i]!;
    const cb = blue[i]! - 128;
    const cr = red[i]! - 128;
    luma[i] = clamp(255 - (y + ((91881 * cr + 32768) >> 16)));
    blue[i] = clamp(255 - (y + ((-22554 * cb - 46802 * cr + 32768) >> 16)));
    red[i] = clamp(255 - (y + ((116130 * cb + 32768) >> 16)));
  }
}

function clamp(value: number): number {
  return Math.max(0, Math.min(value, 255));
}
