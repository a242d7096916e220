import type { RunTold } from "./session-types.js";

/** How far reading files is: it has no rate that anybody is told. */
export function readingTold(done: number, total: number): RunTold {
  return { done, total, known: 0, rate: null };
}

/** Before anything was read. */
export const NOTHING_READ: RunTold = readingTold(0, 0);
