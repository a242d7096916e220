import { recallPoints } from "./interpolation.js";
import type { PrecisionPlan } from "./precision-plan.js";
import { createTableKernel, type PrecisionTable, type TableScope } from "./precision-table.js";

/** Units dealt to groups, one of which is left out at a time. */
export interface DealtUnits {
  /** Group of each unit, 0 … groups − 1. */
  readonly groupOf: ArrayLike<number>;
  readonly groups: number;
}

/**
 * Tables with one group of units left out at a time. Where all units weigh the same, sums of weights
 * are counts, exact in any order: each table is then the counts of all units less those of the group,
 * found along the true positives alone, and equal to what `createTableKernel` gives to the last bit.
 *
 * @param weights ≥ 0, one a unit; null for ones
 */
export function tablesWithoutGroups(
  plan: PrecisionPlan,
  scope: TableScope,
  dealt: DealtUnits,
  weights: Float64Array | null,
): readonly PrecisionTable[] {
  const points = scope.interpolation === null ? null : recallPoints(scope.interpolation);
  // With few groups each is so large that evaluating what remains is faster.
  const isCounted = weights === null && dealt.groups > FEW_GROUPS;
  if (isCounted && (scope.interpolation === null || points !== null)) {
    return countedTables(plan, scope, dealt, points);
  }
  const kernel = createTableKernel(plan, scope);
  const own = new Float64Array(plan.unitCount);
  return Array.from({ length: dealt.groups }, (_, g) => {
    for (let i = 0; i < own.length; i++) own[i] = dealt.groupOf[i] === g ? 0 : (weights?.[i] ?? 1);
    const { precision, recall } = kernel(own);
    return { precision: precision.slice(), recall: recall.slice() };
  });
}

const FEW_GROUPS = 8;

/** @param points recall points of the interpolation; null where only recall is wanted */
function countedTables(
  plan: PrecisionPlan,
  { classes, thresholds }: TableScope,
  dealt: DealtUnits,
  points: Float64Array | null,
): readonly PrecisionTable[] {
  const { classCount, thresholdCount, truthStart, truthUnit } = plan;
  const { groupOf, groups } = dealt;
  const size = classCount * thresholdCount;
  const tables = Array.from({ length: groups }, () => ({
    precision: new Float64Array(size).fill(Number.NaN),
    recall: new Float64Array(size).fill(Number.NaN),
  }));
  const leastFound = points === null ? null : leastFoundOf(points);
  const ofClass = createClassCounts(plan, thresholds);
  const walk = createLeftOutWalk(plan, ofClass, dealt);
  for (let k = 0; k < classCount; k++) {
    if (classes[k] === 0) continue;
    ofClass.enter(k);
    walk.enter(k);
    const truths = truthUnit.subarray(truthStart[k]!, truthStart[k + 1]!);
    const left = new Int32Array(groups).fill(truths.length);
    for (let i = 0; i < truths.length; i++) left[groupOf[truths[i]!]!]!--;
    /** A group without which the class is what it is with it; so it is without each other such group. */
    let unconcerned: PrecisionTable | null = null;
    for (let g = 0; g < groups; g++) {
      const positives = left[g]!;
      if (positives === 0) continue;
      const { precision, recall } = tables[g]!;
      if (positives === truths.length && !walk.concerns(g)) {
        if (unconcerned !== null) {
          const [from, to] = [k * thresholdCount, (k + 1) * thresholdCount];
          precision.set(unconcerned.precision.subarray(from, to), from);
          recall.set(unconcerned.recall.subarray(from, to), from);
          continue;
        }
        unconcerned = tables[g]!;
      }
      const least = leastFound?.(positives) ?? null;
      walk.leaveOut(g);
      for (const t of thresholds) {
        const at = k * thresholdCount + t;
        const found = walk.foundAt(t);
        recall[at] = found / positives;
        if (least !== null) precision[at] = walk.averagePrecision(t, found, least);
      }
    }
  }
  return tables;
}

/**
 * For each recall point the least number of found objects whose share of all reaches it, by the very
 * division that `averagePrecision` compares; kept for each number of objects.
 */
function leastFoundOf(points: Float64Array): (positives: number) => Int32Array {
  const known = new Map<number, Int32Array>();
  return (positives) => {
    const before = known.get(positives);
    if (before !== undefined) return before;
    const least = new Int32Array(points.length);
    for (let p = 0, found = 0; p < points.length; p++) {
      while (points[p]! > found / positives) found++;
      least[p] = found;
    }
    known.set(positives, least);
    return least;
  };
}

/** What counts of one class when nothing is left out. Events are numbered from its first. */
interface ClassCounts {
  enter(k: number): void;
  /** For each threshold: events that are true positives, the first `hitCount[t]`. */
  readonly hits: readonly Int32Array[];
  readonly hitCount: Int32Array;
  /** For each of them the rows that count up to it. */
  readonly counted: readonly Int32Array[];
}

function createClassCounts(plan: PrecisionPlan, thresholds: readonly number[]): ClassCounts {
  const { classStart, rowUnit, eventStart, eventRow, eventMatched, eventTurned } = plan;
  const most = longest(eventStart);
  const hits = Array.from({ length: plan.thresholdCount }, () => new Int32Array(most));
  const counted = Array.from({ length: plan.thresholdCount }, () => new Int32Array(most));
  const hitCount = new Int32Array(plan.thresholdCount);
  const atLast = new Int32Array(most);
  return {
    hits,
    hitCount,
    counted,
    enter(k) {
      const from = eventStart[k]!;
      const to = eventStart[k + 1]!;
      for (let e = from, row = classStart[k]!, count = 0; e < to; e++) {
        for (; row <= eventRow[e]!; row++) if (rowUnit[row] !== plan.unitCount) count++;
        atLast[e - from] = count;
      }
      for (const t of thresholds) {
        const [hitsAt, countedAt] = [hits[t]!, counted[t]!];
        let turned = 0;
        let count = 0;
        for (let e = from; e < to; e++) {
          if (eventTurned[e] !== 0) turned += turn(plan, e, t);
          if (((eventMatched[e]! >> t) & 1) === 0) continue;
          hitsAt[count] = e - from;
          countedAt[count++] = atLast[e - from]! + turned;
        }
        hitCount[t] = count;
      }
    },
  };
}

/** 1 for an event that counts at threshold t and not at the last, −1 the other way round. */
function turn({ eventTurned, rowUnit, eventRow, unitCount }: PrecisionPlan, e: number, t: number) {
  if (((eventTurned[e]! >> t) & 1) === 0) return 0;
  return rowUnit[eventRow[e]!] === unitCount ? 1 : -1;
}

/** Walks along the true positives of one class, with one group of units left out. */
interface LeftOutWalk {
  enter(k: number): void;
  /** Whether a group has a true positive, or a row that counts up to one. */
  concerns(group: number): boolean;
  /** Leaves a group out; the one that was left out before is back. */
  leaveOut(group: number): void;
  /** Number of true positives at threshold t. */
  foundAt(t: number): number;
  /**
   * @param found as `foundAt` gives it
   * @param least number of true positives from which on each recall point is reached, rising
   */
  averagePrecision(t: number, found: number, least: Int32Array): number;
}

function createLeftOutWalk(
  plan: PrecisionPlan,
  { hits, hitCount, counted }: ClassCounts,
  { groupOf, groups }: DealtUnits,
): LeftOutWalk {
  const { eventStart, eventUnit, eventMatched, eventTurned } = plan;
  const most = longest(eventStart);
  // The slot behind the last unit is of rows that do not count: a group that is never left out.
  const groupOfUnit = new Int32Array(plan.unitCount + 1).fill(groups);
  for (let i = 0; i < plan.unitCount; i++) groupOfUnit[i] = groupOf[i]!;
  const rows = dealRows(plan, groupOfUnit, groups);
  /** By event: rows up to it that count at the last threshold and are left out; −1: it is itself. */
  const leftOut = new Int32Array(most);
  const leftOutThere = new Int32Array(most);
  /** The events left out. */
  const gone = new Int32Array(most);
  let goneCount = 0;
  /** Those of them that do not count alike at all thresholds. */
  const turned = new Int32Array(most);
  let turnedCount = 0;
  let first = 0;
  let last = 0;
  const hasEvent = new Uint8Array(groups + 1);

  /** As `leftOut`, of rows that count at threshold t. */
  function leftOutAt(t: number): Int32Array {
    if (turnedCount === 0) return leftOut;
    leftOutThere.set(leftOut.subarray(0, last - first));
    for (let i = 0; i < turnedCount; i++) {
      const by = turn(plan, turned[i]!, t);
      if (by === 0) continue;
      for (let e = turned[i]! - first; e < last - first; e++) {
        if (leftOut[e]! >= 0) leftOutThere[e]! += by;
      }
    }
    return leftOutThere;
  }

  return {
    enter(k) {
      first = eventStart[k]!;
      last = eventStart[k + 1]!;
      rows.enter(k);
      hasEvent.fill(0);
      for (let e = first; e < last; e++) hasEvent[groupOfUnit[eventUnit[e]!]!] = 1;
    },
    concerns: (g) => hasEvent[g] !== 0 || rows.reachEvents(g),
    leaveOut(g) {
      goneCount = 0;
      turnedCount = 0;
      rows.countUpToEvents(g, leftOut);
      for (let e = first; e < last; e++) {
        if (groupOfUnit[eventUnit[e]!] !== g) continue;
        gone[goneCount++] = e;
        leftOut[e - first] = -1;
        if (eventTurned[e] !== 0) turned[turnedCount++] = e;
      }
    },
    foundAt(t) {
      let found = hitCount[t]!;
      for (let i = 0; i < goneCount; i++) found -= (eventMatched[gone[i]!]! >> t) & 1;
      return found;
    },
    averagePrecision(t, found, least) {
      return meanEnvelope(
        least,
        found,
        hits[t]!.subarray(0, hitCount[t]),
        counted[t]!,
        leftOutAt(t),
      );
    },
  };
}

/** Rows of one class that count at the last threshold, by group. */
interface GroupedRows {
  enter(k: number): void;
  /** Whether one of a group comes before the last event of the class. */
  reachEvents(group: number): boolean;
  /** Writes for each event of the class how many rows of a group there are up to it. */
  countUpToEvents(group: number, into: Int32Array): void;
}

/** Deals the rows of a class to the groups once, so that each looks at its own alone. */
function dealRows(plan: PrecisionPlan, groupOfUnit: Int32Array, groups: number): GroupedRows {
  const { classStart, rowUnit, eventStart, eventRow } = plan;
  const rows = new Int32Array(longest(classStart));
  /** Rows of group g are rows[start[g]] … rows[start[g + 1] − 1], rising. */
  const start = new Int32Array(groups + 2);
  const next = new Int32Array(groups + 1);
  let entered = 0;
  return {
    enter(k) {
      entered = k;
      const [from, to] = [classStart[k]!, classStart[k + 1]!];
      next.fill(0);
      for (let row = from; row < to; row++) next[groupOfUnit[rowUnit[row]!]!]!++;
      for (let g = 0; g <= groups; g++) {
        start[g + 1] = start[g]! + next[g]!;
        next[g] = start[g]!;
      }
      for (let row = from; row < to; row++) rows[next[groupOfUnit[rowUnit[row]!]!]!++] = row;
    },
    reachEvents(group) {
      const last = eventStart[entered + 1]! - 1;
      const row = start[group]!;
      if (last < eventStart[entered]! || row === start[group + 1]) return false;
      return rows[row]! <= eventRow[last]!;
    },
    countUpToEvents(group, into) {
      const first = eventStart[entered]!;
      const from = start[group]!;
      const to = start[group + 1]!;
      let place = from;
      for (let e = first; e < eventStart[entered + 1]!; e++) {
        while (place < to && rows[place]! <= eventRow[e]!) place++;
        into[e - first] = place - from;
      }
    },
  };
}

const ZERO = Float64Array.of(0);

/**
 * Average precision of the true positives that are not left out: as `averagePrecision`, from the last
 * one on, the recall points up to the first one's recall summed at once.
 *
 * @param found number of true positives that are left
 * @param counted rows that count up to each of all true positives
 * @param leftOut how many of them are left out, by event; −1 for a true positive that is
 */
function meanEnvelope(
  least: Int32Array,
  found: number,
  hits: Int32Array,
  counted: Int32Array,
  leftOut: Int32Array,
): number {
  // Read from a Float64Array, since integer constants would make V8 recompile the loop.
  let envelope = ZERO[0]!;
  let sum = ZERO[0]!;
  let point = least.length - 1;
  while (point >= 0 && least[point]! > found) point--;
  for (let i = hits.length - 1, foundTo = found; i >= 0; i--) {
    const out = leftOut[hits[i]!]!;
    if (out < 0) continue;
    for (; point >= 0 && least[point]! > foundTo; point--) sum += envelope;
    envelope = Math.max(envelope, foundTo-- / (counted[i]! - out));
  }
  return (sum + envelope * (point + 1)) / least.length;
}

/** Greatest number of rows of a class. */
function longest(start: Int32Array): number {
  let most = 0;
  for (let k = 1; k < start.length; k++) most = Math.max(most, start[k]! - start[k - 1]!);
  return most;
}
