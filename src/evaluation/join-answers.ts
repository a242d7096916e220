import { HomegroundError } from "../core/errors.js";
import type { ImageSet } from "../dataset/image-set.js";
import type { TruthMap } from "../dataset/truth-map.js";
import { createAnomalyOutcomes } from "../outcomes/anomaly.js";
import { createMultilabelBuilder } from "../outcomes/multilabel.js";
import {
  joinAnomalySequences,
  joinMultilabelSequences,
  type SequenceJoin,
} from "../outcomes/sequence-outcomes.js";
import type { ResultListed } from "../results/result.js";
import {
  type AnswerSource,
  type JoinedAnswers,
  type JoinOptions,
  listedWithout,
  type SequenceUnits,
} from "./answers.js";
import { classify } from "./classify.js";
import { DEFAULT_THRESHOLD } from "./request.js";

/** Joins the images of a set with their answers by the rules of the task. */
export async function joinAnswers(
  images: ImageSet,
  map: TruthMap,
  source: AnswerSource,
  options: JoinOptions,
): Promise<JoinedAnswers> {
  switch (options.task) {
    case "classification":
      return classify(images, map, source, options);
    case "multilabel":
      return joinMultilabel(images, map, source, options);
    case "anomaly":
      return joinAnomaly(images, map, source, options);
    default:
      return options.task satisfies never;
  }
}

async function joinMultilabel(
  images: ImageSet,
  map: TruthMap,
  source: AnswerSource,
  options: JoinOptions,
): Promise<JoinedAnswers> {
  const classes = [...new Set([...map.classNames, ...map.truthNames])];
  const indexOf = new Map(classes.map((name, i) => [name, i]));
  const classOfPosition = map.classNames.map((name) => indexOf.get(name)!);
  const classOfTruth = map.truthNames.map((name) => indexOf.get(name)!);
  const builder = createMultilabelBuilder({
    classes,
    threshold: options.threshold ?? DEFAULT_THRESHOLD,
    expectedUnits: images.file.length,
  });
  const joined = await eachAnswer(images, source, options, (image, scores) => {
    const truth = new Uint8Array(classes.length);
    for (let at = images.classStart[image]!; at < images.classStart[image + 1]!; at++) {
      truth[classOfTruth[images.classIndex[at]!]!] = 1;
    }
    // A label that the model does not have is never answered: its score is the least.
    const row = new Float64Array(classes.length);
    for (const [position, score] of scores.entries()) {
      const k = classOfPosition[position]!;
      row[k] = Math.max(row[k]!, score);
    }
    builder.addScores(truth, row);
  });
  const outcomes = builder.finish();
  if (options.sequences === null) return { ...joined, outcomes };
  const join = sequenceJoin(joined.image, options.sequences);
  return {
    ...joined,
    image: firstImages(joined.image, join),
    outcomes: joinMultilabelSequences(outcomes, join),
  };
}

/** The sequences of the images that have an answer, numbered without gaps in order of appearance. */
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

async function joinAnomaly(
  images: ImageSet,
  map: TruthMap,
  source: AnswerSource,
  options: JoinOptions,
): Promise<JoinedAnswers> {
  const truth: number[] = [];
  const score: number[] = [];
  const joined = await eachAnswer(images, source, options, (image, scores) => {
    const label = map.truthNames[images.classIndex[images.classStart[image]!]!];
    truth.push(label === ANOMALY_CLASSES[1] ? 1 : 0);
    score.push(scores[0]!);
  });
  const outcomes = createAnomalyOutcomes({
    truth: Uint8Array.from(truth),
    score: Float64Array.from(score),
    threshold: options.threshold,
    classes: options.anomalyClasses ?? ANOMALY_CLASSES,
  });
  if (options.sequences === null) return { ...joined, outcomes };
  const join = sequenceJoin(joined.image, options.sequences);
  return {
    ...joined,
    image: firstImages(joined.image, join),
    outcomes: joinAnomalySequences(outcomes, join),
  };
}

/** Classes of the anomaly task; the second is the one that is looked for. */
export const ANOMALY_CLASSES = ["normal", "anomalous"] as const;

async function eachAnswer(
  images: ImageSet,
  source: AnswerSource,
  { signal, onAnswer }: JoinOptions,
  add: (image: number, scores: Float64Array) => void,
): Promise<Omit<JoinedAnswers, "outcomes">> {
  const listed: ResultListed[] = [];
  const unanswered: number[] = [];
  const image: number[] = [];
  for (const [i, file] of images.file.entries()) {
    const asked = source.answer(i);
    const answer = asked instanceof Promise ? await asked : asked;
    signal.throwIfAborted();
    const writing = onAnswer?.(i, answer);
    if (writing instanceof Promise) await writing;
    if (answer.kind === "none") {
      listed.push(listedWithout(file, answer));
      unanswered.push(i);
    } else if (answer.kind === "label") {
      throw new HomegroundError("predictions/empty", {
        what: "the task needs scores, and the predictions have only answers",
        where: file,
        fix: "Give a column of scores for each label",
      });
    } else {
      image.push(i);
      add(i, answer.scores);
    }
  }
  return { image: Int32Array.from(image), unanswered: Int32Array.from(unanswered), listed };
}
