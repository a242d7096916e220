import type { CreateDigest } from "../../core/digest.js";
import type { FileAccess } from "../../formats/file-access.js";
import { recordError } from "../record/read-record.js";
import type { BoundFile, TransparencyRecord } from "../record/record-types.js";

/**
 * The files beside a record, each of which is held against its hash as it is read to its end: what
 * is made of it before that must not be used if that fails.
 *
 * @returns an access that throws `record/hash-mismatch` at the end of a file that is another one
 */
export function boundFiles(
  access: FileAccess,
  { files }: Pick<TransparencyRecord, "files">,
  { createDigest }: { readonly createDigest: CreateDigest },
): FileAccess {
  const bound = new Map<string, BoundFile>();
  for (const file of Object.values(files) as (BoundFile | null)[]) {
    if (file !== null) bound.set(file.path, file);
  }
  const check = (file: BoundFile, found: string): void => {
    if (found === file.sha256) return;
    const what = `${file.path} has the SHA-256 ${found}, and the record says ${file.sha256}`;
    throw recordError({ code: "record/hash-mismatch", severity: "error", what, where: file.path });
  };
  return {
    kindOf: (path) => access.kindOf(path),
    list: (folder) => access.list(folder),
    async read(path, range) {
      const bytes = await access.read(path, range);
      const file = bound.get(path);
      if (file === undefined || range !== undefined) return bytes;
      const digest = createDigest();
      digest.update(bytes);
      check(file, digest.hex());
      return bytes;
    },
    async *stream(path) {
      const file = bound.get(path);
      const digest = createDigest();
      for await (const piece of access.stream(path)) {
        digest.update(piece);
        yield piece;
      }
      if (file !== undefined) check(file, digest.hex());
    },
  };
}
