import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Inspection } from "../../src/analyses/inspect/inspect-types.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

/** Forty images of 80 × 60, with one object each. */
const NUMBERS = Array.from({ length: 40 }, (_, i) => i);
const NAMES = ["deer", "fox", "hare"] as const;
const label = (i: number) => NAMES[i % 3]!;
const box = (i: number) => [2 + ((i * 7) % 40), 3 + ((i * 5) % 25), 20 + (i % 4), 18 + (i % 3)];
const score = (i: number) => 0.5 + (i % 40) / 100;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  for (const i of NUMBERS) {
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(80, 60, [i, 0, 0]));
  }
  const annotations = {
    images: NUMBERS.map((i) => ({ id: i + 1, file_name: `${i}.png`, width: 80, height: 60 })),
    categories: NAMES.map((name, id) => ({ id: id + 1, name })),
    annotations: NUMBERS.map((i) => ({
      id: i + 1,
      image_id: i + 1,
      category_id: (i % 3) + 1,
      bbox: box(i),
      area: box(i)[2]! * box(i)[3]!,
      iscrowd: 0,
    })),
  };
  await put("objects.json", JSON.stringify(annotations));
  // A second object on each image, of another label.
  const second = annotations.annotations.map((one, i) => ({
    ...{ ...one, id: one.id + 100, bbox: [60, 45, 10, 10], area: 100 },
    category_id: ((i + 1) % 3) + 1,
  }));
  const several = { ...annotations, annotations: [...annotations.annotations, ...second] };
  await put("several.json", JSON.stringify(several));
  await put("labels.csv", ["file,label", ...NUMBERS.map((i) => `${i}.png,${label(i)}`)].join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

const put = (name: string, text: string) => writeFile(join(folder, name), text);

async function inspected(predictions: string, labels: string | null, ...more: string[]) {
  const words = ["inspect", join(folder, "photos"), "--predictions", join(folder, predictions)];
  if (labels !== null) words.push("--labels", join(folder, labels));
  const { status, out, err } = await runHere([...words, ...more, "--json", "-"]);
  expect({ status, err }).toMatchObject({ status: 0 });
  const found: Inspection = JSON.parse(out);
  expect(violationsOf("inspect", found)).toEqual([]);
  const codes = found.problems.map(({ code }) => code);
  return { found, told: found.predictions!, codes, text: (await runHere([...words, ...more])).out };
}

/** Rows of a table of answers, moved by so many names. */
const answers = (moved: number, rows = NUMBERS) =>
  ["file,predicted", ...rows.map((i) => `${i}.png,${label(i + moved)}`)].join("\n");

describe("homeground inspect --predictions", () => {
  it("tells format, images, labels and how these go with the ground truth", async () => {
    const rows = ["file,fox,deer,wolf", "0.png,0.1,0.8,0.1", "1.png,0.7,0.2,0.1", "99.png,1,0,0"];
    await put("scores.csv", rows.join("\n"));
    const { told, codes, text, found } = await inspected("scores.csv", "labels.csv");
    expect(told).toMatchObject({
      format: { id: "csv" },
      kind: "images",
      rows: 3,
      images: 2,
      withoutPrediction: 38,
      withoutImage: 1,
      labels: [
        { label: "fox", predictions: 2 },
        { label: "deer", predictions: 1 },
        { label: "wolf", predictions: 0 },
      ],
      unknownLabels: ["wolf"],
      unmappedLabels: ["hare"],
    });
    expect(codes).toEqual(
      expect.arrayContaining([
        "labels/unmapped",
        "no-prediction",
        "predictions/unknown-label",
        "predictions/unknown-image",
      ]),
    );
    expect(found.problems.find(({ code }) => code === "no-prediction")?.count).toBe(38);
    expect(text).toContain("2 of 40 images have a prediction");
    expect(text).toContain("38 images without a prediction");
    expect(text).toContain("1 label of the ground truth that no predicted label is called like");
  });

  it("finds names that look exchanged, and says nothing of predictions that are as they should be", async () => {
    await put("moved.csv", answers(1));
    expect((await inspected("moved.csv", "labels.csv")).codes).toContain("labels/exchanged");
    await put("right.csv", answers(0));
    const { found, told } = await inspected("right.csv", "labels.csv");
    expect(found.problems).toEqual([]);
    expect(told).toMatchObject({ unknownLabels: [], unmappedLabels: [], withoutPrediction: 0 });
  });

  it("finds boxes that are not what their format says, as an evaluation does, and reads them as told", async () => {
    const corners = NUMBERS.map((i) => {
      const [x = 0, y = 0, w = 0, h = 0] = box(i);
      return {
        image_id: i + 1,
        category_id: (i % 3) + 1,
        bbox: [x, y, x + w, y + h],
        score: score(i),
      };
    });
    await put("corners.json", JSON.stringify(corners));
    const { told, codes, text } = await inspected("corners.json", "objects.json");
    expect(told).toMatchObject({ kind: "objects", rows: 40, images: 40, unknownLabels: [] });
    expect(codes).toContain("predictions/looks-like-xyxy");
    expect(text.replaceAll(/\s+/g, " ")).toContain("--prediction-boxes xyxy");
    const several = await inspected("corners.json", "several.json");
    expect(several.text.replaceAll(/\s+/g, " ")).toContain("read as two corners (40 images)");
    const right = await inspected("corners.json", "objects.json", "--prediction-boxes", "xyxy");
    expect(right.codes).toEqual([]);
    expect(right.told.roles).toMatchObject({ "prediction-boxes": "xyxy, as asked for" });
  });

  it("says what an evaluation would refuse, and reads scores as told", async () => {
    const rows = NUMBERS.map((i) => `${i}.png,${label(i) === "deer" ? "90,6,4" : "2,8,90"}`);
    await put("percent.csv", ["file,deer,fox,hare", ...rows].join("\n"));
    const { codes } = await inspected("percent.csv", "labels.csv");
    expect(codes).toContain("predictions/not-probabilities");
    expect(codes).toContain("predictions/looks-percent-scores");
    const told = ["--prediction-scores", "percent"];
    expect((await inspected("percent.csv", "labels.csv", ...told)).codes).toEqual([]);
  });

  it("does without labels", async () => {
    await put("alone.csv", answers(0, NUMBERS.slice(0, 30)));
    const { told, codes } = await inspected("alone.csv", null);
    expect(told).toMatchObject({ kind: "images", images: 30, withoutPrediction: 10 });
    expect(codes).toEqual(["no-prediction"]);
    const percent = NUMBERS.map((i) => [`${i}.png`, label(i), ...box(i), 100 * score(i)].join(","));
    await put("boxes.csv", ["file,label,x,y,width,height,score", ...percent].join("\n"));
    const boxes = await inspected("boxes.csv", null);
    expect(boxes.told).toMatchObject({ kind: "objects", images: 40, unmappedLabels: [] });
    expect(boxes.codes).toEqual(["predictions/looks-percent-scores"]);
  });

  it("takes the silence of a table of detections for nothing found, as an evaluation does", async () => {
    const rows = NUMBERS.slice(0, 30).map((i) =>
      [`${i}.png`, label(i), ...box(i), score(i)].join(","),
    );
    await put("some.csv", ["file,label,x,y,width,height,score", ...rows].join("\n"));
    for (const labels of ["objects.json", null]) {
      const { told, found, codes } = await inspected("some.csv", labels);
      expect(told).toMatchObject({ images: 40, withoutPrediction: 0 });
      expect(codes).toEqual(["predictions/missing-image"]);
      expect(found.problems[0]?.examples?.[0]?.what ?? JSON.stringify(found.problems)).toContain(
        "10 of 40 images have no row: nothing was found on them",
      );
    }
  });
});
