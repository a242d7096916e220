import { HomegroundError } from "../../core/errors.js";
import { isDetectorDecode } from "../card/card-decode.js";
import type { ModelCard } from "../card/card-types.js";
import type { Tensor, TensorInfo } from "../inference-runtime.js";
import { decodeAnomaly } from "./decode-anomaly.js";
import { areProbabilities, decodeClassifier, decodeMultilabel } from "./decode-classifier.js";
import { type AnswerPlace, firstOfBatch, noSuchOutput, where } from "./output-values.js";

/** The scores of one image as metrics take them. */
export interface Scores {
  /** One a label in the card's order; for the anomaly task one raw score, higher is worse. */
  readonly scores: Float64Array;
  /** Codes of what was noticed about the answer. */
  readonly notes: readonly string[];
}

/** Reads the answers of a model that scores whole images, as its card says. */
export interface ScoreReader {
  readonly kind: "scores";
  /** Whether the scores are numbers claimed to be probabilities, each in [0, 1]. */
  readonly areProbabilities: boolean;
  /** @throws HomegroundError `model/wrong-outputs`, `model/nan-scores` */
  read(outputs: ReadonlyMap<string, Tensor>): Scores;
}

/**
 * Chooses how answers about whole images are read, and checks what the model declares against the
 * card. Those of a detector: `createDetectorReader`.
 *
 * @param outputs what the model declares
 * @param batch images in each run of the model; the answer is the first one's
 * @param where names the model file in errors
 * @throws HomegroundError `model/wrong-outputs`, `model/family-not-yet`
 */
export function createScoreReader(
  card: ModelCard,
  outputs: readonly TensorInfo[],
  batch: number,
  model: string,
): ScoreReader {
  const { decode, labels, scores } = card;
  if (!decode.supported || isDetectorDecode(decode)) {
    throw new HomegroundError("model/family-not-yet", {
      what: `the card names the family ${decode.family}, whose answers cannot be read as scores`,
      where: model,
      fix: {
        command: "Run the model elsewhere and give its predictions with --predictions",
        app: "Run the model elsewhere, and drop a file with its answers",
      },
    });
  }
  const place: AnswerPlace = { model, output: decode.output };
  const declared = outputs.find(({ name }) => name === decode.output);
  if (declared === undefined) throw noSuchOutput(place, outputs);
  if (decode.family !== "anomaly-score") checkDeclared(declared, batch, labels.length, place);

  const read = (answer: ReadonlyMap<string, Tensor>): Scores => {
    const tensor = answer.get(decode.output);
    if (tensor === undefined) throw noSuchOutput(place, outputs);
    const values = firstOfBatch(tensor, batch, place);
    switch (decode.family) {
      case "classifier":
        return decodeClassifier(values, decode, labels, scores, place);
      case "multilabel":
        return decodeMultilabel(values, decode, labels, scores, place);
      case "anomaly-score":
        return { scores: Float64Array.of(decodeAnomaly(values, decode, place)), notes: [] };
    }
  };
  return {
    kind: "scores",
    areProbabilities: decode.family !== "anomaly-score" && areProbabilities(decode, scores),
    read,
  };
}

/** Refuses before the first image what the declared sizes rule out; free sizes rule out nothing. */
function checkDeclared(output: TensorInfo, batch: number, labels: number, place: AnswerPlace) {
  const { shape } = output;
  if (shape.length === 0 || shape.some((size) => size < 0)) return;
  const count = shape.reduce((product, size) => product * size, 1);
  if (count === labels * batch) return;
  throw new HomegroundError("model/wrong-outputs", {
    what: `the output has shape ${shape.join(" × ")}, and there are ${labels} labels`,
    where: where(place),
    fix: "Give the labels the model was trained with, one an output and in output order",
  });
}
