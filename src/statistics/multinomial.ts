import { exp, ln, log1p } from "../core/elementary.js";
import { checkRange, checkSameLength } from "./arguments.js";
import { type PhiloxStream, philoxStream } from "./philox-stream.js";

/**
 * One bootstrap sample of a table of counts, such as a confusion matrix: exactly the law of drawing
 * its n units with replacement, at the cost of its non-empty cells and not of n.
 *
 * Cell by cell, the count is binomial given those before it; by stream `replicate` of the seed, so
 * replicates can be made anywhere, in any order.
 *
 * @param counts whole numbers ≥ 0 with a sum n from 1 to 2⁵³ − 1
 * @param into overwritten; its sum is n
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function drawTable(
  seed: number,
  replicate: number,
  counts: Float64Array,
  into: Float64Array,
): void {
  checkSameLength(counts, into, "counts, into");
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    const holds = Number.isInteger(count) && count >= 0;
    if (!holds) checkRange(false, `counts[${i}]`, count, "that is whole, 0 or more");
    total += count;
  }
  checkRange(
    total >= 1 && Number.isSafeInteger(total),
    "sum of counts",
    total,
    "from 1 to 2⁵³ − 1",
  );
  const stream = philoxStream(seed, replicate);
  let left = total; // draws not yet given to a cell
  let rest = total; // units in the cells not yet passed
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    const drawn = count === rest ? left : binomialDraw(stream, left, count / rest);
    into[i] = drawn;
    left -= drawn;
    rest -= count;
  }
}

/**
 * A draw of the binomial law, exact up to the rounding of doubles: by inversion where the mean is
 * below 10, else by transformed rejection.
 *
 * Source: Hörmann, "The generation of binomial random variates", 1993, algorithm BTRS (from memory),
 * held to the binomial distribution function by a χ² test.
 *
 * @param n whole, ≥ 0
 * @param p in [0, 1]
 */
export function binomialDraw(stream: PhiloxStream, n: number, p: number): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomialDraw(stream, n, 1 - p);
  return n * p < 10 ? byInversion(stream, n, p) : byRejection(stream, n, p);
}

function byInversion(stream: PhiloxStream, n: number, p: number): number {
  const odds = p / (1 - p);
  const none = exp(n * log1p(-p));
  for (;;) {
    let u = stream.uniform();
    let probability = none;
    for (let k = 0; k <= n; k++) {
      if (u < probability) return k;
      u -= probability;
      probability *= (odds * (n - k)) / (k + 1);
      if (probability === 0) break; // rounding left a rest beyond the last k: draw again
    }
  }
}

function byRejection(stream: PhiloxStream, n: number, p: number): number {
  const q = 1 - p;
  const spread = Math.sqrt(n * p * q);
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const inner = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((n + 1) * p);
  const odds = p / q;
  for (;;) {
    const u = stream.uniform() - 0.5;
    const v = stream.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= inner) return k;
    if (!(k >= 0 && k <= n)) continue;
    const limit =
      (mode + 0.5) * ln((mode + 1) / (odds * (n - mode + 1))) +
      (n + 1) * ln((n - mode + 1) / (n - k + 1)) +
      (k + 0.5) * ln((odds * (n - k + 1)) / (k + 1)) +
      stirlingRest(mode) +
      stirlingRest(n - mode) -
      stirlingRest(k) -
      stirlingRest(n - k);
    if (ln((v * alpha) / (a / (us * us) + b)) <= limit) return k;
  }
}

const SMALL_RESTS = [
  0.08106146679532726, 0.0413406959554093, 0.02767792568499834, 0.02079067210376509,
  0.01664469118982119, 0.01387612882307075, 0.01189670994589177, 0.01041126526197209,
  0.009255462182712733, 0.00833056343336287,
] as const;

/** ln k! − (½ln 2π + (k + ½)ln(k + 1) − (k + 1)): what Stirling's formula at k + 1 leaves. */
function stirlingRest(k: number): number {
  const small = SMALL_RESTS[k];
  if (small !== undefined) return small;
  const x = k + 1;
  const xx = x * x;
  return (1 / 12 - (1 / 360 - 1 / 1260 / xx) / xx) / x;
}
