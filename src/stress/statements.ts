import type { KindCosts, StressedPair, StressStatement } from "./stress.js";

/**
 * What can be said from ranges that leave 0 out, and from nothing else.
 *
 * @param costs kinds in their order, models in theirs
 */
export function statementsOf(
  costs: readonly KindCosts[],
  pairs: readonly StressedPair[],
): StressStatement[] {
  const names = costs[0]?.models.map(({ name }) => name) ?? [];
  const ofModels = names.flatMap((name, m): StressStatement[] => {
    const told = costs.filter(({ models }) => models[m]!.told);
    if (told.length === 0) return [{ statement: "stress/no-cost-told", models: [name], kinds: [] }];
    const falling = told.toSorted(
      (a, b) => (a.models[m]!.change ?? 0) - (b.models[m]!.change ?? 0),
    );
    const most = falling.filter(({ models }) => models[m]!.most);
    return [
      { statement: "stress/costs-most", models: [name], kinds: most.map(({ kind }) => kind) },
      { statement: "stress/costs", models: [name], kinds: falling.map(({ kind }) => kind) },
    ];
  });
  const ofPairs = pairs.flatMap(({ a, b, clean, altered }): StressStatement[] => {
    if (altered.told === null) {
      return [{ statement: "stress/not-told-apart", models: [a, b], kinds: [] }];
    }
    const [better, worse] = altered.told === "a" ? [a, b] : [b, a];
    if (clean.told === null) {
      return [{ statement: "stress/equal-not-robust", models: [better, worse], kinds: [] }];
    }
    const isSame = clean.told === altered.told;
    const statement = isSame ? "stress/ahead-altered" : "stress/order-turns";
    return [{ statement, models: [better, worse], kinds: [] }];
  });
  return [...ofModels, ...ofPairs];
}
