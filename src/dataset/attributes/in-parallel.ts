import type { Cancellation } from "../../core/cancellation.js";

/**
 * Does work for the items 0 … count − 1, so many at once, started in their order. The first error
 * ends it: what is under way is waited for, nothing else is started.
 *
 * @throws the first error of the work, or the reason of a cancellation
 */
export async function inParallel(
  count: number,
  atOnce: number,
  work: (item: number) => Promise<void>,
  signal: Cancellation,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < count && !failed) {
      const item = next++;
      try {
        signal.throwIfAborted();
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, count) }, lane));
  for (const lane of lanes) if (lane.status === "rejected") throw lane.reason;
}
