import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conceptSupport } from "../../../src/dataset/profile/concept-support.js";

const classes = (recalls: readonly (number | null)[], local = 10) =>
  recalls.map((recall, i) => ({ label: `c${i}`, local, recall }));

describe("concept support", () => {
  it("puts classes first that the model does not know, then those never trained, then rare ones", () => {
    const training = new Map(Object.entries({ a: 40, b: 0, c: 10, d: 20, e: 30 }));
    const here = ["d", "a", "new", "c", "b", "other"].map((label) => ({
      label,
      local: 3,
      recall: null,
    }));
    const { classes: found, trend, warnings } = conceptSupport(here, training);
    expect(found.map(({ label, training: f }) => [label, f])).toEqual([
      ["new", null],
      ["other", null],
      ["b", 0],
      ["c", 10],
      ["d", 20],
      ["a", 40],
    ]);
    // The lower quarter of 0, 10, 20, 30, 40 is 10: 0 is below it, 10 is not.
    expect(found.filter(({ rare }) => rare).map(({ label }) => label)).toEqual(["b"]);
    expect(warnings).toEqual(["scope/rare-in-training"]);
    expect(trend).toBeNull();
    expect(conceptSupport(here.slice(0, 2), training).warnings).toEqual([]);
  });

  it("sees how recall rises with the logarithm of training images, as SciPy does", () => {
    // scipy.stats.linregress and scipy.stats.t.ppf(0.975, 6) of SciPy 1.17.1.
    const counts = [4, 16, 79, 251, 631, 1995, 7943, 39811];
    const here = classes([0.31, 0.4, 0.38, 0.52, 0.61, 0.58, 0.77, 0.74]);
    const training = new Map(counts.map((f, i) => [`c${i}`, f]));
    expect(conceptSupport(here, training).trend).toEqual({
      slope: expect.closeTo(0.11914269240459639, 12),
      low: expect.closeTo(0.08181906418631073, 12),
      high: expect.closeTo(0.15646632062288207, 12),
      level: 0.95,
      classes: 8,
    });
  });

  it("finds a line that is there, without the classes that it may not use", () => {
    const exact = classes([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
    const training = new Map(exact.map(({ label }, i) => [label, 10 ** i]));
    training.set("never", 0);
    training.set("few", 5);
    const out = [
      { label: "never", local: 50, recall: 1 },
      { label: "few", local: 9, recall: 1 },
      { label: "strange", local: 50, recall: 1 },
    ];
    const { trend } = conceptSupport([...out, ...exact], training);
    expect(trend?.slope).toBeCloseTo(0.1, 12);
    expect(trend?.high).toBeCloseTo(0.1, 9);
    expect(trend?.classes).toBe(8);
    const blind = exact.map((one, i) => (i === 0 ? { ...one, recall: null } : one));
    expect(conceptSupport(blind, training).trend).toBeNull();
    const alike = new Map(exact.map(({ label }) => [label, 100]));
    expect(conceptSupport(exact, alike).trend).toBeNull();
  });

  it("neither loses a class nor depends on the order of training counts", () => {
    const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(..."abcdefghijkl"), fc.nat(50)), {
      selector: ([label]) => label,
    });
    fc.assert(
      fc.property(
        entries,
        fc.uniqueArray(fc.constantFrom(..."abcdefghijklmn")),
        (counts, names) => {
          const here = names.map((label, i) => ({ label, local: i, recall: null }));
          const found = conceptSupport(here, new Map(counts));
          const turned = conceptSupport(here, new Map(counts.toReversed()));
          expect(turned).toEqual(found);
          expect(found.classes.map(({ label }) => label).sort()).toEqual([...names].sort());
          const order = found.classes.map(({ training }) => training ?? -1);
          expect(order).toEqual([...order].sort((a, b) => a - b));
          // Rare is downward closed: nobody with fewer training images is not rare.
          const known = found.classes.filter(({ training }) => training !== null);
          const lastRare = known.findLastIndex(({ rare }) => rare);
          expect(known.slice(0, lastRare + 1).every(({ rare }) => rare)).toBe(true);
        },
      ),
    );
  });
});
