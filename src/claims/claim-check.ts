import type { EstimateDetail, Estimator } from "../metrics/estimate-types.js";
import type { FewLabels } from "../metrics/few-labels.js";
import { checkFinite } from "../statistics/arguments.js";
import { moverInterval, type ValueInterval } from "../statistics/difference.js";
import { agreedJudgement, type Judgement, judgedEstimates } from "./biased-verdict.js";
import type { Claim } from "./claim.js";
import { type ClaimLimits, claimLimits, hasOwnError } from "./claim-limits.js";
import type { VerdictReason } from "./codes.js";
import { isContradicted, type WholeDifference } from "./contradiction.js";
import {
  hasOneBelow,
  survivesOneMore,
  type UnseenKind,
  unseenKind,
  worstCluster,
} from "./unseen-clusters.js";
import { guardFails, guardHolds } from "./verdict-guard.js";
import { planVerdict, type VerdictPlan } from "./verdict-plan.js";
import { verdictScale } from "./verdict-scale.js";

/** A claim and the same metric on the user's own outcomes. */
export interface ClaimCheck {
  readonly claim: Claim;
  readonly local: Estimator;
  /** Whether an earlier result for this claim exists: then it is judged at level .99 (METHODS-2 A9). */
  readonly lookedBefore?: boolean;
}

export interface ClaimCheckOptions {
  /** Two-sided level of the whole run; 0.95 if left out. */
  readonly level?: number;
  /**
   * S: no cluster (site, patient) scores below it, in the metric's own unit; the worst value of the
   * metric if left out. *Holds* must survive one more cluster that scores so (METHODS-2 A7).
   */
  readonly worstSite?: number;
}

/** A verdict in the form of `result.json`. Numbers that do not exist are null. */
export interface ClaimVerdict {
  readonly metric: string;
  readonly claim: {
    readonly kind: "claim" | "requirement";
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly n: number | null;
    readonly source: string;
  };
  readonly tolerance: number;
  /** local − claimed, positive is better whatever the metric's direction. */
  readonly difference: number | null;
  /** The difference's interval at the level of the run. */
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: "holds" | "fails" | "cannot-tell";
  readonly reason: VerdictReason | null;
  readonly moreLabels: number | null;
  readonly moreClusters: number | null;
  /** The level at which it was decided, higher than the run's where claims or looks are several. */
  readonly level: number;
  readonly mode: "fixed" | "anytime";
  /** S where it was given and clusters are judged; absent elsewhere. */
  readonly worstSite?: number;
  /** What `verdict/unseen-clusters` rests on; absent elsewhere. */
  readonly unseenKind?: UnseenKind;
  readonly warnings: readonly string[];
  /** Which labels are too few for a verdict: with `verdict/few-of-a-class` alone. */
  readonly fewLabels?: Pick<FewLabels, "few" | "of" | "names" | "least">;
}

/**
 * Verdicts on one or several claims, in fixed mode: for one look, at a tolerance fixed before the
 * result was seen (METHODS §4). *Holds* and *fails* each need the interval of the difference, an
 * exact guard, and with clusters one more of the worst kind to agree; else *cannot tell yet*, with
 * the reason and a plan. A figure that so few images bias is judged without what the claim's has not
 * of it ({@link judgedEstimates}), and shown as it is.
 *
 * Several claims share the error by Holm's method in rounds (METHODS §3 step 3): q open ones are
 * judged at 1 − (1 − level)/q, all that are decided leave together, until none leaves. Intervals
 * shown stay at the run's level. A claim that was looked at before is judged at a fifth of the error
 * that is allowed at first: at level .99 where the run's is .95 (METHODS-2 A9).
 *
 * Where a verdict is given, *holds* and *fails* are each wrong in at most 5 % of samples at a true
 * gap of exactly the tolerance; docs/truth.md has the measurements. A verdict that the interval shown
 * contradicts is withdrawn (`verdict/contradicted`).
 *
 * @returns one verdict a check, in their order
 * @throws HomegroundError `argument/out-of-range` for a level outside (0, 1)
 */
export function checkClaims(
  checks: readonly ClaimCheck[],
  options: ClaimCheckOptions = {},
): ClaimVerdict[] {
  const level = options.level ?? 0.95;
  checkFinite(Float64Array.of(options.worstSite ?? 0), "worstSite");
  const judged = new Map<ClaimCheck, { judgement: Judgement; level: number }>();
  const remembering = checks.map((check) => ({ ...check, local: rememberLevels(check.local) }));
  let open: readonly ClaimCheck[] = remembering;
  while (open.length > 0) {
    const undecided: ClaimCheck[] = [];
    for (const check of open) {
      const own = levelOfLook(level, check.lookedBefore === true);
      const roundLevel = open.length === 1 ? own : 1 - (1 - own) / open.length;
      const judgement = judge(check, roundLevel, options.worstSite);
      judged.set(check, { judgement, level: roundLevel });
      if (judgement.verdict === "cannot-tell") undecided.push(check);
    }
    if (undecided.length === open.length) break;
    open = undecided;
  }
  return remembering.map((check) => {
    const { judgement, level: roundLevel } = judged.get(check)!;
    const shown = describe(check, level);
    const isWithdrawn = isContradicted(judgement.verdict, shown, shown.tolerance);
    const stands = isWithdrawn ? cannotTell("verdict/contradicted") : judgement;
    const isRefused = stands.reason === "verdict/few-of-a-class";
    return {
      ...shown,
      ...stands,
      level: roundLevel,
      mode: "fixed",
      ...worstSiteOf(check.local, level, options.worstSite),
      ...(isRefused ? fewLabelsOf(check.local.at(level)) : {}),
    };
  });
}

/** From the second look at a claim on, a fifth of the error: .95 becomes .99 (METHODS-2 A9). */
function levelOfLook(level: number, lookedBefore: boolean): number {
  return lookedBefore ? 1 - (1 - level) / 5 : level;
}

function worstSiteOf(local: Estimator, level: number, worstSite: number | undefined) {
  return worstSite === undefined || local.at(level).perCluster === undefined ? {} : { worstSite };
}

function fewLabelsOf({ fewLabels }: EstimateDetail): Pick<ClaimVerdict, "fewLabels"> {
  if (fewLabels === null) return {};
  const { few, of, names, least } = fewLabels;
  return { fewLabels: { few, of, names, least } };
}

/** The estimator, asked only once for each level: rounds and the display share levels. */
export function rememberLevels(estimator: Estimator): Estimator {
  const known = new Map<number, EstimateDetail>();
  return {
    ...estimator,
    at(level) {
      const detail = known.get(level) ?? estimator.at(level);
      known.set(level, detail);
      return detail;
    },
  };
}

/** Everything of a verdict that does not depend on the round. */
function describe(
  { claim, local, lookedBefore }: ClaimCheck,
  level: number,
): Pick<
  ClaimVerdict,
  "metric" | "claim" | "tolerance" | "difference" | "low" | "high" | "warnings"
> {
  const limits = claimLimits(claim, level);
  const warnings: string[] = [];
  if (claim.evidence.kind === "point") warnings.push("interval/claim-as-point");
  if (lookedBefore === true) warnings.push("interval/looked-before");
  const { difference, low, high } = differenceInterval(local, local.at(level), limits);
  const shown = hasOwnError(claim) ? { low: limits.low, high: limits.high } : NO_LIMITS;
  return {
    metric: claim.metric,
    claim: {
      kind: claim.evidence.kind === "requirement" ? "requirement" : "claim",
      value: claim.value,
      ...shown,
      n: limits.n,
      source: claim.source,
      ...(claim.origin === undefined ? {} : { origin: claim.origin }),
    },
    tolerance: claim.tolerance,
    difference,
    low,
    high,
    warnings,
  };
}

const NO_LIMITS = { low: null, high: null } as const;

/** s(θ̂ − c) and its `mover` interval (METHODS §3 step 2). */
export function differenceInterval(
  estimator: Pick<Estimator, "direction">,
  local: Pick<EstimateDetail, "value" | "low" | "high">,
  claim: Pick<ClaimLimits, "value" | "low" | "high">,
): WholeDifference {
  if (local.value === null) return { difference: null, ...NO_LIMITS };
  const sign = estimator.direction === "higher-is-better" ? 1 : -1;
  if (local.low === null || local.high === null || claim.low === null || claim.high === null) {
    return { difference: sign * (local.value - claim.value), ...NO_LIMITS };
  }
  const { value, low, high } = moverInterval(
    around(local.value, local.low, local.high),
    around(claim.value, claim.low, claim.high),
    sign,
  );
  return { difference: value, low, high };
}

/** Limits that rounding put a hair past the value are brought back to it. */
function around(value: number, low: number, high: number): ValueInterval {
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}

/** METHODS §4 at one level, by every estimate that the verdict must agree in. */
function judge(check: ClaimCheck, level: number, worstSite: number | undefined): Judgement {
  const estimates = judgedEstimates(check.local, check.claim, level);
  return agreedJudgement(estimates.map((local) => judgeBy(local, check, level, worstSite)));
}

/** METHODS §4, steps 1 to 4, by one estimate. */
function judgeBy(
  local: EstimateDetail,
  { claim, local: estimator }: ClaimCheck,
  level: number,
  worstSite: number | undefined,
): Judgement {
  const limits = claimLimits(claim, level);
  const scale = verdictScale(estimator, local, limits, claim.tolerance);
  const { low, high } = differenceInterval(estimator, local, limits);
  const refused = refusal(local, low);
  if (refused !== null && refused !== "verdict/too-few-clusters") return cannotTell(refused);
  if (scale === null || low === null || high === null) return cannotTell("verdict/no-interval");

  const sizeRelated = scale.isUnit && local.warnings.includes("clusters/size-related");
  const worst = worstCluster(estimator, worstSite);
  const plan = (): VerdictPlan =>
    planVerdict({ scale, local, level, worst: worst.score, sizeRelated });
  if (refused !== null) {
    const { moreClusters } = plan();
    return { ...cannotTell(refused), moreClusters };
  }
  const alpha = 1 - level;
  const isOfClusters = local.clusters !== null && scale.isUnit;
  if (isOfClusters && worst.isDeclared) {
    if (worst.score >= scale.limit) return cannotTell("verdict/worst-site");
    if (hasOneBelow(local, scale, worst.score, alpha)) return cannotTell("verdict/worst-site-seen");
  }
  const { tolerance } = claim;
  const survives = (verdict: "holds" | "fails") =>
    !isOfClusters ||
    (local.perCluster !== undefined &&
      survivesOneMore(scale, local.perCluster, worst.score, verdict, alpha));
  const holds = low > -tolerance && guardHolds(scale, local) <= alpha;
  const fails = high < -tolerance && guardFails(scale, local) <= alpha;
  const side = holds ? "holds" : fails ? "fails" : null;
  const missing = (reason: VerdictReason): Judgement => ({
    ...cannotTell(reason),
    ...later(plan()),
  });
  if (side === null) return missing(plan().reason);
  // METHODS §4: on the side of most images, what bigger clusters do differently decides.
  if (sizeRelated && scale.local > 0.5 === holds) return missing("verdict/size-related");
  if (survives(side)) return { ...cannotTell(null), verdict: side };
  const unseen = unseenKind(estimator, scale, local, worst, side, alpha);
  return {
    ...missing("verdict/unseen-clusters"),
    ...(unseen === null ? {} : { unseenKind: unseen }),
  };
}

function later({ moreLabels, moreClusters }: VerdictPlan) {
  return { moreLabels, moreClusters };
}

/**
 * METHODS §4 step 1, METHODS-2 A2 step 8, A4 step 4, A5 step 3, A8 step 2. A metric that is biased and
 * has no interval for that reason comes first: saying that it has none would promise that more labels
 * help.
 */
function refusal(local: EstimateDetail, low: number | null): VerdictReason | null {
  const isT = local.family === "t";
  if (local.family === "none" && local.warnings.includes("interval/biased")) {
    return "verdict/metric-biased";
  }
  if (low === null || local.family === "none") return "verdict/no-interval";
  if (local.clusters !== null && local.clusters < (isT ? 10 : 5)) return "verdict/too-few-clusters";
  if (local.fewLabels?.tooMany === true) return "verdict/few-of-a-class";
  if (isT && (local.carriers ?? 0) < 25) return "verdict/few-units-carry-it";
  return null;
}

function cannotTell(reason: VerdictReason | null): Judgement {
  return { verdict: "cannot-tell", reason, moreLabels: null, moreClusters: null };
}
