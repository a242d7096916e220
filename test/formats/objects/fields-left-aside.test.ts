import { describe, expect, it } from "vitest";
import { readObjectPredictions } from "../../../src/formats/read.js";
import { attributesOf, textFiles } from "../truth-view.js";

const read = (content: unknown) =>
  readObjectPredictions(textFiles({ "r.json": content }), "r.json");

/** Paths that are not read, with how often. */
const counts = async (content: unknown) =>
  Object.fromEntries(
    ((await read(content)).notRead ?? []).map(({ field, count }) => [field, count]),
  );

describe("what the boxes of results leave aside", () => {
  it("MegaDetector: classes, EXIF and what the run says; sizes and times are kept", async () => {
    const content = {
      info: { format_version: "1.4", detector: "md_v5a", classifier: "x", detector_metadata: {} },
      detection_categories: { "1": "animal" },
      classification_categories: { "0": "fox" },
      images: [
        {
          file: "a.jpg",
          width: 40,
          height: 30,
          datetime: "2024:01:01 00:00:00",
          exif_metadata: { Make: "x" },
          max_detection_conf: 0.5,
          detections: [
            { category: "1", conf: 0.5, bbox: [0, 0, 0.5, 0.5], classifications: [["0", 0.9]] },
            { category: "1", conf: 0.25, bbox: [0, 0, 0.5, 0.5] },
            { conf: 0.25, bbox: [0, 0, 0.5, 0.5] },
          ],
        },
        { file: "b.jpg", failure: "broken", detections: null },
      ],
    };
    expect(await counts(content)).toEqual({
      "images[].exif_metadata": 1,
      "images[].detections[].classifications": 1,
      classification_categories: 1,
      "info.classifier": 1,
    });
    const found = await read(content);
    expect(attributesOf(found, 0)).toEqual({ datetime: "2024:01:01 00:00:00" });
    expect([...found.widthPx]).toEqual([40, Number.NaN]);
    expect([...found.failed]).toEqual([0, 1]);
    expect(found.objectsNotRead).toBe(1);
  });

  it("SpeciesNet of the classifier alone: no detector was run, which is no failure", async () => {
    const predictions = ["a.jpg", "b.jpg"].map((filepath) => ({
      filepath,
      classifications: { classes: ["x"], scores: [0.9] },
    }));
    const found = await read({ predictions });
    expect([...found.failed]).toEqual([1, 1]);
    expect(found.problems.map(({ what }) => what)).toEqual([
      "2 images have classifications and no detections: the detector was not run on them",
    ]);
  });

  it("SpeciesNet: classes and coordinates; the ensemble's answer is kept", async () => {
    const prediction = {
      filepath: "a.jpg",
      country: "NLD",
      latitude: 51.5,
      longitude: 4.7,
      classifications: { classes: ["x"], scores: [0.9] },
      detections: [
        { category: "1", label: "animal", conf: 0.5, bbox: [0, 0, 1, 1] },
        { conf: 0.5, bbox: [0, 0, 1, 1] },
      ],
      prediction: "x",
      prediction_score: 0.9,
      odd: true,
    };
    expect(await counts({ predictions: [prediction], note: "?" })).toEqual({
      "predictions[].latitude": 1,
      "predictions[].longitude": 1,
      "predictions[].classifications": 1,
      "predictions[].odd": 1,
      note: 1,
    });
    const found = await read({ predictions: [prediction] });
    expect(attributesOf(found, 0)).toMatchObject({ country: "NLD", prediction: "x" });
    expect(found.objectsNotRead).toBe(1);
  });
});
