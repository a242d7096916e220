import { HomegroundError } from "../../core/errors.js";
import type { Count, PositiveCount } from "../../core/json-values.js";
import { EMPTY_TABLE, type Table } from "../../core/table.js";
import { declaredAttributes } from "../../dataset/attributes/declared-attributes.js";
import { isKnownAttribute, KNOWN_ATTRIBUTES } from "../../dataset/attributes/known-attributes.js";
import { knownOfFiles } from "../../dataset/attributes/known-of-files.js";
import { mergeAttributes } from "../../dataset/attributes/merge-attributes.js";
import {
  confidenceStrata,
  type DrawnSample,
  drawActive,
  drawNeyman,
  drawProportional,
  drawSample,
  type Strata,
  sampleList,
  strataOf,
} from "../../dataset/draw-sample.js";
import { isImageName } from "../../dataset/image-set.js";
import { poolNames } from "../../formats/drawn-list.js";
import type { ListedFile } from "../../formats/file-access.js";
import { counted, grouped } from "../../reports/numbers.js";
import { shellQuoted } from "../../reports/text.js";
import type { FolderAccess } from "../files/folder-access.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writeTextFile } from "../files/write-file.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { type AttributeOptions, previewLine, readDeclaredSources } from "./attribute-inputs.js";
import type { CommandIo, CommandResult } from "./command.js";
import { readObjectBoxes } from "./object-boxes.js";
import { openImages } from "./open-places.js";
import { createProgress } from "./progress.js";
import { remoteUse } from "./remote-use.js";
import type { Pilot } from "./sample-predictions.js";
import { showUnpacking } from "./unpacking.js";

type SampleDesign = "random" | "proportional" | "neyman" | "active";

/** The options of `homeground sample`, as the command line gives them. */
export interface SampleOptions extends AttributeOptions {
  readonly n: number;
  readonly design?: SampleDesign | undefined;
  readonly by?: string | undefined;
  /** Predictions for all images: how sure the model is of each. */
  readonly predictions?: string | undefined;
  /** A list of this pool that was drawn at random and is labelled. */
  readonly pilot?: string | undefined;
  /** What each label of the pilot is to the model. */
  readonly labelMap?: string | undefined;
  readonly replacement?: true | undefined;
  readonly seed: number;
  readonly out: string;
  readonly quiet?: true | undefined;
}

/** What `homeground sample --json` prints; the JSON Schema is `schemas/sample.schema.json`. */
export interface SampleJson {
  readonly schema: "homeground.sample/1";
  readonly seed: Count;
  readonly design: "random" | "proportional" | "neyman" | "active" | "active-replacement";
  /** That could be drawn. */
  readonly images: PositiveCount;
  readonly drawn: PositiveCount;
  /** The list: columns file, label, inclusion_probability and others about the draw. */
  readonly file: string;
  /** What makes the strata, `confidence` where predictions do; null without strata. */
  readonly by: string | null;
  /** Rows whose label is known from the pilot already. */
  readonly labelled: Count;
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
    remoteUse(io),
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
  const { drawn, labelOf, found } = await draw(images, attributes, options, io);
  const pool = poolNames(images.map(({ path }) => path));
  await writeTextFile(
    options.out,
    sampleList(drawn, (image) => images[image]!.path, pool, labelOf),
  );
  const labelled = drawn.drawn.filter((image) => labelOf(image) !== null).length;
  return {
    text: summary(drawn, imagesPath, { ...options, labelled, found }),
    json: {
      schema: "homeground.sample/1",
      seed: options.seed,
      design: drawn.design,
      labelled,
      images: drawn.images,
      drawn: drawn.drawn.length,
      file: options.out,
      by: drawn.strata?.attribute ?? null,
      strata: strataJson(drawn),
    } satisfies SampleJson,
  };
}

/** What is drawn, with the labels that are known and what was found on the way, in words. */
interface Draw {
  readonly drawn: DrawnSample;
  readonly labelOf: (image: number) => string | null;
  readonly found: string | null;
}

/** @throws HomegroundError `usage/bad-option`, and as the readers of predictions and pilots */
async function draw(
  images: readonly ListedFile[],
  attributes: Table,
  options: SampleOptions,
  io: CommandIo,
): Promise<Draw> {
  const { n, seed, by, predictions, pilot, labelMap, replacement } = options;
  const design = designOf(options);
  const nothing = { labelOf: () => null, found: null };
  if (design === "random") return { drawn: drawSample(attributes, n, null, seed), ...nothing };
  if (design === "proportional" && by !== undefined) {
    return { drawn: drawSample(attributes, n, by, seed), ...nothing };
  }
  const { poolPredictions, readPilot } = await import("./sample-predictions.js");
  const needed = (name: string, path: string | undefined, what: string): string => {
    if (path !== undefined) return path;
    throw new HomegroundError("plan/design-needs", {
      what: `the design ${design} rests on ${what}`,
      where: name,
      fix: `Give ${name} FILE, or draw with --design ${design === "proportional" ? "random, or --by ATTRIBUTE" : "proportional"}`,
    });
  };
  const told = needed("--predictions", predictions, "predictions for all images");
  if (design === "proportional") {
    const { confidence } = await poolPredictions(told, images);
    return { drawn: drawProportional(confidenceStrata(confidence), n, seed), ...nothing };
  }
  const labels = needed("--pilot", pilot, "labels of images that were drawn at random");
  const read = await readPilot(labels, told, images, labelMap, io);
  const { labelOf } = read;
  if (design === "active") {
    const { checkConfidence } = await import("../../evaluation/pilot-confidence.js");
    const found = checkConfidence(read.outcomes, read.path);
    const drawn = drawActive(read.confidence, n, seed, replacement === true);
    return { drawn, labelOf, found };
  }
  const strata = by === undefined ? confidenceStrata(read.confidence) : strataOf(attributes, by);
  checkStrata(strata, read);
  return { drawn: drawNeyman(strata, read, n, seed), labelOf, found: null };
}

/**
 * A pilot that was drawn by strata is a random sample of each of those alone.
 *
 * @throws HomegroundError `plan/not-random`
 */
function checkStrata({ members, levels, name }: Strata, { list, image, row, path }: Pilot): void {
  if (list.stratum === null) return;
  const levelOf = new Map(members.flatMap((of, h) => Array.from(of, (one) => [one, levels[h]])));
  const isOther = image.some(
    (one, i) => (levelOf.get(one) ?? "") !== list.stratum![list.entryOf[row[i]!]!],
  );
  if (!isOther) return;
  throw new HomegroundError("plan/not-random", {
    what: `the pilot was drawn by other strata than those of ${name}`,
    where: path,
    fix: "Draw by the strata of the pilot, or label a pilot that was drawn with --design random",
  });
}

/** @throws HomegroundError `usage/bad-option` for options that say nothing together */
function designOf(options: SampleOptions): SampleDesign {
  const { by, predictions, pilot, labelMap, replacement } = options;
  const design = options.design ?? (by === undefined ? "random" : "proportional");
  const problem = (what: string, fix: string): HomegroundError =>
    new HomegroundError("usage/bad-option", { what, where: "homeground sample", fix });
  const wants = (name: string, given: unknown): void => {
    if (given === undefined) return;
    throw problem(
      `the design ${design} makes nothing of ${name}`,
      design === "random"
        ? `Add --design proportional, neyman or active, or leave ${name} out`
        : `Leave ${name} out`,
    );
  };
  if (design !== "active") wants("--replacement", replacement);
  if (design === "random" || design === "active") wants("--by", by);
  if (design === "random" || design === "proportional") {
    wants("--pilot", pilot);
    wants("--label-map", labelMap);
  }
  if (design === "random") wants("--predictions", predictions);
  if (design === "proportional" && by !== undefined)
    wants("--predictions beside --by", predictions);
  return design;
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
  if (from === "pixels" || from === "background") {
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
    boxes: await readObjectBoxes(options.objects, images, {}),
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
  { design, draws, images, drawn, strata }: DrawnSample,
  imagesPath: string,
  options: SampleOptions & { readonly labelled: number; readonly found: string | null },
): string {
  const { labelled, found } = options;
  const of = `${grouped(drawn.length)} of ${counted(images, "image")} drawn`;
  const lines = found === null ? [] : [`Pilot: ${found}.`];
  if (strata === null && design === "random") {
    lines.push(`${of} at random (seed ${options.seed}), in random order.`);
  } else if (strata === null) {
    const again =
      draws === null
        ? ""
        : ` in ${counted(
            draws.reduce((sum, one) => sum + one.length, 0),
            "draw",
          )}, with replacement`;
    lines.push(
      `${of}${again}, more often where the model is unsure (seed ${options.seed}), in the order of the draws.`,
    );
  } else {
    const isNeyman = design === "neyman";
    const order =
      isNeyman && labelled > 0 ? "the pilot first, then in random order" : "in random order";
    lines.push(`${of} at random (seed ${options.seed}), ${order}.`);
    const how = isNeyman
      ? `More where the pilot was wrong more often, by ${strata.attribute}`
      : `In proportion by ${strata.attribute}`;
    lines.push(`${how}, ${counted(strata.levels.length, "level")}:`);
    for (const { level, images: all, drawn: n } of strata.levels.slice(0, 20)) {
      lines.push(`  ${level ?? "(missing)"}: ${grouped(n)} of ${grouped(all)}`);
    }
    const more = strata.levels.length - 20;
    if (more > 0) lines.push(`  and ${counted(more, "more level")}`);
  }
  if (labelled > 0)
    lines.push(
      `${counted(labelled, "label")} of the pilot ${labelled === 1 ? "is" : "are"} filled in already.`,
    );
  const [place, list] = [imagesPath, options.out].map(shellQuoted);
  lines.push("", `Fill in the column label of ${options.out}, from the top, and leave the others:`);
  lines.push(
    design === "random" || design === "proportional"
      ? "any part of it from the top is a random sample as well. Then:"
      : "evaluate reads there how likely each image was. Any part from the top will do. Then:",
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
