import { isDetectorDecode } from "../card/card-decode.js";
import type { ModelCard } from "../card/card-types.js";
import type { TensorInfo } from "../inference-runtime.js";
import { createDetectorReader, type DetectorReader } from "./detector-reader.js";
import { createScoreReader, type ScoreReader } from "./score-reader.js";

/**
 * The reader that a card asks for: of scores of the whole image, or of detections.
 *
 * @param outputs what the model declares
 * @param batch images in each run of the model; the answer is the first one's
 * @param model names the model file in errors
 * @throws HomegroundError `model/wrong-outputs`, `model/family-not-yet`
 */
export function createAnswerReader(
  card: ModelCard,
  outputs: readonly TensorInfo[],
  batch: number,
  model: string,
): ScoreReader | DetectorReader {
  const { decode } = card;
  return isDetectorDecode(decode)
    ? createDetectorReader(card, decode, outputs, batch, model)
    : createScoreReader(card, outputs, batch, model);
}
