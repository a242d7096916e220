import { pow } from "../core/elementary.js";
import type { EstimateDetail, Estimator } from "../metrics/estimate-types.js";
import type { Claim } from "./claim.js";
import { claimImages } from "./claim-limits.js";
import type { VerdictReason } from "./codes.js";
import type { UnseenKind } from "./unseen-clusters.js";

/** What one look at one level says. */
export interface Judgement {
  readonly verdict: "holds" | "fails" | "cannot-tell";
  readonly reason: VerdictReason | null;
  readonly moreLabels: number | null;
  readonly moreClusters: number | null;
  /** With `verdict/unseen-clusters` alone. */
  readonly unseenKind?: UnseenKind;
}

/** How much of the bias a claim's figure has at most, in shares of the bias here. */
const MOST_SHARED = 1.5;

/**
 * The estimates that a verdict must agree in, each without the part of its bias that the claim's figure
 * has not: u in place of θ̂ in everything that METHODS §3 and §4 say, with W(u, ν, ·) for its interval.
 *
 * One, the figure itself, where no bias is known of; one, without the bias, where it is that of these
 * units alone (macro F1, average precision). A mean AP of detections reads too high on the claim's images
 * too: N of them share ρ = min(1.5, (n/N)^0.6) of it; where N is not known, ρ is 0 or 1 and a verdict must
 * be given by both (METHODS-2 A2 step 7). The difference that is shown stays that of the figures shown,
 * θ̂ − c, with the limits of the interval shown.
 */
export function judgedEstimates(
  local: Estimator,
  claim: Claim,
  level: number,
): readonly EstimateDetail[] {
  const { judged } = local;
  if (judged === undefined) return [local.at(level)];
  if (!judged.sharedWithClaim) return [judged.at(level, 0)];
  const images = claimImages(claim);
  if (images === null || images <= 0) return [judged.at(level, 0), judged.at(level, 1)];
  const share = Math.min(MOST_SHARED, pow(local.at(level).n / images, 0.6));
  return [judged.at(level, share)];
}

/**
 * The estimate of a part of the data, or of a place among places, which are set against figures of other
 * numbers of images: without the bias of so few (ρ = 0), but with an interval that holds the figure
 * (METHODS-2 A2 step 7).
 */
export function estimateOfPart(local: Estimator, level: number): EstimateDetail {
  const shown = local.at(level);
  if (local.judged?.sharedWithClaim !== true) return shown;
  const { low, high, u, nu } = local.judged.at(level, 0);
  const { value } = shown;
  if (value === null || low === null || high === null) return shown;
  return { ...shown, u, nu, low: Math.min(low, value), high: Math.max(high, value) };
}

/**
 * What judgements by several estimates say together: a verdict that all give. One that only some give
 * is `verdict/biased`: whether it stands depends on the size of the published set.
 *
 * @param judgements one or more
 */
export function agreedJudgement(judgements: readonly Judgement[]): Judgement {
  const [first, ...others] = judgements;
  if (first === undefined) throw new Error("no judgement");
  if (others.every(({ verdict }) => verdict === first.verdict)) {
    return judgements.reduce((most, one) => (needs(one) > needs(most) ? one : most), first);
  }
  const open = judgements.find(({ verdict }) => verdict === "cannot-tell") ?? first;
  const { moreLabels, moreClusters } = open;
  return { verdict: "cannot-tell", reason: "verdict/biased", moreLabels, moreClusters };
}

/** The work that a judgement asks for; nothing is enough where it names no number. */
function needs({ moreLabels, moreClusters }: Judgement): number {
  return moreLabels ?? moreClusters ?? Number.POSITIVE_INFINITY;
}
