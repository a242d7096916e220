import type { Table } from "../../core/table.js";
import { type ScopeColumn, scopeColumns } from "../../dataset/profile/scope-columns.js";
import { cramersV } from "../../statistics/cramers-v.js";
import type { GapArm } from "./gap-arm.js";
import { type ConditionUnits, conditionCells, conditionParts } from "./gap-cells.js";
import { type ConditionChoice, type GapCondition, gapConditions } from "./gap-conditions.js";
import type { GapEstimate } from "./gap-intervals.js";
import type { GapView } from "./gap-metric.js";
import { armCounts, sharesInside, supportedCells } from "./gap-terms.js";
import { type SplitGap, splitGap } from "./split-gap.js";

/** What is known about the user's units, and which of it the gap is to be split by. */
export interface GapAttributes {
  readonly table: Table;
  /** Row of the table of each unit. */
  readonly rows: Int32Array;
  readonly originOf?: (name: string) => string | null;
  /** Attributes of `--slice`, in order; empty: those that differ most. */
  readonly asked: readonly string[];
  /** Attributes that clusters were made of, which are never chosen. */
  readonly without?: readonly string[];
  readonly seed: number;
}

/** What became of an attribute that was looked at. */
export interface GapAttribute {
  readonly name: string;
  /**
   * `split`: it has a bar. `joint`: it has one together with those of `with`. `too-fine`: with it too
   * few images would be alike. `confounded`: no level is on both sides. `not-compared`: one side lacks
   * it, or it names units. `beyond-three`: three others came before it.
   */
  readonly use: "split" | "joint" | "too-fine" | "confounded" | "not-compared" | "beyond-three";
  /** The attributes that it cannot be told apart from. */
  readonly with: readonly string[];
  /** Share of each side's images that are of kinds both have, once it is used; null if not tried. */
  readonly supported: { readonly claimed: number; readonly local: number } | null;
}

/** A gap over class and attributes. */
export interface AttributeSplit {
  readonly found: SplitGap;
  /** Bars after the class's in `found.mixParts`, the last one being all attributes together. */
  readonly bars: readonly { readonly attribute: string | null; readonly mix: GapEstimate }[];
  /** φ of the class. */
  readonly classMix: GapEstimate;
  /** Whether a class has a cell that both sides have. */
  readonly classInside: Uint8Array;
}

export interface AttributeGap {
  /** Null where no attribute could be used. */
  readonly split: AttributeSplit | null;
  readonly attributes: readonly GapAttribute[];
  readonly warnings: readonly ("gap/too-fine" | "gap/confounded")[];
}

/** One side's single-label units, indices into shared classes. */
export type GapUnitColumns = Omit<ConditionUnits, "conditions">;

const LEAST = 3;
const MOST_ATTRIBUTES = 3;
const LEAST_LOCAL = 0.8;
const LEAST_CLAIMED = 0.5;
const INSEPARABLE = 0.8;

/** Attributes of the claimed units, a row each. */
export interface ClaimedAttributes {
  readonly attributes: Table;
  readonly originOf: ReadonlyMap<string, string>;
}

/**
 * Splits a gap by class and attributes (METHODS §6.2): attributes are added one at a time and kept
 * where enough images stay alike.
 *
 * @param a, b units of both sides, classes being indices into `classCount` shared ones
 */
export function gapByAttributes(
  claimed: ClaimedAttributes,
  a: GapUnitColumns,
  b: GapUnitColumns,
  { metric, view }: GapView,
  classCount: number,
  attributes: GapAttributes,
  level: number,
): AttributeGap {
  const cellsWith = (used: readonly GapCondition[]): Cells => {
    const cells = conditionCells(
      { ...a, conditions: used.map((one) => one.claimed) },
      { ...b, conditions: used.map((one) => one.local) },
    );
    return { ...cells, claimed: view(cells.claimed), local: view(cells.local) };
  };
  const { kept, looked } = keptConditions(choose(claimed, a, b, attributes), cellsWith);
  if (kept.length === 0) return { split: null, attributes: looked, warnings: codesOf(looked) };

  const cells = cellsWith(kept);
  const groups = inseparable(kept, cells);
  const bars = groups.map((group) => group.map((i) => kept[i]!.name));
  const found = splitGap(metric, cells.claimed, cells.local, {
    level,
    least: LEAST,
    intervals: true,
    parts: conditionParts(cells, classCount, [
      [0],
      ...groups.map((group) => group.map((i) => i + 1)),
      kept.map((_, i) => i + 1),
    ]),
  });
  const said = looked.map((one) => withJoint(one, bars));
  const rest = { attributes: said, warnings: codesOf(said) };
  const [classMix, ...mixes] = found?.mixParts ?? [];
  if (found === null || classMix === undefined) return { split: null, ...rest };
  const classInside = new Uint8Array(classCount);
  for (const [s, k] of cells.levels[0]!.entries()) classInside[k]! |= found.inside[s]!;
  return {
    split: {
      found,
      classMix,
      classInside,
      bars: mixes.map((mix, i) => ({ attribute: bars[i]?.join(" and ") ?? null, mix })),
    },
    ...rest,
  };
}

/** The attributes that may be used, from what both sides say. */
function choose(
  claimed: ClaimedAttributes,
  a: GapUnitColumns,
  b: GapUnitColumns,
  { table, rows, originOf, asked, without, seed }: GapAttributes,
): ConditionChoice {
  const options = { first: asked, without: without ?? [] };
  const side = ({ truth, cluster, clusterCount }: GapUnitColumns, columns: ScopeColumn[]) => ({
    columns,
    clusters: cluster === null ? null : { cluster, count: clusterCount },
    images: truth.length,
  });
  const there = scopeColumns(claimed.attributes, Int32Array.from(a.truth.keys()), {
    ...options,
    originOf: (name) => claimed.originOf.get(name) ?? null,
  });
  const here = scopeColumns(table, rows, {
    ...options,
    ...(originOf === undefined ? {} : { originOf }),
  });
  return gapConditions(side(a, there), side(b, here), asked, seed);
}

/** Adds conditions one at a time; a condition that leaves too little alike is left out. */
function keptConditions(
  { conditions, notCompared }: ConditionChoice,
  cellsWith: (used: readonly GapCondition[]) => Cells,
): { readonly kept: readonly GapCondition[]; readonly looked: readonly GapAttribute[] } {
  const kept: GapCondition[] = [];
  const looked: GapAttribute[] = [];
  const say = (name: string, use: GapAttribute["use"], supported: GapAttribute["supported"]) =>
    looked.push({ name, use, with: [], supported });
  for (const condition of conditions) {
    if (kept.length === MOST_ATTRIBUTES) say(condition.name, "beyond-three", null);
    else if (!hasCommonLevel(cellsWith([condition]))) say(condition.name, "confounded", null);
    else {
      const supported = supportOf(cellsWith([...kept, condition]));
      const isKept = supported.local >= LEAST_LOCAL && supported.claimed >= LEAST_CLAIMED;
      if (isKept) kept.push(condition);
      say(condition.name, isKept ? "split" : "too-fine", supported);
    }
  }
  for (const name of notCompared) say(name, "not-compared", null);
  return { kept, looked };
}

function withJoint(one: GapAttribute, bars: readonly (readonly string[])[]): GapAttribute {
  const bar = bars.find((names) => names.includes(one.name)) ?? [];
  if (one.use !== "split" || bar.length < 2) return one;
  return { ...one, use: "joint", with: bar.filter((name) => name !== one.name) };
}

interface Cells {
  readonly claimed: GapArm;
  readonly local: GapArm;
  readonly levels: readonly Int32Array[];
}

/** Units by level of the last condition: is one level on both sides? */
function hasCommonLevel({ claimed, local, levels }: Cells): boolean {
  const own = levels.at(-1)!;
  const [a, b] = [claimed, local].map((arm) => {
    const seen = new Set<number>();
    for (const [s, n] of armCounts(arm).size.entries()) if (n > 0) seen.add(own[s]!);
    return seen;
  });
  return [...a!].some((at) => b!.has(at));
}

function supportOf({ claimed, local }: Cells): { claimed: number; local: number } {
  const [a, b] = [armCounts(claimed), armCounts(local)];
  const inside = supportedCells(a, b, LEAST);
  return {
    claimed: sharesInside(a, inside).supported,
    local: sharesInside(b, inside).supported,
  };
}

/** Conditions in groups: two whose levels nearly determine each other, on both sides pooled, are one. */
function inseparable(kept: readonly GapCondition[], cells: Cells): number[][] {
  const sizes = [cells.claimed, cells.local].map((arm) => armCounts(arm).size);
  const groups: number[][] = [];
  for (const [i, condition] of kept.entries()) {
    const near = groups.filter((group) =>
      group.some((j) => {
        const width = kept[j]!.levels.length;
        const table = new Float64Array(condition.levels.length * width);
        for (const size of sizes) {
          for (const [s, n] of size.entries()) {
            table[cells.levels[i + 1]![s]! * width + cells.levels[j + 1]![s]!]! += n;
          }
        }
        return cramersV(table, width) >= INSEPARABLE;
      }),
    );
    const joined = [...near.flat(), i];
    groups.splice(0, groups.length, ...groups.filter((group) => !near.includes(group)), joined);
  }
  return groups;
}

function codesOf(attributes: readonly GapAttribute[]): ("gap/too-fine" | "gap/confounded")[] {
  const uses = new Set(attributes.map(({ use }) => use));
  return [
    ...(uses.has("too-fine") ? (["gap/too-fine"] as const) : []),
    ...(uses.has("confounded") || uses.has("joint") ? (["gap/confounded"] as const) : []),
  ];
}
