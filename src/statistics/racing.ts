import { ln } from "../core/elementary.js";
import { type BettingProcess, bettingProcess } from "./anytime.js";
import { checkLevel, checkRange, checkSameLength } from "./arguments.js";

/**
 * Level of each of the M(M − 1)/2 paired intervals that compare M models all together:
 * 1 − (1 − level)/(M(M − 1)/2) (METHODS §11.1).
 *
 * @param models M ≥ 2
 * @throws HomegroundError `argument/out-of-range`
 */
export function pairwiseLevel(level: number, models: number): number {
  checkLevel(level);
  checkRange(Number.isInteger(models) && models >= 2, "models", models, "that is whole, 2 or more");
  return 1 - (1 - level) / ((models * (models - 1)) / 2);
}

/**
 * Letters that join models not told apart: two models share a letter if and only if the interval of
 * their difference holds 0 (or does not exist).
 *
 * The letters are the largest groups of models of which no two are told apart, by inserting the
 * pairs that are, one after the other. Source: Piepho 2004, insert and absorb (from memory).
 *
 * @param models M
 * @param isToldApart for i < j, whether the interval of their difference leaves 0 out
 * @returns for each model its letters as numbers 0, 1, …, rising
 */
export function groupLetters(
  models: number,
  isToldApart: (i: number, j: number) => boolean,
): number[][] {
  let groups: ReadonlySet<number>[] = [new Set(Array.from({ length: models }, (_, i) => i))];
  for (let i = 0; i < models; i++) {
    for (let j = i + 1; j < models; j++) {
      if (!isToldApart(i, j)) continue;
      groups = absorb(
        groups.flatMap((group) =>
          group.has(i) && group.has(j) ? [without(group, i), without(group, j)] : [group],
        ),
      );
    }
  }
  const sorted = groups.map((group) => [...group].sort((a, b) => a - b)).sort(compareLists);
  return Array.from({ length: models }, (_, model) =>
    sorted.flatMap((group, letter) => (group.includes(model) ? [letter] : [])),
  );
}

/** Where a race stands. */
export interface RaceState {
  /** Units seen. */
  readonly count: number;
  /** Models not dropped, in their order. */
  readonly remaining: readonly number[];
  /** For each model the unit after which it was dropped; null if it remains. */
  readonly droppedAt: readonly (number | null)[];
}

/** Units, or groups, before the first look of a race (METHODS §11.2). */
export const FIRST_LOOK = 20;

/** When a race looks: after {@link FIRST_LOOK}, then groups one by one, images every ten (METHODS §11.2). */
export function raceLooks(areGroups: boolean): { readonly first: number; readonly every: number } {
  return { first: FIRST_LOOK, every: areGroups ? 1 : 10 };
}

/** A race of models over labels in random order; see {@link createRace}. */
export interface Race {
  /**
   * @param scores one a model, in [0, 1]: hits or scores of the unit, or the means of a cluster
   * @returns where the race stands after it
   * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
   */
  add(scores: ArrayLike<number>): RaceState;
  /**
   * A unit whose scores are not known. Every K of {@link createRace} only rises with D: with the least D
   * of each pair nobody is dropped who would not be if all were known (of whichever of the units, at
   * whichever look).
   *
   * @param gap the least that x_i − x_j can be, in [−1, 1]
   * @throws HomegroundError `argument/out-of-range`
   */
  addLeast(gap: (i: number, j: number) => number): RaceState;
  readonly state: RaceState;
  /** ln K of i over j: evidence that i scores better. */
  logCapital(i: number, j: number): number;
}

/**
 * Racing M models (METHODS §11.2): D_ij = (1 + x_i − x_j)/2, K_ij = K⁺(½) of {@link bettingProcess} on
 * it; at each look, model j is dropped if some remaining i has K_ij ≥ (M − 1)/(1 − level). The best
 * model is dropped with probability at most 1 − level, however often one looks.
 *
 * @param models M ≥ 2
 * @param options level; units before the first look (20) and between looks (10); clusters: 20 and 1
 * @throws HomegroundError `argument/out-of-range`
 */
export function createRace(
  models: number,
  options: { readonly level: number; readonly first?: number; readonly every?: number },
): Race {
  const { level, first = 20, every = 10 } = options;
  checkLevel(level);
  checkRange(Number.isInteger(models) && models >= 2, "models", models, "that is whole, 2 or more");
  checkRange(Number.isInteger(every) && every >= 1, "every", every, "that is whole, 1 or more");
  const limit = ln((models - 1) / (1 - level));
  const pairs: (BettingProcess | null)[] = [];
  for (let i = 0; i < models; i++) {
    for (let j = 0; j < models; j++) pairs.push(i === j ? null : bettingProcess(0.5));
  }
  const droppedAt: (number | null)[] = Array.from({ length: models }, () => null);
  let remaining = Array.from({ length: models }, (_, i) => i);
  let count = 0;

  const logCapital = (i: number, j: number): number => pairs[i * models + j]?.logUp ?? 0;
  const look = (): void => {
    const beaten = remaining.filter((j) => {
      return remaining.some((i) => i !== j && logCapital(i, j) >= limit);
    });
    for (const j of beaten) droppedAt[j] = count;
    remaining = remaining.filter((j) => !beaten.includes(j));
  };
  const state = (): RaceState => ({
    count,
    remaining: [...remaining],
    droppedAt: [...droppedAt],
  });
  const addLeast = (gap: (i: number, j: number) => number): RaceState => {
    for (const i of remaining) {
      for (const j of remaining) pairs[i * models + j]?.add((1 + gap(i, j)) / 2);
    }
    count++;
    if (count >= first && (count - first) % every === 0) look();
    return state();
  };
  return {
    add(scores) {
      checkSameLength(scores, droppedAt, "scores");
      return addLeast((i, j) => scores[i]! - scores[j]!);
    },
    addLeast,
    get state() {
      return state();
    },
    logCapital,
  };
}

function without(group: ReadonlySet<number>, model: number): ReadonlySet<number> {
  return new Set([...group].filter((other) => other !== model));
}

/** Leaves out groups that are part of another, and repetitions. */
function absorb(groups: readonly ReadonlySet<number>[]): ReadonlySet<number>[] {
  return groups.filter((group, at) => {
    return !groups.some((other, otherAt) => {
      if (otherAt === at || ![...group].every((model) => other.has(model))) return false;
      return other.size > group.size || otherAt < at;
    });
  });
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}
