import { describe, expect, it } from "vitest";
import { suggestLabels } from "../../src/models/label-suggestions.js";

const BLOOD = ["neutrophil", "lymphocyte", "monocyte", "eosinophil", "basophil", "erythroblast"];
const BLOOD_FINE = ["BNE", "SNE", "lymphocyte", "monocyte", "IG"];
const FOREST = ["red fox", "roe deer", "red deer", "wild boar", "badger", "lynx", "wolf", "empty"];
const LATIN = ["Vulpes vulpes", "Capreolus capreolus", "Cervus elaphus", "Sus scrofa", "Lynx lynx"];
const DEMO = ["deer", "boar", "fox", "bird", "empty"];

/** What a label of the ground truth should be offered first; null for nothing. */
type Pair = readonly [truth: string, wanted: string | readonly string[] | null];

const first = (truth: string, model: readonly string[], beside: readonly string[] = []) =>
  suggestLabels([truth, ...beside], model).get(truth)?.[0]?.modelLabels ?? null;

describe("the first offer", () => {
  it.each<readonly [readonly string[], readonly Pair[]]>([
    [
      BLOOD,
      [
        ["LYMPH", "lymphocyte"],
        ["mono", "monocyte"],
        ["Eos.", "eosinophil"],
        ["SNE", "neutrophil"],
        ["BNE", "neutrophil"],
        ["Segmented Neutrophil", "neutrophil"],
        ["neutrophils", "neutrophil"],
        ["Éosinophile", "eosinophil"],
        ["NRBC", "erythroblast"],
        ["platelet", null],
      ],
    ],
    [
      BLOOD_FINE,
      [
        ["neutrophil", ["BNE", "SNE"]],
        ["segmented_neutrophil", "SNE"],
        ["band neutrophil", "BNE"],
        ["immature granulocyte", "IG"],
        ["metamyelocyte", "IG"],
      ],
    ],
    [
      FOREST,
      [
        ["RED_FOX", "red fox"],
        ["RedDeer", "red deer"],
        ["Vulpes vulpes", "red fox"],
        ["fox", "red fox"],
        ["box", null],
        ["deer", ["roe deer", "red deer"]],
        ["Capreolus capreolus", "roe deer"],
        ["fallow deer", null],
        ["Lynx lynx", "lynx"],
        ["wolverine", null],
        ["Meles meles", "badger"],
        ["blank", "empty"],
        ["002.Wild-Boars", "wild boar"],
        ["Red deer (Cervus elaphus)", "red deer"],
        ["roe deer female", "roe deer"],
      ],
    ],
    [
      LATIN,
      [
        ["lynx", "Lynx lynx"],
        ["red deer", "Cervus elaphus"],
        ["boar", "Sus scrofa"],
        ["deer", ["Capreolus capreolus", "Cervus elaphus"]],
        ["wolf", null],
      ],
    ],
    [
      DEMO,
      [
        ["roe deer", "deer"],
        ["wild boar", "boar"],
        ["Vulpes_vulpes", "fox"],
        ["blackbird", "bird"],
        ["nothing", "empty"],
        ["cat", null],
      ],
    ],
  ])("of %j is the right one", (model, pairs) => {
    const wrong = pairs.flatMap(([truth, wanted]) => {
      const offered = first(truth, model);
      const right = typeof wanted === "string" ? [wanted] : wanted;
      return JSON.stringify(offered) === JSON.stringify(right) ? [] : [{ truth, wanted, offered }];
    });
    expect(wrong).toEqual([]);
  });

  it.each<readonly [what: string, model: readonly string[], pairs: readonly Pair[]]>([
    [
      "what is denied is not what is there",
      ["helmet", "no-helmet", "vest", "infected", "uninfected", "tumor"],
      [
        ["without_helmet", "no-helmet"],
        ["NoHelmet", "no-helmet"],
        ["not infected", "uninfected"],
        ["person without vest", null],
        ["no tumour", null],
        ["non-tumor", null],
      ],
    ],
    [
      "nor where it is the only one",
      ["ripe", "Uninfected"],
      [
        ["unripe", null],
        ["infected", null],
      ],
    ],
    [
      "spelling of either side of the Atlantic",
      [
        "Edema",
        "tumor",
        "fiber",
        "colored pencil",
        "larva",
        "melanocytic nevi",
        "keratoses",
        "knife",
      ],
      [
        ["oedema", "Edema"],
        ["Tumour", "tumor"],
        ["fibres", "fiber"],
        ["coloured pencil", "colored pencil"],
        ["larvae", "larva"],
        ["melanocytic nevus", "melanocytic nevi"],
        ["keratosis", "keratoses"],
        ["knives", "knife"],
      ],
    ],
    [
      "first letters without small words, and letters that are no word",
      ["rolled-in_scale", "Proliferative DR", "scratches", "normal colon mucosa", "c++ (a+b)"],
      [
        ["RS", "rolled-in_scale"],
        ["PDR", "Proliferative DR"],
        ["NORM", "normal colon mucosa"],
        ["SCR", "scratches"],
        ["XQ", null],
      ],
    ],
    [
      "words that say of what sort everything is",
      ["adipose", "pitted_surface", "Residential"],
      [
        ["adipose tissue", "adipose"],
        ["pitted", "pitted_surface"],
        ["residential area", "Residential"],
        ["tissue", null],
      ],
    ],
    [
      "everyday words",
      ["refrigerator", "backpack", "hair drier", "truck", "boat", "parking meter", "cat"],
      [
        ["fridge", "refrigerator"],
        ["rucksack", "backpack"],
        ["hairdryer", "hair drier"],
        ["lorry", "truck"],
        ["ship", "boat"],
        ["kitten", "cat"],
        ["parking", null],
      ],
    ],
  ])("knows %s", (_, model, pairs) => {
    const beside = pairs.map(([truth]) => truth);
    const got = pairs.map(([truth]) => [truth, first(truth, model, beside)]);
    const wanted = pairs.map(([truth, one]) => [truth, typeof one === "string" ? [one] : one]);
    expect(got).toEqual(wanted);
  });

  it("takes words that all labels begin with for no name", () => {
    const truths = ["WBC-mono", "WBC-lymph", "WBC-eos"];
    expect(first("WBC-mono", BLOOD, truths.slice(1))).toEqual(["monocyte"]);
  });

  it("takes few letters for an abbreviation only where others are shortened as well", () => {
    expect(first("qua", ["quagga shrew", "quartz"], [])).toBeNull();
    expect(first("sch", ["scratch", "pitting", "schist"], [])).toBeNull();
    expect(first("pit", ["scratch", "pitting"], ["scr"])).toEqual(["pitting"]);
    expect(first("PIT", ["scratch", "pitting"])).toEqual(["pitting"]);
    expect(first("ant", ["antelope", "quokka"])).toBeNull();
  });

  it("knows no thing under two names of the table", async () => {
    const { knownThing } = await import("../../src/models/known-names.js");
    expect(knownThing("roe")).toBe(knownThing("capreolus capreolus"));
    expect(knownThing("roe")).not.toBe(knownThing("red deer"));
  });
});
