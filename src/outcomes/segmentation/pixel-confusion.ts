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

/** Pixels of each class in one image; those that count. */
export interface ClassPixels {
  /** All that count. */
  readonly pixels: number;
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly shared: Float64Array;
}

/** Sums of {@link countPixels}. */
export function classPixels(confusion: Float64Array, classCount: number): ClassPixels {
  const width = classCount + 1;
  const truth = new Float64Array(classCount);
  const predicted = new Float64Array(classCount);
  const shared = new Float64Array(classCount);
  let pixels = 0;
  for (let k = 0; k < classCount; k++) {
    for (let j = 0; j <= classCount; j++) truth[k]! += confusion[k * width + j]!;
    for (let j = 0; j < classCount; j++) predicted[k]! += confusion[j * width + k]!;
    shared[k] = confusion[k * width + k]!;
    pixels += truth[k]!;
  }
  return { pixels, truth, predicted, shared };
}
