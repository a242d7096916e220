import { processorMs } from "../../test/support/processor-time.js";
import type { ChildRun } from "./child.js";

/** Of {@link fixedWork} on the ordinary two-core machine that limits are meant for. */
const ORDINARY_MS = 360;
const COUNT = 1 << 18;

/**
 * Seconds of a run for its limit, which is meant for an ordinary machine: beyond it, as many as one would
 * take, by a fixed piece of work that is done here and now. Those of the clock, of a run that was killed,
 * stay.
 */
export async function ordinarySeconds(
  { seconds, isTimedOut }: Pick<ChildRun, "seconds" | "isTimedOut">,
  limit: number | undefined,
): Promise<number> {
  if (isTimedOut || limit === undefined || seconds <= limit) return seconds;
  // A fast machine makes no limit tighter.
  return Math.round((1000 * seconds) / Math.max(1, await slowness())) / 1000;
}

/** How many times longer a fixed piece of work takes here and now than on an ordinary machine. */
export async function slowness(): Promise<number> {
  fixedWork(); // once to warm up
  return (await processorMs(fixedWork)) / ORDINARY_MS;
}

/** Text to objects, arithmetic, sorting and scattered memory, in parts of about equal length. */
function fixedWork(): number {
  const values = Float64Array.from({ length: COUNT }, (_, i) => ((i * 7919) % 65_537) / 65_537);
  const text = `[${Array.from(values.subarray(0, 30_000), (value, i) => `{"id":${i},"score":${value},"box":[${value * 640},${value * 480}]}`).join(",")}]`;
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    for (const { score } of JSON.parse(text) as { score: number }[]) sum += score;
  }
  for (let k = 1; k <= 12; k++) {
    for (const value of values) {
      const odds = Math.exp((-value * k) / 2);
      sum += odds / (1 + odds) + Math.sqrt(value);
    }
  }
  for (let k = 0; k < 2; k++) sum += values.map((value) => (value * 911 * (k + 1)) % 1).sort()[9]!;
  const cells = new Int32Array(COUNT >> 1);
  for (let k = 0; k < 40; k++) {
    for (let i = 0; i < COUNT; i++) cells[(i * 40_503 + k * 7919) & ((COUNT >> 1) - 1)]! += i & 1;
  }
  return sum + cells[1]!;
}
