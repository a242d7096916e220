import { basename, dirname, join } from "node:path";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { createLabelSet } from "../../core/label-set.js";
import { visibleJson } from "../../core/visible-text.js";
import { labelExamples } from "../../dataset/label-examples.js";
import { placeTruth, prepareImages, type TruthOnFiles } from "../../dataset/prepare.js";
import { decideNames } from "../../evaluation/decide-names.js";
import { maskJoin } from "../../evaluation/mask-join.js";
import { givenOptions } from "../../evaluation/options/option.js";
import { readOptions } from "../../evaluation/options/registry.js";
import { readTruth } from "../../evaluation/read-inputs.js";
import { knowImages } from "../../evaluation/run/know-images.js";
import { knownOf } from "../../models/card/find-card.js";
import type { LabelMap } from "../../models/label-map.js";
import { counted } from "../../reports/numbers.js";
import { wrapped } from "../../reports/terminal.js";
import { shellQuoted } from "../../reports/text.js";
import { metricWords } from "../../reports/words/metrics.js";
import {
  type CardTuning,
  drawForTuning,
  type TriedReading,
  tuneCard,
} from "../../scoring/tune-card.js";
import { ownOf, tunedCard } from "../../scoring/tuned-card.js";
import { taskOfName } from "../../tasks/registry.js";
import { createNodeDigest } from "../digest.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writeTextFile } from "../files/write-file.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import type { CommandIo, CommandResult } from "./command.js";
import { decideLabels } from "./evaluate-labels.js";
import { lazyScorer, type ReadyModel, readyModel } from "./evaluate-model.js";
import { readColumns } from "./evaluate-request.js";
import { type LocalModel, localModel } from "./hosted-model.js";
import { locateImages } from "./locate-images.js";
import { openImages, openPlace } from "./open-places.js";
import { createProgress } from "./progress.js";
import { terminalLook } from "./terminal-look.js";
import { showUnpacking } from "./unpacking.js";
import { notYet } from "./usage.js";

/** The options of `homeground card`, as the command line gives them. */
export interface CardOptions {
  readonly out?: string | undefined;
  readonly images?: string | undefined;
  readonly labels?: string | undefined;
  readonly columns?: string | undefined;
  readonly labelMap?: string | undefined;
  readonly task?: string | undefined;
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly engine?: "native" | "wasm" | undefined;
  readonly allowPrivate?: true | undefined;
  readonly quiet?: true | undefined;
}

/** What `homeground card --json` prints. */
export interface CardJson {
  readonly schema: "homeground.card/1";
  /** Where the card was written. */
  readonly file: string;
  readonly model: { readonly name: string; readonly sha256: string };
  /** The card, as in the file. */
  readonly card: Readonly<Record<string, unknown>>;
  /** What readings of the card gave on labelled images; null where there were none. */
  readonly tuning: TuningJson | null;
}

interface TuningJson {
  /** Reference of the metric. */
  readonly figure: string;
  readonly images: number;
  readonly seed: number;
  /** Best first; the first is in the card. */
  readonly readings: readonly {
    readonly scaling: string;
    readonly colours: "RGB" | "BGR" | "grey";
    readonly fit: string;
    /** null where the metric is undefined, or the model gave no prediction for any image. */
    readonly value: number | null;
    /** Whether it is the card as it was before. */
    readonly isOwn: boolean;
  }[];
}

/**
 * `homeground card MODEL [--images FOLDER --labels LABELS] [--out FILE]`: writes the card that can be told from the
 * model and what lies beside it, with the input that answers some labelled images best.
 *
 * @throws HomegroundError `usage/bad-option`, `output/not-written` where there is a file already, and those of
 *   model, card, images, labels and engine
 */
export async function card(
  modelName: string,
  options: CardOptions,
  io: CommandIo,
): Promise<CommandResult> {
  if ((options.images === undefined) !== (options.labels === undefined)) {
    const missing = options.images === undefined ? "--images" : "--labels";
    throw new HomegroundError("usage/bad-option", {
      what: "images are tried by their labels, and one of the two is missing",
      where: `homeground card ${missing}`,
      fix: "Give --images and --labels, or neither",
    });
  }
  const local = await localModel(modelName, options, io);
  const out = options.out ?? placeOf(local);
  await refuseExisting(
    out,
    options.out === undefined ? "the model has a card already" : undefined,
    "Name another file with --out, or take that one away",
  );
  const ready = await readyModel(local, undefined, options.engine, options.task);
  const tuning = options.images === undefined ? null : await tryReadings(ready, options, io);
  const written = tunedCard(ready.card, tuning, options.seed);
  await writeTextFile(out, `${visibleJson(JSON.stringify(written, null, 2))}\n`);
  const json: CardJson = {
    schema: "homeground.card/1",
    file: out,
    model: { name: ready.card.name, sha256: ready.model.sha256 },
    card: written,
    tuning: tuning === null ? null : tuningJson(tuning, options.seed),
  };
  return {
    text: cardText(ready, tuning, out, options, io),
    json: json as unknown as Json, // numbers are finite or null, and a card is JSON
  };
}

/** Beside the model; of one that was fetched, here. */
function placeOf({ path, hosted }: LocalModel): string {
  const name = `${basename(path).replace(/\.onnx$/i, "")}.json`;
  return hosted === null ? join(dirname(path), name) : name;
}

async function tryReadings(
  ready: ReadyModel,
  options: CardOptions,
  io: CommandIo,
): Promise<CardTuning> {
  const { images = "", labels = "", seed, threads } = options;
  const quiet = options.quiet === true;
  const task = taskOfName(ready.card.task);
  if (task === null) throw notYet(`the task ${ready.card.task}`, "card");
  const show = showUnpacking(io, quiet);
  const { folder, files } = await openImages(images, show);
  const place = {
    ...(await openPlace(labels, "the file or folder of labels", show)),
    source: labels,
  };
  // Labels are read as an evaluation of the task does by default.
  const request = { ...readOptions(givenOptions({}), task), seed };
  const columns = readColumns(options.columns);
  const { truth, objects } = await readTruth(place, files, { task: task.id, columns });
  const placed = placeTruth(truth, files, request);
  const { own } = task;
  const modelLabels = createLabelSet(own?.names ?? ready.card.labels);
  const map =
    own?.targets(placed.labels, null) ??
    withoutOutside(await namesOf(placed, modelLabels.names, options, io));
  const rules = { ...request, objects: objects !== null };
  const all = prepareImages(placed, modelLabels, map, rules, true);
  const located = await locateImages(
    folder,
    all.images.file.map((file, i) => ({ file, path: files[all.images.found[i]!]!.path })),
  );
  const drawn = drawForTuning(
    all.images,
    located.map(({ path }) => path),
    seed,
  );
  const prepared = { ...all, images: drawn.images };
  const { paths } = drawn;
  const { detection, ofModel } = await knowImages(
    { placed, prepared, objects, modelLabels, card: ready.card, predictions: null },
    request,
    {
      access: folder,
      decoder: createNodePixelDecoder,
      createDigest: createNodeDigest,
      signal: io.signal,
    },
  );
  const { model, card: found } = ready;
  const known = knownOf({ file: basename(model.path), inspection: model.inspection });
  if (known === null) throw new Error("a model without an image input has no card"); // findCard refuses it
  const progress = createProgress("Trying readings", io, quiet);
  return tuneCard(
    {
      ...{ card: found, known, task, prepared, paths, ofModel },
      detection: detection ?? undefined,
      masks: maskJoin(placed.truth, null, []),
    },
    {
      openScorer: (own, expectedImages) =>
        lazyScorer(
          { ...ready, card: own },
          {
            expectedImages,
            signal: io.signal,
            ...(threads === undefined ? {} : { workers: threads }),
          },
        ),
      signal: io.signal,
      onProgress: progress.update,
    },
  ).finally(progress.finish);
}

/** Labels as classes of the model; those that match none are of no use here and are left out. */
async function namesOf(
  placed: TruthOnFiles,
  modelLabels: readonly string[],
  { labelMap, out = ".", quiet }: CardOptions,
  io: CommandIo,
): Promise<LabelMap> {
  const { labels } = placed;
  const rules = { onlyAnswered: false, taxa: {} };
  const { map, unmapped } = decideNames(labels, modelLabels, { ...rules, map: null });
  if (labelMap === undefined && unmapped.length < labels.length) {
    if (unmapped.length > 0 && quiet !== true) {
      io.err(
        `Left out: ${unmapped.join(", ")} (no label of the model; say which with --label-map)`,
      );
    }
    return new Map([...map, ...unmapped.map((label) => [label, { kind: "ignore" }] as const)]);
  }
  const decided = await decideLabels(labels, modelLabels, {
    ...rules,
    labelMap,
    out: dirname(out),
    examples: () => labelExamples(placed),
    ask: quiet === true ? null : io.ask,
  });
  return decided.map;
}

/** What the model has no name for is right by no reading: it would only take the place of other images. */
function withoutOutside(map: LabelMap): LabelMap {
  const ignore = { kind: "ignore" } as const;
  return new Map(Array.from(map, ([label, to]) => [label, to.kind === "outside" ? ignore : to]));
}

function tuningJson(tuning: CardTuning, seed: number): TuningJson {
  return {
    figure: tuning.figure,
    images: tuning.images,
    seed,
    readings: tuning.tried.map(({ scaling, colours, fit, value, isOwn }) => ({
      scaling,
      colours,
      fit,
      value,
      isOwn,
    })),
  };
}

function cardText(
  { card: found, model }: ReadyModel,
  tuning: CardTuning | null,
  out: string,
  options: CardOptions,
  io: CommandIo,
): string {
  const { width } = terminalLook(io.terminal);
  const lines: string[] = [];
  for (const { basis, fields, value, why } of found.guesses) {
    const words = `${basis === "assumed" ? "Guessed" : "Read"} ${fields.join(", ")}: ${value} (${why})`;
    lines.push(...wrapped(words, width, ""));
  }
  if (found.guesses.length === 0) lines.push("Nothing was guessed: the model has a card.");
  lines.push("");
  if (tuning !== null) {
    lines.push(...tuningLines(tuning, options.seed, width), "");
  } else {
    const tried = `homeground card ${shellQuoted(model.name)} --images FOLDER --labels LABELS --out FILE`;
    lines.push(...wrapped(`Guesses can be tried on labelled images: ${tried}`, width, ""), "");
  }
  lines.push(`Card      ${out}`);
  const next =
    "Hold it against what the model's authors say, and take guessed out of it once it is right.";
  lines.push(...wrapped(next, width, ""));
  return lines.join("\n");
}

function tuningLines(tuning: CardTuning, seed: number, width: number): readonly string[] {
  const { tried, images, figure, countsRight } = tuning;
  const [best] = tried;
  const own = ownOf(tuning);
  const shown = ({ value }: TriedReading): string =>
    value === null ? "–" : countsRight ? String(Math.round(value * images)) : value.toFixed(3);
  const head = countsRight ? "right" : metricWords(figure).short;
  const scaling = Math.max(...tried.map((one) => one.scaling.length));
  const first = Math.max(head.length, 5) + 2;
  const rows = tried.map(
    (one) =>
      `  ${shown(one).padStart(first - 2)}  ${one.scaling.padEnd(scaling)}  ${one.colours.padEnd(4)}  ${one.fit}${one.isOwn ? "  (as guessed)" : ""}`,
  );
  const of = countsRight ? ` of ${images}` : "";
  const words =
    best === undefined || own === undefined
      ? ""
      : best.isOwn
        ? `No reading does better than the guess (${shown(own)}${of}).`
        : `The first goes into the card: ${shown(best)}${of}, and the guess has ${shown(own)}${of}.`;
  const honest =
    `On ${counted(images, "image")} a difference that one or two of them make tells nothing, and rows that are equal could all be right. ` +
    "These images chose the card: evaluate on others, since a figure on these is too kind. The card names them, and a run that scores them says so.";
  return [
    `Tried ${counted(tried.length, "reading")} of the card on ${counted(images, "labelled image")} (seed ${seed})`,
    "",
    `  ${head.padStart(first - 2)}  ${"pixel values".padEnd(scaling)}  ${"".padEnd(4)}  size`,
    ...rows,
    "",
    ...wrapped(`${words} ${honest}`.trim(), width, ""),
  ];
}
