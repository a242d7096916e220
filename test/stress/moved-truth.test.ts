import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_LABEL, packMask, unpackMask } from "../../src/core/masks/label-mask.js";
import { OBJECT_FLAG, type TruthObjects } from "../../src/core/objects.js";
import { createRandom } from "../../src/core/random.js";
import {
  type Alteration,
  altered,
  motionOf,
  workingSize,
} from "../../src/images/corruptions/alter.js";
import { corruptionOf } from "../../src/images/corruptions/registry.js";
import {
  backToImage,
  boxAround,
  maskBackToImage,
  movedJoin,
  movedMask,
  movedMasks,
  movedObjects,
} from "../../src/stress/moved-truth.js";
import type { DetectionJoin } from "../../src/tasks/detection/detection-join.js";

const SIZE = { widthPx: 200, heightPx: 100 };
const SIZES = { widthPx: Float64Array.of(200), heightPx: Float64Array.of(100) };

function objects(...boxes: readonly (readonly [number, number, number, number])[]): TruthObjects {
  const n = boxes.length;
  return {
    count: n,
    image: new Int32Array(n),
    label: new Int32Array(n),
    box: Float64Array.from(boxes.flat()),
    area: Float64Array.from(boxes, ([, , w, h]) => w * h),
    flags: new Uint8Array(n),
  };
}

const HASH = "5a".repeat(32);

/** What comes in from outside has the mean of a channel: here of the first. */
function seenMean(data: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 3) sum += data[i]!;
  return Math.floor((3 * sum) / data.length + 0.5);
}

const motion = (id: string, parameter: number) =>
  corruptionOf(id)!.motion!(SIZE, parameter, createRandom(1, 0));

describe("objects of altered pictures", () => {
  it("go with a shift, are cut at the edge, and count for nothing where hardly any is left", () => {
    const by = { xx: 1, xy: 0, x0: 40, yx: 0, yy: 1, y0: -10 };
    const whole = objects([10, 20, 30, 40], [140, 50, 40, 20], [155, 50, 40, 20]);
    const { box, area, flags } = movedObjects(whole, [by], SIZES);
    expect([...box]).toEqual([50, 10, 30, 40, 180, 40, 20, 20, 195, 40, 5, 20]);
    expect([...area]).toEqual([1200, 400, 100]);
    expect([...flags]).toEqual([0, 0, OBJECT_FLAG.ignored]);
    expect([...whole.box.subarray(0, 4)]).toEqual([10, 20, 30, 40]);
  });

  it("have the mask of a smaller picture in their own size, by the nearest pixel", () => {
    const labels = Int16Array.of(0, 1, 2, -1);
    const packed = packMask({ widthPx: 2, heightPx: 2, labels });
    const back = unpackMask(maskBackToImage(packed, { widthPx: 5, heightPx: 3 }))!;
    expect([...back.labels]).toEqual([0, 0, 1, 1, 1, 2, 2, -1, -1, -1, 2, 2, -1, -1, -1]);
    expect(maskBackToImage(packed, { widthPx: 2, heightPx: 2 })).toBe(packed);
  });

  it("have labels of pixels where their colours went, and none where nothing of the picture is", async () => {
    const { widthPx, heightPx } = SIZE;
    // Blocks of 25 pixels, each label with a colour of its own.
    const labels = Int16Array.from({ length: 200 * 100 }, (_, i) => {
      return (Math.floor((i % 200) / 25) + 3 * Math.floor(i / 200 / 25)) % 5;
    });
    const data = Uint8Array.from({ length: 3 * labels.length }, (_, i) =>
      i % 3 === 0 ? 40 * labels[Math.floor(i / 3)]! : i % 3,
    );
    const picture = { widthPx, heightPx, channels: 3, bitDepth: 8, data } as const;
    for (const kind of ["shift", "scale", "rotation"]) {
      for (const severity of [1, 3, 5]) {
        const alteration = { kind, severity, seed: 4, shorterSidePx: 500 };
        const masks = { labelNames: [], read: async () => ({ widthPx, heightPx, labels }) };
        const moved = await movedMasks(masks, alteration, () => HASH).read(0, null);
        const seen = altered(picture, alteration, HASH).data;
        const mean = seenMean(data);
        let [counted, alike, empty, filled] = [0, 0, 0, 0];
        for (const [i, label] of moved.labels.entries()) {
          if (label === NO_LABEL) {
            empty++;
            if (seen[3 * i] === mean) filled++;
            continue;
          }
          counted++;
          if (seen[3 * i] === 40 * label) alike++;
        }
        expect(empty, kind).toBeGreaterThan(0);
        // At the slanted edge of a turned picture a pixel may show half of it.
        expect(filled / empty, kind).toBeGreaterThan(kind === "rotation" ? 0.95 : 0.9999);
        // Between two blocks a colour is a mixture; a shift mixes none.
        expect(alike / counted, kind).toBeGreaterThan(kind === "shift" ? 0.9999 : 0.7);
      }
    }
    const still = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
    expect(movedMask({ widthPx, heightPx, labels }, still).labels).toEqual(labels);
    const masks = { labelNames: [], read: async () => ({ widthPx, heightPx, labels }) };
    const dark = { kind: "darkness", severity: 5, seed: 4, shorterSidePx: 500 };
    expect((await movedMasks(masks, dark, () => HASH).read(0, null)).labels).toBe(labels);
  });

  it("have the label behind a border on which the middle of a pixel came to lie", () => {
    for (const [widthPx, heightPx] of [
      [300, 225],
      [37, 53],
      [64, 48],
      [41, 61],
    ] as const) {
      // Each pixel its own label.
      const labels = Int16Array.from({ length: widthPx * heightPx }, (_, i) => i % 32_000);
      for (const share of corruptionOf("scale")!.levels) {
        const by = corruptionOf("scale")!.motion!({ widthPx, heightPx }, share, createRandom(1, 0));
        const [w, h] = [widthPx, heightPx].map((side) => Math.floor(side * share + 0.5));
        const moved = movedMask({ widthPx, heightPx, labels }, by).labels;
        // In whole numbers: the middle of pixel k of w came from (2k + 1)·widthPx/(2w).
        const wanted = new Int16Array(labels.length).fill(NO_LABEL);
        for (let y = 0; y < h!; y++) {
          for (let x = 0; x < w!; x++) {
            const column = Math.floor(((2 * x + 1) * widthPx) / (2 * w!));
            const row = Math.floor(((2 * y + 1) * heightPx) / (2 * h!));
            wanted[(y + by.y0) * widthPx + x + by.x0] = labels[row * widthPx + column]!;
          }
        }
        expect(moved, `${widthPx} × ${heightPx}, ${share}`).toEqual(wanted);
      }
    }
  });

  it("take their points along, but for those that leave the picture or nobody annotated", () => {
    const by = { xx: 1, xy: 0, x0: 40, yx: 0, yy: 1, y0: -10 };
    const values = Float64Array.of(10, 20, 2, 190, 50, 1, 0, 0, 0, 30, 5, 2);
    const points = { names: ["a", "b", "c", "d"], skeleton: [], values };
    const moved = movedObjects({ ...objects([0, 0, 90, 90]), points }, [by], SIZES);
    expect([...moved.points!.values]).toEqual([50, 10, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    // One point is left, and then none: nobody can be right about an object without a point.
    expect([...moved.flags]).toEqual([0]);
    const away = movedObjects({ ...objects([0, 0, 90, 90]), points }, [{ ...by, y0: -30 }], SIZES);
    expect([...away.points!.values].filter((_, at) => at % 3 === 2)).toEqual([0, 0, 0, 0]);
    expect([...away.flags]).toEqual([OBJECT_FLAG.ignored]);
    const record = {
      ...{ ok: true as const, notes: [], widthPx: 100, heightPx: 200 },
      ...{ scores: new Float64Array(), points: Float64Array.of(10, 20, 0.5) },
    };
    expect([...backToImage(record, SIZES, 0).points!]).toEqual([20, 10, 0.5]);
  });

  it("are as much smaller as the picture", () => {
    const { box, area } = movedObjects(objects([100, 50, 40, 20]), [motion("scale", 0.5)], SIZES);
    // In the middle of the picture, which stays in the middle.
    expect([...box]).toEqual([100, 50, 20, 10]);
    expect(area[0]).toBeCloseTo(200, 9);
  });

  it("have the box around a turned box, whose corners it holds", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: 0, max: 150, noNaN: true }),
        fc.double({ min: 0, max: 80, noNaN: true }),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (degrees, x, y, side) => {
          const turn = motion("rotation", degrees);
          const [left, top, width, height] = boxAround(turn, [x, y, side, side / 2]);
          const corners = [0, 1].flatMap((i) =>
            [0, 1].map((j) => [x + i * side, y + (j * side) / 2] as const),
          );
          const xs = corners.map(([px, py]) => turn.xx * px + turn.xy * py + turn.x0);
          const ys = corners.map(([px, py]) => turn.yx * px + turn.yy * py + turn.y0);
          expect(left).toBeCloseTo(Math.min(...xs), 9);
          expect(left + width).toBeCloseTo(Math.max(...xs), 9);
          expect(top).toBeCloseTo(Math.min(...ys), 9);
          expect(top + height).toBeCloseTo(Math.max(...ys), 9);
          // A turn keeps lengths: no side is longer than the diagonal.
          expect(Math.max(width, height)).toBeLessThanOrEqual(Math.hypot(side, side / 2) + 1e-9);
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  it("are where a detector sees them that looks at a smaller, altered picture", () => {
    const sizes = { widthPx: Float64Array.of(1600), heightPx: Float64Array.of(1201) };
    const truth = { objects: objects([500, 400, 320, 200]), searched: null, notes: [] };
    const join = { truth, frame: { unit: "pixel", sizes } } as unknown as DetectionJoin;
    const sha = "4d".repeat(32);
    for (const kind of ["rotation", "scale", "shift"]) {
      const alteration: Alteration = { kind, severity: 2, seed: 3, shorterSidePx: 240 };
      const working = workingSize({ widthPx: 1600, heightPx: 1201 }, 240);
      const motion = motionOf(working, alteration, sha)!;
      // The object on the working picture, and the box around it there.
      const [kx, ky] = [working.widthPx / 1600, working.heightPx / 1201];
      const seen = boxAround(motion, [500 * kx, 400 * ky, 320 * kx, 200 * ky]);
      const scores = Float64Array.of(...seen, 0.9, 0);
      const record = { ok: true, scores, ...working, notes: [] } as const;
      const back = backToImage(record, sizes, 0).scores;
      const { box, flags } = movedJoin(join, alteration, [sha]).truth.objects;
      for (let side = 0; side < 4; side++) expect(back[side]).toBeCloseTo(box[side]!, 6);
      expect(flags[0]).toBe(0);
      expect(box[0]).not.toBe(500);
    }
    // Noise moves nothing, and an image that was not read neither.
    const noise: Alteration = { kind: "fog", severity: 2, seed: 3, shorterSidePx: 240 };
    expect(movedJoin(join, noise, [sha]).truth).toBe(truth);
    expect(movedJoin(join, { ...noise, kind: "shift" }, [null]).truth).toBe(truth);
  });

  it("stay where nothing moves", () => {
    const still = objects([1, 2, 3, 4]);
    expect(movedObjects(still, [null], SIZES)).toEqual(still);
  });

  it("are found in pixels of the image, whatever the size at which models looked", () => {
    const scores = Float64Array.of(10, 20, 30, 40, 0.9, 1, 0, 0, 100, 50, 0.2, 0);
    const record = { ok: true, scores, widthPx: 100, heightPx: 50, notes: [] } as const;
    expect([...backToImage(record, SIZES, 0).scores]).toEqual([
      20, 40, 60, 80, 0.9, 1, 0, 0, 200, 100, 0.2, 0,
    ]);
    expect(backToImage({ ...record, widthPx: 200, heightPx: 100 }, SIZES, 0).scores).toEqual(
      scores,
    );
  });
});
