import { HomegroundError } from "../core/errors.js";
import type { Outcomes } from "../outcomes/classification-types.js";
import { selectUnits } from "../outcomes/select-units.js";

/** Units of any kind of outcomes, with the clusters that they are in. */
export interface Units {
  readonly unitCount: number;
  /** Cluster of each unit, 0 … clusterCount − 1; null where units are independent. */
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
}

/** Units with what each weighs: what sums, means and shares of units need. */
export interface UnitSample {
  readonly outcomes: Units;
  /** > 0, finite, summing to unitCount; null where all are 1. */
  readonly weights: Float64Array | null;
}

/**
 * Outcomes with what each unit weighs. Units of weight 0 are gone, and equal weights are none, so
 * that a slice by an indicator is exactly the outcomes of the slice.
 */
export interface Sample extends UnitSample {
  readonly outcomes: Outcomes;
}

/**
 * @param weights ≥ 0, one a unit; null for ones. Only their ratios matter.
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function createSample(outcomes: Outcomes, weights: Float64Array | null): Sample {
  if (weights === null) return unweightedSample(outcomes);
  const { kept, scaled } = weighUnits(outcomes.unitCount, weights);
  const selected = kept === null ? outcomes : selectUnits(outcomes, kept);
  return scaled === null ? unweightedSample(selected) : { outcomes: selected, weights: scaled };
}

/** A {@link UnitSample} with the units that are in it, in their order; null where all are. */
export interface ChosenUnits {
  readonly sample: UnitSample;
  readonly kept: Int32Array | null;
}

/** As {@link createSample}, for outcomes whose columns are not a row a unit. */
export function createUnitSample(units: Units, weights: Float64Array | null): ChosenUnits {
  const { unitCount, cluster, clusterCount } = units;
  if (weights === null) {
    return { sample: { outcomes: { unitCount, cluster, clusterCount }, weights }, kept: null };
  }
  const { kept, scaled } = weighUnits(unitCount, weights);
  const outcomes = {
    unitCount: kept?.length ?? unitCount,
    cluster: kept === null || cluster === null ? cluster : kept.map((i) => cluster[i]!),
    clusterCount,
  };
  return { sample: { outcomes, weights: scaled }, kept };
}

/** Units of positive weight (null: all) and their weights, summing to their number (null: equal). */
function weighUnits(
  n: number,
  weights: Float64Array,
): { readonly kept: Int32Array | null; readonly scaled: Float64Array | null } {
  if (weights.length !== n) {
    throw new HomegroundError("argument/length-mismatch", {
      what: `${weights.length} weights for ${n} units`,
      where: "weights",
      fix: "Pass one weight a unit",
    });
  }
  const units = new Int32Array(n);
  let count = 0;
  let sum = 0;
  let equal = true;
  for (let i = 0; i < n; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new HomegroundError("argument/out-of-range", {
        what: `weight ${i} is ${weight}`,
        where: "weights",
        fix: "Pass finite numbers of 0 or more",
      });
    }
    if (weight === 0) continue;
    equal &&= count === 0 || weight === weights[units[0]!];
    units[count++] = i;
    sum += weight;
  }
  const kept = count === n ? null : units.subarray(0, count);
  if (equal) return { kept, scaled: null };
  const scaled = new Float64Array(count);
  for (let i = 0; i < count; i++) scaled[i] = (weights[units[i]!]! * count) / sum;
  return { kept, scaled };
}

const unweightedSamples = new WeakMap<Outcomes, Sample>();

function unweightedSample(outcomes: Outcomes): Sample {
  const known = unweightedSamples.get(outcomes);
  if (known !== undefined) return known;
  const sample = { outcomes, weights: null };
  unweightedSamples.set(outcomes, sample);
  return sample;
}

/**
 * A function of a sample that is computed once for each: many metrics need the same sums. Outcomes
 * do not change, so neither do their sums.
 */
export function oncePerSample<T>(make: (sample: Sample) => T): (sample: Sample) => T {
  const made = new WeakMap<Sample, { readonly value: T }>();
  return (sample) => {
    const known = made.get(sample);
    if (known !== undefined) return known.value;
    const value = make(sample);
    made.set(sample, { value });
    return value;
  };
}

/** Kish's effective number of units, (Σw)²/Σw²; their number where weights are equal, 0 for none. */
export function effectiveCount(sum: number, squares: number): number {
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** Weighted sums of a column over each cluster; each unit its own where there are none. */
export function clusterSums(sample: UnitSample, values: Float64Array): Float64Array {
  const { cluster, clusterCount, unitCount } = sample.outcomes;
  const sums = new Float64Array(cluster === null ? unitCount : clusterCount);
  for (let i = 0; i < unitCount; i++) {
    sums[cluster === null ? i : cluster[i]!]! += values[i]! * (sample.weights?.[i] ?? 1);
  }
  return sums;
}
