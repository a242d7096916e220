import type { Cancellation } from "../../core/cancellation.js";
import { createLabelSet } from "../../core/label-set.js";
import { visibleJson } from "../../core/visible-text.js";
import { placeTruth, prepareImages, type TruthOnFiles } from "../../dataset/prepare.js";
import { decideNames } from "../../evaluation/decide-names.js";
import { readTruth } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import type { Guess } from "../../models/card/card-guesses.js";
import { scalingReadings, withInputRule } from "../../models/card/card-readings.js";
import type { ModelCard } from "../../models/card/card-types.js";
import { knownOf } from "../../models/card/find-card.js";
import { scoresOfImage } from "../../models/card/guess-card.js";
import { parseModelCard } from "../../models/card/model-card.js";
import type { OnnxInspection } from "../../models/onnx/onnx-inspect.js";
import { createLazyScorer } from "../../models/scoring/lazy-scorer.js";
import { type CardTuning, drawForTuning, tuneCard } from "../../scoring/tune-card.js";
import { tunedCard } from "../../scoring/tuned-card.js";
import { taskOf, taskOfName } from "../../tasks/registry.js";
import { openPageScorer } from "../inference/open-scorer.js";
import { PAGE_ENGINE } from "../inference/page-engine.js";
import { openModelAt } from "./session-files.js";
import type { SessionHost } from "./session-host.js";
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
  /** What each output stands for, in their order. */
  readonly names: readonly string[];
  /** Names that the label file has none for. */
  readonly madeUp: number;
  readonly size: CardSize;
  /** Whether the file says the size itself. */
  readonly isSizeFixed: boolean;
  /** Ways to scale the values of pixels, the one that was guessed first. */
  readonly scalings: readonly string[];
  /** Whether they can be tried: models that give one label an image can. */
  readonly canTry: boolean;
}

/** What was changed of it. */
export interface CardChanges {
  readonly names: readonly string[];
  readonly size: CardSize;
}

/** What trying came to, as columns: names can be put in another order without the model. */
export interface CardTriedTold {
  /** Names that are right of each image. */
  readonly truth: readonly (readonly string[])[];
  /** By scaling, in the order of {@link CardFormTold.scalings}: output with the highest score of each image. */
  readonly highest: readonly Int32Array[];
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
  /** The card as a file. @param scaling place in {@link CardFormTold.scalings} @param right images, where it was tried */
  text(changes: CardChanges, scaling: number, right: number | null): string;
}

/** Images are drawn by it. */
const SEED = 1;

/**
 * Begins the form about a model.
 *
 * @param opened the model where a card could be guessed; null where nothing says what its outputs stand for
 * @param labels whose names are then taken, in the order of the alphabet; null for none
 * @throws HomegroundError as `openModelAt`
 */
export async function openCardForm(
  files: DroppedFiles,
  path: string,
  opened: SessionModel | null,
  labels: ReadLabels | null,
  host: SessionHost,
): Promise<CardForm> {
  const known = opened === null && labels !== null ? (await readPlaced(files, labels)).labels : [];
  let madeUp = 0;
  const namesOf = (inspection: OnnxInspection): readonly string[] => {
    const missing = Math.max(0, (scoresOfImage(inspection) ?? 0) - known.length);
    // So many are no labels, but values of something else; who opens the model says so.
    madeUp = missing > MOST_MADE_UP ? 0 : missing;
    return [...known, ...Array.from({ length: madeUp }, (_, i) => outputName(known.length + i))];
  };
  const base =
    opened ?? (await openModelAt(files, path, null, known.length === 0 ? undefined : namesOf));
  const { card, model } = base;
  const { rule } = card.input;
  const knownModel = knownOf({ file: model.name, inspection: model.inspection });
  if (knownModel === null) throw new Error("a model without an image input has no card"); // findCard refuses it
  const task = taskOfName(card.task) ?? taskOf(DEFAULT_REQUEST.task);
  const readings = scalingReadings(card);
  let tuning: CardTuning | null = null;

  const changed = ({ names, size }: CardChanges): ModelCard =>
    parseModelCard(JSON.stringify(changedCard(card, names, size)), knownModel.file, knownModel);

  return {
    told: {
      names: card.labels,
      madeUp,
      size: { widthPx: rule.widthPx, heightPx: rule.heightPx },
      isSizeFixed: knownModel.input.size !== null,
      scalings: readings.map(({ scaling }) => scaling),
      canTry: task.truth === "label" && task.prediction === "label-scores",
    },
    async try(from, changes, { images, signal, onProgress }) {
      const own = changed(changes);
      const placed = await readPlaced(files, from);
      const modelLabels = createLabelSet(own.labels);
      const { map, unmapped } = decideNames(placed.labels, own.labels, {
        map: "auto",
        onlyAnswered: false,
        taxa: {},
      });
      const targets = new Map([
        ...map,
        ...unmapped.map((label) => [label, { kind: "ignore" }] as const),
      ]);
      const request = placing(task, from.conflictingLabels);
      const all = prepareImages(placed, modelLabels, targets, request, true);
      const on = all.images.file.map((_, i) => placed.files[all.images.found[i]!]?.path ?? null);
      const drawn = drawForTuning(all.images, on, SEED, images);
      const prepared = { ...all, images: drawn.images };
      tuning = await tuneCard(
        {
          card: own,
          known: knownModel,
          task,
          prepared,
          paths: drawn.paths,
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
      const { tried } = tuning;
      return {
        truth: drawn.paths.map((_, i) => {
          const classes = classIndex.subarray(classStart[i]!, classStart[i + 1]!);
          const right = new Set(Array.from(classes, (one) => truthNames[one]!));
          return own.labels.filter((_name, at) => right.has(classNames[at]!));
        }),
        highest: readings.map(
          ({ scaling }) => tried.find((one) => one.scaling === scaling)!.highest,
        ),
      };
    },
    text(changes, scaling, right) {
      const own = changed(changes);
      const wanted = scalingReadings(own)[scaling]!;
      const of = tuning?.tried.find((one) => one.scaling === wanted.scaling);
      if (tuning === null || of === undefined || right === null) {
        return textOf({ ...tunedCard(own, null, SEED), ...withInputRule(own, wanted.rule) });
      }
      return textOf(tunedCard(own, tuning, SEED, { ...of, value: right / tuning.images }));
    },
  };
}

/** Above so many outputs without a name they are no labels. */
const MOST_MADE_UP = 1000;

function outputName(at: number): string {
  return `output ${at + 1}`;
}

/** Ground truth of whole images on its files. */
async function readPlaced(
  { access, listed }: DroppedFiles,
  { path, conflictingLabels, ...reading }: ReadLabels,
): Promise<TruthOnFiles> {
  const task = taskOf(DEFAULT_REQUEST.task);
  const { truth } = await readTruth(placeOf(access, path), listed, { ...reading, task: task.id });
  return placeTruth(truth, listed, placing(task, conflictingLabels));
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
