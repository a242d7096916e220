import type { MetricReference } from "../metrics/estimate-types.js";
import type { Sign } from "../statistics/difference.js";
import { groupLetters } from "../statistics/racing.js";
import { taskOf } from "../tasks/registry.js";
import type {
  ComparedModel,
  ComparedOutcomes,
  ComparedPair,
  PlaceComparison,
} from "./comparison.js";
import { pairInterval, rightOf } from "./pair-interval.js";
import {
  dealUnits,
  type MeasuredFigure,
  type ModelFigure,
  measured,
  ownUnits,
  type SharedUnits,
  signOf,
} from "./paired-units.js";
import { type RedrawOptions, shareOfBest } from "./redraws.js";

/** Figures without ranges and differences. */
export function figuresAlone(
  models: readonly ComparedOutcomes[],
  figures: readonly ModelFigure[],
  shared: SharedUnits,
  reference: MetricReference,
  level: number,
): PlaceComparison {
  const alone = models.map((model, m) => {
    const { value } = detailOf(figures[m]!, shared, reference, level);
    return { ...named(model), value, low: null, high: null, letters: "", best: null };
  });
  return { models: alone, pairs: [] };
}

/** What models are compared by on some units. */
export interface PlaceRequest extends RedrawOptions {
  readonly reference: MetricReference;
  /** Of the intervals of single figures, in (0, 1). */
  readonly level: number;
  /** Level of the interval of one pair. */
  readonly ofPair: number;
}

/** Every figure with its interval, every pair with that of its difference, letters and redraws. */
export function comparePlace(
  models: readonly ComparedOutcomes[],
  figures: readonly ModelFigure[],
  shared: SharedUnits,
  { reference, level, seed, redraws, ofPair }: PlaceRequest,
): PlaceComparison {
  const groups = dealUnits(shared, seed);
  const all = figures.map((figure) =>
    measured(figure, detailOf(figure, shared, reference, level), shared, groups),
  );
  const sign = signOf(reference);
  const pairs: ComparedPair[] = [];
  for (let i = 0; i < models.length; i++) {
    for (let j = i + 1; j < models.length; j++) {
      const [first, second] = [all[i]!, all[j]!];
      const right = rightOf(first, second);
      const found = pairInterval(first, second, right, reference, shared, ofPair);
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
        right,
        warnings,
      });
    }
  }
  const best = shareOfBest(all, shared, groups, sign, { seed, redraws });
  const letters = lettersOf(all, pairs, sign);
  return {
    models: models.map((model, m) => {
      const { value, low, high } = all[m]!.detail;
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

/** The first letter is that of the best. */
function lettersOf(
  figures: readonly MeasuredFigure[],
  pairs: readonly ComparedPair[],
  sign: Sign,
): string[] {
  const value = figures.map(({ detail }) => sign * (detail.value ?? Number.NEGATIVE_INFINITY));
  const order = [...value.keys()].sort((i, j) => value[j]! - value[i]! || i - j);
  const told = new Set<string>();
  let at = 0;
  for (let i = 0; i < figures.length; i++) {
    for (let j = i + 1; j < figures.length; j++) {
      if (pairs[at++]!.told !== null) told.add(`${i} ${j}`);
    }
  }
  const isTold = (i: number, j: number) => {
    const [m, n] = [order[i]!, order[j]!];
    return told.has(m < n ? `${m} ${n}` : `${n} ${m}`);
  };
  const letters = groupLetters(figures.length, isTold);
  const found = new Array<string>(figures.length);
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
