/**
 * Squared Euclidean distance of each place of a grid to the nearest place that is set; Infinity where
 * none is. Along each axis in turn the lower envelope of parabolas is taken, so that time grows with
 * the number of places.
 *
 * Source: Felzenszwalb & Huttenlocher 2012, Distance Transforms of Sampled Functions; axes with spacing
 * as Meijster, Roerdink & Hesselink 2000 allow.
 *
 * @param isSet 1 for places that distances are to; row-major, last axis fastest
 * @param sides of the grid, slowest first
 * @param spacing of places along each axis, > 0
 */
export function squaredDistances(
  isSet: Uint8Array,
  sides: readonly number[],
  spacing: readonly number[],
): Float64Array {
  const field = new Float64Array(isSet.length);
  const last = sides.length - 1;
  alongRows(isSet, field, sides[last]!, spacing[last]!);
  const longest = sides.reduce((most, side) => Math.max(most, side), 1);
  const work: Envelope = {
    line: new Float64Array(longest),
    place: new Int32Array(longest),
    from: new Float64Array(longest + 1),
  };
  let stride = sides[last]!;
  for (let axis = last - 1; axis >= 0; axis--) {
    const side = sides[axis]!;
    if (side > 1) {
      const block = stride * side;
      for (let start = 0; start < field.length; start += block) {
        for (let k = 0; k < stride; k++) {
          alongLine(field, start + k, stride, side, spacing[axis]! ** 2, work);
        }
      }
    }
    stride *= side;
  }
  return field;
}

/** Squared distance along the fastest axis: to the nearest place set before or behind. */
function alongRows(isSet: Uint8Array, field: Float64Array, side: number, spacing: number): void {
  for (let start = 0; start < isSet.length; start += side) {
    const end = start + side;
    let steps = Number.POSITIVE_INFINITY;
    for (let i = start; i < end; i++) {
      steps = isSet[i] === 1 ? 0 : steps + 1;
      field[i] = steps;
    }
    steps = Number.POSITIVE_INFINITY;
    for (let i = end - 1; i >= start; i--) {
      steps = isSet[i] === 1 ? 0 : steps + 1;
      const distance = Math.min(field[i]!, steps) * spacing;
      field[i] = distance * distance;
    }
  }
}

/** Parabolas of the lower envelope: their places and where each begins to be the lowest. */
interface Envelope {
  readonly line: Float64Array;
  readonly place: Int32Array;
  readonly from: Float64Array;
}

/** min_j f(j) + s²(i − j)² for every place i of a line, in place. @param square s² */
function alongLine(
  field: Float64Array,
  start: number,
  stride: number,
  side: number,
  square: number,
  { line, place, from }: Envelope,
): void {
  let count = 0;
  for (let j = 0, at = start; j < side; j++, at += stride) {
    const value = field[at]!;
    line[j] = value;
    if (value === Number.POSITIVE_INFINITY) continue;
    let crossing = Number.NEGATIVE_INFINITY;
    while (count > 0) {
      const other = place[count - 1]!;
      crossing = ((value - line[other]!) / square + (j * j - other * other)) / (2 * (j - other));
      if (crossing > from[count - 1]!) break;
      count--;
      crossing = Number.NEGATIVE_INFINITY;
    }
    place[count] = j;
    from[count] = crossing;
    count++;
  }
  if (count === 0) return;
  from[count] = Number.POSITIVE_INFINITY;
  let k = 0;
  for (let i = 0, at = start; i < side; i++, at += stride) {
    while (from[k + 1]! < i) k++;
    const nearest = place[k]!;
    field[at] = line[nearest]! + square * (i - nearest) * (i - nearest);
  }
}
