/**
 * Cramér's V of a table of counts: √(χ²/(n·(min(rows, columns) − 1))), 0 = independent, 1 = one
 * determines the other. Empty rows and columns do not count; 0 where fewer than two of either are
 * left.
 *
 * Source: Cramér 1946, §21.9, without a correction for small samples.
 *
 * @param table row-major counts ≥ 0
 * @param width number of columns
 */
export function cramersV(table: ArrayLike<number>, width: number): number {
  const height = table.length / width;
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  for (let at = 0; at < table.length; at++) {
    rows[Math.floor(at / width)]! += table[at]!;
    columns[at % width]! += table[at]!;
  }
  const filled = (sums: Float64Array): number => sums.filter((sum) => sum > 0).length;
  const freedom = Math.min(filled(rows), filled(columns)) - 1;
  if (freedom < 1) return 0;
  let shares = 0;
  for (let at = 0; at < table.length; at++) {
    const expected = rows[Math.floor(at / width)]! * columns[at % width]!;
    if (expected > 0) shares += table[at]! ** 2 / expected;
  }
  return Math.sqrt(Math.min(1, Math.max(0, shares - 1) / freedom)); // χ²/n = Σ n_ij²/(n_i·n_j) − 1
}
