import { ln } from "../core/elementary.js";

/** Differences of harmonic numbers h(x) = Σ_{j ≤ x} 1/j, also between points that are not whole. */
export interface Harmonics {
  /** h(high) − h(low), 0 ≤ low ≤ high ≤ the total. */
  between(low: number, high: number): number;
}

/**
 * Harmonic numbers up to the sum of sizes: from a table where all sizes are whole, else by digamma,
 * h(x) = ψ(x + 1) + γ.
 */
export function createHarmonics(size: Float64Array): Harmonics {
  let total = 0;
  let whole = true;
  for (let b = 0; b < size.length; b++) {
    total += size[b]!;
    whole &&= Number.isInteger(size[b]);
  }
  if (!whole || total > LARGEST_TABLE) return { between: differenceOfDigamma };
  const table = harmonicTable(total);
  return { between: (low, high) => table[high]! - table[low]! };
}

/** 32 MB; beyond it digamma, which takes longer and no memory. */
const LARGEST_TABLE = 4_000_000;

let remembered = new Float64Array(1);

/** h(0) … h(n) and perhaps further: a table of constants, kept because every replicate needs it. */
function harmonicTable(n: number): Float64Array {
  if (remembered.length > n) return remembered;
  const table = new Float64Array(Math.max(n + 1, Math.min(2 * remembered.length, LARGEST_TABLE)));
  for (let j = 1; j < table.length; j++) table[j] = table[j - 1]! + 1 / j;
  remembered = table;
  return table;
}

function differenceOfDigamma(low: number, high: number): number {
  return high === low ? 0 : digamma(high + 1) - digamma(low + 1);
}

/**
 * ψ(x), the derivative of ln Γ, for x ≥ 1: recurrence up to 10, then the asymptotic series, whose
 * first term left out is 691/(32760·x¹²) < 3e-14 there.
 */
export function digamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) shift -= 1 / y;
  const r = 1 / (y * y);
  const series = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r / 132))));
  return shift + ln(y) - 0.5 / y - series;
}
