import type { EstimateDetail, Estimator } from "./estimate-types.js";

/** What a family of metrics gives for one metric on one sample. */
export interface MetricEstimate {
  readonly toUnit: Estimator["toUnit"];
  at(level: number): EstimateDetail;
  /** The value alone, where the interval takes long; absent: that of `at`. */
  point?(level: number): EstimateDetail;
  readonly judged?: Estimator["judged"];
}
