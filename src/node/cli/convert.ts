import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { type Conversion, conversionCsv, conversionText } from "../../convert/conversion-text.js";
import { fillSizes } from "../../convert/fill-sizes.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { isImageName } from "../../dataset/image-set.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { FormatWriter, ReadPredictionsOptions } from "../../formats/format.js";
import { asTold } from "../../formats/import-problems.js";
import type { CocoNames } from "../../formats/import-types.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import type { ObjectSet } from "../../formats/objects/object-set.js";
import { readImagePredictions, readImageTruth, readObjectTruth } from "../../formats/read.js";
import { type ReadSet, readObjectSet } from "../../formats/read-object-set.js";
import { chosenReadings, formatOf } from "../../formats/registry.js";
import { type WrittenObjects, writeObjects } from "../../formats/write-objects.js";
import { writeFolder, writePieces, writeTextFile } from "../files/write-file.js";
import type { CommandIo, CommandResult } from "./command.js";
import { openImages, openPlace } from "./open-places.js";
import { createProgress } from "./progress.js";

/** The options of `homeground convert`, as the command line gives them. */
export interface ConvertOptions extends ChosenReadings {
  readonly to: string;
  readonly out: string;
  readonly images?: string | undefined;
  readonly as?: "labels" | "predictions" | undefined;
  readonly coco?: string | undefined;
  readonly task?: "detection" | "instance-segmentation" | undefined;
  readonly outlines: boolean;
  readonly quiet?: true | undefined;
}

/** `homeground convert PATH --to FORMAT --out PATH`: annotations or predictions in another format. */
export async function convert(
  path: string,
  options: ConvertOptions,
  io: CommandIo,
): Promise<CommandResult> {
  await refuseExisting(options.out);
  const place = await openPlace(path, "the file or folder to convert");
  const images = options.images === undefined ? null : await openImages(options.images);
  for (const { code, what } of images?.notes ?? []) io.err(`note ${code}: ${what}`);
  const coco = options.coco === undefined ? null : await readNumbers(options.coco);
  const knownNumbers = coco === null ? {} : { coco };
  const chosen = chosenReadings(options);
  const names = images?.files.map((file) => file.path).filter(isImageName);
  const read = await readObjectSet(place.access, place.path, {
    ...(options.as === undefined ? {} : { as: options.as }),
    ...(options.task === undefined ? {} : { task: options.task }),
    ...chosen,
    ...knownNumbers,
    ...(names === undefined ? {} : { images: names }),
  });
  if (isNothingRead(read)) throw nothingRead(path, read);
  const sized =
    images === null ? { set: read.set, problems: [] } : await sizesFrom(read, images, options, io);
  const writeAnswers = formatOf(options.to)?.write?.answers;
  const written =
    writeAnswers !== undefined && read.set.kind === "predictions"
      ? await answers(place.access, place.path, read, { ...chosen, ...knownNumbers }, writeAnswers)
      : writeHeld(sized.set, read.format.id, options);
  const { conversion, list } = await writeAll(written, options.out, (files) => ({
    from: {
      path,
      format: read.format.id,
      reason: read.format.reason,
      kind: read.set.kind,
      images: read.set.imageCount,
      objects: read.set.objectOrder.length,
      objectsNotRead: read.objectsNotRead ?? 0,
    },
    to: {
      path: options.out,
      format: options.to,
      files,
      images: written.images,
      objects: written.objects,
    },
    problems: [...read.problems, ...sized.problems].map(asTold),
    notRead: read.notRead ?? [],
    losses: written.losses,
  }));
  return {
    text: options.quiet === true ? options.out : conversionText(conversion, list),
    // Plain data: texts and whole numbers.
    json: { schema: "homeground.conversion/1", ...conversion } as unknown as Json,
  };
}

/** Whether all that a source says is lost: a target without any of it would be untrue. */
function isNothingRead({ set, objectsNotRead = 0 }: ReadSet): boolean {
  return objectsNotRead > 0 && set.objectOrder.length === 0 && set.imageLabels.length === 0;
}

function nothingRead(where: string, { objectsNotRead, problems }: ReadSet): HomegroundError {
  const [first] = problems;
  const why = first === undefined ? "" : `; the first problem is ${first.code}: ${first.what}`;
  return new HomegroundError("annotations/none-read", {
    what: `none of ${objectsNotRead} objects could be read${why}`,
    where,
    fix: "Mend the file, or export it again in another format; nothing was written",
  });
}

/**
 * The set in the format that is asked for.
 *
 * @throws HomegroundError `output/nothing-held` where there are objects, or else labels of images, and
 *   the format can hold none
 */
function writeHeld(
  set: ObjectSet,
  format: string,
  { to, outlines }: ConvertOptions,
): WrittenObjects {
  const written = writtenFrom(format, () => writeObjects(set, to, { outlines }));
  const objects = set.objectOrder.length;
  const isLost =
    objects > 0 ? written.objects === 0 : set.imageLabels.length > 0 && written.images === 0;
  if (!isLost) return written;
  const [first] = written.losses;
  const all = objects > 0 ? `${objects} objects` : `${set.imageCount} images with labels`;
  throw new HomegroundError("output/nothing-held", {
    what: `none of ${all} can be written as ${to}: ${first?.count} ${first?.what}`,
    where: set.source,
    fix: "Choose a format that can hold them; nothing was written",
  });
}

/** Texts alone, without the images that they are about, do not show what they were taken for. */
function writtenFrom(format: string, write: () => WrittenObjects): WrittenObjects {
  try {
    return write();
  } catch (error) {
    if (!isHomegroundError(error) || error.code !== "input/no-sizes") throw error;
    const { what, where, fix } = error;
    const name = formatOf(format)?.name ?? format;
    throw new HomegroundError("input/no-sizes", { what: `${what} (read as ${name})`, where, fix });
  }
}

/** What was annotated before is work: nothing is written over. */
async function refuseExisting(out: string): Promise<void> {
  const found = await stat(out).catch(() => null);
  if (found === null) return;
  const isFree = found.isDirectory() && (await readdir(out).catch(() => ["?"])).length === 0;
  if (isFree) return;
  throw new HomegroundError("output/not-written", {
    what: found.isDirectory() ? "the folder holds files already" : "there is a file of that name",
    where: out,
    fix: "Name another place, or take that one away",
  });
}

/** What COCO's numbers stand for. */
async function readNumbers(path: string): Promise<CocoNames> {
  const place = await openPlace(path, "the COCO annotations of the images");
  const { coco } = await readObjectTruth(place.access, place.path, { points: true }).catch(
    // Where no annotation has a place, numbers have names all the same.
    (error: unknown) => {
      if (!isHomegroundError(error)) throw error;
      return readImageTruth(place.access, place.path);
    },
  );
  if (coco !== undefined) return coco;
  throw new HomegroundError("usage/bad-option", {
    what: "the file holds no COCO annotations",
    where: `--coco ${path}`,
    fix: "Name the COCO file that the results were computed for",
  });
}

async function sizesFrom(
  { set }: ReadSet,
  { folder, files }: Awaited<ReturnType<typeof openImages>>,
  options: ConvertOptions,
  io: CommandIo,
) {
  const progress = createProgress("Reading headers", io, options.quiet === true);
  const filled = await fillSizes(set, files, {
    access: folder,
    signal: io.signal,
    onProgress: progress.update,
  });
  progress.finish();
  return filled;
}

/** Detections as what the model answered for each image. */
async function answers(
  access: FileAccess,
  path: string,
  { set }: ReadSet,
  reading: ReadPredictionsOptions,
  write: NonNullable<FormatWriter["answers"]>,
): Promise<WrittenObjects> {
  const predictions = await readImagePredictions(access, path, reading);
  const count = set.objectOrder.length;
  const what = "boxes are lost: the table holds what the model answered for each image";
  return {
    files: write(predictions),
    isOneFile: true,
    losses: count === 0 ? [] : [{ code: "convert/boxes", count, what, where: set.source }],
    images: predictions.rowCount,
    objects: 0,
  };
}

/**
 * Writes the files and the list of what became of everything: into the folder `out`, which is whole or not
 * there, or, where the format is one file and `out` has an extension, to that name.
 *
 * @param told what happened, of the number of files
 */
async function writeAll(
  written: WrittenObjects,
  out: string,
  told: (files: number) => Conversion,
): Promise<{ readonly conversion: Conversion; readonly list: string }> {
  const isFile = written.isOneFile && extname(out) !== "";
  const stem = basename(out, extname(out));
  const fill = async (folder: string) => {
    const beside = (name: string) => join(folder, `${stem}.${name}`);
    let files = 0;
    for (const { path, pieces } of written.files) {
      const place = !isFile ? join(folder, path) : files === 0 ? out : beside(path);
      if (isFile && files > 0) await refuseExisting(place);
      await writePieces(place, pieces);
      files++;
    }
    const conversion = told(files);
    await writeTextFile(
      isFile ? beside("convert.csv") : join(folder, "convert.csv"),
      conversionCsv(conversion),
    );
    return conversion;
  };
  if (isFile) {
    return {
      conversion: await fill(dirname(out)),
      list: join(dirname(out), `${stem}.convert.csv`),
    };
  }
  // An empty folder that is there may be a disk of its own, whose place nothing else can take.
  const isThere = (await stat(out).catch(() => null)) !== null;
  const conversion = isThere ? await fill(out) : await writeFolder(out, fill);
  return { conversion, list: join(out, "convert.csv") };
}
