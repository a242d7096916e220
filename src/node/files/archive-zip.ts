import { readFile, stat } from "node:fs/promises";
import { PassThrough, pipeline, type Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import {
  type Entry,
  fromBufferPromise,
  getFileNameLowLevel,
  openPromise,
  type ZipFile,
} from "yauzl";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { ArchiveLimits } from "../../formats/archives/archive-limits.js";
import { decodeName } from "../../formats/archives/archive-names.js";
import {
  refuseOverlaps,
  wantedEntries,
  type ZipEntry,
} from "../../formats/archives/zip-entries.js";
import type { PlaceProblems } from "../../formats/place-problems.js";
import type { ArchiveWriter } from "./archive-writer.js";

/**
 * Unpacks a ZIP archive, ZIP64 included. What its directory says of names and sizes is decided on
 * before a byte is unpacked; while unpacking, an entry may not have one byte more than it says.
 *
 * @param archive names the archive in errors
 * @throws HomegroundError `archive/truncated`, `archive/invalid`, `archive/too-many`,
 *   `archive/too-large`, `output/not-written`
 */
export async function unpackZip(
  path: string,
  archive: string,
  writer: ArchiveWriter,
  limits: ArchiveLimits,
  problems: PlaceProblems,
): Promise<void> {
  const zip = await openZip(path, archive);
  try {
    const entries = await readDirectory(zip, archive, limits);
    refuseOverlaps(entries, archive);
    const wanted = wantedEntries(entries, limits, problems);
    for (const { entry } of wanted) writer.reserve(entry.uncompressedSize);
    for (const { entry, path: inside } of wanted) {
      const pieces = await openEntry(zip, entry.raw, inside, problems);
      if (pieces === null) continue;
      const expected = { sizeBytes: entry.uncompressedSize, crc32: entry.crc32 };
      await writer.write(inside, pieces, expected);
    }
  } finally {
    zip.close();
  }
}

/** An archive up to this is read at once: small entries cost many small reads otherwise. */
const IN_MEMORY_BYTES = 64 << 20;

async function openZip(path: string, archive: string): Promise<ZipFile> {
  const options = {
    autoClose: false,
    decodeStrings: false, // one bad name would refuse the whole archive
    validateEntrySizes: false, // the same for a wrong size; the writer counts
  };
  try {
    const { size } = await stat(path);
    return size <= IN_MEMORY_BYTES
      ? await fromBufferPromise(await readFile(path), options)
      : await openPromise(path, options);
  } catch (cause) {
    const what = messageOf(cause);
    const isCut = /central directory record signature not found/i.test(what);
    throw new HomegroundError(isCut ? "archive/truncated" : "archive/invalid", {
      what: isCut ? "the ZIP archive ends before its directory, which stands at its end" : what,
      where: archive,
      fix: "Copy or download the archive again, whole",
      cause,
    });
  }
}

async function readDirectory(
  zip: ZipFile,
  archive: string,
  limits: ArchiveLimits,
): Promise<readonly YauzlEntry[]> {
  if (zip.entryCount > limits.maxEntries) {
    throw new HomegroundError("archive/too-many", {
      what: `the archive says that it has ${zip.entryCount} entries, more than ${limits.maxEntries}`,
      where: archive,
      fix: "Unpack it yourself and name the folder",
    });
  }
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (cause) {
    throw new HomegroundError("archive/invalid", {
      what: `its directory is damaged: ${messageOf(cause)}`,
      where: archive,
      fix: "Copy or download the archive again, whole",
      cause,
    });
  }
  return entries.map(entryOf).sort((a, b) => a.offset - b.offset);
}

interface YauzlEntry extends ZipEntry {
  readonly raw: Entry;
}

function entryOf(raw: Entry): YauzlEntry {
  return {
    ...nameOf(raw),
    raw,
    offset: raw.relativeOffsetOfLocalHeader,
    compressedSize: raw.compressedSize,
    uncompressedSize: raw.uncompressedSize,
    crc32: raw.crc32,
    method: raw.compressionMethod,
    unixMode: raw.externalFileAttributes >>> 16,
    isEncrypted: raw.isEncrypted(),
  };
}

/** UTF-8 where it is, whatever the entry's flag says; otherwise what the ZIP format prescribes. */
function nameOf(entry: Entry): { readonly name: string; readonly isUtf8: boolean } {
  const decoded = decodeName(entry.fileNameRaw);
  if (decoded.isUtf8 || (entry.generalPurposeBitFlag & 0x800) !== 0) return decoded;
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  return {
    name: getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false),
    isUtf8: true,
  };
}

/** The unpacked bytes of an entry; null when it is not where the directory says. */
async function openEntry(
  zip: ZipFile,
  entry: Entry,
  path: string,
  problems: PlaceProblems,
): Promise<Readable | null> {
  const leftOut = (code: "archive/inconsistent" | "archive/checksum", what: string): null => {
    problems.add(code, path, `${what}; it is left out`);
    return null;
  };
  try {
    const local = await zip.readLocalFileHeaderPromise(entry);
    if (!local.fileName.equals(entry.fileNameRaw)) {
      const other = JSON.stringify(decodeName(local.fileName).name.slice(0, 200));
      return leftOut("archive/inconsistent", `at its place it is called ${other}`);
    }
    const packed = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStreamLowLevel(
        ...([local.fileDataStart, entry.compressedSize, 0, entry.compressedSize] as const),
        ...([false, null] as const),
        (error, stream) => (error === null ? resolve(stream) : reject(error)),
      );
    });
    const unpacked = entry.compressionMethod === 8 ? createInflateRaw() : new PassThrough();
    // Damaged bytes can fail before a reader listens, the last of them after the pipeline has let go:
    // the stream keeps its error for the reader, and nobody else may fail by it.
    unpacked.on("error", () => undefined);
    return pipeline(packed, unpacked, () => undefined);
  } catch (cause) {
    const reason = messageOf(cause);
    return leftOut("archive/checksum", `it cannot be found in the archive (${reason})`);
  }
}
