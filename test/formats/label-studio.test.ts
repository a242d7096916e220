import { describe, expect, it } from "vitest";
import { readImagePredictions, readImageTruth } from "../../src/formats/read.js";
import { throwsCode } from "../support/throws-code.js";
import { answers, attributesOf, problemCodes, textFiles, truthRows } from "./truth-view.js";

const choices = (...names: string[]) => [
  { type: "choices", from_name: "c", to_name: "image", value: { choices: names } },
];
const region = (name: string) => ({
  type: "rectanglelabels",
  original_width: 10,
  original_height: 10,
  value: { x: 1, y: 1, width: 5, height: 5, rotation: 37, rectanglelabels: [name] },
});
const task = (image: string, annotations: unknown[], extra = {}) => ({
  id: 1,
  data: { image },
  annotations,
  predictions: [],
  ...extra,
});
const read = (tasks: unknown) => readImageTruth(textFiles({ "e.json": tasks }), "e.json");

describe("Label Studio exports", () => {
  it("reads choices, without cancelled ones, and tasks without any as unlabelled", async () => {
    const truth = await read([
      task("/data/upload/1/26a95992-a.jpg", [{ result: choices("cat") }]),
      task("/data/local-files/?d=set%201%5Cb.jpg", [
        { result: choices("dog"), was_cancelled: true },
        { result: choices("cat", "dog", "cat") },
      ]),
      task("s3://bucket/x/c.jpg?token=1", []),
      task("https://host/d%20e.jpg#x", [], { completions: [{ result: choices("fox") }] }),
    ]);
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["cat"]],
      ["set 1/b.jpg", ["cat", "dog"]],
      ["s3://bucket/x/c.jpg", "unlabelled"],
      ["https://host/d e.jpg", ["fox"]],
    ]);
    expect(truth.format.id).toBe("label-studio");
    expect(problemCodes(truth)).toEqual(["labels/cancelled"]);
    expect(attributesOf(truth, 2)).toEqual({ annotators: "0" });
  });

  it("joins what several people said and lists that they differ, unless one is the truth", async () => {
    const truth = await read([
      task("a.jpg", [{ result: choices("cat") }, { result: choices("dog") }]),
      task("b.jpg", [{ result: choices("cat") }, { result: choices("cat") }]),
      task("c.jpg", [{ result: choices("cat") }, { result: choices("dog"), ground_truth: true }]),
    ]);
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["cat", "dog"]],
      ["b.jpg", ["cat"]],
      ["c.jpg", ["dog"]],
    ]);
    expect(truth.problems).toEqual([
      {
        code: "labels/disagree",
        what: '2 people labelled a.jpg differently: "cat", "dog"',
        where: "e.json, /0",
      },
    ]);
  });

  it("takes regions as presence where the file has no choices", async () => {
    const truth = await read([
      task("a.jpg", [{ result: [region("cat"), region("dog"), region("cat")] }]),
      task("b.jpg", [{ result: [] }]),
    ]);
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["cat", "dog"]],
      ["b.jpg", "empty"],
    ]);
    expect(problemCodes(truth)).toEqual(["labels/boxes-collapsed"]);
  });

  it("tells an annotation that holds nothing from none, and from what is not read", async () => {
    const truth = await read([
      task("a.jpg", [{ result: choices("cat") }]),
      task("b.jpg", [{ result: [] }]),
      task("c.jpg", [{ result: [{ type: "textarea", value: { text: ["odd"] } }] }]),
      task("d.jpg", [{ result: [region("cat")] }]),
      task("e.jpg", [{ result: [] }, { result: choices("cat") }]),
      task("f.jpg", [{ result: [], was_cancelled: true }]),
    ]);
    expect(truthRows(truth).map(([, row]) => row)).toEqual([
      ["cat"],
      "empty",
      "unlabelled",
      "unlabelled",
      ["cat"],
      "unlabelled",
    ]);
  });

  it("keeps what a task says of its image, and counts what is not read", async () => {
    const truth = await read([
      task("a.jpg", [{ result: choices("cat"), lead_time: 3.5, completed_by: 4 }], {
        data: { image: "a.jpg", site: "north", boxes: [1] },
        project: 7,
        cancelled_annotations: 0,
      }),
    ]);
    expect(attributesOf(truth, 0)).toMatchObject({ site: "north" });
    const where = "e.json, /0";
    expect(truth.notRead).toEqual([
      { field: "[].project", in: "task", count: 1, where },
      { field: "[].data.boxes", in: "task", count: 1, where },
      { field: "[].annotations[].lead_time", in: "annotation", count: 1, where },
      { field: "[].annotations[].completed_by", in: "annotation", count: 1, where },
    ]);
  });

  it("lists tasks without an image", async () => {
    const truth = await read([task("a.jpg", []), { data: { n: 3 }, annotations: [] }]);
    expect(truthRows(truth)).toHaveLength(1);
    expect(problemCodes(truth)).toEqual(["labels/no-file"]);
  });

  it("reads predicted choices, the last of a task", async () => {
    const access = textFiles({
      "e.json": [
        task("a.jpg", [], {
          predictions: [
            { result: choices("cat"), score: 0.5 },
            { result: choices("dog"), score: 0.75 },
          ],
        }),
        task("b.jpg", [], { predictions: [] }),
      ],
    });
    const predictions = await readImagePredictions(access, "e.json");
    expect(answers(predictions)).toEqual(["dog"]);
    expect(predictions.predictedScore?.[0]).toBe(0.75);
    expect(problemCodes(predictions)).toEqual(["predictions/not-processed"]);
    const none = textFiles({ "e.json": [task("a.jpg", [])] });
    await expect(readImagePredictions(none, "e.json")).rejects.toThrow(
      throwsCode("predictions/empty"),
    );
  });
});
