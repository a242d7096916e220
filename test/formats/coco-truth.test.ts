import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { parseCocoTruth, readCocoTruth } from "../../src/formats/coco/coco-truth.js";
import { throwsCode } from "../support/throws-code.js";
import { attributesOf, problemCodes, textFiles, truthRows, utf8 } from "./truth-view.js";

const parse = (data: unknown) =>
  parseCocoTruth(utf8(typeof data === "string" ? data : JSON.stringify(data)), "i.json");

const IMAGES = [
  { id: 1, file_name: "a.jpg", width: 10, height: 20 },
  { id: 2, file_name: "s\\b.jpg", width: 30, height: 40 },
  { id: 3, file_name: "c.jpg" },
];
const CATEGORIES = [
  { id: 7, name: "cat" },
  { id: 4_000_000, name: "dog" },
];
const box = (id: number, image_id: unknown, category_id: unknown) => ({
  id,
  image_id,
  category_id,
  bbox: [1, 2, 3, 4],
});

describe("parseCocoTruth", () => {
  it("gives the classes present in each image; none is empty where others have some", () => {
    const truth = parse({
      images: IMAGES,
      annotations: [box(1, 2, 7), box(2, 1, 4_000_000), box(3, 1, 7), box(4, 1, 7)],
      categories: CATEGORIES,
    });
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["dog", "cat"]],
      ["s/b.jpg", ["cat"]],
      ["c.jpg", "empty"],
    ]);
    expect(truth.labelNames).toEqual(["cat", "dog"]);
    expect(attributesOf(truth, 1)).toEqual({ width: "30", height: "40" });
    expect(truth.format.id).toBe("coco");
    expect(truth.problems).toEqual([]);
  });

  it("does not depend on the order of the lists", () => {
    const parts = {
      images: IMAGES,
      annotations: [box(1, 2, 7), box(2, 1, 4_000_000)],
      categories: CATEGORIES,
    };
    const rows = truthRows(parse(parts)).sort();
    for (const order of [
      ["annotations", "categories", "images"],
      ["categories", "annotations", "images"],
      ["annotations", "images", "categories"],
    ] as const) {
      const data = Object.fromEntries(order.map((key) => [key, parts[key]]));
      expect(truthRows(parse(data)).sort()).toEqual(rows);
    }
  });

  it("reads COCO Camera Traps: empty category, attributes, labels of sequences", () => {
    const trap = (id: string, extra: object) => ({
      id,
      file_name: `${id}.jpg`,
      location: 4,
      ...extra,
    });
    const truth = parse({
      info: { version: "1.0", description: "" },
      images: [
        trap("x", { seq_id: "s1", frame_num: 0, datetime: "2022-12-31 09:52:50" }),
        trap("y", { seq_id: "s1", frame_num: 1 }),
        trap("z", {}),
      ],
      annotations: [
        { id: "1", image_id: "x", category_id: 0 },
        { id: "2", image_id: "y", category_id: 1, sequence_level_annotation: true },
      ],
      categories: [
        { id: 0, name: "empty" },
        { id: 1, name: "deer" },
      ],
    });
    expect(truth.format.id).toBe("coco-camera-traps");
    expect(truthRows(truth)).toEqual([
      ["x.jpg", "empty"],
      ["y.jpg", ["deer"]],
      ["z.jpg", "unlabelled"],
    ]);
    expect(attributesOf(truth, 0)).toEqual({
      location: "4",
      seq_id: "s1",
      frame_num: "0",
      datetime: "2022-12-31 09:52:50",
      label_level: null,
    });
    expect(attributesOf(truth, 1)["label_level"]).toBe("sequence");
    expect(problemCodes(truth)).toEqual(["annotations/sequence-level"]);
  });

  it("takes 7 and the text 7 for one id, and keeps long ids apart", () => {
    const truth = parse(
      '{"images": [{"id": 9007199254740993, "file_name": "a"}, {"id": 9007199254740992, "file_name": "b"}, {"id": "3", "file_name": "c"}],' +
        ' "annotations": [{"image_id": 9007199254740993, "category_id": "1"}, {"image_id": 3, "category_id": 1}],' +
        ' "categories": [{"id": 1, "name": "cat"}]}',
    );
    expect(truthRows(truth)).toEqual([
      ["a", ["cat"]],
      ["b", "empty"],
      ["c", ["cat"]],
    ]);
  });

  it("lists what it leaves out, and why", () => {
    const truth = parse({
      images: [...IMAGES, { id: 4 }, { id: 5, file_name: "a.jpg" }, "x"],
      annotations: [box(1, 1, 7), box(2, 99, 7), box(3, 2, 5), box(4, 2, 5), { id: 5 }, null],
      categories: [...CATEGORIES, { id: 9, name: "cat" }, { id: 10, name: " " }, { name: "x" }],
    });
    expect(truth.problems.map(({ code }) => code).sort()).toEqual([
      "annotations/duplicate-image",
      "annotations/duplicate-name",
      "annotations/name-invalid",
      "annotations/unknown-category",
      "annotations/unknown-image",
      "annotations/wrong-type",
      "annotations/wrong-type",
      "annotations/wrong-type",
      "annotations/wrong-type",
      "annotations/wrong-type",
    ]);
    const unknown = truth.problems.find(({ code }) => code === "annotations/unknown-category");
    expect(unknown?.what).toContain('2 annotations have the category "5"');
  });

  it("calls images unlabelled in a file without annotations", () => {
    const truth = parse({ images: IMAGES, annotations: [], categories: CATEGORIES });
    expect(truthRows(truth).map(([, state]) => state)).toEqual(new Array(3).fill("unlabelled"));
    expect(problemCodes(truth)).toEqual(["annotations/none"]);
  });

  it.each([
    ["{}", "input/bad-shape"],
    ["null", "input/bad-shape"],
    ['{"images": 3}', "input/bad-shape"],
    ["", "input/empty"],
    ["[{}]", "annotations/looks-like-results"],
    [{ images: [IMAGES[0], { id: 1, file_name: "z.jpg" }] }, "annotations/duplicate-id"],
    [
      {
        images: IMAGES,
        categories: [
          { id: 7, name: "cat" },
          { id: 7, name: "dog" },
        ],
      },
      "annotations/duplicate-id",
    ],
  ] as const)("refuses %j", (data, code) => {
    expect(() => parse(data)).toThrow(throwsCode(code));
  });

  it("counts categories named __proto__ and constructor like any other", () => {
    const truth = parse(
      '{"images": [{"id": "__proto__", "file_name": "a", "__proto__": 1}], "annotations": [{"image_id": "__proto__", "category_id": "constructor"}], "categories": [{"id": "constructor", "name": "__proto__"}]}',
    );
    expect(truthRows(truth)).toEqual([["a", ["__proto__"]]]);
  });

  it("agrees with a simple count, streamed or not, whatever the records", async () => {
    const id = fc.integer({ min: 0, max: 5 });
    const records = fc.record({
      images: fc.uniqueArray(id, { minLength: 1 }),
      annotations: fc.array(fc.tuple(id, id), { maxLength: 30 }),
      categories: fc.uniqueArray(id),
    });
    await fc.assert(
      fc.asyncProperty(records, async ({ images, annotations, categories }) => {
        const data = {
          images: images.map((i) => ({ id: i, file_name: `${i}.jpg` })),
          annotations: annotations.map(([image_id, category_id], k) =>
            box(k, image_id, category_id),
          ),
          categories: categories.map((c) => ({ id: c, name: `label ${c}` })),
        };
        const truth = parse(data);
        const expected = images.map((i) => {
          const mine = annotations.filter(([image, c]) => image === i && categories.includes(c));
          const labels = [...new Set(mine.map(([, c]) => `label ${c}`))];
          const isAnnotated = annotations.some(([image]) => image === i);
          const none = annotations.length > 0 && !isAnnotated ? "empty" : "unlabelled";
          return [`${i}.jpg`, labels.length > 0 ? labels : none];
        });
        expect(truthRows(truth)).toEqual(expected);
        const streamed = await readCocoTruth(textFiles({ "i.json": data }), "i.json");
        expect(streamed).toEqual(truth);
      }),
    );
  });

  it("throws nothing but HomegroundErrors, whatever the values", () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const record = fc.dictionary(
      fc.constantFrom("id", "file_name", "image_id", "category_id", "name", "x"),
      value,
    );
    const data = fc.dictionary(
      fc.constantFrom("images", "annotations", "categories", "info"),
      fc.oneof(value, fc.array(record)),
    );
    fc.assert(
      fc.property(data, (input) => {
        try {
          parse(input);
        } catch (error) {
          return isHomegroundError(error);
        }
        return true;
      }),
      { numRuns: 1000 },
    );
  });
});
