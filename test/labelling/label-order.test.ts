import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTable } from "../../src/core/table.js";
import { drawSample } from "../../src/dataset/draw-sample.js";
import {
  continueLabelOrder,
  drawLabelOrder,
  nextToLabel,
} from "../../src/labelling/label-order.js";
import { labellerState } from "../../src/labelling/label-state.js";

const IMAGES = Array.from({ length: 30 }, (_, i) => `${100 + i}.jpg`);
const sequenceOf = (image: string) => (image < "110" ? `s${image[2]}`.slice(0, 1) : null);

describe("the order of labelling", () => {
  it("is drawn from the seed, whatever the order of the files", () => {
    const order = drawLabelOrder(IMAGES, 5);
    expect([...order].sort()).toEqual(IMAGES);
    expect(drawLabelOrder(IMAGES.toReversed(), 5)).toEqual(order);
    expect(drawLabelOrder(IMAGES, 6)).not.toEqual(order);
  });

  it("begins with the images that `sample` draws from the same seed", () => {
    const { drawn } = drawSample(createTable(IMAGES.length, new Map()), 12, null, 5);
    expect(drawLabelOrder(IMAGES, 5).slice(0, 12)).toEqual(Array.from(drawn, (i) => IMAGES[i]));
  });

  it("keeps images of a sequence together", () => {
    const order = drawLabelOrder(IMAGES, 5, sequenceOf);
    expect([...order].sort()).toEqual(IMAGES);
    const places = order.flatMap((image, i) => (sequenceOf(image) === null ? [] : [i]));
    expect(places).toHaveLength(10);
    expect(places.at(-1)! - places[0]!).toBe(9);
  });

  it("stays for images that are there, and lets new ones follow", () => {
    const order = drawLabelOrder(IMAGES.slice(0, 20), 5);
    const later = continueLabelOrder(order, IMAGES.slice(5), 5);
    const kept = order.filter((image) => image >= "105");
    expect(later.slice(0, kept.length)).toEqual(kept);
    expect([...later].sort()).toEqual(IMAGES.slice(5));
    expect(continueLabelOrder(order, IMAGES.slice(0, 20), 9)).toEqual(order);
  });

  it("lets a late image follow those that it was taken with", () => {
    const order = drawLabelOrder(
      IMAGES.filter((image) => image !== "104.jpg"),
      5,
      sequenceOf,
    );
    const later = continueLabelOrder(order, [...IMAGES, "999.jpg"], 5, sequenceOf);
    expect(later.filter((image) => image !== "104.jpg" && image !== "999.jpg")).toEqual(order);
    const places = later.flatMap((image, i) => (sequenceOf(image) === null ? [] : [i]));
    expect(places.at(-1)! - places[0]!).toBe(9);
    expect(later[places.at(-1)!]).toBe("104.jpg");
    expect(later.at(-1)).toBe("999.jpg");
  });

  it("ends with every image labelled once, those passed over last", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (skips) => {
        const order = drawLabelOrder(IMAGES.slice(0, 8), 5);
        const by = "Ada";
        const events: Parameters<typeof labellerState>[0][number][] = [];
        const shown: string[] = [];
        for (let step = 0; step < 100; step++) {
          const image = nextToLabel(order, labellerState(events, by));
          if (image === null) break;
          shown.push(image);
          const base = { by, at: "t", image } as const;
          events.push(
            skips[step] === true
              ? { ...base, kind: "skip" }
              : { ...base, kind: "label", label: { kind: "cannot-tell" }, seen: false },
          );
        }
        // Everything is shown once before anything is shown again.
        expect(shown.slice(0, 8)).toEqual(order);
        expect(nextToLabel(order, labellerState(events, by))).toBeNull();
      }),
    );
  });
});
