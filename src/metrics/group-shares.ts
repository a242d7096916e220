import { type RunningInterval, runningShare, runningUnitShare } from "./running-sums.js";
import type { Units } from "./sample.js";

/** Things that are hit or missed, a row each: images, or labels or objects of images. */
export interface CountedThings {
  /** The unit that each is of. */
  readonly unit: Int32Array;
  /** The class that each counts for beside all together, 0 … classCount − 1; −1 for none. */
  readonly classIndex: Int32Array;
  /** 1 where hit. */
  readonly hit: Uint8Array;
  readonly classCount: number;
  /** Whether a unit may have several, or several of one class: then it is the smallest cluster. */
  readonly severalPerUnit: boolean;
  readonly severalPerClass: boolean;
}

/** Groups of units that are looked at side by side, such as places. */
export interface UnitGroup {
  /** Group of each unit, 0 … count − 1; −1 where it is in none. */
  readonly of: Int32Array;
  readonly count: number;
}

/** A share of things in one group; limits are NaN where there are none. */
export interface GroupShare extends RunningInterval {
  readonly hits: number;
  readonly size: number;
}

/**
 * Shares of each group: first of all its things, then of each class. Intervals are those of the
 * group's own units (METHODS §2.1): Wilson, or `wilson-cluster` over the clusters in the group.
 *
 * @param units what the things' units are; clusters may reach over groups
 * @param level in (0, 1)
 */
export function groupShares(
  things: CountedThings,
  units: Units,
  group: UnitGroup,
  level: number,
): readonly (readonly GroupShare[])[] {
  const hasClusters = units.cluster !== null;
  const { cluster, counts } = clustersInGroups(units, group);
  const { start, thing } = byGroupAndClass(things, group);
  const slots = things.classCount + 1;

  return Array.from({ length: group.count }, (_, g) => {
    const own = { unitCount: units.unitCount, cluster, clusterCount: counts[g]! };
    const ownUnits = { ...own, cluster: null, clusterCount: 0 };
    const shareOf = (from: number, to: number, several: boolean): GroupShare => {
      const share =
        hasClusters || several
          ? runningShare({ outcomes: own, weights: null })
          : runningUnitShare({ outcomes: ownUnits, weights: null });
      let hits = 0;
      for (let at = from; at < to; at++) {
        const row = thing[at]!;
        share.add(things.unit[row]!, 1, things.hit[row]!);
        hits += things.hit[row]!;
      }
      return { hits, size: to - from, ...share.interval(level) };
    };
    const first = g * slots;
    const classes = Array.from({ length: things.classCount }, (_, k) =>
      shareOf(start[first + k]!, start[first + k + 1]!, things.severalPerClass),
    );
    return [shareOf(start[first]!, start[first + slots]!, things.severalPerUnit), ...classes];
  });
}

/** Clusters numbered anew in each group, 0 … counts[group] − 1; units where there are none. */
export function clustersInGroups(
  { unitCount, cluster, clusterCount }: Units,
  group: UnitGroup,
): { readonly cluster: Int32Array; readonly counts: Int32Array } {
  const own = new Int32Array(unitCount);
  const counts = new Int32Array(group.count);
  const seenIn = new Int32Array(clusterCount).fill(-1);
  const number = new Int32Array(clusterCount);
  for (const unit of unitsByGroup(unitCount, group)) {
    const g = group.of[unit]!;
    const c = cluster === null ? -1 : cluster[unit]!;
    if (cluster === null || seenIn[c] !== g) {
      if (c >= 0) number[c] = counts[g]!;
      if (c >= 0) seenIn[c] = g;
      own[unit] = counts[g]!++;
    } else own[unit] = number[c]!;
  }
  return { cluster: own, counts };
}

function unitsByGroup(unitCount: number, group: UnitGroup): Int32Array {
  const unit = Int32Array.from({ length: unitCount }, (_, i) => i);
  const classIndex = new Int32Array(unitCount).fill(-1);
  return byGroupAndClass({ unit, classIndex, classCount: 0 }, group).thing;
}

/** Things by group and in it by class, those of no class last; things of no group are in none. */
function byGroupAndClass(
  { unit, classIndex, classCount }: Pick<CountedThings, "unit" | "classIndex" | "classCount">,
  group: UnitGroup,
): { readonly start: Int32Array; readonly thing: Int32Array } {
  const slots = classCount + 1;
  const slotOf = (row: number): number => {
    const g = group.of[unit[row]!]!;
    const k = classIndex[row]!;
    return g < 0 ? -1 : g * slots + (k < 0 ? classCount : k);
  };
  const next = new Int32Array(group.count * slots + 1);
  for (let row = 0; row < unit.length; row++) {
    const slot = slotOf(row);
    if (slot >= 0) next[slot + 1]!++;
  }
  for (let slot = 0; slot < group.count * slots; slot++) next[slot + 1]! += next[slot]!;
  const start = next.slice();
  const thing = new Int32Array(start[group.count * slots]!);
  for (let row = 0; row < unit.length; row++) {
    const slot = slotOf(row);
    if (slot >= 0) thing[next[slot]!++] = row;
  }
  return { start, thing };
}
