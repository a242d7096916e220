import { open, rm, statfs } from "node:fs/promises";
import { extname, join } from "node:path";
import { crc32 } from "node:zlib";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { ArchiveLimits } from "../../formats/archives/archive-limits.js";
import type { PlaceProblems } from "../../formats/place-problems.js";
import type { MappedFile } from "./mapped-access.js";
import { notWritten } from "./write-file.js";

const MAKE_ROOM = "Make room in the folder of temporary files, or set TMPDIR to another one";

/** What the directory of an archive says of an entry. */
export interface ExpectedBytes {
  readonly sizeBytes: number;
  /** null where the format has none. */
  readonly crc32: number | null;
}

/** Puts the entries of an archive on disk, under numbers. */
export interface ArchiveWriter {
  /** Refuses what does not fit. @throws HomegroundError `archive/too-large` */
  reserve(bytes: number): void;
  /** Writes an entry, or reports it and leaves it out when it is not what is expected. */
  write(path: string, pieces: AsyncIterable<Uint8Array>, expected: ExpectedBytes): Promise<void>;
  /** Takes an entry back. */
  discard(path: string): void;
  readonly files: ReadonlyMap<string, MappedFile>;
}

/** How much of an archive is on disk. */
export interface Unpacked {
  readonly entries: number;
  readonly bytes: number;
}

/**
 * @param folder takes the files
 * @param archive names the archive in errors
 * @param onProgress called after each entry
 */
export async function createArchiveWriter(
  folder: string,
  archive: string,
  limits: ArchiveLimits,
  problems: PlaceProblems,
  onProgress: (unpacked: Unpacked) => void = () => {},
): Promise<ArchiveWriter> {
  const disk = await statfs(folder);
  // A tenth stays free for everything else.
  const room = Math.min(limits.maxTotalBytes, disk.bavail * disk.bsize * 0.9);
  const files = new Map<string, MappedFile>();
  let reserved = 0;
  let written = 0;
  let bytes = 0;
  /** An archive may hold thousands of empty files; one on disk stands for all. */
  let empty: string | null = null;
  return {
    files,
    discard: (path) => {
      files.delete(path);
    },
    reserve(bytes) {
      reserved += bytes;
      if (reserved <= room) return;
      throw new HomegroundError("archive/too-large", {
        what: `unpacked, the archive has more than ${Math.floor(room)} bytes, which is the room there is`,
        where: archive,
        fix: "Make room in the folder of temporary files (TMPDIR), or unpack it yourself and name the folder",
      });
    },
    async write(path, pieces, expected) {
      if (expected.sizeBytes === 0 && expected.crc32 === 0 && empty !== null) {
        files.set(path, { disk: empty, sizeBytes: 0 });
        return;
      }
      const name = join(folder, `${written++}${plainExtension(path)}`);
      const problem = await writeEntry(name, pieces, expected);
      if (problem === null) {
        files.set(path, { disk: name, sizeBytes: expected.sizeBytes });
        bytes += expected.sizeBytes;
        onProgress({ entries: written, bytes });
        if (expected.sizeBytes === 0) empty = name;
        return;
      }
      await rm(name, { force: true });
      problems.add(problem.code, path, problem.what);
    },
  };
}

interface EntryProblem {
  readonly code: "archive/size-mismatch" | "archive/checksum";
  readonly what: string;
}

/** Writes as many bytes as are expected and never more. */
async function writeEntry(
  disk: string,
  pieces: AsyncIterable<Uint8Array>,
  expected: ExpectedBytes,
): Promise<EntryProblem | null> {
  const file = await open(disk, "wx", 0o600).catch((cause: unknown) => {
    throw notWritten(disk, cause, MAKE_ROOM);
  });
  let size = 0;
  let sum = 0;
  try {
    for await (const piece of pieces) {
      size += piece.length;
      if (size > expected.sizeBytes) {
        const what = `it has more than the ${expected.sizeBytes} bytes that it says; it is left out`;
        return { code: "archive/size-mismatch", what };
      }
      sum = crc32(piece, sum);
      await file.writeFile(piece).catch((cause: unknown) => {
        throw notWritten(disk, cause, MAKE_ROOM);
      });
    }
  } catch (cause) {
    if (cause instanceof HomegroundError) throw cause;
    const reason = messageOf(cause);
    const what = `its packed bytes are damaged (${reason}); it is left out`;
    return { code: "archive/checksum", what };
  } finally {
    await file.close();
  }
  if (size !== expected.sizeBytes) {
    const what = `it has ${size} bytes and says ${expected.sizeBytes}; it is left out`;
    return { code: "archive/size-mismatch", what };
  }
  if (expected.crc32 !== null && sum !== expected.crc32) {
    const what = "its checksum does not fit its bytes, which are damaged; it is left out";
    return { code: "archive/checksum", what };
  }
  return null;
}

/** The extension where it is one, so that a person finds their way among the numbers. */
function plainExtension(path: string): string {
  const extension = extname(path);
  return /^\.[A-Za-z0-9]{1,8}$/.test(extension) ? extension : "";
}
