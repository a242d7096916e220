/** About so long: many that wait for the same do not come at the same moment. */
export function about(ms: number): number {
  return ms * (0.5 + Math.random());
}

/** About twice as long after each try in vain, and at most about so long. @param tries before, from 0 */
export function growingPause(tries: number, firstMs: number, mostMs: number): number {
  return about(Math.min(mostMs, firstMs * 2 ** tries));
}
