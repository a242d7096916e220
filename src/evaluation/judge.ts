import { checkClaimsAnytime } from "../claims/anytime-check.js";
import { boundedValues, clusterMeans, unitValues } from "../claims/anytime-values.js";
import type { Claim } from "../claims/claim.js";
import { checkClaims } from "../claims/claim-check.js";
import type { Estimator } from "../metrics/estimate-types.js";
import { haveOneLabel } from "../outcomes/classification-types.js";
import type { ResultVerdict } from "../results/result.js";
import type { EvaluatedOutcomes } from "./evaluated-outcomes.js";
import { lookedBefore } from "./looked-before.js";
import type { EvaluateRequest } from "./request.js";

/** What the verdict on a claim is about. */
export interface JudgedOutcomes {
  readonly outcomes: EvaluatedOutcomes;
  /** The claim's metric on them. */
  readonly local: Estimator;
}

/**
 * Verdicts in the mode that is asked for: for one look, or for any number of looks.
 *
 * @param about of each claim; all have the same units
 * @param lookOrder units in the order in which they are looked at, which is random; asked for where looks
 *   are many
 * @param earlier the result that an earlier run left, parsed; null where there is none
 * @param figure what is shown as the claim's figure, where that is another: an earlier look showed it
 */
export function verdicts(
  claims: readonly Claim[],
  about: (claim: Claim) => JudgedOutcomes,
  lookOrder: () => Int32Array,
  request: Pick<EvaluateRequest, "level" | "anytime" | "lookOrder" | "cluster" | "worstSite">,
  earlier: unknown = null,
  figure: (claim: Claim) => JudgedOutcomes = about,
): ResultVerdict[] {
  const { level, anytime, lookOrder: order } = request;
  // A worst score is of another site: what is said of these as they are does not rest on it.
  const worstSite = request.cluster === null ? null : request.worstSite;
  if (!anytime) {
    const checks = claims.map((claim) => {
      const now = figure(claim).local.at(level);
      return { claim, local: about(claim).local, lookedBefore: lookedBefore(earlier, claim, now) };
    });
    return checkClaims(checks, { level, ...(worstSite === null ? {} : { worstSite }) });
  }
  const taken = lookOrder();
  const checks = claims.map((claim) => {
    const { outcomes, local } = about(claim);
    const { cluster } = outcomes;
    return {
      claim,
      local,
      values: anytimeValues(claim, outcomes, taken),
      of: cluster === null ? ("units" as const) : ("cluster-means" as const),
      hasClusters: cluster !== null,
      order: "random" as const,
      changed: false,
      pool: null,
    };
  });
  return checkClaimsAnytime(checks, { level }).map(({ anytime, ...verdict }) => ({
    ...verdict,
    anytime:
      anytime === null
        ? null
        : {
            ...anytime,
            order,
            logHolds: finiteOrNull(anytime.logHolds),
            logFails: finiteOrNull(anytime.logFails),
          },
  }));
}

/** JSON has no infinity: what is certain has a capital without bounds. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Values of the units, or means of clusters, in the order in which they are looked at. */
function anytimeValues(
  { reference }: Claim,
  outcomes: EvaluatedOutcomes,
  lookOrder: Int32Array,
): Float64Array | null {
  const found = haveOneLabel(outcomes)
    ? unitValues(reference, outcomes, lookOrder)
    : boundedValues(reference, outcomes, lookOrder);
  if (found === null || outcomes.cluster === null) return found?.values ?? null;
  const { cluster } = outcomes;
  return clusterMeans(
    found.values,
    found.units.map((unit) => cluster[unit]!),
  );
}
