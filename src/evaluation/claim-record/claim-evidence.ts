import type { ClaimEvidence } from "../../claims/claim.js";
import type { EstimateDetail, MetricReference } from "../../metrics/estimate-types.js";
import { metricOf } from "../../metrics/lookup.js";
import { ACCURACY } from "../../metrics/predictions/accuracy.js";
import { type ClassificationOutcomes, haveOneLabel } from "../../outcomes/classification-types.js";
import type { RecordClaim, TransparencyRecord } from "../../records/record/record-types.js";
import type { ClaimUnits } from "./claim-record.js";

/**
 * What a record's units say of the error of a figure: counts where it is a share, by cluster where
 * there are some, else its interval.
 *
 * @param isShare whether the metric is a share K of N of units
 */
export function evidenceOfUnits(
  { outcomes, independent }: ClaimUnits,
  reference: MetricReference,
  isShare: boolean,
  detail: Pick<EstimateDetail, "value" | "low" | "high" | "level" | "n" | "clusters">,
): ClaimEvidence {
  if (!independent) return { kind: "point" };
  if (isShare && haveOneLabel(outcomes) && outcomes.cluster !== null) {
    const table = clusterTable(outcomes, reference);
    if (table !== null) return { kind: "clusters", ...table };
  }
  return statedEvidence(detail, isShare);
}

/** What a claim of a record says of its error by itself; of accuracy, with the record's clusters. */
export function evidenceOfClaim(
  claim: RecordClaim,
  reference: MetricReference,
  isShare: boolean,
  clusters: TransparencyRecord["clusters"],
): ClaimEvidence {
  const hits = clusters?.hits ?? null;
  if (
    reference.id === ACCURACY.id &&
    claim.clusters !== null &&
    clusters !== null &&
    hits !== null
  ) {
    const kept = clusters.size.flatMap((size, g) => (size > 0 ? [g] : []));
    return {
      kind: "clusters",
      size: Float64Array.from(kept, (g) => clusters.size[g]!),
      hits: Float64Array.from(kept, (g) => hits[g]!),
    };
  }
  return statedEvidence(claim, isShare);
}

function statedEvidence(
  {
    value,
    low,
    high,
    level,
    n,
    clusters,
  }: Pick<EstimateDetail, "value" | "low" | "high" | "level" | "n" | "clusters">,
  isShare: boolean,
): ClaimEvidence {
  if (value === null) return { kind: "point" };
  const k = Math.round(value * n);
  const isCount = clusters === null && Number.isInteger(n) && n > 0;
  if (isShare && isCount && Math.abs(k / n - value) < 1e-9) return { kind: "counts", k, n };
  if (low === null || high === null) return { kind: "point" };
  return { kind: "interval", low, high, level, n };
}

/** Units and units right of each cluster that has some; null for a share of another kind. */
function clusterTable(
  { truth, predicted, classes, cluster, clusterCount }: ClassificationOutcomes,
  reference: MetricReference,
): { readonly size: Float64Array; readonly hits: Float64Array } | null {
  const { images, isUnitMean } = metricOf(reference);
  const hit = images?.unitHit?.(reference, classes) ?? null;
  if (hit === null || isUnitMean?.(reference) !== true || cluster === null) return null;
  const size = new Float64Array(clusterCount);
  const hits = new Float64Array(clusterCount);
  for (let i = 0; i < truth.length; i++) {
    const counted = hit(truth[i]!, predicted[i]!);
    if (counted === null) continue;
    size[cluster[i]!]!++;
    hits[cluster[i]!]! += counted ? 1 : 0;
  }
  const kept = size.map((n) => (n > 0 ? 1 : 0));
  return { size: size.filter((_, g) => kept[g] === 1), hits: hits.filter((_, g) => kept[g] === 1) };
}
