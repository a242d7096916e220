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
import { type ArchiveLimits, isBomb } from "./archive-limits.js";
import { decodeName, isArchiveName, readEntryName } from "./archive-names.js";
import type { ArchiveWriter } from "./archive-writer.js";
import type { PlaceProblems } from "./place-problems.js";

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
    const wanted = withoutDuplicates(decide(entries, limits, problems), problems);
    for (const { entry } of wanted) writer.reserve(entry.uncompressedSize);
    for (const { entry, path: inside } of wanted) {
      const pieces = await openEntry(zip, entry, inside, problems);
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
): Promise<readonly Entry[]> {
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
  return entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
}

/** Bytes before an entry's data, at least. */
const LOCAL_HEADER_BYTES = 30;

/** Many entries over the same bytes are how a small archive becomes a very large one. */
function refuseOverlaps(entries: readonly Entry[], archive: string): void {
  let end = 0;
  for (const entry of entries) {
    if (entry.relativeOffsetOfLocalHeader < end) {
      throw new HomegroundError("archive/too-large", {
        what: "entries lie over one another, as in an archive that is made to fill a disk",
        where: archive,
        fix: "Do not trust this archive; make it again from the files themselves",
      });
    }
    end = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.compressedSize;
  }
}

interface WantedEntry {
  readonly entry: Entry;
  readonly path: string;
}

/** What is unpacked; the rest is reported, or is a folder or the litter of a system. */
function decide(
  entries: readonly Entry[],
  limits: ArchiveLimits,
  problems: PlaceProblems,
): readonly WantedEntry[] {
  const wanted: WantedEntry[] = [];
  for (const entry of entries) {
    const { name, isUtf8 } = nameOf(entry);
    const read = readEntryName(name);
    if (read.kind === "ignored") continue;
    if (read.kind === "bad") {
      problems.add("archive/path", name, `the entry is left out for its name: ${read.why}`);
      continue;
    }
    const { path } = read;
    const problem = whyNot(entry, path, limits);
    if (problem !== null) {
      problems.add(problem.code, path, problem.what);
      continue;
    }
    if (!isUtf8) problems.add("path/encoding", path, "the name is not valid UTF-8");
    wanted.push({ entry, path });
  }
  return wanted;
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

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const LINK = 0o120000;

function whyNot(entry: Entry, path: string, limits: ArchiveLimits) {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type === LINK) {
    return { code: "archive/link", what: "it is a link, which is not followed" } as const;
  }
  if (type !== 0 && type !== REGULAR) {
    return { code: "archive/not-a-file", what: "it is no regular file; it is left out" } as const;
  }
  if (entry.isEncrypted()) {
    const what = "it is protected by a password; it is left out";
    return { code: "archive/encrypted", what } as const;
  }
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    const what = `it is packed by method ${entry.compressionMethod}, which is not read; it is left out`;
    return { code: "archive/unsupported", what } as const;
  }
  if (isArchiveName(path)) {
    const what = "an archive inside the archive is not unpacked";
    return { code: "archive/nested", what } as const;
  }
  const { uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > limits.maxEntryBytes || isBomb(uncompressedSize, compressedSize, limits)) {
    const what = `it grows from ${compressedSize} to ${uncompressedSize} bytes, as no picture or table does; it is left out`;
    return { code: "archive/too-large", what } as const;
  }
  if (uncompressedSize === 0 && compressedSize > EMPTY_PACKED_BYTES) {
    const what = `it says that it is empty and has ${compressedSize} packed bytes; it is left out`;
    return { code: "archive/size-mismatch", what } as const;
  }
  return null;
}

/** Deflate packs nothing into two bytes, and with an empty block before into a few more. */
const EMPTY_PACKED_BYTES = 16;

/** Two entries of one name: which of them is meant cannot be known, unless they are the same. */
function withoutDuplicates(
  wanted: readonly WantedEntry[],
  problems: PlaceProblems,
): readonly WantedEntry[] {
  const byPath = new Map<string, WantedEntry[]>();
  for (const one of wanted) {
    const same = byPath.get(one.path);
    if (same === undefined) byPath.set(one.path, [one]);
    else same.push(one);
  }
  return [...byPath].flatMap(([path, same]) => {
    const [first, ...others] = same;
    if (first === undefined || others.length === 0) return same;
    const areEqual = others.every(
      ({ entry }) =>
        entry.crc32 === first.entry.crc32 &&
        entry.uncompressedSize === first.entry.uncompressedSize,
    );
    const what = areEqual
      ? `${same.length} entries have this name and the same bytes; one is taken`
      : `${same.length} entries have this name and different bytes; all are left out`;
    problems.add("archive/duplicate", path, what);
    return areEqual ? [first] : [];
  });
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
    // damaged bytes can fail before a reader listens; the pipeline keeps that error for the reader
    return pipeline(packed, unpacked, () => undefined);
  } catch (cause) {
    const reason = messageOf(cause);
    return leftOut("archive/checksum", `it cannot be found in the archive (${reason})`);
  }
}
