import type { MeasuredFigure } from "../compare/paired-units.js";
import { parameterAt } from "../images/corruptions/alter.js";
import { corruptionOf } from "../images/corruptions/registry.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import { formatReference } from "../metrics/reference-text.js";
import { pairwiseLevel } from "../statistics/racing.js";
import { isTooSmall } from "../statistics/simultaneous.js";
import { type Condition, conditionsOf, type StressPlan } from "./conditions.js";
import {
  type Answered,
  createStressMeasure,
  type Kept,
  NO_RANGE,
  type Ranged,
  type StressMeasure,
  type Term,
} from "./measure-stress.js";
import { statementsOf } from "./statements.js";
import type {
  KindCosts,
  PairDifference,
  Stress,
  StressedModel,
  StressedPair,
  StressFigure,
  StressListed,
  WorstFound,
} from "./stress.js";

/** A model under test, by the pictures as they are. */
export interface StressedModelInput extends Answered {
  readonly name: string;
  readonly sha256: string | null;
  /** What `evaluate` says of it: all images of it. */
  readonly evaluated: Ranged;
}

export interface StressRequest {
  readonly reference: MetricReference;
  readonly level: number;
  readonly plan: StressPlan;
  /** Images that are in no evaluation of the pictures as they are. */
  readonly notScored: readonly StressListed[];
  /** Images without an answer to an altered picture. */
  readonly unanswered: readonly StressListed[];
}

/** Answers come in one condition after the other, so that no two need be in memory. */
export interface StressBuilder {
  /** By the working picture as it is. */
  addWorking(model: number, answered: Answered): void;
  add(model: number, condition: Condition, answered: Answered): void;
  addTry(model: number, answered: Answered): void;
  finish(): Stress;
}

/** Altered pictures are not compared on fewer units than parts of images are. */
const TOO_SMALL = "slices/too-small";

/**
 * How figures of models change as pictures are altered (docs/stress.md): each change paired against the
 * pictures as they are, the costs of kinds, mean corruption errors, and what can be said of two models.
 *
 * @param models one or more, of one task, clustered alike
 */
export function createStressBuilder(
  models: readonly StressedModelInput[],
  { reference, level, plan, notScored, unanswered }: StressRequest,
): StressBuilder {
  const measure = createStressMeasure(models[0]!, reference, { level, seed: plan.seed });
  const cleanFigures: readonly MeasuredFigure[] = models.map((model) => measure.measure(model));
  const clean = cleanFigures.map((figure) => measure.kept(figure));
  const conditions = conditionsOf(plan);
  const at = new Map(conditions.map((one, c) => [keyOf(one), c]));
  type Found = Kept & { readonly change: Ranged };
  const found: (Found | null)[][] = conditions.map(() => models.map(() => null));
  const working: (Found | null)[] = models.map(() => null);
  const inAll: (Float64Array | null)[] = clean.map(({ values, areHits }) =>
    areHits && values !== null ? Float64Array.from(values) : null,
  );

  return {
    addWorking(model, answered) {
      working[model] = measure.take(answered, cleanFigures[model]!);
    },
    add(model, condition, answered) {
      const c = at.get(keyOf(condition));
      if (c !== undefined) found[c]![model] = measure.take(answered, cleanFigures[model]!);
    },
    addTry(model, answered) {
      const still = inAll[model] ?? null;
      if (still === null) return;
      const { values } = measure.take(answered, null);
      for (let i = 0; i < still.length; i++) still[i] = Math.min(still[i]!, values?.[i] ?? 1);
    },
    finish() {
      const keptOf = (c: number, m: number): Kept => found[c]![m]!;
      const table = { measure, conditions, models, clean, keptOf, level, plan };
      const costs = costsOf(table);
      const pairs = pairsOf(table, cleanFigures);
      const { warnings, worst } = worstOf(table, inAll);
      const { shared } = measure;
      const about = statementsOf(costs, pairs);
      const smallWarning = isTooSmall(shared.units.length, shared.clusters?.count ?? null);
      return {
        schema: "homeground.stress/1",
        metric: formatReference(reference),
        level,
        seed: plan.seed,
        unit: models[0]!.outcomes.unit,
        images: shared.units.length,
        clusters: shared.clusters?.count ?? null,
        listed: [...notScored, ...unanswered],
        models: models.map(({ name, sha256 }) => ({ name, sha256 })),
        working: {
          shorterSidePx: plan.shorterSidePx,
          models: models.map(({ name }, m) => shownModel(name, working[m] ?? null)),
        },
        kinds: [
          {
            kind: "none",
            severity: 0,
            parameter: null,
            of: null,
            models: models.map(({ name, evaluated }) => ({
              name,
              ...evaluated,
              change: null,
              changeLow: null,
              changeHigh: null,
            })),
          },
          ...conditions.map(({ kind, severity }, c) => ({
            kind,
            severity,
            parameter: parameterAt(corruptionOf(kind)!, severity),
            of: corruptionOf(kind)!.unit,
            models: models.map(({ name }, m) => shownModel(name, found[c]![m] ?? null)),
          })),
        ],
        costs,
        mce: errorsOf(table, reference, "whole"),
        relative: errorsOf(table, reference, "growth"),
        pairs,
        worst,
        statements: about.map(({ statement }) => statement),
        about,
        warnings: [
          ...(notScored.length > 0 ? ["stress/not-scored"] : []),
          ...(unanswered.length > 0 ? ["stress/no-answer"] : []),
          ...(smallWarning ? [TOO_SMALL] : []),
          ...(working.some((one) => isTold(one?.change ?? NO_RANGE) !== null)
            ? ["stress/working-size"]
            : []),
          ...warnings,
        ],
      };
    },
  };
}

const keyOf = ({ kind, severity }: Condition): string => `${kind} ${severity}`;

/** Everything that was measured. */
interface StressTable {
  readonly measure: StressMeasure;
  readonly conditions: readonly Condition[];
  readonly models: readonly StressedModelInput[];
  readonly clean: readonly Kept[];
  readonly keptOf: (condition: number, model: number) => Kept;
  readonly level: number;
  readonly plan: StressPlan;
}

function shownModel(name: string, one: (Kept & { readonly change: Ranged }) | null): StressedModel {
  const { value, low, high } = one?.detail ?? NO_RANGE;
  const { change } = one ?? { change: NO_RANGE };
  const [of, from, to] = [change.value, change.low, change.high];
  return { name, value, low, high, change: of, changeLow: from, changeHigh: to };
}

/** Which side of 0 a range is on; null for neither. */
function isTold({ low, high }: Ranged): "a" | "b" | null {
  if (low !== null && low > 0) return "a";
  return high !== null && high < 0 ? "b" : null;
}

/** Conditions of a kind, by number. */
function ofKind({ conditions }: StressTable, kind: string): readonly number[] {
  return [...conditions.keys()].filter((c) => conditions[c]!.kind === kind);
}

/** Mean change of each kind over its severities, all of them at one common error; and which cost most. */
function costsOf(table: StressTable): KindCosts[] {
  const { measure, models, clean, keptOf, level, plan } = table;
  const { kinds } = plan;
  const error = (1 - level) / models.length;
  const ofCost = 1 - error / kinds.length;
  const ofTwo = kinds.length < 2 ? level : 1 - error / ((kinds.length * (kinds.length - 1)) / 2);
  const severities = plan.severities.length;
  const terms = (kind: string, m: number, times: number): readonly Term[] =>
    ofKind(table, kind).map((c) => [keptOf(c, m), measure.sign * times]);
  const changes = kinds.map((kind) =>
    models.map((_, m) => {
      const before: Term = [clean[m]!, -measure.sign * severities];
      return measure.sum([...terms(kind, m, 1), before], severities, ofCost);
    }),
  );
  return kinds.map((kind, k) => ({
    kind,
    models: models.map(({ name }, m) => {
      const own = changes[k]![m]!;
      const told = isTold(own) === "b";
      const isOutdone = kinds.some((other, j) => {
        const value = changes[j]![m]!.value;
        if (j === k || value === null || own.value === null || value >= own.value) return false;
        const two = [...terms(other, m, 1), ...terms(kind, m, -1)];
        return isTold(measure.sum(two, severities, ofTwo)) === "b";
      });
      return {
        name,
        change: own.value,
        low: own.low,
        high: own.high,
        told,
        most: told && !isOutdone,
      };
    }),
  }));
}

/** Every two models: as pictures are, and over all kinds and severities. */
function pairsOf(
  { measure, conditions, models, keptOf, level }: StressTable,
  cleanFigures: readonly MeasuredFigure[],
): StressedPair[] {
  if (models.length < 2) return [];
  const ofPair = pairwiseLevel(level, models.length);
  const difference = (found: Ranged): PairDifference => ({
    difference: found.value,
    low: found.low,
    high: found.high,
    told: isTold(found),
  });
  return models.flatMap((a, i) =>
    models.slice(i + 1).map((b, k) => {
      const j = i + 1 + k;
      const terms = conditions.flatMap((_, c): Term[] => [
        [keptOf(c, i), measure.sign],
        [keptOf(c, j), -measure.sign],
      ]);
      return {
        a: a.name,
        b: b.name,
        clean: difference(measure.pair(cleanFigures[i]!, cleanFigures[j]!, ofPair)),
        altered: difference(measure.sum(terms, conditions.length, ofPair)),
      };
    }),
  );
}

/**
 * Mean corruption error: the mean over kinds of the mean error over severities; or by how much that is above
 * the error of the pictures as they are. An error is how far a figure is from the best that there is.
 */
function errorsOf(
  table: StressTable,
  reference: MetricReference,
  which: "whole" | "growth",
): StressFigure[] {
  const { measure, conditions, models, clean, keptOf, level, plan } = table;
  const { range } = metricOf(reference);
  const best = measure.sign === 1 ? range[1] : range[0];
  const kinds = plan.kinds.map((kind) => ofKind(table, kind));
  return models.map(({ name }, m) => {
    const none = { name, ...NO_RANGE, ratio: null, ratioLow: null, ratioHigh: null };
    if (!Number.isFinite(best)) return none;
    const own = conditions.map((_, c) => keptOf(c, m));
    const first = conditions.map((_, c) => keptOf(c, 0));
    const count = conditions.length;
    const all = own.map((one): Term => [one, 1]);
    const figure =
      which === "growth"
        ? flipped(measure.sum([...all, [clean[m]!, -count]], count, level), 0, measure.sign)
        : flipped(measure.sum(all, count, level), best, measure.sign);
    const ratio = measure.of(
      [...own, ...first, clean[m]!, clean[0]!],
      (values) => {
        const [cleanOwn, cleanFirst] = values.slice(2 * count) as [number, number];
        let total = 0;
        for (const rows of kinds) {
          let [above, below] = [0, 0];
          for (const c of rows) {
            above += which === "growth" ? cleanOwn - values[c]! : best - values[c]!;
            below +=
              which === "growth" ? cleanFirst - values[count + c]! : best - values[count + c]!;
          }
          // Where the first model loses nothing there is nothing to divide by.
          if (!(measure.sign * below > 0)) return null;
          total += above / below;
        }
        return total / kinds.length;
      },
      level,
    );
    const isItself = m === 0;
    return {
      name,
      ...figure,
      ratio: ratio.value,
      ratioLow: isItself ? ratio.value : ratio.low,
      ratioHigh: isItself ? ratio.value : ratio.high,
    };
  });
}

/** How far below (above, where lower is better) the best a figure is. */
function flipped({ value, low, high }: Ranged, best: number, sign: 1 | -1): Ranged {
  const error = (number: number | null): number | null =>
    number === null ? null : sign * (best - number);
  return sign === 1
    ? { value: error(value), low: error(high), high: error(low) }
    : { value: error(value), low: error(low), high: error(high) };
}

function worstOf(
  { measure, models, clean, level, plan }: StressTable,
  inAll: readonly (Float64Array | null)[],
): { readonly worst: readonly WorstFound[]; readonly warnings: readonly string[] } {
  if (plan.tries === 0) return { worst: [], warnings: [] };
  const worst = models.flatMap(({ name }, m): WorstFound[] => {
    const [before, after] = [clean[m]!.values, inAll[m] ?? null];
    if (before === null || after === null) return [];
    let images = 0;
    let still = 0;
    for (let i = 0; i < before.length; i++) {
      images += before[i]!;
      still += after[i]!;
    }
    const change = measure.hits(before, after, level);
    return [
      {
        name,
        images,
        broken: images - still,
        budget: plan.tries,
        value: before.length === 0 ? null : still / before.length,
        change: change.value,
        changeLow: change.low,
        changeHigh: change.high,
      },
    ];
  });
  return {
    worst,
    warnings: worst.length < models.length ? ["stress/search-of-right-answers"] : [],
  };
}
