import { type Question, staysAsItIs } from "../claims/question.js";
import type { ResultSampling, ResultVerdict } from "../results/result.js";
import type { EvaluateRequest } from "./request.js";

/** What counts once, and why, in the form of `result.json`. */
export function samplingOf(
  { clusters, notUsed }: Question,
  { cluster, hereUnit }: Pick<EvaluateRequest, "cluster" | "hereUnit">,
): ResultSampling {
  return {
    attribute: clusters?.attribute ?? null,
    kind: clusters?.kind ?? "unit",
    chosen:
      cluster !== null
        ? "declared"
        : hereUnit === "image"
          ? "none"
          : clusters === null
            ? "default"
            : "found",
    groups: clusters?.count ?? null,
    notUsed: notUsed.map(({ attribute, kind, levels }) => ({ attribute, kind, levels })),
  };
}

/**
 * Verdicts that count units of one group as unrelated say so as their own warning. Places and devices
 * are no such groups: *these as they are* is what is asked about.
 */
export function withUnusedGroups(
  verdicts: readonly ResultVerdict[],
  { notUsed }: Question,
): readonly ResultVerdict[] {
  if (notUsed.every(staysAsItIs)) return verdicts;
  return verdicts.map((verdict) => ({
    ...verdict,
    warnings: [...verdict.warnings, "clusters/not-used"],
  }));
}
