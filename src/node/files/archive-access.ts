import { open } from "node:fs/promises";
import { HomegroundError } from "../../core/errors.js";
import {
  type ArchiveLimits,
  DEFAULT_ARCHIVE_LIMITS,
} from "../../formats/archives/archive-limits.js";
import { createPlaceProblems, type PlaceProblem } from "../../formats/place-problems.js";
import { unpackTar } from "./archive-tar.js";
import { createArchiveWriter, type Unpacked } from "./archive-writer.js";
import { unpackZip } from "./archive-zip.js";
import { unreadable } from "./disk-file.js";
import type { FolderAccess } from "./folder-access.js";
import { createMappedAccess } from "./mapped-access.js";
import { createTemporaryFolder } from "./temporary-folder.js";

export type ArchiveKind = "zip" | "tar" | "tar.gz";

/** An archive whose entries can be read like the files of a folder. */
export interface OpenedArchive extends FolderAccess {
  /** What was left out, or is read under another name. */
  readonly problems: readonly PlaceProblem[];
  /** Removes what was unpacked; it is gone at the end of the process at the latest. */
  close(): Promise<void>;
}

/**
 * Whether a file is an archive by its first bytes, or else by its name.
 *
 * @throws HomegroundError `archive/unsupported` for archives of other kinds, `input/unreadable`
 */
export async function archiveKindOf(path: string): Promise<ArchiveKind | null> {
  const head = await headOf(path);
  const startsWith = (...bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte);
  if (startsWith(0x50, 0x4b, 3, 4) || startsWith(0x50, 0x4b, 5, 6)) return "zip";
  if (startsWith(0x1f, 0x8b)) return "tar.gz";
  if (head.subarray(257, 262).equals(Buffer.from("ustar"))) return "tar";
  const other = OTHER_KINDS.find(([, ...bytes]) => startsWith(...bytes));
  if (other !== undefined) {
    throw new HomegroundError("archive/unsupported", {
      what: `this is ${other[0]}, which is not unpacked here`,
      where: path,
      fix: "Unpack it and name the folder, or pack the files as .zip or .tar",
    });
  }
  if (/\.zip$/i.test(path)) return "zip";
  if (/\.(tgz|tar\.gz)$/i.test(path)) return "tar.gz";
  return /\.tar$/i.test(path) ? "tar" : null;
}

const OTHER_KINDS: readonly (readonly [name: string, ...bytes: number[]])[] = [
  ["a 7-Zip archive", 0x37, 0x7a, 0xbc, 0xaf],
  ["a RAR archive", 0x52, 0x61, 0x72, 0x21],
  ["packed by xz", 0xfd, 0x37, 0x7a, 0x58],
  ["packed by Zstandard", 0x28, 0xb5, 0x2f, 0xfd],
  ["packed by bzip2", 0x42, 0x5a, 0x68],
];

async function headOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/**
 * Unpacks an archive into a folder of this process and gives access to its entries by their names.
 * On disk they have numbers: no name in an archive decides where anything is written. An entry that
 * is not what it says, or that a folder would not have, is left out and stands in `problems`.
 *
 * @param onProgress called after each entry
 * @throws HomegroundError `archive/truncated`, `archive/invalid`, `archive/unsupported`,
 *   `archive/too-many`, `archive/too-large`, `output/not-written`
 */
export async function openArchive(
  path: string,
  kind: ArchiveKind,
  limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS,
  onProgress?: (unpacked: Unpacked) => void,
): Promise<OpenedArchive> {
  const problems = createPlaceProblems();
  const folder = await createTemporaryFolder();
  try {
    const writer = await createArchiveWriter(folder.path, path, limits, problems, onProgress);
    if (kind === "zip") {
      await refuseOtherText(path);
      await unpackZip(path, path, writer, limits, problems);
    } else await unpackTar(path, path, kind === "tar.gz", writer, limits, problems);
    return {
      ...createMappedAccess(writer.files),
      problems: problems.finish(),
      close: () => folder.remove(),
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** A file that only its name calls a ZIP archive is not one that was cut. */
async function refuseOtherText(path: string): Promise<void> {
  const head = await headOf(path);
  if (head.subarray(0, 2).toString("latin1") === "PK") return;
  throw new HomegroundError("archive/invalid", {
    what: "the file is named .zip and is no ZIP archive",
    where: path,
    fix: "Copy or download the archive again, or name the folder that holds the images",
  });
}
