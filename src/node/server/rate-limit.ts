/** Tokens in buckets: so many requests at once, and as many again in a minute, for each key. */
export interface RateLimit {
  /** Whether one more may come. */
  take(key: string): boolean;
}

/** More keys than that are addresses of somebody who has many: the oldest are forgotten. */
const MOST_KEYS = 20_000;

/** @param now milliseconds, of a clock that does not go back */
export function createRateLimit(perMinute: number, now: () => number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(key) {
      const at = now();
      const bucket = buckets.get(key) ?? { left: perMinute, at };
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > MOST_KEYS) buckets.delete(buckets.keys().next().value!);
      bucket.left = Math.min(perMinute, bucket.left + ((at - bucket.at) * perMinute) / 60_000);
      bucket.at = at;
      if (bucket.left < 1) return false;
      bucket.left--;
      return true;
    },
  };
}
