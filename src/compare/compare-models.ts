import { type LevelledAttribute, unitsByLevel } from "../claims/attribute-levels.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { formatReference } from "../metrics/reference-text.js";
import { pairwiseLevel } from "../statistics/racing.js";
import { isTooSmall } from "../statistics/simultaneous.js";
import { classesToCompare, classMetric, MOST_CLASSES } from "./by-class.js";
import { byTraining } from "./by-training.js";
import { comparePlace, figuresAlone } from "./compare-place.js";
import { compareUses, useStatements } from "./compare-uses.js";
import type { ComparedOutcomes, Comparison, PlaceComparison } from "./comparison.js";
import { costOf, type MeasuredCost } from "./cost.js";
import { type AlarmsRequest, atEqualAlarms } from "./equal-alarms.js";
import { labelsApart } from "./labels-apart.js";
import {
  type ModelFigure,
  modelFigure,
  type SharedUnits,
  sharedUnits,
  signOf,
} from "./paired-units.js";
import { type RaceRules, raceModels } from "./race-models.js";
import type { RedrawOptions } from "./redraws.js";
import { statementsOf } from "./statements.js";

export interface CompareRequest extends RedrawOptions {
  readonly reference: MetricReference;
  /** In (0, 1). */
  readonly level: number;
  /** Levels of each shared unit; null: all images together only. */
  readonly places: LevelledAttribute | null;
  /** Absent or null: none. */
  readonly race?: RaceRules | null;
  /** Absent or null: models are not set to equally many alarms. */
  readonly equalAlarms?: AlarmsRequest | null;
  /** Images that some model has no prediction for. Default 0. */
  readonly leftOut?: number;
  /** Absent or null: nothing was measured. */
  readonly cost?: MeasuredCost | null;
}

/** Redraws of which the share of the best is told. */
export const REDRAWS = 2_000;

/**
 * Compares models on the same units (METHODS §3 and §11.1): every pair by a paired interval, all of them
 * at one common error; by places and by classes the same, with the pairs of all places, and of all classes, as
 * families of their own.
 *
 * @param models two or more, of one task, clustered alike
 * @throws HomegroundError what the metric wants of outcomes
 */
export function compareModels(
  models: readonly ComparedOutcomes[],
  request: CompareRequest,
): Comparison {
  const { reference, level, places, race = null, leftOut = 0, cost = null } = request;
  const figures = models.map((model) => modelFigure(model, reference));
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
    if (isCompared) return { ...base, ...compare(shared, ofPair), warnings: [] };
    return { ...base, ...figuresAlone(models, figures, shared, reference, level), warnings: SMALL };
  });
  const training = places === null ? null : byTraining(models, ofPlaces, places.name);
  const perClass = compareClasses(models, figures, all, { ...request, pairLevel });
  const uses = compareUses(models, level);
  const about = [
    ...statementsOf(whole.pairs, ofPlaces, models, signOf(reference)),
    ...useStatements(whole.pairs, uses),
  ];
  return {
    schema: "homeground.comparison/1",
    metric: formatReference(reference),
    level,
    unit: models[0]!.outcomes.unit,
    images: count,
    leftOut,
    labelsApart: labelsApart(models),
    clusters: all.clusters?.count ?? null,
    by: places?.name ?? null,
    ...whole,
    places: places === null ? null : ofPlaces,
    ...(training === null ? {} : { training }),
    perClass,
    objects: null,
    equalAlarms: compareAlarms(models, all, request),
    ...(uses === null ? {} : { uses }),
    statements: about.map(({ statement }) => statement),
    about,
    race: race === null ? null : raceModels(models, figures, all, reference, level, race),
    cost: cost === null ? null : costOf(cost, whole.models, signOf(reference)),
  };
}

/**
 * Models class by class, each class with its own pairs: a family of its own, all of it at one common error.
 *
 * @returns null where there are no classes to compare
 */
function compareClasses(
  models: readonly ComparedOutcomes[],
  figures: readonly ModelFigure[],
  all: SharedUnits,
  request: Omit<CompareRequest, "places" | "race"> & { readonly pairLevel: number },
): Comparison["perClass"] {
  const classes = classesToCompare(figures[0]!, request.reference);
  if (classes === null) return null;
  // A label that a model does not have has no figure of it.
  const known = classes.filter(
    ({ name, isOfHolders }) =>
      isOfHolders || models.every(({ outcomes }) => outcomes.classes.includes(name)),
  );
  const kept = known.slice(0, MOST_CLASSES).map((one) => {
    return { ...one, held: sharedUnits(figures[0]!, one.holders) };
  });
  const [first] = kept;
  if (first === undefined) return null;
  const isCompared = kept.map(({ held }) => !isSmall(held));
  const count = isCompared.filter(Boolean).length;
  const ofPair = 1 - (1 - request.pairLevel) / Math.max(1, count);
  return {
    metric: classMetric(first),
    left: classes.length - kept.length,
    classes: kept.map(({ name, reference, held, isOfHolders }, k) => {
      const base = { level: name, n: held.units.length, clusters: held.clusters?.count ?? null };
      const own = isOfHolders ? held : all;
      const of = models.map((model, m) =>
        isOfHolders && figures[m]!.values !== null ? figures[m]! : modelFigure(model, reference),
      );
      if (!isCompared[k]) {
        return {
          ...base,
          ...figuresAlone(models, of, own, reference, request.level),
          warnings: SMALL,
        };
      }
      const place = { ...request, reference, ofPair, redraws: 0 };
      return { ...base, ...comparePlace(models, of, own, place), warnings: [] };
    }),
  };
}

/** Models at equally many alarms, their pairs at one common error. */
function compareAlarms(
  models: readonly ComparedOutcomes[],
  all: SharedUnits,
  { reference, level, seed, equalAlarms = null }: CompareRequest,
): Comparison["equalAlarms"] {
  if (equalAlarms === null) return null;
  const alike = atEqualAlarms(models, all.clusters, reference, equalAlarms);
  const { counted, label, rate, basis, points, warnings } = alike;
  const figures = alike.models.map((model) => modelFigure(model, alike.reference));
  const shared = sharedUnits(figures[0]!, alike.units);
  const base = {
    counted,
    label,
    rate,
    basis,
    metric: formatReference(alike.metric),
    n: shared.units.length,
    clusters: shared.clusters?.count ?? null,
    points,
  };
  if (isSmall(shared)) {
    const alone = figuresAlone(alike.models, figures, shared, alike.reference, level);
    return { ...base, ...alone, warnings: [...warnings, ...SMALL] };
  }
  const ofPair = pairwiseLevel(level, models.length);
  const request = { reference: alike.reference, level, seed, redraws: 0, ofPair };
  return { ...base, ...comparePlace(alike.models, figures, shared, request), warnings };
}

/** What is said of parts with too few images or groups to compare. */
const SMALL = ["slices/too-small"];

function partsOf({ levels, codes }: LevelledAttribute, figure: ModelFigure) {
  const units = unitsByLevel(codes, levels.length);
  return levels.map((name, level) => ({ name, shared: sharedUnits(figure, units[level]!) }));
}

function isSmall({ units, clusters }: SharedUnits): boolean {
  return isTooSmall(units.length, clusters?.count ?? null);
}
