import { describe, expect, it } from "vitest";
import type { Taxon } from "../../src/formats/import-types.js";
import {
  compareTaxa,
  parseTaxonLabel,
  rankOf,
  scientificName,
} from "../../src/formats/taxonomy.js";

/** A taxon from the seven fields; throws when they are not seven. */
function taxon(label: string): Taxon {
  const parsed = parseTaxonLabel(label);
  if (parsed === null) throw new Error(label);
  return parsed;
}

const ELEPHANT = taxon("5;mammalia;proboscidea;elephantidae;loxodonta;africana;african elephant");
const FAMILY = taxon("6;mammalia;proboscidea;elephantidae;;;elephantidae family");
const MAMMAL = taxon("7;mammalia;;;;;mammal");
const BEAR = taxon("8;mammalia;carnivora;ursidae;ursus;americanus;american black bear");
const ANIMAL = taxon("9;;;;;;animal");
const BLANK = taxon("10;;;;;;blank");
const VEHICLE = taxon("11;;;;;;vehicle");

describe("parseTaxonLabel", () => {
  it("tells ranks and names", () => {
    expect(rankOf(ELEPHANT)).toBe("species");
    expect(scientificName(ELEPHANT)).toBe("Loxodonta africana");
    expect(rankOf(FAMILY)).toBe("family");
    expect(scientificName(FAMILY)).toBe("Elephantidae");
    expect(rankOf(BLANK)).toBeNull();
    expect(scientificName(BLANK)).toBe("");
  });

  it("takes nothing else for a taxon", () => {
    for (const label of ["", "cat", "a;b", "1;2;3;4;5;6;7;8"]) {
      expect(parseTaxonLabel(label)).toBeNull();
    }
  });
});

describe("compareTaxa", () => {
  it.each([
    ["the same species", ELEPHANT, ELEPHANT, { kind: "exact" }],
    ["its family", ELEPHANT, FAMILY, { kind: "coarser", rank: "family" }],
    ["its class", ELEPHANT, MAMMAL, { kind: "coarser", rank: "class" }],
    ["animal", ELEPHANT, ANIMAL, { kind: "coarser", rank: "class" }],
    ["a species where the truth is a family", FAMILY, ELEPHANT, { kind: "finer", rank: "family" }],
    ["a species where the truth is animal", ANIMAL, BEAR, { kind: "finer", rank: "class" }],
    ["another species", ELEPHANT, BEAR, { kind: "different" }],
    ["another family", BEAR, FAMILY, { kind: "different" }],
    ["blank", ELEPHANT, BLANK, { kind: "different" }],
    ["blank for blank", BLANK, BLANK, { kind: "exact" }],
    ["vehicle for blank", BLANK, VEHICLE, { kind: "different" }],
    ["animal for blank", BLANK, ANIMAL, { kind: "different" }],
  ])("answers %s", (_name, truth, answer, expected) => {
    expect(compareTaxa(truth, answer)).toEqual(expected);
  });
});
