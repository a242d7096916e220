import type {
  Count,
  Level,
  MetricText,
  NonEmptyText,
  PositiveCount,
  Share,
} from "../../core/json-values.js";
import { metricOf } from "../../metrics/lookup.js";
import { parseReference } from "../../metrics/reference.js";
import { kendall, spearmanTest } from "../../statistics/correlation.js";
import { moverInterval, type Sign } from "../../statistics/difference.js";
import { straightLine } from "../../statistics/least-squares.js";
import { normalQuantile } from "../../statistics/normal-quantile.js";
import { pairwiseLevel } from "../../statistics/racing.js";
import { type ComparedFigure, pairsOf, shareAt, type TransferColumn } from "../transfer-matrix.js";

/**
 * Models on the test set that everybody used and on one that nobody has seen, after Recht and others 2018
 * (arXiv 1806.00451); the JSON Schema is `schemas/fresh.schema.json`.
 */
export interface FreshComparison {
  readonly schema: "homeground.fresh/1";
  readonly metric: MetricText;
  readonly level: Level;
  readonly original: FreshSet;
  readonly fresh: FreshSet;
  /** The best on the original set first. */
  readonly models: readonly FreshModel[];
  readonly drop: MeanDrop;
  /** Figures on the fresh set by figures on the original one. */
  readonly line: FreshLine | null;
  /** The same of Φ⁻¹ of both; null where a figure is 0, 1 or no share. */
  readonly probit: FreshLine | null;
  readonly reading: FreshReading | null;
  /**
   * How much of the spread of figures on the original set its images alone can have made, at most: mean of
   * the figures' sampling variances over the variance of the figures. A slope comes out too flat by as much.
   */
  readonly noise: Share | null;
  readonly ranks: RankAgreement;
  /** Models that are told to be ahead on one set, and behind on the other. */
  readonly reversals: readonly Reversal[];
  /** Models with a figure of one set alone, which take no part. */
  readonly leftOut: readonly string[];
}

/** Whether better models lose less on the fresh set or more; `cannot-tell` where a slope of 1 is possible. */
export type FreshReading = "better-lose-less" | "better-lose-more" | "cannot-tell";

export interface FreshSet {
  readonly name: NonEmptyText;
  /** How often its images were looked at; null where only figures are known. */
  readonly looks: TransferColumn["looks"] | null;
  readonly uses: readonly string[];
}

export interface FreshModel {
  readonly name: NonEmptyText;
  readonly original: FreshFigure;
  readonly fresh: FreshFigure;
  /** Positive: worse on the fresh set. Of two independent samples; null limits where there are none. */
  readonly drop: {
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
  };
}

export interface FreshFigure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: PositiveCount;
  /** 1 and the number of models whose figure is better. */
  readonly rank: PositiveCount;
  /** 1 and the number of models that are told to be better, and all less those told to be worse. */
  readonly rankLow: PositiveCount;
  readonly rankHigh: PositiveCount;
}

/**
 * Mean over models. The limits are over images, of these models: the mean limits of each set, which hold however
 * alike the models' mistakes are, and the difference of two independent means by square and add.
 */
export interface MeanDrop {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** The smallest and the largest of the models. */
  readonly least: number;
  readonly most: number;
}

/** Least squares; limits of the slope are over models, taken as independent of each other. */
export interface FreshLine {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  readonly slopeError: number;
  readonly intercept: number;
}

export interface RankAgreement {
  readonly spearman: number | null;
  readonly kendall: number | null;
  /** Pairs of models, and how many are in another order on the fresh set. */
  readonly pairs: Count;
  readonly changed: Count;
  /** Pairs that are told apart on each of the two, all at one common error. */
  readonly toldOriginal: Count;
  readonly toldFresh: Count;
}

export interface Reversal {
  readonly aheadOnOriginal: NonEmptyText;
  readonly aheadOnFresh: NonEmptyText;
}

/** A model with its figure on both sets. */
export interface FreshPair {
  readonly name: string;
  readonly original: ComparedFigure;
  readonly fresh: ComparedFigure;
}

/**
 * @param pairs at least one; names are unique
 * @param about names of the sets, and what else is known of them
 */
export function freshComparison(
  pairs: readonly FreshPair[],
  about: Pick<FreshComparison, "metric" | "level" | "original" | "fresh" | "leftOut">,
): FreshComparison {
  const { metric, level } = about;
  const { direction } = metricOf(parseReference(metric));
  const sign: Sign = direction === "higher-is-better" ? 1 : -1;
  const sorted = pairs.toSorted(
    (a, b) =>
      sign * (valueIn(b.original) - valueIn(a.original)) ||
      sign * (valueIn(b.fresh) - valueIn(a.fresh)) ||
      (a.name < b.name ? -1 : 1),
  );
  const m = sorted.length;
  // All differences of both sets hold together.
  const ofPair = m < 2 ? level : 1 - (1 - pairwiseLevel(level, m)) / 2;
  const names = sorted.map(({ name }) => name);
  const sideOf = (which: "original" | "fresh"): Side => {
    const figures = sorted.map((one) => one[which]);
    const told = toldOf(names, figures, sign, ofPair);
    const values = figures.map(valueIn);
    return { told, values, figures: figures.map(figureOf(values, told, sign, level)) };
  };
  const [original, fresh] = [sideOf("original"), sideOf("fresh")];
  const models = sorted.map(({ name }, i): FreshModel => {
    const [a, b] = [original.figures[i]!, fresh.figures[i]!];
    return { name, original: a, fresh: b, drop: dropOf(a, b, sign) };
  });
  const line = lineOf(original.values, fresh.values, level);
  const noise = noiseOf(sorted);
  return {
    schema: "homeground.fresh/1",
    ...about,
    models,
    drop: meanDrop(models, sign),
    line,
    probit: probitLine(sorted, level),
    reading: readingOf(line, noise),
    noise,
    ...ranksOf(names, original, fresh, sign),
  };
}

/** Of models i < j, which is told to be better. */
interface ToldPair {
  readonly told: "a" | "b" | null;
  readonly i: number;
  readonly j: number;
}

interface Side {
  readonly told: readonly ToldPair[];
  readonly values: readonly number[];
  readonly figures: readonly FreshFigure[];
}

function valueIn({ figure }: ComparedFigure): number {
  return figure.value!;
}

/** Pairs i < j, in the order of `pairsOf`. */
function toldOf(
  names: readonly string[],
  figures: readonly ComparedFigure[],
  sign: Sign,
  level: number,
): ToldPair[] {
  const all = pairsOf(
    names.map((name, i) => [name, figures[i]!] as const),
    sign,
    level,
  );
  let at = 0;
  return names.flatMap((_, i) =>
    names.slice(i + 1).map((_, k) => ({ told: all[at++]!.told, i, j: i + 1 + k })),
  );
}

function figureOf(
  values: readonly number[],
  told: readonly ToldPair[],
  sign: Sign,
  level: number,
): (one: ComparedFigure, i: number) => FreshFigure {
  const ahead = new Int32Array(values.length);
  const behind = new Int32Array(values.length);
  for (const { told: side, i, j } of told) {
    if (side === null) continue;
    const [better, worse] = side === "a" ? [i, j] : [j, i];
    ahead[worse]!++;
    behind[better]!++;
  }
  return ({ figure }, i) => {
    const own = figure.level === level ? figure : null;
    const { low, high } = shareAt(figure, level) ?? { low: own?.low, high: own?.high };
    return {
      value: figure.value!,
      low: low ?? null,
      high: high ?? null,
      n: figure.n,
      rank: 1 + values.filter((other) => sign * (other - figure.value!) > 0).length,
      rankLow: 1 + ahead[i]!,
      rankHigh: values.length - behind[i]!,
    };
  };
}

type Limited = Pick<FreshFigure, "value" | "low" | "high">;

/** The figure on the original set less that on the fresh one, so that a loss is positive. */
function dropOf(original: Limited, fresh: Limited, sign: Sign): FreshModel["drop"] {
  const value = sign * (original.value - fresh.value);
  const [a, b] = [original, fresh].map(({ value: of, low, high }) =>
    low === null || high === null ? null : { value: of, low, high },
  );
  if (a == null || b == null) return { value, low: null, high: null };
  const { low, high } = moverInterval(a, b, sign);
  return { value, low, high };
}

function meanDrop(models: readonly FreshModel[], sign: Sign): MeanDrop {
  const mean = (of: (one: FreshModel) => number | null): number | null => {
    const all = models.map(of);
    return all.includes(null) ? null : all.reduce<number>((a, b) => a + b!, 0) / all.length;
  };
  const meanSide = (side: "original" | "fresh"): Limited => ({
    value: mean((one) => one[side].value)!,
    low: mean((one) => one[side].low),
    high: mean((one) => one[side].high),
  });
  const drops = models.map(({ drop }) => drop.value);
  return {
    ...dropOf(meanSide("original"), meanSide("fresh"), sign),
    least: Math.min(...drops),
    most: Math.max(...drops),
  };
}

function lineOf(x: readonly number[], y: readonly number[], level: number): FreshLine | null {
  const found = straightLine(x, y, level);
  if (found === null) return null;
  const { slope, low, high, slopeError, intercept } = found;
  return { slope, low, high, slopeError, intercept };
}

function probitLine(pairs: readonly FreshPair[], level: number): FreshLine | null {
  const areShares = pairs.every(({ original, fresh }) =>
    [original.figure, fresh.figure].every(
      ({ value, nEff }) => nEff !== null && value! > 0 && value! < 1,
    ),
  );
  if (!areShares) return null;
  const [x, y] = (["original", "fresh"] as const).map((side) =>
    pairs.map((one) => normalQuantile(valueIn(one[side]))),
  );
  return lineOf(x!, y!, level);
}

function noiseOf(pairs: readonly FreshPair[]): number | null {
  const n = pairs.length;
  if (n < 3 || pairs.some(({ original }) => original.figure.nEff === null)) return null;
  const values = pairs.map(({ original }) => valueIn(original));
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  if (!(spread > 0)) return null;
  const sampling = pairs.reduce((sum, { original: { figure } }, i) => {
    return sum + (values[i]! * (1 - values[i]!)) / figure.nEff!;
  }, 0);
  return Math.min(1, sampling / n / spread);
}

/** A slope under 1 that noise alone would make is none of better models that lose more. */
function readingOf(line: FreshLine | null, noise: number | null): FreshReading | null {
  if (line === null) return null;
  if (line.low > 1) return "better-lose-less";
  return line.high < 1 - (noise ?? 0) ? "better-lose-more" : "cannot-tell";
}

function ranksOf(names: readonly string[], original: Side, fresh: Side, sign: Sign) {
  const [x, y] = [original, fresh].map(({ values }) => Float64Array.from(values));
  const reversals: Reversal[] = [];
  let changed = 0;
  for (const [p, { told, i, j }] of original.told.entries()) {
    const now = fresh.told[p]!.told;
    const [was, is] = [x!, y!].map((of) => Math.sign(sign * (of[i]! - of[j]!)));
    if (was! * is! < 0) changed++;
    if (told === null || now === null || told === now) continue;
    const [first, second] = told === "a" ? [i, j] : [j, i];
    reversals.push({ aheadOnOriginal: names[first]!, aheadOnFresh: names[second]! });
  }
  const toldIn = (side: Side): number => side.told.filter(({ told }) => told !== null).length;
  return {
    ranks: {
      spearman: spearmanTest(x!, y!)?.value ?? null,
      kendall: kendall(x!, y!)?.b.value ?? null,
      pairs: original.told.length,
      changed,
      toldOriginal: toldIn(original),
      toldFresh: toldIn(fresh),
    },
    reversals,
  };
}
