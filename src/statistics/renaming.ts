import { type Random, shuffle } from "../core/random.js";
import { bestAssignment } from "./assignment.js";
import { betaCdf } from "./quantiles.js";

/** Which classes units are of, and which they were answered as. */
export interface NamedPredictions {
  /** Below `classCount`; anything else takes no part in a renaming, and is wrong. */
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  readonly classCount: number;
  /** Units of one cluster are not independent; null where all are. */
  readonly cluster: Int32Array | null;
}

/** A prediction that would be right more often under the name of another class. */
export interface RenamedClass {
  readonly answered: number;
  readonly truth: number;
  /** Units of `truth` that were answered as `answered`. */
  readonly units: number;
}

/** Names that look exchanged: with others the predictions would fit the ground truth far better. */
export interface Renaming {
  /** Those of most units first. */
  readonly classes: readonly RenamedClass[];
  /** Units right with the names as they are, and with the others. */
  readonly right: number;
  readonly rightRenamed: number;
  /** The larger of the two tests'. */
  readonly p: number;
}

/** The least gain that is reported, a share of all units. */
const LEAST_GAIN = 0.1;
/** Permutations: the smallest p is 1/2000, and only that is below 0.001. */
const PERMUTATIONS = 1999;
const MOST_P = 0.001;
/** Units that are permuted; more are not needed to see a tenth. */
const MOST_TESTED = 5000;
/** Classes that may be renamed, those of the largest confusions. */
const MOST_CLASSES = 500;
/** A cycle of names that brings less than this share of the gain is noise. */
const LEAST_SHARE = 0.05;

/**
 * Whether answers fit the ground truth far better under a one-to-one change of their names than under
 * their own: labels in the wrong order, a background class too many or too few, two names exchanged.
 *
 * A half of the units chooses the renaming (largest number right), the other half tests it, so that the
 * number of renamings costs nothing. Two tests must both be below 0.001. The sign test: more units become
 * right than wrong. The permutation: answers that change names among each other, redistributed over their
 * units, gain less; it keeps how often each prediction is given, so that a model that prefers a prediction does not
 * gain by it. In clusters each pair of truth and answer counts once a cluster for choice and test.
 *
 * @param random of the halves and the permutations
 * @returns null where the gain is below a tenth of the units, or a p is not below 0.001
 */
export function findRenaming(predictions: NamedPredictions, random: Random): Renaming | null {
  const units = predictions.truth.length;
  const all = countPairs(predictions, null);
  const whole = bestRenaming(all);
  const right = rightUnder(all, null);
  const rightRenamed = rightUnder(all, whole);
  if (units === 0 || rightRenamed - right < LEAST_GAIN * units) return null;
  const drawn = shuffled(distinctUnits(predictions), random);
  const half = drawn.length >> 1;
  const chosen = bestRenaming(countPairs(predictions, drawn.subarray(0, half)));
  const moved = movedUnits(predictions, drawn.subarray(half), chosen).slice(0, MOST_TESTED);
  const p = Math.max(signP(moved), permutationP(moved, random));
  if (p >= MOST_P) return null;
  return { classes: renamedClasses(all, whole), right, rightRenamed, p };
}

/** Units by truth and answer, of those whose both are classes. */
interface PairCounts {
  readonly classCount: number;
  /** By truth · classCount + answer. */
  readonly counts: ReadonlyMap<number, number>;
}

function countPairs(
  { truth, predicted, classCount }: NamedPredictions,
  units: Int32Array | null,
): PairCounts {
  const counts = new Map<number, number>();
  const n = units === null ? truth.length : units.length;
  for (let i = 0; i < n; i++) {
    const unit = units === null ? i : units[i]!;
    const t = truth[unit]!;
    const a = predicted[unit]!;
    if (t >= classCount || a >= classCount) continue;
    const key = t * classCount + a;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { classCount, counts };
}

function pairCount({ classCount, counts }: PairCounts, truth: number, prediction: number): number {
  return counts.get(truth * classCount + prediction) ?? 0;
}

/** @param names of each prediction; null: their own */
function rightUnder(pairs: PairCounts, names: Int32Array | null): number {
  let right = 0;
  for (let a = 0; a < pairs.classCount; a++) {
    right += pairCount(pairs, names === null ? a : names[a]!, a);
  }
  return right;
}

/** For each prediction the name under which most units are right; its own where another brings nothing. */
function bestRenaming(pairs: PairCounts): Int32Array {
  const names = Int32Array.from({ length: pairs.classCount }, (_, a) => a);
  const classes = confusedClasses(pairs);
  const m = classes.length;
  // Of equal sums the one that changes fewest names.
  const weights = new Float64Array(m * m);
  for (const [i, truth] of classes.entries()) {
    for (const [j, prediction] of classes.entries()) {
      weights[i * m + j] = pairCount(pairs, truth, prediction) * (m + 1) + (i === j ? 1 : 0);
    }
  }
  for (const [i, j] of bestAssignment(weights, m).entries()) names[classes[j]!] = classes[i]!;
  dropNoise(pairs, names);
  return names;
}

/** Classes of the largest confusions, at most {@link MOST_CLASSES}, in their order. */
function confusedClasses({ classCount, counts }: PairCounts): number[] {
  const pairs = [...counts].filter(([key]) => Math.floor(key / classCount) !== key % classCount);
  pairs.sort(([a, n], [b, m]) => m - n || a - b);
  const found = new Set<number>();
  for (const [key] of pairs) {
    if (found.size + 2 > MOST_CLASSES) break;
    found.add(Math.floor(key / classCount)).add(key % classCount);
  }
  return [...found].sort((a, b) => a - b);
}

/** Gives the classes of a cycle that brings next to nothing their own names again. */
function dropNoise(pairs: PairCounts, names: Int32Array): void {
  const least = LEAST_SHARE * (rightUnder(pairs, names) - rightUnder(pairs, null));
  const isSeen = new Uint8Array(names.length);
  for (let start = 0; start < names.length; start++) {
    const cycle: number[] = [];
    for (let a = start; isSeen[a] === 0; a = names[a]!) {
      isSeen[a] = 1;
      cycle.push(a);
    }
    let gain = 0;
    for (const a of cycle) gain += pairCount(pairs, names[a]!, a) - pairCount(pairs, a, a);
    if (gain < least) for (const a of cycle) names[a] = a;
  }
}

function renamedClasses(pairs: PairCounts, names: Int32Array): RenamedClass[] {
  return [...names]
    .map((truth, answered) => ({ answered, truth, units: pairCount(pairs, truth, answered) }))
    .filter(({ answered, truth, units }) => answered !== truth && units > 0)
    .sort((a, b) => b.units - a.units || a.answered - b.answered);
}

/** All units; in clusters one of each pair of truth and answer a cluster. */
function distinctUnits({ truth, predicted, classCount, cluster }: NamedPredictions): Int32Array {
  const all = Int32Array.from({ length: truth.length }, (_, i) => i);
  if (cluster === null) return all;
  const seen = new Map<number, Set<number>>();
  return all.filter((i) => {
    const own = seen.get(cluster[i]!) ?? new Set();
    seen.set(cluster[i]!, own);
    const key = truth[i]! * (classCount + 1) + Math.min(predicted[i]!, classCount);
    return own.size !== own.add(key).size;
  });
}

/** Units whose truth and answer are of one cycle of the renaming: no other can be gained or lost. */
interface MovedUnit {
  readonly cycle: number;
  readonly truth: number;
  readonly prediction: number;
  /** The name of the prediction under the renaming. */
  readonly name: number;
}

function movedUnits(
  { truth, predicted, classCount }: NamedPredictions,
  units: Int32Array,
  names: Int32Array,
): MovedUnit[] {
  const cycleOf = new Int32Array(classCount).fill(-1);
  for (let start = 0; start < classCount; start++) {
    for (let a = start; cycleOf[a]! < 0 && names[start] !== start; a = names[a]!)
      cycleOf[a] = start;
  }
  return [...units].flatMap((unit): MovedUnit[] => {
    const t = truth[unit]!;
    const prediction = predicted[unit]!;
    const cycle = cycleOf[prediction] ?? -1;
    return cycle < 0 || cycleOf[t] !== cycle
      ? []
      : [{ cycle, truth: t, prediction, name: names[prediction]! }];
  });
}

/** P of so many units or more that become right among those that become right or wrong, if ½ do. */
function signP(units: readonly MovedUnit[]): number {
  const gains = units.filter(({ truth, name }) => truth === name).length;
  const losses = units.filter(({ truth, prediction }) => truth === prediction).length;
  return gains === 0 ? 1 : betaCdf(0.5, gains, losses + 1);
}

/** The share of redistributions of the predictions, this one among them, that gain as much; 0.001 ends it. */
function permutationP(units: readonly MovedUnit[], random: Random): number {
  const byCycle = [...units].sort((a, b) => a.cycle - b.cycle);
  const truths = Int32Array.from(byCycle, ({ truth }) => truth);
  const order = Int32Array.from(byCycle.keys());
  const starts = byCycle.flatMap(({ cycle }, i) => (byCycle[i - 1]?.cycle === cycle ? [] : [i]));
  const predictions = Int32Array.from(byCycle, ({ prediction }) => prediction);
  const names = Int32Array.from(byCycle, ({ name }) => name);
  const gainOf = (): number => {
    let gain = 0;
    for (let i = 0; i < order.length; i++) {
      const from = order[i]!;
      if (names[from] === truths[i]) gain++;
      if (predictions[from] === truths[i]) gain--;
    }
    return gain;
  };
  const gained = gainOf();
  let asMuch = 1;
  for (let draw = 0; draw < PERMUTATIONS; draw++) {
    for (const [c, start] of starts.entries()) {
      shuffle(order.subarray(start, starts[c + 1]), random);
    }
    if (gainOf() >= gained) asMuch++;
    if (asMuch / (PERMUTATIONS + 1) >= MOST_P) break;
  }
  return asMuch / (PERMUTATIONS + 1);
}

function shuffled(values: Int32Array, random: Random): Int32Array {
  shuffle(values, random);
  return values;
}
