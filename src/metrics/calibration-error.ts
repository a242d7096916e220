import { ascendingOrder } from "../statistics/order.js";
import { binIndex } from "./calibration.js";

/** Groups of `bins=mass`. */
const MASS_GROUPS = 15;

export interface CalibrationErrorValue {
  /** Σ_b n_b/n·|accuracy_b − confidence_b|; NaN of nothing. */
  readonly error: number;
  /**
   * E₀ = Σ_b √(2/π·Σ_{i∈b} c_i(1 − c_i))/n: what a perfectly calibrated model's error comes to on
   * average, because each bin's gap is taken without its sign (METHODS §2.1).
   */
  readonly bias: number;
}

/**
 * Expected calibration error as a function of weights.
 *
 * Equal-width bins are fixed. Equal-mass ones are formed anew for each weighting: by rising
 * confidence, a unit of weight 2 being that unit twice. Where the weights add up to a whole number n
 * they are the groups of `numpy.array_split`, the first n mod 15 one larger than the others; else
 * each holds a 15th of the weight, and a unit that crosses an edge is shared.
 *
 * @param confidence in [0, 1]
 * @param bins a number of equal-width bins, or `mass` for 15 of equal mass
 */
export function calibrationErrorKernel(
  confidence: Float64Array,
  correct: Uint8Array,
  bins: string,
): (weights: Float64Array | null) => CalibrationErrorValue {
  const widths = bins === "mass" ? null : equalWidths(confidence, Number(bins));
  const order = widths === null ? ascendingOrder(confidence) : null;
  return (weights) => {
    const total = sumOf(weights, confidence.length);
    const bin = createBinSum();
    if (widths !== null) {
      const { binOf, binCount } = widths;
      const gap = new Float64Array(binCount);
      const spread = new Float64Array(binCount);
      for (let i = 0; i < binOf.length; i++) {
        const weight = weights === null ? 1 : weights[i]!;
        const c = confidence[i]!;
        gap[binOf[i]!]! += weight * (correct[i]! - c);
        spread[binOf[i]!]! += weight * weight * c * (1 - c);
      }
      for (let b = 0; b < binCount; b++) bin.close(gap[b]!, spread[b]!);
    }
    if (order !== null) addMassGroups(confidence, correct, order, weights, total, bin.close);
    return { error: bin.gaps() / total, bias: (Math.sqrt(2 / Math.PI) * bin.spreads()) / total };
  };
}

function addMassGroups(
  confidence: Float64Array,
  correct: Uint8Array,
  order: Uint32Array,
  weights: Float64Array | null,
  total: number,
  close: (gap: number, spread: number) => void,
): void {
  const capacity = groupCapacities(total, MASS_GROUPS);
  let group = 0;
  let room = capacity[0] ?? 0;
  let gap = 0;
  let spread = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const i = order[rank]!;
    const c = confidence[i]!;
    let left = weights === null ? 1 : weights[i]!;
    while (left > room && group + 1 < capacity.length) {
      close(gap + room * (correct[i]! - c), spread + room * room * c * (1 - c));
      left -= room;
      gap = 0;
      spread = 0;
      room = capacity[++group]!;
    }
    gap += left * (correct[i]! - c);
    spread += left * left * c * (1 - c);
    room -= left;
  }
  close(gap, spread);
}

/** Sizes of at most `groups` consecutive groups of equal mass, by the rule of `numpy.array_split`. */
export function groupCapacities(total: number, groups: number): readonly number[] {
  if (!Number.isInteger(total)) return new Array<number>(groups).fill(total / groups);
  const count = Math.min(groups, total);
  const least = Math.floor(total / count);
  return Array.from({ length: count }, (_, g) => least + (g < total % count ? 1 : 0));
}

function equalWidths(confidence: Float64Array, binCount: number) {
  const binOf = new Uint16Array(confidence.length);
  for (let i = 0; i < binOf.length; i++) binOf[i] = binIndex(confidence[i]!, binCount);
  return { binOf, binCount };
}

function createBinSum() {
  let gaps = 0;
  let spreads = 0;
  return {
    close(gap: number, spread: number) {
      gaps += Math.abs(gap);
      spreads += Math.sqrt(spread);
    },
    gaps: () => gaps,
    spreads: () => spreads,
  };
}

function sumOf(weights: Float64Array | null, count: number): number {
  if (weights === null) return count;
  let total = 0;
  for (let i = 0; i < count; i++) total += weights[i]!;
  return total;
}
