import {
  leaveOutOfMacro,
  macroRankedEstimate,
  type RankedFigure,
} from "../estimate-macro-ranked.js";
import type { ImageMethod } from "../metric.js";
import { blocksOf, createRanking } from "../ranking.js";
import { scoredClasses } from "../score-columns.js";

/** A figure of the ranking by one class's score, or its mean over classes. */
export function rankingMethod(figure: RankedFigure): ImageMethod {
  const method: ImageMethod = {
    kernel(outcomes, reference) {
      const kernels = scoredClasses(outcomes, reference, figure).map((scored) => {
        const { score, positive } = scored();
        const ranking = createRanking(score);
        return (weights: Float64Array | null) => figure.value(blocksOf(ranking, positive, weights));
      });
      return (weights) => {
        let sum = 0;
        let defined = 0;
        for (const kernel of kernels) {
          const value = kernel(weights);
          if (Number.isNaN(value)) continue;
          sum += value;
          defined++;
        }
        return sum / defined;
      };
    },
    estimate(sample, reference, seed) {
      const { outcomes } = sample;
      const classes = scoredClasses(outcomes, reference, figure);
      const [only] = classes;
      const kernel = method.kernel(outcomes, reference);
      return classes.length !== 1 || only === undefined
        ? macroRankedEstimate(sample, classes, figure, { kernel, seed })
        : figure.ofOneClass(sample, only(), { kernel, seed });
    },
    leaveUnitsOut: (outcomes, reference) =>
      leaveOutOfMacro(outcomes.unitCount, scoredClasses(outcomes, reference, figure), figure)
        .byUnit,
  };
  return method;
}
