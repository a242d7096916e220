import { DETECTION_WIDTH } from "../../models/detections.js";
import type { ImagePrediction, PredictionSource } from "../../tasks/predictions.js";

/**
 * Predictions of a model with its points in the order of the ground truth's: those that the model does not have are not
 * predicted, those that nobody annotated are left out.
 *
 * @param own names of the model's points, in its order; those of the ground truth where they come from elsewhere
 */
export function placedPoints(
  source: PredictionSource,
  own: readonly string[],
  names: readonly string[],
): PredictionSource {
  const from = names.map((name) => own.indexOf(name));
  const placed = (prediction: ImagePrediction): ImagePrediction => {
    if (prediction.kind !== "scores" || prediction.points === undefined) return prediction;
    const { scores, points: given } = prediction;
    const count = scores.length / DETECTION_WIDTH;
    const points = new Float64Array(3 * count * names.length).fill(Number.NaN);
    for (let i = 0; i < count; i++) {
      for (const [k, at] of from.entries()) {
        if (at < 0) continue;
        const start = 3 * (i * own.length + at);
        points.set(given.subarray(start, start + 3), 3 * (i * names.length + k));
      }
    }
    return { ...prediction, points };
  };
  return {
    labels: source.labels,
    answer(image) {
      const asked = source.answer(image);
      return asked instanceof Promise ? asked.then(placed) : placed(asked);
    },
  };
}
