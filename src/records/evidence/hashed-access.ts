import type { CreateDigest } from "../../core/digest.js";
import { HomegroundError } from "../../core/errors.js";
import { type FileBytes, joinedPieces } from "../../formats/file-bytes.js";
import type { BoundFile } from "../record/record-types.js";
import type { ProblemList } from "./problem-list.js";

/** Bound files that are hashed as they are read, so that each is fetched once. */
export interface HashedAccess extends FileBytes {
  /**
   * Holds the files that were read to their hashes; one that was not read to its end is read now.
   *
   * @returns for each file whether it is that of the record, to the byte
   */
  settle(problems: ProblemList): Promise<readonly HashedFile[]>;
}

export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
  readonly isSound: boolean;
}

interface Found {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * An access to a record's files that hashes what passes. A file that is far longer than the record
 * says ends with `record/hash-mismatch`: a server cannot keep a page reading for ever.
 *
 * @param onBytes called with the bytes of each piece
 */
export function hashedAccess(
  access: FileBytes,
  files: readonly BoundFile[],
  createDigest: CreateDigest,
  onBytes: (bytes: number) => void,
): HashedAccess {
  const bound = new Map(files.map((file) => [file.path, file]));
  const found = new Map<string, Found>();

  async function* stream(path: string): AsyncIterable<Uint8Array> {
    const file = bound.get(path);
    const digest = createDigest();
    let sizeBytes = 0;
    for await (const piece of access.stream(path)) {
      digest.update(piece);
      sizeBytes += piece.length;
      if (file !== undefined && sizeBytes > mostBytes(file)) throw tooLong(file);
      onBytes(piece.length);
      yield piece;
    }
    found.set(path, { sha256: digest.hex(), sizeBytes });
  }

  return {
    stream,
    async read(path, range) {
      if (range !== undefined || !bound.has(path)) return access.read(path, range);
      const pieces: Uint8Array[] = [];
      for await (const piece of stream(path)) pieces.push(piece.slice());
      return joinedPieces(pieces);
    },
    async settle(problems) {
      const settled: HashedFile[] = [];
      for (const file of bound.values()) {
        const isSound = await settleOne(file, problems);
        settled.push({ path: file.path, sha256: file.sha256, isSound });
      }
      return settled;
    },
  };

  async function settleOne(file: BoundFile, problems: ProblemList): Promise<boolean> {
    try {
      if (!found.has(file.path)) for await (const _ of stream(file.path));
    } catch (error) {
      if (!(error instanceof HomegroundError) || error.code === "run/interrupted") throw error;
      const isHash = error.code === "record/hash-mismatch";
      problems.add(isHash ? error.code : "record/file-missing", error.what, file.path);
      return false;
    }
    const own = found.get(file.path);
    if (own?.sha256 === file.sha256 && own.sizeBytes === file.sizeBytes) return true;
    const what = `${file.path} has ${own?.sizeBytes} bytes and the SHA-256 ${own?.sha256}, and the record says ${file.sizeBytes} bytes and ${file.sha256}`;
    problems.add("record/hash-mismatch", what, file.path);
    return false;
  }
}

/** A changed file is read to its end, to say what follows from it; an endless one is not. */
function mostBytes({ sizeBytes }: BoundFile): number {
  return 2 * sizeBytes + 1_000_000;
}

function tooLong({ path, sizeBytes }: BoundFile): HomegroundError {
  return new HomegroundError("record/hash-mismatch", {
    what: `${path} has far more than the ${sizeBytes} bytes that the record says`,
    where: path,
    fix: "Do not rely on this copy: get the record again from where it is published",
  });
}
