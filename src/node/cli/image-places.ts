import type { ErrorCode } from "../../core/errors.js";
import { isHomegroundError } from "../../core/errors.js";
import { inParallel } from "../../dataset/attributes/in-parallel.js";
import type { FileAccess } from "../../formats/file-access.js";
import {
  type MetadataCarrier,
  type PersonalKind,
  personalMetadata,
} from "../../records/evidence/personal-metadata.js";
import { grouped } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { CommandIo } from "./command.js";

const CODE: ErrorCode = "record/image-places";

/** Files that are read at once, whole: what they carry may stand at their end. */
const AT_ONCE = 4;
/** Of a larger file its start is looked at. */
const MOST_BYTES = 1 << 28;

/** What a picture tells, as the end of "images that are given out". */
const TELLS: Readonly<Record<PersonalKind, string>> = {
  place: "say where they were taken",
  camera: "say with which camera they were taken",
  person: "name people",
};

/**
 * Warns where images that are given out say in their metadata where they were taken, with which
 * camera, or whose they are: a record binds their bytes, so that nothing can be taken out of them later.
 */
export async function warnOfPlaces(
  access: FileAccess,
  images: Iterable<{ readonly path: string }> | AsyncIterable<{ readonly path: string }>,
  { signal, err }: Pick<CommandIo, "signal" | "err">,
): Promise<void> {
  const paths: string[] = [];
  for await (const { path } of images) {
    if ((await access.kindOf(path))?.kind === "file") paths.push(path);
  }
  const kindsOf = new Array<readonly PersonalKind[]>(paths.length).fill([]);
  const carriers = new Set<MetadataCarrier>();
  await inParallel(
    paths.length,
    AT_ONCE,
    async (i) => {
      try {
        const found = personalMetadata(await access.read(paths[i]!, { maxBytes: MOST_BYTES }));
        kindsOf[i] = [...found.kinds];
        for (const carrier of found.carriers) carriers.add(carrier);
      } catch (error) {
        if (!isHomegroundError(error)) throw error; // named where the file is read for its picture
      }
    },
    signal,
  );
  const telling = paths.filter((_, i) => kindsOf[i]!.length > 0);
  const [first] = telling;
  if (first === undefined) return;
  const ways = (Object.keys(TELLS) as PersonalKind[]).filter((kind) =>
    kindsOf.some((kinds) => kinds.includes(kind)),
  );
  const where = [...carriers].sort().join(", ");
  const what = `${grouped(telling.length)} of ${grouped(paths.length)} images that are given out ${joined(ways.map((kind) => TELLS[kind]))} (${where})`;
  const fix =
    "Take that out of their metadata and make the record again, or make it with --images withhold";
  err(`warning ${CODE}: ${what} — ${shown(first, 200)} — ${fix}`);
}

function joined(ways: readonly string[]): string {
  const [last = "", ...before] = [...ways].reverse();
  return before.length === 0 ? last : `${before.reverse().join(", ")} or ${last}`;
}
