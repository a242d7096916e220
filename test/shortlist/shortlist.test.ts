import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { type ShortlistCandidate, shortlist } from "../../src/shortlist/shortlist.js";
import { shortlistPage } from "../../src/shortlist/shortlist-page.js";
import { shortlistAnswer, shortlistText } from "../../src/shortlist/shortlist-text.js";
import { SHORTLIST } from "../../src/shortlist/words.js";
import { normalQuantile } from "../../src/statistics/normal-quantile.js";
import { violationsOf } from "../support/schema-of.js";

const CLASSES = 3;

/** Candidates whose first features stand apart between classes by so many standard deviations each. */
function candidates(n: number, strengths: readonly number[], seed: number): ShortlistCandidate[] {
  const random = createRandom(seed);
  const width = 4;
  return strengths.map((strength, c) => ({
    name: `m${c}`,
    sha256: null,
    sourceScores: null,
    features: {
      count: n,
      width,
      values: new Float64Array(n * width).map(
        (_, at) =>
          normalQuantile(random.uniform() * 0.9998 + 0.0001) +
          (at % width === Math.floor(at / width) % CLASSES ? strength : 0),
      ),
    },
  }));
}

const request = (n: number) => ({
  classes: Int32Array.from({ length: n }, (_, i) => i % CLASSES),
  classNames: ["deer", "fox", "none"],
  cluster: null,
  level: 0.95,
  seed: 4,
  halves: 100,
});

describe("a shortlist", () => {
  it("puts the candidate first whose features fit, and says what is open", () => {
    const list = shortlist(candidates(60, [0.4, 2.5, 0.5], 1), request(60));
    expect(violationsOf("shortlist", list)).toEqual([]);
    expect(list.scores.map(({ name }) => name)[0]).toBe("m1");
    expect(list.scores[0]).toMatchObject({ rank: 1, rankLow: 1, rankHigh: 1 });
    expect(list.scores[1]).toMatchObject({ rankLow: 2, rankHigh: 3 });
    expect(shortlistAnswer(list)).toContain("m1 is ahead of all others");
    expect(list.warnings).toEqual(["shortlist/no-leep"]);
    expect(list.scores[0]!.leep).toBeNull();
    expect(list.scores[0]!.ranks.leep).toBeNull();
    const text = shortlistText(list);
    expect(text).toContain("2 to 3");
    expect(text).toContain("It says nothing about how well a candidate does as it is");
    const page = shortlistPage(list, "1.2.3");
    expect(page.sections.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["candidates", "limits", "meaning"]),
    );
    for (const code of list.warnings) expect(SHORTLIST.warnings[code]).toBeDefined();
  });

  it("is not contradicted by a measure that is at its greatest whatever the features are", () => {
    const n = 24;
    const [good, ...others] = candidates(n, [3, 0, 0], 3);
    // As many features as images, of which none tells a class: they span everything.
    const random = createRandom(9);
    const wide: ShortlistCandidate = {
      ...others[0]!,
      features: {
        count: n,
        width: n,
        values: Float64Array.from({ length: n * n }, () => random.uniform()),
      },
    };
    const list = shortlist([good!, wide, others[1]!], request(n));
    expect(list.warnings).toContain("shortlist/h-score-saturated");
    expect(list.scores.find(({ name }) => name === "m1")!.ranks.hscore!.rank).toBe(1);
    expect(shortlistAnswer(list)).toBe(
      "m0 is ahead of all others: fine-tune it first, and test it on images of your own.",
    );
  });

  it("orders equal candidates falsely in at most about 5 of 100 worlds, and finds a better one", () => {
    let [wrong, found, missed] = [0, 0, 0];
    const worlds = 40;
    const n = 36;
    for (let w = 0; w < worlds; w++) {
      const own = { ...request(n), seed: w, halves: 60 };
      const equal = shortlist(candidates(n, [0.8, 0.8, 0.8], 1000 + w), own);
      if (equal.scores.some(({ rankLow, rankHigh }) => rankLow !== 1 || rankHigh !== 3)) wrong++;
      const { scores } = shortlist(candidates(n, [0.8, 2.6, 0.8], 2000 + w), own);
      const best = scores.find(({ name }) => name === "m1")!;
      if (best.rankHigh === 1) found++;
      if (best.rankLow !== 1) missed++;
    }
    expect(wrong / worlds).toBeLessThan(0.155); // 0.05 and three standard errors
    expect(found / worlds).toBeGreaterThan(0.8);
    expect(missed).toBe(0);
  });

  it("is the same for the same seed, and gives identical candidates one rank", () => {
    const [first, second] = candidates(30, [1, 1], 5);
    const given = [first!, { ...first!, name: "copy" }, second!];
    const list = shortlist(given, request(30));
    expect(shortlist(given, request(30))).toEqual(list);
    const [a, b] = ["m0", "copy"].map((name) => list.scores.find((one) => one.name === name)!);
    expect(b).toMatchObject({ rank: a!.rank, parc: a!.parc, knn: a!.knn });
    expect(a!.rankLow! <= b!.rankHigh! && b!.rankLow! <= a!.rankHigh!).toBe(true);
  });

  it("draws images of a group together", () => {
    const given = candidates(60, [0.5, 1.4], 6);
    const groups = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 15));
    const list = shortlist(given, { ...request(60), cluster: groups });
    expect(list).toMatchObject({ clusters: 4 });
    expect(list.warnings).toContain("shortlist/few-units");
  });
});
