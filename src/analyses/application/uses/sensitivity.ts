import { jackknifeVariance } from "../../../statistics/jackknife.js";
import { ascendingOrder } from "../../../statistics/order.js";
import { levelQuantile, studentLevelQuantile } from "../../../statistics/quantiles.js";
import { wilsonInterval } from "../../../statistics/wilson.js";
import { type Binary, NO_SCORES } from "../binary.js";
import type { Found } from "../measured.js";
import { ofQuestion } from "../use.js";
import { leftOutOf, ofModel } from "./predictive-values.js";

/** Specificity that is asked for. */
const TARGET = 0.95;
/** What rounding may take from a share that meets its target. */
const SLACK = 1e-12;

/** How many it finds where at most one in twenty that have nothing is called. */
export const sensitivityAtSpecificity = ofQuestion("clinic", {
  id: "sensitivity-at-specificity",
  figures: ["sensitivity-at-95-specificity"],
  find(binary, { level, interval }): readonly Found[] {
    const [figure] = sensitivityAtSpecificity.figures as [string];
    const { score, truth, groups } = binary;
    if (score === null) return [{ figure, code: NO_SCORES }];
    const ill = truth.reduce((sum, one) => sum + one, 0);
    if (ill === 0 || ill === truth.length) return [{ figure, code: "application/one-kind" }];
    const at = sensitivities(binary, score);
    const value = at(-1);
    const leftOut = leftOutOf(groups, at);
    const few = Math.min(ill, truth.length - ill);
    const isKnown = interval !== "none" && groups.count >= 3;
    return [
      {
        figure: {
          ...ofModel(figure, binary, value, isKnown ? rangeAt() : NO_RANGE, "wilson-jackknife"),
          warnings: few < 10 ? ["interval/few-of-a-class"] : [],
        },
        leftOut,
      },
    ];

    /** Wilson's interval on the effective number that leaving groups out gives, at most those that have it. */
    function rangeAt() {
      const v = jackknifeVariance(leftOut);
      const nu = v > 0 ? Math.min((value * (1 - value)) / v, ill) : ill;
      const q =
        groups.clusters === null
          ? levelQuantile(level)
          : studentLevelQuantile(level, groups.count - 1);
      return wilsonInterval(value, nu > 0 ? nu : ill, q);
    }
  },
});

const NO_RANGE = { low: null, high: null };

/** The greatest share found among thresholds that meet the target, without a group or (−1) with all. */
function sensitivities({ truth, group }: Binary, score: Float64Array): (without: number) => number {
  const order = ascendingOrder(score).reverse();
  return (without) => {
    let [ill, well] = [0, 0];
    for (const row of order) {
      if (group[row] === without) continue;
      if (truth[row] === 1) ill++;
      else well++;
    }
    let [found, alarms, best] = [0, 0, 0];
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!;
      if (group[row] !== without) {
        if (truth[row] === 1) found++;
        else alarms++;
      }
      // Equal scores are called together.
      if (i + 1 < order.length && score[order[i + 1]!] === score[row]) continue;
      if (alarms > (1 - TARGET + SLACK) * well) break;
      best = found;
    }
    return ill === 0 || well === 0 ? Number.NaN : best / ill;
  };
}
