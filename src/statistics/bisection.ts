/**
 * End of a region, by bisection to the last bit: from a point where the condition holds towards one
 * where it does not. If it holds all the way, the end is `outside` itself (up to rounding).
 *
 * @param holds true near `inside`, and false from some point on; not called at either end
 * @param tolerance stops when the ends are this near; 0 is as near as doubles get
 */
export function bisect(
  holds: (x: number) => boolean,
  inside: number,
  outside: number,
  tolerance = 0,
): number {
  let good = inside;
  let bad = outside;
  while (Math.abs(bad - good) > tolerance) {
    const middle = good + (bad - good) / 2;
    if (middle === good || middle === bad) break;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return bad;
}
