import type { CreateDigest } from "../../core/digest.js";
import { isHomegroundError } from "../../core/errors.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { BoundFile, RecordFiles } from "../../records/record-types.js";
import type { ProblemList } from "./problem-list.js";

/** The files of a record, by their role. */
export const FILE_ROLES = [
  ...["manifest", "predictions", "outcomes", "card", "labelMap"],
] as const satisfies readonly (keyof RecordFiles)[];

/**
 * Hashes every file that a record names, as it streams.
 *
 * @returns roles whose file is there, to the byte
 */
export async function verifyFiles(
  files: RecordFiles,
  access: FileAccess,
  createDigest: CreateDigest,
  problems: ProblemList,
  onBytes: (bytes: number) => void,
): Promise<ReadonlySet<keyof RecordFiles>> {
  const sound = new Set<keyof RecordFiles>();
  for (const role of FILE_ROLES) {
    const file = files[role];
    if (file === null) continue;
    if (await verifyFile(file, access, createDigest, problems, onBytes)) sound.add(role);
  }
  return sound;
}

async function verifyFile(
  { path, sha256, sizeBytes }: BoundFile,
  access: FileAccess,
  createDigest: CreateDigest,
  problems: ProblemList,
  onBytes: (bytes: number) => void,
): Promise<boolean> {
  const digest = createDigest();
  let size = 0;
  try {
    for await (const piece of access.stream(path)) {
      digest.update(piece);
      size += piece.length;
      onBytes(piece.length);
    }
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    problems.add("record/file-missing", `${path} cannot be read: ${error.what}`, path);
    return false;
  }
  const found = digest.hex();
  if (found === sha256 && size === sizeBytes) return true;
  const what =
    size === sizeBytes
      ? `${path} has the SHA-256 ${found}, and the record says ${sha256}`
      : `${path} has ${size} bytes and the SHA-256 ${found}, and the record says ${sizeBytes} bytes and ${sha256}`;
  problems.add("record/hash-mismatch", what, path);
  return false;
}
