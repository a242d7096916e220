import { HomegroundError } from "../core/errors.js";
import type { CountingOutcomes } from "./counting.js";
import { sequenceClusters } from "./sequence.js";
import type { SequenceJoin } from "./sequence-outcomes.js";

/**
 * Counts of sequences: `max` the most in any of its images, true and predicted; `mean` those of an image on
 * average.
 *
 * @throws HomegroundError `usage/bad-option` for votes, which are of labels
 */
export function joinCountingSequences(
  outcomes: CountingOutcomes,
  { sequence, sequenceCount, aggregate }: SequenceJoin,
): CountingOutcomes {
  if (aggregate === "vote") {
    throw new HomegroundError("usage/bad-option", {
      what: "the images of a sequence cannot vote on a number",
      where: { command: "--aggregate", app: "Your question" },
      fix: "Take max, the most in any image, or mean",
    });
  }
  const width = outcomes.classes.length;
  const size = new Int32Array(sequenceCount);
  for (let i = 0; i < sequence.length; i++) size[sequence[i]!]!++;
  const together = (values: Float64Array): Float64Array => {
    const start = aggregate === "max" ? Number.NEGATIVE_INFINITY : 0;
    const into = new Float64Array(sequenceCount * width).fill(start);
    for (let i = 0; i < sequence.length; i++) {
      for (let k = 0; k < width; k++) {
        const at = sequence[i]! * width + k;
        const value = values[i * width + k]!;
        into[at] = aggregate === "max" ? Math.max(into[at]!, value) : into[at]! + value;
      }
    }
    return aggregate === "max" ? into : into.map((sum, at) => sum / size[Math.floor(at / width)]!);
  };
  const rows = Int32Array.from({ length: sequenceCount }, (_, s) => s);
  return {
    ...outcomes,
    unit: "sequence",
    unitCount: sequenceCount,
    truth: together(outcomes.truth),
    predicted: together(outcomes.predicted),
    cluster:
      outcomes.cluster === null ? null : sequenceClusters(outcomes.cluster, sequence, rows).cluster,
  };
}
