import { checkSameLength } from "../statistics/arguments.js";
import type { MethodCode } from "../statistics/codes.js";
import { type Drawn, drawnError, drawnFloor, drawnWeights } from "../statistics/drawn.js";
import { clip } from "../statistics/interval.js";
import { studentLevelQuantile } from "../statistics/quantiles.js";
import { wilsonInterval } from "../statistics/wilson.js";
import type { EstimateDetail, Estimator, MetricReference } from "./estimate-types.js";
import { metricOf } from "./lookup.js";
import type { MetricKernel } from "./metric-kernel.js";

/** Units that were drawn by a design, among them those that the outcomes have. */
export interface DrawnSampleUnits {
  readonly drawn: Drawn;
  /** Unit of the outcomes of each drawn one; −1 for one that is not among them. */
  readonly unit: Int32Array;
}

/** A metric on outcomes whose units were drawn by a design. */
export interface DrawnMetric {
  /** Of the outcomes as they are, for what does not depend on weights: units, labels, their number. */
  readonly plain: Estimator;
  readonly kernel: MetricKernel;
  /** The value of each unit of which the metric is the mean; null where it is none. */
  readonly values: Float64Array | null;
}

/**
 * Whether a metric has an estimate under a design: one that is made of sums over units and is not
 * corrected for its bias. Rankings and calibration errors have none that was proven.
 */
export function canBeDrawn(reference: MetricReference): boolean {
  const { kind, judgedBy } = metricOf(reference);
  if ((judgedBy?.(reference.parameters) ?? null) !== null) return false;
  return kind === "additive" || kind === "ratio";
}

/**
 * The estimator of a metric on units that were drawn by a design, about the pool that they were drawn
 * from: `stratified`, `hansen-hurwitz`, `lure`.
 *
 * A mean over all units is Σw·y, of losses (of what is missing to the best value where more is better:
 * METHODS §9.5). Any other metric is its kernel at the weights, with the linearised values
 * (θ − θ_(−i))·(W − w_i)/(w_i·W) in place of y, 0 outside the metric's units. Bounded metrics have
 * Wilson's interval at ν = u(1 − u)/v with Student's quantile, others θ ± t·√v.
 *
 * @throws HomegroundError `argument/…`
 */
export function drawnEstimator(
  { plain, kernel, values }: DrawnMetric,
  { drawn, unit }: DrawnSampleUnits,
): Estimator {
  const weightOf = drawnWeights(drawn);
  checkSameLength(weightOf, unit, "drawn, unit");
  const { direction, range } = plain;
  const isWhole = unit.every((one) => one >= 0);
  const found =
    values !== null && isWhole
      ? ofMean(values, { drawn, unit }, weightOf, plain)
      : ofKernel(kernel, { drawn, unit }, weightOf);
  const toUnit = plain.at(0.95).family === "mean-failure" ? null : plain.toUnit;
  const at = (level: number): EstimateDetail => {
    const base = plain.at(level);
    const { warnings: _own, bias: _bias, perCluster: _clusters, ...kept } = base;
    const shared = {
      ...kept,
      method: drawn.kind,
      clusters: null,
      design: null,
      failures: null,
      carriers: null,
    };
    const warnings: MethodCode[] = [];
    if (base.warnings.includes("interval/class-absent")) warnings.push("interval/class-absent");
    if (base.warnings.includes("interval/few-of-a-class")) warnings.push("interval/few-of-a-class");
    if (found === null || base.value === null) {
      const none = { value: null, low: null, high: null, u: null, nu: null };
      return { ...shared, ...none, family: "none", warnings };
    }
    const { error, df } = found;
    const value = clip(found.value, range[0], range[1]);
    if (drawn.kind !== "stratified" && unit.length < FEW_DRAWS) warnings.push("plan/few-draws");
    const t = studentLevelQuantile(level, Math.max(1, df ?? Number.MAX_SAFE_INTEGER));
    if (toUnit === null) {
      const limits = {
        low: clip(value - t * error, ...range),
        high: clip(value + t * error, ...range),
      };
      const family = "t" as const;
      const { carriers } = found;
      if (error === 0) warnings.push("interval/no-variation");
      else if (carriers < 15) warnings.push("interval/few-units-carry-it");
      const shown = error === 0 ? { low: null, high: null } : limits;
      return { ...shared, value, ...shown, u: null, nu: null, family, carriers, warnings };
    }
    const u = clip(toUnit(value), 0, 1);
    const scaled = error * slope(toUnit, value, range);
    const v = scaled * scaled;
    const floor = base.n * drawnFloor(drawn);
    const isSeenWhole = df === null && error === 0 && isCensus(drawn);
    const nu = u === 0 || u === 1 || v === 0 ? floor : (u * (1 - u)) / v;
    const limits = isSeenWhole ? { low: u, high: u } : wilsonInterval(u, nu, t);
    if (!isSeenWhole && Math.min(u, 1 - u) * nu < 5) warnings.push("interval/few-outcomes");
    if (u === 0 || u === 1) warnings.push("interval/no-variation");
    const [low, high] = [limits.low, limits.high]
      .map((limit) => fromUnit(toUnit, limit, range))
      .sort((a, b) => a - b) as [number, number];
    return {
      ...shared,
      value,
      low: Math.min(low, value),
      high: Math.max(high, value),
      u,
      nu,
      family: base.family === "proportion" ? "proportion" : "jackknife",
      warnings,
    };
  };
  return {
    reference: plain.reference,
    direction,
    range,
    toUnit,
    at,
    point: (level) => ({ ...at(level), low: null, high: null, method: "none" }),
  };
}

/** Fewer draws by confidence than these give a range that is too narrow (docs/truth.md). */
const FEW_DRAWS = 100;

interface Found {
  readonly value: number;
  readonly error: number;
  readonly df: number | null;
  /** (Σd²)²/Σd⁴ of the units' parts of the variance. */
  readonly carriers: number;
}

function ofMean(
  values: Float64Array,
  { drawn, unit }: DrawnSampleUnits,
  weightOf: Float64Array,
  { direction, range }: Estimator,
): Found {
  // A loss, because what is drawn more often is what the losses are at.
  const best = direction === "higher-is-better" && Number.isFinite(range[1]) ? range[1] : null;
  const losses = Float64Array.from(unit, (i) => (best === null ? values[i]! : best - values[i]!));
  let mean = 0;
  for (let s = 0; s < losses.length; s++) mean += weightOf[s]! * losses[s]!;
  const value = best === null ? mean : best - mean;
  const parts = losses.map((loss, s) => weightOf[s]! * (loss - mean));
  return { value, ...drawnError(drawn, losses), carriers: carriersOf(parts) };
}

function ofKernel(
  kernel: MetricKernel,
  { drawn, unit }: DrawnSampleUnits,
  weightOf: Float64Array,
): Found | null {
  const units = unit.reduce((most, one) => Math.max(most, one + 1), 0);
  const weights = new Float64Array(units);
  let total = 0;
  for (const [s, i] of unit.entries()) {
    if (i < 0) continue;
    weights[i] = weightOf[s]!;
    total += weightOf[s]!;
  }
  const value = kernel(weights);
  if (Number.isNaN(value)) return null;
  const linear = new Float64Array(unit.length);
  for (const [s, i] of unit.entries()) {
    const weight = i < 0 ? 0 : weights[i]!;
    if (weight === 0 || weight === total) continue;
    weights[i] = 0;
    const without = kernel(weights);
    weights[i] = weight;
    // A label whose last unit is left out says nothing of how the metric varies.
    if (Number.isNaN(without)) continue;
    linear[s] = ((value - without) * (total - weight)) / (weight * total);
  }
  const parts = linear.map((one, s) => weightOf[s]! * one);
  return { value, ...drawnError(drawn, linear), carriers: carriersOf(parts) };
}

function carriersOf(parts: Float64Array): number {
  let squares = 0;
  let fourths = 0;
  for (const part of parts) {
    const square = part * part;
    squares += square;
    fourths += square * square;
  }
  return fourths > 0 ? (squares * squares) / fourths : 0;
}

function isCensus(drawn: Drawn): boolean {
  if (drawn.kind === "hansen-hurwitz") return false;
  const pool =
    drawn.kind === "lure" ? drawn.pool : drawn.sizes.reduce((sum, size) => sum + size, 0);
  return pool === (drawn.kind === "lure" ? drawn.probability : drawn.stratum).length;
}

/** By a central difference, one-sided at the border of the range. */
function slope(
  toUnit: (value: number) => number,
  value: number,
  [low, high]: readonly [number, number],
): number {
  const step = 1e-6 * (high - low);
  const [a, b] = [clip(value - step, low, high), clip(value + step, low, high)];
  return Math.abs(toUnit(b) - toUnit(a)) / (b - a);
}

/** The value at a place of [0, 1], by bisection: `toUnit` rises or falls throughout. */
function fromUnit(
  toUnit: (value: number) => number,
  u: number,
  [low, high]: readonly [number, number],
): number {
  const rises = toUnit(high) > toUnit(low);
  let [a, b] = rises ? [low, high] : [high, low];
  for (let step = 0; step < 100 && a !== b; step++) {
    const middle = (a + b) / 2;
    if (middle === a || middle === b) break;
    if (toUnit(middle) < u) a = middle;
    else b = middle;
  }
  return Math.abs(toUnit(a) - u) <= Math.abs(toUnit(b) - u) ? a : b;
}
