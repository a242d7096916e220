import { type LevelledAttribute, unitsByLevel } from "../../claims/attribute-levels.js";
import { estimateOfPart } from "../../claims/biased-verdict.js";
import type { EstimateDetail, Estimator } from "../../metrics/estimate-types.js";
import { moverInterval } from "../../statistics/difference.js";
import {
  isTooSmall,
  MAX_SLICES,
  shrunkenShares,
  simultaneousLevel,
} from "../../statistics/simultaneous.js";
import { fromUnit, type SliceInterval, sliceInterval } from "./slice-interval.js";

export interface SliceOptions {
  /** Level at which all slices hold together; 0.95 if left out. */
  readonly level?: number;
  /** Cluster of each unit; null where units are independent. */
  readonly cluster: Int32Array | null;
  /** Whether ranges are wanted, without which nothing is told apart; true if left out. */
  readonly hasIntervals?: boolean;
}

/** One slice, in the words of `result.json`. */
export interface Slice {
  readonly attribute: string;
  readonly level: string;
  /** The metric on the slice with its simultaneous interval. */
  readonly estimate: EstimateDetail;
  /** S: the slices that hold together. */
  readonly family: number;
  /** Drawn towards the others; null where there is none. It has no interval of its own. */
  readonly shrunken: number | null;
  /** Slice − rest (the other units with that attribute), positive = better. */
  readonly difference: number | null;
  readonly differenceLow: number | null;
  readonly differenceHigh: number | null;
  /** Lower than the rest: the difference's interval is wholly below 0. */
  readonly finding: boolean;
}

/** A level that is not counted in the family. */
export interface SmallSlice {
  readonly attribute: string;
  readonly level: string;
  readonly n: number;
  readonly clusters: number | null;
}

export interface Slices {
  /** Worst first: by the shrunken value where there is one, else by the value. */
  readonly slices: readonly Slice[];
  /** `slices/too-small`: below 10 units or, with clusters, 3 clusters. */
  readonly tooSmall: readonly SmallSlice[];
  /** Levels beyond the 200 largest. */
  readonly beyondLimit: number;
}

interface Candidate {
  readonly attribute: LevelledAttribute;
  readonly level: number;
  readonly estimator: Estimator;
  /** The metric's own units. */
  readonly n: number;
}

/**
 * Parts of the data, all intervals at once (METHODS §10): the S slices of the family each at level
 * 1 − 0.05/S (Bonferroni; slices may overlap), compared with the rest of their attribute.
 *
 * @param attributes the family: all their levels
 * @param subset the metric on some units: called for each slice and each rest
 */
export function evaluateSlices(
  attributes: readonly LevelledAttribute[],
  subset: (units: Int32Array) => Estimator,
  options: SliceOptions,
): Slices {
  const { cluster, level = 0.95, hasIntervals = true } = options;
  const tooSmall: SmallSlice[] = [];
  const candidates: Candidate[] = [];
  for (const attribute of attributes) {
    for (const [code, units] of unitsByLevel(attribute.codes, attribute.levels.length).entries()) {
      if (units.length === 0) continue;
      const estimator = subset(units);
      const { n, value } = estimator.point(level);
      const clusters = clusterCount(units, cluster);
      if (value !== null && !isTooSmall(n, clusters)) {
        candidates.push({ attribute, level: code, estimator, n });
      } else {
        const name = attribute.levels[code]!;
        tooSmall.push({ attribute: attribute.name, level: name, n, clusters });
      }
    }
  }
  // The sort is stable: slices of one size stay in the order of attributes and levels.
  const bySize = [...candidates].sort((a, b) => b.n - a.n);
  const chosen = new Set(bySize.slice(0, MAX_SLICES));
  const family = candidates.filter((candidate) => chosen.has(candidate));
  const each = family.length === 0 ? level : simultaneousLevel(level, family.length);
  const detailOf = (estimator: Estimator): EstimateDetail =>
    hasIntervals ? estimateOfPart(estimator, each) : estimator.point(each);
  const measured = family.map((candidate) => measure(candidate, subset, detailOf, cluster));
  const shrunken = shrinkShares(measured.map(({ own }) => own));

  const slices = measured.map(({ candidate, own, difference }, i): Slice => {
    const { low, high } = own.interval;
    return {
      attribute: candidate.attribute.name,
      level: candidate.attribute.levels[candidate.level]!,
      estimate: {
        ...own.detail,
        low,
        high,
        level,
        method: own.interval.method,
        warnings: [
          ...own.detail.warnings,
          ...(hasIntervals ? ["slices/simultaneous"] : []),
          ...(candidate.attribute.afterResults === true ? ["slices/after-results"] : []),
        ],
      },
      family: family.length,
      shrunken: shrunken?.[i] ?? null,
      difference: difference?.value ?? null,
      differenceLow: difference?.low ?? null,
      differenceHigh: difference?.high ?? null,
      finding: (difference?.high ?? 0) < 0,
    };
  });
  const better = measured[0]?.own.estimator.direction === "lower-is-better" ? -1 : 1;
  const rank = ({ shrunken: drawn, estimate }: Slice): number =>
    better * (drawn ?? estimate.value ?? Number.POSITIVE_INFINITY * better);
  return {
    slices: slices.sort((a, b) => rank(a) - rank(b)),
    tooSmall,
    beyondLimit: candidates.length - family.length,
  };
}

/** A slice's or a rest's estimator with what it says, at the simultaneous level where there are ranges. */
export interface MeasuredPart {
  readonly estimator: Estimator;
  readonly detail: EstimateDetail;
  readonly interval: SliceInterval;
}

function measure(
  candidate: Candidate,
  subset: (units: Int32Array) => Estimator,
  detailOf: (estimator: Estimator) => EstimateDetail,
  cluster: Int32Array | null,
): {
  readonly candidate: Candidate;
  readonly own: MeasuredPart;
  readonly difference: { value: number; low: number | null; high: number | null } | null;
} {
  const measurePart = (estimator: Estimator): MeasuredPart => {
    const detail = detailOf(estimator);
    return { estimator, detail, interval: sliceInterval(estimator, detail) };
  };
  const own = measurePart(candidate.estimator);
  const others = unitsOf(
    candidate.attribute.codes,
    (code) => code >= 0 && code !== candidate.level,
  );
  if (others.length === 0) return { candidate, own, difference: null };
  const rest = measurePart(subset(others));
  const isCompared = !isTooSmall(rest.detail.n, clusterCount(others, cluster));
  return { candidate, own, difference: isCompared ? difference(own, rest) : null };
}

/**
 * METHODS §10 step 3: the difference of the figures shown, with limits of that of the figures without
 * bias where there is one (METHODS-2 A2, A5, A8), widened to hold it.
 */
function difference(
  slice: MeasuredPart,
  rest: MeasuredPart,
): { value: number; low: number | null; high: number | null } | null {
  const [a, b] = [slice, rest].map(({ estimator, detail, interval: { low, high } }) => {
    const { value, u } = detail;
    if (value === null) return null;
    if (low === null || high === null) return { value, limits: null };
    const point = estimator.judged === undefined || u === null ? value : fromUnit(estimator, u);
    const limits = { value: point, low: Math.min(low, point), high: Math.max(high, point) };
    return { value, limits };
  });
  if (a === undefined || b === undefined || a === null || b === null) return null;
  const sign = slice.estimator.direction === "higher-is-better" ? 1 : -1;
  const value = sign * (a.value - b.value);
  if (a.limits === null || b.limits === null) return { value, low: null, high: null };
  const { low, high } = moverInterval(a.limits, b.limits, sign);
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}

function unitsOf(codes: Int32Array, holds: (code: number) => boolean): Int32Array {
  const units = new Int32Array(codes.length);
  let count = 0;
  for (let i = 0; i < codes.length; i++) if (holds(codes[i]!)) units[count++] = i;
  return units.slice(0, count);
}

/** METHODS §10 step 4, for shares; null for other metrics and fewer than three slices. */
function shrinkShares(parts: readonly MeasuredPart[]): Float64Array | null {
  const shares: number[] = [];
  const images: number[] = [];
  const effective: number[] = [];
  for (const { estimator, detail } of parts) {
    const { value, nu, n, family } = detail;
    if (family !== "proportion" || value === null || nu === null || nu <= 0) return null;
    if (detail.u !== value || estimator.toUnit?.(0.5) !== 0.5) return null; // class F1 is no share
    shares.push(value);
    images.push(n);
    effective.push(nu);
  }
  const [p, n, nEff] = [shares, images, effective].map((column) => Float64Array.from(column));
  return shrunkenShares(p!, n!, nEff!)?.shares ?? null;
}

function clusterCount(units: Int32Array, cluster: Int32Array | null): number | null {
  if (cluster === null) return null;
  let most = -1;
  for (let i = 0; i < units.length; i++) most = Math.max(most, cluster[units[i]!]!);
  const seen = new Uint8Array(most + 1);
  let count = 0;
  for (let i = 0; i < units.length; i++) {
    const id = cluster[units[i]!]!;
    if (seen[id] === 0) count++;
    seen[id] = 1;
  }
  return count;
}
