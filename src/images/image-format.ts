import { HomegroundError } from "../core/errors.js";

/** The formats that are read. */
export type ImageFormat = "jpeg" | "png" | "webp" | "tiff" | "bmp" | "gif";

/** The endings that files of a format usually have, lower case, without the dot. */
const FORMAT_EXTENSIONS: Readonly<Record<ImageFormat, readonly string[]>> = {
  jpeg: ["jpg", "jpeg", "jpe", "jfif"],
  png: ["png", "apng"],
  webp: ["webp"],
  tiff: ["tif", "tiff"],
  bmp: ["bmp", "dib"],
  gif: ["gif"],
};

/**
 * The format that a file's name promises, or null where the ending is none of ours. The content
 * decides what is read; a difference is worth the note `image/extension-mismatch`.
 */
export function formatOfName(name: string): ImageFormat | null {
  const ending = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  if (ending === undefined) return null;
  for (const [format, endings] of Object.entries(FORMAT_EXTENSIONS)) {
    if (endings.includes(ending)) return isImageFormat(format) ? format : null;
  }
  return null;
}

function isImageFormat(name: string): name is ImageFormat {
  return Object.hasOwn(FORMAT_EXTENSIONS, name);
}

/** A kind of file that is known and not read, and what to do with it. */
interface Refused {
  readonly name: string;
  readonly fix: string;
}

/**
 * Tells the format by the first bytes, never by a name.
 * @throws HomegroundError `image/empty`, `image/unsupported` (with the name of the format and a
 *   way out), `image/invalid` (no image)
 */
export function recogniseFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) {
    throw new HomegroundError("image/empty", {
      what: "the file has no bytes",
      where: "start of the file",
      fix: "Copy the file again from where it came",
    });
  }
  const format = formatOf(bytes);
  if (format !== null) return format;
  const refused = refusedFormat(bytes);
  if (refused !== null) {
    throw new HomegroundError("image/unsupported", {
      what: `${refused.name} is not read`,
      where: "start of the file",
      fix: refused.fix,
    });
  }
  throw new HomegroundError("image/invalid", {
    what: `the bytes begin ${hex(bytes)}, which is no known image format`,
    where: "start of the file",
    fix: "Give JPEG, PNG, WebP, TIFF, BMP or GIF files",
  });
}

/** The format by the first bytes; null where it is none that is read. */
export function formatOf(bytes: Uint8Array): ImageFormat | null {
  if (startsWith(bytes, [0xff, 0xd8])) return "jpeg";
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return "webp";
  if (hasText(bytes, 0, "II*\0") || hasText(bytes, 0, "MM\0*")) return "tiff";
  if (hasText(bytes, 0, "GIF87a") || hasText(bytes, 0, "GIF89a")) return "gif";
  // "BM" alone opens many texts: the size of the second header has to fit as well.
  if (hasText(bytes, 0, "BM") && [12, 40, 52, 56, 64, 108, 124].includes(bytes[14] ?? 0)) {
    return "bmp";
  }
  return null;
}

function refusedFormat(bytes: Uint8Array): Refused | null {
  if (hasText(bytes, 128, "DICM")) {
    return { name: "DICOM", fix: "Convert it to 16-bit PNG, for instance with dcm2pnm of DCMTK" };
  }
  if (hasText(bytes, 4, "ftyp")) return isoFile(asciiAt(bytes, 8, 4));
  const isBigTiff = hasText(bytes, 0, "II+\0") || hasText(bytes, 0, "MM\0+");
  if (isBigTiff) {
    return {
      name: "BigTIFF",
      fix: "Cut tiles or a smaller level out as PNG, for instance with libvips or QuPath",
    };
  }
  if (hasText(bytes, 0, "8BPS")) {
    return { name: "a Photoshop document", fix: "Export it as PNG" };
  }
  if (startsWith(bytes, [0, 0, 0, 12, 0x6a, 0x50]) || startsWith(bytes, [0xff, 0x4f, 0xff, 0x51])) {
    return { name: "JPEG 2000", fix: "Convert it to PNG, for instance with opj_decompress" };
  }
  if (startsWith(bytes, [0, 0, 0, 12, 0x4a, 0x58]) || startsWith(bytes, [0xff, 0x0a])) {
    return { name: "JPEG XL", fix: "Convert it to PNG, for instance with djxl" };
  }
  if (hasText(bytes, 0, "%PDF")) {
    return { name: "PDF", fix: "Export its pages as PNG, for instance with pdftoppm" };
  }
  if (RAW_MARKS.some((mark) => hasText(bytes, 0, mark))) return CAMERA_RAW;
  if (startsWith(bytes, [0x1a, 0x45, 0xdf, 0xa3]) || hasText(bytes, 8, "AVI ")) return VIDEO;
  if (startsWith(bytes, [0, 0, 1, 0])) return { name: "an icon file", fix: "Save it as PNG" };
  if (isSvg(bytes)) {
    return { name: "SVG", fix: "Draw it as PNG at the size wanted, for instance with Inkscape" };
  }
  return null;
}

const RAW_MARKS = ["FUJIFILMCCD-RAW", "IIRO", "IIRS", "MMOR", "IIU\0", "FOVb"];

/** Camera raw, recognised here by its first bytes and in TIFF by its tags. */
export const CAMERA_RAW: Refused = {
  name: "a camera's raw file",
  fix: "Develop it to JPEG or 16-bit TIFF, for instance with darktable or rawtherapee",
};

const VIDEO: Refused = {
  name: "video",
  fix: "Extract frames as JPEG, for instance with ffmpeg",
};

function isoFile(brand: string): Refused {
  if (brand.startsWith("av")) {
    return { name: "AVIF", fix: "Convert it to PNG, for instance with avifdec" };
  }
  if (["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"].includes(brand)) {
    return {
      name: "HEIC",
      fix: "Convert it to JPEG, for instance with heif-convert, or set the phone to save JPEG",
    };
  }
  return brand.startsWith("crx") ? CAMERA_RAW : VIDEO;
}

/** A markup file whose first elements include `svg`. */
function isSvg(bytes: Uint8Array): boolean {
  const start = asciiAt(bytes, 0, 4096);
  return /^(?:\u00ef\u00bb\u00bf)?\s*</.test(start) && /<(?:\w+:)?svg[\s>]/i.test(start);
}

/** Whether the bytes at `offset` are this text (Latin-1). */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Up to `length` bytes from `offset` as Latin-1 text. */
export function asciiAt(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
