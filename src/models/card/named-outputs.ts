import { bestAssignment } from "../../statistics/assignment.js";
import { signTest } from "../sanity-check.js";

/** What a model said of labelled images or objects, before anybody knows which output stands for which name. */
export interface NamedOutputs {
  /** Output with the highest score of each; −1 without a prediction. */
  readonly highest: ArrayLike<number>;
  /** Names that are right of each. */
  readonly truth: readonly (readonly string[])[];
}

/** Images or objects that are right where output i is called `names[i]`. */
export function countRight(outputs: NamedOutputs, names: readonly string[]): number {
  return rightOf(outputs, names).filter(Boolean).length;
}

function rightOf({ highest, truth }: NamedOutputs, names: readonly string[]): readonly boolean[] {
  return truth.map((named, at) => {
    const name = names[highest[at]!];
    return name !== undefined && named.includes(name);
  });
}

/** How ways to read the same images compare. */
export interface TriedWays {
  /** Images or objects right by each. */
  readonly right: readonly number[];
  /** Place of the one with most; of equal ones the first. */
  readonly best: number;
  /** Of each, whether the images rule it out; those that they do not tell from the best stay. */
  readonly isRuledOut: readonly boolean[];
  /** Whether even the best is right no more often than the commonest name would be for all images; of objects, none is. */
  readonly isAtChance: boolean;
}

/** How often all ways together may be ruled out that are as good as the best. */
const ALPHA = 0.05;

/**
 * Holds each way against the best by the exact sign test on the images of which one of the two gets more
 * right, at 0.05 over all of them (Bonferroni).
 *
 * @param highest of each way, as in {@link NamedOutputs}
 * @param image that each object lies on, for those of one picture are alike; null where images are named themselves
 */
export function compareWays(
  highest: readonly ArrayLike<number>[],
  truth: NamedOutputs["truth"],
  names: readonly string[],
  image: ArrayLike<number> | null = null,
): TriedWays {
  const ways = highest.map((own) => rightOf({ highest: own, truth }, names));
  const right = ways.map((own) => own.filter(Boolean).length);
  const best = right.indexOf(Math.max(...right));
  const isRuledOut = ways.map((own, at) => {
    if (at === best) return false;
    const ahead = new Map<number, number>();
    for (const [i, one] of own.entries()) {
      const on = image?.[i] ?? i;
      ahead.set(on, (ahead.get(on) ?? 0) + Number(ways[best]![i]) - Number(one));
    }
    const leads = [...ahead.values()];
    const isBetter = leads.filter((lead) => lead > 0).length;
    const isWorse = leads.filter((lead) => lead < 0).length;
    return signTest(isBetter, isWorse) <= ALPHA / (ways.length - 1);
  });
  // Where an object is found, that is no guess whatever it is called.
  const commonest = Math.max(
    0,
    ...(image !== null ? [] : names).map(
      (name) => truth.filter((named) => named.includes(name)).length,
    ),
  );
  return { right, best, isRuledOut, isAtChance: (right[best] ?? 0) <= commonest };
}

/** Above so many names nothing is searched: twenty images say nothing of so many. */
const MOST_ORDERED = 500;

/**
 * The order of names in which most images or objects are right. It moves no name that gains nothing by it.
 *
 * @param names as they stand now; above {@link MOST_ORDERED} they are given back
 */
export function bestNameOrder(
  { highest, truth }: NamedOutputs,
  names: readonly string[],
): readonly string[] {
  const n = names.length;
  if (n > MOST_ORDERED) return names;
  const at = new Map(names.map((name, i) => [name, i]));
  const weights = new Float64Array(n * n);
  // All that stay together weigh less than one image.
  for (let i = 0; i < n; i++) weights[i * n + i] = 1 / (n + 1);
  for (const [i, named] of truth.entries()) {
    const output = highest[i]!;
    if (output < 0 || output >= n) continue;
    for (const name of named) {
      const column = at.get(name);
      if (column !== undefined) weights[output * n + column]! += 1;
    }
  }
  return Array.from(bestAssignment(weights, n), (column) => names[column]!);
}
