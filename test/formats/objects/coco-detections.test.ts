import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeRunText } from "../../../src/core/masks/run-text.js";
import { areaOfRuns, boxOfRuns } from "../../../src/core/masks/runs.js";
import { readCocoRecordFolder } from "../../../src/formats/coco/coco-record-folder.js";
import { readCocoObjects } from "../../../src/formats/coco/coco-truth-objects.js";
import { isCocoRecordFolder } from "../../../src/formats/coco/record-files.js";
import {
  type CocoDetectionsOptions,
  readCocoDetections,
} from "../../../src/formats/coco-results/coco-detections.js";
import type { ObjectTruth } from "../../../src/formats/objects/object-types.js";
import { describeWithShared } from "../../support/shared-data.js";
import { throwsCode } from "../../support/throws-code.js";
import { textFiles } from "../truth-view.js";
import { codes, detectionsOf } from "./detections-view.js";

const TRUTH = {
  images: [
    { id: 30, file_name: "c.jpg", width: 6, height: 4 },
    { id: 1, file_name: "a.jpg" },
    { id: 2, file_name: "b.jpg" },
  ],
  categories: [
    { id: 1, name: "cat" },
    { id: 5, name: "dog" },
  ],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], area: 12, iscrowd: 0 }],
};

async function read(
  text: unknown,
  options: CocoDetectionsOptions = {},
  form: "json" | "json-lines" = "json",
) {
  const access = textFiles({ "truth.json": TRUTH, found: text });
  const { coco } = await readCocoObjects(access, "truth.json");
  return readCocoDetections(access, "found", form, coco, options);
}

const found = (image_id: unknown, category_id: unknown, score: unknown, extra: object = {}) => ({
  image_id,
  category_id,
  bbox: [1, 2, 30, 40],
  score,
  ...extra,
});
const without = { bbox: undefined };
/** A mask of 6 × 4: the second column, and the top of the third. */
const RUNS = { size: [4, 6], counts: [4, 5, 15] };

describe("readCocoDetections", () => {
  it("gives detections in the order of the file, and a row for every image of the truth", async () => {
    const all = await read([
      found(2, 5, 0.25, { bbox: [0.5, 1, 2, 3] }),
      found(30, 1, 0.9),
      found(2, 5, 0.5),
    ]);
    expect(detectionsOf(all)).toEqual([
      { file: "b.jpg", label: "dog", score: 0.25, box: [0.5, 1, 2, 3] },
      { file: "c.jpg", label: "cat", score: 0.9, box: [1, 2, 30, 40] },
      { file: "b.jpg", label: "dog", score: 0.5, box: [1, 2, 30, 40] },
    ]);
    expect(all.file).toEqual(["c.jpg", "a.jpg", "b.jpg"]);
    expect([...all.widthPx, ...all.heightPx]).toEqual([
      6,
      Number.NaN,
      Number.NaN,
      4,
      Number.NaN,
      Number.NaN,
    ]);
    expect(all.unit).toBe("pixel");
    expect(all.labelNames).toEqual(["cat", "dog"]);
    expect(all.objects.area).toBeUndefined();
    expect(codes(all)).toEqual(["predictions/missing-image"]);
  });

  it("takes box and area from the mask where there is no box", async () => {
    const records = [
      found(30, 1, 0.5, { ...without, segmentation: RUNS }),
      found(30, 1, 0.4, { segmentation: RUNS }),
      found(30, 5, 0.3, { ...without, segmentation: [[0, 0, 4, 0, 4, 3]] }),
      found(30, 5, 0.2, without),
    ];
    const boxes = await read(records);
    expect(detectionsOf(boxes).map(({ box, parts }) => [box, parts])).toEqual([
      [[1, 0, 2, 4], undefined],
      [[1, 2, 30, 40], undefined],
      [[0, 0, 4, 3], undefined],
    ]);
    expect([...(boxes.objects.area ?? [])]).toEqual([5, 1200, 6]);
    expect(codes(boxes)).toEqual(["predictions/missing-field", "predictions/missing-image"]);
    const masks = await read(records, { outlines: true });
    expect(detectionsOf(masks).map(({ parts }) => parts)).toEqual([
      [[4, 5, 15]],
      [[4, 5, 15]],
      [[0, 0, 4, 0, 4, 3]],
    ]);
  });

  it("lists outlines that are none or of another size; the box stays", async () => {
    const bad = [
      { size: [6, 4], counts: [24] },
      { size: [4, 6], counts: "~" },
      3,
      { counts: [24] },
    ];
    const records = bad.map((segmentation) => found(30, 1, 0.5, { segmentation }));
    const all = await read(records, { outlines: true });
    expect(all.objects.count).toBe(4);
    expect(all.objects.shapes).toBeUndefined();
    expect(codes(all).filter((code) => code === "predictions/outline-invalid")).toHaveLength(4);
    const boxless = records.map((record) => ({ ...record, bbox: undefined }));
    const none = await read(boxless);
    expect(none.objects.count).toBe(0);
    expect(codes(none).filter((code) => code === "predictions/missing-field")).toHaveLength(4);
  });

  it.each<[string, unknown, string]>([
    ["an image that is not listed", found(99, 1, 0.5), "predictions/unknown-image"],
    ["a category that is not listed", found(1, 7, 0.5), "predictions/unknown-category"],
    ["no score", { ...found(1, 1, 0), score: undefined }, "predictions/missing-field"],
    ["no image", found(undefined, 1, 0.5), "predictions/missing-field"],
    ["a score that is null", found(1, 1, null), "predictions/not-a-number"],
    ["a score that is a text", found(1, 1, "high"), "predictions/wrong-type"],
    ["a side below zero", found(1, 1, 0.5, { bbox: [1, 2, -3, 4] }), "predictions/box-invalid"],
    ["three sides", found(1, 1, 0.5, { bbox: [1, 2, 3] }), "predictions/box-invalid"],
  ])("leaves out and lists what has %s", async (_, extra, code) => {
    const all = await read([found(1, 1, 0.5), extra, found(2, 1, 0.5)]);
    expect(codes(all)).toContain(code);
    expect(all.objects.count).toBe(2);
  });

  it("names a score that is NaN by its place", async () => {
    const text = JSON.stringify([found(1, 1, 0.75), found(2, 1, 0.5)]).replace("0.5", "NaN");
    const { objects, problems } = await read(text);
    expect(objects.count).toBe(1);
    expect(problems.find(({ code }) => code === "predictions/not-a-number")?.where).toBe(
      "found, /1",
    );
  });

  it("takes scores of any scale and says so, and no detection for an answer", async () => {
    const logits = await read([found(1, 1, -3.5), found(2, 1, 12), found(30, 1, 1)]);
    expect([...logits.objects.score]).toEqual([-3.5, 12, 1]);
    const [problem] = logits.problems;
    expect(problem?.code).toBe("predictions/not-probabilities");
    expect(problem?.what).toMatch(/^2 scores .* from -3.5 to 12/);
    const none = await read([]);
    expect([none.rowCount, none.objects.count]).toEqual([3, 0]);
    expect(codes(none)).toEqual(["predictions/none"]);
  });

  it("refuses a file without scores, and one that nothing explains", async () => {
    const records = [{ image_id: 1, category_id: 1, bbox: [1, 2, 3, 4] }];
    await expect(read(records)).rejects.toThrow(throwsCode("predictions/empty"));
    await expect(read({ a: 1 })).rejects.toThrow(throwsCode("input/bad-shape"));
    const access = textFiles({ found: records });
    await expect(readCocoDetections(access, "found", "json", undefined)).rejects.toThrow(
      throwsCode("input/unsupported"),
    );
  });

  it("reads the same from a list, from lines, and whatever else a record holds", async () => {
    const detection = fc.record({
      image_id: fc.constantFrom(30, 1, 2, 99, "2"),
      category_id: fc.constantFrom(1, 5, 6),
      bbox: fc.constantFrom([1, 2, 3, 4], [0.1, 0.25, 7.125, 1e-3], [1, 2, -3, 4]),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      extra: fc.constantFrom(undefined, { attributes: { a: 1 } }, { area: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(detection, { maxLength: 30 }), async (given) => {
        const records = given.map(({ extra, ...rest }) => ({ ...rest, ...extra }));
        const list = await read(records);
        const lines = records.map((record) => JSON.stringify(record)).join("\n");
        const read1 = await read(lines, {}, "json-lines");
        expect(detectionsOf(read1)).toEqual(detectionsOf(list));
        expect(codes(read1)).toEqual(codes(list));
        const files = new Map(TRUTH.images.map((image) => [image.id, image.file_name]));
        const names = new Map(TRUTH.categories.map((category) => [category.id, category.name]));
        const kept = given.filter(
          (d) => d.image_id !== 99 && d.category_id !== 6 && (d.bbox[2] ?? 0) >= 0,
        );
        expect(detectionsOf(list)).toEqual(
          kept.map((d) => ({
            file: files.get(Number(d.image_id)),
            label: names.get(d.category_id),
            score: d.score,
            box: d.bbox,
          })),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe("a folder with the lists of a COCO file", () => {
  const lines = (records: readonly unknown[]) =>
    records.map((r) => `${JSON.stringify(r)}\n`).join("");
  const files = (annotations: readonly unknown[]) => ({
    "truth.json": { ...TRUTH, annotations },
    "all/categories.json": TRUTH.categories,
    "all/images.ndjson": lines(TRUTH.images),
    "all/annotations.ndjson": lines(annotations),
  });

  it("is read like the one file", async () => {
    const annotation = fc.record({
      id: fc.nat(50),
      image_id: fc.constantFrom(30, 1, 2, 99),
      category_id: fc.constantFrom(1, 5, 6),
      bbox: fc.constantFrom([1, 2, 3, 4], [0.5, 0.25, 7.125, 1], [1, 2, -3, 4]),
      area: fc.constantFrom(1, undefined),
      iscrowd: fc.constantFrom(0, 1),
      note: fc.constantFrom(undefined, "é"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(annotation, { maxLength: 30 }), async (annotations) => {
        const access = textFiles(files(annotations));
        const one = await readCocoObjects(access, "truth.json");
        const many = await readCocoRecordFolder(access, "all");
        expect(many.regions).toEqual(one.regions);
        expect(many.problems.map(({ code, what }) => [code, what])).toEqual(
          one.problems.map(({ code, what }) => [code, what]),
        );
        const apart = { source: "", problems: [], notRead: [], regions: null };
        expect({ ...many, ...apart }).toEqual({ ...one, ...apart });
        const bare = ({ notRead = [] }: ObjectTruth) =>
          notRead.map(({ where: _, ...rest }) => rest);
        expect(bare(many)).toEqual(bare(one));
      }),
      { numRuns: 100 },
    );
  });

  it("is one with all three lists", async () => {
    const access = textFiles(files([]));
    expect(await isCocoRecordFolder(access, "all")).toBe(true);
    expect(await isCocoRecordFolder(access, "")).toBe(false);
  });
});

describeWithShared("detections of reference data", "data", (root) => {
  const files = (truth: string, results: string) => ({
    "truth.json": readFileSync(join(root, truth), "utf8"),
    found: readFileSync(join(root, results), "utf8"),
  });

  it("are every number of the file", async () => {
    const texts = files("formats/coco/annotations.json", "formats/coco-results/results.json");
    const access = textFiles(texts);
    const { coco } = await readCocoObjects(access, "truth.json");
    const all = await readCocoDetections(access, "found", "json", coco);
    const records: { bbox: number[]; score: number }[] = JSON.parse(texts.found);
    expect(detectionsOf(all).map(({ box, score }) => ({ box, score }))).toEqual(
      records.map(({ bbox, score }) => ({ box: bbox, score })),
    );
    expect(all.objects.count).toBe(22);
  });

  it.each(["bbox", "segm"])("are those of the reference evaluator's own case: %s", async (kind) => {
    const folder = "coco-official-fake100";
    const texts = files(
      `${folder}/instances_val2014_100.json`,
      `${folder}/fake${kind}100_results.json`,
    );
    const access = textFiles(texts);
    const { coco } = await readCocoObjects(access, "truth.json");
    const all = await readCocoDetections(access, "found", "json", coco, { outlines: true });
    const records: {
      bbox?: number[];
      segmentation?: { size: [number, number]; counts: string };
      score: number;
    }[] = JSON.parse(texts.found);
    expect(all.objects.count).toBe(734);
    expect(codes(all)).toEqual(["predictions/missing-image"]);
    const runs = records.map(({ segmentation }) => decodeRunText(segmentation?.counts ?? ""));
    expect(detectionsOf(all).map(({ box, score, parts }) => ({ box, score, parts }))).toEqual(
      records.map(({ bbox, segmentation, score }, k) => ({
        box: bbox ?? [...boxOfRuns(runs[k] ?? new Float64Array(), segmentation?.size[0] ?? 0)],
        score,
        ...(segmentation === undefined ? {} : { parts: [[...(runs[k] ?? [])]] }),
      })),
    );
    expect([...(all.objects.area ?? [])]).toEqual(
      kind === "bbox" ? [] : runs.map((one) => areaOfRuns(one ?? new Float64Array())),
    );
  });
});
