import { haveMasks } from "../outcomes/segmentation/mask-outcomes.js";
import type { ResultListed } from "../results/result.js";
import type { EvaluatedOutcomes } from "./evaluated-outcomes.js";

/** From this share of both sides on, masks look turned round: no model is wrong so evenly. */
const MOST_TURNED = 0.9;

/**
 * A note where nearly all background of the ground truth is predicted to be something, and nearly all else
 * to be background: then more likely the numbers of one side are turned round.
 */
export function maskNotes(outcomes: EvaluatedOutcomes): ResultListed[] {
  if (!haveMasks(outcomes) || outcomes.background < 0) return [];
  const { background, classes, pixels, truth, predicted, shared, unitCount } = outcomes;
  const sums = { pixels: 0, truth: 0, predicted: 0, shared: 0 };
  for (let i = 0; i < unitCount; i++) {
    const at = i * classes.length + background;
    sums.pixels += pixels[i]!;
    sums.truth += truth[at]!;
    sums.predicted += predicted[at]!;
    sums.shared += shared[at]!;
  }
  const others = sums.pixels - sums.truth;
  const wrongBackground = (sums.truth - sums.shared) / sums.truth;
  const wrongOthers = (sums.predicted - sums.shared) / others;
  // 0 / 0 of a side without pixels is no sign.
  if (!(wrongBackground >= MOST_TURNED && wrongOthers >= MOST_TURNED)) return [];
  const share = (part: number) => `${Math.floor(100 * part)} %`;
  const what = `${share(wrongBackground)} of the background is predicted to be something, and ${share(wrongOthers)} of all else to be background`;
  return [{ file: "", code: "masks/inverted-suspected", what }];
}
