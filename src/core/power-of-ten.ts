/**
 * 10ⁿ, correctly rounded, as a literal is.
 *
 * @param n whole
 */
export function powerOfTen(n: number): number {
  return Number(`1e${n}`);
}
