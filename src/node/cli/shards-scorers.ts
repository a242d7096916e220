import type { ImageScorer } from "../../models/image-scorer.js";
import type { lazyScorer } from "./evaluate-model.js";
import { lentScorer } from "./lent-scorer.js";

/** Scorers that stay open from one shard to the next, each for one at a time. */
export interface ShardScorers {
  /** As `lazyScorer`; what is closed after a run that came to its end is given to the next one. */
  readonly open: typeof lazyScorer;
  /** Closes those that nobody uses: engines and models are large. */
  rest(): Promise<void>;
}

/**
 * Starting processes and loading a model takes as long as dozens of images, and a worker has shard after shard.
 *
 * @param openScorer always for the same models, looks and limits, and the same places for them in a plan
 * @param signal ends all of them; that of a shard ends the one that scores it
 * @param expectedImages of the largest shard
 */
export function shardScorers(
  openScorer: typeof lazyScorer,
  signal: AbortSignal,
  expectedImages: number,
): ShardScorers {
  const idle: Idle[] = [];
  return {
    open(ready, options) {
      // What an endpoint is asked through costs nothing to open.
      if (ready.endpoint !== undefined) return openScorer(ready, options);
      const isAltered = options.looks !== undefined;
      const at = idle.findIndex((one) => one.ready === ready && one.isAltered === isAltered);
      const scorer =
        idle.splice(at, at < 0 ? 0 : 1)[0]?.scorer ??
        openScorer(ready, { ...options, signal, expectedImages });
      return lentScorer(scorer, () => {
        if (signal.aborted) return false;
        idle.push({ ready, isAltered, scorer });
        return true;
      });
    },
    async rest() {
      await Promise.all(idle.splice(0).map(({ scorer }) => scorer.close()));
    },
  };
}

interface Idle {
  readonly ready: Parameters<typeof lazyScorer>[0];
  /** Whether it looks at altered pictures. */
  readonly isAltered: boolean;
  readonly scorer: ImageScorer;
}
