import type { ImageSet } from "../dataset/image-set.js";
import type { TruthMap } from "../dataset/truth-map.js";
import { createClassificationBuilder } from "../outcomes/classification.js";
import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import { createSequenceAggregator } from "../outcomes/sequence.js";
import { eachGiven, type GivenPrediction } from "./each-prediction.js";
import type {
  JoinedPredictions,
  JoinOptions,
  PredictionSource,
  SequenceUnits,
} from "./predictions.js";

const BLOCK = 512;

/**
 * Joins the images of a set with their predictions, in the order of the set and block by block, so that
 * scores of any number of labels pass through in bounded memory.
 */
export async function classify(
  images: ImageSet,
  map: TruthMap,
  source: PredictionSource,
  options: JoinOptions,
): Promise<JoinedPredictions<ClassificationOutcomes>> {
  const width = source.labels.names.length;
  const builder = createClassificationBuilder({
    labels: source.labels,
    truthNames: map.truthNames,
    classNames: map.classNames,
    scoreColumns: options.scoreColumns,
    scoreRows: options.scoreRows ?? false,
    expectedUnits: images.file.length,
    unit: options.sequences === null ? "image" : "sequence",
  });
  const { sequences } = options;
  const aggregator =
    sequences === null
      ? null
      : createSequenceAggregator({
          sequenceCount: sequences.count,
          labelCount: width,
          truthCount: map.truthNames.length,
          aggregate: sequences.aggregate,
          truth: "any",
          emptyTruth: emptyCode(map.truthNames),
        });
  const positionsOfClass = positionsByName(map.classNames);
  // Of a few images looked at in hundreds of ways, room for all of a block would cost more than the answers.
  const room = Math.max(1, Math.min(BLOCK, images.file.length));
  const imageOf = new Int32Array(room);
  const truth = new Int32Array(room);
  const scores = new Float64Array(room * width);
  const answers = new Int32Array(room);
  const confidence = new Float64Array(room);
  let filled = 0;
  let filledWith: "scores" | "label" | "sure label" = "scores";

  const flush = (): void => {
    if (filled === 0) return;
    const some = truth.slice(0, filled);
    const block = scores.subarray(0, filled * width);
    const said = answers.slice(0, filled);
    if (aggregator !== null && sequences !== null) {
      const of = imageOf.slice(0, filled).map((i) => sequences.sequence[i]!);
      if (filledWith === "scores") aggregator.addProbabilities(of, some, block);
      else aggregator.addAnswers(of, some, said);
    } else if (filledWith === "scores") builder.addProbabilities(some, block);
    else if (filledWith === "sure label") {
      builder.addAnswers(some, said, confidence.slice(0, filled));
    } else builder.addAnswers(some, said);
    filled = 0;
  };

  const joined = await eachGiven(images, source, options, (i, prediction) => {
    const sort = sortOf(prediction);
    if (filled === room || sort !== filledWith) flush();
    filledWith = sort;
    imageOf[filled] = i;
    truth[filled] = pickTruth(images, i, map, prediction, positionsOfClass);
    if (prediction.kind === "scores") scores.set(prediction.scores, filled * width);
    else {
      answers[filled] = prediction.position;
      confidence[filled] = prediction.confidence ?? 0;
    }
    filled++;
  });
  flush();
  if (aggregator === null || sequences === null) return { ...joined, outcomes: builder.finish() };
  const rows = aggregator.finish();
  if (rows.probabilities !== null) builder.addProbabilities(rows.truth, rows.probabilities);
  else builder.addAnswers(rows.truth, rows.predictions, rows.agreement);
  const firstImage = firstOfEach(joined.image, sequences);
  return {
    ...joined,
    outcomes: builder.finish(),
    image: rows.sequence.map((sequence) => firstImage[sequence]!),
  };
}

/** Code of the class that means that nothing is there; null where no class does. */
export function emptyCode(truthNames: readonly string[]): number | null {
  const at = truthNames.findIndex((name) => /^(empty|blank|none|nothing)$/i.test(name));
  return at < 0 ? null : at;
}

/** First answered image of each sequence. */
function firstOfEach(images: Int32Array, { sequence, count }: SequenceUnits): Int32Array {
  const first = new Int32Array(count).fill(-1);
  for (const i of images) if (first[sequence[i]!] === -1) first[sequence[i]!] = i;
  return first;
}

/** One kind of prediction a block: the builder takes scores and bare predictions by different doors. */
function sortOf(prediction: GivenPrediction): "scores" | "label" | "sure label" {
  if (prediction.kind === "scores") return "scores";
  return prediction.confidence === null ? "label" : "sure label";
}

/**
 * The true class of an image. Where it has several (`--several-labels any`), the one that the model
 * prefers among them: the prediction is right exactly if it is any of them.
 */
function pickTruth(
  images: ImageSet,
  image: number,
  map: TruthMap,
  prediction: GivenPrediction,
  positionsOfClass: ReadonlyMap<string, readonly number[]>,
): number {
  const from = images.classStart[image]!;
  const to = images.classStart[image + 1]!;
  let best = images.classIndex[from]!;
  if (to - from === 1) return best;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let at = from; at < to; at++) {
    const candidate = images.classIndex[at]!;
    for (const position of positionsOfClass.get(map.truthNames[candidate]!) ?? []) {
      const score =
        prediction.kind === "scores"
          ? prediction.scores[position]!
          : Number(prediction.position === position);
      if (score > bestScore) {
        bestScore = score;
        best = candidate;
      }
    }
  }
  return best;
}

function positionsByName(classNames: readonly string[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [position, name] of classNames.entries()) {
    const known = positions.get(name);
    if (known === undefined) positions.set(name, [position]);
    else known.push(position);
  }
  return positions;
}
