import type { UseFigure } from "../evaluation/evaluation.js";
import { jackknifeVariance } from "../statistics/jackknife.js";
import { levelQuantile, studentLevelQuantile } from "../statistics/quantiles.js";
import type {
  ComparedOutcomes,
  ComparedPair,
  ComparedUse,
  ComparisonStatement,
} from "./comparison.js";

/** Groups of fewer have no spread worth a range. */
const FEWEST = 3;

/**
 * Figures of use that every model has, in pairs: what two differ by, by leaving the same group out of both, at level
 * 1 − (1 − level)/(pairs of all figures). Figures of single labels are left out where there is one of all labels.
 *
 * @returns null where no model has figures of use
 */
export function compareUses(
  models: readonly Pick<ComparedOutcomes, "name" | "uses">[],
  level: number,
): readonly ComparedUse[] | null {
  const [first, ...others] = models.map(({ uses }) => uses);
  if (first === undefined) return null;
  const of = (uses: readonly UseFigure[] | undefined, { figure, label, leftOut }: UseFigure) =>
    uses?.find(
      (one) =>
        one.figure === figure && one.label === label && one.leftOut.length === leftOut.length,
    );
  const whole = new Set(first.flatMap(({ figure, label }) => (label === null ? [figure] : [])));
  const shared = first.flatMap((one) => {
    if (one.label !== null && whole.has(one.figure)) return [];
    const rest = others.map((uses) => of(uses, one));
    return rest.every((other) => other !== undefined) ? [[one, ...rest]] : [];
  });
  const pairs = (models.length * (models.length - 1)) / 2;
  const ofPair = 1 - (1 - level) / Math.max(1, pairs * shared.length);
  return shared.map((figures): ComparedUse => {
    const { figure, label, better } = figures[0]!;
    return {
      figure,
      label,
      of: better === "nearer-to-0" ? "difference" : "model",
      models: figures.map(({ value }, m) => ({ name: models[m]!.name, value })),
      pairs: figures.flatMap((a, i) =>
        figures.slice(i + 1).map((b, k) => ({
          a: models[i]!.name,
          b: models[i + 1 + k]!.name,
          ...pairOf(a, b, ofPair),
        })),
      ),
    };
  });
}

function pairOf(a: UseFigure, b: UseFigure, level: number) {
  const range = rangeOf(a, b, level, (value) => value);
  const told = isTold(range);
  const { better } = a;
  const sign = better === "higher" ? 1 : better === "lower" ? -1 : 0;
  const ahead =
    better === "nearer-to-0"
      ? -aheadOf(rangeOf(a, b, level, Math.abs))
      : told
        ? sign * Math.sign(range.difference)
        : 0;
  const ofAhead = ahead > 0 ? ("a" as const) : ahead < 0 ? ("b" as const) : null;
  return { ...range, level, told, better: ofAhead };
}

/** Of a range that leaves 0 out the side on which it lies; else 0. */
function aheadOf(range: Range): number {
  return isTold(range) ? Math.sign(range.difference) : 0;
}

interface Range {
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
}

function isTold({ low, high }: Range): boolean {
  return low !== null && high !== null && (low > 0 || high < 0);
}

function rangeOf(a: UseFigure, b: UseFigure, level: number, of: (value: number) => number): Range {
  const difference = of(a.value) - of(b.value);
  const leftOut = a.leftOut.map((value, g) => of(value) - of(b.leftOut[g]!));
  const variance = jackknifeVariance(leftOut);
  if (leftOut.length < FEWEST || !(variance > 1e-24)) return { difference, low: null, high: null };
  const q =
    a.clusters === null ? levelQuantile(level) : studentLevelQuantile(level, leftOut.length - 1);
  const half = q * Math.sqrt(variance);
  return { difference, low: difference - half, high: difference + half };
}

/**
 * That two models are not told apart in the metric and are in a use; that one is ahead in the metric and the other in a
 * use. The first two models of each.
 */
export function useStatements(
  pairs: readonly ComparedPair[],
  uses: readonly ComparedUse[] | null,
): ComparisonStatement[] {
  const found = new Map<string, ComparisonStatement>();
  const add = (
    statement: string,
    models: readonly string[],
    named: readonly Pick<ComparedUse, "figure" | "label">[],
  ): void => {
    if (named.length === 0 || found.has(statement)) return;
    const uses = named.map(({ figure }) => figure);
    const useLabels = named.map(({ label }) => label);
    found.set(statement, { statement, models, places: [], uses, useLabels });
  };
  for (const { a, b, told, low } of pairs) {
    const own = (uses ?? []).flatMap(({ figure, label, pairs: ofUse }) => {
      const pair = ofUse.find((one) => one.a === a && one.b === b);
      return pair === undefined ? [] : [{ figure, label, pair }];
    });
    const named = (holds: (pair: (typeof own)[number]["pair"]) => boolean) =>
      own.filter(({ pair }) => holds(pair));
    if (told === null && low !== null) {
      add(
        SAME_METRIC,
        [a, b],
        named((pair) => pair.told),
      );
    }
    if (told !== null) {
      const [ahead, behind] = told === "a" ? [a, b] : [b, a];
      add(
        USE_REVERSAL,
        [ahead, behind],
        named(({ better }) => better !== null && better !== told),
      );
    }
  }
  return [...found.values()];
}

export const SAME_METRIC = "compare/same-metric-other-conclusion";
export const USE_REVERSAL = "compare/use-reversal";
