import { describe, expect, it } from "vitest";
import { readImagePredictions } from "../../src/formats/read.js";
import { throwsCode } from "../support/throws-code.js";
import { answers, attributesOf, problemCodes, textFiles } from "./truth-view.js";

const read = (data: unknown, options = {}, name = "p.json") =>
  readImagePredictions(textFiles({ [name]: data }), name, options);

const detection = (category: string, conf: number, classifications?: unknown) => ({
  category,
  conf,
  bbox: [0, 0, 0.5, 0.5],
  ...(classifications === undefined ? {} : { classifications }),
});

describe("MegaDetector results", () => {
  const categories = { "1": "animal", "2": "person", "3": "vehicle" };
  const images = [
    {
      file: "s\\a.jpg",
      detections: [detection("1", 0.9), detection("2", 0.4), detection("1", 0.2)],
    },
    { file: "b.jpg", detections: [detection("2", 0.19)] },
    { file: "c.jpg", detections: [] },
    { file: "d.jpg", failure: "image access failure", detections: null },
    { file: "e.jpg", detections: [detection("3", 1)] },
  ];

  it("answers by the best detection above the threshold, otherwise empty", async () => {
    const data = { images, detection_categories: categories, info: { format_version: "1.4" } };
    const predictions = await read(data);
    expect(predictions.file).toEqual(["s/a.jpg", "b.jpg", "c.jpg", "e.jpg"]);
    expect(answers(predictions)).toEqual(["animal", "empty", "empty", "vehicle"]);
    expect([...(predictions.predictedScore ?? [])]).toEqual([0.9, 1 - 0.19, 1, 1]);
    expect(predictions.scoreLabels).toEqual([]);
    expect(predictions.answerLabels).toEqual(["animal", "person", "vehicle", "empty"]);
    expect(predictions.problems).toEqual([
      {
        code: "predictions/not-processed",
        what: "d.jpg was not processed: image access failure",
        where: "p.json, /images/3",
      },
      expect.objectContaining({ code: "predictions/threshold" }),
    ]);
  });

  it("scores the presence of each category where that is asked for", async () => {
    const data = { images, detection_categories: categories, info: { format_version: "1.4" } };
    const predictions = await read(data, { detectionsAs: "presence" });
    expect(predictions.scoreLabels).toEqual(["animal", "person", "vehicle"]);
    expect([...predictions.scores]).toEqual([0.9, 0.4, 0, 0, 0.19, 0, 0, 0, 0, 0, 0, 1]);
    expect(predictions.answerLabels).toBeUndefined();
  });

  it.each([
    [{}, { detector_metadata: { typical_detection_threshold: 0.5 } }, 0.5],
    [{}, { detector: "md_v4.1.0.pb" }, 0.8],
    [{}, { detector: "md_v5a.0.0.pt" }, 0.2],
    [{ threshold: 0.05 }, { detector_metadata: { typical_detection_threshold: 0.5 } }, 0.05],
  ])(
    "takes the threshold that is given, the file's, or the generation's",
    async (options, info, t) => {
      const predictions = await read({ info, detection_categories: categories, images }, options);
      expect(predictions.threshold?.value).toBe(t);
    },
  );

  it("answers with the class of the best detection where there are classifications", async () => {
    const predictions = await read({
      images: [
        {
          file: "a",
          detections: [
            detection("1", 0.9, [
              ["0", 0.7],
              ["1", 0.1],
            ]),
          ],
        },
        { file: "b", detections: [detection("2", 0.8)] },
        { file: "c", detections: [detection("1", 0.1, [["1", 0.99]])] },
      ],
      detection_categories: categories,
      classification_categories: { "0": "deer", "1": "fox" },
    });
    expect(answers(predictions)).toEqual(["deer", "person", "empty"]);
    expect(predictions.predictedScore?.[0]).toBe(0.7);
    expect(predictions.scoreLabels).toEqual([]);
    expect(predictions.answerLabels).toEqual([
      "animal",
      "person",
      "vehicle",
      "deer",
      "empty",
      "fox",
    ]);
  });

  it("lists detections that are none, and categories that are not listed", async () => {
    const predictions = await read({
      images: [
        { file: "a", detections: [{ conf: 0.9 }, detection("7", 0.5), 3] },
        // Of what could not be read nobody knows that it is empty.
        { file: "b", detections: [{ conf: 0.9 }] },
        { detections: [] },
      ],
      detection_categories: categories,
    });
    expect(answers(predictions)).toEqual(["category 7"]);
    expect(predictions.file).toEqual(["a"]);
    expect(problemCodes(predictions)).toEqual([
      "annotations/wrong-type",
      "predictions/not-processed",
      "annotations/unknown-category",
      "predictions/threshold",
    ]);
    await expect(read({ images })).rejects.toThrow(throwsCode("input/bad-shape"));
  });
});

describe("SpeciesNet predictions", () => {
  const DEER = "1;mammalia;cetartiodactyla;cervidae;odocoileus;virginianus;deer";
  const MOOSE = "2;mammalia;cetartiodactyla;cervidae;alces;alces;deer";
  const FAMILY = "3;mammalia;cetartiodactyla;cervidae;;;cervidae family";
  const BLANK = "4;;;;;;blank";

  it("takes the ensemble's answer before the classifier's, with names of their own", async () => {
    const classes = { classes: [DEER, MOOSE], scores: [0.6, 0.3] };
    const predictions = await read({
      predictions: [
        {
          filepath: "a.jpg",
          country: "KEN",
          classifications: classes,
          prediction: FAMILY,
          prediction_score: 0.9,
        },
        { filepath: "b.jpg", classifications: classes, latitude: 1 },
        { filepath: "c.jpg", failures: ["CLASSIFIER", "DETECTOR"] },
        {
          filepath: "d.jpg",
          classifications: { classes: [BLANK], scores: [0.8] },
          failures: ["GEOLOCATION"],
        },
      ],
    });
    expect(answers(predictions)).toEqual(["cervidae family", "deer", "blank"]);
    expect([...(predictions.predictedScore ?? [])]).toEqual([0.9, 0.6, 0.8]);
    expect(predictions.top?.labels).toEqual(["deer", "deer (Alces alces)", "blank"]);
    expect([...(predictions.top?.codes.subarray(0, 6) ?? [])]).toEqual([0, 1, -1, -1, -1, 0]);
    expect(predictions.taxa?.get("deer (Alces alces)")).toMatchObject({ genus: "alces" });
    expect(attributesOf(predictions, 0)).toEqual({ country: "KEN" });
    expect(predictions.problems.map(({ where }) => where)).toEqual([
      "p.json, /predictions/2",
      "p.json, /predictions/3",
      "p.json",
    ]);
  });
});

describe("SpeciesNet's detector alone", () => {
  const detections = (...found: readonly (readonly [string, number])[]) =>
    found.map(([label, conf]) => ({ category: "1", label, conf, bbox: [0, 0, 1, 1] }));
  const predictions = [
    { filepath: "a.jpg", detections: detections(["animal", 0.9], ["human", 0.3]) },
    { filepath: "b.jpg", detections: detections(["animal", 0.19]) },
    { filepath: "c.jpg", detections: [] },
    { filepath: "d.jpg", detections: detections(["human", 0.2]) },
  ];

  it("answers what its surest detection shows, and blank below the threshold", async () => {
    const found = await read({ predictions });
    expect(answers(found)).toEqual(["animal", "blank", "blank", "human"]);
    expect([...(found.predictedScore ?? [])]).toEqual([0.9, 1 - 0.19, 1, 0.2]);
    expect(found.answerLabels).toEqual(["animal", "blank", "human", "vehicle"]);
    expect(problemCodes(found)).toEqual(["predictions/threshold"]);
    const strict = await read({ predictions }, { threshold: 0.5 });
    expect(answers(strict)).toEqual(["animal", "blank", "blank", "blank"]);
  });

  it("does not speak for an image whose classifier failed, or that was not looked at", async () => {
    const found = await read({
      predictions: [
        predictions[0],
        { ...predictions[2], failures: ["CLASSIFIER"] },
        { filepath: "e.jpg" },
        { filepath: "f.jpg", detections: [{ label: "animal", conf: "high" }] },
      ],
    });
    expect(found.file).toEqual(["a.jpg"]);
    expect(found.problems.map(({ where }) => where)).toEqual([
      "p.json, /predictions/1",
      "p.json, /predictions/2",
      "p.json, /predictions/3/detections/0",
      "p.json, /predictions/3",
      "p.json",
    ]);
  });

  it("lists and counts each detection that cannot be read beside others that can", async () => {
    const found = await read({
      predictions: [
        {
          filepath: "a.jpg",
          detections: [{ category: "1", conf: 0.9 }, { category: "1", label: "animal" }, "person"],
        },
      ],
    });
    expect(answers(found)).toEqual(["animal"]);
    expect(found.objectsNotRead).toBe(2);
    expect(found.problems.slice(0, 2)).toMatchObject([
      { code: "predictions/missing-field", where: "p.json, /predictions/0/detections/1" },
      { code: "predictions/missing-field", where: "p.json, /predictions/0/detections/2" },
    ]);
  });
});

describe("predictions as records", () => {
  it("reads JSON lines, and lists a broken line by its number", async () => {
    const text = [
      '{"file": "a.jpg", "predicted": "cat", "scores": {"cat": 0.75, "dog": 0.25}}',
      '{"file": "b.jpg", "predicted": "dog", "scores": {"dog": 0.5}}',
      '{"file": "c.jpg",, "predicted": "dog"}',
      "",
      '{"file": "d.jpg", "predicted": "cat", "scores": {"cat": "high", "dog": NaN}}',
    ].join("\n");
    const predictions = await read(text, {}, "p.jsonl");
    expect(predictions.file).toEqual(["a.jpg", "b.jpg", "d.jpg"]);
    expect(predictions.scoreLabels).toEqual(["cat", "dog"]);
    expect([...predictions.scores]).toEqual([0.75, 0.25, Number.NaN, 0.5, Number.NaN, Number.NaN]);
    expect([...predictions.line]).toEqual([1, 2, 5]);
    expect(predictions.problems.map(({ code, where }) => [code, where])).toEqual([
      ["input/line", "p.jsonl, line 3"],
      ["input/not-a-number", "p.jsonl, line 5, /scores/dog"],
      ["predictions/not-a-number", 'p.jsonl, line 5, "p_cat"'],
    ]);
  });

  it("reads a list of objects", async () => {
    const predictions = await read([
      { image: "a", pred: "cat", score: 0.5 },
      { image: "b", pred: "dog" },
    ]);
    expect(answers(predictions)).toEqual(["cat", "dog"]);
    expect([...(predictions.predictedScore ?? [])]).toEqual([0.5, Number.NaN]);
  });

  it.each([
    [
      { images: [{ id: 1, file_name: "a" }], annotations: [], categories: [] },
      "predictions/looks-like-ground-truth",
    ],
    [[{ image_id: 1, category_id: 1, bbox: [], score: 1 }], "input/unsupported"],
    [{ x: 1 }, "input/unknown-format"],
    [[], "input/unknown-format"],
    ["not json", "input/not-json"],
    ["", "input/empty"],
  ])("refuses %j", async (data, code) => {
    await expect(read(data)).rejects.toMatchObject({ code });
  });
});
