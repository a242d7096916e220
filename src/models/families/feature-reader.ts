import { HomegroundError } from "../../core/errors.js";
import type { ModelCard } from "../card/card-types.js";
import type { Tensor, TensorInfo } from "../inference-runtime.js";
import { isClassifierDecode } from "./decode-types.js";
import type { PredictionReader, ScoreReader } from "./family.js";
import { checkFinite, firstOfBatch } from "./output-values.js";

/**
 * Reads the features of an image, and behind them what the model answers where that is probabilities, one a
 * label: {@link featureCount} tells them apart.
 *
 * @param answer of the model's own card
 * @param name the value that holds the features
 */
export function featureReader(
  answer: PredictionReader,
  name: string,
  card: ModelCard,
  _outputs: readonly TensorInfo[],
  batch: number,
  model: string,
): ScoreReader {
  const place = { model, output: name };
  return {
    kind: "scores",
    areProbabilities: answer.kind === "scores" && answer.areProbabilities,
    read(outputs) {
      const tensor = outputs.get(name);
      const features =
        tensor === undefined ? null : vectorOf(tensor, firstOfBatch(tensor, batch, place));
      if (features === null) throw notFeatures(tensor, name, model);
      checkFinite(features, false, place);
      if (!hasSourceScores(card) || answer.kind !== "scores") {
        return { scores: features, notes: [] };
      }
      const { scores, notes } = answer.read(outputs);
      const both = new Float64Array(features.length + scores.length);
      both.set(features);
      both.set(scores, features.length);
      return { scores: both, notes };
    },
  };
}

/** Whether a model answers with probabilities of classes that exclude each other. */
export function hasSourceScores({ decode }: ModelCard): boolean {
  return isClassifierDecode(decode);
}

/** How many of the numbers that a feature reader gave are features. */
export function featureCount(card: ModelCard, numbers: number): number {
  return hasSourceScores(card) ? numbers - card.labels.length : numbers;
}

/** A vector as it is, maps (channels first) by their means; null for anything else. */
function vectorOf({ shape }: Tensor, values: Float64Array): Float64Array | null {
  const [, ...sizes] = shape;
  if (sizes.filter((size) => size !== 1).length <= 1) return values;
  if (sizes.length !== 3) return null;
  const [channels, height, width] = sizes as [number, number, number];
  const means = new Float64Array(channels);
  const positions = height * width;
  for (let i = 0; i < values.length; i++)
    means[Math.floor(i / positions)]! += values[i]! / positions;
  return means;
}

function notFeatures(tensor: Tensor | undefined, name: string, where: string): HomegroundError {
  return new HomegroundError("model/wrong-outputs", {
    what:
      tensor === undefined
        ? `the model has no value ${name} to take features from`
        : `${name} has shape ${tensor.shape.join(" × ")}, which is no vector an image and no maps`,
    where,
    fix: "Name as features.output in the card a value that is a vector an image, such as what pooling hands on",
  });
}
