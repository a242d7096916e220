import { describe, expect, it } from "vitest";
import { chipsOf } from "../../src/reports/box-chips.js";
import { drawnBoxes, drawnSide, tellingFirst } from "../../src/reports/drawn-boxes.js";
import type { ItemBox } from "../../src/tasks/detection/image-boxes.js";

const NONE = Number.NEGATIVE_INFINITY;
const place = { row: 0, x: 0.1, y: 0.1, width: 0.5, height: 0.5 };
const BOXES: readonly ItemBox[] = [
  { of: "truth", label: "car", foundAt: 0.57, confusedAt: NONE, ...place },
  { of: "truth", label: "truck", foundAt: NONE, confusedAt: 0.45, ...place },
  { of: "truth", label: "knife", foundAt: NONE, confusedAt: NONE, ...place },
  {
    of: "detection",
    isScored: true,
    label: "car",
    score: 0.57,
    outcome: "found",
    truthRow: -1,
    isOf: null,
    ...place,
  },
  {
    of: "detection",
    isScored: true,
    label: "car",
    score: 0.45,
    outcome: "wrong-kind",
    truthRow: 0,
    isOf: "truck",
    ...place,
  },
  {
    of: "detection",
    isScored: true,
    label: "car",
    score: 0.2,
    outcome: "false",
    truthRow: -1,
    isOf: null,
    ...place,
  },
];
const drawn = (
  threshold: number,
  ...hidden: Parameters<typeof drawnBoxes>[2] extends ReadonlySet<infer One> | undefined
    ? One[]
    : never
) => drawnBoxes(BOXES, threshold, new Set(hidden)).map(({ caption }) => caption);

describe("boxes from a score on", () => {
  it("are what is found, missed, false or of the wrong kind there", () => {
    expect(drawn(0.1)).toEqual(["knife, missed", "car 57%", "car 45%, is truck", "car 20%"]);
    expect(drawn(0.45)).toEqual(["knife, missed", "car 57%", "car 45%, is truck"]);
    expect(drawn(0.5)).toEqual(["truck, missed", "knife, missed", "car 57%"]);
    expect(drawn(0.58)).toEqual(["car, missed", "truck, missed", "knife, missed"]);
  });

  it("are not drawn where their kind is switched off", () => {
    expect(drawn(0.1, "missed", "false")).toEqual(["car 57%", "car 45%, is truck"]);
  });
});

describe("one side alone", () => {
  it("has every object with what becomes of it, or every detection", () => {
    const side = (of: "truth" | "predicted", threshold: number) =>
      drawnSide(BOXES, of, threshold).map(({ caption, outcome }) => `${caption}: ${outcome}`);
    expect(side("truth", 0.5)).toEqual([
      "car: found",
      "truck, missed: missed",
      "knife, missed: missed",
    ]);
    expect(side("truth", 0.45)[1]).toBe("truck: wrong-kind");
    expect(side("predicted", 0.45)).toEqual(["car 57%: found", "car 45%, is truck: wrong-kind"]);
  });
});

describe("captions", () => {
  it("say nothing of sureness where a prediction came without a score", () => {
    const unscored = BOXES.map(
      (box): ItemBox => (box.of === "truth" ? box : { ...box, score: 1, isScored: false }),
    );
    expect(drawnBoxes(unscored, 0).map(({ caption }) => caption)).toEqual([
      "knife, missed",
      "car",
      "car, is truck",
      "car",
    ]);
  });

  const all = tellingFirst(drawnBoxes(BOXES, 0.1));
  const picture = { widthPx: 400, heightPx: 300 };

  it("lie within the picture and never on each other, what is wrong first", () => {
    const chips = chipsOf(all, picture, { pixelsInOne: 1, most: 4, leastShare: 0.025 });
    expect(chips.map((chip) => chip.drawn.caption).slice(0, 2)).toEqual([
      "knife, missed",
      "car 45%, is truck",
    ]);
    for (const [i, a] of chips.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(picture.widthPx);
      expect(a.y + a.height).toBeLessThanOrEqual(picture.heightPx);
      for (const b of chips.slice(i + 1)) {
        const isApart = a.y + a.height <= b.y || b.y + b.height <= a.y || a.x + a.width <= b.x;
        expect(isApart || b.x + b.width <= a.x).toBe(true);
      }
    }
  });

  it("are as few as asked, and none of small boxes", () => {
    expect(chipsOf(all, picture, { pixelsInOne: 1, most: 1, leastShare: 0 })).toHaveLength(1);
    expect(chipsOf(all, picture, { pixelsInOne: 1, most: 4, leastShare: 0.26 })).toEqual([]);
  });
});
