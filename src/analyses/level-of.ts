import type { EvaluationResult } from "../results/result.js";

/** Of the intervals of a result. */
export function levelOf({ estimates }: Pick<EvaluationResult, "estimates">): number {
  return estimates[0]?.level ?? 0.95;
}
