import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  readImageTruth,
  readObjectPredictions,
  readObjectTruth,
} from "../../../src/formats/read.js";
import { throwsCode } from "../../support/throws-code.js";
import { problemCodes, textFiles, truthRows } from "../truth-view.js";
import { expectObjects, type SeenObject, seenObjects } from "./objects-view.js";

const CAR = "Car 0.00 0 1.55 614.24 181.78 727.31 284.77 1.57 1.73 4.15 1.00 1.75 13.22 1.62";
const REGION = "DontCare -1 -1 -10 5.00 229.89 214.12 367.61 -1 -1 -1 -1000 -1000 -1000 -10";
const SET = {
  "training/image_2/000000.png": "",
  "training/image_2/000001.png": "",
  "training/image_2/000002.png": "",
  "training/image_3/000000.png": "",
  "training/label_2/000000.txt": `${CAR}\n${REGION}\n`,
  "training/label_2/000001.txt": "",
  "training/label_2/000003.txt": CAR,
};

describe("KITTI", () => {
  it("reads corners in pixels, of the image beside the folder of labels", async () => {
    const truth = await readObjectTruth(textFiles(SET), "");
    expect(truth.format.id).toBe("kitti");
    expectObjects(truth, [["training/image_2/000000.png", "Car", 614.24, 181.78, 113.07, 102.99]]);
    expect(truthRows(truth)).toEqual([
      ["training/image_2/000000.png", ["Car"]],
      ["training/image_2/000001.png", "empty"],
      ["training/image_2/000002.png", "unlabelled"],
    ]);
    expect(problemCodes(truth)).toEqual([
      "annotations/unknown-image",
      "annotations/image-unlabelled",
      "annotations/not-an-object",
    ]);
  });

  it("counts what it does not read of a line, where it says something", async () => {
    const truth = await readObjectTruth(textFiles({ "a.txt": `${CAR}\n` }), "");
    expect(truth.notRead?.map(({ field, count }) => [field, count])).toEqual([
      ["line: alpha", 1],
      ["line: dimensions", 1],
      ["line: location", 1],
      ["line: rotation_y", 1],
    ]);
    const bare = `Car -1 -1 -10 1 2 3 4 -1 -1 -1 -1000 -1000 -1000 -10`;
    expect((await readObjectTruth(textFiles({ "a.txt": bare }), "")).notRead).toEqual([]);
  });

  it("leaves an image unlabelled on which only regions are that nobody annotated", async () => {
    const truth = await readImageTruth(textFiles({ "a.txt": REGION, "b.txt": CAR }), "");
    expect(truthRows(truth)).toEqual([
      ["a", "unlabelled"],
      ["b", ["Car"]],
    ]);
    expect(truth.objectsNotRead).toBe(0);
  });

  it("finds images that lie elsewhere by their names", async () => {
    const access = textFiles({ "label_2/7.txt": CAR });
    const truth = await readObjectTruth(access, "", { images: ["p/7.jpg", "p/8.jpg"] });
    expect(truth.file).toEqual(["p/7.jpg", "p/8.jpg"]);
  });

  it("takes lines with a score as predictions, and not as labels", async () => {
    const access = textFiles({ "r/data/000000.txt": `${CAR} 0.87\n`, "r/data/000001.txt": "" });
    const found = await readObjectPredictions(access, "r");
    expect(found.format.id).toBe("kitti");
    expect(found.file).toEqual(["r/data/000000", "r/data/000001"]);
    expect([...found.objects.score]).toEqual([0.87]);
    await expect(readObjectTruth(access, "r")).rejects.toThrow(
      throwsCode("annotations/looks-like-results"),
    );
  });

  it.each([
    ["Car 0 0 0 1 2 3", "annotations/columns"],
    [CAR.replace("614.24", "nan"), "annotations/not-a-number"],
    [CAR.replace("614.24", "614,24"), "annotations/not-a-number"],
  ])("lists the line %j with %s, and its image is not empty", async (line, code) => {
    const truth = await readObjectTruth(textFiles({ "a.txt": CAR, "b.txt": line }), "");
    expect(problemCodes(truth)).toEqual([code]);
    expect(truthRows(truth)[1]).toEqual(["b", "unlabelled"]);
  });

  it("says that one text of many is no data set", async () => {
    const one = readObjectTruth(textFiles({ "a.txt": CAR }), "a.txt");
    await expect(one).rejects.toThrow(throwsCode("input/unsupported"));
  });

  const corner = fc.integer({ min: 0, max: 4000 }).map((x) => x / 4);
  const object = fc.record({
    type: fc.constantFrom("Car", "Van", "Person_sitting", "Tram"),
    box: fc.tuple(corner, corner, corner, corner),
  });
  it("reads what is written, in any set", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(object, { maxLength: 4 }), { minLength: 1 }),
        async (set) => {
          fc.pre(set.some((objects) => objects.length > 0));
          const wanted: SeenObject[] = [];
          const files: Record<string, string> = {};
          for (const [i, objects] of set.entries()) {
            const name = String(i).padStart(6, "0");
            const lines = objects.map(({ type, box: [x, y, width, height] }) => {
              wanted.push([`image_2/${name}.png`, type, x, y, width + 1, height + 1]);
              const corners = [x, y, x + width + 1, y + height + 1].map((side) => side.toFixed(2));
              return `${type} 0.00 0 -1.5 ${corners.join(" ")} 1 1 1 0 0 0 0`;
            });
            files[`image_2/${name}.png`] = "";
            files[`label_2/${name}.txt`] = lines.join("\n");
          }
          const truth = await readObjectTruth(textFiles(files), "");
          expect(seenObjects(truth)).toEqual(wanted);
          expect(problemCodes(truth)).toEqual([]);
        },
      ),
      { seed: 7, numRuns: 60 },
    ));
});
