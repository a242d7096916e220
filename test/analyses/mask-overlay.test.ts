import { describe, expect, it } from "vitest";
import { drawMasks } from "../../src/analyses/mistakes/mask-overlay.js";
import type { LabelMask } from "../../src/core/masks/label-mask.js";

const SIDE = 12;

/** A square of a label from a corner on; the rest is background. */
function square(from: number, to: number): LabelMask {
  const labels = new Int16Array(SIDE * SIDE);
  for (let y = from; y < to; y++) labels.fill(1, y * SIDE + from, y * SIDE + to);
  return { widthPx: SIDE, heightPx: SIDE, labels };
}

/** Places whose colour is not the grey that they had. */
function drawn(truth: LabelMask, predicted: LabelMask, side = SIDE) {
  const data = new Uint8Array(side * side * 3).fill(128);
  const picture = { widthPx: side, heightPx: side, channels: 3, bitDepth: 8, data } as const;
  drawMasks(picture, { truth, predicted, background: 0 });
  return (x: number, y: number) => [...data.subarray((y * side + x) * 3, (y * side + x) * 3 + 3)];
}

const GREY = [128, 128, 128];
const LIGHT = [255, 255, 255];

describe("masks over a picture", () => {
  it("leave what is right as it is, but for the outlines", () => {
    const at = drawn(square(2, 9), square(2, 9));
    expect(at(5, 5)).toEqual(GREY);
    expect(at(0, 0)).toEqual(GREY);
    const edge = Array.from({ length: 7 }, (_, k) => at(2 + k, 2));
    expect(edge.some((colour) => colour[0] === 255)).toBe(true);
    expect(edge.some((colour) => colour[0]! < 50)).toBe(true);
  });

  it("stripe what was missed and what is too much, each its own way", () => {
    const missed = drawn(square(1, 11), square(0, 0));
    const extra = drawn(square(0, 0), square(1, 11));
    const inside = Array.from({ length: 8 }, (_, k) => k + 2);
    const striped = (at: typeof missed) =>
      inside.flatMap((y) =>
        inside.filter((x) => at(x, y).join() !== GREY.join()).map((x) => [x, y]),
      );
    expect(striped(missed).length).toBeGreaterThan(8);
    for (const [x, y] of striped(missed)) expect((x! - y! + 60) % 5).toBe(0);
    for (const [x, y] of striped(extra)) expect((x! + y!) % 5).toBe(0);
    expect(missed(5, 5)).not.toEqual(extra(5, 5));
  });

  it("are brought to the size of the picture", () => {
    const at = drawn(square(3, 9), square(3, 9), SIDE * 2);
    expect([LIGHT.join(), [20, 20, 20].join()]).toContain(at(6, 6).join());
    expect(at(5, 5)).toEqual(GREY);
  });

  it("draw nothing on void", () => {
    const empty = { ...square(0, 0), labels: new Int16Array(SIDE * SIDE).fill(-1) };
    const at = drawn(empty, square(1, 11));
    expect(at(5, 5)).toEqual(GREY);
    expect(at(1, 1)).toEqual(GREY);
  });
});
