/**
 * First images of independent events among the times of one species at one camera: an image begins another event
 * where it is `gap` or more after the last image of the species, or after the first of its event.
 *
 * Source: O'Brien, Kinnaird & Wibisono, Animal Conservation 6:131, 2003 (from memory), held to oracle m.
 *
 * @param times rising, in the unit of the gap
 * @returns places in `times`
 */
export function eventStarts(
  times: ArrayLike<number>,
  gap: number,
  from: "last" | "first" = "last",
): number[] {
  const starts: number[] = [];
  let since = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    const isNew = times[i]! - since >= gap;
    if (isNew) starts.push(i);
    if (isNew || from === "last") since = times[i]!;
  }
  return starts;
}
