import { describe, expect, it } from "vitest";
import { readDetections, readTruth } from "../../../src/evaluation/read-inputs.js";
import type { ReadObjectPredictionsOptions } from "../../../src/formats/format.js";
import { readObjectPredictions } from "../../../src/formats/read.js";
import { throwsCode } from "../../support/throws-code.js";
import { problemCodes, textFiles } from "../truth-view.js";

const SHAPE = "names: [deer]\nkpt_shape: [2, 3]\nkpt_names:\n  0: [nose, tail]\n";
/** A box from 0.25 to 0.75 by 0.4 to 0.6, of confidence 0.9, its nose at the left and its tail at the right edge. */
const [BOX, NOSE, TAIL] = ["0 0.5 0.5 0.5 0.2", "0.25 0.5 0.8", "0.75 0.5 0.7"];

function read(line: string, data: string, options: ReadObjectPredictionsOptions = {}) {
  return readObjectPredictions(textFiles({ "data.yaml": data, "a.txt": `${line}\n` }), "", {
    points: true,
    ...options,
  });
}

describe("points that YOLO predicts", () => {
  it.each([
    ["the confidence at the end, as YOLO writes it", `${BOX} ${NOSE} ${TAIL} 0.9`, undefined],
    ["the confidence behind the box", `${BOX} 0.9 ${NOSE} ${TAIL}`, undefined],
    ["the confidence behind the class", `0 0.9 ${BOX.slice(2)} ${NOSE} ${TAIL}`, "class-score-box"],
  ] as const)("are read with %s", async (_name, line, yoloOrder) => {
    const { objects } = await read(line, SHAPE, { yoloOrder });
    expect([...objects.box]).toEqual([0.25, 0.4, 0.5, 0.2]);
    expect([...objects.score]).toEqual([0.9]);
    expect(objects.points?.names).toEqual(["nose", "tail"]);
    expect([...(objects.points?.values ?? [])]).toEqual([0.25, 0.5, 0.8, 0.75, 0.5, 0.7]);
  });

  it("have the object's confidence where they have none of their own", async () => {
    const two = SHAPE.replace("[2, 3]", "[2, 2]");
    const { objects } = await read(`${BOX} 0.25 0.5 0.75 0.5 0.9`, two);
    expect([...(objects.points?.values ?? [])]).toEqual([0.25, 0.5, 0.9, 0.75, 0.5, 0.9]);
  });

  it("are called as in the ground truth where nothing beside them names them", async () => {
    const images = { "images/a.jpg": "" };
    const truth = await readTruthOf({ ...images, "data.yaml": SHAPE, "labels/a.txt": TRUTH });
    const access = textFiles({ "a.txt": `${BOX} ${NOSE} ${TAIL} 0.9\n` });
    const place = { access, path: "", source: "predictions" };
    const { objects } = await readDetections(place, truth, [], { task: "keypoints" });
    expect(objects.points?.names).toEqual(["nose", "tail"]);
    expect([...(objects.points?.values ?? [])]).toEqual([0.25, 0.5, 0.8, 0.75, 0.5, 0.7]);
  });

  it("are left aside where boxes are wanted, and it is said", async () => {
    const found = await read(`${BOX} ${NOSE} ${TAIL} 0.9`, SHAPE, { points: false });
    expect([...found.objects.box]).toEqual([0.25, 0.4, 0.5, 0.2]);
    expect(found.objects.points).toBeUndefined();
    expect(problemCodes(found)).toEqual(["annotations/not-an-object"]);
  });

  it("are missed where a line has a box alone or no confidence, and the line is listed", async () => {
    const lines = `${BOX} 0.9\n${BOX} ${NOSE} ${TAIL}\n${BOX} ${NOSE} ${TAIL} 0.9`;
    const found = await read(lines, SHAPE);
    expect(found.objects.count).toBe(1);
    expect(found.problems.map(({ code }) => code)).toEqual([
      "predictions/missing-field",
      "predictions/missing-field",
    ]);
    expect(found.objectsNotRead).toBe(2);
  });

  it("are missed where a point has a word for a number, and the line is listed", async () => {
    const found = await read(`${BOX} ${NOSE} ${TAIL} 0.9\n${BOX} 0.25 abc 0.8 ${TAIL} 0.9`, SHAPE);
    expect(found.objects.count).toBe(1);
    expect(problemCodes(found)).toEqual(["predictions/wrong-type"]);
    expect(found.problems[0]?.where).toBe("a.txt, line 2");
  });

  it("are asked about where nothing says how many an object has", async () => {
    const line = `${BOX} ${NOSE} ${TAIL} 0.9`;
    await expect(read(line, "names: [deer]\n")).rejects.toThrow(throwsCode("input/ambiguous"));
  });
});

const TRUTH = "0 0.5 0.5 0.5 0.2 0.25 0.5 2 0.75 0.5 2\n";

async function readTruthOf(files: Readonly<Record<string, string>>) {
  const place = { access: textFiles(files), path: "", source: "truth" };
  const { objects } = await readTruth(place, [], { task: "keypoints" });
  return objects!;
}
