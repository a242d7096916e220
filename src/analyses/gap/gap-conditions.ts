import { type ComparedSide, compareOpen } from "../../dataset/profile/compare-attributes.js";
import type { ComparedAttribute } from "../../dataset/profile/compared-attribute.js";
import { binned, binsOf, MISSING, type ScopeBins } from "../../dataset/profile/scope-bins.js";
import { presence, type ScopeColumn } from "../../dataset/profile/scope-columns.js";
import { MOST_ATTRIBUTES } from "../../dataset/profile/scope-rules.js";

/** An attribute of both sides as levels that they share. */
export interface GapCondition {
  readonly name: string;
  readonly levels: readonly string[];
  /** Level of each unit, 0 … levels.length − 1; a missing value is a level of its own. */
  readonly claimed: Int32Array;
  readonly local: Int32Array;
}

export interface ConditionChoice {
  /** To be tried in this order. */
  readonly conditions: readonly GapCondition[];
  /** Attributes asked for that one side lacks, or that name units: a new one is never in both. */
  readonly notCompared: readonly string[];
}

const LEAST_PRESENT = 0.9;
const MOST_CHOSEN = 2;
const CHOSEN_P = 0.05;
/** Levels of names that are kept apart; the rest is one. */
const MOST_LEVELS = 7;
const OTHER = "other";

/**
 * The attributes that a gap may be split by (METHODS §6.2 step 1): those asked for, in that order,
 * else the two with the largest excess distance among those that differ beyond chance. Bins are
 * those of the claimed side; of many names the seven commonest of both sides together stay.
 *
 * @param asked names of attributes; a time stands for its hour and its season
 * @param seed of the random divisions that say what chance would give
 */
export function gapConditions(
  claimed: ComparedSide,
  local: ComparedSide,
  asked: readonly string[],
  seed: number,
): ConditionChoice {
  const columnOf = (name: string): ScopeColumn | undefined =>
    claimed.columns.find((column) => column.name === name);
  const isOf = (name: string) => (column: ScopeColumn) =>
    column.name === name || column.name.startsWith(`${name} (`);
  const condition = (own: ScopeColumn): GapCondition[] => {
    const column = columnOf(own.name);
    const bins = column === undefined ? null : binsOf(column);
    return column === undefined || bins === null ? [] : [conditionOf(bins, column, own)];
  };
  if (asked.length > 0) {
    const found = asked.map((name) => local.columns.filter(isOf(name)).flatMap(condition));
    return {
      conditions: found.flat(),
      notCompared: asked.filter((_, i) => found[i]?.length === 0),
    };
  }
  const candidates = local.columns
    .filter((own) => {
      const column = columnOf(own.name);
      return column !== undefined && [column, own].every((one) => presence(one) >= LEAST_PRESENT);
    })
    .slice(0, MOST_ATTRIBUTES);
  const names = differing(claimed, local, candidates, seed);
  return {
    conditions: names.flatMap((name) =>
      candidates.filter((one) => one.name === name).flatMap(condition),
    ),
    notCompared: [],
  };
}

/** The attributes that differ most, beyond chance. */
function differing(
  claimed: ComparedSide,
  local: ComparedSide,
  candidates: readonly ScopeColumn[],
  seed: number,
): string[] {
  const compared = candidates.flatMap((own): ComparedAttribute[] => {
    const column = claimed.columns.find(({ name }) => name === own.name);
    const bins = column === undefined ? null : binsOf(column);
    return column === undefined || bins === null ? [] : [compareIn(bins, column, own)];
  });
  return compareOpen(claimed, local, compared, seed)
    .attributes.filter(
      ({ adjustedP, excess }) => adjustedP !== null && adjustedP <= CHOSEN_P && excess !== null,
    )
    .slice(0, MOST_CHOSEN)
    .map(({ name }) => name);
}

function compareIn(bins: ScopeBins, claimed: ScopeColumn, local: ScopeColumn): ComparedAttribute {
  const own = binned(local, bins);
  const width = bins.names.length + own.beyond.length;
  return {
    bins,
    binned: own,
    insideAlone: 0,
    isTested: [],
    withheld: 0,
    here: countsOf(own.codes, width),
    tested: [...countsOf(binned(claimed, bins).codes, width)],
  };
}

function conditionOf(bins: ScopeBins, claimed: ScopeColumn, local: ScopeColumn): GapCondition {
  const a = binned(claimed, bins).codes;
  const { codes: b, beyond } = binned(local, bins);
  const names = [...bins.names, ...beyond];
  if (bins.edges !== null || bins.kind !== "categorical") {
    return { name: bins.name, levels: names, claimed: a, local: b };
  }
  const here = countsOf(b, names.length);
  const counts = countsOf(a, names.length).map((n, level) => n + here[level]!);
  const order = [...names.keys()]
    .filter((level) => names[level] !== MISSING)
    .sort((one, two) => counts[two]! - counts[one]! || (names[one]! < names[two]! ? -1 : 1));
  const kept = order.slice(0, MOST_LEVELS);
  const rest = order.slice(MOST_LEVELS);
  const place = new Int32Array(names.length).fill(kept.length + 1);
  for (const [at, level] of kept.entries()) place[level] = at;
  for (const level of rest) place[level] = kept.length;
  const [only] = rest;
  return {
    name: bins.name,
    levels: [
      ...kept.map((level) => names[level]!),
      rest.length === 1 && only !== undefined ? names[only]! : OTHER,
      MISSING,
    ],
    claimed: a.map((level) => place[level]!),
    local: b.map((level) => place[level]!),
  };
}

function countsOf(codes: Int32Array, levels: number): Int32Array {
  const counts = new Int32Array(levels);
  for (const code of codes) counts[code]!++;
  return counts;
}
