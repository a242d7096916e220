import type { ClusterDesign } from "../statistics/cluster-design.js";
import type { FewLabels } from "./few-labels.js";

/** Whether larger values of a metric are better (accuracy) or smaller ones (log loss). */
export type Direction = "higher-is-better" | "lower-is-better";

/** `id{key=value,…}`, parsed and validated against the registry. */
export interface MetricReference {
  readonly id: string;
  /**
   * In the order that `formatReference` prints. Defaults are left out but for those that it spells,
   * because the name alone would not say which figure it is: `f1{average=macro}`,
   * `top-k-accuracy{k=5}`.
   */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Which of METHODS' interval families an estimate is of; it decides the verdict's guard (§4). */
export type IntervalFamily = "proportion" | "jackknife" | "mean-failure" | "t" | "none";

/**
 * What each cluster adds to a metric on the scale of {@link EstimateDetail.u}: u is Σx/Σm. Of a share
 * or a mean: the cluster's sizes and sums. Of any other metric: m_g = 1 and its pseudo-value
 * u + (G − 1)(θ̄ − θ_(−g)), of groups of clusters where those were left out (METHODS-2 A7).
 */
export interface ClusterTotals {
  /** m_g > 0. */
  readonly size: Float64Array;
  /** x_g. */
  readonly total: Float64Array;
}

/**
 * One metric's value on one set of outcomes with its interval at one level, and what the verdict
 * and the plan need of it (METHODS §1–§4). Numbers that do not exist are null with a warning code.
 */
export interface EstimateDetail {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  /** Id of the interval method: `wilson`, `wilson-cluster`, `wilson-jackknife`, `t`, … */
  readonly method: string;
  /** The metric's own units: for recall of a class, the units of that class. */
  readonly n: number;
  /** Number of classes (or units) over which a mean is defined; null where it is not a mean. */
  readonly defined: number | null;
  readonly clusters: number | null;
  readonly warnings: readonly string[];
  readonly family: IntervalFamily;
  /**
   * The estimate on [0, 1] as §4 uses it before the direction is applied (class F1: J = F/(2 − F);
   * metrics on [−1, 1]: (θ + 1)/2; bounded losses: as §2.1 maps them); null for t metrics.
   */
  readonly u: number | null;
  /** ν of the interval: n, n_eff, or the jackknife's effective number; null for t metrics. */
  readonly nu: number | null;
  /** §1.2 of the clustered case; null where units are independent. */
  readonly design: ClusterDesign | null;
  /** The verdict about a cluster that is not among these; absent without clusters, and of t metrics. */
  readonly perCluster?: ClusterTotals;
  /** §2.4: how many units (clusters) carry a t metric; null elsewhere. */
  readonly carriers: number | null;
  /** Labels of the figure that have too little for a verdict; null where that is not asked. */
  readonly fewLabels: FewLabels | null;
  /**
   * By about how much the value is too high on a sample of this size, negative: too low; left out where
   * no bias is known of. E₀ of `ece` (METHODS §2.1), B of `map…`, θ̂ − J of macro F1, b of average
   * precision (METHODS-2 A2, A8, A5).
   */
  readonly bias?: number;
  /** §2.3, for the guard: failures k of n, mean of the others m_o, D; null elsewhere. */
  readonly failures: {
    readonly k: number;
    readonly n: number;
    readonly othersMean: number;
    readonly drop: number;
  } | null;
}

/** The estimate as a verdict takes it, where that is not the figure that is shown. */
export interface JudgedEstimate {
  /**
   * Whether the claim's own figure is too high as well, the more the fewer images it was measured on
   * (mean AP of detections); false where the bias is that of these units alone.
   */
  readonly sharedWithClaim: boolean;
  /**
   * Value, limits, u and ν without the bias: value = u on the metric's own scale, and limits that need
   * not hold the figure shown (METHODS-2 A2 step 5, A5, A8).
   *
   * @param level in (0, 1)
   * @param share ρ ≥ 0: the share of the bias that the claim has too, which is left in
   */
  at(level: number, share: number): EstimateDetail;
}

/** A metric on fixed outcomes, to be asked for its interval at any level. */
export interface Estimator {
  readonly reference: MetricReference;
  readonly direction: Direction;
  /** Least and greatest value the metric can take; ±Infinity where unbounded. */
  readonly range: readonly [low: number, high: number];
  /** Maps a value of the metric to the scale of {@link EstimateDetail.u}; null for t metrics. */
  readonly toUnit: ((value: number) => number) | null;
  /** @param level in (0, 1), such as 0.95 */
  at(level: number): EstimateDetail;
  /**
   * The value without an interval: what only the interval rests on is not computed where that takes
   * long, and is null then.
   *
   * @param level that is said of it
   */
  point(level: number): EstimateDetail;
  /** Undefined where the verdict takes the estimate that is shown. */
  readonly judged?: JudgedEstimate | undefined;
}
