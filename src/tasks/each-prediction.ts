import { HomegroundError } from "../core/errors.js";
import type { ImageSet } from "../dataset/image-set.js";
import type { SequenceJoin } from "../outcomes/sequence-outcomes.js";
import type { ResultListed } from "../results/result.js";
import {
  type ImagePrediction,
  type JoinedPredictions,
  type JoinOptions,
  listedWithout,
  type PredictionSource,
  type SequenceUnits,
} from "./predictions.js";

/** What was predicted for an image. */
export type GivenPrediction = Exclude<ImagePrediction, { kind: "none" }>;

type GivenScores = Extract<ImagePrediction, { kind: "scores" }>;
/** Why an image has no prediction, and so is listed. */
export type NoPrediction = Extract<ImagePrediction, { kind: "none" }>;

/**
 * Takes the predictions of images one after the other; images without one are listed.
 *
 * @param add gets the image and its prediction, which is valid until the next; `refuse` takes
 *   the reason where the prediction turns out to be none
 */
export async function eachGiven(
  images: ImageSet,
  source: PredictionSource,
  { signal, onAnswer }: Pick<JoinOptions, "signal" | "onAnswer">,
  add: (
    image: number,
    prediction: GivenPrediction,
    refuse: (why: NoPrediction) => void,
  ) => void | Promise<void>,
): Promise<Omit<JoinedPredictions, "outcomes">> {
  const listed: ResultListed[] = [];
  const unanswered: number[] = [];
  const image: number[] = [];
  for (const [i, file] of images.file.entries()) {
    const asked = source.answer(i);
    const prediction = asked instanceof Promise ? await asked : asked;
    signal.throwIfAborted();
    const writing = onAnswer?.(i, prediction);
    if (writing instanceof Promise) await writing;
    let none: NoPrediction | null = prediction.kind === "none" ? prediction : null;
    if (prediction.kind !== "none") {
      const adding = add(i, prediction, (why) => {
        none = why;
      });
      if (adding instanceof Promise) await adding;
    }
    if (none === null) image.push(i);
    else {
      listed.push(listedWithout(file, none));
      unanswered.push(i);
    }
  }
  return { image: Int32Array.from(image), unanswered: Int32Array.from(unanswered), listed };
}

/**
 * As {@link eachGiven}, for tasks of scores alone.
 *
 * @throws HomegroundError `predictions/empty` for predictions without scores
 */
export function eachPrediction(
  images: ImageSet,
  source: PredictionSource,
  options: Pick<JoinOptions, "signal" | "onAnswer">,
  add: (image: number, scores: Float64Array, prediction: GivenScores) => void,
): Promise<Omit<JoinedPredictions, "outcomes">> {
  return eachGiven(images, source, options, (image, prediction) => {
    if (prediction.kind === "scores") return add(image, prediction.scores, prediction);
    throw new HomegroundError("predictions/empty", {
      what: "the task needs scores, and the predictions have only answers",
      where: images.file[image] ?? "",
      fix: "Give a column of scores for each label",
    });
  });
}

/** The sequences of the images that have a prediction, numbered without gaps in order of appearance. */
export function sequenceJoin(image: Int32Array, sequences: SequenceUnits): SequenceJoin {
  const numberOf = new Map<number, number>();
  const sequence = image.map((i) => {
    const original = sequences.sequence[i]!;
    const known = numberOf.get(original);
    if (known !== undefined) return known;
    numberOf.set(original, numberOf.size);
    return numberOf.size - 1;
  });
  const { aggregate } = sequences;
  return { sequence, sequenceCount: numberOf.size, aggregate, truth: "any" };
}

/** The first image of each sequence. */
export function firstImages(
  image: Int32Array,
  { sequence, sequenceCount }: SequenceJoin,
): Int32Array {
  const first = new Int32Array(sequenceCount).fill(-1);
  for (const [unit, s] of sequence.entries()) if (first[s] === -1) first[s] = image[unit]!;
  return first;
}

/**
 * Outcomes of images, or of the sequences that they are joined to.
 *
 * @param joinSequences outcomes of sequences from those of images
 */
export function onSequences<O>(
  joined: Omit<JoinedPredictions, "outcomes">,
  outcomes: O,
  sequences: SequenceUnits | null,
  joinSequences: (outcomes: O, join: SequenceJoin) => O,
) {
  if (sequences === null) return { ...joined, outcomes };
  const join = sequenceJoin(joined.image, sequences);
  return {
    ...joined,
    image: firstImages(joined.image, join),
    outcomes: joinSequences(outcomes, join),
  };
}
