import fc from "fast-check";
import { expect, it } from "vitest";
import { createHashSearch, MOST_BITS } from "../../../src/analyses/leakage/hash-search.js";

const WORDS = 8;

/** Bits of a text of zeros and ones: no arithmetic of the search. */
function slowDistance(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  let bits = 0;
  for (let w = 0; w < WORDS; w++) {
    const left = a[i * WORDS + w]!.toString(2).padStart(32, "0");
    const right = b[j * WORDS + w]!.toString(2).padStart(32, "0");
    for (let k = 0; k < 32; k++) if (left[k] !== right[k]) bits++;
  }
  return bits;
}

const hash = fc.array(fc.nat({ max: 0xffffffff }), { minLength: WORDS, maxLength: WORDS });
/** A hash, and copies of it with so many random bits turned, so that some are at the limit itself. */
const family = fc.record({
  hash,
  copies: fc.array(fc.uniqueArray(fc.nat({ max: 255 }), { maxLength: 36 }), { maxLength: 6 }),
});

it("finds exactly what a comparison of all pairs finds", () => {
  const world = fc.record({
    families: fc.array(family, { minLength: 1, maxLength: 5 }),
    unknown: fc.nat({ max: 3 }),
    limit: fc.nat({ max: MOST_BITS }),
  });
  fc.assert(
    fc.property(world, ({ families, unknown, limit }) => {
      const hashes = families.flatMap(({ hash: base, copies }) => [
        base,
        ...copies.map((turned) => {
          const copy = [...base];
          for (const bit of turned) copy[bit >> 5] = (copy[bit >> 5]! ^ (1 << (bit & 31))) >>> 0;
          return copy;
        }),
      ]);
      const words = Uint32Array.from(hashes.flat());
      const known = new Uint8Array(hashes.length).fill(1);
      known[unknown % hashes.length] = 0;
      const search = createHashSearch({ words, known }, limit);
      for (let i = 0; i < hashes.length; i++) {
        const end = i % 2 === 0 ? hashes.length : i;
        const found: [number, number][] = [];
        search.near(words, i, end, (other, bits) => found.push([other, bits]));
        const expected: [number, number][] = [];
        for (let j = 0; j < end; j++) {
          const bits = slowDistance(words, i, words, j);
          if (known[j] === 1 && bits <= limit) expected.push([j, bits]);
        }
        expect(found.sort((a, b) => a[0] - b[0])).toEqual(expected);
      }
    }),
    { numRuns: 40 },
  );
});

it("finds a hash whose every chunk but one differs in two bits", () => {
  // 15 chunks with two bits each and one with one: 31 bits, the worst case of the pigeonhole.
  const words = new Uint32Array(2 * WORDS);
  for (let c = 0; c < 16; c++) words[WORDS + (c >> 1)]! |= (c === 7 ? 0b1 : 0b11) << ((c & 1) * 16);
  const search = createHashSearch({ words, known: Uint8Array.of(1, 1) }, MOST_BITS);
  const found: number[] = [];
  search.near(words, 0, 2, (other, bits) => found.push(other, bits));
  expect(found).toEqual([0, 0, 1, 31]);
});
