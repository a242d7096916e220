import { exp, ln } from "../core/elementary.js";
import { checkRange } from "./arguments.js";
import { betaCdf, normalCdf } from "./quantiles.js";

/** Share of a Poisson law's mass that is left out on each side. */
const LEFT_OUT = 1e-17;

/**
 * P(T ≤ t) of the noncentral t law.
 *
 * Source: Lenth 1989, AS 243, doi 10.2307/2347693, summed from the largest term outwards, so that a
 * large noncentrality loses no term.
 *
 * @param df degrees of freedom, real, > 0
 * @param shift the noncentrality, any sign
 * @throws HomegroundError `argument/out-of-range`
 */
export function noncentralTCdf(t: number, df: number, shift: number): number {
  checkRange(Number.isFinite(t), "t", t, "that is finite");
  checkRange(df > 0 && Number.isFinite(df), "df", df, "above 0");
  checkRange(Number.isFinite(shift), "shift", shift, "that is finite");
  if (t < 0) return 1 - noncentralTCdf(-t, df, -shift);
  const below = normalCdf(-shift);
  const x = (t * t) / (df + t * t);
  if (x === 0) return below;
  const rate = (shift * shift) / 2;
  if (rate === 0) return Math.min(1, below + betaCdf(x, 0.5, df / 2) / 2);
  const sign = Math.sign(shift);
  const mode = Math.floor(rate);
  const whole = (j: number) => betaCdf(x, j + 0.5, df / 2);
  const half = (j: number) => betaCdf(x, j + 1, df / 2);
  const [p0, q0] = largestTerms(rate, mode);
  let sum = 0;
  for (let [j, p, q] = [mode, p0, q0]; p > LEFT_OUT * p0 || q > LEFT_OUT * q0; j++) {
    sum += p * whole(j) + sign * q * half(j);
    p *= rate / (j + 1);
    q *= rate / (j + 1.5);
  }
  for (let [j, p, q] = [mode, p0, q0]; j > 0 && p > LEFT_OUT * p0; ) {
    p *= j / rate;
    q *= (j + 0.5) / rate;
    j--;
    sum += p * whole(j) + sign * q * half(j);
  }
  return Math.min(1, Math.max(0, below + sum / 2));
}

/** e^−λ λ^j / j! and e^−λ λ^(j + ½) / Γ(j + 3⁄2) at j. */
function largestTerms(rate: number, j: number): readonly [number, number] {
  let [p, q] = [0, -ln(Math.sqrt(Math.PI) / 2) + ln(rate) / 2];
  for (let i = 1; i <= j; i++) {
    p += ln(rate / i);
    q += ln(rate / (i + 0.5));
  }
  return [exp(p - rate), exp(q - rate)];
}

/**
 * The noncentrality at which t or less has a probability of p: the limit of a confidence interval for
 * it. The probability falls as the noncentrality grows.
 *
 * @param p in (0, 1)
 * @throws HomegroundError `argument/out-of-range`
 */
export function noncentralityAt(p: number, t: number, df: number): number {
  checkRange(p > 0 && p < 1, "p", p, "between 0 and 1");
  const over = (shift: number) => noncentralTCdf(t, df, shift) - p;
  let reach = 1;
  let [low, above] = [t - 1, over(t - 1)];
  for (; above < 0; above = over(low)) {
    reach *= 2;
    low = t - reach;
  }
  reach = 1;
  let [high, under] = [t + 1, over(t + 1)];
  for (; under > 0; under = over(high)) {
    reach *= 2;
    high = t + reach;
  }
  // By chords, of which an end that stays is drawn nearer (Illinois): a sum of thousands of terms is dear.
  const near = 1e-12 * (1 + reach);
  for (let kept = 0; high - low > near && above > 0 && under < 0; ) {
    const middle = high - (under * (high - low)) / (under - above);
    if (middle <= low || middle >= high) break;
    const value = over(middle);
    if (value > 0) {
      [low, above] = [middle, value];
      if (kept > 0) under /= 2;
      kept = 1;
    } else {
      [high, under] = [middle, value];
      if (kept < 0) above /= 2;
      kept = -1;
    }
    if (Math.abs(value) < 1e-15) return middle;
  }
  return above === 0 ? low : high;
}
