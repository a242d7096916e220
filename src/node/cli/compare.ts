import { join } from "node:path";
import { levelledAttributes } from "../../claims/attribute-levels.js";
import { trainedPlaces } from "../../compare/by-training.js";
import { comparisonText } from "../../compare/comparison-text.js";
import type { MeasuredCost } from "../../compare/cost.js";
import type { UnitPictures } from "../../compare/only-one-tiles.js";
import { type RaceOrder, raceOrder } from "../../compare/race-order.js";
import { sharedImages } from "../../compare/shared-images.js";
import {
  COUNTED_ALIKE,
  comparisonFiles,
  tilesOf,
  wholeComparison,
  wholePage,
} from "../../compare/whole-comparison.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { Table } from "../../core/table.js";
import { checkAttributes } from "../../dataset/unit-attributes.js";
import { refuseUnequal } from "../../evaluation/drawn-design.js";
import { isSelfWeighting } from "../../formats/drawn-list.js";
import { counted } from "../../reports/numbers.js";
import { FIRST_LOOK } from "../../statistics/racing.js";
import { aloneInFolder } from "../files/place-lock.js";
import { writeTextFile } from "../files/write-file.js";
import { renderBlockPage } from "../reports/block-page.js";
import { hashInput } from "../shards/hash-input.js";
import type { CommandIo, CommandResult } from "./command.js";
import {
  type CompareOptions,
  type Contender,
  checkOneMetric,
  contendersOf,
  DESIGN_IGNORED,
  optionsOfContender,
  type ToCompare,
} from "./compare-inputs.js";
import { comparedResults } from "./compare-results.js";
import { identifyOnce } from "./evaluate-model.js";
import { writeEvaluation } from "./evaluate-outputs.js";
import {
  type ModelsAtHand,
  type PerformedEvaluation,
  performEvaluation,
} from "./evaluate-perform.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { locateImages } from "./locate-images.js";
import { picturePorts } from "./mistake-pictures.js";
import { createTimingPool, modelsCost, type TimingPool } from "./model-cost.js";
import { openModels } from "./open-models.js";
import type { ModelBeside } from "./scoring-steps.js";
import { badOption } from "./usage.js";

/** What a comparison writes into its folder, beside the folder of each evaluation. */
const PAGE = "comparison.html";

/**
 * `homeground compare IMAGES --labels PATH (--model MODEL | --predictions PATH)…`, or
 * `homeground compare RESULT…`
 *
 * @param given names of the options on the command line
 */
export async function compare(
  paths: readonly string[],
  options: CompareOptions,
  given: readonly string[],
  io: CommandIo,
): Promise<CommandResult> {
  checkOneMetric(options.metric);
  if (typeof options.race === "number" && options.race < FIRST_LOOK) {
    const what = `a race of ${options.race} labels ends before anything can be said`;
    throw badOption(what, `Give ${FIRST_LOOK} or more`, "--race");
  }
  const isOfResults =
    options.labels === undefined && options.model.length + options.predictions.length === 0;
  const models = isOfResults ? null : modelsOf(paths, options);
  return aloneInFolder(options.out, `--out ${options.out}`, async () => {
    const toCompare =
      models === null
        ? await comparedResults(paths, options, given)
        : await comparedModels(models, io);
    const { models: compared, images, attributes, leftOut, notes, order, cost } = toCompare;
    const { level, seed, by, race, equalAlarms, metric, positive } = options;
    const places = by === undefined ? null : placesOf(attributes, compared[0]!.units, by);
    const whole = wholeComparison(compared, {
      metrics: metric ?? [],
      positive: positive ?? null,
      level,
      seed,
      places,
      leftOut,
      cost,
      race: race === undefined ? null : { ...order, budget: race === true ? null : race },
      equalAlarms:
        equalAlarms === undefined
          ? null
          : {
              rate: equalAlarms === true ? null : equalAlarms,
              positive: positive ?? null,
            },
    });
    const { comparison } = whole;
    const text = comparisonText(comparison);
    const page = join(options.out, PAGE);
    const { pictures } = toCompare;
    const tiles = pictures === null ? null : await tilesOf(whole, images, pictures);
    const view = wholePage(whole, tiles, { version: io.version, surface: "command" });
    await writeTextFile(page, renderBlockPage(view, "homeground compare"));
    for (const file of comparisonFiles(whole, images)) {
      await writeTextFile(join(options.out, file.name), file.text);
    }
    const json = comparison as unknown as Json; // numbers are finite or null: the schema says so
    const lines = [
      options.quiet ? text.split("\n")[0]! : text,
      ...(leftOut === 0 || options.quiet !== true
        ? []
        : [`Left out: ${counted(leftOut, "image")} without a prediction of every model`]),
      ...notes,
      page,
    ];
    return { text: lines.join("\n"), json };
  });
}

/** Images and options of models that are evaluated now, with the models. */
interface ToEvaluate {
  readonly imagesPath: string;
  readonly options: CompareOptions & { readonly labels: string };
  readonly contenders: readonly Contender[];
}

/** @throws HomegroundError `compare/one-model`, `compare/same-name`, `usage/bad-option` */
function modelsOf(paths: readonly string[], options: CompareOptions): ToEvaluate {
  const { labels } = options;
  const [imagesPath = "", ...more] = paths;
  if (labels === undefined) {
    throw badOption(
      "there are models and no labels",
      "Give --labels; or results alone",
      "homeground compare",
    );
  }
  if (more.length > 0) {
    throw badOption(
      `there are ${paths.length} places of images`,
      "Name one, or results without --labels",
      "homeground compare",
    );
  }
  return { imagesPath, options: { ...options, labels }, contenders: contendersOf(options) };
}

async function comparedModels(
  { imagesPath, options, contenders }: ToEvaluate,
  io: CommandIo,
): Promise<ToCompare> {
  const each = contenders.map((contender) => optionsOfContender(options, contender));
  // What is wrong with any of the models is said before the first of them runs.
  const opened: ModelBeside[] = [];
  for (const own of each) {
    const ready = await openModels(own, io);
    if (ready !== null) opened.push({ ready, out: own.out });
  }
  await refuseSame(imagesPath, contenders, opened);
  const identify = identifyOnce();
  const timing = createTimingPool();
  // Whether images may be sent is asked before any model has taken its time.
  const asksFirst = (m: number) => Number(opened[m]?.ready.endpoint === undefined);
  const turns = [...each.keys()].sort((a, b) => asksFirst(a) - asksFirst(b));
  const performed = new Array<PerformedEvaluation>(each.length);
  let cost: MeasuredCost | null = null;
  try {
    for (const [turn, m] of turns.entries()) {
      const later = turns.slice(turn + 1).flatMap((other) => opened[other] ?? []);
      const ready = opened[m]?.ready ?? null;
      const models = { ready, beside: later, identify, openScorer: timing.open };
      performed[m] = await evaluateOne(imagesPath, each[m]!, contenders[m]!.name, models, io);
    }
    cost = await costOf(performed, timing, io);
  } finally {
    await timing.close();
  }
  const named = performed.map(({ evaluation, sources }, m) => ({
    name: contenders[m]!.name,
    images: Array.from(evaluation.image, (image) => sources.images.file[image]!),
  }));
  const shared = sharedImages(named, options.sharedOnly === true);
  const { drawn } = performed[0]!.placed.truth;
  return {
    models: performed.map(({ evaluation: { outcomes, claims, result, uses } }, m) => ({
      name: contenders[m]!.name,
      sha256: result.model?.sha256 ?? null,
      outcomes,
      units: shared.units[m]!,
      trained: trainedPlaces(result.analyses),
      // Groups that were left out are of the same images only where every model answered all.
      ...(uses === undefined || shared.leftOut.length > 0 ? {} : { uses }),
      // A requirement is what somebody wants, and not what was published.
      claims: new Map(
        claims
          .filter(({ evidence }) => evidence.kind !== "requirement")
          .map(({ metric, value }) => [metric, value]),
      ),
    })),
    images: Array.from(shared.units[0]!, (unit) => named[0]!.images[unit]!),
    attributes: performed[0]!.evaluation.attributes.table,
    leftOut: shared.leftOut.length,
    cost,
    order: orderOf(performed[0]!, shared.units[0]!),
    notes: drawn !== undefined && !isSelfWeighting(drawn) ? [DESIGN_IGNORED] : [],
    pictures: options.pictures === false ? null : picturesOf(performed[0]!, shared.units[0]!, io),
  };
}

/**
 * A model is not told apart from itself, however many labels there are.
 *
 * @param opened the models, in the order in which they were named; predictions come after them
 * @throws HomegroundError `compare/same-model`, `input/unreadable`
 */
async function refuseSame(
  imagesPath: string,
  contenders: readonly Contender[],
  opened: readonly ModelBeside[],
): Promise<void> {
  const seen = new Map<string, string>();
  for (const [m, { name, model, predictions }] of contenders.entries()) {
    const id =
      predictions === undefined
        ? idOfStages(opened[m]!.ready)
        : await hashInput(predictions, imagesPath);
    const before = id === null ? undefined : seen.get(id);
    if (before !== undefined) {
      throw new HomegroundError("compare/same-model", {
        what: `byte for byte it is ${before}`,
        where: model ?? predictions ?? name,
        fix: "Choose another one",
      });
    }
    if (id !== null) seen.set(id, name);
  }
}

/** The same model under another card, or before another second model, is another one. */
function idOfStages({ model, card, second }: ModelBeside["ready"]): string {
  return JSON.stringify([model.sha256, card, second?.model.sha256, second?.card, second?.stage]);
}

/** What the models cost on images that are on disk. */
async function costOf(
  performed: readonly PerformedEvaluation[],
  timing: TimingPool,
  io: CommandIo,
): Promise<MeasuredCost | null> {
  const { images, opened } = performed[0]!.sources;
  // Labels may name images that are nowhere, where predictions come from a file.
  const known = images.file.flatMap((file, i) => {
    const path = opened.files[images.found[i]!]?.path;
    return path === undefined ? [] : [{ file, path }];
  });
  const onDisk = await locateImages(opened.folder, known);
  const paths = onDisk.flatMap(({ path }) => (path === null ? [] : [path]));
  return modelsCost(
    performed.map(({ sources }) => sources.ready),
    paths,
    timing,
    io,
  );
}

function orderOf(
  { evaluation: { image, outcomes, request }, sources, placed }: PerformedEvaluation,
  units: Int32Array,
): RaceOrder {
  const rowOfImage = sources.images.row;
  const row = image.map((one) => rowOfImage[one]!);
  const own = { image, row, rowOfImage, cluster: outcomes.cluster, drawn: placed.truth.drawn };
  return raceOrder(own, units, request);
}

function picturesOf(
  { evaluation, sources }: PerformedEvaluation,
  units: Int32Array,
  io: CommandIo,
): UnitPictures {
  const { found } = sources.images;
  return {
    ports: picturePorts(sources, io),
    image: units.map((unit) => {
      const image = evaluation.image[unit]!;
      return found[image]! < 0 ? -1 : image;
    }),
  };
}

async function evaluateOne(
  imagesPath: string,
  options: EvaluateOptions,
  name: string,
  models: ModelsAtHand,
  io: CommandIo,
): Promise<PerformedEvaluation> {
  const shows = { command: ["compare", imagesPath], progress: barName(name, models) };
  const performed = await performEvaluation(imagesPath, options, shows, io, models).catch(
    (cause: unknown) => {
      throw ofOneModel(cause, name);
    },
  );
  if (options.ignoreDesign !== true) {
    refuseUnequal(performed.placed.truth.drawn, COUNTED_ALIKE);
  }
  await writeEvaluation(performed.evaluation, performed.sources, io);
  return performed;
}

const NAMES_DIFFER: ReadonlySet<unknown> = new Set(["labels/unmapped", "labels/map-bad"]);

/** A label map is the way out where all models call a label otherwise than the ground truth, and not where one does. */
function ofOneModel(cause: unknown, name: string): unknown {
  if (!(isHomegroundError(cause) && NAMES_DIFFER.has(cause.code))) return cause;
  const { code, what, where, fix } = cause;
  return new HomegroundError(code, {
    what,
    where: `${name}, ${where}`,
    fix: `${fix}; the map is that of all models: a label that ${name} alone calls otherwise is renamed in its predictions or its card`,
  });
}

/** Pictures are decoded for the first model, and scored for those behind it too. */
function barName(name: string, { ready, beside }: ModelsAtHand): string {
  return ready === null || beside.length === 0 ? name : `${name} and ${beside.length} more`;
}

/** @throws HomegroundError `labels/no-column`, `usage/bad-option` for times, which are several attributes */
function placesOf(table: Table, units: Int32Array, by: string) {
  checkAttributes(table, [by], "--by");
  const levelled = levelledAttributes(table, units, [by]);
  const only = levelled.find(({ name }) => name === by);
  if (only !== undefined) return only;
  throw badOption(
    `${by} holds times, and no names`,
    "Name a column such as site or camera",
    "--by",
  );
}
