import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLabels, seenTask } from "../../src/node/cli/evaluate-inputs.js";
import type { EvaluateOptions } from "../../src/node/cli/evaluate-request.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { schemaViolations } from "../support/json-schema.js";
import { runHere, SILENT_IO } from "../support/run-here.js";
import { zipOf } from "../support/zip-writer.js";

const SCHEMA = join(import.meta.dirname, "../../schemas/result.schema.json");
const COCO = JSON.stringify({
  images: [1, 2, 3].map((id) => ({ id, file_name: `${id}.jpg` })),
  categories: [
    { id: 1, name: "cat" },
    { id: 2, name: "dog" },
  ],
  annotations: [
    [1, 1],
    [1, 2],
    [2, 1],
    [3, 2],
  ].map(([image_id, category_id], id) => ({ id: id + 1, image_id, category_id })),
});
const detections = (...found: readonly (readonly [number, number, number])[]): string =>
  JSON.stringify(found.map(([image_id, category_id, score]) => ({ image_id, category_id, score })));

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  await writeFile(at("coco.json"), COCO);
  await writeFile(at("labels.csv"), "file,label\n1.jpg,cat\n2.jpg,dog\n3.jpg,cat\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluate(images: string, ...options: string[]) {
  const said = await runHere([
    "evaluate",
    at(images),
    "--out",
    at("out"),
    "--json",
    "-",
    ...options,
  ]);
  const json = JSON.parse(said.out) as EvaluationResult & {
    error?: { code: string; what: string };
  };
  if (said.status === 0) {
    expect(schemaViolations(JSON.parse(await readFile(SCHEMA, "utf8")), json)).toEqual([]);
  }
  return json;
}

const value = (result: EvaluationResult, metric: string) =>
  result.estimates.find((one) => one.metric === metric && one.slice === null)?.value;

describe("labels that say with the predictions what they are about", () => {
  const box = { bbox: [1, 2, 30, 40], area: 1200, iscrowd: 0 };
  const boxes = JSON.stringify({
    images: [{ id: 1, file_name: "1.jpg", width: 100, height: 80 }],
    categories: [{ id: 1, name: "cat" }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, ...box }],
  });
  const said = JSON.stringify([{ image_id: 1, category_id: 1, bbox: box.bbox, score: 0.9 }]);

  it("are read once, and again where they are asked for another task", async () => {
    await writeFile(at("boxes-coco.json"), boxes);
    await writeFile(at("said.json"), said);
    const options = {
      labels: at("boxes-coco.json"),
      predictions: at("said.json"),
    } as EvaluateOptions;
    const files = [{ path: "1.jpg", sizeBytes: 1 }];
    const seen = await seenTask(at("photos"), options, files, SILENT_IO);
    expect(seen?.task.id).toBe("detection");
    await rm(at("boxes-coco.json"));
    const labels = await readLabels(options, "detection", files, undefined, seen);
    expect(labels.objects?.regions.objects.count).toBe(1);
    await expect(readLabels(options, "multilabel", files, undefined, seen)).rejects.toMatchObject({
      code: "input/not-found",
    });
  });
});

describe("detections in COCO's results form", () => {
  const options = (file: string) => [
    "--labels",
    at("coco.json"),
    "--predictions",
    at(file),
    "--task",
    "multilabel",
    "--metric",
    "recall{class=cat}",
    "--metric",
    "recall{class=dog}",
  ];

  it("are scored as what is present in each image", async () => {
    await writeFile(at("all.json"), detections([1, 1, 0.9], [1, 2, 0.8], [2, 1, 0.7], [3, 2, 0.6]));
    const result = await evaluate("photos", ...options("all.json"));
    expect([value(result, "recall{class=cat}"), value(result, "recall{class=dog}")]).toEqual([
      1, 1,
    ]);
    expect(result.inputs.imports).toMatchObject([
      { role: "labels", format: "coco", rows: 3, objects: 4, problems: [] },
      { role: "predictions", format: "coco-results", rows: 3, objects: 4 },
    ]);
  });

  it("miss what is on images without any", async () => {
    await writeFile(at("some.json"), detections([1, 1, 0.9], [99, 1, 0.9]));
    const result = await evaluate("photos", ...options("some.json"));
    expect([value(result, "recall{class=cat}"), value(result, "recall{class=dog}")]).toEqual([
      0.5, 0,
    ]);
    const codes = result.inputs.imports?.[1]?.problems.map(({ code }) => code);
    expect(codes).toContain("predictions/unknown-image");
    expect(codes).toContain("predictions/missing-image");
  });
});

describe("a detector's file for a task of one label an image", () => {
  const detection = (category: string, conf: number) => ({ category, conf, bbox: [0, 0, 1, 1] });
  // What each picture shows, and what is detected on it.
  const pictures = [
    ["empty", []],
    ["animal", [detection("1", 0.9)]],
    ["empty", [detection("1", 0.05)]],
    ["person", [detection("2", 0.8)]],
    ["animal", []],
    ["animal", [detection("1", 0.3), detection("2", 0.2)]],
  ] as const;
  const labels = (name: (label: string) => string) =>
    `file,label\n${pictures.map(([label], i) => `${i}.jpg,${name(label)}\n`).join("")}`;
  const counts = (result: EvaluationResult) =>
    result.confusion?.labels.flatMap((truth, t) =>
      result.confusion!.labels.flatMap((answer, a) => {
        const n = result.confusion!.counts[t]![a]!;
        return n === 0 ? [] : [`${truth} > ${answer}: ${n}`];
      }),
    );
  const run = async (map: Record<string, string>, ...more: string[]) => {
    await writeFile(at("map.json"), JSON.stringify(map));
    const options = ["--labels", at("boxes.csv"), "--predictions", at("boxes.json")];
    return evaluate("photos", ...options, "--label-map", at("map.json"), ...more);
  };
  beforeAll(async () => {
    await writeFile(
      at("boxes.csv"),
      labels((label) => label),
    );
    await writeFile(
      at("boxes.json"),
      JSON.stringify({
        info: { detector_metadata: { typical_detection_threshold: 0.2 } },
        detection_categories: { 1: "animal", 2: "person", 3: "vehicle" },
        images: pictures.map(([, detections], i) => ({ file: `${i}.jpg`, detections })),
      }),
    );
  });

  it("answers empty where nothing reaches the threshold, not the first category", async () => {
    const result = await run({});
    expect(counts(result)).toEqual([
      "animal > animal: 2",
      "animal > empty: 1",
      "empty > empty: 2",
      "person > person: 1",
    ]);
    expect(value(result, "accuracy")).toBeCloseTo(5 / 6, 15);
    expect(result.confusion?.labels).toEqual(["animal", "empty", "person", "vehicle"]);
  });

  it("finds no animal on an empty picture where empty is outside of what is asked", async () => {
    expect(counts(await run({ empty: "outside" }))).toEqual([
      "animal > animal: 2",
      "animal > empty: 1",
      "person > person: 1",
      "empty (outside) > empty: 2",
    ]);
  });

  it("asks what a label is that the detector does not have, however often it was right", async () => {
    await writeFile(
      at("boxes.csv"),
      labels((label) => (label === "person" ? "okapi" : label)),
    );
    expect((await run({})).error).toMatchObject({
      code: "labels/unmapped",
      what: expect.stringContaining("okapi"),
    });
  });
});

describe("a row of scores that are all 0", () => {
  it("answers nothing: the image is listed", async () => {
    await writeFile(at("none.csv"), "file,p_cat,p_dog\n1.jpg,0,0\n2.jpg,0.2,0.8\n3.jpg,1,0\n");
    const options = ["--labels", at("labels.csv"), "--predictions", at("none.csv")];
    const result = await evaluate("photos", ...options);
    expect(result.inputs).toMatchObject({ images: 3, scored: 2 });
    expect(result.inputs.listed).toMatchObject([
      { file: "1.jpg", code: "no-prediction", what: expect.stringContaining("every score is 0") },
    ]);
    expect(value(result, "accuracy")).toBe(1);
    const sets = await evaluate("photos", ...options, "--task", "multilabel");
    expect(sets.inputs.scored).toBe(3);
  });
});

describe("an archive of images and labels", () => {
  it("is evaluated as a folder is, and what it must not hold is noted", async () => {
    const rows = await readFile(at("labels.csv"));
    await writeFile(
      at("set.zip"),
      zipOf([
        ...["1.jpg", "2.jpg", "3.jpg"].map((name) => ({ name: `photos/${name}` })),
        { name: "labels.csv", data: rows },
        { name: "../evil.jpg" },
      ]),
    );
    await writeFile(at("p.csv"), "file,predicted\n1.jpg,cat\n2.jpg,cat\n3.jpg,cat\n");
    const result = await evaluate(
      ...(["set.zip", "--labels", at("set.zip/labels.csv"), "--predictions", at("p.csv")] as const),
    );
    expect(value(result, "accuracy")).toBeCloseTo(2 / 3, 15);
    expect(result.inputs.notes).toContainEqual({
      file: "../evil.jpg",
      code: "archive/path",
      what: "the entry is left out for its name: it climbs with ..",
    });
  });
});

describe("predictions that answer with other names", () => {
  it("stop the run where not one label of the ground truth is among them", async () => {
    await writeFile(at("numbers.csv"), "file,predicted\n1.jpg,0\n2.jpg,1\n3.jpg,0\n");
    const words = ["--labels", at("labels.csv"), "--predictions"];
    expect((await evaluate("photos", ...words, at("numbers.csv"))).error?.code).toBe(
      "labels/unmapped",
    );
    await writeFile(at("one.csv"), "file,predicted\n1.jpg,cat\n2.jpg,cat\n3.jpg,cat\n");
    const result = await evaluate("photos", ...words, at("one.csv"));
    expect(value(result, "accuracy")).toBeCloseTo(2 / 3, 15);
  });

  it("with a score that is no confidence are said to have one", async () => {
    await writeFile(
      at("scored.csv"),
      "file,predicted,score\n1.jpg,cat,93\n2.jpg,dog,0.5\n3.jpg,cat,1\n",
    );
    const result = await evaluate(
      ...(["photos", "--labels", at("labels.csv"), "--predictions", at("scored.csv")] as const),
    );
    const problems = result.inputs.imports?.find(({ role }) => role === "predictions")?.problems;
    expect(problems).toMatchObject([
      {
        code: "predictions/not-probabilities",
        what: expect.stringMatching(/^1 of 3 .* such as 93/),
        where: expect.stringMatching(/line 2$/),
      },
    ]);
  });
});
