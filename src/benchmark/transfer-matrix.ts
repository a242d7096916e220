import type { ComparedPair, ComparedPlace, ComparisonStatement } from "../compare/comparison.js";
import { signOf } from "../compare/paired-units.js";
import { statementsOf } from "../compare/statements.js";
import type {
  Code,
  Count,
  Level,
  MetricText,
  NonEmptyText,
  PositiveCount,
  Sha256,
} from "../core/json-values.js";
import { parseReference } from "../metrics/reference.js";
import { moverInterval, newcombePaired } from "../statistics/difference.js";
import { levelQuantile } from "../statistics/quantiles.js";
import { pairwiseLevel } from "../statistics/racing.js";
import { wilsonInterval } from "../statistics/wilson.js";
import { type Benchmark, columnKey, type Submission } from "./benchmark.js";

/** Models at places, and what can be said of them; the JSON Schema is `schemas/transfer.schema.json`. */
export interface TransferMatrix {
  readonly schema: "homeground.transfer/1";
  readonly name: NonEmptyText;
  readonly task: NonEmptyText;
  readonly metric: MetricText;
  /** That all differences hold together. */
  readonly level: Level;
  readonly submissions: Count;
  readonly models: readonly TransferModel[];
  readonly columns: readonly TransferColumn[];
  readonly statements: readonly Code[];
  /** Which models and places each statement is about. */
  readonly about: readonly ComparisonStatement[];
}

export interface TransferModel {
  readonly name: NonEmptyText;
  readonly sha256: Sha256 | null;
  /** Places that it has a figure of, conditions and months apart. */
  readonly places: PositiveCount;
  /** Unweighted means over those: of all, of places that were in its training, and of those that were not. */
  readonly mean: number;
  readonly meanTrained: number | null;
  readonly meanNew: number | null;
  /** Its lowest figure of all, its highest where lower is better, and where. */
  readonly worst: { readonly value: number; readonly place: string };
  /** Places of training that its authors state; null where they state none. */
  readonly trainedOn: Count | null;
}

/** A place under one condition in one month: one set of images, where that is known. */
export interface TransferColumn {
  readonly place: NonEmptyText;
  readonly condition: string | null;
  readonly month: string | null;
  readonly cells: readonly TransferCell[];
  readonly pairs: readonly Pick<
    ComparedPair,
    "a" | "b" | "difference" | "low" | "high" | "level" | "method" | "n" | "told"
  >[];
  /** How often its images were looked at: submissions, of how many models, and declared uses. */
  readonly looks: { readonly submissions: PositiveCount; readonly models: PositiveCount };
  readonly uses: readonly string[];
}

export interface TransferCell {
  readonly model: NonEmptyText;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: PositiveCount;
  readonly provenance: Submission["provenance"];
  readonly source: Submission["source"]["kind"];
  readonly isTrained: boolean | null;
}

/**
 * The matrix of a benchmark: of several submissions of one model for one column the best vouched for counts,
 * among equals the first by its id. Two models on the same images whose outcomes are there are compared as pairs
 * (Newcombe), others as independent shares, whose interval is wider; all intervals hold together.
 *
 * @param given with the id of each, by which order and ties are settled
 */
export function transferMatrix(
  { name, task, metric, level }: Benchmark,
  given: readonly { readonly id: Sha256; readonly submission: Submission }[],
): TransferMatrix {
  const sign = signOf(parseReference(metric));
  const sorted = given.toSorted(
    (a, b) => rank(b.submission) - rank(a.submission) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const keyOf = modelKeys(sorted.map(({ submission }) => submission));
  const models = [...new Set(keyOf.values())];
  const byColumn = new Map<string, Submission[]>();
  for (const { submission } of sorted) {
    const key = columnKey(submission);
    const own = byColumn.get(key);
    if (own === undefined) byColumn.set(key, [submission]);
    else own.push(submission);
  }
  const sets = [...byColumn.values()].sort((a, b) =>
    compareText(columnName(a[0]!), columnName(b[0]!)),
  );
  const counted = sets.map((all) => {
    const first = new Map<string, Submission>();
    for (const one of all) {
      const model = keyOf.get(one)!;
      if (!first.has(model)) first.set(model, one);
    }
    return first;
  });
  const compared = counted.filter((own) => own.size > 1).length;
  // One model has no pair, and no level of one.
  const ofPair = compared === 0 ? level : 1 - (1 - pairwiseLevel(level, models.length)) / compared;
  const columns = sets.map((all, c): TransferColumn => {
    const own = counted[c]!;
    const named = [...own].sort(([a], [b]) => compareText(a, b));
    const { place, condition, month } = all[0]!;
    const uses = all.flatMap((one) =>
      one.uses === null || one.uses.trim() === "" ? [] : [one.uses],
    );
    return {
      place,
      condition,
      month,
      cells: named.map(([model, { figure, provenance, source, isTrained }]) => {
        const { value, low, high, n } = figure;
        return { model, value: value!, low, high, n, provenance, source: source.kind, isTrained };
      }),
      pairs: pairsOf(named, sign, ofPair),
      looks: { submissions: all.length, models: own.size },
      uses: [...new Set(uses)].sort(),
    };
  });
  const about =
    models.length < 2 ? [] : statementsOf([], columns.map(asPlace), models.map(asModel), sign);
  return {
    schema: "homeground.transfer/1",
    name,
    task,
    metric,
    level,
    submissions: given.length,
    models: models.sort(compareText).map((model) => summary(model, counted, columns, sign)),
    columns,
    statements: about.map(({ statement }) => statement),
    about,
  };
}

const RANKS = ["told", "recomputable", "verified"];

function rank({ provenance }: Submission): number {
  return RANKS.indexOf(provenance);
}

/** One name a model: models of one name and other files have a piece of their hash behind it. */
function modelKeys(all: readonly Submission[]): ReadonlyMap<Submission, string> {
  const files = new Map<string, Set<string | null>>();
  for (const { model } of all) {
    const own = files.get(model.name) ?? new Set<string | null>();
    files.set(model.name, own.add(model.sha256));
  }
  return new Map(
    all.map((one) => {
      const { name, sha256 } = one.model;
      const isShared = (files.get(name)?.size ?? 0) > 1;
      return [one, isShared ? `${name} (${sha256?.slice(0, 8) ?? "no file"})` : name];
    }),
  );
}

/** `North ridge, night, 2026-11`. */
export function columnName({
  place,
  condition,
  month,
}: Pick<TransferColumn, "place" | "condition" | "month">): string {
  return [place, condition, month].filter((part) => part !== null).join(", ");
}

function pairsOf(
  named: readonly (readonly [string, Submission])[],
  sign: 1 | -1,
  level: number,
): TransferColumn["pairs"] {
  const pairs: TransferColumn["pairs"][number][] = [];
  for (const [i, [a, first]] of named.entries()) {
    for (const [b, second] of named.slice(i + 1)) {
      const found = pairOf(first, second, sign, level);
      const { low, high } = found;
      const told = low !== null && low > 0 ? "a" : high !== null && high < 0 ? "b" : null;
      pairs.push({ a, b, ...found, level, told });
    }
  }
  return pairs;
}

function pairOf(first: Submission, second: Submission, sign: 1 | -1, level: number) {
  const difference = sign * (first.figure.value! - second.figure.value!);
  const n = Math.min(first.figure.n, second.figure.n);
  const [x, y] = [first.outcomes, second.outcomes];
  const isSame = x !== null && y !== null && first.images?.sha256 === second.images?.sha256;
  const isGrouped = first.figure.clusters !== null || second.figure.clusters !== null;
  if (isSame && !isGrouped) {
    let [both, onlyA, onlyB, none] = [0, 0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const [isA, isB] = [x[i] === "1", y[i] === "1"];
      if (isA && isB) both++;
      else if (isA) onlyA++;
      else if (isB) onlyB++;
      else none++;
    }
    const { low, high, method } = newcombePaired(both, onlyA, onlyB, none, level);
    return { difference, low, high, method, n };
  }
  const [a, b] = [first, second].map(({ figure: { value, nEff } }) =>
    nEff === null ? null : { value: value!, ...wilsonInterval(value!, nEff, levelQuantile(level)) },
  );
  if (a == null || b == null) return { difference, low: null, high: null, method: "none", n };
  const { low, high } = moverInterval(a, b, sign);
  return { difference, low, high, method: "mover", n };
}

function asPlace(column: TransferColumn): ComparedPlace {
  const pairs = column.pairs.map((pair) => ({
    ...pair,
    clusters: null,
    right: null,
    warnings: [],
  }));
  const n = Math.max(...column.cells.map((cell) => cell.n));
  return { level: columnName(column), n, clusters: null, models: [], pairs, warnings: [] };
}

function asModel(name: string) {
  return { name, claimed: null };
}

function summary(
  name: string,
  counted: readonly ReadonlyMap<string, Submission>[],
  columns: readonly TransferColumn[],
  sign: 1 | -1,
): TransferModel {
  const own = counted.flatMap((one, c) => {
    const submission = one.get(name);
    return submission === undefined ? [] : [{ submission, column: columns[c]! }];
  });
  const values = own.map(({ submission }) => submission.figure.value!);
  const [worst] = own.toSorted(
    (a, b) => sign * (a.submission.figure.value! - b.submission.figure.value!),
  );
  const of = (isTrained: boolean): number | null => {
    const some = own.filter(({ submission }) => submission.isTrained === isTrained);
    return some.length === 0
      ? null
      : meanOf(some.map(({ submission }) => submission.figure.value!));
  };
  return {
    name,
    sha256: own[0]!.submission.model.sha256,
    places: own.length,
    mean: meanOf(values),
    meanTrained: of(true),
    meanNew: of(false),
    worst: { value: worst!.submission.figure.value!, place: columnName(worst!.column) },
    trainedOn:
      own.find(({ submission }) => submission.model.trainedOn !== null)?.submission.model
        .trainedOn ?? null,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
