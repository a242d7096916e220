import { riskEstimate } from "../estimate-ranked.js";
import { type LeftOutRanks, leftOutByUnit } from "../left-out-ranks.js";
import type { ImageMethod } from "../metric.js";
import { type Blocks, blocksOf, rankingOf } from "../ranking.js";
import { confidentPredictions } from "../score-columns.js";

/**
 * An area under a curve of errors against what is accepted, the most confident answers first.
 *
 * @param area of weighted answers
 * @param leaveOut of unweighted ones with one of each block left out
 */
export function riskMethod(
  area: (blocks: Blocks) => number,
  leaveOut: (blocks: Blocks) => LeftOutRanks,
): ImageMethod {
  const method: ImageMethod = {
    kernel(outcomes, reference) {
      const { confidence, wrong } = confidentPredictions(outcomes, reference);
      const ranking = rankingOf(confidence);
      return (weights) => area(blocksOf(ranking, wrong, weights));
    },
    estimate(sample, reference, seed) {
      const kernel = method.kernel(sample.outcomes, reference);
      const predictions = confidentPredictions(sample.outcomes, reference);
      return riskEstimate(sample, predictions, leaveOut, { kernel, seed });
    },
    leaveUnitsOut(outcomes, reference) {
      const { confidence, wrong } = confidentPredictions(outcomes, reference);
      const ranking = rankingOf(confidence);
      return leftOutByUnit(leaveOut(blocksOf(ranking, wrong, null)), ranking, wrong);
    },
  };
  return method;
}
