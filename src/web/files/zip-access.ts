import { HomegroundError, messageOf } from "../../core/errors.js";
import {
  type ArchiveLimits,
  DEFAULT_ARCHIVE_LIMITS,
} from "../../formats/archives/archive-limits.js";
import { decodeName, folderWithBytes } from "../../formats/archives/archive-names.js";
import {
  refuseOverlaps,
  wantedEntries,
  type ZipEntry,
} from "../../formats/archives/zip-entries.js";
import { createPlaceProblems, type PlaceProblem } from "../../formats/place-problems.js";
import type { PageFile } from "./blob-access.js";

/** What an archive holds. */
export interface OpenedZip {
  /** By path; each is unpacked when it is asked for, never before and never kept. */
  readonly files: ReadonlyMap<string, PageFile>;
  /** What was left out, and why. */
  readonly problems: readonly PlaceProblem[];
}

/**
 * Opens a ZIP archive in the page: its directory is read, and by the rules of the command line some
 * of it is left out.
 *
 * @param name of the archive, for errors
 * @throws HomegroundError `archive/truncated`, `archive/invalid`, `archive/too-many`,
 *   `archive/too-large`; reading a file of it `archive/invalid`
 */
export async function openZip(
  archive: Blob,
  name: string,
  limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS,
): Promise<OpenedZip> {
  const zip = await import("@zip.js/zip.js/lib/zip-core-native.js");
  zip.configure({ useWebWorkers: false });
  const reader = new zip.ZipReader(new zip.BlobReader(archive), { strictness: "tolerant" });
  const problems = createPlaceProblems();
  const entries: (ZipEntry & { readonly read: () => Promise<Blob> })[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entries.length >= limits.maxEntries) throw tooMany(name, limits.maxEntries);
      if (entry.directory) {
        const { filename, uncompressedSize } = entry;
        if (uncompressedSize > 0)
          problems.add("archive/path", filename, folderWithBytes(uncompressedSize));
        continue;
      }
      entries.push({
        ...decodeName(entry.rawFilename),
        offset: entry.offset,
        compressedSize: entry.compressedSize,
        uncompressedSize: entry.uncompressedSize,
        crc32: entry.signature ?? 0,
        method: entry.compressionMethod ?? 0,
        unixMode: (entry.externalFileAttributes ?? 0) >>> 16,
        isEncrypted: entry.encrypted,
        read: () => unpack(entry, zip, name),
      });
    }
  } catch (cause) {
    throw cause instanceof HomegroundError ? cause : notAnArchive(name, cause);
  }
  entries.sort((a, b) => a.offset - b.offset);
  refuseOverlaps(entries, name);
  const files = new Map<string, PageFile>();
  for (const { entry, path } of wantedEntries(entries, limits, problems)) {
    files.set(path, { sizeBytes: entry.uncompressedSize, blob: entry.read });
  }
  return { files, problems: problems.finish() };
}

type ZipModule = typeof import("@zip.js/zip.js/lib/zip-core-native.js");
type PackedFile = import("@zip.js/zip.js/lib/zip-core-native.js").FileEntry;

/** An entry may not have one byte more than it says, nor other bytes than were packed. */
async function unpack(entry: PackedFile, zip: ZipModule, where: string): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let sizeBytes = 0;
  const counted = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(piece) {
      sizeBytes += piece.length;
      if (sizeBytes > entry.uncompressedSize) {
        throw new Error(`it has more than the ${entry.uncompressedSize} bytes that it says`);
      }
      pieces.push(piece.slice());
    },
  });
  try {
    await entry.getData(counted, {
      checkCrc32: true,
      checkLocalDirectory: true,
      checkLocalFilename: true,
    });
    return new Blob(pieces);
  } catch (cause) {
    const isOtherBytes = messageOf(cause) === zip.ERR_INVALID_CRC32;
    throw new HomegroundError("archive/invalid", {
      what: isOtherBytes ? "its bytes are not those that were packed" : messageOf(cause),
      where: `${where}: ${entry.filename}`,
      fix: "Copy or download the archive again, whole",
      cause,
    });
  }
}

function notAnArchive(name: string, cause: unknown): HomegroundError {
  const isCut = /end of central directory|central directory not found/i.test(messageOf(cause));
  return new HomegroundError(isCut ? "archive/truncated" : "archive/invalid", {
    what: isCut
      ? "the ZIP archive ends before its directory, which stands at its end"
      : messageOf(cause),
    where: name,
    fix: "Copy or download the archive again, whole",
    cause,
  });
}

function tooMany(name: string, most: number): HomegroundError {
  return new HomegroundError("archive/too-many", {
    what: `the archive has more than ${most} entries`,
    where: name,
    fix: "Unpack it yourself and choose the folder",
  });
}
