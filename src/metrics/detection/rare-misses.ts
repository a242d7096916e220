/**
 * f̃(1 − f̃)/n with f̃ = (f·n + 2)/(n + 4): the variance that the share of n objects that are missed has at least. It is
 * not 0 where none was missed: what is rare may not have been drawn.
 *
 * Source: Agresti & Coull 1998 (two more of each); as a floor of other variances ours.
 *
 * @param n > 0
 */
export function varianceOfRare(n: number, missed: number): number {
  const share = (missed * n + 2) / (n + 4);
  return (share * (1 - share)) / n;
}
