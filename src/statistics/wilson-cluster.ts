import { checkLevel } from "./arguments.js";
import { type ClusterDesign, clusterDesign } from "./cluster-design.js";
import type { MethodCode } from "./codes.js";
import type { Interval, IntervalResult } from "./interval.js";
import { levelQuantile, studentLevelQuantile } from "./quantiles.js";
import { wilsonInterval } from "./wilson.js";

export interface ClusterIntervalResult extends IntervalResult {
  /** Every intermediate value; null if no cluster holds an image. */
  readonly design: ClusterDesign | null;
  /** If G < 3 the image-level interval, valid for "these sites only"; else null. */
  readonly theseClustersOnly: Interval | null;
}

/**
 * Share Σx/Σm over clusters and `wilson-cluster`: W(p, n_eff, t(df)) with the design effect,
 * Satterthwaite's degrees of freedom and the floor of METHODS §1.2 ({@link clusterDesign}).
 *
 * Warnings: no image → null, `interval/no-images`; G < 3 → limits null, `clusters/too-few`;
 * 3 ≤ G < 10 → `clusters/few`; df < 4 → `clusters/one-dominates`; k_eff < 6 →
 * `clusters/outcomes-in-few`; p ∈ {0, 1} → `interval/no-variation`; three unseen clusters would
 * move p out of the interval → `clusters/unseen-kind`; `clusters/size-related`.
 *
 * Source: METHODS §1.2; Wilson 1927, Korn & Graubard 1998, Dean & Pagano 2015, Bell & McCaffrey
 * 2002 (from memory); the floor, unseen-kind and size rules are the project's own.
 *
 * @param size m_g ≥ 0 a cluster: images, or sums of weights scaled to sum to the number of images
 * @param hits x_g in [0, m_g]
 * @param level two-sided, such as 0.95
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function clusterProportionInterval(
  size: Float64Array,
  hits: Float64Array,
  level: number,
): ClusterIntervalResult {
  return clusterIntervalOf(size.some((m) => m > 0) ? clusterDesign(size, hits) : null, level);
}

/**
 * {@link clusterProportionInterval} at one level of many, of what does not depend on it.
 *
 * @param design null where no cluster holds an image
 */
export function clusterIntervalOf(
  design: ClusterDesign | null,
  level: number,
): ClusterIntervalResult {
  checkLevel(level);
  if (design === null) {
    return {
      value: null,
      low: null,
      high: null,
      level,
      method: "wilson-cluster",
      n: 0,
      clusters: 0,
      effectiveN: null,
      df: null,
      icc: null,
      warnings: ["interval/no-images"],
      design: null,
      theseClustersOnly: null,
    };
  }
  const { p, n, G, nEff, icc, df } = design;
  const base = { value: p, level, method: "wilson-cluster", n, clusters: G, icc, design };
  if (G < 3 || nEff === null) {
    return {
      ...base,
      low: null,
      high: null,
      effectiveN: null,
      df: null,
      warnings: ["clusters/too-few"],
      theseClustersOnly: wilsonInterval(p, n, levelQuantile(level)),
    };
  }
  const limits = wilsonInterval(p, nEff, studentLevelQuantile(level, df));
  const warnings = clusterWarnings(design, p, limits);
  return { ...base, ...limits, effectiveN: nEff, df, warnings, theseClustersOnly: null };
}

/** What the codes of METHODS §1.2 look at. */
export interface ClusterEvidence {
  readonly G: number;
  readonly df: number;
  readonly kEff: number;
  readonly sizeRelated: boolean;
}

/**
 * The codes of METHODS §1.2 of an estimate u on [0, 1] with its limits, for G ≥ 3, in the order of
 * the text. {@link movedByUnseen} is `clusters/unseen-kind`.
 */
export function clusterWarnings(
  evidence: ClusterEvidence,
  u: number,
  limits: Interval,
): MethodCode[] {
  const { G, df, kEff, sizeRelated } = evidence;
  const warnings: MethodCode[] = [];
  if (G < 10) warnings.push("clusters/few");
  if (df < 4) warnings.push("clusters/one-dominates");
  if (kEff < 6) warnings.push("clusters/outcomes-in-few");
  if (u === 0 || u === 1) warnings.push("interval/no-variation");
  if (movedByUnseen(u, G, limits)) warnings.push("clusters/unseen-kind");
  if (sizeRelated) warnings.push("clusters/size-related");
  return warnings;
}

/** Whether three more clusters, all of one outcome, would move u out of its interval. */
export function movedByUnseen(u: number, G: number, limits: Interval): boolean {
  return u > 0.5 ? (u * G) / (G + 3) < limits.low : (u * G + 3) / (G + 3) > limits.high;
}
