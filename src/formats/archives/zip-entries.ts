import { HomegroundError } from "../../core/errors.js";
import type { PlaceProblems } from "../place-problems.js";
import { type ArchiveLimits, isBomb } from "./archive-limits.js";
import {
  createFoldersAbove,
  FILE_FOR_FOLDER,
  folderWithBytes,
  isArchiveName,
  readEntryName,
} from "./archive-names.js";

/** What the directory of a ZIP archive says of an entry, whoever reads it. Nothing of it is true yet. */
export interface ZipEntry {
  readonly name: string;
  readonly isUtf8: boolean;
  /** Of its local header, from the start of the archive. */
  readonly offset: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly crc32: number;
  /** 0 stored, 8 deflate. */
  readonly method: number;
  /** 0 where the archive says nothing of it. */
  readonly unixMode: number;
  readonly isEncrypted: boolean;
}

/** Bytes before an entry's data, at least. */
const LOCAL_HEADER_BYTES = 30;

/** Many entries over the same bytes are how a small archive becomes a very large one. */
export function refuseOverlaps(entries: readonly ZipEntry[], archive: string): void {
  let end = 0;
  for (const entry of entries) {
    if (entry.offset < end) {
      throw new HomegroundError("archive/too-large", {
        what: "entries lie over one another, as in an archive that is made to fill a disk",
        where: archive,
        fix: "Do not trust this archive; make it again from the files themselves",
      });
    }
    end = entry.offset + LOCAL_HEADER_BYTES + entry.compressedSize;
  }
}

/** An entry that is unpacked, and its path as `FileAccess` speaks it. */
export interface WantedEntry<Entry extends ZipEntry> {
  readonly entry: Entry;
  readonly path: string;
}

/** What is unpacked; the rest is reported, or is a folder or the litter of a system. */
export function wantedEntries<Entry extends ZipEntry>(
  entries: readonly Entry[],
  limits: ArchiveLimits,
  problems: PlaceProblems,
): readonly WantedEntry<Entry>[] {
  const wanted: WantedEntry<Entry>[] = [];
  for (const entry of entries) {
    const { name, isUtf8 } = entry;
    const read = readEntryName(name);
    if (read.kind === "ignored") continue;
    if (read.kind === "folder") {
      const { uncompressedSize, compressedSize } = entry;
      const bytes = Math.max(uncompressedSize, compressedSize - EMPTY_PACKED_BYTES);
      if (bytes > 0) problems.add("archive/path", name, folderWithBytes(bytes));
      continue;
    }
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
  return withoutDuplicates(withoutFolders(wanted, problems), problems);
}

/** A path is a file or a folder: where entries say both, those below it are what is meant. */
function withoutFolders<Entry extends ZipEntry>(
  wanted: readonly WantedEntry<Entry>[],
  problems: PlaceProblems,
): readonly WantedEntry<Entry>[] {
  const folders = createFoldersAbove();
  for (const { path } of wanted) folders.add(path);
  return wanted.filter(({ path }) => {
    if (!folders.has(path)) return true;
    problems.add("archive/path", path, FILE_FOR_FOLDER);
    return false;
  });
}

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const LINK = 0o120000;

function whyNot(entry: ZipEntry, path: string, limits: ArchiveLimits) {
  const type = entry.unixMode & FILE_TYPE;
  if (type === LINK) {
    return { code: "archive/link", what: "it is a link, which is not followed" } as const;
  }
  if (type !== 0 && type !== REGULAR) {
    return { code: "archive/not-a-file", what: "it is no regular file; it is left out" } as const;
  }
  if (entry.isEncrypted) {
    const what = "it is protected by a password; it is left out";
    return { code: "archive/encrypted", what } as const;
  }
  if (entry.method !== 0 && entry.method !== 8) {
    const what = `it is packed by method ${entry.method}, which is not read; it is left out`;
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
function withoutDuplicates<Entry extends ZipEntry>(
  wanted: readonly WantedEntry<Entry>[],
  problems: PlaceProblems,
): readonly WantedEntry<Entry>[] {
  const byPath = new Map<string, WantedEntry<Entry>[]>();
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
