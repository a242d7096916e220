import {
  ADJUST_1,
  activityOnGrid,
  activityOverlap,
  gridOverlap,
} from "../../../statistics/activity.js";
import type { Field, Side } from "../field.js";
import { communityCounts, shownLabels } from "../group-counts.js";
import { type Found, type LeftOut, numberOrNull, studentRange } from "../measured.js";
import { ofField } from "../use.js";
import { NO_TIMES } from "./trap-rate.js";

const DAY = 24 * 60;
/** Events of fewer make no curve. */
const FEWEST = 10;
/** Below, the estimator of small samples (Ridout & Linkie 2009). */
const SMALL = 75;
const GRID = 127;

/** Whether a species would be said to be about at other hours. */
export const activity = ofField({
  id: "activity",
  figures: ["activity-overlap"],
  find(field, { level, interval }): readonly Found[] {
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
      const leftOut = withoutEach(
        [truth!, model!],
        overlap.nu,
        groups.count,
        n < SMALL ? ADJUST_1 : 1,
      );
      const sizes = Float64Array.from(truth!.byGroup, ({ length }) => length);
      const range =
        interval === "none" ? null : studentRange(value - 1, leftOut, groups, level, { sizes });
      const hasRange = range?.low != null;
      return [
        {
          figure: {
            figure,
            label: labels[label]!,
            truth: 1,
            model: value,
            difference: numberOrNull(value - 1),
            low: hasRange ? Math.max(-1, range.low!) : null,
            high: hasRange ? Math.min(0, range.high!) : null,
            method: hasRange ? "relative-t" : null,
            n: truth!.all.length,
            clusters: groups.clusters,
            warnings: range?.warnings ?? [],
          },
          leftOut,
        },
      ];
    });
    return found.length === 0 ? left("application/few-events") : found;
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

/** On the grid, with the bandwidths of all events: sums of kernels of a group are taken off those of all. */
function withoutEach(
  times: readonly [EventTimes, EventTimes],
  bandwidths: readonly [number, number],
  groups: number,
  adjust: number,
): Float64Array {
  const sides = times.map(({ all, byGroup }, side) => {
    const nu = bandwidths[side]! / adjust;
    const parts = byGroup.map((own) => activityOnGrid(own, nu));
    // Events of cameras that are in no group are left out with none.
    const isWhole = all.length === byGroup.reduce((sum, own) => sum + own.length, 0);
    const whole = isWhole ? summed(parts) : activityOnGrid(all, nu);
    return { whole, parts };
  });
  const rest = new Float64Array(GRID);
  return Float64Array.from({ length: groups }, (_, g) => {
    const [a, b] = sides.map(({ whole, parts }) =>
      rest.map((_zero, j) => whole[j]! - parts[g]![j]!),
    );
    const overlap = gridOverlap(a!, b!);
    return overlap === null ? Number.NaN : overlap - 1;
  });
}

function summed(parts: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(GRID);
  for (const part of parts) for (let j = 0; j < GRID; j++) sum[j]! += part[j]!;
  return sum;
}
