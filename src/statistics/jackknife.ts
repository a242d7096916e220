import { checkRange, checkSameLength } from "./arguments.js";
import { type ClusterDesign, correlationFloor } from "./cluster-design.js";
import { clip } from "./interval.js";
import { carriersOf } from "./mean.js";
import { philoxStream, shuffledOrder } from "./philox-stream.js";
import { isSizeRelated, shares, sizeRankCorrelation, sizeThreshold } from "./size-relation.js";

/**
 * Jackknife variance of a figure: (n − 1)/n·Σ(θ_(−i) − θ̄)², θ̄ the mean of the defined θ_(−i).
 * NaN marks an undefined one: it leaves the sums, and n counts all. 0 if none is defined.
 *
 * Source: METHODS §2.2 step 1, after Efron & Stein 1981 (from memory).
 *
 * @param leaveOneOut θ without unit (cluster, group) i
 * @param multiplicity how many units share each value, such as the count of a cell of a confusion
 *   table; 1 without it
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function jackknifeVariance(leaveOneOut: Float64Array, multiplicity?: Float64Array): number {
  if (multiplicity !== undefined) checkSameLength(leaveOneOut, multiplicity, "multiplicity");
  const { mean, n } = leaveOneOutMean(leaveOneOut, multiplicity);
  if (n === 0) return 0;
  let squares = 0;
  for (let i = 0; i < leaveOneOut.length; i++) {
    const theta = leaveOneOut[i]!;
    if (!Number.isNaN(theta)) squares += (multiplicity?.[i] ?? 1) * (theta - mean) ** 2;
  }
  return ((n - 1) / n) * squares;
}

/**
 * J = nθ̂ − (n − 1)θ̄, the figure without the part of its bias that falls with 1/n (METHODS-2 A8).
 *
 * Source: Quenouille 1956 (from memory).
 *
 * @param leaveOneOut as for {@link jackknifeVariance}; θ̂ itself where none is defined
 */
export function withoutJackknifeBias(
  value: number,
  leaveOneOut: Float64Array,
  multiplicity?: Float64Array,
): number {
  if (multiplicity !== undefined) checkSameLength(leaveOneOut, multiplicity, "multiplicity");
  const { mean, n, defined } = leaveOneOutMean(leaveOneOut, multiplicity);
  return defined === 0 ? value : value + (n - 1) * (value - mean);
}

/**
 * Sums of influences by cluster, U_g = Σ_{i∈g}(θ̄ − θ_(−i)), of a figure of which each unit was left
 * out once (METHODS §2.2, ranked metrics). {@link influenceVariance} makes a variance of them.
 *
 * @param leaveOneOut θ without unit i; NaN where undefined
 * @param cluster ids 0 … clusterCount − 1, one a unit
 */
export function influenceSums(
  leaveOneOut: Float64Array,
  cluster: ArrayLike<number>,
  clusterCount: number,
): Float64Array {
  checkSameLength(leaveOneOut, cluster, "cluster");
  const { mean } = leaveOneOutMean(leaveOneOut);
  const sums = new Float64Array(clusterCount);
  for (let i = 0; i < leaveOneOut.length; i++) {
    if (!Number.isNaN(leaveOneOut[i]!)) sums[cluster[i]!]! += mean - leaveOneOut[i]!;
  }
  return sums;
}

/**
 * G/(G − 1)·ΣU_g²: variance of a figure from the influence sums of G clusters. 0 if G < 2.
 *
 * @param sums U_g of the clusters that hold a unit; an empty cluster must not be among them
 */
export function influenceVariance(sums: Float64Array): number {
  const G = sums.length;
  if (G < 2) return 0;
  let squares = 0;
  for (let g = 0; g < G; g++) squares += sums[g]! * sums[g]!;
  return (G / (G - 1)) * squares;
}

/**
 * (G − 1)(θ̄ − θ_(−g)): how far the pseudo-value of each of G clusters (or groups of them) lies from
 * the mean of all. Their squares sum to G(G − 1) times {@link jackknifeVariance}. Undefined ones are
 * left out.
 */
export function pseudoDeviations(leaveOneOut: Float64Array): Float64Array {
  const { mean, n } = leaveOneOutMean(leaveOneOut);
  return leaveOneOut
    .filter((theta) => !Number.isNaN(theta))
    .map((theta) => (n - 1) * (mean - theta));
}

/**
 * Degrees of freedom of a variance from squared deviations, by their fourth powers: 2/(Σd⁴/(Σd²)² − 1/n) between 1 and
 * n − 1. Those of normal ones are n; where a few carry the variance, fewer.
 *
 * Source: Satterthwaite 1946, with the variance of d² from the sample (ours).
 */
export function degreesOfDeviations(deviations: Float64Array): number {
  const n = deviations.length;
  const carriers = carriersOf(deviations, 0);
  if (carriers === null || n < 2) return Math.max(1, n - 1);
  return clip(2 / (1 / carriers - 1 / n), 1, n - 1);
}

/** What METHODS §2.2 takes from §1.2: a {@link ClusterDesign}, or {@link rankedDesign} of AUC and AP. */
export interface JackknifeDesign {
  readonly G: number;
  /** Null where the method has none (AUC, AP). */
  readonly icc: number | null;
  readonly kEff: number;
  readonly floor: number;
  readonly mw: number;
  readonly df: number;
  readonly sizeCorrelation: number;
  readonly sizeThreshold: number;
  readonly sizeRelated: boolean;
}

/**
 * Step 3 of METHODS §2.2 for AUC and AP: b_g = images of the rarer label (a tie, or AP: the
 * positives), k_eff = (Σb)²/Σb², ρ_f by §1.2, df = clip(k_eff − 1, 1, G − 1), size-related on U_g/m_g.
 * Clusters of size 0 are dropped.
 *
 * @param size m_g: images of each cluster
 * @param positives how many of them are positive
 * @param influence U_g
 * @param outcome `rarer` for AUC, `positives` for AP
 * @throws HomegroundError `argument/length-mismatch`
 */
export function rankedDesign(
  size: Float64Array,
  positives: Float64Array,
  influence: Float64Array,
  outcome: "rarer" | "positives",
): JackknifeDesign & Pick<ClusterDesign, "n"> {
  checkSameLength(size, positives, "positives");
  checkSameLength(size, influence, "influence");
  let n = 0;
  let G = 0;
  let sizeSquares = 0;
  let positiveCount = 0;
  for (let g = 0; g < size.length; g++) {
    if (size[g]! > 0) G++;
    n += size[g]!;
    sizeSquares += size[g]! * size[g]!;
    positiveCount += positives[g]!;
  }
  const negatives = outcome === "rarer" && positiveCount > n - positiveCount;
  let sum = 0;
  let squares = 0;
  for (let g = 0; g < size.length; g++) {
    const b = negatives ? size[g]! - positives[g]! : positives[g]!;
    sum += b;
    squares += b * b;
  }
  const kEff = sum > 0 ? (sum * sum) / squares : 0;
  const correlation = sizeRankCorrelation(size, shares(influence, size));
  return {
    n,
    G,
    kEff,
    icc: null,
    floor: correlationFloor(kEff, G),
    mw: n > 0 ? sizeSquares / n : 1,
    df: clip(kEff - 1, 1, Math.max(1, G - 1)),
    sizeCorrelation: correlation,
    sizeThreshold: sizeThreshold(G),
    sizeRelated: isSizeRelated(correlation, G),
  };
}

/** Groups of a delete-a-group jackknife, at most. */
export const MAX_GROUPS = 200;

/**
 * Groups of a delete-a-group jackknife (METHODS §2.2, refit and own metrics): the units (or
 * clusters) are shuffled by stream 2³² − 1 of the seed and dealt in turn to q = min(units, 200)
 * groups.
 *
 * @param units whole, ≥ 0
 * @returns the group of each unit, 0 … q − 1; sizes differ by at most one
 * @throws HomegroundError `argument/out-of-range`
 */
export function dealGroups(units: number, seed: number, groups = MAX_GROUPS): Uint32Array {
  checkRange(Number.isInteger(units) && units >= 0, "units", units, "that is whole, 0 or more");
  checkRange(Number.isInteger(groups) && groups >= 1, "groups", groups, "that is whole, 1 or more");
  const order = shuffledOrder(units, philoxStream(seed, 0xffff_ffff));
  const q = Math.min(units, groups);
  const group = new Uint32Array(units);
  for (let place = 0; place < units; place++) group[order[place]!] = place % q;
  return group;
}

function leaveOneOutMean(
  leaveOneOut: Float64Array,
  multiplicity?: Float64Array,
): { mean: number; n: number; defined: number } {
  let n = 0;
  let defined = 0;
  let sum = 0;
  for (let i = 0; i < leaveOneOut.length; i++) {
    const count = multiplicity?.[i] ?? 1;
    const theta = leaveOneOut[i]!;
    n += count;
    if (Number.isNaN(theta)) continue;
    defined += count;
    sum += count * theta;
  }
  return { mean: defined > 0 ? sum / defined : 0, n, defined };
}
