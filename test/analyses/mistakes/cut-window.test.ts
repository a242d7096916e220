import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxesInWindow, cutWindow } from "../../../src/analyses/mistakes/cut-window.js";
import type { MistakeBox } from "../../../src/results/report-input.js";

const side = fc.integer({ min: 1, max: 6000 });
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe("cutWindow", () => {
  it("stays in the picture and holds what it is about, with a margin where there is room", () => {
    fc.assert(
      fc.property(side, side, fraction, fraction, fraction, fraction, (w, h, x, y, right, down) => {
        const around = { x, y, width: (1 - x) * right, height: (1 - y) * down };
        const window = cutWindow(around, w, h);
        if (window === null) return;
        for (const value of Object.values(window)) expect(Number.isInteger(value)).toBe(true);
        expect(window.x).toBeGreaterThanOrEqual(0);
        expect(window.y).toBeGreaterThanOrEqual(0);
        expect(window.x + window.widthPx).toBeLessThanOrEqual(w);
        expect(window.y + window.heightPx).toBeLessThanOrEqual(h);
        expect(window.x).toBeLessThanOrEqual(x * w + 1);
        expect(window.y).toBeLessThanOrEqual(y * h + 1);
        expect(window.x + window.widthPx).toBeGreaterThanOrEqual((x + around.width) * w - 1);
        expect(window.y + window.heightPx).toBeGreaterThanOrEqual((y + around.height) * h - 1);
      }),
    );
  });

  it("makes a bird of 30 pixels in a large picture a third of its tile", () => {
    const around = { x: 2000 / 4000, y: 1500 / 3000, width: 30 / 4000, height: 20 / 3000 };
    expect(cutWindow(around, 4000, 3000)).toEqual({ x: 1970, y: 1465, widthPx: 90, heightPx: 90 });
  });

  it("blows a speck up to no more than 64 pixels, and moves the window in at the edge", () => {
    expect(cutWindow({ x: 0, y: 0.999, width: 0.001, height: 0.001 }, 1000, 1000)).toEqual({
      x: 0,
      y: 936,
      widthPx: 64,
      heightPx: 64,
    });
  });

  it.each([
    ["a box of a third of the picture", { x: 0.3, y: 0.3, width: 0.3, height: 0.3 }],
    ["a small picture", { x: 0.5, y: 0.5, width: 0.1, height: 0.1 }, 70],
    ["a box without a place", { x: Number.NaN, y: 0, width: 1, height: 1 }],
    ["no box", null],
  ])("shows all of the picture for %s", (_name, around, size = 1000) => {
    expect(cutWindow(around, size, size)).toBeNull();
  });

  it("stays in the picture for boxes that leave it", () => {
    for (const around of [
      { x: -5, y: -5, width: 0.01, height: 0.01 },
      { x: 5, y: 5, width: 1, height: 1 },
    ]) {
      const window = cutWindow(around, 1000, 800);
      expect([0, 936]).toContain(window?.x);
      expect([0, 736]).toContain(window?.y);
    }
  });
});

describe("boxesInWindow", () => {
  const box = (x: number, y: number, width: number, height: number): MistakeBox => ({
    x,
    y,
    width,
    height,
    outcome: "missed",
    subject: true,
    caption: "fox, missed",
  });

  it("gives fractions of the part, and leaves out what lies outside", () => {
    const window = { x: 100, y: 50, widthPx: 200, heightPx: 100 };
    const boxes = [box(0.3, 0.4, 0.1, 0.1), box(0.8, 0.8, 0.1, 0.1), box(0, 0, 1, 1)];
    const [inside, whole] = boxesInWindow(boxes, window, 500, 250);
    expect(inside).toMatchObject({ x: 0.25, y: 0.5, width: 0.25, height: 0.25 });
    expect(whole).toMatchObject({ x: -0.5, y: -0.5, width: 2.5, height: 2.5 });
  });
});
