import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TruthObjects } from "../../../src/core/objects.js";
import { checkCoordinates } from "../../../src/formats/objects/check-coordinates.js";
import { leaveOutUnplaced } from "../../../src/formats/objects/leave-out-unplaced.js";
import type { BoxWriting, TruthRegions } from "../../../src/formats/objects/object-types.js";
import {
  type BoxReading,
  reinterpretBoxes,
} from "../../../src/formats/objects/reinterpret-boxes.js";
import { readObjectTruth } from "../../../src/formats/read.js";
import { describeWithShared } from "../../support/shared-data.js";
import { textFiles, truthRows } from "../truth-view.js";
import { folderInMemory } from "./objects-view.js";

type Box = readonly [number, number, number, number];

/** Regions of one image of that size, from x, y, width, height. */
function regionsOf(
  boxes: readonly Box[],
  size: readonly [number, number] = [Number.NaN, Number.NaN],
  more: Partial<TruthRegions> = {},
  areas: readonly number[] = boxes.map(([, , w, h]) => w * h),
): TruthRegions {
  const count = boxes.length;
  const objects: TruthObjects = {
    count,
    image: new Int32Array(count),
    label: new Int32Array(count),
    box: Float64Array.from(boxes.flat()),
    area: Float64Array.from(areas),
    flags: new Uint8Array(count),
  };
  return {
    objects,
    unit: "pixel",
    objectId: Float64Array.from(boxes, (_, i) => i + 1),
    widthPx: Float64Array.of(size[0]),
    heightPx: Float64Array.of(size[1]),
    ...more,
  };
}

const found = (regions: TruthRegions, measured: readonly [number, number] | null = null) =>
  checkCoordinates(
    regions,
    measured === null
      ? null
      : { widthPx: Float64Array.of(measured[0]), heightPx: Float64Array.of(measured[1]) },
    "labels",
  ).map(({ code, boxes }) => [code, boxes]);

/** Boxes within an image, none of them tiny. */
const within = (width: number, height: number) =>
  fc
    .tuple(
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
    )
    .map(([x, y, w, h]): Box => [x * width, y * height, w * (1 - x) * width, h * (1 - y) * height]);

describe("checkCoordinates", () => {
  it("finds nothing in boxes that lie within their images", () => {
    fc.assert(
      fc.property(
        fc.array(within(640, 480), { minLength: 1, maxLength: 40 }),
        fc.constantFrom<BoxWriting>("xywh", "xyxy", "cxcywh"),
        (boxes, written) => {
          // Numbers that all lie below 100 in a large image are what is proposed as percentages.
          fc.pre(boxes.some(([x, y, w, h]) => Math.max(x + w, y + h) > 101));
          expect(found(regionsOf(boxes, [640, 480], { written }))).toEqual([]);
        },
      ),
    );
  });

  it.each([
    [
      "fractions as pixels",
      [[0.1, 0.2, 0.3, 0.4]],
      [640, 480],
      {},
      "annotations/looks-normalised",
      "fraction",
    ],
    [
      "pixels as fractions",
      [
        [100, 20, 300, 40],
        [0.1, 0.1, 0.1, 0.1],
      ],
      [640, 480],
      { unit: "fraction" },
      "annotations/looks-absolute",
      "pixel",
    ],
    [
      "percent as fractions",
      [[10, 20, 30, 40]],
      [640, 480],
      { unit: "fraction" },
      "annotations/looks-percent",
      "percent",
    ],
    [
      "percent as pixels",
      Array.from({ length: 20 }, (_, i) => [i, i, 60, 70]),
      [640, 480],
      {},
      "annotations/looks-percent",
      "percent",
    ],
    [
      "corners as sides",
      [
        [300, 200, 400, 300],
        [10, 10, 50, 60],
      ],
      [640, 480],
      {},
      "annotations/looks-like-xyxy",
      "xyxy",
    ],
    [
      "sides as corners",
      [
        [300, 200, -260, -160],
        [10, 10, 50, 60],
      ],
      [640, 480],
      { written: "xyxy" },
      "annotations/looks-like-xywh",
      "xywh",
    ],
    [
      "centres as first corners",
      [
        [600, 450, 60, 50],
        [30, 300, 20, 30],
      ],
      [640, 480],
      {},
      "annotations/looks-centred",
      "cxcywh",
    ],
    [
      "first corners as centres",
      [[-0.2, 0.2, 0.4, 0.2]],
      [640, 480],
      { unit: "fraction", written: "cxcywh" },
      "annotations/looks-like-xywh",
      "xywh",
    ],
  ] as const)("finds %s, and what to say", (_, boxes, size, more, code, option) => {
    expect(found(regionsOf(boxes as unknown as Box[], size, more))).toEqual([[code, option]]);
  });

  it("finds corners by the areas in the file, where every box would fit", () => {
    const corners: Box[] = [
      [10, 10, 50, 60],
      [20, 20, 40, 80],
    ];
    const areas = [40 * 50, 20 * 60];
    expect(found(regionsOf(corners, [640, 480], {}, areas))).toEqual([
      ["annotations/looks-like-xyxy", "xyxy"],
    ]);
    expect(found(regionsOf(corners, [640, 480]))).toEqual([]);
  });

  it("finds pixels counted from 1 where many boxes touch the edges, and not where few do", () => {
    const touching = Array.from(
      { length: 25 },
      (_, i): Box => (i % 2 === 0 ? [1, 5 + i, 30, 10] : [610, 5 + i, 30, 10]),
    );
    expect(found(regionsOf(touching, [640, 480]))).toEqual([
      ["annotations/looks-one-based", "one-based"],
    ]);
    const fromZero = touching.map(([x, y, w, h]): Box => [x - 1, y, w + 1, h]);
    expect(found(regionsOf(fromZero, [640, 480]))).toEqual([]);
    expect(found(regionsOf(touching.slice(0, 5), [640, 480]))).toEqual([]);
  });

  it.each([
    ["exchanged", [480, 640], /exchanged/],
    ["of a copy", [320, 240], /one ratio for both sides \(0.500\)/],
    ["another", [500, 500], /perhaps not the pictures/],
  ] as const)("finds sizes that are %s", (_, measured, words) => {
    const regions = regionsOf([[10, 10, 100, 200]], [640, 480]);
    const sizes = { widthPx: Float64Array.of(measured[0]), heightPx: Float64Array.of(measured[1]) };
    const [finding, ...rest] = checkCoordinates(regions, sizes, "labels");
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ code: "annotations/size-mismatch", boxes: null });
    expect(finding?.what).toMatch(words);
    expect(found(regions, [640, 480])).toEqual([]);
  });
});

describe("reinterpretBoxes", () => {
  const box: Box = [20, 30, 60, 90];
  it.each([
    ["xywh", "xyxy", [20, 30, 40, 60]],
    ["xywh", "cxcywh", [-10, -15, 60, 90]],
    ["xyxy", "xywh", [20, 30, 80, 120]],
    ["cxcywh", "xywh", [50, 75, 60, 90]],
    ["cxcywh", "xyxy", [50, 75, 10, 15]],
    ["xywh", "one-based", [19, 29, 60, 90]],
    ["xyxy", "one-based", [19, 29, 61, 91]],
    ["xywh", "percent", [0.2, 0.3, 0.6, 0.9]],
    ["xywh", "fraction", [20, 30, 60, 90]],
  ] as const)("of %s as %s", (written, as, wanted) => {
    const read = reinterpretBoxes(regionsOf([box], [640, 480], { written }), as);
    for (const [k, side] of wanted.entries()) expect(read.objects.box[k]).toBeCloseTo(side, 12);
    expect(read.objects.area[0]).toBeCloseTo(wanted[2] * wanted[3], 9);
    expect(read.unit).toBe(as === "percent" || as === "fraction" ? "fraction" : "pixel");
  });

  it("comes back when it is undone", () => {
    const writings = fc.constantFrom<BoxWriting & BoxReading>("xywh", "xyxy", "cxcywh");
    fc.assert(
      fc.property(fc.array(within(640, 480)), writings, writings, (boxes, from, to) => {
        const regions = regionsOf(boxes, [640, 480], { written: from });
        const back = reinterpretBoxes(reinterpretBoxes(regions, to), from);
        for (const [i, side] of regions.objects.box.entries()) {
          expect(back.objects.box[i]).toBeCloseTo(side, 9);
        }
      }),
    );
  });
});

describe("leaveOutUnplaced", () => {
  it("leaves out boxes that nothing can overlap, and lists them", async () => {
    const image = (id: number) => ({ id, file_name: `${id}.jpg`, width: 40, height: 30 });
    const boxes = [
      [1, [0, 0, 5, 5]],
      [1, [40, 0, 5, 5]],
      [2, [3, 3, 0, 5]],
      [3, [-5, 0, 5, 5]],
      [3, [-5, 0, 6, 5]],
    ] as const;
    const annotations = boxes.map(([image_id, bbox], i) => ({
      id: i + 1,
      image_id,
      bbox,
      category_id: 1,
      area: 25,
      iscrowd: 0,
    }));
    const coco = {
      images: [1, 2, 3, 4].map(image),
      annotations,
      categories: [{ id: 1, name: "cat" }],
    };
    const truth = await readObjectTruth(textFiles({ "c.json": coco }), "c.json");
    const placed = leaveOutUnplaced(truth, truth.regions);
    expect([...placed.truth.regions.objectId]).toEqual([1, 5]);
    expect(truthRows(placed.truth).map(([, state]) => state)).toEqual([
      ["cat"],
      "unlabelled",
      ["cat"],
      "empty",
    ]);
    expect(placed.problems.map(({ code }) => code)).toEqual([
      "annotations/box-outside",
      "annotations/box-empty",
      "annotations/box-outside",
    ]);
    expect(leaveOutUnplaced(placed.truth, placed.truth.regions).problems).toEqual([]);
  });
});

describeWithShared("coordinates of real data", "data/coco-val100", (root) => {
  it("finds nothing in COCO's own boxes, and each confusion made of them", async () => {
    const truth = await readObjectTruth(folderInMemory(root), "instances.json");
    const codes = (regions: TruthRegions) =>
      checkCoordinates(regions, truth.regions, "labels").map(({ code, boxes }) => [code, boxes]);
    expect(codes(truth.regions)).toEqual([]);
    // Numbers of two corners, or of centres, that were taken for left, top, width and height.
    const { objects } = truth.regions;
    const written = (to: BoxWriting): TruthRegions => {
      const box = objects.box.slice();
      for (let i = 0; i < box.length; i += 4) {
        const [x, y, w, h] = [box[i]!, box[i + 1]!, box[i + 2]!, box[i + 3]!];
        box.set(to === "xyxy" ? [x, y, x + w, y + h] : [x + w / 2, y + h / 2, w, h], i);
      }
      const area = objects.area.map((_, i) => box[4 * i + 2]! * box[4 * i + 3]!);
      return { ...truth.regions, objects: { ...objects, box, area } };
    };
    expect(codes(written("xyxy"))).toEqual([["annotations/looks-like-xyxy", "xyxy"]]);
    expect(codes(written("cxcywh"))).toEqual([["annotations/looks-centred", "cxcywh"]]);
  });
});
