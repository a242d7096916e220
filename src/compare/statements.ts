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
  const told = [
    ...toldOf(pairs, null),
    ...compared.flatMap((place) => toldOf(place.pairs, place.level)),
  ];
  if (told.length === 0)
    return [{ statement: "compare/not-told-apart", models: names, places: [] }];
  const found: ComparisonStatement[] = [];
  // Of places alone nothing is known of all images together.
  const whole = pairs.length === 0 ? [] : [null];
  const everywhere = [...whole, ...compared.map(({ level }) => level)];
  const isAhead = (name: string, place: string | null) =>
    told.filter((one) => one.better === name && one.place === place).length === names.length - 1;
  const best = names.find((name) => everywhere.every((place) => isAhead(name, place)));
  if (best !== undefined) {
    const where = everywhere.filter((place) => place !== null);
    found.push({ statement: "compare/best-everywhere", models: [best], places: where });
  }
  const reversed = reversals(told);
  if (reversed !== null) found.push(reversed);
  const neverWorst = names.filter((name) => told.every(({ worse }) => worse !== name));
  const isChoice = neverWorst.length > 0 && neverWorst.length < names.length;
  if (best === undefined && isChoice && compared.length > 0) {
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

/** The first two models of which each is told to be the better one somewhere. */
function reversals(told: readonly Told[]): ComparisonStatement | null {
  for (const one of told) {
    const other = told.find(({ better, worse }) => better === one.worse && worse === one.better);
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
