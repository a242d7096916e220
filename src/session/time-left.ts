/** What is said of the time that a run still takes. */
export type TimeLeft =
  | { readonly kind: "working-out" }
  | {
      readonly kind: "left";
      /** Never more than was said before, less the time since. */
      readonly seconds: number;
      /** Whether it takes longer than was said. */
      readonly isLonger: boolean;
    };

/** Nothing is said in this time. */
const FIRST_MS = 2000;
/** The rate is the median of so many batches. */
const BATCHES = 20;
/** What is no batch yet waits. */
const BATCH_MS = 250;
/** Beyond this much more than was said, it is owned up to. */
const MUCH_LONGER = 1.5;

/**
 * Tells how long a run still takes: from the median rate of the last 20 batches, never counting up.
 * Where it was wrong it says so once and starts from there.
 *
 * @param now milliseconds, from anywhere; time in which the run was paused is left out by the caller
 */
export function createTimeLeft() {
  let started: number | null = null;
  let last: { readonly at: number; readonly scored: number } | null = null;
  const msEach: number[] = [];
  /** The moment at which the run was said to end. */
  let saidEnd: number | null = null;
  let isLonger = false;

  return {
    /** @param scored images that were scored here; @param left images still to score */
    update(now: number, scored: number, left: number): TimeLeft {
      started ??= now;
      last ??= { at: now, scored };
      if (scored > last.scored && now - last.at >= BATCH_MS) {
        msEach.push((now - last.at) / (scored - last.scored));
        if (msEach.length > BATCHES) msEach.shift();
        last = { at: now, scored };
      }
      if (now - started < FIRST_MS || msEach.length === 0) return { kind: "working-out" };
      const end = now + left * median(msEach);
      if (saidEnd === null || end < saidEnd) {
        saidEnd = end;
        if (isLonger && left === 0) isLonger = false;
      } else if (end - now > MUCH_LONGER * Math.max(1000, saidEnd - now)) {
        saidEnd = end;
        isLonger = true;
      }
      return { kind: "left", seconds: Math.max(0, saidEnd - now) / 1000, isLonger };
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
