import { HomegroundError } from "../../core/errors.js";
import { cellText } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";
import type { RawTable } from "../../formats/delimited/delimited.js";
import { textColumn } from "../../formats/delimited/table-cells.js";
import { sharedFigure } from "../../ledger/shared-result.js";
import { ACCURACY } from "../../metrics/predictions/accuracy.js";
import { levelQuantile } from "../../statistics/quantiles.js";
import { wilsonCounts } from "../../statistics/wilson.js";
import type { Benchmark } from "../benchmark.js";
import { columnName, countedSets, looksOf } from "../transfer-matrix.js";
import { type FreshComparison, type FreshPair, freshComparison } from "./fresh-comparison.js";

/** Every two of them are compared. */
const MOST_MODELS = 500;
const METRIC = ACCURACY.id;
const SIDES = ["original", "fresh"] as const;
type SideName = (typeof SIDES)[number];

/** What the two sets are called; null where nobody said. */
export interface FreshNames {
  readonly original: string | null;
  readonly fresh: string | null;
}

/**
 * Two sets of images of a benchmark.
 *
 * @param where for messages
 * @throws HomegroundError `usage/bad-option`, `input/empty`
 */
export function freshOfBenchmark(
  { metric, level }: Benchmark,
  given: Parameters<typeof countedSets>[0],
  names: FreshNames,
  where: string,
): FreshComparison {
  const { sets } = countedSets(given);
  const known = sets.map(({ own }) => columnName(own[0]!));
  const [original, fresh] = SIDES.map((side) => {
    const asked = names[side];
    const at = asked === null ? -1 : known.indexOf(asked);
    if (at >= 0) return { name: known[at]!, ...sets[at]! };
    throw new HomegroundError("usage/bad-option", {
      what: asked === null ? `nothing says which set is the ${side} one` : `there is no ${asked}`,
      where: `--${side}`,
      fix: `Name one of: ${known.join("; ")}`,
    });
  });
  if (original!.name === fresh!.name) {
    throw new HomegroundError("usage/bad-option", {
      what: "one set of images is named as both",
      where: "--fresh",
      fix: "Name two places of the benchmark",
    });
  }
  const all = [...new Set([original!, fresh!].flatMap(({ counted }) => [...counted.keys()]))];
  const pairs = all.flatMap((name): FreshPair[] => {
    const [a, b] = [original!.counted.get(name), fresh!.counted.get(name)];
    return a === undefined || b === undefined ? [] : [{ name, original: a, fresh: b }];
  });
  const taken = new Set(pairs.map(({ name }) => name));
  checkSome(pairs, where);
  const [first, second] = [original!, fresh!].map(({ name, own, counted }) => ({
    name,
    ...looksOf(own, counted.size),
  }));
  return freshComparison(pairs, {
    metric,
    level,
    original: first!,
    fresh: second!,
    leftOut: all.filter((name) => !taken.has(name)).sort(),
  });
}

/**
 * Accuracies that are known as counts alone: a row a model, with `original` and `fresh` as `k/n`, or with
 * `original_k`, `original_n`, `fresh_k`, `fresh_n`.
 *
 * @throws HomegroundError `table/missing-column`, `input/bad-shape`, `input/empty`, `input/too-large`
 */
export function freshOfTable(
  { table, line, problems }: RawTable,
  names: FreshNames,
  level: number,
  where: string,
): FreshComparison {
  const [problem] = problems;
  if (problem !== undefined) throw badRow(problem.what, problem.where);
  checkMany(table.rowCount, where);
  const column = (name: string) => {
    const found = [...table.columns.keys()].find((own) => foldName(own) === foldName(name));
    return found === undefined ? null : textColumn(table, found);
  };
  const models = column("model");
  const counts = SIDES.map(
    (side) => [column(side), column(`${side}_k`), column(`${side}_n`)] as const,
  );
  for (const [s, [whole, k, n]] of counts.entries()) {
    if (models !== null && (whole !== null || (k !== null && n !== null))) continue;
    const side = SIDES[s]!;
    const lacks = models === null ? "model" : `${side}, with right answers of all as k/n`;
    throw new HomegroundError("table/missing-column", {
      what: `it has no column ${lacks}`,
      where,
      fix: "Name the columns model, original and fresh (8198/10000), or original_k, original_n, fresh_k and fresh_n",
    });
  }
  const pairs: FreshPair[] = [];
  const leftOut: string[] = [];
  const seen = new Set<string>();
  for (let row = 0; row < table.rowCount; row++) {
    const at = `${where}, line ${line[row]}`;
    const name = cellText(models!, row)?.trim() ?? "";
    if (name === "") throw badRow("it names no model", at);
    if (seen.has(name)) throw badRow(`${name} is there twice`, at);
    seen.add(name);
    const [original, fresh] = counts.map(([whole, k, n], s) => {
      const texts = whole === null ? [k!, n!] : [whole];
      const cells = texts.map((own) => cellText(own, row)?.trim() ?? "");
      if (cells.every((cell) => cell === "")) return null;
      return figureOf(cells.join("/"), SIDES[s]!, level, at);
    });
    if (original == null || fresh == null) leftOut.push(name);
    else pairs.push({ name, original, fresh });
  }
  checkSome(pairs, where);
  const setOf = (side: SideName) => ({ name: names[side] ?? side, looks: null, uses: [] });
  const sets = { original: setOf("original"), fresh: setOf("fresh") };
  return freshComparison(pairs, { metric: METRIC, level, ...sets, leftOut });
}

function figureOf(
  text: string,
  side: SideName,
  level: number,
  where: string,
): FreshPair["original"] {
  const [k, n] = (/^(\d{1,9}) *\/ *(\d{1,9})$/.exec(text)?.slice(1) ?? []).map(Number);
  if (k === undefined || n === undefined || n === 0 || k > n) {
    throw badRow(`${side} is ${JSON.stringify(text)}, and no number right of a number`, where);
  }
  const limits = wilsonCounts(k, n, levelQuantile(level));
  const base = { metric: METRIC, level, n, method: "wilson", clusters: null } as const;
  const figure = sharedFigure({ ...base, value: k / n, ...limits });
  return { figure, outcomes: null, groups: null, images: null };
}

function checkMany(models: number, where: string): void {
  if (models <= MOST_MODELS) return;
  throw new HomegroundError("input/too-large", {
    what: `it has ${models} models, and ${MOST_MODELS} can be compared`,
    where,
    fix: "Leave models out, for a reason that is not their figure",
  });
}

function checkSome(pairs: readonly FreshPair[], where: string): void {
  checkMany(pairs.length, where);
  if (pairs.length > 0) return;
  throw new HomegroundError("input/empty", {
    what: "no model has a figure of both sets",
    where,
    fix: "Evaluate models on both sets of images",
  });
}

function badRow(what: string, where: string): HomegroundError {
  return new HomegroundError("input/bad-shape", {
    what,
    where,
    fix: "Give each model once, with how many answers are right of how many: 8198/10000",
  });
}
