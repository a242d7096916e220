import { describe, expect, it } from "vitest";
import { type CompareRequest, compareModels } from "../../src/compare/compare-models.js";
import { comparisonPage } from "../../src/compare/comparison-page.js";
import { comparisonText } from "../../src/compare/comparison-text.js";
import { parseReference } from "../../src/metrics/reference.js";
import { comparedModel } from "./compared-model.js";

const SITES = ["north", "south", "east"];
const EACH = 40;
/** Right on so many of the 40 images of each site. */
const model = (
  name: string,
  right: readonly number[],
  trained: readonly string[] | null,
  unknown: readonly string[] = [],
) => ({
  ...comparedModel(
    name,
    right.flatMap((count) => Array.from({ length: EACH }, (_, i) => (i < count ? 1 : 0))),
  ),
  trained: trained === null ? null : { attribute: "site", places: trained, unknown },
});
const REQUEST: CompareRequest = {
  reference: parseReference("accuracy"),
  level: 0.95,
  seed: 1,
  redraws: 0,
  places: {
    name: "site",
    levels: SITES,
    codes: Int32Array.from({ length: SITES.length * EACH }, (_, i) => Math.floor(i / EACH)),
  } as never,
};
const compared = (...models: readonly ReturnType<typeof model>[]) => compareModels(models, REQUEST);

describe("models by where they were trained", () => {
  const joint = model("joint", [36, 36, 20], ["north", "south"]);
  const single = model("single", [38, 12, 20], ["north"]);

  it("has the differences of the places, several − one, whichever was named first", () => {
    for (const found of [compared(joint, single), compared(single, joint)]) {
      const { training, places } = found;
      const at = (place: string) => training!.pairs.find((one) => one.place === place)!;
      expect(at("south")).toMatchObject({
        ...{ joint: "joint", single: "single", jointTrained: true, singleTrained: false },
        ...{ difference: 0.6, told: "joint" },
      });
      expect(at("north")).toMatchObject({ difference: -0.05, singleTrained: true, told: null });
      expect(at("east")).toMatchObject({ difference: 0, jointTrained: false, told: null });
      for (const { level, pairs } of places!) {
        const [pair] = pairs;
        const { low, high } = at(level);
        const turned = pair!.a === "joint" ? [pair!.low, pair!.high] : [-pair!.high!, -pair!.low!];
        expect([low, high]).toEqual(turned.map((one) => expect.closeTo(one!, 12)));
      }
    }
  });

  it("stands on the page with means where each was trained and elsewhere", () => {
    const page = comparisonPage(compared(joint, single), {
      ...{ version: "0", claimed: new Map(), alone: null, pictures: null },
    });
    const section = page.sections.find(({ id }) => id === "training");
    const text = JSON.stringify(section);
    for (const part of ["north and south", "90.0%", "50.0%", "95.0%", "40.0%", "the first alone"]) {
      expect(text).toContain(part);
    }
  });

  it("is left out where nothing is known, or all were trained at the same places", () => {
    expect(compared(joint, model("other", [1, 2, 3], null)).training).toBeUndefined();
    const twin = model("twin", [1, 2, 3], ["south", "north"]);
    expect(compared(joint, twin).training).toBeUndefined();
    const elsewhere = {
      ...single,
      trained: { attribute: "camera", places: ["north"], unknown: [] },
    };
    expect(compared(joint, elsewhere).training).toBeUndefined();
  });

  it("says of a typed name that no place has it, though all were trained at the same ones", () => {
    const typed = (unknown: readonly string[]) => model("typed", [38, 12, 20], ["north"], unknown);
    expect(compared(single, typed([])).training).toBeUndefined();
    const found = compared(single, typed(["suoth", "Mill pond, east"]));
    expect(found.training?.models).toEqual([
      { name: "single", trainedAt: ["north"] },
      { name: "typed", trainedAt: ["north"], unknown: ["suoth", "Mill pond, east"] },
    ]);
    const sentence =
      "typed: no site of these images is called “suoth” or “Mill pond, east”; nearest is “south”.";
    expect(comparisonText(found)).toContain(sentence);
    const page = comparisonPage(found, {
      ...{ version: "0", claimed: new Map(), alone: null, pictures: null },
    });
    expect(JSON.stringify(page)).toContain(sentence);
  });
});
