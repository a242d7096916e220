import type { ClaimVerdict } from "./claim-check.js";

/** A figure with units added that have no prediction, as bad or as good as it can be. */
export interface CompletedFigure {
  readonly value: number;
  /** At the level of the run; null where there is no range. */
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** What images without a prediction can do to a verdict (METHODS-2 A3). */
export interface UnansweredPart {
  /** Labelled images without a prediction. */
  readonly n: number;
  /** `unknown`: they may be right or wrong. `wrong`: silence was said to be an error. */
  readonly countedAs: "unknown" | "wrong";
  /** Whether the claim holds if all are wrong, fails if all are right; null where nobody can say. */
  readonly holdsIfAllWrong: boolean | null;
  readonly failsIfAllRight: boolean | null;
  /** The figure with all of them as bad, and as good, as can be; null where there is no such figure. */
  readonly worst: CompletedFigure | null;
  readonly best: CompletedFigure | null;
}

/** What of a verdict is withdrawn. */
interface OpenableVerdict extends Pick<ClaimVerdict, "verdict" | "moreLabels" | "moreClusters"> {
  readonly reason: string | null;
}

/** One completion of a claim's figure, and the verdict on it. */
export interface CompletedVerdict {
  readonly verdict: Pick<ClaimVerdict, "verdict">;
  readonly figure: CompletedFigure | null;
}

/**
 * A verdict of the answered images that survives what the others may be: *holds* only if the worst
 * completion gives it too, *fails* only if the best does; else *cannot tell*, `verdict/unanswered`
 * (METHODS-2 A3.1). What the answered leave open stays open, with its own reason.
 *
 * @param n images without a prediction, ≥ 1
 * @param completed null for a metric that silence can make as bad as you like: nothing survives that
 */
export function survivingUnanswered<V extends OpenableVerdict>(
  verdict: V,
  n: number,
  completed: { readonly worst: CompletedVerdict; readonly best: CompletedVerdict } | null,
): V & { readonly unanswered: UnansweredPart } {
  const unanswered: UnansweredPart = {
    n,
    countedAs: "unknown",
    holdsIfAllWrong: completed === null ? null : completed.worst.verdict.verdict === "holds",
    failsIfAllRight: completed === null ? null : completed.best.verdict.verdict === "fails",
    worst: completed?.worst.figure ?? null,
    best: completed?.best.figure ?? null,
  };
  const survives = {
    holds: unanswered.holdsIfAllWrong === true,
    fails: unanswered.failsIfAllRight === true,
    "cannot-tell": true,
  }[verdict.verdict];
  if (survives) return { ...verdict, unanswered };
  return {
    ...verdict,
    verdict: "cannot-tell",
    reason: "verdict/unanswered",
    moreLabels: null,
    moreClusters: null,
    unanswered,
  };
}
