import { HomegroundError } from "../../core/errors.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { decodePngSamples, type PngSamples } from "../../images/png-samples.js";
import type { MaskValues } from "./mask-values.js";
import { readNpy } from "./npy.js";

/**
 * The numbers of a mask: of a PNG file with a palette, grey of 1 to 16 bits or RGB; or of a NumPy array.
 *
 * @param path tells the kind of file, for files without a signature
 * @throws HomegroundError `image/…` of a damaged file, `input/unsupported` for another kind
 */
export function readMaskValues(bytes: Uint8Array, path: string): MaskValues {
  if (bytes[0] === 0x93 && bytes[1] === 0x4e) return readNpy(bytes, path);
  if (bytes[0] === 0x89 && bytes[1] === 0x50) {
    return valuesOf(decodePngSamples(bytes, { maxPixels: DEFAULT_MAX_PIXELS }), path);
  }
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  throw new HomegroundError("input/unsupported", {
    what: isJpeg
      ? "a mask in JPEG: its compression changes the numbers that stand for labels"
      : "a mask that is neither PNG nor NumPy's .npy",
    where: path,
    fix: "Save masks as PNG or .npy, from their source",
  });
}

function valuesOf(samples: PngSamples, path: string): MaskValues {
  const { widthPx, heightPx, channels, bits, data, palette } = samples;
  const size = { widthPx, heightPx, palette };
  if (channels === 1) return { ...size, values: data, areColours: false, bits };
  const count = widthPx * heightPx;
  if (channels === 2) {
    const values = bits === 16 ? new Uint16Array(count) : new Uint8Array(count);
    for (let i = 0; i < count; i++) values[i] = data[2 * i]!;
    return { ...size, values, areColours: false, bits };
  }
  let isGrey = true;
  for (let i = 0; i < data.length && isGrey; i += channels) {
    isGrey = data[i] === data[i + 1] && data[i] === data[i + 2];
  }
  if (isGrey) {
    const values = bits === 16 ? new Uint16Array(count) : new Uint8Array(count);
    for (let i = 0; i < count; i++) values[i] = data[channels * i]!;
    return { ...size, values, areColours: false, bits };
  }
  if (bits === 16) {
    throw new HomegroundError("input/unsupported", {
      what: "a mask of colours with 16 bits each",
      where: path,
      fix: "Save it with 8 bits a colour, or as ids in grey",
    });
  }
  const values = new Uint32Array(count);
  for (let i = 0, k = 0; i < count; i++, k += channels) {
    values[i] = data[k]! * 65_536 + data[k + 1]! * 256 + data[k + 2]!;
  }
  return { ...size, values, areColours: true, bits: 24 };
}
