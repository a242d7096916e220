import type { CreateDigest } from "../../core/digest.js";
import { recordText } from "../record/identity.js";
import type { BoundFile, TransparencyRecord } from "../record/record-types.js";
import type { ExportedFile } from "./export-texts.js";

/** A file of a record with what it holds. */
export interface RoledFile extends BoundFile {
  readonly role: ExportedFile;
}

/** `record.json` and every file that it binds, with hashes and sizes. */
export function exportedFiles(
  record: TransparencyRecord,
  createDigest: CreateDigest,
): readonly RoledFile[] {
  const bytes = new TextEncoder().encode(recordText(record));
  const digest = createDigest();
  digest.update(bytes);
  const own = { path: "record.json", sha256: digest.hex(), sizeBytes: bytes.length };
  const { manifest, predictions, outcomes, card, labelMap, features = null } = record.files;
  const bound = { record: own, manifest, predictions, outcomes, card, labelMap, features };
  return Object.entries(bound).flatMap(([role, file]) =>
    file === null ? [] : [{ ...file, role: role as ExportedFile }],
  );
}

/** The media type of a file of a record. @param lines that of JSON, a value a line */
export function mediaType(path: string, lines: string): string {
  if (path.endsWith(".ndjson")) return lines;
  return path.endsWith(".csv") ? "text/csv" : "application/json";
}
