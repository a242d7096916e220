import { exp, ln, log1p } from "../core/elementary.js";
import type { EstimateDetail } from "../metrics/estimate-types.js";
import type { ClusterDesign } from "../statistics/cluster-design.js";
import { normalQuantile } from "../statistics/normal-quantile.js";
import { levelQuantile, normalCdf } from "../statistics/quantiles.js";
import { unseenShare } from "./unseen-clusters.js";
import type { VerdictScale } from "./verdict-scale.js";

/** How many more labels or clusters are likely to decide: a plan, not a promise. */
export interface VerdictPlan {
  readonly reason: "verdict/claim-too-uncertain" | "verdict/more-clusters" | "verdict/more-labels";
  /** Of the metric's own images (recall: of the class). */
  readonly moreLabels: number | null;
  readonly moreClusters: number | null;
}

/** What {@link planVerdict} needs beside the scale. */
export interface PlanInput {
  readonly scale: VerdictScale;
  readonly local: EstimateDetail;
  /** Level of the verdict, two-sided. */
  readonly level: number;
  /** S on the scale: what a cluster of an unseen kind scores. */
  readonly worst: number;
  readonly sizeRelated: boolean;
}

/** Power that the plan aims at. */
const POWER = 0.8;
const MAX_CLUSTERS = 10_000;
const MIN_CLUSTERS = 5;
/** Used for δ/2 where δ = 0. */
const HALF_OF_NO_TOLERANCE = 0.025;

/**
 * How many more, by METHODS §4.2: the distance d that must be told apart, less what the claim's own
 * error takes of it, and the n (or G) at which a difference of d is found with probability 0.8.
 *
 * For t metrics and failure-aware means, which have no effective number ν, the interval's width is
 * scaled; in clusters by the number of clusters, which METHODS leaves open.
 */
export function planVerdict(input: PlanInput): VerdictPlan {
  const { scale, local } = input;
  const { local: u, limit: r, tolerance } = scale;
  const wanted = Math.max(Math.abs(u - r), tolerance > 0 ? tolerance / 2 : HALF_OF_NO_TOLERANCE);
  const own = u >= r ? scale.claimedHigh - scale.claimed : scale.claimed - scale.claimedLow;
  if (own >= wanted) {
    return { reason: "verdict/claim-too-uncertain", moreLabels: null, moreClusters: null };
  }
  const d = Math.sqrt(wanted * wanted - own * own);
  const z = levelQuantile(input.level);
  if (local.clusters === null) {
    const needed =
      local.nu === null ? byWidth(input, local.n, d, z) : labels(input, local.nu, d, z);
    const moreLabels = Math.max(5, Math.ceil(needed) - local.n);
    return { reason: "verdict/more-labels", moreLabels, moreClusters: null };
  }
  if (local.nu === null || local.design === null || !scale.isUnit) {
    const needed = Math.ceil(byWidth(input, local.clusters, d, z));
    const moreClusters = needed > MAX_CLUSTERS ? null : Math.max(1, needed - local.clusters);
    return { reason: "verdict/more-clusters", moreLabels: null, moreClusters };
  }
  return clusters(input, local.design, local.nu, d, z);
}

/** n·ν'/ν. */
function labels(input: PlanInput, nu: number, d: number, z: number): number {
  const { local: u, limit: r } = input.scale;
  const k = u * nu;
  const p = (k + 2) / (nu + 4);
  return (input.local.n * labelsApart(r, p, d, z)) / nu;
}

/** Labels at which a share of p is found to be d away from the limit r. */
function labelsApart(r: number, p: number, d: number, z: number): number {
  return ((z * spread(r) + normalQuantile(POWER) * spread(p)) / d) ** 2;
}

/** What a first look says of a share, for a plan. */
export interface SeenShare {
  /** Images that it is worth as independent ones: ν of the estimate. */
  readonly nu: number;
  /** Of the claim. */
  readonly tolerance: number;
}

/** How far a share must be told from a limit. */
interface PlannedDistance {
  /** Less what the claim's own interval takes. */
  readonly d: number;
  /** The share whose spread counts: towards a half where little was seen. */
  readonly p: number;
}

/** @returns null where no number of labels is enough */
function plannedDistance(
  share: number,
  limit: number,
  own: number,
  seen: SeenShare | null,
): PlannedDistance | null {
  // What was seen may lie beside the limit by chance alone: the distance has a floor then.
  const least = seen === null ? 0 : seen.tolerance > 0 ? seen.tolerance / 2 : HALF_OF_NO_TOLERANCE;
  const wanted = Math.max(Math.abs(share - limit), least);
  if (own >= wanted || limit <= 0 || limit >= 1) return null;
  const p = seen === null ? share : (seen.nu * share + 2) / (seen.nu + 4);
  return { d: Math.sqrt(wanted * wanted - own * own), p };
}

/**
 * How many labels are likely to tell a share from a limit (METHODS §4.2, with independent images).
 *
 * @param share the true figure that is assumed, or what was seen, in [0, 1]
 * @param limit in (0, 1)
 * @param own what the claim's own interval takes of the distance; 0 for a number that is a target
 * @param level two-sided, in (0, 1)
 * @param seen how the share was seen; null where it is assumed
 * @returns null where no number of labels is enough
 */
export function plannedLabels(
  share: number,
  limit: number,
  own: number,
  level: number,
  seen: SeenShare | null = null,
): number | null {
  const distance = plannedDistance(share, limit, own, seen);
  if (distance === null) return null;
  const { d, p } = distance;
  return Math.max(5, Math.ceil(labelsApart(limit, p, d, levelQuantile(level))));
}

/** Groups of images of one size, for a plan. */
export interface PlannedGroups {
  /** Images in each. */
  readonly size: number;
  /** How much alike these are, in [0, 1]. */
  readonly icc: number;
}

/**
 * How many groups are likely to tell a share from a limit (METHODS §4.2), also if one more group were of the worst
 * kind (METHODS-2 A7 step 4).
 *
 * @returns null where no number up to 10,000 is enough
 */
export function plannedClusters(
  share: number,
  limit: number,
  own: number,
  level: number,
  groups: PlannedGroups,
  seen: SeenShare | null = null,
): number | null {
  const distance = plannedDistance(share, limit, own, seen);
  if (distance === null) return null;
  const { d, p } = distance;
  const e = (1 + (groups.size - 1) * groups.icc) / groups.size;
  const enough = e * labelsApart(limit, p, d, levelQuantile(level)) + 2;
  const chance = normalQuantile(POWER) * spread(p) * Math.sqrt(e);
  let needed = Math.max(MIN_CLUSTERS, Math.ceil(enough));
  while (
    needed <= MAX_CLUSTERS &&
    d - chance / Math.sqrt(needed) < leastBeyond(needed, limit, share >= limit, level)
  ) {
    needed++;
  }
  return needed > MAX_CLUSTERS ? null : needed;
}

/**
 * Probability that so many images, or groups of them, decide where the share is as {@link plannedLabels} and
 * {@link plannedClusters} take it.
 *
 * @param count images, or groups
 */
export function plannedPower(
  count: number,
  share: number,
  limit: number,
  own: number,
  level: number,
  groups: PlannedGroups | null,
  seen: SeenShare | null = null,
): number {
  const distance = plannedDistance(share, limit, own, seen);
  if (distance === null) return 0;
  const { d, p } = distance;
  const e = groups === null ? 1 : (1 + (groups.size - 1) * groups.icc) / groups.size;
  // Two groups are what the estimate of their spread costs.
  const free = groups === null ? count : Math.max(1, count - 2);
  const told = levelQuantile(level) * spread(limit) * Math.sqrt(e / free);
  const beyond = groups === null ? 0 : leastBeyond(count, limit, share >= limit, level);
  const deviation = spread(p) * Math.sqrt(e / free);
  const rest = d - Math.max(told, beyond);
  return deviation > 0 ? normalCdf(rest / deviation) : Number(rest >= 0);
}

/** How far beyond r a limit must lie that bears one more group, of the worst kind, among so many. */
function leastBeyond(count: number, r: number, isAbove: boolean, level: number): number {
  const share = 1 - exp(ln(1 - level) / count);
  return ((isAbove ? r : 1 - r) * share) / (1 - share);
}

/** Units at which an interval whose width falls with √n decides. */
function byWidth(input: PlanInput, units: number, d: number, z: number): number {
  const { localLow, localHigh } = input.scale;
  const z8 = normalQuantile(POWER);
  return units * ((((z + z8) / (2 * z)) * (localHigh - localLow)) / d) ** 2;
}

function clusters(
  input: PlanInput,
  design: ClusterDesign,
  nu: number,
  d: number,
  z: number,
): VerdictPlan {
  const { local: u, limit: r } = input.scale;
  const { G, n, mw } = design;
  const z8 = normalQuantile(POWER);
  const i = Math.max(design.icc, 0.02);
  const e = ((1 + (mw - 1) * i) * G) / n;
  const p = (nu * u + 2) / (nu + 4);
  const byPower = ((z * spread(r) * Math.sqrt(e) + z8 * spread(p) * Math.sqrt(e)) / d) ** 2 + 2;

  let needed = Math.max(MIN_CLUSTERS, Math.ceil(byPower));
  const survives = (G: number, y: number) => survivesUnseen(input, G, y);
  while (needed <= MAX_CLUSTERS && !survives(needed, d - z8 * spread(p) * Math.sqrt(e / needed))) {
    needed++;
  }
  const moreClusters = needed > MAX_CLUSTERS ? null : Math.max(1, needed - G);

  const canDecide = !input.sizeRelated && survives(G, d);
  const moreLabels = canDecide ? sameClusters({ d, z, i, p, G, n }) : null;
  return {
    reason: moreLabels === null ? "verdict/more-clusters" : "verdict/more-labels",
    moreLabels,
    moreClusters,
  };
}

/**
 * Whether a figure whose limit is likely to lie y beyond r bears one more cluster of the worst kind
 * among G that are alike: (1 − x')^G ≤ α (METHODS-2 A7 step 4).
 */
function survivesUnseen({ scale, worst, level }: PlanInput, G: number, y: number): boolean {
  if (y <= 0) return false;
  const share = unseenShare(y, scale, worst, scale.local >= scale.limit ? "holds" : "fails");
  return share >= 1 || G * log1p(-share) <= ln(1 - level);
}

/** More images in the clusters at hand, where that can decide. */
function sameClusters(input: {
  readonly d: number;
  readonly z: number;
  readonly i: number;
  readonly p: number;
  readonly G: number;
  readonly n: number;
}): number | null {
  const { G, n, i, p, d } = input;
  const allowed = (d / (input.z + normalQuantile(POWER))) ** 2; // S²
  const variance = p * (1 - p);
  if (G < MIN_CLUSTERS || (variance * i) / G >= allowed) return null;
  const imagesPerCluster = (1 - i) / ((allowed * G) / variance - i);
  if (imagesPerCluster > (10 * n) / G) return null;
  return Math.max(5, Math.ceil(G * imagesPerCluster) - Math.round(n));
}

/** √(p(1 − p)). */
function spread(p: number): number {
  return Math.sqrt(p * (1 - p));
}
