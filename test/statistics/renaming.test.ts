import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { findRenaming, type NamedPredictions } from "../../src/statistics/renaming.js";
import { processorMs } from "../support/processor-time.js";

interface World {
  readonly n: number;
  readonly k: number;
  /** What the model answers to a picture of `truth`; `draw` is uniform. */
  readonly answer: (truth: number, draw: () => number) => number;
  /** Chance of each class; all alike unless given. */
  readonly share?: (k: number) => number;
  readonly clusters?: number;
}

function drawn({ n, k, answer, share = () => 1, clusters }: World, seed: number): NamedPredictions {
  const random = createRandom(seed, 1);
  const draw = () => random.uniform();
  const weights = Array.from({ length: k }, (_, c) => share(c));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const bounds = weights.map((_, c) => weights.slice(0, c + 1).reduce((sum, w) => sum + w, 0));
  const pick = (): number => {
    const at = draw() * total;
    return bounds.findIndex((bound) => at < bound);
  };
  const truth = Int32Array.from({ length: n }, pick);
  return {
    truth,
    predicted: truth.map((t) => answer(t, draw)),
    classCount: k,
    cluster: clusters === undefined ? null : Int32Array.from({ length: n }, (_, i) => i % clusters),
  };
}

const find = (world: World, seed = 1) => findRenaming(drawn(world, seed), createRandom(seed, 2));
const uniform = (k: number, draw: () => number) => Math.floor(draw() * k);
/** Right with this chance, else any class. */
const skilled = (right: number, k: number) => (t: number, draw: () => number) =>
  draw() < right ? t : uniform(k, draw);

describe("findRenaming", () => {
  it("finds two names that are exchanged", () => {
    const names = [1, 0, 2, 3];
    const world = {
      n: 200,
      k: 4,
      answer: (t: number, d: () => number) => names[skilled(0.9, 4)(t, d)]!,
    };
    const found = find(world)!;
    expect(found.classes.map(({ answered, truth }) => [answered, truth]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(found.rightRenamed / 200).toBeGreaterThan(0.85);
    expect(found.right / 200).toBeLessThan(0.6);
    expect(found.p).toBeLessThan(0.001);
  });

  it("finds all names moved by one, as with a background class too many", () => {
    for (const k of [3, 10, 60]) {
      const found = find({ n: 600, k, answer: (t, d) => (skilled(0.8, k)(t, d) + 1) % k })!;
      expect(found.classes).toHaveLength(k);
      for (const { answered, truth } of found.classes) expect(answered).toBe((truth + 1) % k);
    }
    // The last name falls off the list: nothing closes the circle.
    const open = find({ n: 400, k: 6, share: (c) => (c === 0 ? 0 : 1), answer: (t) => t - 1 })!;
    expect(open.rightRenamed).toBe(400);
    expect(open.classes).toHaveLength(5);
  });

  it("is quick with 2,000 classes", async () => {
    const k = 2000;
    const spent = await processorMs(() => {
      const found = find({ n: 20_000, k, answer: (t, d) => (skilled(0.7, k)(t, d) + 1) % k })!;
      const most = found.classes.slice(0, 100);
      expect(most.every(({ answered, truth }) => answered === (truth + 1) % k)).toBe(true);
      find({ n: 20_000, k, answer: (_, d) => uniform(k, d) });
    });
    expect(spent).toBeLessThan(20_000);
  });

  it("says nothing of a good model, of one answer for all, of no units", () => {
    expect(find({ n: 300, k: 5, answer: skilled(0.9, 5) })).toBeNull();
    // Always the rarer of two: the other name would be right more often, which is no exchange.
    expect(find({ n: 300, k: 2, share: (c) => (c === 0 ? 3 : 7), answer: () => 0 })).toBeNull();
    expect(find({ n: 0, k: 3, answer: () => 0 })).toBeNull();
    expect(find({ n: 300, k: 2, answer: (_, d) => (d() < 0.9 ? 0 : 1) })).toBeNull();
  });

  it("leaves answers and truths that have no name out, as wrong", () => {
    const { truth, predicted } = drawn({ n: 200, k: 4, answer: (t) => [1, 0, 2, 3][t]! }, 1);
    const random = createRandom(1, 2);
    const found = findRenaming({ truth, predicted, classCount: 3, cluster: null }, random)!;
    expect(found.classes.map(({ answered }) => answered).sort()).toEqual([0, 1]);
    const outside = truth.filter((t) => t === 3).length;
    expect(found.rightRenamed).toBe(200 - outside);
  });

  it("counts a burst of one picture once", () => {
    // Two cameras, each with 100 times the same mistake, are two units.
    const truth = Int32Array.from({ length: 200 }, (_, i) => i % 2);
    const predicted = truth.map((t) => 1 - t);
    const own = { truth, predicted, classCount: 2 };
    const random = () => createRandom(1, 2);
    expect(findRenaming({ ...own, cluster: null }, random())).not.toBeNull();
    expect(findRenaming({ ...own, cluster: truth }, random())).toBeNull();
  });

  /** Honest models that are poor: the rule must be silent. METHODS asks for p < 0.001 of each run. */
  const HONEST: readonly (readonly [string, World])[] = [
    ["answers at random, 2", { n: 60, k: 2, answer: (_, d) => uniform(2, d) }],
    ["answers at random, 3", { n: 40, k: 3, answer: (_, d) => uniform(3, d) }],
    ["answers at random, 20", { n: 60, k: 20, answer: (_, d) => uniform(20, d) }],
    ["answers at random, 200", { n: 200, k: 200, answer: (_, d) => uniform(200, d) }],
    ["mostly one answer", { n: 80, k: 4, answer: (_, d) => (d() < 0.8 ? 0 : uniform(4, d)) }],
    [
      "uneven classes, answers as uneven the other way",
      {
        n: 100,
        k: 3,
        share: (c) => [8, 1, 1][c]!,
        answer: (_, d) => (d() < 0.8 ? 2 : uniform(3, d)),
      },
    ],
    ["a third right, the rest at random", { n: 60, k: 10, answer: skilled(0.3, 10) }],
    [
      "everything like its neighbour",
      { n: 100, k: 6, answer: (t, d) => (d() < 0.5 ? t - (t % 2) : t - (t % 2) + 1) },
    ],
    [
      "one answer for each pair of kinds, mostly the wrong one",
      { n: 200, k: 6, share: (c) => (c % 2 === 0 ? 1 : 4), answer: (t) => t - (t % 2) },
    ],
    [
      "one grade too high, half of the time",
      { n: 100, k: 6, answer: (t, d) => (d() < 0.5 ? t : Math.min(5, t + 1)) },
    ],
    [
      "one grade off to either side",
      { n: 100, k: 6, answer: (t, d) => (t + Math.floor(d() * 3) + 5) % 6 },
    ],
  ];
  it.each(HONEST)("is silent about an honest model: %s", (_name, world) => {
    const runs = world.k > 100 ? 40 : 300;
    let told = 0;
    for (let seed = 1; seed <= runs; seed++) if (find(world, seed) !== null) told++;
    // 300 runs of chance 0.001 give more than 3 in 0.03 % of samples.
    expect(told).toBeLessThanOrEqual(3);
  });
});
