import type { ComparedPair, ComparedPlace, ComparisonStatement } from "../compare/comparison.js";
import { countRight, hitsInterval } from "../compare/pair-interval.js";
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
import { metricOf } from "../metrics/lookup.js";
import { parseReference } from "../metrics/reference.js";
import { foldTrainingName } from "../records/record/training-domain.js";
import { moverInterval, type Sign } from "../statistics/difference.js";
import { tInterval } from "../statistics/mean.js";
import { levelQuantile, studentLevelQuantile } from "../statistics/quantiles.js";
import { pairwiseLevel } from "../statistics/racing.js";
import { wilsonInterval } from "../statistics/wilson.js";
import { type Benchmark, columnKey, modelIdentity, type Submission } from "./benchmark.js";
import { fileName } from "./submissions.js";

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
  /** Models of which each is told to be ahead of the other somewhere. */
  readonly rankChanges: readonly RankChange[];
}

export interface TransferModel {
  readonly name: NonEmptyText;
  readonly sha256: Sha256 | null;
  /** Of all its places, of those that were in its training, and of those that were not. */
  readonly mean: PlaceMean;
  readonly meanTrained: PlaceMean | null;
  readonly meanNew: PlaceMean | null;
  /** Of places under each condition; none where no place has one. Null: as the place is. */
  readonly conditions: readonly { readonly condition: string | null; readonly mean: PlaceMean }[];
  /** Its lowest figure of all, its highest where lower is better, and where. */
  readonly worst: { readonly value: number; readonly place: string };
  /** Places of training that its authors state; null where they state none. */
  readonly trainedOn: Count | null;
}

/**
 * Unweighted mean over places, each once: conditions and months of one place are first averaged. Places are what
 * is sampled: Student's interval over them, null of fewer than three.
 */
export interface PlaceMean {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly places: PositiveCount;
}

export interface RankChange {
  readonly a: NonEmptyText;
  readonly b: NonEmptyText;
  readonly aAheadAt: readonly string[];
  readonly bAheadAt: readonly string[];
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
 * among equals the first by its id. Two models on the same images whose outcomes are there are compared as pairs,
 * as `homeground compare` does, others as independent shares, whose interval is wider; all intervals hold together.
 *
 * @param given with the id of each, by which order and ties are settled
 */
export function transferMatrix(
  { name, task, metric, level }: Benchmark,
  given: readonly { readonly id: Sha256; readonly submission: Submission }[],
): TransferMatrix {
  const { direction, range } = metricOf(parseReference(metric));
  const sign: Sign = direction === "higher-is-better" ? 1 : -1;
  const { names, sets } = countedSets(given);
  const counted = sets.map((one) => one.counted);
  const compared = counted.filter((own) => own.size > 1).length;
  // One model has no pair, and no level of one.
  const ofPair = compared === 0 ? level : 1 - (1 - pairwiseLevel(level, names.length)) / compared;
  const columns = sets.map(({ own, counted: chosen }): TransferColumn => {
    const named = [...chosen];
    const { place, condition, month } = own[0]!;
    return {
      place,
      condition,
      month,
      cells: named.map(([model, { figure, provenance, source, isTrained }]) => {
        const { value, low, high, n } = figure;
        return { model, value: value!, low, high, n, provenance, source: source.kind, isTrained };
      }),
      pairs: pairsOf(named, sign, ofPair),
      ...looksOf(own, named.length),
    };
  });
  const ofModel = new Map(names.map((model): [string, OwnFigure[]] => [model, []]));
  for (const [c, own] of counted.entries()) {
    for (const [model, submission] of own) {
      ofModel.get(model)!.push({ submission, at: columnName(columns[c]!) });
    }
  }
  const about =
    names.length < 2 ? [] : statementsOf([], columns.map(asPlace), names.map(asModel), sign);
  return {
    schema: "homeground.transfer/1",
    name,
    task,
    metric,
    level,
    submissions: given.length,
    models: names.map((model) => summary(model, ofModel.get(model)!, { sign, level, range })),
    columns,
    statements: about.map(({ statement }) => statement),
    about,
    rankChanges: rankChangesOf(columns),
  };
}

/** One set of images: everything that was submitted for it, and what counts, a submission a model. */
export interface CountedSet {
  readonly own: readonly Submission[];
  /** In the order of the models' names. */
  readonly counted: ReadonlyMap<string, Submission>;
}

/** All sets of images of a benchmark, in the order of their names, and all its models. */
export function countedSets(
  given: readonly { readonly id: Sha256; readonly submission: Submission }[],
): { readonly names: readonly string[]; readonly sets: readonly CountedSet[] } {
  const sorted = given.toSorted(
    (a, b) => rank(b.submission) - rank(a.submission) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const all = sorted.map(({ submission }) => submission);
  const nameOf = modelNames(all);
  const sets = [...groupBy(all, columnKey).values()].sort((a, b) =>
    compareText(columnName(a[0]!), columnName(b[0]!)),
  );
  return {
    names: [...new Set(all.map(nameOf))].sort(compareText),
    sets: sets.map((own) => {
      const first = new Map<string, Submission>();
      for (const one of own) {
        const model = nameOf(one);
        if (!first.has(model)) first.set(model, one);
      }
      return { own, counted: new Map([...first].sort(([a], [b]) => compareText(a, b))) };
    }),
  };
}

/** How often a set of images was looked at, and what its authors say that they used it for. */
export function looksOf(
  own: readonly Submission[],
  models: number,
): Pick<TransferColumn, "looks" | "uses"> {
  const uses = own.flatMap((one) =>
    one.uses === null || one.uses.trim() === "" ? [] : [one.uses],
  );
  return { looks: { submissions: own.length, models }, uses: [...new Set(uses)].sort() };
}

const RANKS = ["told", "recomputable", "verified"];

function rank({ provenance }: Submission): number {
  return RANKS.indexOf(provenance);
}

/**
 * One name a model, whoever submitted it: the most frequent of its names. Models of one name and other files
 * have a piece of their hash behind it.
 */
function modelNames(all: readonly Submission[]): (one: Submission) => string {
  const models = [...groupBy(all, ({ model }) => modelIdentity(model))].sort(([a], [b]) =>
    compareText(a, b),
  );
  const given = models.map(([, own]) => mostFrequent(own.map(({ model }) => model)));
  const shared = groupBy(given, (name) => name);
  const taken = new Set<string>();
  const names = new Map(
    models.map(([identity, own], m) => {
      const { sha256 } = own[0]!.model;
      const piece = sha256?.slice(0, 8) ?? "no file";
      const full = shared.get(given[m]!)!.length === 1 ? given[m]! : `${given[m]} (${piece})`;
      let name = full;
      for (let again = 2; taken.has(name); again++) name = `${full} ${again}`;
      taken.add(name);
      return [identity, name];
    }),
  );
  return ({ model }) => names.get(modelIdentity(model))!;
}

/** Of names that were given, before the one that stands for a missing name; of equals the first. */
function mostFrequent(models: readonly Submission["model"][]): string {
  const given = models.filter(({ name, sha256 }) => sha256 === null || name !== fileName(sha256));
  const counts = groupBy(given.length === 0 ? models : given, ({ name }) => name);
  const [first] = [...counts].sort(([a, x], [b, y]) => y.length - x.length || compareText(a, b));
  return first![0];
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [one]);
    else own.push(one);
  }
  return groups;
}

/** `North ridge, night, 2026-11`. */
export function columnName({
  place,
  condition,
  month,
}: Pick<TransferColumn, "place" | "condition" | "month">): string {
  return [place, condition, month].filter((part) => part !== null).join(", ");
}

/** What two models are compared by. */
export type ComparedFigure = Pick<Submission, "figure" | "outcomes" | "groups" | "images">;

/** Every two models on one set of images, in the order in which they are named. */
export function pairsOf(
  named: readonly (readonly [string, ComparedFigure])[],
  sign: Sign,
  level: number,
): TransferColumn["pairs"] {
  const right = named.map(([, { outcomes }]) => (outcomes === null ? null : bitsOf(outcomes)));
  const pairs: TransferColumn["pairs"][number][] = [];
  for (const [i, [a, first]] of named.entries()) {
    for (const [k, [b, second]] of named.slice(i + 1).entries()) {
      const [x, y] = [right[i] ?? null, right[i + 1 + k] ?? null];
      const isSame = first.images !== null && first.images.sha256 === second.images?.sha256;
      const found =
        isSame && x !== null && y !== null
          ? pairedDifference(x, y, coarser(first.groups, second.groups), sign, level)
          : independentDifference(first, second, sign, level);
      const { low, high } = found;
      const told = low !== null && low > 0 ? "a" : high !== null && high < 0 ? "b" : null;
      const n = Math.min(first.figure.n, second.figure.n);
      pairs.push({ a, b, ...found, level, n, told });
    }
  }
  return pairs;
}

function bitsOf(outcomes: string): Uint8Array {
  return Uint8Array.from(outcomes, (bit) => (bit === "1" ? 1 : 0));
}

/** As `homeground compare` has it of the same units. */
function pairedDifference(
  x: Uint8Array,
  y: Uint8Array,
  groups: Submission["groups"],
  sign: Sign,
  level: number,
) {
  const clusters =
    groups === null ? null : { cluster: Int32Array.from(groups), count: countOf(groups) };
  const { value, low, high, method } = hitsInterval(x, y, countRight(x, y), sign, clusters, level);
  return { difference: value, low, high, method };
}

/** Units that count together for one of the two do so for both. */
function coarser(a: Submission["groups"], b: Submission["groups"]): Submission["groups"] {
  if (a === null || b === null) return a ?? b;
  return countOf(b) < countOf(a) ? b : a;
}

function countOf(groups: readonly number[]): number {
  return groups.reduce((most, group) => Math.max(most, group + 1), 0);
}

function independentDifference(
  first: ComparedFigure,
  second: ComparedFigure,
  sign: Sign,
  level: number,
) {
  const difference = sign * (first.figure.value! - second.figure.value!);
  const [a, b] = [first, second].map(({ figure }) => shareAt(figure, level));
  if (a == null || b == null) return { difference, low: null, high: null, method: "none" };
  const { low, high } = moverInterval(a, b, sign);
  return { difference, low, high, method: "mover" };
}

/**
 * A share with its interval at another level: Wilson's of as many independent units as tell as much. Of
 * clusters the quantile is Student's, whose growth from the figure's own level is that of G − 1 degrees of
 * freedom.
 *
 * @returns null where the figure is no share, or of too few clusters for an interval
 */
export function shareAt(
  { value, low, level: own, nEff, clusters }: Submission["figure"],
  level: number,
) {
  if (value === null || nEff === null) return null;
  if (clusters === null) {
    return { value, ...wilsonInterval(value, nEff, levelQuantile(level)) };
  }
  if (low === null || clusters < 3) return null;
  const df = clusters - 1;
  const growth = studentLevelQuantile(level, df) / studentLevelQuantile(own, df);
  return { value, ...wilsonInterval(value, nEff, levelQuantile(own) * growth) };
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

/** Pairs of models in the order of their names, with the places at which each is told to be ahead. */
function rankChangesOf(columns: readonly TransferColumn[]): RankChange[] {
  const told = columns.flatMap((column) =>
    column.pairs.flatMap(({ a, b, told: ahead }) =>
      ahead === null ? [] : [{ a, b, ahead, at: columnName(column) }],
    ),
  );
  const ofPairs = groupBy(told, ({ a, b }) => JSON.stringify([a, b]));
  return [...ofPairs.values()]
    .map((own) => {
      const at = (side: "a" | "b") => own.flatMap((one) => (one.ahead === side ? [one.at] : []));
      const { a, b } = own[0]!;
      return { a, b, aAheadAt: at("a"), bAheadAt: at("b") };
    })
    .filter(({ aAheadAt, bAheadAt }) => aAheadAt.length > 0 && bAheadAt.length > 0)
    .sort((x, y) => compareText(x.a, y.a) || compareText(x.b, y.b));
}

/** A figure that counts for a model, and the name of its column. */
interface OwnFigure {
  readonly submission: Submission;
  readonly at: string;
}

interface SummaryOptions {
  readonly sign: Sign;
  readonly level: number;
  readonly range: readonly [low: number, high: number];
}

function summary(name: string, own: readonly OwnFigure[], options: SummaryOptions): TransferModel {
  const { sign } = options;
  const figureAt = ({ submission }: OwnFigure): number => submission.figure.value!;
  const worst = own.reduce((least, one) =>
    sign * (figureAt(one) - figureAt(least)) < 0 ? one : least,
  );
  const meanOf = (some: readonly OwnFigure[]) => placeMean(some, options);
  const trained = (is: boolean) => meanOf(own.filter((one) => one.submission.isTrained === is));
  const conditions = groupBy(own, (one) => foldTrainingName(one.submission.condition ?? ""));
  const states = own.find(({ submission }) => submission.model.trainedOn !== null);
  return {
    name,
    sha256: own[0]!.submission.model.sha256,
    mean: meanOf(own)!,
    meanTrained: trained(true),
    meanNew: trained(false),
    conditions:
      conditions.size === 1 && conditions.has("")
        ? []
        : [...conditions]
            .sort(([a], [b]) => compareText(a, b))
            .map(([, some]) => ({
              condition: some[0]!.submission.condition,
              mean: meanOf(some)!,
            })),
    worst: { value: figureAt(worst), place: worst.at },
    trainedOn: states?.submission.model.trainedOn ?? null,
  };
}

/** Of fewer places there is no interval. */
const FEWEST_PLACES = 3;

function placeMean(
  some: readonly OwnFigure[],
  { level, range: [least, most] }: SummaryOptions,
): PlaceMean | null {
  if (some.length === 0) return null;
  const places = groupBy(some, ({ submission }) => foldTrainingName(submission.place));
  const values = Float64Array.from(places.values(), (own) => {
    return own.reduce((sum, { submission }) => sum + submission.figure.value!, 0) / own.length;
  });
  const { value, low, high } = tInterval(values, level);
  const isFew = values.length < FEWEST_PLACES || low === null || high === null;
  return {
    value: value!,
    low: isFew ? null : Math.max(least, low),
    high: isFew ? null : Math.min(most, high),
    places: values.length,
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
