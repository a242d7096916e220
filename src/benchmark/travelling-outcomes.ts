import { contentId } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import type { Sha256 } from "../core/json-values.js";
import { type SharedFigure, sharedFigure } from "../ledger/shared-result.js";
import { levelQuantile } from "../statistics/quantiles.js";
import { wilsonCounts } from "../statistics/wilson.js";
import { clusterProportionInterval } from "../statistics/wilson-cluster.js";

/** One unit of a result, as its table of outcomes has it. */
export interface OutcomeUnit {
  readonly file: string;
  readonly truth: string;
  readonly isRight: boolean;
  /** What it counts together with; null: it counts by itself. */
  readonly group: string | null;
}

/** Units in the order of their names: which are right, and which count together. */
export interface TravellingOutcomes {
  /** Over names and labels: the same images are known again by it, and it gives no name away. */
  readonly images: Sha256;
  /** `1` right, `0` wrong. */
  readonly right: string;
  /** Numbered as they first appear; null where each unit counts by itself. */
  readonly groups: readonly number[] | null;
}

/**
 * Right or wrong in the order of names, with one hash over names and labels. Units without a group, among
 * others that have one, count by themselves.
 */
export function travellingOutcomes(
  units: readonly OutcomeUnit[],
  createDigest: CreateDigest,
): TravellingOutcomes {
  const sorted = units.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const numbers = new Map<string, number>();
  const groups = sorted.map(({ file, group }) => {
    const key = group === null ? `unit ${file}` : `group ${group}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  return {
    images: contentId(
      sorted.map(({ file, truth }) => [file, truth]),
      createDigest,
    ),
    right: sorted.map(({ isRight }) => (isRight ? "1" : "0")).join(""),
    groups: units.some(({ group }) => group !== null) ? groups : null,
  };
}

/** The share of units that are right, as an evaluation of these alone has it (METHODS §1). */
export function figureOfOutcomes(
  { right, groups }: TravellingOutcomes,
  metric: string,
  level: number,
): SharedFigure {
  const n = right.length;
  const hits = n - right.replaceAll("1", "").length;
  const base = { metric, level, n };
  if (groups === null) {
    const limits = wilsonCounts(hits, n, levelQuantile(level));
    return sharedFigure({ ...base, value: hits / n, ...limits, method: "wilson", clusters: null });
  }
  const count = groups.reduce((most, group) => Math.max(most, group + 1), 0);
  const [size, own] = [new Float64Array(count), new Float64Array(count)];
  for (const [i, group] of groups.entries()) {
    size[group]!++;
    if (right[i] === "1") own[group]!++;
  }
  const { value, low, high, method } = clusterProportionInterval(size, own, level);
  return sharedFigure({ ...base, value, low, high, method, clusters: count });
}
