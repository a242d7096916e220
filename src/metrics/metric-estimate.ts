import type { EstimateDetail, Estimator } from "./estimate-types.js";

/** What a family of metrics gives for one metric on one sample. */
export interface MetricEstimate {
  readonly toUnit: Estimator["toUnit"];
  at(level: number): EstimateDetail;
  readonly judged?: NonNullable<Estimator["judged"]>;
}
