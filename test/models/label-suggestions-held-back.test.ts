import { expect, it } from "vitest";
import { suggestLabels } from "../../src/models/label-suggestions.js";

type Pair = readonly [truth: string, wanted: string | readonly string[] | null];

/**
 * Written after the rules and the table, from the names of public sets: labels of the model, and pairs of
 * a label and what should be offered first. At first sight 72 of the 80 were right (34 by the rules
 * before); names with their words turned round (`hyenaSpotted`) were mended after that.
 */
const FIRST: readonly (readonly [readonly string[], readonly Pair[]])[] = [
  [
    [
      "person",
      "bicycle",
      "car",
      "motorcycle",
      "airplane",
      "bus",
      "train",
      "boat",
      "bird",
      "cat",
      "dog",
      "horse",
      "sheep",
      "cow",
      "bottle",
      "chair",
      "couch",
      "potted plant",
      "dining table",
      "tv",
      "mouse",
    ],
    [
      ["aeroplane", "airplane"],
      ["motorbike", "motorcycle"],
      ["sofa", "couch"],
      ["tvmonitor", "tv"],
      ["diningtable", "dining table"],
      ["pottedplant", "potted plant"],
      ["Persons", "person"],
      ["pedestrian", "person"],
      ["goat", null],
      ["truck", null],
      ["house", null],
      ["bear", null],
      ["cart", null],
      ["BIRDS", "bird"],
      ["Bike", "bicycle"],
    ],
  ],
  [
    [
      "gazelleThomsons",
      "gazelleGrants",
      "hyenaSpotted",
      "zebra",
      "elephant",
      "guineaFowl",
      "lionFemale",
      "lionMale",
      "wildebeest",
      "buffalo",
      "secretaryBird",
      "blank",
    ],
    [
      ["Thomson's gazelle", "gazelleThomsons"],
      ["Eudorcas thomsonii", "gazelleThomsons"],
      ["spotted hyena", "hyenaSpotted"],
      ["Crocuta crocuta", "hyenaSpotted"],
      ["lion", ["lionFemale", "lionMale"]],
      ["Syncerus caffer", "buffalo"],
      ["plains zebra", "zebra"],
      ["Loxodonta africana", "elephant"],
      ["helmeted guineafowl", "guineaFowl"],
      ["empty", "blank"],
      ["impala", null],
      ["Sagittarius serpentarius", "secretaryBird"],
      ["gnu", "wildebeest"],
      ["sea lion", null],
    ],
  ],
  [
    [
      "bobcat",
      "opossum",
      "coyote",
      "raccoon",
      "dog",
      "cat",
      "squirrel",
      "rabbit",
      "skunk",
      "badger",
      "empty",
      "deer",
      "fox",
      "rodent",
    ],
    [
      ["Lynx rufus", "bobcat"],
      ["Virginia opossum", "opossum"],
      ["Canis latrans", "coyote"],
      ["Procyon lotor", "raccoon"],
      ["mule deer", "deer"],
      ["Odocoileus virginianus", "deer"],
      ["gray fox", "fox"],
      ["cottontail rabbit", "rabbit"],
      ["striped_skunk", "skunk"],
      ["none", "empty"],
      ["raccoon dog", null],
      ["bat", null],
      ["American badger", "badger"],
      ["wolf", null],
      ["racoons", "raccoon"],
      ["domestic cat", "cat"],
    ],
  ],
  [
    [
      "neutrophil",
      "eosinophil",
      "basophil",
      "lymphocyte",
      "monocyte",
      "immature granulocyte",
      "erythroblast",
      "platelet",
    ],
    [
      ["NEU", "neutrophil"],
      ["EO", "eosinophil"],
      ["BA", "basophil"],
      ["LY", "lymphocyte"],
      ["MO", "monocyte"],
      ["IG", "immature granulocyte"],
      ["ERB", "erythroblast"],
      ["Thrombocytes", "platelet"],
      ["PMY", "immature granulocyte"],
      ["stab", "neutrophil"],
      ["Lympho", "lymphocyte"],
      ["blast", null],
      ["macrophage", null],
      ["Basofil", "basophil"],
      ["nucleated RBC", "erythroblast"],
    ],
  ],
  [
    ["good", "scratch", "dent", "contamination", "crack"],
    [
      ["ok", "good"],
      ["Scratches", "scratch"],
      ["cracks", "crack"],
      ["Contam.", "contamination"],
      ["rack", null],
      ["hole", null],
      ["scratched", null],
      ["no_defect", "good"],
    ],
  ],
  [
    [
      "Alces alces",
      "Lepus europaeus",
      "Meles meles",
      "Martes martes",
      "Canis lupus",
      "Ursus arctos",
      "Felis silvestris",
      "Homo sapiens",
    ],
    [
      ["moose", "Alces alces"],
      ["brown hare", "Lepus europaeus"],
      ["badger", "Meles meles"],
      ["stone marten", null],
      ["gray wolf", "Canis lupus"],
      ["grizzly", "Ursus arctos"],
      ["European wildcat", "Felis silvestris"],
      ["people", "Homo sapiens"],
      ["golden jackal", null],
      ["marten", "Martes martes"],
      ["mouse", null],
      ["hare", "Lepus europaeus"],
    ],
  ],
];

/** Written after that, and never looked at while the rules were written. */
const SECOND: typeof FIRST = [
  [
    [
      "aves",
      "canis latrans",
      "equus quagga",
      "giraffa camelopardalis",
      "panthera leo",
      "phacochoerus africanus",
      "ovis aries",
      "blank",
    ],
    [
      ["Birds", "aves"],
      ["coyotes", "canis latrans"],
      ["zebra", "equus quagga"],
      ["Giraffe", "giraffa camelopardalis"],
      ["lions", "panthera leo"],
      ["warthog", "phacochoerus africanus"],
      ["domestic sheep", "ovis aries"],
      ["false trigger", "blank"],
      ["leopard", null],
      ["elephant", null],
    ],
  ],
  [
    ["Seg", "Band", "Lym", "Mono", "Eos", "Baso"],
    [
      ["segmented neutrophil", "Seg"],
      ["lymphocytes", "Lym"],
      ["Monocyte", "Mono"],
      ["eosinophil", "Eos"],
      ["BASOPHIL", "Baso"],
      ["band", "Band"],
      ["platelets", null],
    ],
  ],
  [
    ["apple scab", "black rot", "cedar apple rust", "healthy", "powdery mildew"],
    [
      ["Apple___scab", "apple scab"],
      ["no finding", "healthy"],
      ["Powdery mildews", "powdery mildew"],
      ["rust", "cedar apple rust"],
      ["rot", "black rot"],
      ["late blight", null],
      ["mildew", "powdery mildew"],
      ["scab", "apple scab"],
      ["powd. mild.", "powdery mildew"],
    ],
  ],
  [
    ["brown bear", "polar bear", "arctic fox", "reindeer", "seal", "human", "vehicle"],
    [
      ["bear", ["brown bear", "polar bear"]],
      ["grizzly bear", "brown bear"],
      ["Rangifer tarandus", "reindeer"],
      ["Caribou", "reindeer"],
      ["Vulpes lagopus", "arctic fox"],
      ["red fox", null],
      ["people", "human"],
      ["truck", "vehicle"],
      ["snowmobile", null],
      ["teal", null],
      ["black bear", null],
      ["fox", "arctic fox"],
    ],
  ],
  [
    ["trafic light", "fire hydrant", "stop sign", "parking meter"],
    [
      ["traffic light", "trafic light"],
      ["FireHydrant", "fire hydrant"],
      ["stop_signs", "stop sign"],
      ["street sign", null],
      ["parking", null],
    ],
  ],
];

/** Labels whose first offer is not the right one. */
function wrongOf(lists: typeof FIRST): string[] {
  return lists.flatMap(([model, pairs]) => {
    const found = suggestLabels(
      pairs.map(([truth]) => truth),
      model,
    );
    return pairs.flatMap(([truth, wanted]) => {
      const offered = found.get(truth)?.[0]?.modelLabels ?? null;
      const best = typeof wanted === "string" ? [wanted] : wanted;
      return JSON.stringify(offered) === JSON.stringify(best)
        ? []
        : [`${truth}: ${JSON.stringify(offered)}`];
    });
  });
}

it("offers the right label first on names that the rules were not made with", () => {
  // What is offered for a blood cell of two abbreviated words, and for a participle.
  expect(wrongOf(FIRST)).toEqual(["nucleated RBC: null", 'scratched: ["scratch"]']);
  expect(wrongOf(SECOND)).toEqual([]);
});
