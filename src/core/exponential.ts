/*
 * exp(x) for x ≤ 0 from multiplications and two tables, for softmax over millions of rows: a third
 * of the time of Math.exp, and the same bits on every engine, which Math.exp does not promise.
 */

const STEPS = 64; // table entries between powers of two
const STEPS_PER_UNIT = STEPS / Math.LN2;
// ln 2/64 in two parts: the first has 24 bits, so that n times it is exact for n < 2²⁹; the second
// holds the digits of ln 2 that a double does not.
const PER_STEP_HIGH = Math.fround(Math.LN2) / STEPS;
const PER_STEP_LOW = (Math.LN2 - Math.fround(Math.LN2) + 2.3190468138462996e-17) / STEPS;
/** Least exponent of a normal double. Below it answers are 0. */
const LEAST_EXPONENT = -1022;

/** 2^(j/64), correctly rounded from 60 decimal digits. */
// biome-ignore format: a table
const FRACTION = Float64Array.of(
  1.0, 1.0108892860517005, 1.0218971486541166, 1.0330248790212284,
  1.0442737824274138, 1.0556451783605572, 1.0671404006768237, 1.0787607977571199,
  1.0905077326652577, 1.102382583307841, 1.1143867425958924, 1.1265216186082418,
  1.1387886347566916, 1.1511892299529827, 1.1637248587775775, 1.1763969916502812,
  1.189207115002721, 1.202156731452703, 1.215247359980469, 1.22848053610687,
  1.241857812073484, 1.255380757024691, 1.2690509571917332, 1.2828700160787783,
  1.2968395546510096, 1.3109612115247644, 1.3252366431597413, 1.339667524053303,
  1.3542555469368927, 1.3690024229745905, 1.383909881963832, 1.3989796725383112,
  Math.SQRT2, 1.42961333839197, 1.4451808069770467, 1.460917794180647,
  1.4768261459394993, 1.4929077282912648, 1.5091644275934228, 1.5255981507445384,
  1.5422108254079407, 1.559004400237837, 1.5759808451078865, 1.593142151342267,
  1.6104903319492543, 1.6280274218573478, 1.645755478153965, 1.6636765803267364,
  1.681792830507429, 1.7001063537185235, 1.718619298122478, 1.7373338352737062,
  1.7562521603732995, 1.7753764925265212, 1.7947090750031072, 1.8142521755003989,
  1.8340080864093424, 1.8539791250833855, 1.8741676341103, 1.8945759815869656,
  1.9152065613971474, 1.9360617934922943, 1.9571441241754002, 1.978456026387951,
);
const POWER = new Float64Array(1 - LEAST_EXPONENT);
for (let k = 0, power = 1; k >= LEAST_EXPONENT; k--, power /= 2) POWER[k - LEAST_EXPONENT] = power;

/**
 * e to the power x, for x ≤ 0.
 *
 * With x = (64k + j)·ln 2/64 + r, |r| ≤ ln 2/128: 2^k · 2^(j/64) · (1 + r + … + r⁵/120), whose
 * remainder r⁶/720 is below 4e-17.
 *
 * @param x in [−∞, 0]; a positive x or NaN gives NaN
 * @returns in [0, 1], relative error below 5e-16; 0 below the normal doubles (x < −708.39)
 */
export function exponentialOfNegative(x: number): number {
  const steps = Math.floor(x * STEPS_PER_UNIT + 0.5);
  const k = steps >> 6;
  if (!(x <= 0)) return Number.NaN;
  if (x < -708.39 || k < LEAST_EXPONENT) return 0;
  const r = x - steps * PER_STEP_HIGH - steps * PER_STEP_LOW;
  const tail = r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120))));
  const scale = POWER[k - LEAST_EXPONENT]! * FRACTION[steps & 63]!;
  return scale + scale * (r + tail);
}
