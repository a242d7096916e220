import { fitLogistic, type LogisticFit } from "./logistic-fit.js";

/**
 * Platt scaling: P(y = 1) = 1/(1 + exp(−(slope·s + intercept))) by maximum likelihood.
 *
 * Source: Platt 1999 (from memory); oracle e.
 *
 * @param score finite, any scale
 * @param y 0 or 1
 * @param smoothed with Platt's targets (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2) in place of 1 and 0, which
 *   give a finite answer on separated scores too
 * @returns null where no finite maximum exists
 */
export function fitPlatt(
  score: Float64Array,
  y: Uint8Array,
  { smoothed }: { readonly smoothed: boolean },
): LogisticFit | null {
  if (!smoothed) return fitLogistic(score, y);
  let positives = 0;
  for (let i = 0; i < y.length; i++) positives += y[i]!;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (y.length - positives + 2);
  return fitLogistic(
    score,
    Float64Array.from(y, (label) => (label === 1 ? high : low)),
  );
}
