/**
 * The name most like a mistyped one, for help in messages, or null where none is near: at most a
 * third of the letters differ (insertions, deletions, substitutions, swaps of neighbours), after
 * case. The first of equally near names.
 */
export function nearestName(mistyped: string, names: readonly string[]): string | null {
  const wanted = mistyped.toLowerCase();
  let nearest: string | null = null;
  let least = Math.max(1, Math.floor(Math.max(3, wanted.length) / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

/**
 * Optimal string alignment distance: the least number of insertions, deletions, substitutions and
 * swaps of neighbouring letters that turn `a` into `b`, no letter edited twice.
 */
function editDistance(a: string, b: string): number {
  let beforeLast = new Int32Array(b.length + 1);
  let last = Int32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = new Int32Array(b.length + 1);
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, beforeLast[j - 2]! + 1);
      }
      row[j] = least;
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
