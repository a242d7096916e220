import type { ErrorCode } from "../../core/errors.js";
import { readImageHeads } from "../../evaluation/attributes/image-heads.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import { grouped } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { CommandIo } from "./command.js";

const CODE: ErrorCode = "record/image-places";

/**
 * Warns where images that are given out say in their EXIF where they were taken, or with which
 * camera: a record binds their bytes, so that nothing can be taken out of them later.
 */
export async function warnOfPlaces(
  access: FileAccess,
  images: Iterable<{ readonly path: string }> | AsyncIterable<{ readonly path: string }>,
  { signal, err }: Pick<CommandIo, "signal" | "err">,
): Promise<void> {
  const files: ListedFile[] = [];
  for await (const { path } of images) {
    const there = await access.kindOf(path);
    if (there?.kind === "file") files.push({ path, sizeBytes: there.sizeBytes });
  }
  const { exif } = await readImageHeads(files, {
    ...{ access, signal, personal: true, checkEnds: false },
  });
  const telling = files.filter((_, i) => {
    const personal = exif[i]?.personal;
    if (personal == null) return false;
    return personal.serialNumber !== null || !Number.isNaN(personal.latitudeDeg);
  });
  const [first] = telling;
  if (first === undefined) return;
  const what = `${grouped(telling.length)} of ${grouped(files.length)} images that are given out say where they were taken, or with which camera`;
  const fix =
    "Take that out of their EXIF and make the record again, or make it with --images withhold";
  err(`warning ${CODE}: ${what} — ${shown(first.path, 200)} — ${fix}`);
}
