import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

/** Forty pictures: of every second one the animal is large; small ones are named wrongly half of the time. */
const PICTURES = Array.from({ length: 40 }, (_, i) => ({
  file: `${i}.png`,
  isLarge: i % 2 === 0,
  answer: i % 4 === 1 ? "fox" : "deer",
}));

let folder: string;
const at = (path: string): string => join(folder, path);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  for (const [i, { file }] of PICTURES.entries()) {
    await writeFile(at(`photos/${file}`), plainPng(20, 10, i < 20 ? [0, 200, 0] : [200, 0, 0]));
  }
  const rows = (of: (one: (typeof PICTURES)[number]) => string) =>
    PICTURES.map((one) => `${one.file},${of(one)}\n`).join("");
  await writeFile(at("labels.csv"), `file,label\n${rows(() => "deer")}`);
  await writeFile(at("p.csv"), `file,predicted\n${rows(({ answer }) => answer)}`);
  const detections = PICTURES.map(({ file, isLarge }) => ({
    file,
    detections: [{ category: "1", conf: 0.9, bbox: isLarge ? [0, 0, 0.8, 0.5] : [0, 0, 0.1, 0.1] }],
  }));
  await writeFile(
    at("md.json"),
    JSON.stringify({
      info: { format_version: "1.3", detector: "md_v5a" },
      detection_categories: { 1: "animal" },
      images: detections,
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...more: string[]) {
  const words = ["evaluate", at("photos"), "--labels", at("labels.csv")];
  return runHere([...words, "--predictions", at("p.csv"), "--out", at("out"), ...more]);
}

async function resultOf(...more: string[]): Promise<EvaluationResult> {
  const { status, out, err } = await run(...more, "--json", "-");
  expect({ status, err }).toMatchObject({ status: 0 });
  return JSON.parse(out);
}

describe("attributes of objects", () => {
  it("are those of annotated boxes beside the labels, which may be COCO's", async () => {
    const images = PICTURES.map(({ file }, id) => ({ id, file_name: file, width: 20, height: 10 }));
    const annotations = PICTURES.map(({ isLarge }, i) => {
      const bbox = isLarge ? [0, 0, 16, 5] : [0, 0, 2, 1];
      return { id: i, image_id: i, category_id: 1, bbox, area: bbox[2]! * bbox[3]!, iscrowd: 0 };
    });
    const categories = [{ id: 1, name: "animal" }];
    await writeFile(at("coco.json"), JSON.stringify({ images, categories, annotations }));
    const { estimates, inputs } = await resultOf(
      ...["--objects", at("coco.json"), "--slice", "object-size"],
    );
    const parts = estimates.filter(({ slice }) => slice?.attribute === "object-size");
    expect(parts.map(({ n }) => n)).toEqual([20, 20]);
    expect(inputs.notes).toContainEqual(
      expect.objectContaining({ what: `objects are those of ${at("coco.json")}, annotated` }),
    );
  });

  it("say what is odd about boxes that are given beside the labels", async () => {
    const images = PICTURES.map(({ file }, id) => ({ id, file_name: file, width: 20, height: 10 }));
    const annotations = PICTURES.map((_, i) => ({
      ...{ id: i, image_id: i, category_id: 1, area: 30, iscrowd: 0 },
      bbox: [10, 5, 18, 9],
    }));
    const categories = [{ id: 1, name: "animal" }];
    await writeFile(at("corners.json"), JSON.stringify({ images, categories, annotations }));
    const { inputs } = await resultOf(
      ...["--objects", at("corners.json"), "--slice", "object-size"],
    );
    expect(inputs.notes.map(({ code }) => code)).toContain("annotations/box-over-edge");
    const given = ["--labels", at("labels.csv"), "--objects", at("corners.json")];
    const { out } = await runHere(["inspect", at("photos"), ...given, "--quiet"]);
    expect(out).toContain("40 of 40 boxes reach beyond their image");
    expect(out).not.toContain("Nothing is wrong");
    expect(out).toMatch(/^ {2}object-size +corners\.json /m);
    expect(out).toMatch(/^ {2}background-brightness /m);
  });

  it("make parts of labels of whole images by a detector's answers", async () => {
    const { estimates, inputs } = await resultOf(
      ...["--objects", at("md.json"), "--slice", "object-size", "--slice", "background-greenness"],
    );
    const parts = estimates.filter(({ slice }) => slice?.attribute === "object-size");
    expect(parts.map(({ n, value }) => [n, value]).sort()).toEqual([
      [20, 0.5],
      [20, 1],
    ]);
    const ofBackground = estimates.filter(
      ({ slice }) => slice?.attribute === "background-greenness",
    );
    expect(ofBackground.map(({ n }) => n)).toEqual([20, 20]);
    expect(inputs.notes).toContainEqual(
      expect.objectContaining({
        code: "attributes/boxes",
        what: `objects are those of ${at("md.json")}, a detector's from score 0.2 on`,
      }),
    );
  });

  it("keep images", async () => {
    const { inputs } = await resultOf("--objects", at("md.json"), "--where", "object-size=0.4");
    expect(inputs.scored).toBe(20);
  });

  it("are those of the labels where their file has boxes", async () => {
    const coco = {
      images: PICTURES.map(({ file }, id) => ({ id, file_name: file, width: 20, height: 10 })),
      categories: [{ id: 1, name: "deer" }],
      annotations: PICTURES.map(({ isLarge }, id) => ({
        ...{ id, image_id: id, category_id: 1, iscrowd: 0 },
        bbox: isLarge ? [0, 0, 16, 5] : [0, 0, 2, 1],
        area: isLarge ? 80 : 2,
      })),
    };
    await writeFile(at("coco.json"), JSON.stringify(coco));
    const words = ["evaluate", at("photos"), "--labels", at("coco.json")];
    const { status, out, err } = await runHere([
      ...[...words, "--predictions", at("p.csv"), "--task", "classification"],
      ...["--slice", "object-size", "--out", at("out"), "--json", "-"],
    ]);
    expect({ status, err: status === 0 ? "" : err }).toEqual({ status: 0, err: "" });
    const { estimates } = JSON.parse(out) as EvaluationResult;
    const parts = estimates.filter(({ slice }) => slice?.attribute === "object-size");
    expect(parts.map(({ n, value }) => [n, value]).sort()).toEqual([
      [20, 0.5],
      [20, 1],
    ]);
  });

  it("are refused by name where nothing says where objects are", async () => {
    const { status, err } = await run("--slice", "object-size");
    expect(status).toBe(1);
    expect(err).toContain("labels/no-column");
    expect(err).toContain("--objects PATH");
  });

  it("are told by inspect", async () => {
    const words = ["inspect", at("photos"), "--objects", at("md.json"), "--json", "-"];
    const { status, out } = await runHere(words);
    expect(status).toBe(0);
    const told = JSON.parse(out).attributes as { name: string; min?: number }[];
    const size = told.find(({ name }) => name === "object-size");
    expect(size).toMatchObject({ present: 40, max: 0.4 });
    expect(size?.min).toBeCloseTo(0.01, 12);
    expect(told.map(({ name }) => name)).toContain("background-warmth");
  });
});
