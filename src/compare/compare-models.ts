import type { LevelledAttribute } from "../claims/attribute-levels.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { formatReference } from "../metrics/reference-text.js";
import { groupLetters, pairwiseLevel } from "../statistics/racing.js";
import { isTooSmall } from "../statistics/simultaneous.js";
import { taskOf } from "../tasks/registry.js";
import type {
  ComparedModel,
  ComparedOutcomes,
  ComparedPair,
  Comparison,
  PlaceComparison,
} from "./comparison.js";
import { type MeasuredFigure, pairInterval } from "./pair-interval.js";
import {
  areHits,
  dealUnits,
  leaveGroupsOut,
  type ModelFigure,
  modelFigure,
  ownUnits,
  type SharedUnits,
  signOf,
  unitValues,
} from "./paired-units.js";
import { type RedrawOptions, shareOfBest } from "./redraws.js";
import { statementsOf } from "./statements.js";

export interface CompareRequest extends RedrawOptions {
  readonly reference: MetricReference;
  /** In (0, 1). */
  readonly level: number;
  /** Levels of each shared unit; null: all images together only. */
  readonly places: LevelledAttribute | null;
}

/** Redraws of which the share of the best is told. */
export const REDRAWS = 2_000;

/**
 * Compares models on the same units (METHODS §3 and §11.1): every pair by a paired interval, all of them
 * at one common error; by places the same, with the pairs of all places as a family of their own.
 *
 * @param models two or more, of one task, clustered alike
 * @throws HomegroundError what the metric wants of outcomes
 */
export function compareModels(
  models: readonly ComparedOutcomes[],
  request: CompareRequest,
): Comparison {
  const { reference, level, places } = request;
  const figures = models.map(({ outcomes, units }) => modelFigure(outcomes, units, reference));
  const count = models[0]!.units.length;
  const all = sharedUnits(
    figures[0]!,
    Int32Array.from({ length: count }, (_, i) => i),
  );
  const pairLevel = pairwiseLevel(level, models.length);
  const compare = (shared: SharedUnits, ofPair: number): PlaceComparison =>
    comparePlace(models, figures, shared, { ...request, ofPair });
  const whole = compare(all, pairLevel);
  const parts = places === null ? [] : partsOf(places, figures[0]!);
  const compared = parts.filter(({ shared }) => !isSmall(shared));
  const ofPair = 1 - (1 - pairLevel) / Math.max(1, compared.length);
  const ofPlaces = parts.map(({ name, shared }) => {
    const isCompared = !isSmall(shared);
    const base = { level: name, n: shared.units.length, clusters: shared.clusters?.count ?? null };
    const warnings = isCompared ? [] : ["slices/too-small"];
    if (isCompared) return { ...base, ...compare(shared, ofPair), warnings };
    const measured = models.map((model, m) => {
      const { value } = detailOf(figures[m]!, shared, reference, level);
      return { ...named(model), value, low: null, high: null, letters: "", best: null };
    });
    return { ...base, models: measured, pairs: [], warnings };
  });
  const about = statementsOf(whole.pairs, ofPlaces, models, signOf(reference));
  return {
    schema: "homeground.comparison/1",
    metric: formatReference(reference),
    level,
    unit: models[0]!.outcomes.unit,
    images: count,
    clusters: all.clusters?.count ?? null,
    by: places?.name ?? null,
    ...whole,
    places: places === null ? null : ofPlaces,
    statements: about.map(({ statement }) => statement),
    about,
    race: null,
  };
}

interface PlaceRequest extends Omit<CompareRequest, "places"> {
  /** Level of the interval of one pair. */
  readonly ofPair: number;
}

function comparePlace(
  models: readonly ComparedOutcomes[],
  figures: readonly ModelFigure[],
  shared: SharedUnits,
  { reference, level, seed, redraws, ofPair }: PlaceRequest,
): PlaceComparison {
  const groups = dealUnits(shared, seed);
  const isMean = figures.every(({ values }) => values !== null);
  const measured = figures.map((figure) => ({
    figure,
    detail: detailOf(figure, shared, reference, level),
    left: isMean ? null : leaveGroupsOut(figure, shared, groups),
  }));
  const sign = signOf(reference);
  const pairs: ComparedPair[] = [];
  for (let i = 0; i < models.length; i++) {
    for (let j = i + 1; j < models.length; j++) {
      const found = pairInterval(measured[i]!, measured[j]!, reference, shared, ofPair);
      const { value, low, high, method, n, clusters, warnings } = found;
      const told = low !== null && low > 0 ? "a" : high !== null && high < 0 ? "b" : null;
      pairs.push({
        a: models[i]!.name,
        b: models[j]!.name,
        difference: value,
        low,
        high,
        level: ofPair,
        method,
        n,
        clusters,
        told,
        right: rightOf(figures[i]!, figures[j]!, shared),
        warnings,
      });
    }
  }
  const lefts = measured.flatMap(({ left }) => (left === null ? [] : [left]));
  const best = shareOfBest(figures, shared, groups, isMean ? null : lefts, sign, {
    seed,
    redraws,
  });
  const letters = lettersOf(measured, pairs, sign);
  return {
    models: models.map((model, m) => {
      const { value, low, high } = measured[m]!.detail;
      const share = value === null ? null : (best?.[m] ?? null);
      return { ...named(model), value, low, high, letters: letters[m]!, best: share };
    }),
    pairs,
  };
}

function named({ name, sha256 }: ComparedOutcomes): Pick<ComparedModel, "name" | "sha256"> {
  return { name, sha256 };
}

function detailOf(
  figure: ModelFigure,
  shared: SharedUnits,
  reference: MetricReference,
  level: number,
) {
  const { outcomes } = figure;
  const own = ownUnits(figure, shared);
  const isWhole = own.length === outcomes.unitCount && own.every((unit, i) => unit === i);
  const { kind } = outcomes;
  return taskOf(kind)
    .estimator(outcomes, reference, isWhole ? undefined : own)
    .at(level);
}

function rightOf(a: ModelFigure, b: ModelFigure, shared: SharedUnits): ComparedPair["right"] {
  const [x, y] = [unitValues(a, shared), unitValues(b, shared)];
  if (x === null || y === null || !areHits(x) || !areHits(y)) return null;
  const right = { both: 0, onlyA: 0, onlyB: 0, none: 0 };
  for (let i = 0; i < x.length; i++) {
    if (x[i] === 1) right[y[i] === 1 ? "both" : "onlyA"]++;
    else right[y[i] === 1 ? "onlyB" : "none"]++;
  }
  return right;
}

/** The first letter is that of the best. */
function lettersOf(
  measured: readonly MeasuredFigure[],
  pairs: readonly ComparedPair[],
  sign: 1 | -1,
): string[] {
  const value = measured.map(({ detail }) => sign * (detail.value ?? Number.NEGATIVE_INFINITY));
  const order = [...value.keys()].sort((i, j) => value[j]! - value[i]! || i - j);
  const told = new Set<string>();
  let at = 0;
  for (let i = 0; i < measured.length; i++) {
    for (let j = i + 1; j < measured.length; j++) {
      if (pairs[at++]!.told !== null) told.add(`${i} ${j}`);
    }
  }
  const isTold = (i: number, j: number) => {
    const [m, n] = [order[i]!, order[j]!];
    return told.has(m < n ? `${m} ${n}` : `${n} ${m}`);
  };
  const letters = groupLetters(measured.length, isTold);
  const found = new Array<string>(measured.length);
  for (const [rank, model] of order.entries()) {
    found[model] = letters[rank]!.map(letterOf).join("");
  }
  return found;
}

/** a … z, then a2 … */
function letterOf(number: number): string {
  const letter = String.fromCharCode(97 + (number % 26));
  return number < 26 ? letter : `${letter}${Math.floor(number / 26) + 1}`;
}

function partsOf({ levels, codes }: LevelledAttribute, figure: ModelFigure) {
  return levels.map((name, level) => {
    const units: number[] = [];
    for (let i = 0; i < codes.length; i++) if (codes[i] === level) units.push(i);
    return { name, shared: sharedUnits(figure, Int32Array.from(units)) };
  });
}

function isSmall({ units, clusters }: SharedUnits): boolean {
  return isTooSmall(units.length, clusters?.count ?? null);
}

/** Clusters are the same of every model: the first one says which there are. */
function sharedUnits({ outcomes, own }: ModelFigure, units: Int32Array): SharedUnits {
  const { cluster, clusterCount } = outcomes;
  if (cluster === null) return { units, clusters: null };
  const idOf = new Int32Array(clusterCount).fill(-1);
  let count = 0;
  const ids = units.map((unit) => {
    const g = cluster[own[unit]!]!;
    if (idOf[g] === -1) idOf[g] = count++;
    return idOf[g]!;
  });
  return { units, clusters: { cluster: ids, count } };
}
