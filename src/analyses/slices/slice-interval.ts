import type { EstimateDetail, Estimator } from "../../metrics/estimate-types.js";
import { bisect } from "../../statistics/bisection.js";
import { clip } from "../../statistics/interval.js";
import { clopperPearson } from "../../statistics/one-proportion.js";

/** Limits of one slice among several. */
export interface SliceInterval {
  readonly low: number | null;
  readonly high: number | null;
  readonly method: string;
}

/**
 * The interval of one slice at the level of its estimate (METHODS §10 step 2): shares of independent
 * units, Clopper–Pearson (`cp-bonferroni`); everything else with an effective number ν, the outer
 * limits of its own interval and of Clopper–Pearson with k = uν of n = ν (`hull-bonferroni`); what
 * has none (t metrics, failure-aware means), its own interval.
 *
 * @param detail the estimate at the simultaneous level
 */
export function sliceInterval(estimator: Estimator, detail: EstimateDetail): SliceInterval {
  const { low, high, u, nu, level, method } = detail;
  const none = { low: null, high: null };
  if (low === null || high === null) return { ...none, method };
  if (u === null || nu === null || estimator.toUnit === null) {
    return { low, high, method: `${method}-bonferroni` };
  }
  const exact = clopperPearson(clip(u, 0, 1) * nu, nu, level);
  const ends = [fromUnit(estimator, exact.low), fromUnit(estimator, exact.high)];
  const exactLow = Math.min(...ends);
  const exactHigh = Math.max(...ends);
  if (detail.family === "proportion" && detail.clusters === null) {
    return { low: exactLow, high: exactHigh, method: "cp-bonferroni" };
  }
  return {
    low: Math.min(low, exactLow),
    high: Math.max(high, exactHigh),
    method: "hull-bonferroni",
  };
}

/** The value that the unit scale has at u: the map is monotone. */
export function fromUnit({ toUnit, range: [least, greatest] }: Estimator, u: number): number {
  if (toUnit === null) return u;
  const rises = toUnit(greatest) >= toUnit(least);
  if (u <= Math.min(toUnit(least), toUnit(greatest))) return rises ? least : greatest;
  if (u >= Math.max(toUnit(least), toUnit(greatest))) return rises ? greatest : least;
  return bisect((value) => (rises ? toUnit(value) < u : toUnit(value) > u), least, greatest);
}
