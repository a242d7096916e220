import { HomegroundError } from "../../core/errors.js";
import {
  createUtf16Transcoder,
  decodeMixed,
  decodeUtf8,
  sniffEncoding,
} from "../delimited/text-encoding.js";
import type { FileAccess } from "../file-access.js";

/** A text and whether its bytes were those of Unicode. */
export interface DecodedText {
  readonly text: string;
  /** Whether odd bytes were read as Windows-1252. */
  readonly isLegacy: boolean;
}

/** The text of a whole file, without a byte order mark. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const { form, markBytes } = sniffEncoding(bytes);
  let body = bytes.subarray(markBytes);
  if (form !== "utf-8") body = createUtf16Transcoder(form).push(body);
  const text = decodeUtf8(body);
  return text === null ? { text: decodeMixed(body), isLegacy: true } : { text, isLegacy: false };
}

/**
 * Bytes of a file that is small in every real data set.
 *
 * @throws HomegroundError `input/too-large`, and as the access
 */
export async function readSmallFile(
  access: FileAccess,
  path: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const bytes = await access.read(path, { maxBytes: maxBytes + 1 });
  if (bytes.length <= maxBytes) return bytes;
  throw new HomegroundError("input/too-large", {
    what: `the file is larger than ${maxBytes} bytes`,
    where: path,
    fix: "Check that this is the file that was meant",
  });
}

/** So many files are read at once. */
const AT_ONCE = 32;

/**
 * What `read` makes of each of many files, in their order, with some of them in hand at once: a
 * file after the other would wait for the disk most of the time.
 */
export async function* readMany<T>(
  paths: readonly string[],
  read: (path: string) => Promise<T>,
): AsyncGenerator<T> {
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    yield* await Promise.all(paths.slice(from, from + AT_ONCE).map(read));
  }
}
