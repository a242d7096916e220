import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadObjectPredictionsOptions } from "../../../src/formats/format.js";
import { type ObjectSet, setOfPredictions } from "../../../src/formats/objects/object-set.js";
import { inUnit } from "../../../src/formats/objects/select-set.js";
import { readImageTruth, readObjectPredictions } from "../../../src/formats/read.js";
import type { ObjectFormatId } from "../../../src/formats/write-objects.js";
import { throwsCode } from "../../support/throws-code.js";
import {
  differences,
  type GivenImage,
  givenImages,
  imagesOf,
  setOf,
  TOLERANCE_PX,
  written,
} from "./set-view.js";

/** Written, read again, and in pixels again by the sizes of the given images. */
async function there(
  images: readonly GivenImage[],
  format: ObjectFormatId,
  path: string,
  options: ReadObjectPredictionsOptions = {},
): Promise<GivenImage[]> {
  const read = await readObjectPredictions(written(setOf(images), format).access, path, options);
  const again = setOfPredictions(read);
  const sizeOf = new Map(images.map(({ file, size }) => [file, size ?? [Number.NaN, Number.NaN]]));
  const sized: ObjectSet = {
    ...again,
    widthPx: Float64Array.from(again.file, (file) => sizeOf.get(file)?.[0] ?? Number.NaN),
    heightPx: Float64Array.from(again.file, (file) => sizeOf.get(file)?.[1] ?? Number.NaN),
  };
  return imagesOf(inUnit(sized, "pixel"));
}

const camera = fc.constantFrom("animal", "human", "vehicle");

describe("predictions come back as they were written", () => {
  it("in MegaDetector's form: labels, scores, empty and failed images", async () => {
    await fc.assert(
      fc.asyncProperty(givenImages({ scored: true }), async (images) => {
        const again = await there(images, "megadetector", "detections.json");
        expect(differences(again, images, TOLERANCE_PX)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("in SpeciesNet's form, by falling score", async () => {
    await fc.assert(
      fc.asyncProperty(givenImages({ scored: true, label: camera }), async (images) => {
        const sorted = images.map((image) =>
          image.objects === "unlabelled"
            ? image
            : { ...image, objects: [...image.objects].sort((a, b) => b.score! - a.score!) },
        );
        const again = await there(images, "speciesnet", "predictions.json");
        expect(differences(again, sorted, TOLERANCE_PX)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("in YOLO's form, with the images known; a failed image is one without a text file", async () => {
    await fc.assert(
      fc.asyncProperty(givenImages({ scored: true, unlabelled: false }), async (images) => {
        const files = images.map(({ file }) => file);
        const again = await there(images, "yolo", "", { images: files });
        expect(differences(again, images, TOLERANCE_PX)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("in a table of boxes, but for failed images", async () => {
    await fc.assert(
      fc.asyncProperty(givenImages({ scored: true, unlabelled: false }), async (images) => {
        const again = await there(images, "csv-boxes", "boxes.csv", { unit: "pixel" });
        expect(differences(again, images, TOLERANCE_PX)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("as Label Studio's predictions, tasks without one for failed images", async () => {
    await fc.assert(
      fc.asyncProperty(givenImages({ scored: true }), async (images) => {
        const again = await there(images, "label-studio", "tasks.json");
        expect(differences(again, images, TOLERANCE_PX)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("in Camtrap DP, but for failed images", async () => {
    await fc.assert(
      fc.asyncProperty(givenImages({ scored: true, unlabelled: false }), async (images) => {
        const again = await there(images, "camtrap-dp", "");
        expect(differences(again, images, TOLERANCE_PX)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("COCO's results", () => {
  it("come back with the images file that explains their numbers, masks and all", async () => {
    await fc.assert(
      fc.asyncProperty(givenImages({ scored: true, unlabelled: false }), async (images) => {
        const { access } = written(setOf(images), "coco-results");
        const { coco } = await readImageTruth(access, "images.json");
        const read = await readObjectPredictions(access, "results.json", { coco: coco! });
        expect(differences(imagesOf(setOfPredictions(read)), images, 0)).toEqual([]);
      }),
      { numRuns: 100 },
    );
    const given: GivenImage[] = [
      {
        file: "a.jpg",
        size: [180, 100] as const,
        objects: [{ label: "x", score: 0.5, box: [10, 0, 31, 20], runs: [1000, 20, 16_980] }],
      },
      { file: "b.jpg", size: [180, 100], objects: [] },
    ];
    const { access } = written(setOf(given), "coco-results");
    const { coco } = await readImageTruth(access, "images.json");
    const read = await readObjectPredictions(access, "results.json", {
      coco: coco!,
      outlines: true,
    });
    expect(imagesOf(setOfPredictions(read))).toEqual(given);
  });
});

describe("what predictions lose", () => {
  const image = (objects: GivenImage["objects"], file = "a.jpg"): GivenImage => ({
    file,
    size: [100, 50],
    objects,
  });
  const one = { label: "cat", score: 0.5, box: [10, 10, 20, 20] } as const;

  it("is said with a count: scores, outlines, labels, boxes over the edge", () => {
    const parts = [[10, 10, 30, 10, 30, 30]];
    const set = setOf([image([one, { ...one, parts }, { ...one, box: [90, 10, 20, 20] }])]);
    expect(written(set, "coco").codes).toEqual(["convert/scores 3"]);
    expect(written(set, "megadetector").codes).toEqual(["convert/cut 1", "convert/outline 1"]);
    expect(written(set, "yolo").codes).toEqual(["convert/cut 1", "convert/outline 1"]);
    expect(written(set, "speciesnet").codes).toEqual([
      "convert/label-name 3",
      "convert/unlabelled 1",
    ]);
    expect(written(set, "voc").codes).toEqual(["convert/scores 3", "convert/outline 1"]);
  });

  it("is an image on which the model failed, where a file would say that nothing was found", () => {
    const set = setOf([image([one]), image([], "b.jpg"), image("unlabelled", "failed.jpg")]);
    for (const format of ["yolo", "csv-boxes", "coco-results"] as const) {
      expect([format, written(set, format).codes]).toEqual([format, ["convert/unlabelled 1"]]);
      const all = [...written(set, format).texts.values()].join("\n");
      expect(all).not.toContain("failed.jpg");
    }
  });

  it("keeps masks of polygons and of runs in COCO's results, in the compressed form", () => {
    const runs = [100, 200, 4700];
    const square = [[0, 0, 2, 0, 2, 2, 0, 2]];
    const set = setOf([
      image([
        { ...one, runs },
        { ...one, parts: square },
      ]),
    ]);
    const [first, second] = JSON.parse(
      written(set, "coco-results").texts.get("results.json") ?? "",
    );
    // By hand, from the rule of maskApi.c: five bits a character, lowest first, 32 for "more"; from
    // the fourth run on the difference to the one two before.
    expect(first.segmentation).toEqual({ size: [50, 100], counts: "T3X6lb4" });
    // 0, 2, 48, 2, 4948: two pixels of two columns.
    expect(second.segmentation).toEqual({ size: [50, 100], counts: "02`10Ti4" });
  });

  it("refuses annotations where every object needs a score, and scores that are no confidences", () => {
    const truth = setOf([image([{ label: "cat", box: [1, 1, 2, 2] }])]);
    for (const format of ["coco-results", "megadetector", "speciesnet"] as const) {
      expect(() => written(truth, format)).toThrow(throwsCode("input/unsupported"));
    }
    const logits = setOf([image([{ ...one, score: 3.2 }])]);
    expect(() => written(logits, "megadetector")).toThrow(
      throwsCode("predictions/not-probabilities"),
    );
    expect(written(logits, "yolo").texts.get("labels/a.txt")).toBe("0 0.2 0.4 0.2 0.4 3.2\n");
  });

  it("asks for sizes only where the unit changes", () => {
    const { size: _, ...bare } = image([one]);
    expect(() => written(setOf([bare]), "yolo")).toThrow(throwsCode("input/no-sizes"));
    expect(() => written(setOf([bare]), "voc")).toThrow(throwsCode("input/no-sizes"));
    expect(written(setOf([bare]), "coco").codes).toEqual(["convert/scores 1"]);
    const fraction = { ...bare, objects: [{ ...one, box: [0.1, 0.2, 0.2, 0.4] as const }] };
    const text = written(setOf([fraction], "fraction"), "yolo").texts.get("labels/a.txt");
    expect(text).toBe("0 0.2 0.4 0.2 0.4 0.5\n");
  });
});
