import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadPredictionsOptions } from "../../src/formats/format.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import {
  readImagePredictions,
  readImageTruth,
  readObjectPredictions,
} from "../../src/formats/read.js";
import { throwsCode } from "../support/throws-code.js";

const TRUTH = JSON.stringify({
  images: ["a", "b", "c"].map((name, i) => ({ id: i + 1, file_name: `${name}.jpg` })),
  categories: [
    { id: 1, name: "cat" },
    { id: 2, name: "dog" },
  ],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4] }],
});

const found = (image_id: unknown, category_id: unknown, score: unknown, bbox = [1, 2, 30, 40]) => ({
  image_id,
  category_id,
  score,
  bbox,
});
const GOOD = [found(1, 1, 0.4), found(1, 1, 0.9), found(1, 2, 0.8), found(3, 2, 0.6)];

async function read(text: string, options: ReadPredictionsOptions = {}, name = "found.json") {
  const encoder = new TextEncoder();
  const access = createMemoryFileAccess(
    new Map([
      ["truth.json", encoder.encode(TRUTH)],
      [name, encoder.encode(text)],
    ]),
  );
  const { coco } = await readImageTruth(access, "truth.json");
  if (coco === undefined) throw new Error("COCO says what its numbers mean");
  return readImagePredictions(access, name, { coco, ...options });
}

const codes = ({ problems }: { readonly problems: readonly { readonly code: string }[] }) =>
  problems.map(({ code }) => code).filter((code) => code !== "predictions/boxes-collapsed");

describe("detections with names and numbers of their own", () => {
  /** As those of `evaluate` are: images and labels by their places. */
  const named = (numbers: readonly number[], categories: readonly number[]) =>
    JSON.stringify(
      ["c", "a", "b"].map((name, i) => ({
        ...found(numbers[i], categories[i], 0.9, [i, 0, 10, 10]),
        ...{ file_name: `photos/${name}.jpg`, category_name: i === 0 ? "dog" : "cat" },
      })),
    );
  async function places(text: string, options: { readonly points?: boolean } = {}) {
    const bytes = (of: string) => new TextEncoder().encode(of);
    const access = createMemoryFileAccess(
      new Map([
        ["truth.json", bytes(TRUTH)],
        ["found.json", bytes(text)],
      ]),
    );
    const { coco } = await readImageTruth(access, "truth.json");
    const read = await readObjectPredictions(access, "found.json", { coco: coco!, ...options });
    const { objects, file, labelNames } = read;
    return Array.from(objects.image, (row, i) => [
      file[row]!.replace("photos/", ""),
      labelNames[objects.label[i]!],
      objects.box[4 * i],
    ]).toSorted();
  }
  const RIGHT = [
    ["a.jpg", "cat", 1],
    ["b.jpg", "cat", 2],
    ["c.jpg", "dog", 0],
  ];

  it("are read in words where the numbers of the ground truth say others", async () => {
    expect(await places(named([1, 2, 3], [2, 1, 1]))).toEqual(RIGHT);
    expect(await places(named([3, 1, 2], [1, 2, 2]))).toEqual(RIGHT);
  });

  it("are read by numbers where these say the same, and where the ground truth does not have the names", async () => {
    expect(await places(named([3, 1, 2], [2, 1, 1]))).toEqual(RIGHT);
    const moved = named([3, 1, 2], [2, 1, 1]).replaceAll("photos/", "elsewhere/x");
    expect(await places(moved)).toEqual(RIGHT);
  });

  it("are refused where nothing reads the words: points, and labels of whole images", async () => {
    const other = named([1, 2, 3], [2, 1, 1]);
    const code = throwsCode("predictions/other-numbers");
    await expect(places(other, { points: true })).rejects.toThrow(code);
    await expect(read(other)).rejects.toThrow(code);
  });
});

describe("detections in COCO's results form", () => {
  it("are the presence of each category: its surest detection, 0 where there is none", async () => {
    const read1 = await read(JSON.stringify(GOOD), { detectionsAs: "presence" });
    expect(read1.file).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
    expect(read1.scoreLabels).toEqual(["cat", "dog"]);
    expect([...read1.scores]).toEqual([0.9, 0.8, 0, 0, 0, 0.6]);
    expect(read1.objects).toBe(4);
    expect(codes(read1)).toEqual(["predictions/missing-image"]);
  });

  it("say nothing of an image whose detections can all not be read, and empty of one of others", async () => {
    const text = JSON.stringify([found(1, 1, 0.4), found(2, 1, "high"), found(3, 7, 0.9)]);
    const presence = await read(text, { detectionsAs: "presence" });
    expect([...presence.scores]).toEqual([0.4, 0, Number.NaN, Number.NaN, 0, 0]);
    const { predicted } = await read(text);
    expect(Array.from(predicted?.codes ?? [], (code) => predicted?.levels[code])).toEqual([
      "cat",
      undefined,
      "empty",
    ]);
  });

  it("are one answer: the category of the surest, or empty", async () => {
    const { predicted, predictedScore, scoreLabels } = await read(JSON.stringify(GOOD));
    expect(Array.from(predicted?.codes ?? [], (code) => predicted?.levels[code])).toEqual([
      "cat",
      "empty",
      "dog",
    ]);
    expect([...(predictedScore ?? [])]).toEqual([0.9, Number.NaN, 0.6]);
    expect(scoreLabels).toEqual([]);
  });

  it("say the same an object a line, and name the line that is none", async () => {
    const lines = GOOD.map((one) => JSON.stringify(one));
    const whole = await read(lines.join("\n"), { detectionsAs: "presence" }, "found.jsonl");
    expect([...whole.scores]).toEqual([0.9, 0.8, 0, 0, 0, 0.6]);
    const spoilt = [...lines.slice(0, 3), '{"image_id":3,,"category_id":2}'].join("\n");
    const { objects, problems } = await read(spoilt, {}, "found.jsonl");
    expect(objects).toBe(3);
    expect(problems.find(({ code }) => code === "input/line")?.where).toBe("found.jsonl, line 4");
  });

  it.each<[string, unknown, string, number]>([
    ["an image that is not listed", found(99, 1, 0.5), "predictions/unknown-image", 4],
    ["a category that is not listed", found(1, 7, 0.5), "predictions/unknown-category", 4],
    ["no score", { ...found(1, 1, 0), score: undefined }, "predictions/missing-field", 4],
    [
      "no category",
      { ...found(1, 1, 0.5), category_id: undefined },
      "predictions/missing-field",
      4,
    ],
    ["a score that is null", found(1, 1, null), "predictions/not-a-number", 4],
    ["a score that is a text", found(1, 1, "high"), "predictions/wrong-type", 4],
    ["a side below zero", found(1, 1, 0.5, [1, 2, -3, 4]), "predictions/box-invalid", 4],
    ["three sides", found(1, 1, 0.5, [1, 2, 3]), "predictions/box-invalid", 4],
    ["an id that is a text", found("3", 1, 0.5), "predictions/wrong-type", 5],
  ])("list what has %s", async (_, extra, code, kept) => {
    const all = await read(JSON.stringify([...GOOD, extra]));
    expect(codes(all)).toContain(code);
    expect(all.objects).toBe(kept);
  });

  it("take NaN for no score", async () => {
    const all = await read(JSON.stringify(GOOD).replace("0.8", "NaN"));
    expect(codes(all)).toContain("predictions/not-a-number");
    expect(all.objects).toBe(3);
  });

  it("say that numbers look shifted, and boxes like fractions", async () => {
    const shifted = await read(JSON.stringify([found(1, 0, 0.5), found(1, 1, 0.5)]));
    expect(
      shifted.problems.find(({ code }) => code === "predictions/unknown-category")?.what,
    ).toMatch(/shifted by one/);
    const fractions = await read(JSON.stringify([found(1, 1, 0.5, [0.1, 0.2, 0.3, 0.4])]));
    expect(codes(fractions)).toContain("predictions/looks-normalised");
  });

  it("may be none at all, which is an answer", async () => {
    const none = await read(" [ ]\n", { detectionsAs: "presence" });
    expect([...none.scores]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(codes(none)).toEqual(["predictions/none"]);
  });

  it("are refused without a score, with one above 1, and without COCO's numbers", async () => {
    const without = GOOD.map(({ score: _, ...rest }) => rest);
    await expect(read(JSON.stringify(without))).rejects.toThrow(throwsCode("predictions/empty"));
    const above = JSON.stringify([found(1, 1, 1.7)]);
    await expect(read(above)).rejects.toThrow(throwsCode("predictions/not-probabilities"));
    await expect(read(above, { anyScore: true })).resolves.toMatchObject({ objects: 1 });
    const access = createMemoryFileAccess(
      new Map([["found.json", new TextEncoder().encode(JSON.stringify(GOOD))]]),
    );
    await expect(readImagePredictions(access, "found.json")).rejects.toThrow(
      throwsCode("input/unsupported"),
    );
  });

  it("have the score of a plain maximum, whatever their order", async () => {
    const detection = fc.record({
      image_id: fc.integer({ min: 1, max: 3 }),
      category_id: fc.integer({ min: 1, max: 2 }),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(detection, { minLength: 1, maxLength: 30 }), async (all) => {
        const { scores } = await read(JSON.stringify(all), { detectionsAs: "presence" });
        for (let image = 1; image <= 3; image++) {
          for (let category = 1; category <= 2; category++) {
            const own = all.filter((d) => d.image_id === image && d.category_id === category);
            expect(scores[(image - 1) * 2 + category - 1]).toBe(
              Math.max(0, ...own.map(({ score }) => score)),
            );
          }
        }
      }),
      { numRuns: 100, seed: 20 },
    );
  });
});
