import type { ScoreLog } from "./score-log.js";

/** The log of an engine, and that of the engine that took its place. */
export interface ScoreLogPair extends ScoreLog {
  /** Keeps what follows in the other log; what is there already counts from now on too. */
  change(): Promise<void>;
}

/**
 * One run's scores by two engines, one after the other: each is kept in the log of the engine that
 * it comes from, so that no log ever holds scores of two.
 *
 * @param second opens the other log when it is needed first
 */
export function pairScoreLogs(first: ScoreLog, second: () => Promise<ScoreLog>): ScoreLogPair {
  let other: ScoreLog | null = null;
  return {
    async change() {
      other ??= await second();
    },
    has: (sha256) => first.has(sha256) || (other?.has(sha256) ?? false),
    async read(sha256) {
      if (first.has(sha256) || other === null) return first.read(sha256);
      return other.read(sha256);
    },
    async append(sha256, record) {
      await (other ?? first).append(sha256, record);
    },
    async close() {
      await Promise.all([first.close(), other?.close()]);
    },
  };
}
