/**
 * How often pixels of each class were answered as each: row-major, rows = ground truth; a last column
 * holds pixels of which the prediction says nothing. Pixels without a true class do not count.
 *
 * @param truth class of each pixel; negative: void
 * @param predicted likewise; negative: nothing was answered
 * @param into classCount × (classCount + 1), is cleared
 */
export function countPixels(
  truth: Int16Array,
  predicted: Int16Array,
  classCount: number,
  into: Float64Array,
): Float64Array {
  into.fill(0);
  const width = classCount + 1;
  for (let i = 0; i < truth.length; i++) {
    const own = truth[i]!;
    if (own < 0) continue;
    const answer = predicted[i]!;
    into[own * width + (answer < 0 ? classCount : answer)]!++;
  }
  return into;
}
