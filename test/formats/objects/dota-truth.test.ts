import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OBJECT_FLAG } from "../../../src/core/objects.js";
import { readObjectTruth } from "../../../src/formats/read.js";
import { throwsCode } from "../../support/throws-code.js";
import { attributesOf, problemCodes, textFiles, truthRows } from "../truth-view.js";
import { expectObjects, outlinesOf } from "./objects-view.js";

const PLANE = "10 20 40 10 50 40 20 50 plane 0";

describe("DOTA", () => {
  it("keeps the corners as an outline, with the least box around it", async () => {
    const access = textFiles({
      "train/images/P0000.png": "",
      "train/images/P0001.png": "",
      "train/images/P0002.png": "",
      "train/labelTxt/P0000.txt": `imagesource:GoogleEarth\ngsd:0.146\n${PLANE}\n1.5 2 3 2 3 4 1.5 4 ship 1\n`,
      "train/labelTxt/P0001.txt": "acquisition dates:None\nimagesource:GoogleEarth\ngsd:None\n",
    });
    const truth = await readObjectTruth(access, "");
    expect(truth.format.id).toBe("dota");
    expectObjects(truth, [
      ["train/images/P0000.png", "plane", 10, 10, 40, 40],
      ["train/images/P0000.png", "ship", 1.5, 2, 1.5, 2],
    ]);
    expect(outlinesOf(truth)[0]).toEqual([[10, 20, 40, 10, 50, 40, 20, 50]]);
    expect([...truth.regions.objects.flags]).toEqual([0, OBJECT_FLAG.ignored]);
    expect([...truth.regions.objects.area]).toEqual([1000, 3]);
    expect(truthRows(truth).map(([, row]) => row)).toEqual([
      ["plane", "ship"],
      "empty",
      "unlabelled",
    ]);
    expect(attributesOf(truth, 0)).toEqual({
      imagesource: "GoogleEarth",
      gsd: "0.146",
      split: "train",
    });
    expect(attributesOf(truth, 1)["gsd"]).toBeNull();
    expect(problemCodes(truth)).toEqual(["annotations/image-unlabelled", "annotations/rotation"]);
  });

  it("reads lines without a head and without a difficulty", async () => {
    const access = textFiles({ "labelTxt/a.txt": "0 0 4 0 4 4 0 4 small-vehicle\n" });
    const truth = await readObjectTruth(access, "", { images: ["elsewhere/a.png"] });
    expectObjects(truth, [["elsewhere/a.png", "small-vehicle", 0, 0, 4, 4]]);
  });

  it.each(["1 2 3 4 5 6 7 plane 0", "1 2 3 4 5 6 7 nan plane 0", "1 2 3 4 5 6 7 8 9 0"])(
    "lists the line %j, and its image is not empty",
    async (line) => {
      const truth = await readObjectTruth(textFiles({ "a.txt": PLANE, "b.txt": line }), "");
      expect(problemCodes(truth)).toEqual(["annotations/columns", "annotations/rotation"]);
      expect(truthRows(truth)[1]).toEqual(["b", "unlabelled"]);
    },
  );

  it("says that one text of many is no data set", async () => {
    const one = readObjectTruth(textFiles({ "P0000.txt": PLANE }), "P0000.txt");
    await expect(one).rejects.toThrow(throwsCode("input/unsupported"));
  });

  const number = fc.integer({ min: -40, max: 40_000 }).map((x) => x / 8);
  const object = fc.record({
    label: fc.constantFrom("plane", "small-vehicle", "ground-track-field"),
    corners: fc.array(number, { minLength: 8, maxLength: 8 }),
    difficult: fc.boolean(),
  });
  it("reads what is written, in any set", () =>
    fc.assert(
      fc.asyncProperty(fc.array(object, { minLength: 1, maxLength: 6 }), async (objects) => {
        const lines = objects.map(
          ({ label, corners, difficult }) => `${corners.join(" ")} ${label} ${Number(difficult)}`,
        );
        const truth = await readObjectTruth(textFiles({ "a.txt": lines.join("\n") }), "");
        const { label, flags, area } = truth.regions.objects;
        const usable = objects.filter(({ corners }) => {
          const [x, y] = [corners.filter((_, i) => i % 2 === 0), corners.filter((_, i) => i % 2)];
          return new Set(x).size > 1 && new Set(y).size > 1;
        });
        expect(outlinesOf(truth)).toEqual(usable.map(({ corners }) => [corners]));
        expect([...label].map((k) => truth.labelNames[k])).toEqual(usable.map((o) => o.label));
        expect([...flags]).toEqual(usable.map((o) => (o.difficult ? OBJECT_FLAG.ignored : 0)));
        expect(area.length).toBe(usable.length);
      }),
      { seed: 7, numRuns: 60 },
    ));
});
