import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../src/core/errors.js";
import { readObjectPredictions } from "../../../src/formats/read.js";
import { throwsCode } from "../../support/throws-code.js";
import { attributesOf, textFiles } from "../truth-view.js";
import { codes, detectionsOf } from "./detections-view.js";

const read = (files: Readonly<Record<string, unknown>>, path: string, options = {}) =>
  readObjectPredictions(textFiles(files), path, options);

describe("detections of MegaDetector", () => {
  const box = [0.25, 0.5, 0.125, 0.25];
  const file = {
    info: { format_version: "1.5", detector_metadata: { typical_detection_threshold: 0.15 } },
    detection_categories: { "1": "animal", "2": "person", "7": "animal" },
    classification_categories: { "3": "deer" },
    images: [
      {
        file: "a\\b.jpg",
        detections: [
          { category: "2", conf: 1, bbox: box },
          { category: "7", conf: 0.005, bbox: box, classifications: [["3", 0.9]] },
          { category: "9", conf: 0.5, bbox: box },
          { category: "1", conf: null, bbox: box },
          { category: "1", conf: 0.5, bbox: [0.1, 0.2, -0.1, 0.2] },
        ],
      },
      { file: "none.jpg", detections: [] },
      { file: "broken.jpg", detections: null, failure: "Failure image access" },
      { file: "none.jpg", detections: [{ category: "1", conf: 0.9, bbox: box }] },
      { detections: [] },
    ],
  };

  it("keeps every score, tells nothing found from not processed, lists the rest", async () => {
    const found = await read({ "md.json": file }, "md.json");
    expect(found).toMatchObject({ unit: "fraction", rowCount: 3, threshold: { value: 0.15 } });
    expect(found.format).toMatchObject({
      id: "megadetector",
      reason: expect.stringContaining("1.5"),
    });
    expect(found.file).toEqual(["a/b.jpg", "none.jpg", "broken.jpg"]);
    expect([...found.failed]).toEqual([0, 0, 1]);
    expect(found.labelNames).toEqual(["animal", "person", "category 9"]);
    expect(detectionsOf(found)).toEqual([
      { file: "a/b.jpg", label: "person", score: 1, box },
      { file: "a/b.jpg", label: "animal", score: 0.005, box },
      { file: "a/b.jpg", label: "category 9", score: 0.5, box },
    ]);
    expect(codes(found)).toEqual([
      "predictions/missing-field",
      "predictions/box-invalid",
      "predictions/not-processed",
      "predictions/duplicate",
      "annotations/wrong-type",
      "annotations/unknown-category",
    ]);
  });

  it("calls detections by their class when asked to", async () => {
    const found = await read({ "md.json": file }, "md.json", { labels: "class" });
    expect(found.labelNames).toEqual(["animal", "person", "deer", "category 9"]);
    expect(detectionsOf(found).map(({ label, score }) => [label, score])).toEqual([
      ["person", 1],
      ["deer", 0.005],
      ["category 9", 0.5],
    ]);
  });

  it("reads categories that stand before the images, and files without a version", async () => {
    const old = { detection_categories: { "1": "animal" }, images: [file.images[1]] };
    const found = await read({ "md.json": old }, "md.json");
    expect(found).toMatchObject({ labelNames: ["animal"], rowCount: 1 });
  });

  it.each([
    [{ ...file, detection_categories: undefined }, "input/bad-shape"],
    [{ ...file, info: { format_version: "2.0" } }, "input/unsupported"],
    [
      {
        ...file,
        images: [
          { file: "a.mp4", detections: [{ category: "1", conf: 1, bbox: box, frame_number: 3 }] },
        ],
      },
      "input/unsupported",
    ],
  ])("refuses what it does not read: %#", async (bad, code) => {
    await expect(read({ "md.json": bad }, "md.json")).rejects.toThrow(
      throwsCode(code as ErrorCode),
    );
  });
});

describe("detections of SpeciesNet", () => {
  it("reads labels, by number where there is none, and what failed", async () => {
    const box = [0, 0, 0.5, 0.25];
    const predictions = [
      {
        filepath: "a.jpg",
        country: "KEN",
        detections: [
          { category: "2", label: "human", conf: 0.75, bbox: box },
          { category: 3, conf: 0.5, bbox: box },
          { conf: 0.5, bbox: box },
        ],
        prediction: "x",
      },
      { filepath: "b.jpg", failures: ["CLASSIFIER"], detections: [] },
      { filepath: "c.jpg", failures: ["CLASSIFIER", "DETECTOR"] },
      { filepath: "d.jpg", classifications: { classes: [], scores: [] } },
    ];
    const found = await read({ "sn.json": { predictions } }, "sn.json");
    expect(found.labelNames).toEqual(["animal", "human", "vehicle"]);
    expect([...found.failed]).toEqual([0, 0, 1, 1]);
    expect(detectionsOf(found)).toEqual([
      { file: "a.jpg", label: "human", score: 0.75, box },
      { file: "a.jpg", label: "vehicle", score: 0.5, box },
    ]);
    expect(attributesOf(found, 0)).toMatchObject({ country: "KEN", prediction: "x" });
    expect(codes(found)).toEqual([
      "predictions/missing-field",
      "predictions/not-processed",
      "predictions/not-processed",
    ]);
  });
});

describe("predictions of YOLO", () => {
  const files = {
    "run/labels/a.txt": "1 0.5 0.5 0.25 0.5 0.75\r\n0 0.125 0.25 0.25 0.5 0.5\n",
    "run/labels/b.txt": "\n",
    "run/classes.txt": "cat\ndog\n",
  };

  it("reads centre and size, the confidence at the end, and the names beside them", async () => {
    const found = await read(files, "run");
    expect(found).toMatchObject({ unit: "fraction", file: ["a", "b"], labelNames: ["cat", "dog"] });
    expect(detectionsOf(found)).toEqual([
      { file: "a", label: "dog", score: 0.75, box: [0.375, 0.25, 0.25, 0.5] },
      { file: "a", label: "cat", score: 0.5, box: [0, 0, 0.25, 0.5] },
    ]);
  });

  it("gives a text file to the image with its name; one without a file has nothing on it", async () => {
    const images = ["x/a.png", "x/b.jpg", "y/b.jpg", "c.jpg"];
    const found = await read(files, "run", { images });
    expect(found.file).toEqual(["x/a.png", "b", "x/b.jpg", "y/b.jpg", "c.jpg"]);
    expect(codes(found)).toEqual(["predictions/unknown-image", "predictions/missing-image"]);
    expect(found.objects.count).toBe(2);
  });

  it("takes names from data.yaml, as a list or by number", async () => {
    const yaml = 'names:\n  1: "yes: no"\n  0: off\n';
    const found = await read({ ...files, "run/data.yaml": yaml }, "run");
    expect(found.labelNames).toEqual(["yes: no", "off"]);
    expect(detectionsOf(found).map(({ label }) => label)).toEqual(["yes: no", "off"]);
  });

  it("lists lines that it cannot use, one by one", async () => {
    const lines = ["0 0.5 0.5 0.1 0.1", "x 1 1 1 1 1", "0 0.5 0.5 0.1", "0 0.5 0.5 0.1 0.1 nan"];
    const text = [...lines, "5 0.5 0.5 0.5 0.5 0.25"].join("\n");
    const found = await read({ ...files, "run/labels/a.txt": text }, "run");
    expect(detectionsOf(found).map(({ label }) => label)).toEqual(["class 5"]);
    expect(found.problems.map(({ code, where }) => `${code} ${where}`)).toEqual([
      "predictions/missing-field run/labels/a.txt, line 1",
      "predictions/wrong-type run/labels/a.txt, line 2",
      "predictions/wrong-type run/labels/a.txt, line 3",
      "predictions/not-a-number run/labels/a.txt, line 4",
      "annotations/unknown-category run",
    ]);
  });

  it("reads outlines only when told so: a line does not say what it is", async () => {
    const outline = { ...files, "run/labels/a.txt": "1 0.25 0.25 0.75 0.25 0.75 0.5 0.875\n" };
    await expect(read(outline, "run")).rejects.toThrow(throwsCode("input/ambiguous"));
    const found = await read(outline, "run", { task: "instance-segmentation" });
    expect(detectionsOf(found)).toEqual([
      {
        file: "a",
        label: "dog",
        score: 0.875,
        box: [0.25, 0.25, 0.5, 0.25],
        parts: [[0.25, 0.25, 0.75, 0.25, 0.75, 0.5]],
      },
    ]);
  });

  it.each([
    [{ "run/labels/a.txt": "0 0.5 0.5 0.1 0.1 0.9" }, "input/bad-shape"],
    [{ ...files, "run/labels/a.txt": "0 0.5 0.5 0.1 0.1" }, "predictions/empty"],
    [{ "run/classes.txt": "cat" }, "input/empty"],
    [{ ...files, "run/data.yaml": "names: 7" }, "input/bad-shape"],
    [{ ...files, "run/data.yaml": "names: [a" }, "input/not-yaml"],
  ])("refuses a folder that does not say enough: %#", async (bad, code) => {
    await expect(read(bad, "run")).rejects.toThrow(throwsCode(code as ErrorCode));
  });
});

describe("tables of detections", () => {
  it.each([
    ["xmin,ymin,xmax,ymax", "10,20,40,60"],
    ["x1,y1,x2,y2", "10,20,40,60"],
    ["bbox_x,bbox_y,bbox_width,bbox_height", "10,20,30,40"],
    ["x,y,w,h", "10,20,30,40"],
    ["x_center,y_center,width,height", "25,40,30,40"],
  ])("reads the box of %s", async (names, numbers) => {
    const csv = `file,label,score,${names}\na.jpg,cat,0.5,${numbers}\n`;
    const found = await read({ "p.csv": csv }, "p.csv");
    expect(found.unit).toBe("pixel");
    expect(detectionsOf(found)).toEqual([
      { file: "a.jpg", label: "cat", score: 0.5, box: [10, 20, 30, 40] },
    ]);
  });

  it("reads sizes, images without a detection, and lists rows that lack something", async () => {
    const csv = [
      "filename,width,height,class,xmin,ymin,xmax,ymax,confidence",
      "a.jpg,240,160,'=cat,1,2,3,5,0.5",
      "b.jpg,240,160,,,,,,",
      "a.jpg,240,160,dog,1,2,3,5,",
      "a.jpg,240,160,,1,2,3,5,0.5",
      "a.jpg,240,160,dog,9,2,3,5,0.5",
    ].join("\n");
    const found = await read({ "p.csv": csv }, "p.csv");
    expect(found.file).toEqual(["a.jpg", "b.jpg"]);
    expect([...found.widthPx, ...found.heightPx]).toEqual([240, 240, 160, 160]);
    expect(detectionsOf(found)).toEqual([
      { file: "a.jpg", label: "=cat", score: 0.5, box: [1, 2, 2, 3] },
    ]);
    expect(found.problems.map(({ code, where }) => `${code} ${where}`)).toEqual([
      "predictions/not-a-number p.csv, line 4",
      "predictions/missing-field p.csv, line 5",
      "predictions/box-invalid p.csv, line 6",
    ]);
  });

  it("takes boxes within the unit square as fractions, and says so", async () => {
    const csv = "file,label,score,xmin,ymin,xmax,ymax\na.jpg,cat,0.5,0.25,0.25,1,0.5\n";
    const found = await read({ "p.csv": csv }, "p.csv");
    expect(found.unit).toBe("fraction");
    expect(codes(found)).toEqual(["predictions/looks-normalised"]);
    expect((await read({ "p.csv": csv }, "p.csv", { unit: "pixel" })).unit).toBe("pixel");
  });

  it("names what is missing", async () => {
    const csv = "file,label,xmin,ymin,xmax,ymax\na.jpg,cat,0.25,0.25,1,0.5\n";
    await expect(read({ "p.csv": csv }, "p.csv")).rejects.toThrow(
      throwsCode("table/missing-column"),
    );
  });
});

describe("records of detections", () => {
  const expected = [
    { file: "a.jpg", label: "cat", score: 0.5, box: [10, 20, 30, 40] },
    { file: "b.jpg", label: "7", score: 2, box: [10, 20, 30, 40] },
  ];

  it.each<[string, unknown[]]>([
    [
      "an image a line",
      [
        { file: "a.jpg", detections: [{ label: "cat", score: 0.5, bbox: [10, 20, 30, 40] }] },
        {
          file: "b.jpg",
          predictions: [{ class: 7, conf: 2, box: { xmin: 10, ymin: 20, xmax: 40, ymax: 60 } }],
        },
        { file: "c.jpg", detections: [] },
      ],
    ],
    [
      "a detection a line",
      [
        { image: "a.jpg", label: "cat", score: 0.5, xmin: 10, ymin: 20, xmax: 40, ymax: 60 },
        { image: "b.jpg", label: 7, score: 2, bbox: [10, 20, 30, 40] },
        { image: "c.jpg" },
      ],
    ],
  ])("reads %s, and a list of the same", async (_name, records) => {
    const lines = records.map((record) => JSON.stringify(record)).join("\n");
    for (const [name, text] of [
      ["p.jsonl", lines],
      ["p.json", JSON.stringify(records)],
    ] as const) {
      const found = await read({ [name]: text }, name);
      expect(detectionsOf(found)).toEqual(expected);
      expect(found.file).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
      expect(codes(found)).toEqual(["predictions/looks-like-logits"]);
    }
  });
});

describe("detections of a Camtrap DP package", () => {
  const media = (rows: string) => `mediaID,deploymentID,timestamp,filePath,fileMediatype\n${rows}`;
  const HEAD =
    "observationID,mediaID,observationLevel,observationType,scientificName,bboxX,bboxY,bboxWidth,bboxHeight,classificationMethod,classificationProbability\n";
  const package_ = (observations: string) => ({
    "datapackage.json": {
      resources: ["deployments", "media", "observations"].map((name) => ({
        name,
        path: `${name}.csv`,
      })),
    },
    "deployments.csv": "deploymentID\nd1\n",
    "media.csv": media(
      ["a", "b", "c"].map((id) => `${id},d1,2020-01-01T00:00:00Z,${id}.jpg,image/jpeg\n`).join(""),
    ),
    "observations.csv": `${HEAD}${observations}`,
  });

  it("reads boxes by a machine with their probability; people's and events' are none", async () => {
    const rows = [
      "1,a,media,animal,Ardea,0.25,0.5,0.125,0.25,machine,0.9",
      "2,a,media,human,,0.25,0.5,0.125,0.25,machine,0.5",
      "3,a,media,animal,Ardea,0.25,0.5,0.125,0.25,human,",
      "4,b,media,blank,,,,,,machine,0.9",
      "5,b,media,animal,Ardea,,,,,machine,0.9",
      "6,a,event,animal,Ardea,,,,,machine,0.9",
    ].join("\n");
    const found = await read(package_(rows), "");
    const box = [0.25, 0.5, 0.125, 0.25];
    expect(found).toMatchObject({ unit: "fraction", file: ["a.jpg", "b.jpg"] });
    expect(detectionsOf(found)).toEqual([
      { file: "a.jpg", label: "Ardea", score: 0.9, box },
      { file: "a.jpg", label: "human", score: 0.5, box },
    ]);
    expect(codes(found)).toEqual(["predictions/missing-field", "labels/event-level"]);
  });

  it("refuses a package in which no machine said anything", async () => {
    const rows = "3,a,media,animal,Ardea,0.25,0.5,0.125,0.25,human,";
    await expect(read(package_(rows), "datapackage.json")).rejects.toThrow(
      throwsCode("predictions/empty"),
    );
  });
});

describe("predictions of Label Studio", () => {
  const region = (value: unknown, more = {}) => ({
    from_name: "label",
    to_name: "image",
    type: "rectanglelabels",
    value,
    original_width: 200,
    original_height: 100,
    ...more,
  });
  const box = { x: 10, y: 20, width: 30, height: 40, rectanglelabels: ["cat"] };
  const task = (image: string, predictions: unknown[]) => ({
    id: 1,
    data: { image },
    annotations: [],
    predictions,
  });

  it("takes the score of a region, otherwise the prediction's, of the last prediction", async () => {
    const tasks = [
      task("a.jpg", [
        { score: 0.1, result: [region(box)] },
        { score: 0.25, result: [region(box, { id: "r", score: 0.75 }), region(box)] },
      ]),
      task("b.jpg", [{ result: [] }]),
      task("c.jpg", []),
      task("d.jpg", [{ result: [region(box)] }]),
    ];
    const found = await read({ "t.json": tasks }, "t.json");
    expect(found).toMatchObject({ unit: "pixel", file: ["a.jpg", "b.jpg", "c.jpg", "d.jpg"] });
    expect([...found.failed]).toEqual([0, 0, 1, 0]);
    expect(detectionsOf(found)).toEqual([
      { file: "a.jpg", label: "cat", score: 0.75, box: [20, 20, 60, 40] },
      { file: "a.jpg", label: "cat", score: 0.25, box: [20, 20, 60, 40] },
    ]);
    expect(codes(found)).toEqual([
      "predictions/duplicate",
      "predictions/not-processed",
      "predictions/missing-field",
    ]);
  });

  it("refuses an export without predictions", async () => {
    await expect(read({ "t.json": [task("a.jpg", [])] }, "t.json")).rejects.toThrow(
      throwsCode("predictions/empty"),
    );
  });
});

describe("results of COCO", () => {
  const result = { image_id: 3, category_id: 7, bbox: [10, 20, 30, 40], score: 0.5 };

  it("need the numbers explained, unless they say images and labels in words", async () => {
    await expect(read({ "r.json": [result] }, "r.json")).rejects.toThrow(
      throwsCode("input/unsupported"),
    );
    const inWords = { ...result, file_name: "a.jpg", category_name: "cat" };
    const expected = [{ file: "a.jpg", label: "cat", score: 0.5, box: [10, 20, 30, 40] }];
    const lines = `${JSON.stringify(inWords)}\n`;
    expect(detectionsOf(await read({ "r.json": [inWords] }, "r.json"))).toEqual(expected);
    expect(detectionsOf(await read({ "r.jsonl": lines }, "r.jsonl"))).toEqual(expected);
  });
});
