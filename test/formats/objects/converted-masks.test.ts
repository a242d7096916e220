import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runsOfPolygons } from "../../../src/core/masks/polygon-runs.js";
import { areaOfRuns, bitmapOfRuns } from "../../../src/core/masks/runs.js";
import { SHAPE_FORM } from "../../../src/core/objects.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import type { ObjectSet } from "../../../src/formats/objects/object-set.js";
import { partsOf } from "../../../src/formats/objects/outline-parts.js";
import { readObjectSet } from "../../../src/formats/read-object-set.js";
import { maskPng } from "../../support/mask-writer.js";
import { utf8 } from "../truth-view.js";
import { written } from "./set-view.js";

const NAMES = ["background", "fox", "hare", "grass"];

/** Masks of 1 to 9 pixels a side with up to three labels. */
const masks = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([width, height]) =>
      fc.array(fc.array(fc.nat(3), { minLength: width, maxLength: width }), {
        minLength: height,
        maxLength: height,
      }),
    ),
  { minLength: 1, maxLength: 4 },
);

function folderOf(all: readonly number[][][]) {
  return createMemoryFileAccess(
    new Map<string, Uint8Array>([
      ["masks/classes.txt", utf8(NAMES.join("\n"))],
      ...all.map((rows, i) => [`masks/i${i}.png`, maskPng(rows)] as const),
    ]),
  );
}

/** Name of the label of each pixel of each image, the last object above the others. */
function pixelsOf(set: ObjectSet): readonly (readonly string[])[] {
  return Array.from(set.file, (_, image) => {
    const [width, height] = [set.widthPx[image]!, set.heightPx[image]!];
    const pixels = new Array<string>(width * height).fill("background");
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      const i = set.objectOrder[k]!;
      const parts = partsOf(set.objects.shapes, i);
      const isRuns = set.objects.shapes!.form[i] === SHAPE_FORM.runs;
      const runs = isRuns ? parts[0]! : runsOfPolygons(parts, width, height);
      const bitmap = bitmapOfRuns(runs, width, height);
      for (let at = 0; at < pixels.length; at++) {
        if (bitmap[at] === 1) pixels[at] = set.labelNames[set.objects.label[i]!]!;
      }
    }
    return pixels;
  });
}

/** The same of the masks themselves. */
const drawn = (all: readonly number[][][]) => all.map((rows) => rows.flat().map((k) => NAMES[k]!));

const read = (all: readonly number[][][]) =>
  readObjectSet(folderOf(all), "masks", { maskValues: "classes" });

describe("masks as objects", () => {
  it.each(["coco", "labelme", "cvat", "coco-panoptic", "mask-images"])(
    "are pixel for pixel the same behind %s",
    (format) =>
      fc.assert(
        fc.asyncProperty(masks, async (all) => {
          const { set } = await read(all);
          expect(pixelsOf(set)).toEqual(drawn(all));
          const { access, losses } = written(set, format);
          if (set.objects.count === 0) return;
          const again = await readObjectSet(access, "", { maskValues: "classes" });
          const byName = new Map(
            pixelsOf(again.set).map((pixels, i) => [
              again.set.file[i]!.replace(/^.*i/, "i"),
              pixels,
            ]),
          );
          for (const [i, pixels] of drawn(all).entries()) {
            const found = [...byName].find(([name]) => name.startsWith(`i${i}`))?.[1];
            // An image found empty is said to be lost where the format has no place for it.
            if (found === undefined || found.length === 0) {
              expect(losses.map(({ code }) => code)).toContain("convert/empty");
            } else expect(found).toEqual(pixels);
          }
        }),
        { seed: 5, numRuns: 60 },
      ),
  );

  it("become one polygon each in YOLO: whole pieces stay, holes and further pieces are counted", () =>
    fc.assert(
      fc.asyncProperty(masks, async (all) => {
        const { set } = await read(all);
        if (set.objects.count === 0) return;
        const { access, losses } = written(set, "yolo");
        const isWhole = !losses.some(({ code }) => code === "convert/outline");
        const images = new Map<string, Uint8Array>();
        for (const file of set.file) images.set(`images/${file}.png`, utf8(""));
        const again = await readObjectSet(access, "", {
          yoloTask: "segment",
          images: set.file.map((file) => `images/${file}.png`),
        });
        expect(again.set.objectOrder.length).toBe(set.objectOrder.length);
        if (!isWhole) return;
        // Fractions of a size: back to pixels, whole ones again.
        const shapes = again.set.objects.shapes!;
        for (let i = 0; i < again.set.objects.count; i++) {
          const image = again.set.objects.image[i]!;
          const row = set.file.findIndex((file) => again.set.file[image]!.includes(file));
          const [w, h] = [set.widthPx[row]!, set.heightPx[row]!];
          const own = partsOf(shapes, i).map((xy) =>
            xy.map((side, k) => Math.round(side * (k % 2 === 0 ? w : h))),
          );
          const label = again.set.labelNames[again.set.objects.label[i]!]!;
          const count = drawn(all)[row]!.filter((name) => name === label).length;
          expect(areaOfRuns(runsOfPolygons(own, w, h))).toBe(count);
        }
      }),
      { seed: 6, numRuns: 60 },
    ));

  it("are objects by their numbers where somebody says so, and said to be joined otherwise", async () => {
    const all = [
      [
        [1, 0, 1],
        [0, 0, 2],
      ],
    ];
    const labels = await read(all);
    expect(labels.set.objectOrder.length).toBe(2);
    expect(labels.problems.map(({ code }) => code)).toContain("masks/joined");
    const pieces = await readObjectSet(folderOf([[[1, 0, 1]]]), "masks", { maskValues: "pieces" });
    expect(pieces.set.objectOrder.length).toBe(2);
  });

  it("are found in the folder itself by the table of labels beside them", async () => {
    const access = createMemoryFileAccess(
      new Map([
        ["classes.txt", utf8(NAMES.join("\n"))],
        ["i0.png", maskPng([[0, 1, 2]])],
      ]),
    );
    const { set } = await readObjectSet(access, "");
    expect(pixelsOf(set)).toEqual([["background", "fox", "hare"]]);
  });
});
