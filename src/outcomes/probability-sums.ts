/** Whether the rows of scores are probabilities of labels that exclude each other: each adds up to 1. */
export interface ProbabilitySums {
  /** False where too many rows add up to something else than rounding explains. */
  readonly areProbabilities: boolean;
  /** Rows whose sum is not 1 but for the last digits; divided by it where these are probabilities. */
  readonly notOne: number;
  /** Rows whose sum rounding does not explain. */
  readonly off: number;
}

/** A sum this near to 1 is 1: what is left is the rounding of single precision. */
export const SUM_SLACK = 1e-5;
/** Sums that are off without deliberate rounding: 8-bit engines, exporters that clamp scores above 0. */
const TOLERANCE = 0.02;
/** Scores are printed or stored in steps: decimals, or eight bits. */
const STEPS = [0.1, 0.01, 0.001, 0.0001, 1 / 255, 1 / 256] as const;
/** However many labels there are, a sum that is off by more is not of rounding. */
const MOST_ROUNDING = 0.25;
/** So large a share of rows may be off. */
const MOST_OFF = 0.01;

/** Rows that add up to 1. */
export const WHOLE_SUMS: ProbabilitySums = { areProbabilities: true, notOne: 0, off: 0 };

/** Looks at every row of scores, and judges them once all are there. */
export interface SumCheck {
  /** A row of `count` scores from `start`, which add up to `sum`. */
  add(values: Float32Array | Float64Array, start: number, count: number, sum: number): void;
  finish(): ProbabilitySums;
}

/**
 * Scores that are rounded to a step (two decimals; eight bits) miss 1 by up to half a step a label: a sum
 * may be off by 0.02, and by that where all scores are multiples of one step, at most a quarter in all.
 * Scores of which more than one row in a hundred is off are not probabilities of such labels: sigmoids of
 * labels that may hold at once, or the columns of some of the labels alone.
 */
export function createSumCheck(): SumCheck {
  const fits = new Uint8Array(STEPS.length).fill(1);
  let left = STEPS.length;
  let rows = 0;
  let notOne = 0;
  let width = 0;
  /** How far the sums are off that are beyond the tolerance without a step. */
  const suspects: number[] = [];
  return {
    add(values, start, count, sum) {
      rows++;
      width = Math.max(width, count);
      for (let k = 0; k < count && left > 0; k++) {
        for (let s = 0; s < fits.length; s++) {
          if (fits[s] === 0) continue;
          const times = values[start + k]! / STEPS[s]!;
          // Single precision keeps seven digits.
          if (Math.abs(times - Math.round(times)) <= 1e-4 + 1e-6 * times) continue;
          fits[s] = 0;
          left--;
        }
      }
      const miss = Math.abs(sum - 1);
      if (!(miss <= SUM_SLACK)) notOne++;
      if (!(miss <= TOLERANCE)) suspects.push(miss);
    },
    finish() {
      const step = STEPS.find((_, s) => fits[s] === 1) ?? 0;
      const rounding = Math.min(MOST_ROUNDING, (step * width) / 2);
      const off = suspects.filter((miss) => !(miss <= TOLERANCE + rounding)).length;
      return { areProbabilities: off <= MOST_OFF * rows, notOne, off };
    },
  };
}
