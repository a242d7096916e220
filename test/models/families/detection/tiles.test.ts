import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unpackDetections } from "../../../../src/models/detections.js";
import type { TileRule } from "../../../../src/models/families/detection/detector-types.js";
import { mergeTiles } from "../../../../src/models/families/detection/merge-tiles.js";
import { type Tile, tilesOf } from "../../../../src/models/families/detection/tiles.js";
import { packDetections } from "../../../support/pack-detections.js";
import { throwsCode } from "../../../support/throws-code.js";

const RULE: TileRule = {
  widthPx: 100,
  heightPx: 80,
  overlap: 0.2,
  whole: false,
  iou: 0.5,
  inside: 0.5,
  seam: 0.02,
};

interface Thing {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly label: number;
  readonly score: number;
}

function pack(things: readonly Thing[]): Float64Array {
  return packDetections({
    count: things.length,
    box: Float64Array.from(things.flatMap(({ x, y, w, h }) => [x, y, w, h])),
    score: Float64Array.from(things, ({ score }) => score),
    label: Int32Array.from(things, ({ label }) => label),
  });
}

function unpack(rows: Float64Array): Thing[] {
  const { count, box, score, label } = unpackDetections(rows);
  return Array.from({ length: count }, (_, i) => {
    const [x = 0, y = 0, w = 0, h = 0] = box.subarray(i * 4, i * 4 + 4);
    return { x, y, w, h, label: label[i]!, score: score[i]! };
  });
}

/** A detector that sees each thing of a tile, as much of it as is there. */
function seenIn(tile: Tile, things: readonly Thing[]): Thing[] {
  return things.flatMap((thing) => {
    const x1 = Math.max(0, thing.x - tile.x);
    const y1 = Math.max(0, thing.y - tile.y);
    const x2 = Math.min(tile.widthPx, thing.x + thing.w - tile.x);
    const y2 = Math.min(tile.heightPx, thing.y + thing.h - tile.y);
    if (x2 <= x1 || y2 <= y1) return [];
    // The more of a thing is seen, the surer.
    const share = ((x2 - x1) * (y2 - y1)) / (thing.w * thing.h);
    return [{ ...thing, x: x1, y: y1, w: x2 - x1, h: y2 - y1, score: thing.score * share }];
  });
}

function throughTiles(things: readonly Thing[], w: number, h: number, rule: TileRule): Thing[] {
  const tiles = tilesOf(w, h, rule);
  const found = tiles.map((tile) => pack(seenIn(tile, things)));
  return unpack(mergeTiles(found, tiles, { widthPx: w, heightPx: h }, rule));
}

describe("tilesOf", () => {
  it("takes a picture that is no larger as it is", () => {
    expect(tilesOf(100, 80, RULE)).toEqual([{ x: 0, y: 0, widthPx: 100, heightPx: 80 }]);
    expect(tilesOf(7, 5, RULE)).toEqual([{ x: 0, y: 0, widthPx: 7, heightPx: 5 }]);
    expect(tilesOf(7, 5, { ...RULE, whole: true })).toHaveLength(1);
  });

  it("moves the last tile back to where the picture ends", () => {
    const xs = tilesOf(250, 60, RULE).map(({ x, widthPx, heightPx }) => [x, widthPx, heightPx]);
    expect(xs).toEqual([
      [0, 100, 60],
      [80, 100, 60],
      [150, 100, 60],
    ]);
    expect(tilesOf(180, 80, RULE).map(({ x }) => x)).toEqual([0, 80]);
  });

  it("adds the whole picture where that is asked for", () => {
    const tiles = tilesOf(120, 80, { ...RULE, whole: true });
    expect(tiles.map(({ x, widthPx }) => [x, widthPx])).toEqual([
      [0, 100],
      [20, 100],
      [0, 120],
    ]);
  });

  it("covers every pixel, overlaps as asked and stays inside", () => {
    const side = fc.integer({ min: 1, max: 400 });
    const overlap = fc.double({ min: 0, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(side, side, side, overlap, (width, height, tile, share) => {
        const rule = { ...RULE, widthPx: tile, heightPx: 500, overlap: share };
        fc.pre(width / (tile * (1 - share)) < 500);
        const tiles = tilesOf(width, height, rule);
        let reached = 0;
        for (const [i, { x, y, widthPx, heightPx }] of tiles.entries()) {
          expect([y, heightPx, widthPx]).toEqual([0, height, Math.min(tile, width)]);
          if (i > 0) expect(reached - x).toBeGreaterThanOrEqual(Math.min(tile - 1, tile * share));
          expect(x).toBeLessThanOrEqual(reached);
          reached = x + widthPx;
          expect(reached).toBeLessThanOrEqual(width);
        }
        expect(reached).toBe(width);
      }),
    );
  });

  it("refuses to cut a picture into very many", () => {
    const tiny = { ...RULE, widthPx: 2, heightPx: 2 };
    expect(() => tilesOf(5000, 5000, tiny)).toThrow(throwsCode("model/too-large"));
  });
});

describe("mergeTiles", () => {
  const thing = (x: number, y: number, w: number, h: number, label = 0, score = 0.9): Thing => ({
    x,
    y,
    w,
    h,
    label,
    score,
  });
  const boxes = (found: readonly Thing[]) => found.map(({ x, y, w, h }) => [x, y, w, h]);

  it("finds a thing once that lies wholly in two tiles", () => {
    expect(boxes(throughTiles([thing(83, 10, 12, 12)], 180, 80, RULE))).toEqual([[83, 10, 12, 12]]);
  });

  it("puts a thing together that a seam cuts, or many", () => {
    for (const wide of [thing(50, 10, 90, 30), thing(5, 20, 240, 30), thing(3, 3, 240, 190)]) {
      const { x, y, w, h } = wide;
      expect(boxes(throughTiles([wide], 250, 200, RULE))).toEqual([[x, y, w, h]]);
    }
  });

  it("does so where tiles only touch", () => {
    const rule = { ...RULE, overlap: 0 };
    expect(boxes(throughTiles([thing(80, 10, 45, 30)], 200, 80, rule))).toEqual([[80, 10, 45, 30]]);
  });

  it("keeps neighbours, other labels, and a small thing before a large one apart", () => {
    const apart = [
      thing(40, 5, 58, 30),
      thing(40, 5, 58, 30, 1, 0.8),
      thing(99, 5, 60, 30, 0, 0.7),
      thing(85, 40, 12, 30, 2, 0.6),
      thing(87, 45, 5, 6, 2, 0.5),
    ];
    const found = throughTiles(apart, 180, 80, RULE);
    expect(boxes(found)).toEqual(boxes(apart));
    expect(found.map(({ label }) => label)).toEqual([0, 1, 0, 2, 2]);
  });

  it("never joins boxes of one tile", () => {
    const tiles = tilesOf(180, 80, RULE);
    const twice = pack([thing(80, 0, 20, 20), thing(80, 0, 20, 20, 0, 0.8)]);
    const found = mergeTiles([twice, pack([])], tiles, { widthPx: 180, heightPx: 80 }, RULE);
    expect(unpack(found)).toHaveLength(2);
  });

  it("has each thing once with its own box, for things that do not overlap", () => {
    // One thing in each cell of a grid, anywhere in it and of any size in it.
    const part = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    const inCell = fc.tuple(part, part, part, part, fc.nat(1));
    const size = fc.integer({ min: 60, max: 400 });
    fc.assert(
      fc.property(
        ...([size, size, fc.boolean()] as const),
        fc.constantFrom(0, 0.1, 0.25, 0.5),
        fc.array(inCell, { minLength: 6, maxLength: 6 }),
        (width, height, whole, overlap, cells) => {
          const [cellW, cellH] = [width / 3, height / 2];
          const things = cells.map(([a, b, c, d, label], i) => {
            const [left, right] = [Math.min(a, b), Math.max(a, b) + 0.04];
            const [top, bottom] = [Math.min(c, d), Math.max(c, d) + 0.04];
            return thing(
              ...([((i % 3) + left) * cellW, (Math.floor(i / 3) + top) * cellH] as const),
              ...([(right - left) * cellW, (bottom - top) * cellH, label, 0.9 - i / 20] as const),
            );
          });
          const found = throughTiles(things, width, height, { ...RULE, overlap, whole });
          expect(found).toHaveLength(things.length);
          for (const { x, y, w, h, label } of things) {
            const near = found.filter(
              (one) =>
                one.label === label &&
                Math.abs(one.x - x) + Math.abs(one.y - y) < 1e-6 &&
                Math.abs(one.w - w) + Math.abs(one.h - h) < 1e-6,
            );
            expect(near).toHaveLength(1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("gives the surest first", () => {
    const found = throughTiles([thing(0, 0, 9, 9, 0, 0.2), thing(120, 0, 9, 9)], 180, 80, RULE);
    expect(found.map(({ score }) => score)).toEqual([0.9, 0.2]);
  });
});
