import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { createTaxon } from "../../src/formats/taxonomy.js";
import {
  formatLabelMap,
  type LabelMap,
  type LabelTarget,
  parseLabelMap,
  resolveLabels,
} from "../../src/models/label-map.js";
import {
  labelMapTemplate,
  suggestLabels,
  unmappedLabels,
} from "../../src/models/label-suggestions.js";
import { throwsCode } from "../support/throws-code.js";

const to = (...labels: string[]): LabelTarget => ({ kind: "model-labels", labels });

describe("parseLabelMap", () => {
  it("reads names, lists, decisions and what is not decided", () => {
    const labels = { a: "cat", b: ["cat", "dog", "cat"], c: "outside", d: "ignore", e: null };
    const expected = new Map([
      ["a", to("cat")],
      ["b", to("cat", "dog")],
      ["c", { kind: "outside" }],
      ["d", { kind: "ignore" }],
    ]);
    const whole = { schema: "homeground.label-map/1", labels };
    expect(parseLabelMap(JSON.stringify(whole), "m.json")).toEqual(expected);
    expect(parseLabelMap(`\uFEFF${JSON.stringify(labels)}`, "m.json")).toEqual(expected);
  });

  it.each([
    ["", "input/not-json"],
    ["[]", "labels/map-bad"],
    ['{"a": 3}', "labels/map-bad"],
    ['{"a": []}', "labels/map-bad"],
    ['{"a": [3]}', "labels/map-bad"],
    ['{"schema": "homeground.label-map/2", "labels": {}}', "labels/map-bad"],
    ['{"schema": "homeground.label-map/1", "labels": []}', "labels/map-bad"],
    ['{"schema": "homeground.label-map/1", "labels": {}, "x": 1}', "labels/map-bad"],
  ] as const)("refuses %j", (text, code) => {
    expect(() => parseLabelMap(text, "m.json")).toThrow(throwsCode(code));
  });

  it("reads back what was written, labels like __proto__ and outside included", () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom("__proto__", "constructor", "outside", "ignore"),
    );
    const target: fc.Arbitrary<LabelTarget> = fc.oneof(
      fc
        .uniqueArray(name, { minLength: 1, maxLength: 3 })
        .map((labels) => ({ kind: "model-labels", labels }) as const),
      fc.constantFrom({ kind: "outside" } as const, { kind: "ignore" } as const),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, target)), (entries) => {
        const map: LabelMap = new Map(entries);
        expect(parseLabelMap(formatLabelMap(map), "m.json")).toEqual(map);
      }),
    );
  });

  it("throws nothing but HomegroundErrors, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseLabelMap(text, "m.json");
        } catch (error) {
          return isHomegroundError(error);
        }
        return true;
      }),
    );
  });
});

describe("resolveLabels", () => {
  it("maps equal names, keeps decisions, and leaves the rest open", () => {
    const given: LabelMap = new Map([
      ["deer", to("roe deer", "red deer")],
      ["test", { kind: "ignore" }],
      ["absent", to("cat")],
    ]);
    const resolved = resolveLabels(
      ["wolf", "cat", "deer", "test", "cat", "Cat"],
      ["cat", "roe deer", "red deer"],
      given,
    );
    expect(resolved.unmapped).toEqual(["Cat", "wolf"]);
    expect([...resolved.map]).toEqual([
      ["cat", to("cat")],
      ["deer", to("roe deer", "red deer")],
      ["test", { kind: "ignore" }],
    ]);
  });

  it("refuses a target that the model does not have", () => {
    const given: LabelMap = new Map([["deer", to("elk")]]);
    expect(() => resolveLabels(["deer"], ["cat"], given)).toThrow(throwsCode("labels/map-bad"));
  });
});

describe("suggestLabels", () => {
  const best = (truth: string, ...model: string[]) => suggestLabels([truth], model).get(truth)?.[0];

  it.each([
    ["cat", "cat", "exact"],
    ["Cat", "cat", "case"],
    ["wild_boar", "Wild boar", "separators"],
    ["wild-boar", "wild boar", "separators"],
    ["Foxes", "fox", "plural"],
    ["mice", "mouse", "plural"],
    ["butterflies", "butterfly", "plural"],
    ["wolves", "wolf", "plural"],
    ["blank", "empty", "synonym"],
    ["Homo sapiens", "person", "synonym"],
    ["ostrich", "ostrich, Struthio camelus", "synonym"],
    ["neutrophile", "neutrophil", "synonym"],
    ["hedghog", "hedgehog", "fuzzy"],
    ["deer", "roe deer", "wider"],
    ["water deer", "deer", "narrower"],
    ["BASO.", "basophil", "synonym"],
    ["pitt.", "pitting", "abbreviation"],
    [
      "Loxodonta africana",
      "5563;mammalia;proboscidea;elephantidae;loxodonta;africana;african elephant",
      "taxonomy",
    ],
    [
      "African Elephant",
      "5563;mammalia;proboscidea;elephantidae;loxodonta;africana;african elephant",
      "synonym",
    ],
  ] as const)("finds that %s is like %s: %s", (truth, model, likeness) => {
    expect(best(truth, "zebra finch", model, "quokka")).toMatchObject({
      modelLabels: [model],
      likeness,
    });
  });

  it.each([
    ["cat", "car"],
    ["bass", "ba"],
    ["wolf", "wolverine"],
    ["otter", "lynx"],
  ])("does not find that %s is like %s", (truth, model) => {
    expect(best(truth, model)).toBeUndefined();
  });

  it("offers all labels inside a family, and orders by confidence", () => {
    const deer = (genus: string, species: string) =>
      createTaxon({ class: "Mammalia", family: "Cervidae", genus, species });
    const modelTaxa = new Map([
      ["roe", deer("Capreolus", "capreolus")],
      ["red", deer("Cervus", "elaphus")],
      ["fox", createTaxon({ class: "Mammalia", family: "Canidae", genus: "Vulpes" })],
    ]);
    const found = suggestLabels(["Cervidae"], ["roe", "red", "fox"], { modelTaxa });
    expect(found.get("Cervidae")).toEqual([
      { modelLabels: ["roe", "red"], likeness: "taxonomy", confidence: 0.95 },
    ]);
    const all = suggestLabels(["Cat"], ["cats", "cat", "CAT", "Cat"]).get("Cat") ?? [];
    expect(all.map(({ likeness }) => likeness)).toEqual(["exact", "case", "case", "plural"]);
  });
});

describe("labelMapTemplate", () => {
  it("is a map file with null for what is open, and the suggestions beside it", () => {
    const suggestions = suggestLabels(["Cats", "lynx"], ["cat"]);
    const decided: LabelMap = new Map([["dog", to("dog")]]);
    const text = labelMapTemplate(
      decided,
      ["Cats", "lynx"],
      ["cat", "dog"],
      suggestions,
      new Map([["Cats", ["a.jpg"]]]),
    );
    expect(JSON.parse(text)).toMatchObject({
      labels: { Cats: null, lynx: null, dog: ["dog"] },
      suggestions: { Cats: [{ labels: ["cat"], likeness: "plural" }] },
      modelLabels: ["cat", "dog"],
      examples: { Cats: ["a.jpg"], lynx: [] },
    });
    expect(parseLabelMap(text, "template")).toEqual(decided);
  });

  it("comes with an error that names labels, the nearest ones and the way on", () => {
    const error = unmappedLabels(["Cats"], suggestLabels(["Cats"], ["cat"]), "out/map.json");
    expect(error).toEqual(throwsCode("labels/unmapped"));
    expect(error.what).toContain('"Cats" (cat?)');
    expect(error.fix).toContain("out/map.json");
  });
});
