import erfcinv from "@stdlib/math-base-special-erfcinv";
import normalQuantileOf from "@stdlib/stats-base-dists-normal-quantile";
import { checkProbability } from "./arguments.js";

/**
 * Quantile of the standard normal law; −∞ at 0, ∞ at 1. Below ½ it is −√2·erfc⁻¹(2p): the
 * package's own form, √2·erf⁻¹(2p − 1), loses the digits of a small p.
 *
 * @param p in [0, 1]
 * @throws HomegroundError `argument/out-of-range`
 */
export function normalQuantile(p: number): number {
  checkProbability(p);
  return p < 0.5 ? -Math.SQRT2 * erfcinv(2 * p) : normalQuantileOf(p, 0, 1);
}
