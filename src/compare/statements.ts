import type {
  ComparedOutcomes,
  ComparedPair,
  ComparedPlace,
  ComparisonStatement,
} from "./comparison.js";

/** Where one model is told apart from another. */
interface Told {
  readonly better: string;
  readonly worse: string;
  /** Null: all images together. */
  readonly place: string | null;
}

/**
 * What can be said of models from differences that are told apart, and from nothing else: a rank that
 * the intervals do not carry is no statement.
 *
 * @param pairs of all images together
 * @param sign −1 where lower is better
 */
export function statementsOf(
  pairs: readonly ComparedPair[],
  places: readonly ComparedPlace[],
  models: readonly Pick<ComparedOutcomes, "name" | "claimed">[],
  sign: 1 | -1,
): ComparisonStatement[] {
  const names = models.map(({ name }) => name);
  const compared = places.filter((place) => place.pairs.length > 0);
  // Of places alone nothing is known of all images together.
  const whole = pairs.length === 0 ? [] : [{ place: null, pairs }];
  const families = [...whole, ...compared.map(({ level: place, pairs }) => ({ place, pairs }))];
  const told = families.flatMap((family) => toldOf(family.pairs, family.place));
  if (told.length === 0)
    return [{ statement: "compare/not-told-apart", models: names, places: [] }];
  const found: ComparisonStatement[] = [];
  const [first = null, ...others] = families.map((family) => aheadOfAll(family.pairs, names));
  const best = others.every((one) => one === first) ? first : null;
  if (best !== null) {
    const where = compared.map(({ level }) => level);
    found.push({ statement: "compare/best-everywhere", models: [best], places: where });
  }
  const reversed = reversal(told);
  if (reversed !== null) found.push(reversed);
  const behind = new Set(told.map(({ worse }) => worse));
  const neverWorst = metEverywhere(families, names).filter((name) => !behind.has(name));
  const isChoice = neverWorst.length > 0 && neverWorst.length < names.length;
  if (best === null && isChoice && compared.length > 0) {
    found.push({
      statement: "compare/never-worst",
      models: neverWorst,
      places: compared.map(({ level }) => level),
    });
  }
  const home = bestAtHome(models, sign);
  if (home !== null && isBehindAll(home, pairs, names)) {
    found.push({ statement: "compare/best-at-home-worst-here", models: [home], places: [] });
  }
  return found;
}

function toldOf(pairs: readonly ComparedPair[], place: string | null): Told[] {
  return pairs.flatMap(({ a, b, told }) => {
    if (told === null) return [];
    return [told === "a" ? { better: a, worse: b, place } : { better: b, worse: a, place }];
  });
}

/** The model that is told to be ahead of every other one; null for none. */
function aheadOfAll(pairs: readonly ComparedPair[], names: readonly string[]): string | null {
  const wins = new Map<string, number>();
  for (const { better } of toldOf(pairs, null)) wins.set(better, (wins.get(better) ?? 0) + 1);
  return names.find((name) => wins.get(name) === names.length - 1) ?? null;
}

/** Models that were held against others everywhere: one that was looked at in few places is seldom behind. */
function metEverywhere(
  families: readonly { readonly pairs: readonly ComparedPair[] }[],
  names: readonly string[],
): readonly string[] {
  const met = new Map<string, number>();
  for (const { pairs } of families) {
    for (const name of new Set(pairs.flatMap(({ a, b }) => [a, b]))) {
      met.set(name, (met.get(name) ?? 0) + 1);
    }
  }
  return names.filter((name) => met.get(name) === families.length);
}

/** The first two models of which each is told to be the better one somewhere. */
function reversal(told: readonly Told[]): ComparisonStatement | null {
  const keyOf = (better: string, worse: string): string => JSON.stringify([better, worse]);
  const first = new Map<string, Told>();
  for (const one of told) {
    const key = keyOf(one.better, one.worse);
    if (!first.has(key)) first.set(key, one);
  }
  for (const one of told) {
    const other = first.get(keyOf(one.worse, one.better));
    if (other === undefined) continue;
    const places = [one.place, other.place].filter((place) => place !== null);
    return { statement: "compare/rank-reversal", models: [one.better, one.worse], places };
  }
  return null;
}

/** The model with the best claim; null where a claim is missing, or two are level. */
function bestAtHome(
  models: readonly Pick<ComparedOutcomes, "name" | "claimed">[],
  sign: 1 | -1,
): string | null {
  const claims = models.flatMap(({ name, claimed }) =>
    claimed === null ? [] : [{ name, value: sign * claimed }],
  );
  if (claims.length < models.length) return null;
  const most = Math.max(...claims.map(({ value }) => value));
  const first = claims.filter(({ value }) => value === most);
  return first.length === 1 ? first[0]!.name : null;
}

function isBehindAll(
  name: string,
  pairs: readonly ComparedPair[],
  names: readonly string[],
): boolean {
  return toldOf(pairs, null).filter(({ worse }) => worse === name).length === names.length - 1;
}
