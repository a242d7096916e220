import type { Cancellation } from "../../core/cancellation.js";
import { isHomegroundError } from "../../core/errors.js";
import { createLabelSet } from "../../core/label-set.js";
import { visibleJson } from "../../core/visible-text.js";
import { placeTruth, prepareImages, type TruthOnFiles } from "../../dataset/prepare.js";
import { decideNames } from "../../evaluation/decide-names.js";
import { maskJoin } from "../../evaluation/mask-join.js";
import { type ReadTruth, readTruth } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { knowImages } from "../../evaluation/run/know-images.js";
import type { Guess } from "../../models/card/card-guesses.js";
import {
  type CardReading,
  scalingReadings,
  withInputRule,
} from "../../models/card/card-readings.js";
import type { ModelCard } from "../../models/card/card-types.js";
import { type GivenNames, knownOf } from "../../models/card/find-card.js";
import { likelyAnswers } from "../../models/card/guess-card.js";
import { hasOutlines } from "../../models/card/guess-outlines.js";
import { parseModelCard } from "../../models/card/model-card.js";
import { isSeveralOpen, withSeveral } from "../../models/card/several-labels.js";
import type { OnnxInspection } from "../../models/onnx/onnx-inspect.js";
import { createLazyScorer } from "../../models/scoring/lazy-scorer.js";
import { metricWords } from "../../reports/words/metrics.js";
import { type CardTuning, drawForTuning, tuneCard } from "../../scoring/tune-card.js";
import { tunedCard } from "../../scoring/tuned-card.js";
import { objectsWithNames } from "../../tasks/detection/labels-on-objects.js";
import { TASKS, taskOf, taskOfName } from "../../tasks/registry.js";
import type { Task } from "../../tasks/task.js";
import { createWebDigest } from "../digest.js";
import { openPageScorer } from "../inference/open-scorer.js";
import { PAGE_ENGINE } from "../inference/page-engine.js";
import { openModelAt } from "./session-files.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import type { DroppedFiles, SessionModel } from "./session-state.js";
import { placeOf, placing } from "./session-steps.js";
import type { ReadLabels } from "./session-types.js";

/** Size of the picture that a model is given. */
export interface CardSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A model of which nothing says how it reads images, as the form about it begins. */
export interface CardFormTold {
  /** What each output stands for, in their order; then names of the label file that no output is left for. */
  readonly names: readonly string[];
  readonly outputs: number;
  /** Names that the label file has none for. */
  readonly madeUp: number;
  readonly size: CardSize;
  /** Whether the file says the size itself. */
  readonly isSizeFixed: boolean;
  /** Ways to scale the values of pixels, the one that was guessed first. */
  readonly scalings: readonly string[];
  /** What is tried on: images with a label, images with several, or objects; null where nothing can be. */
  readonly counts: "label" | "labels" | "objects" | "figure" | null;
  /** The figure that `figure` counts, for people. */
  readonly figure: string;
  /** Whether several labels are read of an image; null where model or neighbours say it. */
  readonly isSeveral: boolean | null;
  /** Whether its boxes are read with the masks behind them; null where it has none. */
  readonly isOutlined: boolean | null;
  /** Images by how many labels they have; null without labels of whole images. */
  readonly labelled: LabelledImages | null;
}

export interface LabelledImages {
  readonly several: number;
  readonly all: number;
}

/** What was changed of it. */
export interface CardChanges {
  /** As in {@link CardFormTold.names}. */
  readonly names: readonly string[];
  readonly size: CardSize;
}

/** What trying came to, as columns: names can be put in another order without the model. */
export interface CardTriedTold {
  /** Names that are right of each image, or of each object. */
  readonly truth: readonly (readonly string[])[];
  /** By scaling, in the order of {@link CardFormTold.scalings}: the output that each is given. */
  readonly highest: readonly Int32Array[];
  /** Image of each object; null where images are named themselves. */
  readonly image: Int32Array | null;
  /** The task's figure by scaling, where names alone do not say what is right; null where they do. */
  readonly figures: readonly (number | null)[] | null;
  readonly images: number;
}

/** What somebody said of how the answers are read; null where they said nothing. */
export interface CardAsked {
  /** Whether several labels of an image may hold at once. */
  readonly isSeveral: boolean | null;
  /** Whether boxes are read with the masks behind them. */
  readonly isOutlined: boolean | null;
}

export interface TryOptions {
  /** So many images at most. */
  readonly images: number;
  readonly signal: Cancellation;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The form about a model without a card. */
export interface CardForm {
  readonly told: CardFormTold;
  /** @throws HomegroundError `input/empty` without labelled images, and as scorers do */
  try(labels: ReadLabels, changes: CardChanges, options: TryOptions): Promise<CardTriedTold>;
  /** The card as a file. @param scaling place in {@link CardFormTold.scalings} @param right of images or objects, where it was tried */
  text(changes: CardChanges, scaling: number, right: number | null): string;
}

/** Images are drawn by it. */
const SEED = 1;

/**
 * Begins the form about a model.
 *
 * @param opened the model where a card could be guessed; null where nothing says what its outputs stand for
 * @param labels whose names are then taken, in the order of the alphabet, those of objects in that of their file; null for none
 * @param asked null in it: as the labels have it
 * @throws HomegroundError as `openModelAt`
 */
export async function openCardForm(
  files: DroppedFiles,
  path: string,
  opened: SessionModel | null,
  labels: ReadLabels | null,
  { isSeveral, isOutlined }: CardAsked,
  host: SessionHost,
): Promise<CardForm> {
  const labelled = labels === null ? null : await labelledImages(files, labels);
  const wanted = isSeveral ?? (labelled !== null && isMostlySeveral(labelled) ? true : null);
  let madeUp = 0;
  let leftOver: readonly string[] = [];
  const namesFrom = async (given: ReadLabels, inspection: OnnxInspection): Promise<GivenNames> => {
    const { kind, isSure, counts } = likelyAnswers(inspection, path);
    if (kind === "places") {
      const found = await namesOfPlaces(files, given, counts[0] ?? 1);
      madeUp = found?.madeUp ?? 0;
      if (found !== null) return found;
    }
    const likely = kind === "places" ? "label" : kind;
    const read = isSure || wanted === null ? likely : wanted ? "labels" : "label";
    const { placed, objects } = await readPlaced(files, given, taskThatGives(read)).catch(
      (cause) => {
        // Names of whole images are names too; trying says what is missing of objects.
        if (!isHomegroundError(cause)) throw cause;
        return readPlaced(files, given, taskThatGives("label"));
      },
    );
    const all = objects === null ? placed.labels : objects.labelNames;
    const outputs = counts.find((one) => one >= all.length) ?? counts.at(-1) ?? all.length;
    const areLeft = outputs < all.length && all.length - outputs <= MOST_MADE_UP;
    const known = areLeft ? commonest(all, outputs, placed) : all;
    leftOver = areLeft ? all.filter((name) => !known.includes(name)) : [];
    // So many are no labels, but values of something else; who opens the model says so.
    const missing = Math.max(0, outputs - known.length);
    madeUp = missing > MOST_MADE_UP ? 0 : missing;
    const rest = Array.from({ length: madeUp }, (_, i) => outputName(known.length + i));
    return { labels: [...known, ...rest], points: null };
  };
  const openFor = (task: string | null) =>
    openModelAt(
      files,
      path,
      null,
      labels === null || opened !== null
        ? undefined
        : (inspection) => namesFrom(labels, inspection),
      task,
    );
  const first = opened ?? (await openFor(null));
  // A card that is there says it already.
  const mayOutline =
    first.path === null && hasOutlines(first.model.inspection, first.card.labels.length);
  const outlined =
    mayOutline && (isOutlined ?? (labels !== null && (await areOutlined(files, labels))));
  const base = outlined ? await openFor(OUTLINED.id) : first;
  const { model } = base;
  const knownModel = knownOf({ file: model.name, inspection: model.inspection });
  if (knownModel === null) throw new Error("a model without an image input has no card"); // findCard refuses it
  const parsed = (raw: Readonly<Record<string, unknown>>): ModelCard =>
    parseModelCard(JSON.stringify(raw), knownModel.file, knownModel);
  const isOpen = isSeveralOpen(base.card);
  const why = isSeveral === null ? "labels of the images name several" : "somebody said so";
  const card = isOpen && wanted !== null ? parsed(withSeveral(base.card, wanted, why)) : base.card;
  const { rule } = card.input;
  const task = taskOfName(card.task) ?? taskOf(DEFAULT_REQUEST.task);
  const readings = scalingReadings(card);
  let tuning: CardTuning | null = null;
  let triedNames: readonly string[] = [];

  const changed = ({ names, size }: CardChanges): ModelCard =>
    parsed(changedCard(card, names.slice(0, card.labels.length), size));

  return {
    told: {
      names: [...card.labels, ...leftOver],
      outputs: card.labels.length,
      madeUp,
      size: { widthPx: rule.widthPx, heightPx: rule.heightPx },
      isSizeFixed: knownModel.input.size !== null,
      scalings: readings.map(({ scaling }) => scaling),
      counts: triedAs(task),
      figure: metricWords(task.headline).short,
      isSeveral: isOpen ? task.truth === "labels" : null,
      isOutlined: mayOutline ? outlined : null,
      labelled,
    },
    async try(from, changes, { images, signal, onProgress }) {
      const own = changed(changes);
      const { placed, objects } = await readPlaced(files, from, task);
      const modelLabels = createLabelSet(own.labels);
      const { map, unmapped } = decideNames(placed.labels, own.labels, {
        map: "auto",
        onlyAnswered: false,
        taxa: {},
      });
      // What no output is left for may be what one of them is trained on: its images are tried too.
      const others = new Set(changes.names.slice(own.labels.length));
      const targets = new Map([
        ...map,
        ...unmapped.map(
          (label) => [label, { kind: others.has(label) ? "outside" : "ignore" }] as const,
        ),
      ]);
      const request = placing(task, from.conflictingLabels);
      const rules = { ...request, objects: objects !== null };
      const all = prepareImages(placed, modelLabels, targets, rules, true);
      const on = all.images.file.map((_, i) => placed.files[all.images.found[i]!]?.path ?? null);
      const drawn = drawForTuning(all.images, on, SEED, images);
      const prepared = { ...all, images: drawn.images };
      const { detection, ofModel } = await knowImages(
        { placed, prepared, objects, modelLabels, card: own, predictions: null },
        request,
        {
          access: files.access,
          decoder: () => hostDecoder(host),
          createDigest: createWebDigest,
          signal,
        },
      );
      triedNames = own.labels;
      tuning = await tuneCard(
        {
          card: own,
          known: knownModel,
          task,
          prepared,
          paths: drawn.paths,
          detection: detection ?? undefined,
          masks: maskJoin(placed.truth, null, []),
          ofModel,
          readings: scalingReadings(own),
        },
        {
          openScorer: (of) =>
            createLazyScorer({ engine: PAGE_ENGINE, areProbabilities: true }, () =>
              openPageScorer({
                model,
                card: of,
                files: files.access,
                signal,
                workers: 1,
                programs: host.programs,
                startWorker: host.startScorer,
              }),
            ),
          signal,
          ...(onProgress === undefined ? {} : { onProgress }),
        },
      );
      const { classStart, classIndex } = drawn.images;
      const { truthNames, classNames } = all.map;
      const { tried, images: count } = tuning;
      const figureOf = ({ scaling }: CardReading) =>
        tried.find((one) => one.scaling === scaling)!.value;
      const figures = triedAs(task) === "figure" ? readings.map(figureOf) : null;
      if (figures !== null) {
        return { truth: [], highest: [], image: null, figures, images: count };
      }
      const highest = readings.map(
        ({ scaling }) => tried.find((one) => one.scaling === scaling)!.highest,
      );
      const named = (right: ReadonlySet<string | undefined>) => [
        ...own.labels.filter((_name, at) => right.has(classNames[at])),
        ...[...others].filter((name) => right.has(name)),
      ];
      if (detection !== null) {
        const { objects: of } = detection.truth;
        const kept = objectsWithNames(detection);
        return {
          truth: Array.from(kept, (i) => named(new Set([detection.classes.names[of.label[i]!]]))),
          highest,
          image: kept.map((i) => of.image[i]!),
          figures: null,
          images: count,
        };
      }
      return {
        truth: drawn.paths.map((_, i) => {
          const classes = classIndex.subarray(classStart[i]!, classStart[i + 1]!);
          return named(new Set(Array.from(classes, (one) => truthNames[one])));
        }),
        highest,
        image: null,
        figures: null,
        images: count,
      };
    },
    text(changes, scaling, right) {
      const own = changed(changes);
      const wanted = scalingReadings(own)[scaling]!;
      const of = tuning?.tried.find((one) => one.scaling === wanted.scaling);
      const isFigure = triedAs(task) === "figure";
      if (tuning === null || of === undefined || (right === null && !isFigure)) {
        return textOf({ ...tunedCard(own, null, SEED), ...withInputRule(own, wanted.rule) });
      }
      if (tuning.countsRight && right !== null) {
        return textOf(tunedCard(own, tuning, SEED, { ...of, value: right / tuning.images }));
      }
      // Other figures are of the names that it was tried with.
      const isSame = own.labels.every((name, at) => name === triedNames[at]);
      return textOf(tunedCard(own, tuning, SEED, isSame ? of : { ...of, value: null }));
    },
  };
}

/** From so many of the images on, several labels are what the model is for; fewer are pictures of two things. */
const SEVERAL_SHARE = 0.1;

function isMostlySeveral({ several, all }: LabelledImages): boolean {
  return several > 0 && several >= SEVERAL_SHARE * all;
}

async function labelledImages(
  files: DroppedFiles,
  labels: ReadLabels,
): Promise<LabelledImages | null> {
  try {
    const { placed, objects } = await readPlaced(files, labels, taskThatGives("labels"));
    if (objects !== null) return null;
    const { rows, truth } = placed;
    const several = rows.filter((row) => truth.labelStart[row + 1]! - truth.labelStart[row]! > 1);
    return { several: several.length, all: rows.length };
  } catch (cause) {
    // Labels that cannot be read so are read in another way, or said to be wrong, later.
    if (!isHomegroundError(cause)) throw cause;
    return null;
  }
}

/** Above so many outputs without a name, or names without an output, they are no labels. */
const MOST_MADE_UP = 1000;

/** So many of the names, those that most rows have, in their order. */
function commonest(
  names: readonly string[],
  most: number,
  { truth, rows }: TruthOnFiles,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (let at = truth.labelStart[row]!; at < truth.labelStart[row + 1]!; at++) {
      const name = truth.labelNames[truth.labelIndex[at]!]!;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const countOf = (name: string): number => counts.get(name) ?? 0;
  const kept = new Set(names.toSorted((a, b) => countOf(b) - countOf(a)).slice(0, most));
  return names.filter((name) => kept.has(name));
}

function outputName(at: number): string {
  return `output ${at + 1}`;
}

/** The task of objects with outlines. */
const OUTLINED = TASKS.find((one) => one.hasOutlines === true) ?? taskOf(DEFAULT_REQUEST.task);

/** Whether objects of the labels have outlines. */
async function areOutlined(files: DroppedFiles, labels: ReadLabels): Promise<boolean> {
  const read = await readIfPossible(files, labels, OUTLINED);
  return read?.objects?.regions.objects.shapes !== undefined;
}

/** Null for labels that are no such ground truth. */
async function readIfPossible(files: DroppedFiles, labels: ReadLabels, task: Task) {
  try {
    return await readPlaced(files, labels, task);
  } catch (cause) {
    if (!isHomegroundError(cause)) throw cause;
    return null;
  }
}

/** What the mask of a picture calls all that has no other label. */
const BACKGROUND = "background";

/**
 * Names of points, or of the labels of pixels: whichever the labels are of.
 *
 * @param maps how many maps or points the model answers with
 * @returns null where they are neither
 */
async function namesOfPlaces(
  files: DroppedFiles,
  labels: ReadLabels,
  maps: number,
): Promise<(GivenNames & { readonly madeUp: number }) | null> {
  const withPoints = TASKS.find((one) => one.hasPoints === true);
  const pointed = withPoints === undefined ? null : await readIfPossible(files, labels, withPoints);
  const points = pointed?.objects?.regions.objects.points?.names ?? null;
  if (pointed?.objects && points !== null) {
    return { labels: pointed.objects.labelNames, points, madeUp: 0 };
  }
  const masked = await readIfPossible(files, labels, taskThatGives("masks"));
  if (masked === null) return null;
  const { labels: names } = masked.placed;
  // One map tells two labels apart.
  const wanted = Math.max(2, maps);
  const hasRoom = names.length < wanted && !names.some((name) => /background/i.test(name));
  const all = hasRoom ? [BACKGROUND, ...names] : names;
  const madeUp = Math.max(0, wanted - all.length);
  const rest = Array.from({ length: madeUp }, (_, i) => outputName(all.length + i));
  return { labels: [...all, ...rest], points: null, madeUp };
}

function taskThatGives(kind: Task["truth"]): Task {
  const of = TASKS.find(({ truth, prediction }) => truth === kind && prediction !== "one-score");
  return of ?? taskOf(DEFAULT_REQUEST.task);
}

/** Ground truth of a task on its files. */
async function readPlaced(
  { access, listed }: DroppedFiles,
  { path, conflictingLabels, ...reading }: ReadLabels,
  task: Task,
): Promise<{ readonly placed: TruthOnFiles; readonly objects: ReadTruth["objects"] }> {
  const { truth, objects } = await readTruth(placeOf(access, path), listed, {
    ...reading,
    task: task.id,
  });
  return { placed: placeTruth(truth, listed, placing(task, conflictingLabels)), objects };
}

/** The card with what somebody said in place of what was guessed. */
function changedCard(
  { raw, labels, guesses, input: { rule } }: ModelCard,
  names: readonly string[],
  { widthPx, heightPx }: CardSize,
): Readonly<Record<string, unknown>> {
  const isOrdered = names.some((name, at) => name !== labels[at]);
  const isSized = widthPx !== rule.widthPx || heightPx !== rule.heightPx;
  const said: Guess[] = [];
  if (isOrdered) {
    const value = `${names.length}, in another order`;
    said.push({ fields: ["labels"], value, why: "somebody put them so", basis: "assumed" });
  }
  if (isSized) {
    const fields = ["input.height", "input.width"];
    const value = `${heightPx} × ${widthPx}`;
    said.push({ fields, value, why: "somebody said so", basis: "assumed" });
  }
  const told = new Set(said.flatMap(({ fields }) => fields));
  const rest = guesses
    .map((guess) => ({ ...guess, fields: guess.fields.filter((field) => !told.has(field)) }))
    .filter(({ fields }) => fields.length > 0);
  return {
    ...raw,
    labels: names,
    input: { ...(raw["input"] as object), height: heightPx, width: widthPx },
    guessed: [...rest, ...said],
  };
}

function textOf(card: Readonly<Record<string, unknown>>): string {
  return `${visibleJson(JSON.stringify(card, null, 2))}\n`;
}

/** What readings of a model are tried on; null where nothing can be. */
function triedAs({
  prediction,
  truth,
  hasPoints,
  hasOutlines: areOutlines,
}: Task): CardFormTold["counts"] {
  if (prediction === "one-score" || truth === "counts") return null;
  return truth === "masks" || hasPoints || areOutlines ? "figure" : truth;
}
