import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countByRank, rankNote } from "../../../src/analyses/taxonomy/taxonomy-counts.js";
import type { Taxon } from "../../../src/formats/import-types.js";
import { createTaxon } from "../../../src/formats/taxonomy.js";

/** `mammalia/carnivora/felidae/panthera/leo`, cut anywhere; `animal` and others are names alone. */
function taxon(path: string): Taxon | null {
  if (path === "?") return null;
  if (!path.includes("/") && path !== "mammalia") return createTaxon({ commonName: path });
  const [name, order, family, genus, species] = path.split("/");
  return createTaxon({ class: name, order, family, genus, species });
}

const LION = "mammalia/carnivora/felidae/panthera/leo";
const TIGER = "mammalia/carnivora/felidae/panthera/tigris";
const PANTHERA = "mammalia/carnivora/felidae/panthera";
const CATS = "mammalia/carnivora/felidae";

describe("answers by rank", () => {
  const count = (pairs: readonly (readonly [truth: string, answer: string, n: number])[]) => {
    const labels = [...new Set(pairs.flatMap(([truth, answer]) => [truth, answer]))];
    const counts = labels.map((t) =>
      labels.map((a) =>
        pairs.reduce((sum, [truth, answer, n]) => sum + (t === truth && a === answer ? n : 0), 0),
      ),
    );
    return countByRank({ labels, counts }, taxon, taxon);
  };

  it("are counted once each, wider ones by their own rank", () => {
    const found = count([
      [LION, LION, 10],
      [LION, PANTHERA, 1],
      [TIGER, PANTHERA, 2],
      [LION, CATS, 4],
      [LION, "mammalia/carnivora", 8],
      [LION, "mammalia", 16],
      [LION, "animal", 32],
      [LION, TIGER, 3],
      [LION, "blank", 5],
      ["blank", "animal", 6],
      ["blank", LION, 7],
      [PANTHERA, LION, 9],
      ["?", LION, 11],
      ["?", "?", 12],
      [LION, "?", 13],
    ]);
    expect(found).toEqual({
      units: 10 + 1 + 2 + 4 + 8 + 16 + 32 + 3 + 5 + 6 + 7 + 9 + 11 + 12 + 13,
      // A class that nobody can place is still answered right where it is answered.
      exact: 10 + 12,
      coarser: [
        { rank: "species", n: 0 },
        { rank: "genus", n: 3 },
        { rank: "family", n: 4 },
        { rank: "order", n: 8 },
        { rank: "class", n: 16 },
        { rank: "animal", n: 32 },
      ],
      finer: 9,
      otherName: 0,
      // "animal" holds no blank picture.
      different: 3 + 5 + 6 + 7,
      unknown: 11 + 13,
    });
    expect(rankNote(found, "image")).toEqual({
      file: "",
      code: "taxonomy/by-rank",
      what: "of 139 images 22 exactly right; right at a wider rank: 3 at genus, 4 at family, 8 at order, 16 at class, 32 at animal; 9 finer than the label; 21 different; 24 wrong without a known place in the taxonomy. The figures count the first alone as right",
    });
  });

  it("of the same taxon under two labels are not taken for right", () => {
    const labels = ["lion", "Löwe"];
    const counts = [
      [1, 2],
      [3, 4],
    ];
    const found = countByRank(
      { labels, counts },
      () => taxon(LION),
      () => taxon(LION),
    );
    expect(found).toMatchObject({ units: 10, exact: 5, otherName: 5, different: 0 });
  });

  // A prefix holds what it is a prefix of: the slow, obvious version.
  it("agree with paths of which one is the beginning of the other", () => {
    const path = fc
      .tuple(...["c", "o", "f", "g", "s"].map((name) => fc.constantFrom(`${name}1`, `${name}2`)))
      .chain((whole) => fc.integer({ min: 1, max: 5 }).map((n) => whole.slice(0, n)));
    const asTaxon = (name: string): Taxon => {
      const [first, order, family, genus, species] = name.split("/");
      return createTaxon({ class: first, order, family, genus, species });
    };
    fc.assert(
      fc.property(path, path, (t, a) => {
        const [truth, answer] = [t.join("/"), a.join("/")];
        fc.pre(truth !== answer);
        const counts = [
          [0, 1],
          [0, 0],
        ];
        const found = countByRank({ labels: [truth, answer], counts }, asTaxon, asTaxon);
        const isCoarser = `${truth}/`.startsWith(`${answer}/`);
        const isFiner = `${answer}/`.startsWith(`${truth}/`);
        const ranks = ["class", "order", "family", "genus", "species"];
        const coarser = found.coarser.filter(({ n }) => n > 0).map(({ rank }) => rank);
        expect(coarser).toEqual(isCoarser ? [ranks[a.length - 1]] : []);
        expect(found.finer).toBe(Number(isFiner));
        expect(found.different).toBe(Number(!isCoarser && !isFiner));
      }),
    );
  });
});
