/** Runs in Node and in a page: what the elementary functions answer, as bits. */
import * as elementary from "../../src/core/elementary.js";
import { exponentialOfNegative } from "../../src/core/exponential.js";
import { powerOfTen } from "../../src/core/power-of-ten.js";
import { createRandom } from "../../src/core/random.js";

const { atan2, hypot, pow, ...single } = elementary;
const ONE: Readonly<Record<string, (x: number) => number>> = {
  ...single,
  exponentialOfNegative,
  powerOfTen: (x) => powerOfTen(Math.round(x)),
  // What pure code may use as it is.
  square: (x) => x ** 2,
  powerOfTwo: (x) => 2 ** Math.round(x),
  root: (x) => Math.sqrt(x),
};
const TWO: Readonly<Record<string, (x: number, y: number) => number>> = { atan2, hypot, pow };

/** Arguments of every size, in and out of each function's domain. */
function argumentsOf(count: number): Float64Array {
  const random = createRandom(7, 0);
  return Float64Array.from({ length: count }, (_, i) => {
    const sign = random.uniform() < 0.5 ? -1 : 1;
    const spread = [1, 40, 1e-6, 1e6][i % 4]!;
    return sign * random.uniform() * spread;
  });
}

/**
 * A number of each function that differs where one bit of its answers does.
 *
 * @param count arguments
 */
export function elementaryBits(count: number): Readonly<Record<string, string>> {
  const x = argumentsOf(count);
  const found: Record<string, string> = {};
  for (const [name, of] of Object.entries(ONE)) found[name] = digest(x.map((one) => of(one)));
  for (const [name, of] of Object.entries(TWO)) {
    found[name] = digest(x.map((one, i) => of(one, x[count - 1 - i]!)));
  }
  return found;
}

/** FNV-1a over the words, all NaN alike: which one it is, no number tells. */
function digest(values: Float64Array): string {
  let hash = 0x811c9dc5;
  const all = values.map((value) => (Number.isNaN(value) ? 0.125 : value));
  for (const word of new Uint32Array(all.buffer)) hash = Math.imul(hash ^ word, 0x01000193);
  return (hash >>> 0).toString(16);
}
