import { armFromHits } from "../gap/gap-arm.js";
import { meanMetric } from "../gap/gap-metric.js";
import { armCounts, gapTerms, sharesInside, supportedCells } from "../gap/gap-terms.js";

/** Units and units right of each stratum, claimed test (A) and local (B). */
export interface StrataCounts {
  readonly claimedSize: ArrayLike<number>;
  readonly claimedHits: ArrayLike<number>;
  readonly localSize: ArrayLike<number>;
  readonly localHits: ArrayLike<number>;
}

/** Decompositions of the difference of two shares by strata, in the words of the literature. */
export interface StrataDecomposition {
  readonly rateClaimed: number;
  readonly rateLocal: number;
  /** Claimed − local. */
  readonly gap: number;
  /** Strata with units on both sides. */
  readonly common: readonly number[];
  /** Share of each side outside the common strata. */
  readonly claimedOutside: number;
  readonly localOutside: number;
  /** Null where no stratum is common. */
  readonly parts: StrataParts | null;
}

export interface StrataParts {
  /** Kitagawa 1955: Σ(a − b)(r_A + r_B)/2 and Σ(r_A − r_B)(a + b)/2, inside the common strata. */
  readonly composition: number;
  readonly rate: number;
  /** Ñopo 2008: what the strata add that only one side has. */
  readonly onlyClaimed: number;
  readonly onlyLocal: number;
  /** Two-fold with the rates of A, then of B, as reference: [explained, unexplained]. */
  readonly twoFoldClaimed: readonly [explained: number, unexplained: number];
  readonly twoFoldLocal: readonly [explained: number, unexplained: number];
  /** From B's viewpoint: mix at B's rates, rates at B's mix, and what is left. */
  readonly threeFold: readonly [endowments: number, coefficients: number, interaction: number];
  /**
   * By stratum, 0 outside: composition as it is, composition centred on the mean of both rates (the
   * only one to be shown by stratum), and rate.
   */
  readonly compositionByStratum: Float64Array;
  readonly centredByStratum: Float64Array;
  readonly rateByStratum: Float64Array;
  /** Σ b·r_A with its standard error: what A would score on B's mix. */
  readonly claimedOnLocalMix: number;
  readonly claimedOnLocalMixError: number;
  /** Σ a·r_B. */
  readonly localOnClaimedMix: number;
}

const SHARE = meanMetric("higher-is-better", [0, 1], true);

/**
 * Splits claimed − local share by strata: Kitagawa with symmetric weights, two-fold and three-fold
 * forms, and Ñopo's terms for strata of one side only (METHODS §6.1 with c = 1). A stratum without
 * units on both sides does not exist.
 *
 * @throws HomegroundError `argument/out-of-range` unless 0 ≤ hits ≤ size
 */
export function strataDecomposition(counts: StrataCounts): StrataDecomposition {
  const a = armCounts(armFromHits(counts.claimedSize, counts.claimedHits));
  const b = armCounts(armFromHits(counts.localSize, counts.localHits));
  const inside = supportedCells(a, b, 1);
  const terms = gapTerms(SHARE, a, b, inside);
  const claimed = sharesInside(a, inside);
  const local = sharesInside(b, inside);
  const common = [...inside.keys()].filter((s) => inside[s] === 1);
  const whole = {
    rateClaimed: terms.claimed,
    rateLocal: terms.local,
    common,
    gap: terms.claimed - terms.local,
    claimedOutside: 1 - claimed.supported,
    localOutside: 1 - local.supported,
  };
  if (common.length === 0) return { ...whole, parts: null };

  const { claimedInside, claimedReweighted, localInside, localReweighted } = terms;
  const compositionByStratum = new Float64Array(inside.length);
  let variance = 0;
  for (const s of common) {
    const rateA = a.sum[s]! / a.size[s]!;
    const rateB = b.sum[s]! / b.size[s]!;
    const share = local.shares[s]!;
    compositionByStratum[s] = ((claimed.shares[s]! - share) * (rateA + rateB)) / 2;
    variance += (share * share * rateA * (1 - rateA)) / a.size[s]!;
  }
  const endowments = localReweighted - localInside;
  const coefficients = claimedReweighted - localInside;
  return {
    ...whole,
    parts: {
      composition: terms.mix,
      rate: terms.within,
      onlyClaimed: terms.onlyClaimed,
      onlyLocal: terms.onlyLocal,
      twoFoldClaimed: [claimedInside - claimedReweighted, coefficients],
      twoFoldLocal: [endowments, claimedInside - localReweighted],
      threeFold: [
        endowments,
        coefficients,
        claimedInside - localInside - endowments - coefficients,
      ],
      compositionByStratum,
      centredByStratum: terms.mixParts!,
      rateByStratum: terms.withinParts!,
      claimedOnLocalMix: claimedReweighted,
      claimedOnLocalMixError: Math.sqrt(variance),
      localOnClaimedMix: localReweighted,
    },
  };
}
