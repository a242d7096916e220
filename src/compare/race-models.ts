import { lookedValues } from "../claims/anytime-values.js";
import { HomegroundError, isHomegroundError } from "../core/errors.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { imageScores } from "../metrics/image-scores.js";
import { metricOf } from "../metrics/lookup.js";
import { formatReference } from "../metrics/reference-text.js";
import { type EvaluatedOutcomes, haveObjects } from "../outcomes/detection/evaluated-detections.js";
import { createRace, raceLooks } from "../statistics/racing.js";
import type { ComparedOutcomes, ComparedRace } from "./comparison.js";
import { type ModelFigure, type SharedUnits, signOf } from "./paired-units.js";

/** In which order labels came, and how many of them a race may use. */
export interface RaceRules {
  /** Positions among the shared units, in the order of their labels; groups one after the other. */
  readonly order: Int32Array;
  /** Who says that the order is a random one. */
  readonly basis: ComparedRace["basis"];
  /** Images above the last label that have none. */
  readonly skipped: number;
  /** Labels at most, 20 or more; null: all. */
  readonly budget: number | null;
}

/**
 * A race: labels are taken one after the other in a random order, and a model is dropped once it is certain at
 * `level` that another one that remains is better (METHODS §11.2). Looking after every label is allowed for: in at
 * most 1 − level of all races the best model is dropped.
 *
 * A metric that is no mean of single images is raced by a score of each image by itself.
 *
 * @throws HomegroundError `compare/race-metric` where a single image has no score between two ends
 */
export function raceModels(
  models: readonly ComparedOutcomes[],
  figures: readonly ModelFigure[],
  { clusters }: SharedUnits,
  reference: MetricReference,
  level: number,
  { order, basis, skipped, budget }: RaceRules,
): ComparedRace {
  const { by, scores: own } = scoresToRace(models, figures, reference);
  const most = Math.min(budget ?? order.length, order.length);
  const race = createRace(models.length, { level, ...raceLooks(clusters !== null) });
  const after: number[] = []; // labels when each unit or group was complete
  for (const { units, labels } of completed(order.subarray(0, most), clusters)) {
    const counted = units.filter((i) => own.every((values) => Number.isFinite(values[i]!)));
    if (counted.length === 0) continue;
    const means = own.map(
      (values) => counted.reduce((sum, i) => sum + values[i]!, 0) / counted.length,
    );
    after.push(labels);
    if (race.add(means).remaining.length === 1) break;
  }
  const { remaining, droppedAt } = race.state;
  const isOver = remaining.length === 1;
  const labels = isOver ? after.at(-1)! : most;
  const dropped = droppedAt
    .flatMap((at, m) => (at === null ? [] : [{ model: models[m]!.name, at: after[at - 1]! }]))
    .sort((a, b) => a.at - b.at);
  // Of a dropped model no further prediction is needed, and of none once the race is over.
  const used = droppedAt.reduce<number>(
    (sum, at) => sum + (at === null ? labels : after[at - 1]!),
    0,
  );
  return {
    winner: isOver ? models[remaining[0]!]!.name : null,
    labels,
    budget: most,
    by,
    basis,
    skipped,
    dropped,
    remaining: remaining.map((m) => models[m]!.name),
    runs: models.length * most,
    saved: models.length * most - used,
    warnings: isOver ? [] : ["plan/race-open"],
  };
}

/**
 * Scores of the shared units by which models are raced, in [0, 1], higher better: of each model alike. NaN, of all
 * models, where a unit has none.
 */
function scoresToRace(
  models: readonly ComparedOutcomes[],
  figures: readonly ModelFigure[],
  reference: MetricReference,
): { readonly by: ComparedRace["by"]; readonly scores: readonly Float64Array[] } {
  const ofMetric = figures.flatMap(({ values }) =>
    values === null ? [] : (scoresOf(values, reference) ?? []),
  );
  if (ofMetric.length === models.length) return { by: "metric", scores: ofMetric };
  const ofPoints = models.flatMap(({ outcomes, units }) => {
    const all = haveObjects(outcomes) ? lookedValues(reference, outcomes) : null;
    return all === null ? [] : [Float64Array.from(units, (unit) => all[unit]!)];
  });
  if (ofPoints.length === models.length) return { by: "metric", scores: ofPoints };
  const ofImages = models.map(({ outcomes }) => scoresOfImages(outcomes, reference));
  const [first] = ofImages;
  if (first == null) throw noScores(reference);
  return {
    by: `image-${first.kind}`,
    scores: models.map(({ units }, m) => {
      const { scores } = ofImages[m]!;
      return Float64Array.from(units, (unit) => scores[unit]!);
    }),
  };
}

function scoresOfImages(outcomes: EvaluatedOutcomes, reference: MetricReference) {
  try {
    return imageScores(outcomes, reference);
  } catch (cause) {
    if (!isHomegroundError(cause) || cause.code !== "metric/not-available") throw cause;
    const { what, fix } = cause;
    throw new HomegroundError("compare/race-metric", {
      what,
      where: "the metric of the race",
      fix,
    });
  }
}

/** Scores in [0, 1], higher better; null where the metric has no two ends. */
function scoresOf(values: Float64Array, reference: MetricReference): Float64Array | null {
  const [low, high] = metricOf(reference).range;
  if (!(Number.isFinite(low) && Number.isFinite(high))) return null;
  const isHigherBetter = signOf(reference) === 1;
  return values.map((value) => {
    const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return isHigherBetter ? share : 1 - share;
  });
}

/** Units, or groups with their last label, and how many labels there were by then. */
function* completed(
  order: Int32Array,
  clusters: SharedUnits["clusters"],
): Generator<{ readonly units: readonly number[]; readonly labels: number }> {
  const left = new Int32Array(clusters?.count ?? 0);
  for (const g of clusters?.cluster ?? []) left[g]!++;
  const groups = Array.from(left, (): number[] => []);
  for (const [at, unit] of order.entries()) {
    const g = clusters?.cluster[unit];
    if (g === undefined) yield { units: [unit], labels: at + 1 };
    else {
      groups[g]!.push(unit);
      if (--left[g]! === 0) yield { units: groups[g]!, labels: at + 1 };
    }
  }
}

function noScores(reference: MetricReference): HomegroundError {
  return new HomegroundError("compare/race-metric", {
    what: `${formatReference(reference)} is no mean over images, and a single image has no score between two ends by itself`,
    where: "the metric of the race",
    fix: "Race by accuracy, or compare without a race",
  });
}
