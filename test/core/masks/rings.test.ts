import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ringsOfEdges } from "../../../src/core/masks/rings.js";
import { edgesOfRuns, runsOfBitmap } from "../../../src/core/masks/runs.js";

function ringsOf(bitmap: Uint8Array, width: number, height: number) {
  const runs = runsOfBitmap(bitmap, width, height);
  const edges = new Uint32Array(runs.length + 1);
  return ringsOfEdges(edges.subarray(0, edgesOfRuns(runs, edges, 0)), height);
}

/** Twice the area with its sign: rings around pieces and around holes go opposite ways round. */
function twiceArea(ring: Float64Array): number {
  let twice = 0;
  const count = ring.length / 2;
  for (let i = 0; i < count; i++) {
    const j = (i + 1) % count;
    twice += ring[2 * i]! * ring[2 * j + 1]! - ring[2 * j]! * ring[2 * i + 1]!;
  }
  return twice;
}

/** Whether a point lies inside, by crossings of a line to the left. */
function isInside(rings: readonly Float64Array[], x: number, y: number): boolean {
  let crossings = 0;
  for (const ring of rings) {
    const count = ring.length / 2;
    for (let i = 0; i < count; i++) {
      const j = (i + 1) % count;
      const [x1, y1, y2] = [ring[2 * i]!, ring[2 * i + 1]!, ring[2 * j + 1]!];
      if (y1 < y !== y2 < y && x1 < x) crossings++;
    }
  }
  return crossings % 2 === 1;
}

describe("rings around masks", () => {
  it("go around a pixel, and around a hole the other way", () => {
    expect(ringsOf(Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0), 3, 3)).toEqual([
      Float64Array.of(2, 1, 2, 2, 1, 2, 1, 1),
    ]);
    const rings = ringsOf(Uint8Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1), 3, 3);
    expect(rings.map(twiceArea)).toEqual([18, -2]);
    expect(ringsOf(new Uint8Array(6), 3, 2)).toEqual([]);
  });

  it("enclose the pixels of a mask and no others", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.boolean(), { maxLength: 80 }),
        (width, bits) => {
          const height = Math.max(1, Math.ceil(bits.length / width));
          const bitmap = Uint8Array.from({ length: width * height }, (_, i) =>
            Number(bits[i] === true),
          );
          const rings = ringsOf(bitmap, width, height);
          const area = rings.reduce((sum, ring) => sum + twiceArea(ring), 0) / 2;
          expect(area).toBe(bitmap.reduce((sum, one) => sum + one, 0));
          for (const [i, one] of bitmap.entries()) {
            const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
            expect(isInside(rings, x, y)).toBe(one === 1);
          }
        },
      ),
    );
  });
});
