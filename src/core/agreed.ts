/** A number with a clause that agrees with it: `1 row has …`, `3 rows have …`. */
export function agreed(n: number, one: string, several: string): string {
  return `${n} ${n === 1 ? one : several}`;
}
