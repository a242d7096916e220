import { HomegroundError } from "../../core/errors.js";
import type { Count, PositiveCount } from "../../core/json-values.js";
import { EMPTY_TABLE, type Table } from "../../core/table.js";
import { declaredAttributes } from "../../dataset/attributes/declared-attributes.js";
import { isKnownAttribute, KNOWN_ATTRIBUTES } from "../../dataset/attributes/known-attributes.js";
import { knownOfFiles } from "../../dataset/attributes/known-of-files.js";
import { mergeAttributes } from "../../dataset/attributes/merge-attributes.js";
import { type DrawnSample, drawSample, sampleList } from "../../dataset/draw-sample.js";
import { isImageName } from "../../dataset/image-set.js";
import type { ListedFile } from "../../formats/file-access.js";
import { counted, grouped } from "../../reports/numbers.js";
import { shellQuoted } from "../../reports/text.js";
import type { FolderAccess } from "../files/folder-access.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writeTextFile } from "../files/write-file.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { type AttributeOptions, previewLine, readDeclaredSources } from "./attribute-inputs.js";
import type { CommandIo, CommandResult } from "./command.js";
import { openImages } from "./open-places.js";
import { createProgress } from "./progress.js";
import { showUnpacking } from "./unpacking.js";

/** The options of `homeground sample`, as the command line gives them. */
export interface SampleOptions extends AttributeOptions {
  readonly n: number;
  readonly by?: string | undefined;
  readonly seed: number;
  readonly out: string;
  readonly quiet?: true | undefined;
}

/** What `homeground sample --json` prints; the JSON Schema is `schemas/sample.schema.json`. */
export interface SampleJson {
  readonly schema: "homeground.sample/1";
  readonly seed: Count;
  /** That could be drawn. */
  readonly images: PositiveCount;
  readonly drawn: PositiveCount;
  /** The list: columns file, label, inclusion_probability, with strata one more. */
  readonly file: string;
  readonly by: string | null;
  readonly strata: readonly StratumJson[] | null;
}

interface StratumJson {
  /** Null: images without a value. */
  readonly level: string | null;
  readonly images: PositiveCount;
  readonly drawn: PositiveCount;
  /**
   * @exclusiveMinimum 0
   * @maximum 1
   */
  readonly inclusionProbability: number;
}

/** `homeground sample IMAGES --n N [--by ATTR] --out list.csv`: images to label, drawn at random. */
export async function sample(
  imagesPath: string,
  options: SampleOptions,
  io: CommandIo,
): Promise<CommandResult> {
  await refuseExisting(options.out, "there is a file of that name, which may hold labels");
  const { folder, files, notes } = await openImages(
    imagesPath,
    showUnpacking(io, options.quiet === true),
  );
  for (const { code, what } of notes) io.err(`note ${code}: ${what}`);
  const images = files.filter(({ path }) => isImageName(path));
  if (images.length === 0) {
    throw new HomegroundError("input/empty", {
      what: `none of ${files.length} files has the name of an image`,
      where: imagesPath,
      fix: "Name the folder that holds the images",
    });
  }
  const attributes = await attributesOf(folder, images, options, io);
  const drawn = drawSample(attributes, options.n, options.by ?? null, options.seed);
  await writeTextFile(
    options.out,
    sampleList(drawn, (image) => images[image]!.path),
  );
  return {
    text: summary(drawn, imagesPath, options),
    json: {
      schema: "homeground.sample/1",
      seed: options.seed,
      images: drawn.images,
      drawn: drawn.drawn.length,
      file: options.out,
      by: drawn.strata?.attribute ?? null,
      strata: strataJson(drawn),
    } satisfies SampleJson,
  };
}

/** What is stated, and of what files say the attribute that is asked for. */
async function attributesOf(
  folder: FolderAccess,
  images: readonly ListedFile[],
  options: SampleOptions,
  io: CommandIo,
): Promise<Table> {
  const { by } = options;
  const sources = await readDeclaredSources(options);
  const { table, preview, notes } = declaredAttributes(images, [], sources);
  if (preview !== null && options.quiet !== true) io.err(previewLine(preview));
  for (const { code, what } of notes) io.err(`note ${code}: ${what}`);
  if (by === undefined) return { ...EMPTY_TABLE, rowCount: images.length };
  if (table.columns.has(by) || !isKnownAttribute(by)) return table;
  const { from } = KNOWN_ATTRIBUTES[by];
  if (from === "pixels") {
    throw new HomegroundError("usage/bad-option", {
      what: `${by} is measured on pixels, of a sample of the images alone`,
      where: "--by",
      fix: "Use an attribute of tables, folder names or EXIF, or leave --by out",
    });
  }
  const progress = createProgress("Reading headers", io, options.quiet === true);
  const found = await knownOfFiles(images, table, [by], {
    access: folder,
    decoder: createNodePixelDecoder,
    every: true,
    seed: options.seed,
    signal: io.signal,
    onProgress: progress.update,
  });
  progress.finish();
  const read = { name: "files", table: found.table };
  const known = { name: "stated", table };
  return mergeAttributes(images.length, [known, read], (i) => images[i]!.path).table;
}

function summary(
  { images, drawn, strata }: DrawnSample,
  imagesPath: string,
  options: SampleOptions,
): string {
  const lines = [
    `${grouped(drawn.length)} of ${counted(images, "image")} drawn at random (seed ${options.seed}), in random order.`,
  ];
  if (strata !== null) {
    lines.push(`In proportion by ${strata.attribute}, ${counted(strata.levels.length, "level")}:`);
    for (const { level, images: of, drawn: n } of strata.levels.slice(0, 20)) {
      lines.push(`  ${level ?? "(missing)"}: ${grouped(n)} of ${grouped(of)}`);
    }
    const more = strata.levels.length - 20;
    if (more > 0) lines.push(`  and ${counted(more, "more level")}`);
  }
  const [place, list] = [imagesPath, options.out].map(shellQuoted);
  lines.push(
    "",
    `Fill in the column label of ${options.out}, from the top: any part of it from`,
    "the top is a random sample as well. Then:",
    `  homeground evaluate ${place} --labels ${list} --model MODEL.onnx`,
  );
  return lines.join("\n");
}

function strataJson({ strata }: DrawnSample) {
  if (strata === null) return null;
  return strata.levels.map(({ level, images, drawn }) => ({
    level,
    images,
    drawn,
    inclusionProbability: drawn / images,
  }));
}
