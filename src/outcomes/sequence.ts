import { HomegroundError } from "../core/errors.js";
import type { ScoreValues } from "./score-row.js";

/**
 * How images of one sequence become one prediction: the greatest score of each class, the mean, or
 * the prediction that most of them give.
 */
export type SequenceAggregate = "max" | "mean" | "vote";

/**
 * How their ground truth becomes one: the label that most of them carry, or, `any`, the one that most
 * of the images that are not empty carry, so that one animal makes the sequence an animal's.
 */
export type SequenceTruth = "vote" | "any";

export interface SequenceOptions {
  /** Sequences, 0 … sequenceCount − 1. */
  readonly sequenceCount: number;
  /** Number of the model's labels. */
  readonly labelCount: number;
  /** Number of codes of the ground truth. */
  readonly truthCount: number;
  readonly aggregate: SequenceAggregate;
  readonly truth: SequenceTruth;
  /** Code of the ground truth that means empty, which `any` passes over; null where there is none. */
  readonly emptyTruth?: number | null;
}

/** What {@link createSequenceAggregator} makes: a row a sequence that holds an image. */
export interface SequenceRows {
  /** The sequence of each row, rising. */
  readonly sequence: Int32Array;
  /** Images of each row. */
  readonly size: Int32Array;
  /** Code of the ground truth of each row. */
  readonly truth: Int32Array;
  /**
   * Row-major probabilities for `addProbabilities` of the builder; null with `vote`, or where images
   * came without scores of all labels. With `max` each row is divided by its sum.
   */
  readonly probabilities: Float64Array | null;
  /** Position answered, for `addAnswers`. */
  readonly predictions: Int32Array;
  /** Share of the images that give the prediction. */
  readonly agreement: Float64Array;
  /** Sequences whose images carry different labels. */
  readonly disagreeing: number;
}

/**
 * Collects images and joins those of one sequence. Memory grows with sequences × labels, not with
 * images.
 */
export interface SequenceAggregator {
  /**
   * @param sequence of each image
   * @param truth code of the ground truth of each image
   * @param probabilities row-major images × labels, in [0, 1]
   * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
   */
  addProbabilities(sequence: Int32Array, truth: Int32Array, probabilities: ScoreValues): void;
  /** @param predictions position in the label list of each image, where there are no scores of all */
  addAnswers(sequence: Int32Array, truth: Int32Array, predictions: Int32Array): void;
  finish(): SequenceRows;
}

/**
 * Votes: an image's prediction is its greatest score, the lowest position on ties; a tie of votes goes to
 * the label with the greater sum of scores, then to the lower position. A tie of truths goes to the
 * lower code.
 *
 * @throws HomegroundError `argument/out-of-range` on `max` or `mean` of images without scores
 */
export function createSequenceAggregator(options: SequenceOptions): SequenceAggregator {
  const { sequenceCount, labelCount, truthCount, aggregate } = options;
  const size = new Int32Array(sequenceCount);
  const votes = new Int32Array(sequenceCount * labelCount);
  const truths = new Int32Array(sequenceCount * truthCount);
  const sums = new Float64Array(sequenceCount * labelCount);
  let scored = true;

  const addImage = (s: number, t: number, i: number): void => {
    checkIndex(s, sequenceCount, `sequence[${i}]`);
    checkIndex(t, truthCount, `truth[${i}]`);
    size[s]!++;
    truths[s * truthCount + t]!++;
  };

  return {
    addProbabilities(sequence, truth, probabilities) {
      checkLength(truth.length, sequence.length, "truth");
      checkLength(probabilities.length, sequence.length * labelCount, "probabilities");
      for (let i = 0; i < sequence.length; i++) {
        const s = sequence[i]!;
        addImage(s, truth[i]!, i);
        let best = 0;
        for (let k = 0; k < labelCount; k++) {
          const p = probabilities[i * labelCount + k]!;
          if (p > probabilities[i * labelCount + best]!) best = k;
          const at = s * labelCount + k;
          sums[at] = aggregate === "max" ? Math.max(sums[at]!, p) : sums[at]! + p;
        }
        votes[s * labelCount + best]!++;
      }
    },
    addAnswers(sequence, truth, answers) {
      checkLength(truth.length, sequence.length, "truth");
      checkLength(answers.length, sequence.length, "answers");
      if (sequence.length > 0) scored = false;
      for (let i = 0; i < sequence.length; i++) {
        addImage(sequence[i]!, truth[i]!, i);
        checkIndex(answers[i]!, labelCount, `answers[${i}]`);
        votes[sequence[i]! * labelCount + answers[i]!]!++;
      }
    },
    finish() {
      if (aggregate !== "vote" && !scored) throw noScores(aggregate);
      const used = Int32Array.from(size.keys()).filter((s) => size[s]! > 0);
      const rows = used.length;
      const truth = new Int32Array(rows);
      const predictions = new Int32Array(rows);
      const agreement = new Float64Array(rows);
      const probabilities = aggregate === "vote" ? null : new Float64Array(rows * labelCount);
      let disagreeing = 0;
      for (let row = 0; row < rows; row++) {
        const s = used[row]!;
        const ofSequence = truths.subarray(s * truthCount, (s + 1) * truthCount);
        truth[row] = sequenceTruth(ofSequence, options);
        if (ofSequence.some((count) => count > 0 && count < size[s]!)) disagreeing++;
        const score = sums.subarray(s * labelCount, (s + 1) * labelCount);
        const ofLabels = votes.subarray(s * labelCount, (s + 1) * labelCount);
        const prediction = aggregate === "vote" ? mostVotes(ofLabels, score) : greatest(score);
        predictions[row] = prediction;
        agreement[row] = ofLabels[prediction]! / size[s]!;
        if (probabilities !== null) writeRow(score, probabilities, row * labelCount);
      }
      const sizes = Int32Array.from(used, (s) => size[s]!);
      return {
        sequence: used,
        size: sizes,
        truth,
        probabilities,
        predictions,
        agreement,
        disagreeing,
      };
    },
  };
}

/**
 * Cluster of each row of {@link SequenceRows}: that of its images.
 *
 * @param cluster of each image
 * @param sequence of each image
 * @param rows sequence of each row
 * @returns the clusters, and how many sequences have images in several: those take the first image's
 */
export function sequenceClusters(
  cluster: Int32Array,
  sequence: Int32Array,
  rows: Int32Array,
): { readonly cluster: Int32Array; readonly split: number } {
  checkLength(cluster.length, sequence.length, "cluster");
  const clusterOf = new Map<number, number>();
  const split = new Set<number>();
  for (let i = 0; i < sequence.length; i++) {
    const known = clusterOf.get(sequence[i]!);
    if (known === undefined) clusterOf.set(sequence[i]!, cluster[i]!);
    else if (known !== cluster[i]) split.add(sequence[i]!);
  }
  return { cluster: Int32Array.from(rows, (s) => clusterOf.get(s) ?? -1), split: split.size };
}

function sequenceTruth(counts: Int32Array, { truth, emptyTruth = null }: SequenceOptions): number {
  let best = -1;
  for (let code = 0; code < counts.length; code++) {
    if (counts[code] === 0 || (truth === "any" && code === emptyTruth)) continue;
    if (best < 0 || counts[code]! > counts[best]!) best = code;
  }
  return best < 0 ? (emptyTruth ?? 0) : best;
}

function mostVotes(votes: Int32Array, score: Float64Array): number {
  let best = 0;
  for (let k = 1; k < votes.length; k++) {
    const more = votes[k]! > votes[best]!;
    if (more || (votes[k] === votes[best] && score[k]! > score[best]!)) best = k;
  }
  return best;
}

function greatest(score: Float64Array): number {
  let best = 0;
  for (let k = 1; k < score.length; k++) if (score[k]! > score[best]!) best = k;
  return best;
}

/** The scores divided by their sum: the mean of rows that sum to 1, and `max` made to. */
function writeRow(score: Float64Array, into: Float64Array, at: number): void {
  let sum = 0;
  for (let k = 0; k < score.length; k++) sum += score[k]!;
  for (let k = 0; k < score.length; k++) into[at + k] = sum > 0 ? score[k]! / sum : 0;
}

function checkLength(length: number, wanted: number, where: string): void {
  if (length === wanted) return;
  throw new HomegroundError("argument/length-mismatch", {
    what: `${where} has ${length} values, ${wanted} are wanted`,
    where,
    fix: "Pass one value for each image, or for each image and label",
  });
}

function checkIndex(value: number, count: number, where: string): void {
  if (value >= 0 && value < count) return;
  throw new HomegroundError("argument/out-of-range", {
    what: `${where} is ${value}, of ${count}`,
    where,
    fix: `Pass a whole number from 0 to ${count - 1}`,
  });
}

function noScores(aggregate: SequenceAggregate): HomegroundError {
  return new HomegroundError("argument/out-of-range", {
    what: `${aggregate} of images whose predictions hold only answers`,
    where: "aggregate",
    fix: "Take vote, or give predictions with a score for each class",
  });
}
