import type { CreateDigest } from "../../core/digest.js";
import { isHomegroundError } from "../../core/errors.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { BoundFile, RecordFiles, TransparencyRecord } from "../record/record-types.js";
import type { ProblemList } from "./problem-list.js";

/** The files of a record, by their role. */
export const FILE_ROLES = [
  "manifest",
  "predictions",
  "outcomes",
  "card",
  "labelMap",
  "features",
] as const satisfies readonly (keyof RecordFiles)[];

/** The model file of a record that includes it; null where it does not. */
export function includedModel({
  model,
  settings,
}: Pick<TransparencyRecord, "model" | "settings">): BoundFile | null {
  const path = settings["modelFile"];
  if (model.where !== "included" || typeof path !== "string") return null;
  if (model.sha256 === null || model.sizeBytes === null) return null;
  return { path, sha256: model.sha256, sizeBytes: model.sizeBytes };
}

/**
 * Hashes every file that a record names, as it streams.
 *
 * @returns files that are there, to the byte
 */
export async function verifyFiles(
  files: readonly (BoundFile | null | undefined)[],
  access: FileAccess,
  createDigest: CreateDigest,
  problems: ProblemList,
  onBytes: (bytes: number) => void,
): Promise<number> {
  let sound = 0;
  for (const file of files) {
    if (file == null) continue;
    if (await verifyFile(file, access, createDigest, problems, onBytes)) sound++;
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
