import type { Cancellation } from "../core/cancellation.js";
import { HomegroundError } from "../core/errors.js";
import { createLabelSet } from "../core/label-set.js";
import { createRandom } from "../core/random.js";
import { type ImageSet, pickImages } from "../dataset/image-set.js";
import type { PreparedImages } from "../dataset/prepare.js";
import { parseReference } from "../metrics/reference.js";
import { type CardReading, cardReadings, withInputRule } from "../models/card/card-readings.js";
import type { KnownModel, ModelCard } from "../models/card/card-types.js";
import { parseModelCard } from "../models/card/model-card.js";
import { highestScore } from "../models/families/decode-classifier.js";
import type { ImageScorer, ImageScores, ImageToScore } from "../models/image-scorer.js";
import { balancedOrder } from "../models/sanity-check.js";
import type { DetectionJoin } from "../tasks/detection/detection-join.js";
import { labelsOnObjects, objectsWithNames } from "../tasks/detection/labels-on-objects.js";
import { outlinesOf } from "../tasks/found-outlines.js";
import type { MaskJoin, PredictionSource } from "../tasks/predictions.js";
import type { Task } from "../tasks/task.js";

/** Images that readings of a card are tried on at most. */
const TUNING_IMAGES = 20;

/** The stream of a seed that draws them, apart from the others. */
const STREAM = 2 ** 42;

/**
 * Images to try readings on: with labels, of every class one after the other, drawn at random inside each.
 *
 * @param paths file of each image, null where it is gone
 * @param most of so many images at most
 * @returns the images, and the file of each
 */
export function drawForTuning(
  images: ImageSet,
  paths: readonly (string | null)[],
  seed: number,
  most: number = TUNING_IMAGES,
): { readonly images: ImageSet; readonly paths: readonly string[] } {
  const usable: number[] = [];
  for (let i = 0; i < images.file.length; i++) {
    if (paths[i] !== null && images.classStart[i + 1]! > images.classStart[i]!) usable.push(i);
  }
  const classOf = usable.map((i) => images.classIndex[images.classStart[i]!]!);
  const order = balancedOrder(classOf, most, createRandom(seed, STREAM));
  const kept = Int32Array.from(order, (at) => usable[at]!).sort();
  return {
    images: { ...images, ...pickImages(images, kept), found: kept.map((i) => images.found[i]!) },
    paths: Array.from(kept, (i) => paths[i]!),
  };
}

/** A reading and what it gives. */
export interface TriedReading extends CardReading {
  /** The figure of the task; null where it is not defined, or the model answered no image. */
  readonly value: number | null;
  /**
   * What is said of each image, or with objects of each of `objectsWithNames`: the label's place, the highest score's
   * of an image; −1 for nothing. Empty where outputs are no labels.
   */
  readonly highest: Int32Array;
}

/** What trying readings came to. */
export interface CardTuning {
  /** The metric that was counted. */
  readonly figure: string;
  /** Whether the figure is the share of images that are right. */
  readonly countsRight: boolean;
  /** Images that every reading answered or failed on. */
  readonly images: number;
  /** Best first; of equal ones the card's own, then in the order of `cardReadings`. */
  readonly tried: readonly TriedReading[];
  /** SHA-256 of the images, sorted. */
  readonly sha256: readonly string[];
}

export interface TuningQuestion {
  readonly card: ModelCard;
  readonly known: KnownModel;
  readonly task: Task;
  /** The images drawn, and what their labels are to the model. */
  readonly prepared: PreparedImages;
  /** File of each. */
  readonly paths: readonly string[];
  /** Their objects; undefined for tasks of whole images. */
  readonly detection?: DetectionJoin | undefined;
  /** Their labels of pixels; undefined for other tasks. */
  readonly masks?: MaskJoin | undefined;
  /** Answers of the model as the task takes them; absent: as they are. */
  readonly ofModel?: (source: PredictionSource) => PredictionSource;
  /** Those of {@link cardReadings} that are tried; all where absent. */
  readonly readings?: readonly CardReading[];
}

export interface TuningPorts {
  readonly openScorer: (card: ModelCard, expectedImages: number) => ImageScorer;
  readonly signal: Cancellation;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Runs the model by each of {@link cardReadings} and gives the task's figure of each.
 *
 * @throws HomegroundError `input/empty` without labelled images, and what scorers throw when the model cannot be run
 */
export async function tuneCard(question: TuningQuestion, ports: TuningPorts): Promise<CardTuning> {
  const { card, task, paths, prepared } = question;
  const n = paths.length;
  if (n === 0) {
    throw new HomegroundError("input/empty", {
      what: "no image has a label that the model knows",
      where: "the images and labels to try the card on",
      fix: "Name labels of these images, and what they are called for the model",
    });
  }
  const { readings = cardReadings(card) } = question;
  const countsRight = task.truth === "label" && task.prediction === "label-scores";
  const sha256 = new Set<string>();
  const tried: TriedReading[] = [];
  let done = 0;
  const total = readings.length * n;
  ports.onProgress?.(0, total);
  for (const group of byFit(readings)) {
    const own = readCard(question, group[0]!);
    const scorer = ports.openScorer(own, group.length * n);
    const scores = group.map(() => new Array<Said | null>(n).fill(null));
    try {
      const asked = paths.flatMap((path, image) =>
        group.map(
          ({ rule }, at): ImageToScore => ({ index: image * group.length + at, path, rule }),
        ),
      );
      for await (const scored of scorer.score(asked, { signal: ports.signal })) {
        if (scored.sha256 !== undefined) sha256.add(scored.sha256);
        const image = Math.floor(scored.index / group.length);
        if (scored.ok) scores[scored.index % group.length]![image] = scored;
        ports.onProgress?.(++done, total);
      }
    } finally {
      await scorer.close();
    }
    for (const [at, reading] of group.entries()) {
      const value = await figureOf(scores[at]!, question, ports.signal);
      tried.push({ ...reading, value, highest: saidOf(scores[at]!, question) });
    }
  }
  const rank = ({ value }: TriedReading): number => value ?? -1; // no task's headline goes below 0;
  tried.sort((a, b) => rank(b) - rank(a) || Number(b.isOwn) - Number(a.isOwn));
  const images = prepared.images.file.length;
  return { figure: task.headline, countsRight, images, tried, sha256: [...sha256].sort() };
}

/** What of a prediction counts here. */
type Said = Pick<ImageScores, "scores" | "points" | "outlines">;

function saidOf(scores: readonly (Said | null)[], { task, detection }: TuningQuestion): Int32Array {
  if (detection !== undefined) {
    return labelsOnObjects(
      detection,
      objectsWithNames(detection),
      (image) => scores[image]?.scores ?? null,
    );
  }
  return Int32Array.from(task.prediction === "label-scores" ? scores : [], (one) =>
    one === null ? -1 : highestScore(one.scores),
  );
}

/** Readings of one fit run in one go: a detector's boxes go back by the fit of its card. */
function byFit(readings: readonly CardReading[]): readonly (readonly CardReading[])[] {
  const groups = new Map<string, CardReading[]>();
  for (const reading of readings) {
    const group = groups.get(reading.fit) ?? [];
    groups.set(reading.fit, group);
    group.push(reading);
  }
  return [...groups.values()];
}

function readCard({ card, known }: TuningQuestion, { rule }: CardReading): ModelCard {
  return parseModelCard(JSON.stringify(withInputRule(card, rule)), known.file, known);
}

/** An image without a prediction counts for nothing; a reading without any has no figure. */
async function figureOf(
  scores: readonly (Said | null)[],
  { card, task, prepared, detection, masks, ofModel = (source) => source }: TuningQuestion,
  signal: Cancellation,
): Promise<number | null> {
  if (scores.every((one) => one === null)) return null;
  const source = ofModel({
    labels: createLabelSet(task.own?.names ?? card.labels),
    answer(image) {
      const given = scores[image] ?? null;
      return given === null
        ? { kind: "none", code: "model-failed", what: "the model gave no answer" }
        : { kind: "scores", ...placesToo(given) };
    },
  });
  const joined = await task.join(prepared, source, {
    scoreColumns: "all",
    threshold: null,
    sequences: null,
    detection,
    masks,
    signal,
  });
  const share = joined.image.length / scores.length;
  const { value } = task.estimator(joined.outcomes, parseReference(task.headline)).point(0.95);
  return value === null ? null : value * share;
}

function placesToo({ scores, points, outlines }: Said) {
  return { scores, ...(points === undefined ? {} : { points }), ...outlinesOf(outlines) };
}
