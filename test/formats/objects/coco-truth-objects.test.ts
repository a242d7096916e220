import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../../src/core/errors.js";
import { SHAPE_FORM } from "../../../src/core/objects.js";
import { readCocoTruth } from "../../../src/formats/coco/coco-truth.js";
import {
  type CocoObjectsOptions,
  readCocoObjects,
} from "../../../src/formats/coco/coco-truth-objects.js";
import type { ObjectTruth } from "../../../src/formats/objects/object-types.js";
import { describeWithShared } from "../../support/shared-data.js";
import { throwsCode } from "../../support/throws-code.js";
import { problemCodes, textFiles, truthRows } from "../truth-view.js";

const read = (data: unknown, options: CocoObjectsOptions = {}) =>
  readCocoObjects(textFiles({ "i.json": data }), "i.json", options);

const IMAGES = [
  { id: 10, file_name: "a.jpg", width: 100, height: 50 },
  { id: 2, file_name: "b.jpg", width: 40, height: 40 },
  { id: 3, file_name: "c.jpg" },
];
const CATEGORIES = [
  { id: 7, name: "cat" },
  { id: 9, name: "dog" },
];
const annotation = (id: unknown, image_id: unknown, category_id: unknown, extra: object = {}) => ({
  id,
  image_id,
  category_id,
  bbox: [1, 2, 3, 4],
  area: 12,
  iscrowd: 0,
  ...extra,
});
const file = (annotations: readonly unknown[], extra: object = {}) => ({
  images: IMAGES,
  annotations,
  categories: CATEGORIES,
  ...extra,
});

/** Objects as a test writes them. */
function objectsOf({ regions, file: files, labelNames }: ObjectTruth) {
  const { objects } = regions;
  return Array.from({ length: objects.count }, (_, k) => [
    files[objects.image[k] ?? -1],
    labelNames[objects.label[k] ?? -1],
    [...objects.box.subarray(4 * k, 4 * k + 4)],
    objects.area[k],
    objects.flags[k],
  ]);
}

function partsOf({ regions }: ObjectTruth, k: number): number[][] {
  const { shapes } = regions.objects;
  if (shapes === undefined) return [];
  const parts: number[][] = [];
  for (let part = shapes.partStart[k] ?? 0; part < (shapes.partStart[k + 1] ?? 0); part++) {
    parts.push([...shapes.values.subarray(shapes.valueStart[part], shapes.valueStart[part + 1])]);
  }
  return parts;
}

const whatOf = ({ problems }: ObjectTruth, code: string) =>
  problems.filter((problem) => problem.code === code).map(({ what }) => what);

describe("readCocoObjects", () => {
  it("gives every object with its place, and the images in the order of the file", async () => {
    const truth = await read(
      file([
        annotation(1, 2, 9, { bbox: [0.5, 1.25, 10, 20], area: 150.5 }),
        annotation(2, 10, 7, { iscrowd: 1 }),
        annotation(3, 2, 7),
      ]),
    );
    expect(objectsOf(truth)).toEqual([
      ["b.jpg", "dog", [0.5, 1.25, 10, 20], 150.5, 0],
      ["a.jpg", "cat", [1, 2, 3, 4], 12, 1],
      ["b.jpg", "cat", [1, 2, 3, 4], 12, 0],
    ]);
    expect(truth.file).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
    expect([...(truth.coco?.imageOrder ?? [])]).toEqual([1, 2, 0]);
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["cat"]],
      ["b.jpg", ["dog", "cat"]],
      ["c.jpg", "empty"],
    ]);
    const { widthPx, heightPx, unit, objectId, objects } = truth.regions;
    expect([...widthPx, ...heightPx]).toEqual([100, 40, Number.NaN, 50, 40, Number.NaN]);
    expect(unit).toBe("pixel");
    expect([...objectId]).toEqual([1, 2, 3]);
    expect(objects.shapes).toBeUndefined();
    expect(truth.problems).toEqual([]);
    expect(truth.objects).toBe(3);
  });

  it("keeps outlines when they are asked for", async () => {
    const square = [0, 0, 4, 0, 4, 4, 0, 4];
    const data = file([
      annotation(1, 10, 7, { segmentation: [square, [8, 8, 9, 8, 9, 9]] }),
      annotation(2, 10, 9, { segmentation: [] }),
      annotation(3, 99, 7, { segmentation: [square] }),
      annotation(4, 2, 7, { segmentation: { size: [40, 40], counts: [100, 5, 1495] }, iscrowd: 1 }),
      // 1,600 is 1·32² + 18·32 + 0: 48 + 32 + 0, 48 + 32 + 18, 48 + 1.
      annotation(5, 2, 9, { segmentation: { size: [40, 40], counts: "Pb1" } }),
    ]);
    const truth = await read(data, { outlines: true });
    const { none, polygons, runs } = SHAPE_FORM;
    expect([...(truth.regions.objects.shapes?.form ?? [])]).toEqual([polygons, none, runs, runs]);
    expect(partsOf(truth, 0)).toEqual([square, [8, 8, 9, 8, 9, 9]]);
    expect(partsOf(truth, 1)).toEqual([]);
    expect(partsOf(truth, 2)).toEqual([[100, 5, 1495]]);
    expect(partsOf(truth, 3)).toEqual([[1600]]);
    expect((await read(data)).regions.objects.shapes).toBeUndefined();
    expect(problemCodes(truth)).toEqual(["annotations/unknown-image"]);
  });

  it("lists outlines that are none, and keeps the box", async () => {
    const size = [40, 40];
    const bad = [
      [[1, 2, 3, 4]],
      [[1, 2, 3, 4, 5]],
      [["1", 2, 3, 4, 5, 6]],
      { size, counts: [3, 4] },
      { size, counts: "!" },
      { size, counts: "04" },
      { size: [20, 80], counts: [1600] },
      { counts: [1600] },
      7,
    ];
    const truth = await read(
      file(bad.map((segmentation, k) => annotation(k, 2, 7, { segmentation }))),
      { outlines: true },
    );
    expect(truth.regions.objects.count).toBe(bad.length);
    expect([...(truth.regions.objects.shapes?.form ?? [])]).not.toContain(SHAPE_FORM.runs);
    expect(whatOf(truth, "annotations/outline-invalid")).toHaveLength(bad.length);
    const half = annotation(1, 2, 7, {
      segmentation: [
        [1, 2],
        [0, 0, 3, 0, 3, 3],
      ],
    });
    const kept = await read(file([half]), { outlines: true });
    expect(partsOf(kept, 0)).toEqual([[0, 0, 3, 0, 3, 3]]);
    expect(whatOf(kept, "annotations/outline-invalid")[0]).toMatch(/1 of 2 polygons.*other parts/);
  });

  it("takes a missing area from the outline, else from the box, and a missing box likewise", async () => {
    const without = { area: undefined };
    const triangle = [[0, 0, 6, 0, 0, 8]];
    const runs = { size: [50, 100], counts: [52, 3, 47, 3, 4895] };
    const truth = await read(
      file([
        annotation(1, 10, 7, { ...without, segmentation: triangle }),
        annotation(2, 10, 7, { ...without, bbox: undefined, segmentation: runs }),
        annotation(3, 10, 7, { ...without, iscrowd: undefined }),
        annotation(4, 10, 7, { bbox: [], segmentation: triangle }),
        annotation(5, 10, 7, { area: 0 }),
      ]),
    );
    expect(objectsOf(truth).map(([, , box, area]) => [box, area])).toEqual([
      [[1, 2, 3, 4], 24],
      [[1, 2, 2, 3], 6],
      [[1, 2, 3, 4], 12],
      [[0, 0, 6, 8], 12],
      [[1, 2, 3, 4], 0],
    ]);
    expect(whatOf(truth, "annotations/area-missing")).toEqual([
      expect.stringMatching(/^3 objects have no area: .* outline \(2\) or width × height \(1\)/),
    ]);
  });

  it("lists what it leaves out, and an image without anything else is unlabelled", async () => {
    const truth = await read(
      file([
        annotation(1, 10, 7, { bbox: [1, 2, -3, 4] }),
        annotation(2, 10, 7, { bbox: [1, 2, 3] }),
        annotation(3, 2, 5),
        annotation(4, 99, 7),
        annotation(5, 3, 7),
        annotation(6, 3, 7, { bbox: undefined }),
        annotation(7, 3, 7, { area: "big", iscrowd: 2, bbox: [5, 6, 7, 8] }),
        { id: 8 },
        5,
      ]),
    );
    expect(truthRows(truth)).toEqual([
      ["a.jpg", "unlabelled"],
      ["b.jpg", "unlabelled"],
      ["c.jpg", ["cat"]],
    ]);
    expect([...truth.regions.objectId]).toEqual([5, 7]);
    expect(problemCodes(truth).sort()).toEqual([
      "annotations/area-missing",
      "annotations/box-invalid",
      "annotations/no-box",
      "annotations/unknown-category",
      "annotations/unknown-image",
      "annotations/wrong-type",
    ]);
    expect(truth.problems.find(({ code }) => code === "annotations/box-invalid")?.where).toBe(
      "i.json, /annotations/1/bbox",
    );
    expect(whatOf(truth, "annotations/wrong-type")).toHaveLength(4);
  });

  it("takes NaN for no box, and says so", async () => {
    const text = JSON.stringify(file([annotation(1, 10, 7), annotation(2, 2, 7)]));
    const truth = await read(text.replace("[1,2,3,4]", "[1,NaN,3,4]"));
    expect(objectsOf(truth).map(([name]) => name)).toEqual(["b.jpg"]);
    expect(problemCodes(truth)).toEqual([
      "input/not-a-number",
      "annotations/box-invalid",
      "annotations/no-box",
    ]);
  });

  it("says once what is odd and takes it as it is", async () => {
    const truth = await read(
      file([
        annotation(0, 10, 7, { bbox: [-5, 2, 30, 4], ignore: 1 }),
        annotation(4, 10, 7, { bbox: [200, 200, 3, 4], score: 0.5 }),
        annotation(4, 10, 9, { bbox: [7, 7, 0, 4] }),
        annotation(undefined, 2, 9),
        annotation("x", 2, 9),
        annotation("x", 2, 7),
      ]),
    );
    expect(truth.regions.objects.count).toBe(6);
    expect(problemCodes(truth).sort()).toEqual([
      "annotations/box-flat",
      "annotations/box-over-edge",
      "annotations/duplicate-id",
      "annotations/duplicate-object",
      "annotations/id-missing",
      "annotations/id-zero",
      "annotations/ignore-field",
      "annotations/looks-like-predictions",
    ]);
    expect(whatOf(truth, "annotations/duplicate-id")[0]).toMatch(/^2 annotations/);
    expect(whatOf(truth, "annotations/box-over-edge")[0]).toMatch(/^2 of 6 .* 1 of them/);
    expect(truth.regions.objectId).toEqual([0, 4, 4, 3, "x", "x"]);
    const fractions = await read(file([annotation(1, 2, 7, { bbox: [0.1, 0.2, 0.3, 0.4] })]));
    expect(problemCodes(fractions)).toEqual(["annotations/looks-normalised"]);
  });

  it("finds every object that is like an earlier one, however many an image has", async () => {
    const entry = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(7, 9), fc.nat(3));
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 60 }), async (entries) => {
        const data = file(
          entries.map(([image, category, x], k) =>
            annotation(k + 1, [10, 2, 3][image - 1], category, { bbox: [x, 1, 2, 2] }),
          ),
        );
        const twice = entries.length - new Set(entries.map(String)).size;
        const [what = "0"] = whatOf(await read(data), "annotations/duplicate-object");
        expect(Number.parseInt(what, 10)).toBe(twice);
      }),
      { numRuns: 50 },
    );
  });

  it("reads camera traps: text ids, boxes in fractions, empty images, annotations without a box", async () => {
    const trap = (id: string, extra: object = {}) => ({
      id,
      file_name: `${id}.jpg`,
      location: "north",
      ...extra,
    });
    const size = { width: 200, height: 100 };
    const data = {
      info: { version: "1", description: "" },
      images: [trap("b", size), trap("a", size), trap("10", size), trap("9", size)],
      annotations: [
        { id: "1", image_id: "b", category_id: 1, bbox_relative: [0.5, 0.25, 0.1, 0.5] },
        { id: "2", image_id: "a", category_id: 0 },
        { id: "3", image_id: "10", category_id: 1, sequence_level_annotation: true },
        { id: "4", image_id: "b", category_id: 1, bbox: [1, 2, 3, 4] },
      ],
      categories: [
        { id: 0, name: "empty" },
        { id: 1, name: "deer" },
      ],
    };
    const truth = await read(data);
    expect(truth.format.id).toBe("coco-camera-traps");
    expect(objectsOf(truth)).toEqual([
      ["b.jpg", "deer", [100, 25, 20, 50], 1000, 0],
      ["b.jpg", "deer", [1, 2, 3, 4], 12, 0],
    ]);
    expect(truthRows(truth)).toEqual([
      ["b.jpg", ["deer"]],
      ["a.jpg", "empty"],
      ["10.jpg", "unlabelled"],
      ["9.jpg", "unlabelled"],
    ]);
    expect(truth.regions.objectId).toEqual(Float64Array.of(1, 4));
    // Numbers before texts.
    expect([...(truth.coco?.imageOrder ?? [])]).toEqual([3, 2, 1, 0]);
    expect(problemCodes(truth).sort()).toEqual([
      "annotations/area-missing",
      "annotations/no-box",
      "annotations/sequence-level",
    ]);
    const unsized = {
      ...data,
      images: data.images.map(({ id, file_name }) => ({ id, file_name })),
    };
    const mixed = await read(unsized);
    expect(objectsOf(mixed).map(([, , box]) => box)).toEqual([[1, 2, 3, 4]]);
    expect(problemCodes(mixed)).toContain("annotations/box-invalid");
    const relative = await read({ ...unsized, annotations: data.annotations.slice(0, 3) });
    expect(relative.regions.unit).toBe("fraction");
    expect(objectsOf(relative)).toEqual([["b.jpg", "deer", [0.5, 0.25, 0.1, 0.5], 0.05, 0]]);
  });

  it("reads what LVIS says was looked for", async () => {
    const [first, second, third] = IMAGES;
    const truth = await read(
      file([annotation(1, 10, 7)], {
        images: [
          { ...first, neg_category_ids: [9], not_exhaustive_category_ids: [7] },
          { ...second, neg_category_ids: [7, 9, 77], not_exhaustive_category_ids: [] },
          {
            id: 3,
            coco_url: "http://images.cocodataset.org/val2017/c.jpg",
            ...third,
            file_name: undefined,
          },
        ],
      }),
    );
    expect(truth.file[2]).toBe("val2017/c.jpg");
    const { searched } = truth.regions;
    expect([...(searched?.absentStart ?? [])]).toEqual([0, 1, 3, 3]);
    expect([...(searched?.absent ?? [])]).toEqual([1, 0, 1]);
    expect([...(searched?.partlyStart ?? [])]).toEqual([0, 1, 1, 1]);
    expect([...(searched?.partly ?? [])]).toEqual([0]);
    expect(problemCodes(truth)).toEqual(["annotations/unknown-category"]);
  });

  it("refuses a file in which nothing has a place", async () => {
    const data = file([annotation(1, 10, 7, { bbox: undefined })]);
    await expect(read(data)).rejects.toThrow(throwsCode("annotations/no-objects"));
    await expect(read([annotation(1, 10, 7)])).rejects.toThrow(
      throwsCode("annotations/looks-like-results"),
    );
    await expect(read(file([]))).resolves.toMatchObject({ objects: 0 });
  });

  it("keeps or lists every annotation, and agrees with the labels of images", async () => {
    const annotations = fc.array(
      fc.record({
        image: fc.constantFrom(10, 2, 3, 99),
        category: fc.constantFrom(7, 9, 5),
        box: fc.constantFrom([1, 2, 3, 4], [1.5, 2, 3, 4], [1, 2, -3, 4]),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(annotations, fc.constantFrom("before", "after"), async (given, place) => {
        const records = given.map(({ image, category, box }, k) =>
          annotation(k + 1, image, category, { bbox: box }),
        );
        const lists = { images: IMAGES, categories: CATEGORIES };
        const data =
          place === "before"
            ? { annotations: records, ...lists }
            : { ...lists, annotations: records };
        const truth = await read(data);
        const good = given.filter(
          ({ image, category, box }) => image !== 99 && category !== 5 && (box[2] ?? 0) > 0,
        );
        expect(objectsOf(truth)).toEqual(
          good.map(({ image, category, box }) => [
            IMAGES.find(({ id }) => id === image)?.file_name,
            CATEGORIES.find(({ id }) => id === category)?.name,
            box,
            12,
            0,
          ]),
        );
        const listed = given.filter(
          ({ image, category, box }) => image !== 99 && category !== 5 && (box[2] ?? 0) < 0,
        );
        expect(whatOf(truth, "annotations/box-invalid")).toHaveLength(listed.length);
        if (good.length + listed.length < given.length || listed.length > 0) return;
        const labels = await readCocoTruth(textFiles({ "i.json": data }), "i.json");
        expect(truthRows(truth)).toEqual(truthRows(labels));
      }),
      { numRuns: 100 },
    );
  });

  it("throws nothing but HomegroundErrors, whatever the values", async () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const record = fc.dictionary(
      fc.constantFrom(
        "id",
        "file_name",
        "image_id",
        "category_id",
        "name",
        "bbox",
        "area",
        "iscrowd",
        "segmentation",
        "width",
        "height",
        "neg_category_ids",
      ),
      fc.oneof(value, fc.nat(2), fc.array(fc.integer({ min: -2, max: 9 }))),
    );
    const data = fc.dictionary(
      fc.constantFrom("images", "annotations", "categories"),
      fc.oneof(value, fc.array(record)),
    );
    await fc.assert(
      fc.asyncProperty(data, async (input) => {
        await read(input, { outlines: true }).catch((error: unknown) => {
          if (!isHomegroundError(error)) throw error;
        });
      }),
      { numRuns: 500 },
    );
  });
});

describeWithShared("objects of reference data", "data", (root) => {
  const text = (path: string) => readFileSync(join(root, path), "utf8");

  interface Expected {
    readonly images: readonly {
      readonly file: string;
      readonly width: number;
      readonly height: number;
      readonly boxes: readonly { readonly class: string; readonly bbox: readonly number[] }[];
    }[];
  }

  it.each(["coco/annotations.json", "roboflow-coco/valid/_annotations.coco.json"])(
    "are the common truth of all formats: %s",
    async (path) => {
      const { images }: Expected = JSON.parse(text("formats/expected.json"));
      const truth = await read(text(`formats/${path}`), { outlines: true });
      const stem = (name: string) => /\d{12}/.exec(name)?.[0];
      const found = new Map(
        truth.file.map((name, row) => [
          stem(name),
          {
            size: [truth.regions.widthPx[row], truth.regions.heightPx[row]],
            boxes: objectsOf(truth)
              .filter(([of]) => of === name)
              .map(([, label, box]) => [label, box]),
          },
        ]),
      );
      expect(found).toEqual(
        new Map(
          images.map(({ file: name, width, height, boxes }) => [
            stem(name),
            { size: [width, height], boxes: boxes.map((one) => [one.class, one.bbox]) },
          ]),
        ),
      );
    },
  );

  it("are those of the reference evaluator's own case", async () => {
    const data = JSON.parse(text("coco-official-fake100/instances_val2014_100.json"));
    const truth = await read(data, { outlines: true });
    expect(truth.rowCount).toBe(100);
    expect(truth.problems.map(({ code }) => code)).not.toContain("annotations/outline-invalid");
    const names = new Map(data.categories.map((c: { id: number; name: string }) => [c.id, c.name]));
    const files = new Map(
      data.images.map((i: { id: number; file_name: string }) => [i.id, i.file_name]),
    );
    expect(objectsOf(truth)).toEqual(
      data.annotations.map((a: Record<string, number>) => [
        files.get(a["image_id"] ?? 0),
        names.get(a["category_id"] ?? 0),
        a["bbox"],
        a["area"],
        a["iscrowd"],
      ]),
    );
    for (const [k, { segmentation }] of data.annotations.entries()) {
      expect(partsOf(truth, k)).toEqual(
        Array.isArray(segmentation) ? segmentation : [segmentation.counts],
      );
    }
  });

  it("are those of a camera-trap file, most of whose annotations are of whole images", async () => {
    const data = JSON.parse(text("formats/coco-camera-traps/cct.json"));
    const truth = await read(data);
    const placed = data.annotations.filter((a: Record<string, unknown>) => "bbox" in a);
    expect(objectsOf(truth).map(([, , box]) => box)).toEqual(
      placed.map(({ bbox }: { bbox: readonly number[] }) => bbox),
    );
    const others = data.annotations.filter(
      (a: Record<string, unknown>) => !("bbox" in a) && a["category_id"] !== 0,
    );
    expect(whatOf(truth, "annotations/no-box")[0]).toMatch(new RegExp(`^${others.length} `));
  });
});
