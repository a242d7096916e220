import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createKeptPrints, type KeptPrints } from "../../analyses/leakage/kept-prints.js";
import {
  type Leakage,
  lookForLeakage,
  type TrainingImages,
} from "../../analyses/leakage/leakage.js";
import { type Column, cellText } from "../../core/table.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { TruthOnFiles } from "../../dataset/prepare.js";
import { clusterOf as clusterOption } from "../../evaluation/options/cluster.js";
import { createNodeDigest } from "../digest.js";
import { writePieces } from "../files/write-file.js";
import { createNodeJpegEncoder } from "../images/jpeg-encoder.js";
import { createLookThreads } from "../images/look-threads.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import type { CommandIo } from "./command.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import type { OpenedImages } from "./open-places.js";
import { createProgress } from "./progress.js";
import { readTrainingList, trainingOfSplit } from "./training-lists.js";

/** Of an output folder: what was seen of pictures. */
const PRINTS_FILE = "prints/images.bin";
/** Without being asked, pictures are compared up to so many bytes of files: some seconds of work. */
const UNASKED_BYTES = 200_000_000;
/** And so many are looked at part by part. */
const UNASKED_IN_PARTS = 300;

/**
 * Compares the images with what the model was trained on (`--training`, else the rows that a column
 * `split` calls train) and across the clusters of `--cluster`. Undefined where neither is there.
 *
 * @throws HomegroundError as `readTrainingList`
 */
export async function addLeakage(
  { truth, files }: TruthOnFiles,
  images: ImageSet,
  { folder }: Pick<OpenedImages, "folder">,
  options: Pick<EvaluateOptions, "training" | "cluster" | "quiet" | "pictures" | "out">,
  io: CommandIo,
): Promise<Leakage | undefined> {
  const evaluated = { access: folder, files, found: images.found, name: images.file };
  const lists: TrainingImages[] = [];
  for (const source of options.training) lists.push(await readTrainingList(source, evaluated));
  const asked = lists.length > 0;
  const split = asked ? null : trainingOfSplit(truth, evaluated);
  if (split !== null) lists.push(split);
  const column = truth.attributes.columns.get(clusterOption(options.cluster).cluster ?? "");
  const cluster = column === undefined ? null : clusterOf(column, images.row);
  if (lists.length === 0 && cluster === null) return undefined;

  const path = Array.from(images.found, (file) => files[file]?.path ?? null);
  const sizeOf = new Map(files.map((file) => [file.path, file.sizeBytes]));
  const bytes = [path, ...lists.map((list) => list.path)]
    .flat()
    .reduce((sum, one) => sum + (sizeOf.get(one ?? "") ?? 0), 0);
  const progress = createProgress("Comparing", io, options.quiet === true);
  const pictures = asked || bytes <= UNASKED_BYTES;
  const threads = createLookThreads();
  const look = (kept?: KeptPrints): Promise<Leakage> =>
    lookForLeakage(
      {
        file: images.file,
        path,
        access: folder,
        cluster,
        attributes: truth.attributes,
        row: images.row,
      },
      lists,
      {
        looker: threads,
        compare: threads.compare,
        decoder: createNodePixelDecoder,
        createDigest: createNodeDigest,
        signal: io.signal,
        encoder: options.pictures === false ? null : createNodeJpegEncoder(),
        pictures,
        ...(asked ? {} : { mostInParts: UNASKED_IN_PARTS }),
        ...(kept === undefined ? {} : { kept }),
        onProgress: progress.update,
      },
    );
  try {
    const found = await (pictures ? withKeptPrints(options.out, io, look) : look());
    progress.finish();
    return found;
  } finally {
    await threads.close();
  }
}

/**
 * Does work with the prints that an output folder keeps, and keeps those that are new, also where the work was stopped. A folder
 * that cannot be read or written to keeps none.
 */
async function withKeptPrints<T>(
  out: string,
  { version, clock }: Pick<CommandIo, "version" | "clock">,
  work: (kept: KeptPrints) => Promise<T>,
): Promise<T> {
  const file = join(out, PRINTS_FILE);
  const kept = createKeptPrints(await readFile(file).catch(() => null), {
    version,
    startedMs: clock().getTime(),
    createDigest: createNodeDigest,
  });
  try {
    return await work(kept);
  } finally {
    const pieces = kept.pieces();
    // Without them the next run takes as long as this one: no reason to fail.
    if (pieces !== null) await writePieces(file, pieces).catch(() => {});
  }
}

/** Number of the level of each image; −1 where it has none. */
function clusterOf(column: Column, rows: Int32Array): Int32Array {
  const numbers = new Map<string, number>();
  return rows.map((row) => {
    const level = cellText(column, row);
    if (level === null) return -1;
    const known = numbers.get(level) ?? numbers.size;
    numbers.set(level, known);
    return known;
  });
}
