import type { ClassSums } from "../class-sums.js";

/** How much harm a false alarm of each class does, and that it was raised. */
export interface Harm {
  value(k: number): number;
  add(k: number): void;
}

/**
 * FP_k/(n − truth_k) adds up over false alarms, and kappa, at a given number of right answers, falls as
 * Σ truth_k·answered_k rises.
 */
export function harmOfLargest({ truth }: ClassSums): Harm {
  return { value: (k) => truth[k]!, add: () => {} };
}

/**
 * How far the mean of hits/size over classes falls; in the weighted one a class counts by its truth.
 *
 * @param sizeOf what a class's hits are divided by
 */
export function harmOfMean(
  { truth, predicted, hits }: ClassSums,
  sizeOf: (truth: number, predicted: number) => number,
  isWeighted: boolean,
): Harm {
  const size = (k: number, answered: number): number => sizeOf(truth[k]!, answered);
  const weight = (k: number, answered: number): number =>
    isWeighted ? truth[k]! : Number(size(k, answered) > 0);
  const part = (k: number, answered: number): number => {
    const of = size(k, answered);
    return of === 0 ? 0 : (weight(k, answered) * hits[k]!) / of;
  };
  let sum = 0;
  let weights = 0;
  for (let k = 0; k < truth.length; k++) {
    sum += part(k, predicted[k]!);
    weights += weight(k, predicted[k]!);
  }
  const after = (k: number) => ({
    sum: sum - part(k, predicted[k]!) + part(k, predicted[k]! + 1),
    weights: weights - weight(k, predicted[k]!) + weight(k, predicted[k]! + 1),
  });
  return {
    value: (k) => {
      const then = after(k);
      return -then.sum / then.weights;
    },
    add: (k) => {
      ({ sum, weights } = after(k));
      predicted[k]! += 1;
    },
  };
}

/** How far the Matthews correlation falls. */
export function harmOfCorrelation({ total, truth, predicted, hits }: ClassSums): Harm {
  let right = 0;
  let products = 0;
  let squaresTrue = 0;
  let squaresSaid = 0;
  for (let k = 0; k < truth.length; k++) {
    right += hits[k]!;
    products += truth[k]! * predicted[k]!;
    squaresTrue += truth[k]! ** 2;
    squaresSaid += predicted[k]! ** 2;
  }
  return {
    value: (k) => {
      const above = total * right - products - truth[k]!;
      const below = total ** 2 - squaresSaid - 2 * predicted[k]! - 1;
      return -above / Math.sqrt((total ** 2 - squaresTrue) * below);
    },
    add: (k) => {
      products += truth[k]!;
      squaresSaid += 2 * predicted[k]! + 1;
      predicted[k]! += 1;
    },
  };
}
