import { type Field, SIDES, type Side } from "./field.js";

/** Things of each label, of all groups and of each of those that are left out. */
export interface GroupCounts {
  readonly labels: number;
  readonly groups: number;
  /** Of each label. */
  readonly total: Float64Array;
  /** Row-major labels × groups. */
  readonly byGroup: Float64Array;
}

export type CountedSides = Readonly<Record<Side, GroupCounts>>;

/** What communities are counted in: events where these are known, else units. */
export function communityCounts(field: Field): CountedSides & { readonly in: "event" | "unit" } {
  if (field.events !== null) {
    const events = field.events;
    return {
      in: "event",
      ...bothSides(field, (side, add) => {
        const { count, label, camera } = events[side];
        for (let i = 0; i < count; i++) add(label[i]!, field.cameras!.groups[camera[i]!]!, 1);
      }),
    };
  }
  return {
    in: "unit",
    ...bothSides(field, (side, add) => {
      const { start, label } = field.sightings[side];
      for (let unit = 0; unit < field.unitCount; unit++) {
        for (let at = start[unit]!; at < start[unit + 1]!; at++) {
          add(label[at]!, field.group[unit]!, 1);
        }
      }
    }),
  };
}

/** @param visit adds each thing to its label and group; −1 is a group that is never left out */
export function bothSides(
  { labels, groups }: Pick<Field, "labels" | "groups">,
  visit: (side: Side, add: (label: number, group: number, count: number) => void) => void,
): CountedSides {
  const [truth, model] = SIDES.map((side): GroupCounts => {
    const total = new Float64Array(labels.length);
    const byGroup = new Float64Array(labels.length * groups.count);
    visit(side, (label, group, count) => {
      total[label]! += count;
      if (group >= 0) byGroup[label * groups.count + group]! += count;
    });
    return { labels: labels.length, groups: groups.count, total, byGroup };
  });
  return { truth: truth!, model: model! };
}

/** Of a label without a group, or (−1) with all. */
export function countOf(
  { total, byGroup, groups }: GroupCounts,
  label: number,
  without: number,
): number {
  return total[label]! - (without < 0 ? 0 : byGroup[label * groups + without]!);
}

/** Of all labels. */
export function countOfAll(counts: GroupCounts, without: number): number {
  let sum = 0;
  for (let k = 0; k < counts.labels; k++) sum += countOf(counts, k, without);
  return sum;
}

/** Things that are counted on one side alone, at least: what the sides differ by in each group and label. */
export function discordantOf({ truth, model }: CountedSides, label: number | null): number {
  let sum = 0;
  for (let k = label ?? 0; k < (label === null ? truth.labels : label + 1); k++) {
    for (let g = 0; g < truth.groups; g++) {
      const at = k * truth.groups + g;
      sum += Math.abs(truth.byGroup[at]! - model.byGroup[at]!);
    }
  }
  return sum;
}

/** What each group holds by the labels, of one label or of all. */
export function sizesOf({ truth }: CountedSides, label: number | null): Float64Array {
  const sizes = new Float64Array(truth.groups);
  for (let k = label ?? 0; k < (label === null ? truth.labels : label + 1); k++) {
    for (let g = 0; g < truth.groups; g++) sizes[g]! += truth.byGroup[k * truth.groups + g]!;
  }
  return sizes;
}

/** Labels with figures of their own. */
const MOST_LABELS = 50;

/** Labels that anything has on either side, those with most by the labels first. */
export function shownLabels({ truth, model }: CountedSides): {
  readonly labels: readonly number[];
  readonly more: number;
} {
  const present = [...truth.total.keys()].filter((k) => truth.total[k]! + model.total[k]! > 0);
  present.sort(
    (a, b) => truth.total[b]! - truth.total[a]! || model.total[b]! - model.total[a]! || a - b,
  );
  return {
    labels: present.slice(0, MOST_LABELS),
    more: Math.max(0, present.length - MOST_LABELS),
  };
}
