/** Area of a polygon by the shoelace formula, in its own units²; parts that overlap count twice. */
export function areaOfPolygon(points: ArrayLike<number>): number {
  let twice = 0;
  const count = points.length >> 1;
  for (let i = 0, j = count - 1; i < count; j = i++) {
    twice += points[2 * j]! * points[2 * i + 1]! - points[2 * i]! * points[2 * j + 1]!;
  }
  return Math.abs(twice) / 2;
}

/** x, y, width, height of the least box around points, x and y in turn; NaN for none. */
export function boxOfPoints(points: ArrayLike<number>): Float64Array {
  if (points.length < 2) return new Float64Array(4).fill(Number.NaN);
  let [left, top, right, bottom] = [points[0]!, points[1]!, points[0]!, points[1]!];
  for (let i = 2; i + 1 < points.length; i += 2) {
    left = Math.min(left, points[i]!);
    right = Math.max(right, points[i]!);
    top = Math.min(top, points[i + 1]!);
    bottom = Math.max(bottom, points[i + 1]!);
  }
  return Float64Array.of(left, top, right - left, bottom - top);
}
