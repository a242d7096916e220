import {
  type EvaluatedDetections,
  haveObjects,
} from "../outcomes/detection/evaluated-detections.js";
import { boxOutcomes } from "../tasks/detection/box-outcomes.js";
import type { ComparedAlarms, ComparedObjects, ComparedOutcomes } from "./comparison.js";

/** Objects of the shared units, and which models find each at their thresholds. */
export interface ObjectsApart {
  /** Shared unit of each object, rising. */
  readonly unit: Int32Array;
  /** Row of each object in the first model's input. */
  readonly row: Int32Array;
  /** Whether each model finds each object. */
  readonly found: readonly Uint8Array[];
  /** Model that alone finds the object; −1 where none or several do. */
  readonly only: Int32Array;
  /** Least score of a detection that counts, of each model. */
  readonly thresholds: readonly number[];
  /** Whose thresholds they are. */
  readonly basis: ComparedObjects["thresholds"];
}

/**
 * What detectors find alike and apart, matched at IoU 0.5.
 *
 * @param alarms thresholds at equally many boxes, where these were asked for: a model that raises more
 *   finds more. Else each has its own
 * @returns null where models have no boxes, or were not held against the same objects
 */
export function objectsApart(
  models: readonly ComparedOutcomes[],
  alarms: Pick<ComparedAlarms, "points"> | null,
): ObjectsApart | null {
  const detectors = models.flatMap(({ outcomes, units }) =>
    haveObjects(outcomes) ? [{ outcomes, units }] : [],
  );
  const thresholds = detectors.map(({ outcomes }, m) =>
    alarms === null
      ? (outcomes.threshold ?? Number.NEGATIVE_INFINITY)
      : (alarms.points[m]!.equal.threshold ?? Number.POSITIVE_INFINITY),
  );
  const [first, ...others] = detectors.map(({ outcomes, units }, m) =>
    objectsOf(outcomes, units, thresholds[m]!),
  );
  if (first === undefined || detectors.length < models.length) return null;
  const outcomes = detectors.map((one) => one.outcomes);
  if (others.some((other, m) => !areSame(first, outcomes[0]!, other, outcomes[m + 1]!))) {
    return null;
  }
  const found = [first, ...others].map((one) => one.found);
  const only = first.unit.map((_, i) => {
    const finders = found.flatMap((own, m) => (own[i] === 1 ? [m] : []));
    return finders.length === 1 ? finders[0]! : -1;
  });
  const basis = alarms === null ? "own" : "equal-alarms";
  return { unit: first.unit, row: first.row, found, only, thresholds, basis };
}

/** What models find apart, counted. */
export function countObjects(
  models: readonly Pick<ComparedOutcomes, "name">[],
  { found, only, basis }: ObjectsApart,
): ComparedObjects {
  const count = only.length;
  return {
    thresholds: basis,
    count,
    alone: models.map(({ name }, m) => ({
      name,
      objects: only.reduce((sum, one) => sum + Number(one === m), 0),
    })),
    pairs: models.flatMap(({ name: a }, i) =>
      models.slice(i + 1).map(({ name: b }, k) => {
        const counts = [0, 0, 0, 0];
        const [ofA, ofB] = [found[i]!, found[i + 1 + k]!];
        for (let at = 0; at < count; at++) counts[2 * ofA[at]! + ofB[at]!]!++;
        const [none = 0, onlyB = 0, onlyA = 0, both = 0] = counts;
        return { a, b, both, onlyA, onlyB, none };
      }),
    ),
  };
}

interface FoundObjects extends Pick<ObjectsApart, "unit" | "row"> {
  readonly found: Uint8Array;
}

/** Objects that count, by shared unit and within it in the order of the input. */
function objectsOf(
  outcomes: EvaluatedDetections,
  units: Int32Array,
  threshold: number,
): FoundObjects {
  const { input, unitOfImage, unitCount } = outcomes;
  const { truths } = boxOutcomes(outcomes);
  const sharedOf = new Int32Array(unitCount).fill(-1);
  for (const [i, unit] of units.entries()) sharedOf[unit] = i;
  const foundAt = new Float64Array(input.truth.count);
  const rows: number[] = [];
  const unitOf = (row: number): number => sharedOf[unitOfImage[input.truth.image[row]!]!]!;
  for (const [k, row] of truths.source.entries()) {
    foundAt[row] = truths.foundAt[k]!;
    if (unitOf(row) >= 0) rows.push(row);
  }
  rows.sort((a, b) => unitOf(a) - unitOf(b) || a - b);
  return {
    unit: Int32Array.from(rows, unitOf),
    row: Int32Array.from(rows),
    // A threshold of −∞ finds whatever a detection was matched to.
    found: Uint8Array.from(rows, (row) =>
      Number(foundAt[row]! >= threshold && foundAt[row]! > Number.NEGATIVE_INFINITY),
    ),
  };
}

function areSame(
  a: FoundObjects,
  { input: ofA, classes: namesA }: EvaluatedDetections,
  b: FoundObjects,
  { input: ofB, classes: namesB }: EvaluatedDetections,
): boolean {
  if (a.row.length !== b.row.length) return false;
  return a.row.every((row, i) => {
    const other = b.row[i]!;
    if (a.unit[i] !== b.unit[i]) return false;
    if (namesA[ofA.truth.label[row]!] !== namesB[ofB.truth.label[other]!]) return false;
    return [0, 1, 2, 3].every(
      (side) => ofA.truth.box[4 * row + side] === ofB.truth.box[4 * other + side],
    );
  });
}
