import type { ImageScorer } from "../../models/image-scorer.js";

/**
 * A scorer that its user closes as any other, and that stays open where somebody keeps it: starting processes and
 * loading a model takes as long as dozens of images.
 *
 * @param keep takes the scorer over, or is false; asked once, unless the last run broke off. @param answers of that run
 */
export function lentScorer(scorer: ImageScorer, keep: (answers: number) => boolean): ImageScorer {
  /** Null while a run has not come to its end. */
  let answers: number | null = 0;
  let isOpen = true;
  return {
    get engine() {
      return scorer.engine;
    },
    get areProbabilities() {
      return scorer.areProbabilities;
    },
    async *score(images, how) {
      answers = null;
      let count = 0;
      for await (const scored of scorer.score(images, how)) {
        count++;
        yield scored;
      }
      answers = count;
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      if (answers === null || !keep(answers)) await scorer.close();
    },
  };
}
