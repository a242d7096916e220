/** Numbers of labels on an axis: the first, and up to six round ones behind it. */
export function labelTicks(first: number, last: number): readonly number[] {
  const step =
    [1, 2, 5, 10, 20, 50, 100, 200, 500].find((one) => (last - first) / one <= 6) ?? 1000;
  const ticks = [first];
  for (let at = step * Math.ceil((first + step / 2) / step); at <= last; at += step) {
    if (at > first) ticks.push(at);
  }
  return ticks;
}
