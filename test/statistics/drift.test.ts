import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../src/core/random.js";
import { claimReferences, decideAnytime } from "../../src/statistics/anytime.js";
import { driftOf } from "../../src/statistics/drift.js";

function draw(random: Random, p: number, n: number) {
  let hits = 0;
  for (let i = 0; i < n; i++) hits += random.uniform() < p ? 1 : 0;
  return { share: hits / n, n };
}

/** How often a word is said of places whose share goes from one value to another. */
function said(seed: number, from: number, to: number, worlds: number) {
  const random = createRandom(seed);
  const words = { fallen: 0, risen: 0 };
  for (let i = 0; i < worlds; i++) {
    const results = [draw(random, from, 100)];
    for (let month = 0; month < 12; month++) results.push(draw(random, to, 60));
    const { change } = driftOf(results);
    if (change !== null) words[change]++;
  }
  return { fallen: words.fallen / worlds, risen: words.risen / worlds };
}

describe("a place looked at again", () => {
  it("is held to its first result as an anytime look holds images to a claim", () => {
    // The same hits one by one, by the function of METHODS §5.
    const later = [1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const { below, above, threshold } = claimReferences(90, 100, 0, 0.95);
    const { decision, at } = decideAnytime(later, { below, above }, threshold);
    expect(decision).toBe("below");
    const results = [{ share: 0.9, n: 100 }, ...later.map((x) => ({ share: x, n: 1 }))];
    expect(driftOf(results)).toEqual({ change: "fallen", at });
    const turned = results.map(({ share, n }) => ({ share: 1 - share, n }));
    expect(driftOf(turned)).toEqual({ change: "risen", at });
    // In one result, the order of its hits is not known and not needed.
    const all = { share: 6 / 20, n: 20 };
    expect(driftOf([results[0]!, all])).toEqual({ change: "fallen", at: 1 });
  });

  it("says nothing of one result, nor of a first one that says nothing", () => {
    for (const results of [[], [{ share: 0.4, n: 10 }], Array(9).fill({ share: 1, n: 50 })]) {
      expect(driftOf(results)).toEqual({ change: null, at: null });
    }
    expect(
      driftOf([
        { share: 0.5, n: 2 },
        { share: 0.1, n: 50 },
      ]),
    ).toMatchObject({ change: null });
  });

  it("is called changed in fewer than 5 of 100 places that stay as they were", () => {
    for (const p of [0.5, 0.9, 0.98]) {
      const { fallen, risen } = said(3, p, p, 1000);
      expect(fallen + risen).toBeLessThan(0.05);
    }
  });

  it("is called changed in fewer than 5 of 100 ledgers of many places that stay as they were", () => {
    const random = createRandom(11);
    let called = 0;
    const ledgers = 300;
    for (let ledger = 0; ledger < ledgers; ledger++) {
      const places = Array.from({ length: 10 }, () => {
        const p = 0.6 + 0.38 * random.uniform();
        return Array.from({ length: 9 }, () => draw(random, p, 80));
      });
      if (places.some((results) => driftOf(results, 10).change !== null)) called++;
    }
    expect(called / ledgers).toBeLessThan(0.05);
  });

  it("is found changed where it has, and held to more where more places are looked at", () => {
    expect(said(5, 0.9, 0.6, 200).fallen).toBeGreaterThan(0.95);
    expect(said(5, 0.6, 0.9, 200).risen).toBeGreaterThan(0.95);
    const results = [
      { share: 0.9, n: 100 },
      { share: 0.55, n: 40 },
    ];
    expect(driftOf(results).change).toBe("fallen");
    expect(driftOf(results, 500).change).toBeNull();
  });
});
