import { exponentialOfNegative } from "../core/exponential.js";

/** A temperature, or why there is none. */
export type TemperatureFit =
  | { readonly temperature: number; readonly unbounded: null }
  /** `zero`: every case is right, and sharper is always better; `infinity`: flatter always is. */
  | { readonly temperature: null; readonly unbounded: "zero" | "infinity" };

const MOST_STEPS = 200;

/**
 * The temperature T that minimises the mean negative log-likelihood of softmax(logits/T): the root of
 * its derivative in 1/T, in which it is convex, by Newton held within a bracket.
 *
 * Source: Guo et al., ICML 2017, section 4.2 (from memory); oracle e.
 *
 * @param logits row-major n × K, finite
 * @param truth class of each row, 0 … K − 1
 * @param classCount K ≥ 1
 */
export function fitTemperature(
  logits: Float32Array | Float64Array,
  truth: Int32Array,
  classCount: number,
): TemperatureFit {
  const n = truth.length;
  let right = true; // the true class has the greatest logit everywhere
  let flat = 0; // slope at 1/T = 0: Σ(mean logit − true logit)
  for (let i = 0; i < n; i++) {
    const own = logits[i * classCount + truth[i]!]!;
    let sum = 0;
    for (let k = 0; k < classCount; k++) {
      const z = logits[i * classCount + k]!;
      sum += z - own;
      if (z > own) right = false;
    }
    flat += sum / classCount;
  }
  if (flat >= 0) return { temperature: null, unbounded: "infinity" };
  if (right) return { temperature: null, unbounded: "zero" };

  let low = 0;
  let high = 1;
  while (slopes(logits, truth, classCount, high).first < 0) {
    low = high;
    high *= 2;
  }
  let beta = (low + high) / 2;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { first, second } = slopes(logits, truth, classCount, beta);
    if (first < 0) low = beta;
    else high = beta;
    const next = beta - first / second;
    const held = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(held - beta) <= 1e-15 * beta) break;
    beta = held;
  }
  return { temperature: 1 / beta, unbounded: null };
}

/** First and second derivative of the summed negative log-likelihood in β = 1/T. */
function slopes(
  logits: Float32Array | Float64Array,
  truth: Int32Array,
  classCount: number,
  beta: number,
): { readonly first: number; readonly second: number } {
  let first = 0;
  let second = 0;
  for (let i = 0; i < truth.length; i++) {
    const start = i * classCount;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classCount; k++) greatest = Math.max(greatest, logits[start + k]!);
    let total = 0;
    let sum = 0;
    let squares = 0;
    for (let k = 0; k < classCount; k++) {
      const d = logits[start + k]! - greatest;
      const e = exponentialOfNegative(beta * d);
      total += e;
      sum += e * d;
      squares += e * d * d;
    }
    const mean = sum / total;
    first += mean - (logits[start + truth[i]!]! - greatest);
    second += squares / total - mean * mean;
  }
  return { first, second };
}

/** logits/T, of which the softmax is the calibrated probabilities. @param temperature > 0 */
export function temperedLogits(
  logits: Float32Array | Float64Array,
  temperature: number,
): Float64Array {
  return Float64Array.from(logits, (z) => z / temperature);
}
