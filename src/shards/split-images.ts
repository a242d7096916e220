import type { ShardSpeed } from "./shard-plan.js";

/** What starts may cost of the work, where nobody said how many shards there are to be. */
export const MOST_STARTS = 0.05;
/** So many shards may be as short as that allows; more of them take two minutes each. */
const SHORT_SHARDS = 64;
const LONG_SECONDS = 120;

/** Starts beside those of the undivided command, as a share of its images' time: of each shard, and one for plan and join. */
export function startsShare(shards: number, seconds: number, { startMs }: ShardSpeed): number {
  return ((shards + 1) * startMs) / 1000 / seconds;
}

/**
 * As many shards as starts allow, and one where there is no work for two.
 *
 * @param seconds of one process for all images
 */
export function shardsWithin(seconds: number, images: number, { startMs }: ShardSpeed): number {
  const allowed = Math.floor((MOST_STARTS * seconds * 1000) / Math.max(1, startMs)) - 1;
  const most = Math.max(SHORT_SHARDS, Math.floor(seconds / LONG_SECONDS));
  return Math.max(1, Math.min(allowed, most, MOST_SHARDS, images));
}

/** More files would be slower to keep than the images to score. */
export const MOST_SHARDS = 100_000;

/**
 * Where shards begin, so that all take about equally long; the last number is that of the images. Each gets
 * an image at least.
 *
 * @param bytes size of each image's file, in the order of the images
 * @param count shards, as many as images at most
 * @param speed how long images take; without it each counts alike
 */
export function splitImages(
  bytes: ArrayLike<number>,
  count: number,
  speed: Pick<ShardSpeed, "imageMs" | "megabyteMs"> | null,
): Int32Array {
  const n = bytes.length;
  const upTo = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) upTo[i + 1] = upTo[i]! + imageSeconds(bytes[i]!, speed);
  const starts = new Int32Array(count + 1);
  starts[count] = n;
  for (let k = 1, i = 0; k < count; k++) {
    const goal = (upTo[n]! * k) / count;
    const least = starts[k - 1]! + 1;
    const most = n - (count - k);
    i = Math.max(i, least);
    // The border that is nearest to the goal.
    while (i < most && upTo[i]! < goal && goal - upTo[i]! > upTo[i + 1]! - goal) i++;
    starts[k] = Math.min(i, most);
  }
  return starts;
}

/** Seconds of one process for an image; 1 where nothing was measured. */
export function imageSeconds(
  bytes: number,
  speed: Pick<ShardSpeed, "imageMs" | "megabyteMs"> | null,
): number {
  if (speed === null) return 1;
  return (speed.imageMs + (speed.megabyteMs * bytes) / 1e6) / 1000;
}

/**
 * A line through what was timed, that never falls and never starts below zero; null where no time was told.
 *
 * @param bytes size of each image that was timed
 */
export function measureSpeed(
  bytes: readonly number[],
  ms: readonly number[],
): Omit<ShardSpeed, "startMs"> | null {
  const n = bytes.length;
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  const total = sum(ms);
  if (n === 0 || !(total > 0)) return null;
  const meanMegabytes = sum(bytes) / n / 1e6;
  const meanMs = total / n;
  let [across, along] = [0, 0];
  for (let i = 0; i < n; i++) {
    const megabytes = bytes[i]! / 1e6 - meanMegabytes;
    across += megabytes * (ms[i]! - meanMs);
    along += megabytes * megabytes;
  }
  const slope = along > 0 ? Math.max(0, across / along) : 0;
  // Where the line would start below zero it goes through zero.
  const megabyteMs = meanMegabytes > 0 ? Math.min(slope, meanMs / meanMegabytes) : 0;
  return { imageMs: Math.max(0, meanMs - megabyteMs * meanMegabytes), megabyteMs, measured: n };
}
