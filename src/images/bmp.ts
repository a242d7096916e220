import { checkSides, invalidImage, truncatedImage, unsupportedImage } from "./image-errors.js";
import type { DecodeLimits, Pixels } from "./pixel-decoder.js";

export interface BmpHeader {
  readonly format: "bmp";
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1, 4 or 8 with a palette, 16, 24 or 32 without. */
  readonly bits: number;
  readonly isTopDown: boolean;
  /** Red, green, blue and alpha masks of 16 and 32 bits; an alpha mask of 0 means none. */
  readonly masks: readonly [red: number, green: number, blue: number, alpha: number];
  /** Blue, green, red (and a spare byte) of each colour, or none. */
  readonly palette: Uint8Array;
  readonly paletteStep: 3 | 4;
  readonly pixelStart: number;
}

/**
 * Reads the headers of a Windows or OS/2 bitmap.
 * Source: Microsoft, Bitmap Storage and BITMAPV5HEADER.
 * @throws HomegroundError `image/too-large`, `image/truncated`, `image/unsupported` for compressed
 *   bitmaps, `image/invalid`
 */
export function readBmpHeader(bytes: Uint8Array, limits: DecodeLimits): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint8(14);
  const isOs2 = headerBytes === 12;
  const headerEnd = 14 + headerBytes;
  if (headerEnd > bytes.length) throw truncatedImage("the file ends inside its header", "BMP");
  const widthPx = isOs2 ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isOs2 ? view.getUint16(20, true) : view.getInt32(22, true);
  const heightPx = Math.abs(signedHeight);
  checkSides(widthPx, heightPx, limits, "BMP, byte 18");
  const bits = view.getUint16(isOs2 ? 24 : 28, true);
  const compression = isOs2 ? 0 : view.getUint32(30, true);
  const hasMasks = compression === 3 || compression === 6;
  if (![1, 4, 8, 16, 24, 32].includes(bits) || (hasMasks && bits !== 16 && bits !== 32)) {
    throw invalidImage(`${bits} bits a pixel`, "BMP, byte 28");
  }
  if (compression !== 0 && !hasMasks) {
    throw unsupportedImage("BMP with compression is not read", "BMP, byte 30", "Save it as PNG");
  }
  const maskStart = 54; // after the first 40 bytes, whether inside a longer header or behind it
  const maskCount = hasMasks ? (headerBytes >= 56 || compression === 6 ? 4 : 3) : 0;
  if (maskStart + 4 * maskCount > bytes.length && hasMasks) {
    throw truncatedImage("the file ends inside its header", "BMP, byte 54");
  }
  const mask = (i: number) => (i < maskCount ? view.getUint32(maskStart + 4 * i, true) : 0);
  const paletteStep = isOs2 ? 3 : 4;
  const used = isOs2 ? 0 : view.getUint32(46, true);
  const colours = bits > 8 ? 0 : used === 0 ? 2 ** bits : Math.min(used, 2 ** bits);
  const paletteStart = headerEnd + (headerBytes === 40 ? 4 * maskCount : 0);
  const pixelStart = view.getUint32(10, true);
  const rowBytes = Math.ceil((widthPx * bits) / 32) * 4;
  if (
    pixelStart + rowBytes * heightPx > bytes.length ||
    paletteStart + colours * paletteStep > bytes.length
  ) {
    throw truncatedImage("the file ends before its pixels do", `BMP, byte ${pixelStart}`);
  }
  return {
    format: "bmp",
    widthPx,
    heightPx,
    bits,
    isTopDown: signedHeight < 0,
    masks: hasMasks ? [mask(0), mask(1), mask(2), mask(3)] : bits === 16 ? RGB555 : RGB888,
    palette: bytes.subarray(paletteStart, paletteStart + colours * paletteStep),
    paletteStep,
    pixelStart,
  };
}

const RGB555 = [0x7c00, 0x3e0, 0x1f, 0] as const;
const RGB888 = [0xff0000, 0xff00, 0xff, 0] as const;

/**
 * Pixels of a bitmap: RGB, or RGBA where the header names an alpha mask. The spare byte of 32-bit
 * pixels without masks is ignored.
 */
export function decodeBmp(bytes: Uint8Array, header: BmpHeader): Pixels {
  const { widthPx, heightPx, bits, masks, pixelStart } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasAlpha = bits > 8 && masks[3] !== 0;
  const channels = hasAlpha ? 4 : 3;
  const fields = masks.slice(0, channels).map(readMask);
  const rowBytes = Math.ceil((widthPx * bits) / 32) * 4;
  const data = new Uint8Array(widthPx * heightPx * channels);
  let to = 0;
  for (let y = 0; y < heightPx; y++) {
    const row = pixelStart + (header.isTopDown ? y : heightPx - 1 - y) * rowBytes;
    for (let x = 0; x < widthPx; x++) {
      if (bits <= 8) {
        const shift = 8 - bits - ((x * bits) % 8);
        const index = (bytes[row + Math.floor((x * bits) / 8)]! >> shift) & (2 ** bits - 1);
        const colour = index * header.paletteStep;
        for (let c = 2; c >= 0; c--) data[to++] = header.palette[colour + c] ?? 0;
      } else if (bits === 24) {
        for (let c = 2; c >= 0; c--) data[to++] = bytes[row + 3 * x + c]!;
      } else {
        const at = row + (x * bits) / 8;
        const value = bits === 16 ? view.getUint16(at, true) : view.getUint32(at, true);
        for (const { mask, shift, max } of fields) {
          data[to++] = max === 0 ? 0 : Math.round((((value & mask) >>> shift) * 255) / max);
        }
      }
    }
  }
  return { widthPx, heightPx, channels, bitDepth: 8, data };
}

function readMask(mask: number) {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  return { mask, shift, max: mask >>> shift };
}
