import { oaxacaBlinder } from "../../src/analyses/gap/oaxaca-blinder.js";
import { strataDecomposition } from "../../src/analyses/slices/strata.js";
import {
  jensenShannonDistance,
  kolmogorovSmirnov,
  totalVariation,
  wassersteinDistance,
} from "../../src/dataset/profile/attribute-distance.js";
import { frechetDistance } from "../../src/statistics/frechet-distance.js";
import { predictionPowered } from "../../src/statistics/prediction-powered.js";
import { levelQuantile } from "../../src/statistics/quantiles.js";
import {
  energyDistance,
  meanDiscrepancy,
  medianDistance,
  type Points,
  pooled,
} from "../../src/statistics/set-distances.js";

type Input = Readonly<Record<string, unknown>>;
type Answer = (input: Input) => unknown;

/**
 * Kinds by `oracle/kind`: of `h_gap` every field of the expected values, of `g_shift` the distances that
 * a scope is told by, and of PPI its tuned form.
 */
export const TRANSFER_ORACLE_KINDS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ["h_gap/strata", strata],
  ["h_gap/regression", regression],
  ["g_shift/categorical", categorical],
  ["g_shift/ks", ks],
  ["g_shift/multivariate", multivariate],
  ["g_shift/ppi_mean", predictionPoweredMean],
]);

function strata(input: Input): unknown {
  const { nA, kA, nB, kB } = input as Record<"nA" | "kA" | "nB" | "kB", number[]>;
  const found = strataDecomposition({
    claimedSize: nA,
    claimedHits: kA,
    localSize: nB,
    localHits: kB,
  });
  const { parts } = found;
  const whole = { rate_A: found.rateClaimed, rate_B: found.rateLocal, gap: found.gap };
  if (parts === null) {
    return { ...whole, unsupported: true, nopo: null, kitagawa: null, common_strata: [] };
  }
  const at = (s: number): number[] => [parts.compositionByStratum[s]!, parts.rateByStratum[s]!];
  const centred = (s: number): number[] => [parts.centredByStratum[s]!, parts.rateByStratum[s]!];
  const pair = ([explained, unexplained]: readonly [number, number]) => ({
    explained,
    unexplained,
  });
  const [endowments, coefficients, interaction] = parts.threeFold;
  return {
    ...whole,
    common_strata: found.common,
    kitagawa: { composition: parts.composition, rate: parts.rate },
    nopo: {
      mix: parts.composition,
      rate: parts.rate,
      only_A: parts.onlyClaimed,
      only_B: parts.onlyLocal,
      share_A_outside: found.claimedOutside,
      share_B_outside: found.localOutside,
    },
    two_fold_refA: pair(parts.twoFoldClaimed),
    two_fold_refB: pair(parts.twoFoldLocal),
    three_fold: { endowments, coefficients, interaction },
    per_stratum: found.common.map(at),
    per_stratum_centered: found.common.map(centred),
    expected_local_if_only_mix_changed: parts.claimedOnLocalMix,
    expected_local_if_only_mix_changed_se: parts.claimedOnLocalMixError,
    local_rate_on_claimed_mix: parts.localOnClaimedMix,
  };
}

function regression(input: Input): unknown {
  const { y, group, X } = input as { y: number[]; group: number[]; X: number[][] };
  const { gap, threeFold, twoFold, betaA, betaB } = oaxacaBlinder(y, group, X);
  return {
    gap,
    three_fold: threeFold,
    two_fold_pooled: twoFold,
    beta_A: Array.from(betaA),
    beta_B: Array.from(betaB),
  };
}

function categorical(input: Input): unknown {
  const { a, b } = input as { a: number[]; b: number[] };
  const distance = jensenShannonDistance(a, b);
  // Base 2 and base e differ by a factor of the divergence.
  const divergence = distance === null ? null : distance ** 2 * Math.LN2;
  return {
    tv: totalVariation(a, b),
    js_distance_base2: distance,
    js_divergence: divergence,
    js_distance: divergence === null ? null : Math.sqrt(divergence),
  };
}

function ks(input: Input): unknown {
  const [a, b] = [input["a"], input["b"]].map((values) =>
    Float64Array.from(values as number[]).sort(),
  ) as [Float64Array, Float64Array];
  const energy = energyDistance(pointsOf(a), pointsOf(b));
  return {
    statistic: kolmogorovSmirnov(a, b),
    wasserstein: wassersteinDistance(a, b),
    energy_statistic_1d: energy,
    // Rounding may leave a little below 0 of two equal samples.
    energy_distance_scipy: energy === null ? null : Math.sqrt(Math.max(0, energy)),
  };
}

function pointsOf(rows: Float64Array | readonly (readonly number[])[]): Points {
  if (rows instanceof Float64Array) return { count: rows.length, width: 1, values: rows };
  const values = Float64Array.from(rows.flat());
  return { count: rows.length, width: rows[0]?.length ?? 0, values };
}

function multivariate(input: Input): unknown {
  const { X, Y, sigma, permutations } = input as {
    readonly X: readonly (readonly number[])[];
    readonly Y: readonly (readonly number[])[];
    readonly sigma: number;
    readonly permutations?: readonly (readonly number[])[];
  };
  const [x, y] = [pointsOf(X), pointsOf(Y)];
  const found = meanDiscrepancy(x, y, sigma);
  return {
    mmd2_unbiased: found?.unbiased,
    mmd2_biased: found?.biased,
    median_heuristic_sigma: medianDistance(x, y),
    energy: energyDistance(x, y),
    frechet: frechetDistance(x, y),
    ...(permutations === undefined
      ? {}
      : { permutation_p: permutedP(pooled(x, y), x.count, sigma, permutations) }),
  };
}

/** Share of divisions of the pooled rows whose discrepancy is as great as the first one's. */
function permutedP(
  { width, values }: Points,
  first: number,
  sigma: number,
  permutations: readonly (readonly number[])[],
): number {
  const all = Array.from({ length: values.length / width }, (_, i) => i);
  const discrepancy = (rows: readonly number[]): number => {
    const taken = rows.map((i) => [...values.subarray(i * width, (i + 1) * width)]);
    const [a, b] = [pointsOf(taken.slice(0, first)), pointsOf(taken.slice(first))];
    return meanDiscrepancy(a, b, sigma)?.unbiased ?? Number.NaN;
  };
  const observed = discrepancy(all);
  const asGreat = permutations.filter((rows) => discrepancy(rows) >= observed - 1e-12);
  return (1 + asGreat.length) / (1 + permutations.length);
}

/** The oracle's variances have ddof 0, and its range is the normal law's. */
function predictionPoweredMean(input: Input): unknown {
  const { Y, f, f_unlabeled, alpha } = input as Record<"Y" | "f" | "f_unlabeled", number[]> & {
    alpha: number;
  };
  const [n, N] = [Y.length, f_unlabeled.length];
  const columns = [Y, f, f_unlabeled].map((column) => Float64Array.from(column));
  const found = predictionPowered(columns[0]!, columns[1]!, columns[2]!);
  const { value, lambda, ofLabels, ofPredictions } = found;
  const error = Math.sqrt((ofLabels * (n - 1)) / n + (ofPredictions * (N - 1)) / N);
  const half = levelQuantile(1 - alpha) * error;
  const ci = [value - half, value + half];
  return { ppi_pp: { lam_clipped: lambda, theta: value, se: error, ci } };
}
