import type { RunningInterval } from "./running-sums.js";

/** A figure at each point of a curve; NaN where it, or a limit, does not exist. */
export interface CurveFigure {
  readonly value: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A figure of so many points, all 0, to be written to. */
export function createCurveFigure(points: number): CurveFigure {
  return {
    value: new Float64Array(points),
    low: new Float64Array(points),
    high: new Float64Array(points),
  };
}

export function writePoint(
  figure: CurveFigure,
  point: number,
  { value, low, high }: RunningInterval,
): void {
  figure.value[point] = value;
  figure.low[point] = low;
  figure.high[point] = high;
}
