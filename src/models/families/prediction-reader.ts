import { HomegroundError } from "../../core/errors.js";
import type { ModelCard } from "../card/card-types.js";
import type { TensorInfo } from "../inference-runtime.js";
import type { PredictionReader, ScoreReader } from "./family.js";
import { familyOf } from "./registry.js";

/**
 * The reader that a card asks for: of scores of the whole image, of detections, or of masks.
 *
 * @param outputs what the model declares
 * @param batch images in each run of the model; the prediction is the first one's
 * @param model names the model file in errors
 * @throws HomegroundError `model/wrong-outputs`, `model/family-not-yet`
 */
export function createPredictionReader(
  card: ModelCard,
  outputs: readonly TensorInfo[],
  batch: number,
  model: string,
): PredictionReader {
  const { decode } = card;
  const answers = familyOf(decode.family)?.predictions ?? null;
  if (!decode.supported || answers === null) throw notScores(card, model);
  return answers.createReader(card, decode, outputs, batch, model);
}

/** As {@link createPredictionReader}, of a card whose predictions must be scores of the whole image. */
export function createScoreReader(
  card: ModelCard,
  outputs: readonly TensorInfo[],
  batch: number,
  model: string,
): ScoreReader {
  const isScores = familyOf(card.decode.family)?.predictions?.kind === "scores";
  const reader = isScores ? createPredictionReader(card, outputs, batch, model) : null;
  if (reader?.kind !== "scores") throw notScores(card, model);
  return reader;
}

function notScores({ decode }: ModelCard, where: string): HomegroundError {
  return new HomegroundError("model/family-not-yet", {
    what: `the card names the family ${decode.family}, whose answers cannot be read as scores`,
    where,
    fix: {
      command: "Run the model elsewhere and give its predictions with --predictions",
      app: "Run the model elsewhere, and drop a file with its answers",
    },
  });
}
