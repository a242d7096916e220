import { createRandom } from "../../../core/random.js";
import {
  ADJUST_1,
  activityBandwidth,
  activityOfMoments,
  activityOnGrid,
  activityOverlap,
  BANDWIDTH_ORDER,
  gridOverlap,
  lastOrder,
  momentsWithout,
  type TimeMoments,
  timeMoments,
} from "../../../statistics/activity.js";
import { levelQuantile, studentLevelQuantile } from "../../../statistics/quantiles.js";
import type { Field, Side } from "../field.js";
import { communityCounts, shownLabels } from "../group-counts.js";
import {
  degreesOf,
  type Found,
  type Groups,
  type LeftOut,
  numberOrNull,
  studentRange,
} from "../measured.js";
import { ofField } from "../use.js";
import { NO_TIMES } from "./trap-rate.js";

const DAY = 24 * 60;
/** Events of fewer make no curve. */
const FEWEST = 10;
/** Below, the estimator of small samples (Ridout & Linkie 2009). */
const SMALL = 75;
const GRID = 127;
/** Of fewer a range held too seldom: it is left out. */
const FEWEST_OF_RANGE = 20;
const TOO_FEW = "application/few-events";
const DRAWS = 400;

/** Whether a species would be said to be about at other hours. */
export const activity = ofField({
  id: "activity",
  figures: ["activity-overlap"],
  find(field, { level, interval, seed }): readonly Found[] {
    const [figure] = activity.figures as [string];
    const { events, groups, labels } = field;
    const left = (code: string): LeftOut[] => [{ figure, code }];
    if (events === null) return left(field.cameras === null ? "application/no-cameras" : NO_TIMES);
    const found = shownLabels(communityCounts(field)).labels.flatMap((label): Found[] => {
      const [truth, model] = (["truth", "model"] as const).map((side) =>
        timesOf(field, side, label),
      );
      const n = Math.min(truth!.all.length, model!.all.length);
      if (n < FEWEST) return [];
      const overlap = activityOverlap(truth!.all, model!.all);
      if (overlap === null) return [];
      const value = n < SMALL ? overlap.dhat1 : overlap.dhat4;
      const adjust = n < SMALL ? ADJUST_1 : 1;
      const sides = sidesOf([truth!, model!], overlap.nu, adjust);
      const leftOut = withoutEach([truth!, model!], overlap.nu, adjust);
      const sizes = Float64Array.from(truth!.byGroup, ({ length }) => length);
      const isTooFew = n < FEWEST_OF_RANGE;
      const range =
        interval === "none" || isTooFew
          ? null
          : studentRange(value - 1, leftOut, groups, level, { sizes });
      const hasRange = range?.low != null;
      const isChance = hasRange && mayBeAlike(sides, { groups, sizes, level, seed });
      return [
        {
          figure: {
            figure,
            label: labels[label]!,
            truth: 1,
            model: value,
            difference: numberOrNull(value - 1),
            low: hasRange ? Math.max(-1, range.low!) : null,
            high: hasRange ? (isChance ? 0 : Math.min(0, range.high!)) : null,
            method: hasRange ? "relative-t" : null,
            n: truth!.all.length,
            clusters: groups.clusters,
            warnings: isTooFew && interval !== "none" ? [TOO_FEW] : (range?.warnings ?? []),
          },
          leftOut,
        },
      ];
    });
    return found.length === 0 ? left(TOO_FEW) : found;
  },
});

/** Times of day of events in radians, of all and of each group. */
interface EventTimes {
  readonly all: readonly number[];
  readonly byGroup: readonly (readonly number[])[];
}

function timesOf(
  { events, cameras, clock, groups }: Field,
  side: Side,
  wanted: number,
): EventTimes {
  const all: number[] = [];
  const byGroup = Array.from({ length: groups.count }, (): number[] => []);
  const { count, label, camera, unit } = events![side];
  for (let i = 0; i < count; i++) {
    if (label[i] !== wanted) continue;
    const minute = clock![unit[i]!]!;
    const radians = ((minute - DAY * Math.floor(minute / DAY)) / DAY) * 2 * Math.PI;
    all.push(radians);
    byGroup[cameras!.groups[camera[i]!]!]?.push(radians);
  }
  return { all, byGroup };
}

/** Kernels of one side on the grid, with the bandwidth of all its events: all together, and of each group. */
interface SideKernels {
  readonly whole: Float64Array;
  readonly parts: readonly Float64Array[];
}

function sidesOf(
  times: readonly [EventTimes, EventTimes],
  bandwidths: readonly [number, number],
  adjust: number,
): readonly [SideKernels, SideKernels] {
  const of = (side: 0 | 1): SideKernels => {
    const { all, byGroup } = times[side];
    const nu = bandwidths[side] / adjust;
    const parts = byGroup.map((own) => activityOnGrid(own, nu));
    // Events of cameras that are in no group are left out with none.
    const isWhole = all.length === byGroup.reduce((sum, own) => sum + own.length, 0);
    return { whole: isWhole ? summed(parts) : activityOnGrid(all, nu), parts };
  };
  return [of(0), of(1)];
}

/**
 * Each group left out. The bandwidth is found anew without it: of few events it varies from sample to sample more than
 * the events do, and a range that takes it as given is half as wide as it has to be.
 */
function withoutEach(
  times: readonly [EventTimes, EventTimes],
  bandwidths: readonly [number, number],
  adjust: number,
): Float64Array {
  const [a, b] = ([0, 1] as const).map((side) =>
    curvesWithoutEach(times[side], bandwidths[side], adjust),
  ) as [Float64Array[], Float64Array[]];
  return Float64Array.from(a, (own, g) => {
    const overlap = gridOverlap(own, b[g]!);
    return overlap === null ? Number.NaN : overlap - 1;
  });
}

/** @param bandwidth of all, for what shows no concentration without a group */
function curvesWithoutEach(
  { all, byGroup }: EventTimes,
  bandwidth: number,
  adjust: number,
): Float64Array[] {
  const without = (order: number): TimeMoments[] => {
    const ofAll = timeMoments(all, order);
    return byGroup.map((own) => momentsWithout(ofAll, timeMoments(own, order)));
  };
  const found = without(BANDWIDTH_ORDER).map(
    (rest) => (activityBandwidth(rest)?.nu ?? bandwidth) / adjust,
  );
  return without(lastOrder(Math.max(...found))).map((rest, g) =>
    activityOfMoments(rest, found[g]!),
  );
}

/**
 * Whether curves that are alike would be as far apart as these by chance in more than half of 1 − level of draws. An
 * overlap of 1 is the most that there can be, and no sample of two alike curves reaches it, so that value ± error misses
 * it; it is asked apart. What each group adds to the difference of the densities gets a sign by chance, times
 * t/z·√(G/(G − 1)) for few groups.
 *
 * Source: the wild bootstrap of Wu 1986 by groups (Cameron, Gelbach & Miller 2008, from memory); its use here ours.
 */
function mayBeAlike(
  [a, b]: readonly [SideKernels, SideKernels],
  {
    groups: { count, clusters },
    sizes,
    level,
    seed,
  }: {
    readonly groups: Groups;
    readonly sizes: Float64Array;
    readonly level: number;
    readonly seed: number;
  },
): boolean {
  const [allA, allB] = [sumOf(a.whole), sumOf(b.whole)];
  const apart = a.whole.map((own, j) => b.whole[j]! / allB - own / allA);
  const adds = a.parts.map((ofA, g) => {
    const ofB = b.parts[g]!;
    const [ownA, ownB] = [sumOf(ofA) / allA, sumOf(ofB) / allB];
    return ofA.map(
      (own, j) => (ofB[j]! - ownB * b.whole[j]!) / allB - (own - ownA * a.whole[j]!) / allA,
    );
  });
  const quantile =
    clusters === null
      ? 1
      : studentLevelQuantile(level, degreesOf(count, sizes)) / levelQuantile(level);
  const scale = quantile * Math.sqrt(count / (count - 1));
  const distance = apart.reduce((sum, one) => sum + Math.abs(one), 0);
  let farther = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const random = createRandom(seed, draw);
    const sum = new Float64Array(GRID);
    for (const own of adds) {
      const sign = random.uniform() < 0.5 ? -scale : scale;
      for (let j = 0; j < GRID; j++) sum[j]! += sign * own[j]!;
    }
    if (sum.reduce((total, one) => total + Math.abs(one), 0) >= distance) farther++;
  }
  return farther / DRAWS > (1 - level) / 2;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, one) => sum + one, 0);
}

function summed(parts: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(GRID);
  for (const part of parts) for (let j = 0; j < GRID; j++) sum[j]! += part[j]!;
  return sum;
}
