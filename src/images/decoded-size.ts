import { HomegroundError } from "../core/errors.js";
import type { ImageHeader } from "./image-header.js";
import type { DecodeLimits } from "./pixel-decoder.js";

/**
 * Bytes of a pixel that {@link DecodeLimits} means: red, green, blue and alpha of 8 bits, as codecs
 * give them. A pixel that takes twice the memory counts twice.
 */
const USUAL_BYTES = 4;

/**
 * Bytes of a pixel in the largest column that decoding makes of a file. A codec gives four channels
 * whatever the file has; a progressive JPEG is held as coefficients, 16 bits each, until its end.
 */
function bytesOfPixel(header: ImageHeader): number {
  switch (header.format) {
    case "png":
      return (4 * header.bitDepth) / 8;
    case "jpeg":
      return header.isProgressive ? 4 + 2 * header.components : 4;
    case "tiff":
      return (Math.max(4, header.samples) * Math.max(8, header.bits)) / 8;
    default:
      return USUAL_BYTES;
  }
}

/**
 * Refuses a picture whose pixels would take more memory than those of `maxPixels` usual pixels do:
 * 9000 × 9000 pixels of four channels with 16 bits are 81 megapixels and 648 MB.
 *
 * @throws HomegroundError `image/too-large`
 */
export function checkDecodedSize(header: ImageHeader, { maxPixels }: DecodeLimits): void {
  const { widthPx, heightPx } = header;
  const bytes = widthPx * heightPx * bytesOfPixel(header);
  const most = maxPixels * USUAL_BYTES;
  if (bytes <= most) return;
  throw new HomegroundError("image/too-large", {
    what: `the picture of ${widthPx} × ${heightPx} pixels takes ${inMegabytes(bytes)} decoded, more than ${inMegabytes(most)}`,
    where: header.format.toUpperCase(),
    fix: "Cut or shrink it beforehand, or save it with 8 bits a value",
  });
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
