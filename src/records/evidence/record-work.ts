import type { EvaluateRequest } from "../../evaluation/request.js";
import type { TransparencyRecord } from "../record/record-types.js";

/**
 * Steps that computing a record's figures again may take: a figure of a unit in a replicate is one.
 * Some minutes of an ordinary machine, and ten times what 2,000 replicates of 100,000 images and 50
 * figures take.
 */
const MOST_STEPS = 1e11;
/** Metrics that a record may name beside those of its task. */
export const MOST_METRICS = 1000;

/**
 * Whether a record asks for more work than a reader should be made to do. Anybody may have written
 * it, and its figures are computed again where somebody only opens a page.
 *
 * @returns why it is not computed, in words; null where it can be
 */
export function tooMuchWork(
  { counts, claims }: Pick<TransparencyRecord, "counts" | "claims">,
  { interval, metrics }: Pick<EvaluateRequest, "interval" | "metrics">,
): string | null {
  if (metrics.length > MOST_METRICS) {
    return `the record names ${metrics.length} metrics, and ${MOST_METRICS} are the most that are computed again`;
  }
  const replicates = interval === null || interval === "none" ? 1 : interval.replicates;
  const figures = Math.max(1, claims.length, metrics.length);
  const steps = replicates * Math.max(1, counts.scored) * figures;
  if (steps <= MOST_STEPS) return null;
  return `${replicates} replicates of ${counts.scored} images and ${figures} figures are more work than is done for a record that anybody may have written`;
}
