import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MASK_ORACLE_KINDS } from "../../scripts/oracles/masks.js";
import { maskOverlaps, masksOf } from "../../src/core/masks/masks.js";
import { runsOfPolygons } from "../../src/core/masks/polygon-runs.js";
import { decodeRunText, encodeRunText } from "../../src/core/masks/run-text.js";
import {
  areaOfRuns,
  bitmapOfRuns,
  boxOfRuns,
  mergeRuns,
  runsOfBitmap,
} from "../../src/core/masks/runs.js";
import { type ObjectColumns, SHAPE_FORM } from "../../src/core/objects.js";
import { describeWithShared } from "../support/shared-data.js";
import { throwsCode } from "../support/throws-code.js";

/** Objects of one image with run-length outlines. */
function objectsOf(masks: readonly Float64Array[]): ObjectColumns {
  const count = masks.length;
  const valueStart = new Int32Array(count + 1);
  for (const [k, { length }] of masks.entries()) valueStart[k + 1] = valueStart[k]! + length;
  return {
    count,
    image: new Int32Array(count),
    label: new Int32Array(count),
    box: new Float64Array(count * 4),
    shapes: {
      form: new Uint8Array(count).fill(SHAPE_FORM.runs),
      partStart: Int32Array.from({ length: count + 1 }, (_, k) => k),
      valueStart,
      values: Float64Array.from(masks.flatMap((one) => [...one])),
    },
  };
}

/** Objects of one image that have boxes alone. */
const boxesOf = (boxes: readonly (readonly number[])[]): ObjectColumns => ({
  count: boxes.length,
  image: new Int32Array(boxes.length),
  label: new Int32Array(boxes.length),
  box: Float64Array.from(boxes.flat()),
});

const upTo = (count: number) => Array.from({ length: count }, (_, k) => k);

function overlapsOf(
  a: ObjectColumns,
  b: ObjectColumns,
  [width, height]: readonly [number, number],
  crowd = new Uint8Array(b.count),
): number[] {
  const first = masksOf(a, upTo(a.count), width, height);
  const second = masksOf(b, upTo(b.count), width, height);
  return [...maskOverlaps(first, upTo(a.count), second, upTo(b.count), crowd)];
}

const side = fc.integer({ min: 1, max: 12 });
/** Bitmaps of one size. */
const bitmaps = (count: number) =>
  fc.tuple(side, side).chain(([width, height]) => {
    const density = fc.constantFrom(0, 1, 3, 8, 10);
    const bitmap = density.chain((of10) =>
      fc
        .array(fc.integer({ min: 0, max: 9 }), {
          minLength: width * height,
          maxLength: width * height,
        })
        .map((values) => Uint8Array.from(values, (value) => (value < of10 ? 1 : 0))),
    );
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      of: fc.array(bitmap, { minLength: count, maxLength: count }),
    });
  });

describe("run-length masks", () => {
  it("go down the columns, zeros first", () => {
    // 0 1 0
    // 1 1 0
    expect([...runsOfBitmap(Uint8Array.of(0, 1, 0, 1, 1, 0), 3, 2)]).toEqual([1, 3, 2]);
    expect([...runsOfBitmap(Uint8Array.of(1, 1), 1, 2)]).toEqual([0, 2]);
    expect([...runsOfBitmap(Uint8Array.of(0, 0), 1, 2)]).toEqual([2]);
    expect([...boxOfRuns(Float64Array.of(1, 3, 2), 2)]).toEqual([0, 0, 2, 2]);
    expect([...boxOfRuns(Float64Array.of(6), 2)]).toEqual([0, 0, 0, 0]);
    expect(() => runsOfBitmap(Uint8Array.of(1), 1, 2)).toThrow(
      throwsCode("argument/length-mismatch"),
    );
  });

  it("come back from a bitmap as they were, with its area and box", () => {
    fc.assert(
      fc.property(bitmaps(1), ({ width, height, of: [bitmap = new Uint8Array()] }) => {
        const runs = runsOfBitmap(bitmap, width, height);
        expect(bitmapOfRuns(runs, width, height)).toEqual(bitmap);
        const inside = upTo(bitmap.length).filter((at) => bitmap[at] === 1);
        expect(areaOfRuns(runs)).toBe(inside.length);
        const xs = inside.map((at) => at % width);
        const ys = inside.map((at) => Math.floor(at / width));
        const span = (of: number[]) => [Math.min(...of), Math.max(...of) - Math.min(...of) + 1];
        const [x = 0, w = 0] = inside.length === 0 ? [] : span(xs);
        const [y = 0, h = 0] = inside.length === 0 ? [] : span(ys);
        expect([...boxOfRuns(runs, height)]).toEqual([x, y, w, h]);
        expect(decodeRunText(encodeRunText(runs))).toEqual(runs);
      }),
    );
  });

  it("are written in text as whole numbers of any size", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1 });
    fc.assert(
      fc.property(counts, (given) => {
        expect([...(decodeRunText(encodeRunText(given)) ?? [])]).toEqual(given);
      }),
    );
  });

  it.each(["", " ", "P", "0P", "é", "O", "0\u00001", "PPPPPPPPPPPPPPPPPPP1"])(
    "are not read from the text %j",
    (text) => {
      expect(decodeRunText(text)).toBeNull();
    },
  );

  it("are joined and intersected like bitmaps; areas of both add up", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }).chain(bitmaps), ({ width, height, of }) => {
        const runs = of.map((bitmap) => runsOfBitmap(bitmap, width, height));
        const each = (test: (at: number) => boolean) =>
          runsOfBitmap(
            Uint8Array.from(of[0] ?? [], (_, at) => (test(at) ? 1 : 0)),
            width,
            height,
          );
        const union = mergeRuns(runs, "union");
        const intersection = mergeRuns(runs, "intersection");
        expect(union).toEqual(each((at) => of.some((bitmap) => bitmap[at] === 1)));
        expect(intersection).toEqual(each((at) => of.every((bitmap) => bitmap[at] === 1)));
        if (runs.length === 2) {
          const [a = 0, b = 0] = runs.map(areaOfRuns);
          expect(areaOfRuns(union) + areaOfRuns(intersection)).toBe(a + b);
        }
      }),
    );
    expect(() => mergeRuns([Float64Array.of(2), Float64Array.of(3)], "union")).toThrow(
      throwsCode("argument/length-mismatch"),
    );
    expect([...mergeRuns([], "union")]).toEqual([]);
  });

  it("with runs of no length are the same masks", () => {
    const odd = Float64Array.of(2, 0, 1, 2, 0, 3, 0, 0, 1);
    expect([...boxOfRuns(odd, 3)]).toEqual([1, 0, 2, 3]);
    expect([...mergeRuns([odd, Float64Array.of(9)], "union")]).toEqual([3, 5, 1]);
  });
});

describe("overlaps of masks", () => {
  it("are those of a count over all pixels, for crowds over the detection's own", () => {
    fc.assert(
      fc.property(bitmaps(5), fc.boolean(), ({ width, height, of }, isCrowd) => {
        const runs = of.map((bitmap) => runsOfBitmap(bitmap, width, height));
        const [detected, annotated] = [of.slice(0, 2), of.slice(2)];
        const expected = detected.flatMap((d) =>
          annotated.map((t) => {
            const shared = d.filter((value, at) => value === 1 && t[at] === 1).length;
            const all = isCrowd ? d : d.map((value, at) => Math.max(value, t[at] ?? 0));
            return shared === 0 ? 0 : shared / all.filter((value) => value === 1).length;
          }),
        );
        const crowd = new Uint8Array(3).fill(isCrowd ? 1 : 0);
        const [a, b] = [objectsOf(runs.slice(0, 2)), objectsOf(runs.slice(2))];
        expect(overlapsOf(a, b, [width, height], crowd)).toEqual(expected);
        if (isCrowd) return;
        const turned = overlapsOf(b, a, [width, height]);
        expect(annotated.flatMap((_, t) => detected.map((_, d) => turned[t * 2 + d]))).toEqual(
          annotated.flatMap((_, t) => detected.map((_, d) => expected[d * 3 + t])),
        );
      }),
    );
  });

  it("of rectangles with whole corners are those of their boxes", () => {
    const box = fc.tuple(
      fc.integer({ min: -3, max: 14 }),
      fc.integer({ min: -3, max: 14 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    );
    const [width, height] = [15, 11];
    /** Part of a box inside the image, as low and high ends. */
    const ends = ([x = 0, y = 0, w = 0, h = 0]: readonly number[]) => {
      const clamp = (value: number, to: number) => Math.min(Math.max(value, 0), to);
      const [x0, x1] = [clamp(x, width), clamp(x + w, width)];
      const [y0, y1] = [clamp(y, height), clamp(y + h, height)];
      return { x0, x1, y0, y1, area: (x1 - x0) * (y1 - y0) };
    };
    fc.assert(
      fc.property(box, box, (first, second) => {
        const [a, b] = [ends(first), ends(second)];
        const across = Math.max(0, Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0));
        const shared = across * Math.max(0, Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0));
        const expected = shared === 0 ? 0 : shared / (a.area + b.area - shared);
        expect(overlapsOf(boxesOf([first]), boxesOf([second]), [width, height])).toEqual([
          expected,
        ]);
      }),
    );
  });

  it("are asked of some rows of a table, in their order", () => {
    const objects = boxesOf([
      [0, 0, 4, 4],
      [2, 0, 4, 4],
      [8, 8, 1, 1],
    ]);
    const masks = masksOf(objects, [2, 1, 0], 10, 10);
    expect([...masks.area]).toEqual([1, 16, 16]);
    expect([...maskOverlaps(masks, [2], masks, [0, 1, 2], new Uint8Array(3))]).toEqual([
      0,
      8 / 24,
      1,
    ]);
  });

  it("are refused for other sizes", () => {
    const runs = objectsOf([Float64Array.of(4)]);
    expect(() => masksOf(runs, [0], 2, 3)).toThrow(throwsCode("argument/length-mismatch"));
    for (const width of [0, -1, 1.5, Number.NaN, 2 ** 32]) {
      expect(() => masksOf(runs, [], width, 2)).toThrow(throwsCode("argument/out-of-range"));
    }
    const [a, b] = [masksOf(runs, [0], 2, 2), masksOf(runs, [0], 4, 1)];
    expect(() => maskOverlaps(a, [0], b, [0], new Uint8Array(1))).toThrow(
      throwsCode("argument/length-mismatch"),
    );
  });
});

describe("outlines of polygons", () => {
  /** The boundary walked step by step, as the reference does it, and filled column by column. */
  function walked(polygon: readonly number[], width: number, height: number): Float64Array {
    const at = (k: number) => Math.trunc(5 * (polygon[k % polygon.length] ?? 0) + 0.5);
    const us: number[] = [];
    const vs: number[] = [];
    for (let k = 0; k < polygon.length; k += 2) {
      let [xs, ys, xe, ye] = [at(k), at(k + 1), at(k + 2), at(k + 3)];
      const dx = Math.abs(xe - xs);
      const dy = Math.abs(ye - ys);
      if (dx === 0 && dy === 0) continue;
      const flip = (dx >= dy && xs > xe) || (dx < dy && ys > ye);
      if (flip) [xs, ys, xe, ye] = [xe, ye, xs, ys];
      const slope = dx >= dy ? (ye - ys) / dx : (xe - xs) / dy;
      const steps = Math.max(dx, dy);
      for (let d = 0; d <= steps; d++) {
        const t = flip ? steps - d : d;
        us.push(dx >= dy ? t + xs : Math.trunc(xs + slope * t + 0.5));
        vs.push(dx >= dy ? Math.trunc(ys + slope * t + 0.5) : t + ys);
      }
    }
    const bitmap = new Uint8Array(width * height);
    for (let j = 1; j < us.length; j++) {
      const [u = 0, before = 0, v = 0, old = 0] = [us[j], us[j - 1], vs[j], vs[j - 1]];
      const x = (Math.min(u, u < before ? u : u - 1) + 0.5) / 5 - 0.5;
      if (u === before || !Number.isInteger(x) || x < 0 || x > width - 1) continue;
      const y = Math.ceil(Math.min(height, Math.max(0, (Math.min(v, old) + 0.5) / 5 - 0.5)));
      for (let row = y; row < height; row++) {
        const place = row * width + x;
        bitmap[place] = 1 - (bitmap[place] ?? 0);
      }
    }
    return runsOfBitmap(bitmap, width, height);
  }

  it("are filled as by a walk along the boundary", () => {
    const coordinate = fc.oneof(
      fc.integer({ min: -60, max: 300 }).map((tenth) => tenth / 10),
      fc.double({ min: -8, max: 40, noNaN: true }),
    );
    const polygon = fc
      .array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 9 })
      .map((points) => points.flat());
    fc.assert(
      fc.property(polygon, fc.constantFrom([20, 20], [7, 31], [31, 5]), (points, size) => {
        const [width = 0, height = 0] = size;
        const runs = runsOfPolygons([Float64Array.from(points)], width, height);
        expect(runs).toEqual(walked(points, width, height));
      }),
      { numRuns: 2000 },
    );
  });

  it("join their parts, also where these lie in each other", () => {
    const square = (from: number, to: number) =>
      Float64Array.of(from, from, to, from, to, to, from, to);
    const both = runsOfPolygons([square(0, 6), square(2, 8)], 10, 10);
    expect(areaOfRuns(both)).toBe(36 + 36 - 16);
    expect(areaOfRuns(runsOfPolygons([square(1, 6), square(2, 4)], 10, 10))).toBe(25);
    expect([...runsOfPolygons([], 3, 2)]).toEqual([6]);
  });

  it("far outside of the image cost no more than others, and what is no number is refused", () => {
    const far = Float64Array.of(-1e8, -1e8, 1e8, -1e8, 1e8, 1e8, -1e8, 1e8);
    expect([...runsOfPolygons([far], 4, 3)]).toEqual([0, 12]);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 2e8]) {
      const polygon = Float64Array.of(0, 0, 1, bad, 1, 1);
      expect(() => runsOfPolygons([polygon], 4, 3)).toThrow(throwsCode("argument/out-of-range"));
    }
  });
});

describeWithShared("masks of the reference evaluator", "oracles/j_detection.json", (path) => {
  interface OracleCase {
    readonly id: string;
    readonly kind: string;
    readonly input: Readonly<Record<string, unknown>>;
    readonly expected: Readonly<Record<string, unknown>>;
  }
  const { cases }: { cases: readonly OracleCase[] } = JSON.parse(readFileSync(path, "utf8"));
  const ours = cases.filter(({ kind }) => MASK_ORACLE_KINDS.has(`j_detection/${kind}`));

  it.each(ours.map((one) => [one.id, one] as const))("are ours: %s", (_, one) => {
    const got = MASK_ORACLE_KINDS.get(`j_detection/${one.kind}`)?.(one.input);
    expect(got).toMatchObject(one.expected);
  });

  it("are all there", () => expect(ours).toHaveLength(18));
});

describeWithShared("official masks in text", "data/coco-official-fake100", (folder) => {
  it("decode to the whole image, and are written back to the same characters", () => {
    const file = join(folder, "fakesegm100_results.json");
    const results: {
      segmentation: { size: [number, number]; counts: string };
    }[] = JSON.parse(readFileSync(file, "utf8"));
    expect(results).toHaveLength(734);
    for (const { segmentation } of results) {
      const runs = decodeRunText(segmentation.counts) ?? new Float64Array();
      const [height, width] = segmentation.size;
      expect(runs.reduce((sum, run) => sum + run, 0)).toBe(height * width);
      expect(encodeRunText(runs)).toBe(segmentation.counts);
      expect(runsOfBitmap(bitmapOfRuns(runs, width, height), width, height)).toEqual(runs);
    }
  });
});
