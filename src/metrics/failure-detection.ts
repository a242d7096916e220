import { log1p } from "../core/elementary.js";
import type { RiskCoverageCurve } from "./curves.js";
import { createHarmonics } from "./harmonics.js";

/**
 * AURC by trapezoids over the points of the curve and one at coverage 0 with the risk of the last:
 * only to reproduce tables of fd-shifts (there × 1000). Report `areaUnderRiskCoverage`.
 */
export function trapezoidRiskCoverage({ coverage, selectiveRisk }: RiskCoverageCurve): number {
  let area = 0;
  for (let i = 0; i < coverage.length; i++) {
    const next = i + 1 < coverage.length;
    const width = coverage[i]! - (next ? coverage[i + 1]! : 0);
    const risk = next ? selectiveRisk[i + 1]! : selectiveRisk[i]!;
    area += (width * (selectiveRisk[i]! + risk)) / 2;
  }
  return area;
}

/**
 * The AURC of a confidence that ranks all right units above all wrong ones:
 * mean over i of max(0, (i − right)/i). AURC less it is the e-AURC, ≥ 0.
 */
export function optimalRiskCoverage(right: number, wrong: number): number {
  const n = right + wrong;
  if (wrong === 0) return 0;
  const harmonic = createHarmonics(Float64Array.of(right, wrong));
  return (wrong - right * harmonic.between(right, n)) / n;
}

/** err + (1 − err)·ln(1 − err), 1 where err = 1: the limit of {@link optimalRiskCoverage} for large n. */
export function optimalRiskCoverageLimit(error: number): number {
  return error === 1 ? 1 : error + (1 - error) * log1p(-error);
}
