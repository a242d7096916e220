import { describe, expect, it } from "vitest";
import { createLabelSet } from "../../src/core/label-set.js";
import { packMask } from "../../src/core/masks/label-mask.js";
import type { PreparedImages } from "../../src/dataset/prepare.js";
import { createTruthMap } from "../../src/dataset/truth-map.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { createItemMasks } from "../../src/web/session/item-masks.js";

const to = (...labels: string[]): LabelTarget => ({ kind: "model-labels", labels });

/** The model's labels and those of the masks are other lists, in another order. */
const map = createTruthMap(
  createLabelSet(["leaf", "background"]),
  new Map<string, LabelTarget>([
    ["sky", to("background")],
    ["blade", to("leaf")],
    ["dirt", { kind: "ignore" }],
  ]),
);
const prepared = { map, images: { row: Int32Array.of(7) } } as unknown as PreparedImages;
const truth = (widthPx: number, heightPx: number, labels: readonly number[]) => ({
  labelNames: ["dirt", "blade", "sky"],
  read: async (row: number) => {
    expect(row).toBe(7);
    return { widthPx, heightPx, labels: Int16Array.from(labels) };
  },
});
const packed = (widthPx: number, heightPx: number, labels: readonly number[]) =>
  packMask({ widthPx, heightPx, labels: Int16Array.from(labels) });

describe("masks of an image for the page", () => {
  it("have the same numbers for what is the same, whatever each side calls it", async () => {
    const masks = createItemMasks(prepared, truth(3, 1, [2, 1, 0]), () => packed(3, 1, [1, 0, 0]));
    expect(await masks.of(0, 100)).toEqual({
      widthPx: 3,
      heightPx: 1,
      truth: Int16Array.of(1, 0, -1),
      predicted: Int16Array.of(1, 0, 0),
      classes: ["leaf", "background"],
      background: 1,
    });
  });

  it("are no larger than asked, each pixel the middle one of those it stands for", async () => {
    const labels = [...[1, 1, 1, 2, 2, 2], ...[1, 2, 1, 2, 1, 2], ...[1, 1, 1, 2, 2, 2]];
    const masks = createItemMasks(prepared, truth(6, 3, labels), () => packed(6, 3, labels));
    const told = await masks.of(0, 2);
    expect(told).toMatchObject({ widthPx: 2, heightPx: 1 });
    // Columns 1 and 4 of row 1.
    expect([...told!.truth]).toEqual([1, 0]);
  });

  it("are none where the prediction was not kept, or the file is gone", async () => {
    const kept = createItemMasks(prepared, truth(1, 1, [1]), () => null);
    expect(await kept.of(0, 100)).toBeNull();
  });
});
