import {
  type PlannedGroups,
  plannedClusters,
  plannedLabels,
  plannedPower,
  type SeenShare,
} from "../claims/verdict-plan.js";
import { hypot } from "../core/elementary.js";
import type { Code, Count, Level, PositiveCount, Share } from "../core/json-values.js";
import { normalQuantile } from "../statistics/normal-quantile.js";
import { levelQuantile, normalCdf } from "../statistics/quantiles.js";
import { wilsonSize } from "../statistics/sample-size.js";
import { wilsonInterval } from "../statistics/wilson.js";

/** How many images and clusters an answer needs; the JSON Schema is `schemas/plan.schema.json`. */
export interface LabelPlan {
  readonly schema: "homeground.plan/1";
  readonly goal: PlanGoal;
  readonly assumed: PlanAssumed;
  /** A first look that the plan stands on; null where all is assumed. */
  readonly pilot: PlanPilot | null;
  /** Null where no number of labels is likely to be enough. */
  readonly images: Count | null;
  /** Null where images count as independent, or no number is enough. */
  readonly clusters: Count | null;
  /** Images a cluster. */
  readonly perCluster: Count | null;
  /** Null where no costs were given. */
  readonly cost: PlanCost | null;
  /** How many images tell as much as one independent one: 1 + (m − 1)·icc. */
  readonly deff: number;
  /** What fewer and more images reach: half-width of the interval, or probability of an answer. */
  readonly reached: readonly (
    | { readonly images: Count; readonly width: number }
    | { readonly images: Count; readonly power: number }
  )[];
  readonly warnings: readonly Code[];
}

export type PlanGoal =
  /** A range whose half is no wider. */
  | { readonly kind: "width"; readonly width: number }
  /** A verdict on a share, with power 0.8 where the truth is as expected. */
  | {
      readonly kind: "claim";
      readonly metric: string;
      readonly value: number;
      readonly tolerance: number;
    }
  /** Two models on the same images told apart, with power 0.8. */
  | { readonly kind: "difference"; readonly difference: number };

export interface PlanAssumed {
  /** The true share. */
  readonly expect: number;
  readonly level: Level;
  /** How much alike images of one cluster are; null where images count as independent. */
  readonly icc: number | null;
  /** Share of images that one of two models gets right and the other wrong; null for other goals. */
  readonly discordant: number | null;
}

/** What the images and clusters of a plan cost, in the unit in which costs were given. */
export interface PlanCost {
  readonly cluster: number;
  readonly image: number;
  /** Of all of them; null where no number is enough. */
  readonly total: number | null;
}

/** What a first look says. */
export interface PlanPilot {
  /** The figure that was seen: of a metric, or the share of images that one of two models alone got right. */
  readonly metric: string | null;
  readonly value: Share;
  readonly images: PositiveCount;
  /** Groups that the images are of; null where they count as independent. */
  readonly clusters: PositiveCount | null;
  /** How much alike images of one group were; null where that cannot be told. */
  readonly icc: Share | null;
  /** Whether the result shows that its images were drawn at random; false: nothing says so. */
  readonly isDrawn: boolean;
  /** Its own range of the figure, at the level of the plan; null where it has none, and of two models. */
  readonly low: Share | null;
  readonly high: Share | null;
  /**
   * `enough`: its own range is as narrow as is wanted, leaves out the claim's limit, or tells the models apart.
   * `as-many`: it is not, and there are as many images and groups as planned. `more`: these are fewer.
   */
  readonly reach: "enough" | "as-many" | "more";
}

export interface PlanRequest {
  readonly goal: PlanGoal;
  /** What the claim's own error takes of the distance, in shares; 0 for a target. */
  readonly claimError?: number;
  readonly expect: number;
  readonly level: number;
  /** Null: independent images, unless costs say how many a cluster should have. */
  readonly perCluster: number | null;
  readonly icc: number;
  /** Of one more cluster and of one more image, in any unit; null: not asked. */
  readonly costs: { readonly cluster: number; readonly image: number } | null;
  /** Default: all is assumed. */
  readonly pilot?: SeenPilot | null;
}

/** A pilot before it is held against a plan. */
export interface SeenPilot extends Omit<PlanPilot, "reach">, Pick<SeenShare, "nu"> {
  /** Whether a comparison tells all models apart; null of one model. */
  readonly isTold: boolean | null;
}

/** Without data (METHODS §9.1). */
export const USUAL_ICC = 0.1;
const LEAST_ICC = 0.02;
const LEAST_CLUSTERS = 10;
const LEAST_PER_CLUSTER = 5;
const POWER = 0.8;
/** Multiples of the plan whose reach is told. */
const STEPS = [0.25, 0.5, 0.75, 1, 1.5, 2, 4];

/**
 * How many images to label (METHODS §9.1 to 9.3), from assumptions or from a first look: how far a plan carries is
 * how far those do.
 *
 * @throws HomegroundError `argument/out-of-range`
 */
export function planLabels(asked: PlanRequest): LabelPlan {
  const { request, perCluster, groups, deff, discordant } = basisOf(asked);
  const { goal, expect, level, pilot = null } = request;
  const alone = independentImages(request, discordant);
  const clusters =
    groups === null || alone === null ? null : clustersOf(request, groups, alone, deff);
  const isOpen = alone === null || (groups !== null && clusters === null);
  const images = isOpen ? null : imagesOf(goal, alone * deff, clusters, perCluster);
  const steps = images === null ? [] : STEPS.map((step) => Math.max(5, Math.round(images * step)));
  const warnings: Code[] = [
    ...(alone === null ? [whyOpen(request)] : []),
    ...(alone !== null && images === null ? ["verdict/unseen-clusters"] : []),
    ...(pilot !== null && !pilot.isDrawn ? ["plan/pilot-not-shown-random"] : []),
  ];
  return {
    schema: "homeground.plan/1",
    goal,
    assumed: { expect, level, icc: groups?.icc ?? null, discordant },
    pilot: pilotOf(request, images, clusters),
    images,
    clusters,
    perCluster,
    cost: costOf(request, images, clusters),
    deff,
    reached: [...new Set(steps)].map((n) => reachedBy(request, discordant, n, deff, groups)),
    warnings,
  };
}

function costOf(
  { costs }: PlanRequest,
  images: number | null,
  clusters: number | null,
): PlanCost | null {
  if (costs === null) return null;
  const total = images === null ? null : (clusters ?? 0) * costs.cluster + images * costs.image;
  return { ...costs, total };
}

/** A point of a curve: what so many images reach, in groups as planned and if each were by itself. */
export interface PlanPoint {
  readonly images: number;
  /** Half-width of the range, or how likely an answer is. */
  readonly reached: number;
  /** The same if images of one group were not alike; null where images count as independent anyway. */
  readonly alone: number | null;
}

/** Points of a curve of what labels reach. */
const POINTS = 40;

/**
 * What each of {@link POINTS} numbers of images reaches, up to four times the plan: {@link LabelPlan.reached} in
 * small steps.
 *
 * @returns rising in images; empty where no number is likely to be enough
 * @throws HomegroundError as {@link planLabels}
 */
export function planCurve(asked: PlanRequest): readonly PlanPoint[] {
  const { images } = planLabels(asked);
  if (images === null) return [];
  const { request, groups, deff, discordant } = basisOf(asked);
  const most = 4 * images;
  const least = Math.max(5, groups?.size ?? 0);
  const steps = Array.from({ length: POINTS }, (_, i) =>
    Math.round(least + ((Math.max(most, least + POINTS) - least) * i) / (POINTS - 1)),
  );
  const all = [...new Set([...steps, images])].sort((a, b) => a - b);
  return all.map((n) => {
    const alone = groups === null ? null : reachedBy(request, discordant, n, 1, null);
    return {
      images: n,
      reached: reachOf(reachedBy(request, discordant, n, deff, groups)),
      alone: alone === null ? null : reachOf(alone),
    };
  });
}

function reachOf(reached: LabelPlan["reached"][number]): number {
  return "width" in reached ? reached.width : reached.power;
}

/** What a plan is reckoned from. */
function basisOf(asked: PlanRequest) {
  const request = withPilot(asked);
  const { goal } = request;
  const perCluster = request.perCluster ?? cheapestPerCluster(request);
  const icc = Math.max(request.icc, LEAST_ICC);
  const groups = perCluster === null ? null : { size: perCluster, icc };
  const deff = perCluster === null ? 1 : 1 + (perCluster - 1) * icc;
  const discordant = goal.kind === "difference" ? discordantShare(request, goal.difference) : null;
  return { request, perCluster, groups, deff, discordant };
}

/** What was seen of few images is drawn towards a half; a claim's distance is that of what was seen. */
function withPilot(request: PlanRequest): PlanRequest {
  const { pilot, goal } = request;
  if (pilot == null || pilot.metric === null) return request;
  const { value, nu } = pilot;
  const expect = goal.kind === "claim" ? value : (nu * value + 2) / (nu + 4);
  return { ...request, expect };
}

function pilotOf(
  request: PlanRequest,
  images: number | null,
  clusters: number | null,
): PlanPilot | null {
  const { pilot = null } = request;
  if (pilot === null) return null;
  const { nu: _nu, isTold: _told, ...said } = pilot;
  const hasImages = images !== null && pilot.images >= images;
  const hasGroups = clusters === null || pilot.clusters === null || pilot.clusters >= clusters;
  return {
    ...said,
    reach: isEnough(request, pilot) ? "enough" : hasImages && hasGroups ? "as-many" : "more",
  };
}

/** Whether a first look says what is wanted without a further label. */
function isEnough({ goal, claimError = 0 }: PlanRequest, pilot: SeenPilot): boolean {
  const { value, low, high, isTold } = pilot;
  if (goal.kind === "difference") return isTold === true;
  if (low === null || high === null) return false;
  if (goal.kind === "width") return (high - low) / 2 <= goal.width;
  const limit = limitOf(goal);
  const reach = value >= limit ? value - low : high - value;
  return Math.abs(value - limit) > hypot(reach, claimError);
}

/** How a first look saw the share of a claim. */
function seenOf({ pilot, goal }: PlanRequest): SeenShare | null {
  if (pilot == null || goal.kind !== "claim") return null;
  return { nu: pilot.nu, tolerance: goal.tolerance };
}

/** The share that a claim stops holding at. */
export function limitOf({ value, tolerance }: Extract<PlanGoal, { kind: "claim" }>): number {
  return Math.max(0, value - tolerance);
}

/** A verdict asks for groups, whatever their images; other goals for images, which lie in groups. */
function imagesOf(
  goal: PlanGoal,
  needed: number,
  clusters: number | null,
  perCluster: number | null,
): number {
  const images = Math.ceil(tidy(needed));
  if (clusters === null || perCluster === null) return images;
  return goal.kind === "claim" ? clusters * perCluster : Math.max(images, clusters);
}

function clustersOf(
  request: PlanRequest,
  groups: PlannedGroups,
  alone: number,
  deff: number,
): number | null {
  const { goal, expect, level, claimError = 0 } = request;
  const byImages = Math.ceil(tidy((alone * deff) / groups.size));
  const needed =
    goal.kind === "claim"
      ? plannedClusters(expect, limitOf(goal), claimError, level, groups, seenOf(request))
      : byImages;
  return needed === null ? null : Math.max(LEAST_CLUSTERS, needed);
}

/** Why no number of independent images decides. */
function whyOpen({ goal, expect, claimError = 0 }: PlanRequest): Code {
  const isAtLimit = goal.kind === "claim" && Math.abs(expect - limitOf(goal)) < 1e-9;
  return isAtLimit || claimError === 0 ? "plan/at-limit" : "verdict/claim-too-uncertain";
}

/** Whole numbers stay whole through a product. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function independentImages(request: PlanRequest, discordant: number | null): number | null {
  const { goal, expect, level } = request;
  switch (goal.kind) {
    case "width":
      return wilsonSize(expect, goal.width, level);
    case "claim": {
      const own = request.claimError ?? 0;
      return plannedLabels(expect, limitOf(goal), own, level, seenOf(request));
    }
    case "difference": {
      const { difference } = goal;
      const [z, zPower] = [levelQuantile(level), normalQuantile(POWER)];
      const spread = Math.sqrt(discordant! - difference * difference);
      return Math.ceil(((z * Math.sqrt(discordant!) + zPower * spread) / difference) ** 2);
    }
  }
}

/**
 * Images that one of two models alone gets right: as a first look at both saw it, else as if neither erred because
 * the other does. Models that err on the same images need fewer labels.
 */
function discordantShare({ expect, pilot }: PlanRequest, difference: number): number {
  if (pilot != null && pilot.metric === null) {
    return Math.max(Math.abs(difference), (pilot.nu * pilot.value + 1) / (pilot.nu + 2));
  }
  const worse = Math.max(0, expect - difference);
  return Math.max(Math.abs(difference), expect * (1 - worse) + worse * (1 - expect));
}

/** What that many images reach, in clusters as planned. */
function reachedBy(
  request: PlanRequest,
  discordant: number | null,
  images: number,
  deff: number,
  groups: PlannedGroups | null,
): LabelPlan["reached"][number] {
  const { goal, expect, level } = request;
  const n = images / deff;
  const z = levelQuantile(level);
  if (goal.kind === "width") {
    const { low, high } = wilsonInterval(expect, n, z);
    return { images, width: (high - low) / 2 };
  }
  if (goal.kind === "difference") {
    const { difference } = goal;
    const spread = Math.sqrt(discordant! - difference * difference);
    const reach = difference * Math.sqrt(n) - z * Math.sqrt(discordant!);
    return { images, power: powerOf(reach, spread) };
  }
  const { claimError = 0 } = request;
  const count = groups === null ? images : images / groups.size;
  const seen = seenOf(request);
  const power = plannedPower(count, expect, limitOf(goal), claimError, level, groups, seen);
  return { images, power };
}

function powerOf(reach: number, spread: number): number {
  if (spread === 0) return reach >= 0 ? 1 : 0;
  return normalCdf(reach / spread);
}

/** Images a cluster at which a figure of given precision costs least (METHODS §9.3); null without costs. */
function cheapestPerCluster({ costs, icc: given }: PlanRequest): number | null {
  if (costs === null) return null;
  const icc = Math.max(given, LEAST_ICC);
  const images = Math.sqrt(((costs.cluster / costs.image) * (1 - icc)) / icc);
  return Math.max(LEAST_PER_CLUSTER, Math.round(images));
}
