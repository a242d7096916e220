import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../src/core/random.js";
import {
  arePlainProbabilities,
  balancedOrder,
  judgeReading,
  SANITY_ALPHA,
  SANITY_LOOKS,
  signTest,
} from "../../src/models/sanity-check.js";
import { throwsCode } from "../support/throws-code.js";

describe("signTest", () => {
  // scipy 1.17: binomtest(better, better + worse, 0.5, alternative="greater").pvalue
  it.each([
    [0, 0, 1],
    [8, 0, 0.00390625],
    [9, 1, 0.0107421875],
    [15, 5, 0.020694732666015625],
    [10, 10, 0.5880985260009766],
    [0, 12, 1],
    [60, 40, 0.028443966820490444],
  ])("of %i against %i is %f", (better, worse, p) => {
    expect(signTest(better, worse)).toBeCloseTo(p, 12);
  });

  it("falls as more images are better, and rises as more are worse", () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), (better, worse) => {
        const p = signTest(better, worse);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(signTest(better + 1, worse)).toBeLessThan(p * (1 + 1e-12));
        expect(signTest(better, worse + 1)).toBeGreaterThanOrEqual(p * (1 - 1e-12));
      }),
    );
  });
});

/** n images: `both` right by both, then `better`, `worse`, and the rest wrong by both. */
function judged(
  n: number,
  { both = 0, better = 0, worse = 0 },
  { readings = 10, classes = 4 }: { readings?: number; classes?: number } = {},
) {
  const card = Array.from({ length: n }, (_, i) =>
    i < both || (i >= both + better && i < both + better + worse) ? 1 : 0,
  );
  const other = Array.from({ length: n }, (_, i) => (i < both + better ? 1 : 0));
  const truth = card.map((_, i) => i % classes);
  return judgeReading(card, other, truth, readings);
}

describe("judgeReading", () => {
  it("counts what each reading gets right", () => {
    expect(judged(20, { both: 5, better: 12, worse: 1 })).toMatchObject({
      n: 20,
      cardRight: 6,
      otherRight: 17,
      better: 12,
      worse: 1,
    });
  });

  it("holds p against the share of the level for looks and readings", () => {
    // 2^-11 = 0.000488 is below 0.01 / (2 · 10), and 2^-10 = 0.000977 is not.
    expect(judged(20, { both: 6, better: 11 }).isBetter).toBe(true);
    expect(judged(20, { both: 6, better: 10 }).isBetter).toBe(false);
    expect(judged(20, { both: 6, better: 10 }, { readings: 5 }).isBetter).toBe(true);
  });

  it("wants a gain of a fifth of the images, however sure it is", () => {
    expect(judged(100, { both: 60, better: 19 }).isBetter).toBe(false);
    expect(judged(100, { both: 60, better: 20 }).isBetter).toBe(true);
    expect(judged(100, { both: 60, better: 22, worse: 3 }).isBetter).toBe(false);
  });

  it("wants more than a constant answer would get", () => {
    // Half of the images are of one class: 70 right of 100 are needed.
    expect(judged(100, { both: 10, better: 59 }, { classes: 2 }).isBetter).toBe(false);
    expect(judged(100, { both: 10, better: 60 }, { classes: 2 }).isBetter).toBe(true);
  });

  it("says nothing when every image is of one class", () => {
    expect(judged(20, { better: 20 }, { classes: 1 }).isBetter).toBe(false);
  });

  it("finds promising what could become clear", () => {
    expect(judged(20, { both: 10, better: 2 }).isPromising).toBe(true);
    expect(judged(20, { both: 10, better: 1 }).isPromising).toBe(false);
    expect(judged(20, { both: 10, better: 4, worse: 3 }).isPromising).toBe(false);
  });

  it("refuses readings of different images", () => {
    expect(() => judgeReading([1], [1, 0], [0], 1)).toThrow(throwsCode("argument/length-mismatch"));
  });
});

/**
 * One run of the check with readings that are right with probability p each, drawn together with the
 * card's with probability `tied`: what its two looks came to.
 */
function simulate(random: Random, cardP: number, otherP: number, tied: number, readings = 10) {
  const most = SANITY_LOOKS[1];
  const u = Float64Array.from({ length: most }, () => random.uniform());
  const card = Array.from(u, (value) => (value < cardP ? 1 : 0));
  const truth = card.map((_, i) => i % 4);
  let [says, isBelow] = [false, false];
  for (let r = 0; r < readings; r++) {
    const other = Array.from(u, (value) =>
      (random.uniform() < tied ? value : random.uniform()) < otherP ? 1 : 0,
    );
    for (const n of SANITY_LOOKS) {
      const tally = judgeReading(card.slice(0, n), other.slice(0, n), truth.slice(0, n), readings);
      says ||= tally.isBetter;
      isBelow ||= tally.p <= SANITY_ALPHA / (SANITY_LOOKS.length * readings);
    }
  }
  return { says, isBelow };
}

describe("the check as a whole", () => {
  it.each([
    [0.3, 0],
    [0.6, 0],
    [0.6, 0.5],
    [0.9, 0.8],
  ])("raises a false alarm in at most 1 of 100 runs (right %f, tied %f)", (p, tied) => {
    const runs = 1500;
    let [alarms, below] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const { says, isBelow } = simulate(createRandom(4, run), p, p, tied);
      if (says) alarms++;
      if (isBelow) below++;
    }
    // The sign tests alone keep the level (three standard errors of the simulation allowed) …
    const level = SANITY_ALPHA + 3 * Math.sqrt((SANITY_ALPHA * (1 - SANITY_ALPHA)) / runs);
    expect(below / runs).toBeLessThanOrEqual(level);
    // … and the gain that is wanted besides can only make alarms rarer.
    expect(alarms).toBeLessThanOrEqual(below);
  });

  it("finds a reading that is right in 92 of 100 where the card's is in 60", () => {
    let found = 0;
    for (let run = 0; run < 200; run++) {
      // One reading of ten: nine others would only help.
      const random = createRandom(5, run);
      const { says } = simulate(random, 0.6, 0.92, 0.5, 10);
      if (says) found++;
    }
    expect(found).toBeGreaterThanOrEqual(190);
  });
});

describe("balancedOrder", () => {
  it("is an order of different images in which every beginning is balanced", () => {
    const classes = fc.array(fc.nat(5), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(classes, fc.integer({ min: 1, max: 120 }), fc.nat(), (classOf, most, seed) => {
        const order = balancedOrder(classOf, most, createRandom(seed));
        expect(order).toHaveLength(Math.min(most, classOf.length));
        expect(new Set(order).size).toBe(order.length);
        const total = new Map<number, number>();
        for (const one of classOf) total.set(one, (total.get(one) ?? 0) + 1);
        const taken = new Map<number, number>();
        for (const i of order) {
          const mine = taken.get(classOf[i]!) ?? 0;
          // No class is ahead of one that still has images by more than one.
          for (const [one, all] of total) {
            const theirs = taken.get(one) ?? 0;
            if (theirs < all) expect(mine).toBeLessThanOrEqual(theirs);
          }
          taken.set(classOf[i]!, mine + 1);
        }
      }),
    );
  });

  it("draws the same for a seed, and something else for another", () => {
    const classOf = Array.from({ length: 200 }, (_, i) => i % 3);
    const draw = (seed: number) => balancedOrder(classOf, 20, createRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe("arePlainProbabilities", () => {
  it.each([
    ["shares that add up to 1", [[0.2, 0.8]], true],
    ["8-bit shares", [[0.199, 0.793]], true],
    ["logits", [[2.5, -1]], false],
    ["shares of which one image's do not add up", [[0.5, 0.5], [0.9, 0.9]], false], // biome-ignore format: a table
    ["one number an image", [[1]], false],
    ["nothing", [], false],
    ["NaN", [[Number.NaN, 1]], false],
  ] as const)("judges %s", (_, outputs, expected) => {
    expect(arePlainProbabilities(outputs)).toBe(expected);
  });
});
