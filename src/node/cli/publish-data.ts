import type { FileAccess } from "../../formats/file-access.js";
import { boundFiles } from "../../records/evidence/verify-published.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";

/** Name of the script that holds a record's files once more. */
export const DATA_FILE = "record-data.js";

/** Larger files stay out of the script: it is for pages that are opened from disk. */
const MOST_BYTES = 2_000_000;

/**
 * A script that leaves the texts of a record's files in the page: a page that was opened from disk may
 * load scripts beside it and nothing else. They are held to the record's hashes as fetched files are.
 *
 * @param path of the record in its folder
 * @returns null where there is nothing to count again, or too much
 */
export async function recordData(
  record: TransparencyRecord,
  access: FileAccess,
  path: string,
): Promise<string | null> {
  const files = boundFiles(record);
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const can = record.claims.some(({ recomputable }) => recomputable);
  if (!can || bytes > MOST_BYTES) return null;
  const texts: Record<string, string> = {};
  for (const [name, from] of [
    ["record.json", path] as const,
    ...files.map((file) => [file.path, file.path] as const),
  ]) {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    try {
      texts[name] = decoder.decode(await access.read(from));
    } catch (error) {
      if (error instanceof TypeError) return null; // not UTF-8
      throw error;
    }
  }
  // Letters beyond ASCII are escaped: no guess at an encoding can change them.
  const json = JSON.stringify(texts).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `globalThis.homegroundFiles=${json};\n`;
}
