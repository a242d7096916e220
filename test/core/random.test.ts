import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createRandom,
  philox4x32,
  recorded,
  type Words2,
  type Words4,
} from "../../src/core/random.js";
import known from "../oracle/philox4x32-10.json" with { type: "json" };
import { throwsCode } from "../support/throws-code.js";

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const counters = fc.tuple(word, word, word, word);
const keys = fc.tuple(word, word);

/** Philox4x32-10 as printed, in exact integers: slow and obvious. */
function philoxOfBigInts(counter: Words4, key: Words2): number[] {
  const mask = 0xffff_ffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * c0;
    const product1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [
      (product1 >> 32n) ^ c1 ^ k0,
      product1 & mask,
      (product0 >> 32n) ^ c3 ^ k1,
      product0 & mask,
    ];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map(Number);
}

const hex = (words: string): number[] => words.split(" ").map((text) => Number.parseInt(text, 16));

describe("philox4x32", () => {
  it.each(known.cases)("gives the known answer for counter $counter", (given) => {
    const counter = hex(given.counter) as unknown as Words4;
    const key = hex(given.key) as unknown as Words2;
    expect(philox4x32(counter, key)).toEqual(hex(given.result));
  });

  it("agrees with exact integers", () => {
    fc.assert(
      fc.property(counters, keys, (counter, key) => {
        expect(philox4x32(counter, key)).toEqual(philoxOfBigInts(counter, key));
      }),
    );
  });

  it("changes about half of the 128 bits when one bit of counter or key changes", () => {
    let changed = 0;
    const flips = 192;
    for (let bit = 0; bit < flips; bit++) {
      const words = [1, 2, 3, 4, 5, 6];
      const before = philox4x32([1, 2, 3, 4], [5, 6]);
      words[bit >>> 5]! = (words[bit >>> 5]! ^ (1 << (bit & 31))) >>> 0;
      const [c0, c1, c2, c3, k0, k1] = words as [number, number, number, number, number, number];
      philox4x32([c0, c1, c2, c3], [k0, k1]).forEach((after, i) => {
        for (let rest = (after ^ before[i]!) >>> 0; rest > 0; rest >>>= 1) changed += rest & 1;
      });
    }
    // Binomial with 192 · 128 trials: the bound is five standard deviations wide.
    expect(Math.abs(changed / (flips * 128) - 0.5)).toBeLessThan(5 / (2 * Math.sqrt(flips * 128)));
  });
});

describe("createRandom", () => {
  const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const take = (n: number, seed: number, stream?: number): number[] => {
    const random = createRandom(seed, stream);
    return Array.from({ length: n }, () => random.uint32());
  };

  it("puts the block into the lower half of the counter, the stream into the upper, the seed into the key", () => {
    const seed = 7 * 2 ** 32 + 5;
    const stream = 3 * 2 ** 32 + 2;
    expect(take(8, seed, stream)).toEqual([
      ...philox4x32([0, 0, 2, 3], [5, 7]),
      ...philox4x32([1, 0, 2, 3], [5, 7]),
    ]);
  });

  it("repeats itself for one seed and stream, whatever else is drawn meanwhile", () => {
    fc.assert(
      fc.property(seeds, seeds, fc.integer({ min: 1, max: 40 }), (seed, stream, n) => {
        const other = createRandom(seed, stream === 0 ? 1 : stream - 1);
        const random = createRandom(seed, stream);
        const interleaved = Array.from({ length: n }, () => {
          other.uint32();
          return random.uint32();
        });
        expect(interleaved).toEqual(take(n, seed, stream));
      }),
    );
  });

  it("gives different numbers for different seeds and streams", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(seeds, seeds), { minLength: 2, maxLength: 2, selector: String }),
        ([a, b]) => {
          expect(take(4, ...a!)).not.toEqual(take(4, ...b!));
        },
      ),
    );
  });

  it("draws uniforms in [0, 1) that are multiples of 2⁻⁵³", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const u = createRandom(seed).uniform();
        return u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53);
      }),
    );
  });

  it("fills the cells of a uniform evenly", () => {
    const random = createRandom(1);
    const cells = new Float64Array(64);
    const n = 64_000;
    for (let i = 0; i < n; i++) cells[Math.floor(random.uniform() * 64)]! += 1;
    const chiSquared = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquared).toBeGreaterThan(63 - 5 * Math.sqrt(2 * 63));
    expect(chiSquared).toBeLessThan(63 + 5 * Math.sqrt(2 * 63));
  });

  it("draws below any bound, each value about as often", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const value = createRandom(seed).below(bound);
        return Number.isInteger(value) && value >= 0 && value < bound;
      }),
    );
    const random = createRandom(2);
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[random.below(3)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * 82);
  });

  it.each([
    [-1, 0],
    [0.5, 0],
    [2 ** 53, 0],
    [Number.NaN, 0],
    [0, -1],
    [0, 2 ** 53],
  ])("refuses seed %d, stream %d", (seed, stream) => {
    expect(() => createRandom(seed, stream)).toThrow(throwsCode("argument/out-of-range"));
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])("refuses the bound %d", (bound) => {
    expect(() => createRandom(0).below(bound)).toThrow(throwsCode("argument/out-of-range"));
  });
});

describe("recorded", () => {
  it("draws the same from the beginning, word by word or many at once", () => {
    const plain = createRandom(9, 4);
    const expected = Array.from({ length: 500 }, () => plain.uint32());
    const again = recorded(createRandom(9, 4));
    const first = again();
    const many = new Uint32Array(300);
    first.fill(many.subarray(0, 7));
    expect([...many.subarray(0, 7), first.uint32()]).toEqual(expected.slice(0, 8));
    first.fill(many);
    expect([...many, first.uint32()]).toEqual(expected.slice(8, 309));
    const second = again();
    expect(expected.map(() => second.uint32())).toEqual(expected);
  });
});
