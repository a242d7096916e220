import { type ConditionUnits, conditionCells } from "../../../src/analyses/gap/gap-cells.js";

/** A unit with its class, its levels of further attributes, its answer and its cluster. */
export interface Unit {
  readonly truth: number;
  readonly at: readonly number[];
  readonly answer: number;
  readonly cluster?: number;
}

export function unitsOf(units: readonly Unit[], attributes: number): ConditionUnits {
  const clustered = units.some(({ cluster }) => cluster !== undefined);
  return {
    truth: Int32Array.from(units, ({ truth }) => truth),
    predicted: Int32Array.from(units, ({ answer }) => answer),
    conditions: Array.from({ length: attributes }, (_, i) =>
      Int32Array.from(units, ({ at }) => at[i]!),
    ),
    cluster: clustered ? Int32Array.from(units, ({ cluster }) => cluster ?? 0) : null,
    clusterCount: Math.max(0, ...units.map(({ cluster }) => cluster ?? 0)) + 1,
  };
}

export function cellsOf(a: readonly Unit[], b: readonly Unit[], attributes: number) {
  return conditionCells(unitsOf(a, attributes), unitsOf(b, attributes));
}

/**
 * Units of a table of counts: class by class, level by level.
 *
 * @param wrong what a wrong unit of a class is answered with
 */
export function unitsFromCounts(
  n: readonly (readonly number[])[],
  k: readonly (readonly number[])[],
  wrong: (truth: number) => number,
): Unit[] {
  return n.flatMap((row, truth) =>
    row.flatMap((count, level) =>
      Array.from({ length: count }, (_, i) => ({
        truth,
        at: [level],
        answer: i < k[truth]![level]! ? truth : wrong(truth),
      })),
    ),
  );
}

/** Any metric of weighted units; NaN where it is undefined. */
export type SlowMetric = (units: readonly { unit: Unit; weight: number }[]) => number;

export const slowAccuracy: SlowMetric = (units) => {
  const all = units.reduce((sum, { weight }) => sum + weight, 0);
  return units.reduce((sum, { unit, weight }) => sum + weight * hit(unit), 0) / all;
};

/** Mean over classes that have truth of 2TP/(2TP + FP + FN). */
export const slowMacroF1 =
  (classes: readonly number[]): SlowMetric =>
  (units) => {
    const values = classes.flatMap((k) => {
      const sum = (holds: (unit: Unit) => boolean) =>
        units.reduce((total, { unit, weight }) => total + (holds(unit) ? weight : 0), 0);
      const hits = sum(({ truth, answer }) => truth === k && answer === k);
      const either = sum(({ truth }) => truth === k) + sum(({ answer }) => answer === k);
      return either > 0 ? [(2 * hits) / either] : [];
    });
    return values.reduce((a, b) => a + b, 0) / values.length;
  };

function hit({ truth, answer }: Unit): number {
  return truth === answer ? 1 : 0;
}

const keyOf = (players: readonly number[]) => (unit: Unit) =>
  players.map((i) => (i === 0 ? unit.truth : unit.at[i - 1])).join("|");

/**
 * METHODS §6.1 and §6.2 step 3 word by word from lists of units: shares and margins by filtering,
 * Shapley values as the mean over all orders in which players can join.
 */
export function slowGap(
  a: readonly Unit[],
  b: readonly Unit[],
  players: number,
  least: number,
  metricOf: (classes: readonly number[]) => SlowMetric,
) {
  const all = Array.from({ length: players }, (_, i) => i);
  const cell = keyOf(all);
  const cells = [...new Set([...a, ...b].map(cell))];
  const count = (units: readonly Unit[], s: string) => units.filter((u) => cell(u) === s).length;
  const M = new Set(cells.filter((s) => count(a, s) >= least && count(b, s) >= least));
  const inA = a.filter((u) => M.has(cell(u)));
  const inB = b.filter((u) => M.has(cell(u)));
  const shareIn = (units: readonly Unit[]) => {
    const known = new Map<string, Map<string, number>>();
    return (of: readonly number[], like: Unit): number => {
      const counts = known.get(of.join()) ?? new Map<string, number>();
      if (counts.size === 0) {
        for (const u of units) counts.set(keyOf(of)(u), (counts.get(keyOf(of)(u)) ?? 0) + 1);
        known.set(of.join(), counts);
      }
      return (counts.get(keyOf(of)(like)) ?? 0) / units.length;
    };
  };
  const [shareA, shareB] = [shareIn(inA), shareIn(inB)];
  const classes = [...new Set([...inA, ...inB].map(({ truth }) => truth))];
  const anyClass = [...new Set([...a, ...b].flatMap(({ truth, answer }) => [truth, answer]))];
  const m = metricOf(classes);
  const weighed = (units: readonly Unit[], w: (u: Unit) => number) =>
    m(units.map((unit) => ({ unit, weight: w(unit) })));
  const whole = (units: readonly Unit[]) =>
    metricOf(anyClass)(units.map((unit) => ({ unit, weight: 1 })));
  const mixedValue = (S: readonly number[]) => {
    const R = all.filter((i) => !S.includes(i));
    const q = (u: Unit) => (shareB(S, u) * shareA(all, u)) / shareA(S, u);
    const v = (u: Unit) => (shareA(R, u) * shareB(all, u)) / shareB(R, u);
    return (
      (weighed(inA, (u) => q(u) / shareA(all, u)) +
        weighed(inA, (u) => v(u) / shareA(all, u)) +
        weighed(inB, (u) => q(u) / shareB(all, u)) +
        weighed(inB, (u) => v(u) / shareB(all, u))) /
      4
    );
  };
  const values = new Map<string, number>();
  const value = (joined: readonly number[]): number => {
    const S = [...joined].sort();
    const known = values.get(S.join()) ?? mixedValue(S);
    values.set(S.join(), known);
    return known;
  };
  const byPlayer = all.map(() => 0);
  const orders = permutations(all);
  for (const order of orders) {
    for (const [at, player] of order.entries()) {
      const before = order.slice(0, at);
      byPlayer[player]! += (value(before) - value([...before, player])) / orders.length;
    }
  }
  const one = () => 1;
  const toLocal = (u: Unit) => shareB(all, u) / shareA(all, u);
  const [aIn, aTo] = [weighed(inA, one), weighed(inA, toLocal)];
  const [bIn, bTo] = [weighed(inB, one), weighed(inB, (u) => 1 / toLocal(u))];
  return {
    gap: whole(a) - whole(b),
    byPlayer,
    mix: (aIn - aTo + bTo - bIn) / 2,
    within: (aTo - bIn + aIn - bTo) / 2,
    onlyClaimed: whole(a) - aIn,
    onlyLocal: bIn - whole(b),
    support: [inA.length / a.length, inB.length / b.length],
    reweighted: aTo,
  };
}

export function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}
