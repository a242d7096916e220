import { ln, log1p } from "../core/elementary.js";
import type { EstimateDetail } from "../metrics/estimate-types.js";
import type { ClusterDesign } from "../statistics/cluster-design.js";
import { levelQuantile, normalQuantile } from "../statistics/quantiles.js";
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

/**
 * How many labels are likely to tell a share from a limit, before there are any (METHODS §4.2, with
 * independent images and the share itself in place of what was seen).
 *
 * @param share the true figure that is assumed, in [0, 1]
 * @param limit in (0, 1)
 * @param own what the claim's own interval takes of the distance; 0 for a number that is a target
 * @param level two-sided, in (0, 1)
 * @returns null where no number of labels is enough
 */
export function plannedLabels(
  share: number,
  limit: number,
  own: number,
  level: number,
): number | null {
  const wanted = Math.abs(share - limit);
  if (own >= wanted || limit <= 0 || limit >= 1) return null;
  const d = Math.sqrt(wanted * wanted - own * own);
  return Math.max(5, Math.ceil(labelsApart(limit, share, d, levelQuantile(level))));
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
