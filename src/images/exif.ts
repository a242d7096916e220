import {
  type Directory,
  looseText,
  numbers,
  pointer,
  readDirectory,
  text,
} from "./exif-directory.js";
import { readExifOrientation } from "./exif-orientation.js";
import { asciiAt, hasText, type ImageFormat } from "./image-format.js";

/**
 * What EXIF says about how a picture was taken. Coordinates and serial numbers can name a place or
 * an owner: they are null unless asked for.
 */
export interface ExifFacts {
  /** Maker and model as one name, such as `RECONYX HC500 HYPERFIRE`; null where not said. */
  readonly cameraModel: string | null;
  /**
   * When it was taken, on the camera's clock: `2011-05-07T02:35:49`, with `+02:00` where the zone is
   * said. Of the tags DateTimeOriginal and DateTimeDigitized, never DateTime, which programs change.
   */
  readonly dateTime: string | null;
  /** Greater than 0; NaN where not said. */
  readonly exposureSeconds: number;
  /** Greater than 0; NaN where not said. */
  readonly fNumber: number;
  /** Greater than 0; NaN where not said. */
  readonly iso: number;
  /** Greater than 0; NaN where not said. */
  readonly focalLengthMm: number;
  /** The same view with 35 mm film; greater than 0, NaN where not said. */
  readonly focalLength35Mm: number;
  /** 1 to 8. */
  readonly orientation: number;
  readonly personal: ExifPersonal | null;
}

/** What can name a place or an owner. */
export interface ExifPersonal {
  /** Serial number of the camera's body. */
  readonly serialNumber: string | null;
  /** −90 to 90, north positive; NaN where not said. */
  readonly latitudeDeg: number;
  /** −180 to 180, east positive; NaN where not said. */
  readonly longitudeDeg: number;
}

const TAG = {
  make: 0x010f,
  model: 0x0110,
  exif: 0x8769,
  gps: 0x8825,
  exposureTime: 0x829a,
  fNumber: 0x829d,
  iso: 0x8827,
  dateTimeOriginal: 0x9003,
  dateTimeDigitized: 0x9004,
  offsetTimeOriginal: 0x9011,
  offsetTimeDigitized: 0x9012,
  focalLength: 0x920a,
  focalLength35: 0xa405,
  serialNumber: 0xa431,
} as const;
const GPS_TAG = { latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4 } as const;

/**
 * Reads a block of EXIF data (a TIFF header and its directories). Of the directories only the first
 * one and the two that it points to are read, each once, so that pointers in a circle lead nowhere.
 * What is absent or damaged is null or NaN: a picture is not lost over its metadata.
 *
 * Source: Exif 2.32 (JEITA CP-3451), tags by their numbers there; held to exifr in the tests.
 *
 * @param withPersonal whether coordinates and serial number are read at all
 */
export function readExif(block: Uint8Array, withPersonal = false): ExifFacts {
  const first = readDirectory(block, null);
  const exif = readDirectory(block, pointer(first, TAG.exif));
  const gps = withPersonal ? readDirectory(block, pointer(first, TAG.gps)) : null;
  return {
    cameraModel: cameraName(text(first, TAG.make), text(first, TAG.model)),
    dateTime: timeTaken(exif),
    exposureSeconds: positive(numbers(exif, TAG.exposureTime)),
    fNumber: positive(numbers(exif, TAG.fNumber)),
    iso: positive(numbers(exif, TAG.iso)),
    focalLengthMm: positive(numbers(exif, TAG.focalLength)),
    focalLength35Mm: positive(numbers(exif, TAG.focalLength35)),
    orientation: readExifOrientation(block),
    personal: withPersonal
      ? {
          serialNumber: text(exif, TAG.serialNumber),
          latitudeDeg: degrees(gps, GPS_TAG.latitude, GPS_TAG.latitudeRef, "S", 90),
          longitudeDeg: degrees(gps, GPS_TAG.longitude, GPS_TAG.longitudeRef, "W", 180),
        }
      : null,
  };
}

/** Whether a camera says that it took the picture, or when: a scan or a micrograph without either shows no daylight. */
export function isByCamera(facts: ExifFacts | null): boolean {
  return facts !== null && (facts.dateTime !== null || facts.cameraModel !== null);
}

/** Texts of EXIF that may tell whose a picture is; empty ones and those of spaces are left out. */
export interface ExifTexts {
  /** Artist, owner of the camera, copyright, author. */
  readonly people: readonly string[];
  /** Serial numbers of body and lens, and of the camera as Adobe's DNG has it. */
  readonly serials: readonly string[];
  /** Description, comments, title, subject: anything. */
  readonly others: readonly string[];
}

const PEOPLE_TAGS = [0x013b, 0x8298, 0xa430, 0x9c9d];
const SERIAL_TAGS = [0xa431, 0xa435, 0xc62f];
const OTHER_TAGS = [0x010e, 0x010d, 0x9286, 0x9c9b, 0x9c9c, 0x9c9e, 0x9c9f];

/**
 * Texts of the first directory and the one that it points to.
 *
 * @param block as for {@link readExif}
 */
export function readExifTexts(block: Uint8Array): ExifTexts {
  const first = readDirectory(block, null);
  const exif = readDirectory(block, pointer(first, TAG.exif));
  const textsOf = (tags: readonly number[]): string[] =>
    tags.flatMap((tag) => [first, exif].flatMap((one) => looseText(one, tag) ?? []));
  return {
    people: textsOf(PEOPLE_TAGS),
    serials: textsOf(SERIAL_TAGS),
    others: textsOf(OTHER_TAGS),
  };
}

/**
 * The block of EXIF data in the bytes of a file or of its start; null where there is none.
 *
 * @param bytes of an image of that format, whole or cut anywhere: only what lies inside is found
 */
export function exifBlock(bytes: Uint8Array, format: ImageFormat): Uint8Array | null {
  switch (format) {
    case "jpeg":
      return jpegBlock(bytes);
    case "png":
      return chunkOf(bytes, 8, "eXIf", (view, at) => ({
        type: asciiAt(bytes, at + 4, 4),
        length: view.getUint32(at),
        padded: view.getUint32(at) + 4,
      }));
    case "webp": {
      const block = chunkOf(bytes, 12, "EXIF", (view, at) => {
        const length = view.getUint32(at + 4, true);
        return { type: asciiAt(bytes, at, 4), length, padded: length + (length % 2) };
      });
      return block !== null && hasText(block, 0, "Exif\0\0") ? block.subarray(6) : block;
    }
    case "tiff":
      return bytes;
    case "bmp":
    case "gif":
      return null;
    default:
      return format satisfies never;
  }
}

function jpegBlock(bytes: Uint8Array): Uint8Array | null {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const code = bytes[at + 1]!;
    if (code === 0xff) {
      at++;
      continue;
    }
    if (code === 0xda || code === 0xd9) return null;
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (length < 2) return null;
    const segment = bytes.subarray(at + 4, at + 2 + length);
    if (code === 0xe1 && hasText(segment, 0, "Exif\0\0")) return segment.subarray(6);
    at += 2 + length;
  }
  return null;
}

interface Chunk {
  readonly type: string;
  readonly length: number;
  /** Bytes from the chunk's data to the next chunk. */
  readonly padded: number;
}

/** Data of the first chunk of a type in a row of chunks with heads of 8 bytes. */
function chunkOf(
  bytes: Uint8Array,
  from: number,
  wanted: string,
  headAt: (view: DataView, at: number) => Chunk,
): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at + 8 <= bytes.length; ) {
    const { type, length, padded } = headAt(view, at);
    if (type === wanted) return bytes.subarray(at + 8, at + 8 + length);
    at += 8 + padded;
  }
  return null;
}

function positive([value = Number.NaN]: readonly number[]): number {
  return Number.isFinite(value) && value > 0 ? value : Number.NaN;
}

/** `Canon` and `Canon EOS 40D` are `Canon EOS 40D`. */
function cameraName(make: string | null, model: string | null): string | null {
  if (make === null || model === null) return model ?? make;
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
}

function timeTaken(exif: Directory | null): string | null {
  const time =
    isoTime(text(exif, TAG.dateTimeOriginal), text(exif, TAG.offsetTimeOriginal)) ??
    isoTime(text(exif, TAG.dateTimeDigitized), text(exif, TAG.offsetTimeDigitized));
  return time;
}

/** `2011:05:07 02:35:49` as `2011-05-07T02:35:49`; null for blanks, zeros and other texts. */
function isoTime(time: string | null, zone: string | null): string | null {
  const parts = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(time ?? "");
  if (parts === null || parts[1] === "0000" || parts[2] === "00" || parts[3] === "00") return null;
  const [, year, month, day, hour, minute, second] = parts;
  const known = zone !== null && /^([+-]\d\d:\d\d|Z)$/.test(zone) ? zone : "";
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${known}`;
}

/** Degrees, minutes and seconds as degrees; NaN where they are no place on Earth. */
function degrees(
  gps: Directory | null,
  tag: number,
  referenceTag: number,
  negative: "S" | "W",
  limit: number,
): number {
  const [degree = Number.NaN, minute = 0, second = 0] = numbers(gps, tag);
  const reference = text(gps, referenceTag);
  const value = degree + minute / 60 + second / 3600;
  if (reference === null || !(value >= 0 && value <= limit)) return Number.NaN;
  return reference.toUpperCase() === negative ? -value : value;
}
