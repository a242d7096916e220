/**
 * Whether a number that was printed for people is the given one to the digits that are printed: as
 * it is, or as a percentage; `5 of 25` as a share.
 */
export function isPrinted(value: number, text: string): boolean {
  const plain = text.replaceAll(",", "").replaceAll("−", "-");
  const share = /^(\d+) of (\d+)$/.exec(plain);
  if (share !== null) return Math.abs(Number(share[1]) / Number(share[2]) - value) < 1e-12;
  const [printed] = /-?\d+(?:\.\d+)?/.exec(plain) ?? [];
  if (printed === undefined) return false;
  const decimals = printed.split(".")[1]?.length ?? 0;
  return [1, 100].some((factor) => Number((value * factor).toFixed(decimals)) === Number(printed));
}

/** `[20.8, 41.4]` as its two limits; null for anything else. */
export function printedLimits(text: string): readonly [low: string, high: string] | null {
  const [, low, high] = /\[([^,]+), ([^\]]+)\]/.exec(text) ?? [];
  return low === undefined || high === undefined ? null : [low, high];
}
