/** Tokens in buckets: so many requests at once, and as many again in a minute, for each key. */
export interface RateLimit {
  /** Whether one more may come. */
  take(key: string): boolean;
  /** Whether one more could come. */
  has(key: string): boolean;
}

/** More keys than that are addresses of somebody who has many: the oldest are forgotten. */
const MOST_KEYS = 20_000;

/** @param now milliseconds */
export function createRateLimit(perMinute: number, now: () => number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  const filled = (key: string) => {
    const at = now();
    const { left, at: before } = buckets.get(key) ?? { left: perMinute, at };
    const passed = Math.max(0, at - before); // clocks are set back
    return { left: Math.min(perMinute, left + (passed * perMinute) / 60_000), at };
  };
  return {
    has: (key) => filled(key).left >= 1,
    take(key) {
      const bucket = filled(key);
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > MOST_KEYS) buckets.delete(buckets.keys().next().value!);
      if (bucket.left < 1) return false;
      bucket.left--;
      return true;
    },
  };
}
