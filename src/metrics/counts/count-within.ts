import type { Outcomes } from "../../outcomes/classification-types.js";
import type { MetricReference } from "../estimate-types.js";
import { metric } from "../metric.js";
import { meanKernel } from "../metric-kernel.js";
import { CLASS, settingOf } from "../parameters.js";
import { shareEstimate } from "../share-estimate.js";
import { totalsOfUnits } from "../share-totals.js";
import { COUNTING, countedWhat, countPairs } from "./count-pairs.js";

/** By how many a count may be wrong. */
const TOLERANCE = {
  name: "tolerance",
  kind: "number",
  low: 0,
  high: 1e9,
  default: "0",
  alwaysPrinted: true,
} as const;

/** By how much of the true count it may be wrong, where that is more. */
const PERCENT = {
  name: "percent",
  kind: "number",
  low: 0,
  high: 1000,
  default: "0",
  alwaysPrinted: false,
} as const;

/** 1 for each unit whose count is close enough, 0 for the others. */
function closeCounts(outcomes: Outcomes, reference: MetricReference): Float64Array {
  const tolerance = Number(settingOf(reference, TOLERANCE));
  const percent = Number(settingOf(reference, PERCENT));
  const [{ truth, predicted }] = countPairs(outcomes, reference) as [
    ReturnType<typeof countPairs>[number],
  ];
  return truth.map((own, i) => {
    const off = Math.abs(Math.round(predicted[i]!) - own);
    return Number(off <= tolerance || 100 * off <= percent * own);
  });
}

/** `within 1`, `within 10 %`, `within 1 or 10 %`; null where it is neither. */
function howClose(parameters: ReadonlyMap<string, string>): string | null {
  const tolerance = settingOf({ parameters }, TOLERANCE);
  const percent = settingOf({ parameters }, PERCENT);
  const ends = [
    ...(Number(tolerance) > 0 ? [tolerance] : []),
    ...(Number(percent) > 0 ? [`${percent} %`] : []),
  ];
  return ends.length === 0 ? null : `within ${ends.join(" or ")}`;
}

export const COUNT_WITHIN = metric({
  id: "count-within",
  name: "share of counts within a tolerance",
  tasks: COUNTING,
  kind: "additive",
  needs: "answers",
  parameters: [CLASS, TOLERANCE, PERCENT],
  nullUnits: "None.",
  formula:
    "Σ 1[|predicted, rounded to a whole number, − truth| ≤ max(tolerance, percent · truth / 100)] / n",
  source: "its definition",
  aliases: ["count-accuracy", "exact-count-accuracy"],
  words: {
    label: "Counted exactly",
    phrase: "share of exact counts",
    sentence: "The share of images whose count is the same as yours.",
    short: "images counted exactly",
    hit: { long: "were counted exactly", short: "counted exactly" },
    variant(parameters) {
      const close = howClose(parameters);
      return close === null
        ? null
        : {
            label: `Counted ${close}`,
            phrase: `share of counts ${close}`,
            sentence: `The share of images whose count lies ${close} of yours.`,
            short: `counts ${close}`,
            hit: { long: `were counted ${close}`, short: `counted ${close}` },
          };
    },
  },
  definition({ units, parameters }) {
    const close = howClose(parameters);
    const lies = close === null ? "is the true one" : `lies ${close} of the true one`;
    return `the share of ${units} whose predicted count, rounded to a whole number, ${lies}${countedWhat(parameters)}`;
  },
  shareOf: () => "all",
  isUnitMean: () => true,
  images: {
    kernel: (outcomes, reference) => meanKernel(closeCounts(outcomes, reference)),
    estimate(sample, reference) {
      const hits = closeCounts(sample.outcomes, reference);
      const size = new Float64Array(hits.length).fill(1);
      return shareEstimate(sample, totalsOfUnits(sample, { size, hits }, false));
    },
    unitValues: closeCounts,
    lookedValues: closeCounts,
  },
});
