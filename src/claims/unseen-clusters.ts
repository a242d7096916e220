import { exp, hypot, ln } from "../core/elementary.js";
import type { ClusterTotals, EstimateDetail, Estimator } from "../metrics/estimate-types.js";
import { clip } from "../statistics/interval.js";
import { exactLimits } from "../statistics/one-proportion.js";
import { scaleMap, type VerdictScale } from "./verdict-scale.js";

/** What a verdict about clusters that are not among one's own takes for granted, on its scale. */
export interface WorstCluster {
  /** S on the verdict's scale: no cluster scores below it. */
  readonly score: number;
  /** S in the metric's own unit. */
  readonly value: number;
  /** Whether somebody said so; else it is the least that the metric can be. */
  readonly isDeclared: boolean;
}

/**
 * What stands between a figure that is clear and a verdict about another site: the share of a kind
 * of cluster that none of one's own is, from which on the verdict would not stand (METHODS-2 A7
 * step 3).
 */
export interface UnseenKind {
  /** The verdict that all but this allow. */
  readonly verdict: "holds" | "fails";
  /** x in [0, 1]: at most so many may be of that kind. As sure as the interval's limit. */
  readonly share: number;
  /** What that kind scores, in the metric's own unit: S, or for *fails* the best there is. */
  readonly score: number;
  /** 1 − α^(1/G): a kind that is more common than this would have been among the G, as surely. */
  readonly excluded: number;
}

/** @param declared S in the metric's own unit; undefined for the worst value that it can take */
export function worstCluster(estimator: Estimator, declared: number | undefined): WorstCluster {
  const { range } = estimator;
  if (declared === undefined) {
    return { score: 0, value: extreme(estimator, "worst"), isDeclared: false };
  }
  const value = clip(declared, range[0], range[1]);
  return { score: scaleMap(estimator)(value), value, isDeclared: true };
}

/** The end of the metric's range that is worst, or best. */
function extreme({ range, direction }: Estimator, end: "worst" | "best"): number {
  return range[(direction === "higher-is-better") === (end === "best") ? 1 : 0];
}

/**
 * Whether a verdict survives one more cluster, of the worst kind: the Bayesian bootstrap of the
 * clusters and it, P(Σa_iE_i ≤ 0) ≤ α with a_g = x_g − r·m_g and a₀ = m_q(S − r), m_q = √(Σm²/G);
 * for *fails* a_g = r·m_g − x_g and a₀ = m_q(r − 1). Source: METHODS-2 A7 step 2, the project's own.
 *
 * @param clusters on the scale of `EstimateDetail.u`, which `isTurned` turns into that of the verdict
 */
export function survivesOneMore(
  { limit: r, isTurned }: Pick<VerdictScale, "limit" | "isTurned">,
  clusters: ClusterTotals,
  worst: number,
  verdict: "holds" | "fails",
  alpha: number,
): boolean {
  const { size, total } = clusters;
  const sign = verdict === "holds" ? 1 : -1;
  const a = new Float64Array(size.length + 1);
  let squares = 0;
  for (let g = 0; g < size.length; g++) {
    const m = size[g]!;
    const x = isTurned ? m - total[g]! : total[g]!;
    a[g] = sign * (x - r * m);
    squares += m * m;
  }
  const typical = Math.sqrt(squares / size.length);
  a[size.length] = typical * (verdict === "holds" ? worst - r : r - 1);
  return exponentialsAtMostZero(a) <= alpha;
}

/**
 * Whether the data contradict an S that was declared: a cluster scores below it, beyond chance, by
 * the exact one-sided limit at level 1 − α/G. Shares and means alone, whose x_g count something.
 */
export function hasOneBelow(
  local: EstimateDetail,
  { isTurned }: Pick<VerdictScale, "isTurned">,
  worst: number,
  alpha: number,
): boolean {
  if (local.family !== "proportion" && local.family !== "mean-failure") return false;
  const { size, total } = local.perCluster ?? { size: NO_NUMBERS, total: NO_NUMBERS };
  return size.some((m, g) => {
    const x = clip(total[g]!, 0, m);
    return exactLimits(isTurned ? m - x : x, m, alpha / size.length).high < worst;
  });
}

const NO_NUMBERS = new Float64Array(0);

/** Steps of s = ln t, in which the integral is summed. */
const FROM = -14;
const TO = 16;
const STEP = 0.05;

/**
 * P(Σa_iE_i ≤ 0) for independent exponentials E_i of mean 1, by Gil-Pelaez' inversion with a scaled
 * to Σa² = 1 and t = e^s:
 *
 *     ½ − (.05/π)·Σ_t sin(Σ_i arctan a_it)/Π_i√(1 + a_i²t²),   s from −14 by .05 to 16
 *
 * The summand is the imaginary part of Π_i 1/(1 − i·a_it), whose factors are at most 1, so that
 * nothing overflows. Right to about 1e-6. Source: METHODS-2 A7; Gil-Pelaez 1951 (from memory).
 *
 * @param a of any sign; all 0 gives 1
 */
export function exponentialsAtMostZero(a: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += a[i]! * a[i]!;
  if (squares === 0) return 1;
  const scale = 1 / Math.sqrt(squares);
  let sum = 0;
  const steps = Math.round((TO - FROM) / STEP);
  for (let k = 0; k <= steps; k++) {
    const t = exp(FROM + k * STEP) * scale;
    let re = 1;
    let im = 0;
    for (let i = 0; i < a.length; i++) {
      const at = a[i]! * t;
      const norm = 1 + at * at;
      const next = (re - im * at) / norm;
      im = (im + re * at) / norm;
      re = next;
    }
    sum += im;
    if (Math.abs(re) + Math.abs(im) < 1e-20) break; // smaller still for every larger t
  }
  return clip(0.5 - (STEP / Math.PI) * sum, 0, 1);
}

/**
 * The share of an unseen kind that a verdict bears: x = y/(y + r − S), y how far the limit of the
 * figure lies beyond r. For a claim without an error of its own that is (L − r)/(L − S) of METHODS-2
 * A7 step 3; with one, y is that of the interval of the difference, as for the verdict itself.
 *
 * @returns null where the figure's limit does not lie beyond r
 */
export function unseenKind(
  estimator: Estimator,
  scale: VerdictScale,
  local: EstimateDetail,
  worst: WorstCluster,
  verdict: "holds" | "fails",
  alpha: number,
): UnseenKind | null {
  const { local: u, limit: r, localLow, localHigh, claimed, claimedLow, claimedHigh } = scale;
  const isHolds = verdict === "holds";
  const y = isHolds
    ? u - r - hypot(u - localLow, claimedHigh - claimed)
    : r - u - hypot(localHigh - u, claimed - claimedLow);
  if (!(y > 0) || local.clusters === null) return null;
  return {
    verdict,
    share: unseenShare(y, scale, worst.score, verdict),
    score: isHolds ? worst.value : extreme(estimator, "best"),
    excluded: 1 - exp(ln(alpha) / local.clusters),
  };
}

/** x = y/(y + r − S), for *fails* y/(y + 1 − r): 1 where even that kind would be beyond r. */
export function unseenShare(
  y: number,
  { limit: r }: Pick<VerdictScale, "limit">,
  worst: number,
  verdict: "holds" | "fails",
): number {
  const drop = verdict === "holds" ? r - worst : 1 - r;
  return drop > 0 ? y / (y + drop) : 1;
}
