import type { MistakeSpread } from "../../results/report-input.js";
import { MOST_TILES } from "./chosen-mistakes.js";

/** How tiles are spread over kinds of mistake and over groups of images. */
export interface Spread {
  /** Tiles at most. */
  readonly most: number;
  /** What kind of mistake an item is: the pair of classes, or what is missed. */
  readonly kindOf: (item: number) => number | string;
  /** Cluster, sequence or image of an item; null where each stands alone. */
  readonly groupOf: ((item: number) => number) | null;
}

/** One third of the tiles may be of one kind … */
const KINDS = 3;
/** … and this many of one group: the frames of a burst look alike. */
const MOST_OF_GROUP = 1;

/** What the report says of the spread. @param groupName null where images are not grouped */
export function spreadFacts(groupName: string | null): MistakeSpread {
  return {
    ofKind: mostOfKind(MOST_TILES),
    ofGroup: groupName === null ? null : MOST_OF_GROUP,
    groupName: groupName ?? "",
  };
}

function mostOfKind(most: number): number {
  return Math.ceil(most / KINDS);
}

/**
 * The first items of an order, spread: none is taken while its kind has a third of the tiles or its
 * group one of them and others are left. What is still free then goes to more of the same group, then
 * to more of the same kind, one more each in turn, so that two kinds share evenly.
 *
 * @param order items, the costliest first
 * @returns items in that order
 */
export function spreadOut(order: readonly number[], spread: Spread): number[] {
  const { most, groupOf } = spread;
  if (order.length <= most) return [...order];
  const taken = new Set<number>();
  const ofKind = new Map<number | string, number>();
  const ofGroup = new Map<number, number>();
  let kindLimit = mostOfKind(most);
  let groupLimit = groupOf === null ? most : MOST_OF_GROUP;
  const take = (places: Iterable<number>): void => {
    for (const place of places) {
      if (taken.size === most) return;
      const { kind, group } = placed(order, place, spread);
      const kinds = ofKind.get(kind) ?? 0;
      const groups = ofGroup.get(group) ?? 0;
      if (kinds >= kindLimit || groups >= groupLimit || taken.has(place)) continue;
      taken.add(place);
      ofKind.set(kind, kinds + 1);
      ofGroup.set(group, groups + 1);
    }
  };
  take(order.keys());
  const waiting = taken.size < most ? candidates(order, spread) : [];
  while (taken.size < most && kindLimit < most) {
    if (groupLimit < most) groupLimit *= 2;
    else kindLimit++;
    take(waiting);
  }
  return [...taken].sort((a, b) => a - b).map((place) => order[place]!);
}

function placed(order: readonly number[], place: number, { kindOf, groupOf }: Spread) {
  const item = order[place]!;
  return { kind: kindOf(item), group: groupOf?.(item) ?? place };
}

/**
 * Places of items that can be taken at all, so that a million of one kind are not gone through at
 * each limit. Of one kind and group the first `most` are enough. Of one kind the first 2·`most` groups
 * are: when an item is taken, each earlier group of its kind has a tile of that kind or is full, and
 * neither are more than `most`.
 */
function candidates(order: readonly number[], spread: Spread): number[] {
  const { most } = spread;
  const kept: number[] = [];
  const known = new Map<number | string, Map<number, number>>();
  for (const place of order.keys()) {
    const { kind, group } = placed(order, place, spread);
    const groups = known.get(kind) ?? new Map<number, number>();
    if (groups.size === 0) known.set(kind, groups);
    const seen = groups.get(group) ?? 0;
    if (seen === most || (seen === 0 && groups.size === 2 * most)) continue;
    groups.set(group, seen + 1);
    kept.push(place);
  }
  return kept;
}

/** Two orders as one, an item of each in turn; what is left of the longer one comes last. */
export function inTurn(first: ArrayLike<number>, second: ArrayLike<number>): number[] {
  const both: number[] = [];
  for (let i = 0; i < Math.max(first.length, second.length); i++) {
    if (i < first.length) both.push(first[i]!);
    if (i < second.length) both.push(second[i]!);
  }
  return both;
}

/** An order whose first `most` are of different groups, as far as there are so many. */
export function apartFirst(
  items: readonly number[],
  groupOf: (item: number) => number,
  most: number,
): number[] {
  const first = new Map<number, number>();
  for (const item of items) {
    const group = groupOf(item);
    if (first.size < most && !first.has(group)) first.set(group, item);
  }
  const taken = new Set(first.values());
  return [...taken, ...items.filter((item) => !taken.has(item))];
}
