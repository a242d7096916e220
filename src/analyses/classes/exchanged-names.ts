import { createRandom } from "../../core/random.js";
import { DRAW_STREAM } from "../../dataset/attributes/draw.js";
import type { EvaluatedOutcomes } from "../../evaluation/evaluated-outcomes.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import { percent, percentDecimals } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { ResultListed } from "../../results/result.js";
import { findRenaming, type Renaming } from "../../statistics/renaming.js";
import { EXCHANGED } from "./exchanged-words.js";

/** So many names are told; the table of mix-ups has the others. */
const MOST_TOLD = 4;

/**
 * A note where the names of the model's labels look exchanged: answers fit the ground truth far better
 * under others. Of one label an image alone; of nothing else there is one renaming to look for.
 */
export function exchangedNames(outcomes: EvaluatedOutcomes, seed: number): ResultListed[] {
  if (!haveOneLabel(outcomes)) return [];
  const { truth, predicted, cluster, classes, modelClassCount: classCount, unitCount } = outcomes;
  const random = createRandom(seed, DRAW_STREAM.exchanged);
  const found = findRenaming({ truth, predicted, classCount, cluster }, random);
  if (found === null) return [];
  const share = (right: number): string => percent(right / unitCount, percentDecimals(unitCount));
  const what = EXCHANGED.sentence({
    names: namesText(found, classes),
    renamed: share(found.rightRenamed),
    now: share(found.right),
  });
  return [{ file: "", code: "labels/exchanged", what }];
}

function namesText({ classes: moved }: Renaming, classes: readonly string[]): string {
  const name = (k: number): string => shown(classes[k] ?? "", 40);
  const [first, second] = moved;
  if (first === undefined) return "";
  const isPair = moved.length === 2 && first.truth === second?.answered;
  if (isPair) return EXCHANGED.pair({ a: name(first.truth), b: name(first.answered) });
  const pairs = moved
    .slice(0, MOST_TOLD)
    .map(({ truth, answered }) => EXCHANGED.as({ truth: name(truth), answered: name(answered) }));
  const more = moved.length - pairs.length;
  const step = first.answered - first.truth;
  const isMoved = moved.length > 2 && moved.every((one) => one.answered - one.truth === step);
  return (isMoved ? EXCHANGED.moved : EXCHANGED.mixed)({ pairs, more, places: Math.abs(step) });
}
