/**
 * Scores beyond all that are known, no two of them equal: ties would join thresholds, which helps a
 * ranking.
 *
 * @param known finite, of any scale
 * @param isAbove 1 for a score above all, 0 for one below
 */
export function beyondAll(known: Float64Array, isAbove: Uint8Array): Float64Array {
  let low = 0;
  let high = 0;
  for (let i = 0; i < known.length; i++) {
    low = i === 0 ? known[i]! : Math.min(low, known[i]!);
    high = i === 0 ? known[i]! : Math.max(high, known[i]!);
  }
  // Small beside the scores, and large beside their rounding.
  const step = Math.max(1, Math.abs(low), Math.abs(high)) * 2 ** -10;
  const scores = new Float64Array(isAbove.length);
  for (let i = 0; i < isAbove.length; i++) {
    scores[i] = isAbove[i] === 1 ? high + (i + 1) * step : low - (i + 1) * step;
  }
  return scores;
}
