import { describe, expect, it } from "vitest";
import { blocksOf, createRanking, rankingOf } from "../../src/metrics/ranking.js";

/** The ranking by sorting the distinct scores and looking each up. */
function slow(score: readonly number[]) {
  const distinct = [...new Set(score)].sort((a, b) => b - a);
  const place = new Map(distinct.map((value, b) => [value, b]));
  return { score: distinct, block: score.map((value) => place.get(value)) };
}

function agrees(score: readonly number[]): void {
  const { score: distinct, block } = createRanking(Float64Array.from(score));
  expect({ score: [...distinct], block: [...block] }).toEqual(slow(score));
}

describe("rankings, against sorting the distinct scores", () => {
  it("of so many distinct scores that some share a place in the table of hashes", () => {
    // 5,000 of 2¹⁴ places: hundreds meet.
    agrees(Array.from({ length: 20_000 }, (_, i) => Math.sin((i * 7919) % 5000)));
    agrees([0, 8627, 0, 10_684, 8627]); // these three share one
  });

  it("of more distinct scores than are hashed, with ties", () => {
    agrees(Array.from({ length: 40 }, (_, i) => ((i * 11) % 30) / 7));
    agrees(Array.from({ length: 17 }, (_, i) => 20 - i));
  });

  it("of one score, and of none", () => {
    agrees([0.5, 0.5, 0.5]);
    agrees([]);
  });

  it("names the unit whose score is no number", () => {
    const score = Float64Array.of(1, 1, 2, Number.NaN);
    expect(() => createRanking(score)).toThrow(/score of unit 3/);
  });

  it("is remembered for its column, and sums marks and weights of each block", () => {
    const score = Float64Array.of(0.2, 0.7, 0.2);
    const ranking = rankingOf(score);
    expect(rankingOf(score)).toBe(ranking);
    const { size, marked } = blocksOf(ranking, Uint8Array.of(1, 1, 0), Float64Array.of(2, 3, 5));
    expect([[...size], [...marked]]).toEqual([
      [3, 7],
      [3, 2],
    ]);
  });
});
