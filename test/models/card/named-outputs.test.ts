import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestNameOrder, compareWays, countRight } from "../../../src/models/card/named-outputs.js";

const NAMES = ["a", "b", "c", "d"];

function permutations(names: readonly string[]): readonly (readonly string[])[] {
  if (names.length === 0) return [[]];
  return names.flatMap((first) =>
    permutations(names.filter((name) => name !== first)).map((rest) => [first, ...rest]),
  );
}

const images = fc.array(
  fc.record({ output: fc.integer({ min: -1, max: 4 }), name: fc.constantFrom(...NAMES, "other") }),
  { maxLength: 20 },
);

describe("outputs whose names are not known", () => {
  it("get the order that is right most often, as all orders say, and no name moves for nothing", () => {
    fc.assert(
      fc.property(images, (given) => {
        const outputs = {
          highest: given.map(({ output }) => output),
          truth: given.map(({ name }) => [name]),
        };
        const best = bestNameOrder(outputs, NAMES);
        expect([...best].sort()).toEqual(NAMES);
        const all = permutations(NAMES).map((names) => ({
          right: countRight(outputs, names),
          stay: names.filter((name, i) => name === NAMES[i]).length,
        }));
        const most = Math.max(...all.map(({ right }) => right));
        expect(countRight(outputs, best)).toBe(most);
        expect(best.filter((name, i) => name === NAMES[i]).length).toBe(
          Math.max(...all.filter(({ right }) => right === most).map(({ stay }) => stay)),
        );
      }),
    );
  });

  it("leave more names than can be tried as they are", () => {
    const many = Array.from({ length: 501 }, (_, i) => `${i}`);
    expect(bestNameOrder({ highest: [0], truth: [["1"]] }, many)).toBe(many);
  });
});

describe("ways to read images", () => {
  const truth = Array.from({ length: 20 }, (_, i) => [i % 2 === 0 ? "a" : "b"]);
  const rightOf = (count: number) => truth.map((_, i) => (i < count ? i % 2 : 1 - (i % 2)));

  it("are ruled out where the best is right on enough images that they miss", () => {
    const ways = compareWays([rightOf(17), rightOf(15), rightOf(2), rightOf(17)], truth, NAMES);
    expect(ways).toEqual({
      right: [17, 15, 2, 17],
      best: 0,
      isRuledOut: [false, false, true, false],
      isAtChance: false,
    });
  });

  it("are no better than guessing where the commonest name for all is as good", () => {
    expect(compareWays([rightOf(10), rightOf(3)], truth, NAMES).isAtChance).toBe(true);
    expect(compareWays([rightOf(11), rightOf(3)], truth, NAMES).isAtChance).toBe(false);
  });

  it("without an image rule nothing out", () => {
    const ways = compareWays([[], []], [], NAMES);
    expect(ways).toMatchObject({ right: [0, 0], best: 0, isRuledOut: [false, false] });
  });

  it("of objects are told apart by images, and found is no guess", () => {
    // Ten objects on each of two images: the first way finds all of them, the second none.
    const named = Array.from({ length: 20 }, () => ["a"]);
    const [all, none] = [named.map(() => 0), named.map(() => -1)];
    const image = named.map((_, i) => Math.floor(i / 10));
    // Two images more and none less: 1/4 by the sign test, whatever number of objects lies on them.
    expect(compareWays([all, none], named, ["a"], image)).toEqual({
      right: [20, 0],
      best: 0,
      isRuledOut: [false, false],
      isAtChance: false,
    });
    const apart = named.map((_, i) => i);
    expect(compareWays([all, none], named, ["a"], apart).isRuledOut).toEqual([false, true]);
    expect(compareWays([none, none], named, ["a"], image).isAtChance).toBe(true);
  });
});
