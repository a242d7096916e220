import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setOfPredictions } from "../../src/formats/objects/object-set.js";
import { inUnit } from "../../src/formats/objects/select-set.js";
import { readImageTruth, readObjectPredictions } from "../../src/formats/read.js";
import { readObjectSet } from "../../src/formats/read-object-set.js";
import { openFolder } from "../../src/node/files/folder-access.js";
import { codes, detectionsOf } from "../formats/objects/detections-view.js";
import { differences, type GivenImage, imagesOf } from "../formats/objects/set-view.js";
import { runHere } from "../support/run-here.js";
import { describeWithShared } from "../support/shared-data.js";

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "homeground-convert-"));
});
afterAll(() => rm(out, { recursive: true }));

describeWithShared("detections of real files", "data/formats", (root) => {
  const json = async (path: string) => JSON.parse(await readFile(join(root, path), "utf8"));
  interface Raw {
    readonly category: string;
    readonly label?: string;
    readonly conf: number;
    readonly bbox: readonly number[];
  }

  it("reads MegaDetector's number for number, and what failed", async () => {
    const data = await json("megadetector-json/detections.json");
    const read = await readObjectPredictions(
      await openFolder(root),
      "megadetector-json/detections.json",
    );
    const expected = data.images.flatMap(
      ({ file, detections }: { file: string; detections: Raw[] | null }) =>
        (detections ?? []).map(({ category, conf, bbox }) => ({
          file,
          label: data.detection_categories[category],
          score: conf,
          box: bbox,
        })),
    );
    expect(expected.length).toBeGreaterThan(40);
    expect(detectionsOf(read)).toEqual(expected);
    expect([...read.failed].filter((flag) => flag === 1)).toHaveLength(1);
    expect(read).toMatchObject({ rowCount: 12, threshold: { value: 0.3 } });
  });

  it("reads SpeciesNet's number for number, and what failed", async () => {
    const data = await json("speciesnet-json/predictions.json");
    const read = await readObjectPredictions(
      await openFolder(root),
      "speciesnet-json/predictions.json",
    );
    const expected = data.predictions.flatMap(
      ({ filepath, detections }: { filepath: string; detections?: Raw[] }) =>
        (detections ?? []).map(({ label, conf, bbox }) => ({
          file: filepath,
          label,
          score: conf,
          box: bbox,
        })),
    );
    expect(detectionsOf(read)).toEqual(expected);
    expect([...read.failed].filter((flag) => flag === 1)).toHaveLength(1);
  });

  it("reads the same detections from YOLO's texts and from COCO's results", async () => {
    const access = await openFolder(root);
    const { coco } = await readImageTruth(access, "coco/annotations.json");
    const results = await readObjectPredictions(access, "coco-results/results.json", {
      coco: coco!,
    });
    const yolo = await readObjectPredictions(access, "yolo-predictions", { images: results.file });
    const scaled = inUnit(
      { ...setOfPredictions(yolo), widthPx: results.widthPx, heightPx: results.heightPx },
      "pixel",
    );
    const wanted = imagesOf(setOfPredictions(results));
    // Both are rounded: fractions to 6 digits, pixels to 3.
    expect(differences(imagesOf(scaled), wanted, 1e-3)).toEqual([]);
    expect(yolo.objects.count).toBe(results.objects.count);
  });

  it("reads the machine's boxes of Camtrap DP, and the same as boxes of camera traps", async () => {
    const counts = await json("camtrap-dp.expected.json");
    const read = await readObjectPredictions(await openFolder(root), "camtrap-dp");
    expect(read.objects.count).toBe(counts.withBox);
    expect(new Set(detectionsOf(read).map(({ label }) => label))).toEqual(new Set(["Ardea"]));
    expect(codes(read)).toEqual(["labels/event-level"]);
    // The file of camera traps has half of these boxes, in pixels of images of 2048 × 1440.
    const cct = await json("coco-camera-traps/cct.json");
    const nameOf = new Map(
      cct.images.map((i: { id: string; file_name: string }) => [i.id, i.file_name]),
    );
    const boxOf = new Map(detectionsOf(read).map(({ file, box }) => [file.split("/").at(-1), box]));
    const boxed = cct.annotations.filter(({ bbox }: { bbox?: number[] }) => bbox !== undefined);
    expect(boxed).toHaveLength(10);
    for (const { image_id, bbox } of boxed) {
      const box = boxOf.get(String(nameOf.get(image_id)).split("/").at(-1)) ?? [];
      for (const [k, side] of bbox.entries()) {
        expect((box[k] ?? 0) * (k % 2 === 0 ? 2048 : 1440)).toBeCloseTo(side, 6);
      }
    }
  });
});

describeWithShared("a chain of conversions", "data/formats", (root) => {
  it("COCO → YOLO → VOC → CVAT → COCO keeps every box to each format's digits", async () => {
    const expected = JSON.parse(await readFile(join(root, "expected.json"), "utf8"));
    const wanted: GivenImage[] = expected.images.map(
      (image: {
        file: string;
        width: number;
        height: number;
        boxes: { class: string; bbox: [] }[];
      }) => ({
        file: image.file,
        size: [image.width, image.height],
        objects: image.boxes.map(({ class: label, bbox }) => ({ label, box: bbox })),
      }),
    );
    const images = join(root, "coco/images");
    const steps = [
      ["yolo", "yolo", expected.tolerancePixels.yolo],
      ["voc", "voc", expected.tolerancePixels.voc],
      ["cvat", "cvat.xml", expected.tolerancePixels.voc],
      ["coco", "again.json", expected.tolerancePixels.voc],
    ] as const;
    let from = join(root, "coco/annotations.json");
    for (const [format, name, tolerance] of steps) {
      const to = join(out, name);
      const ran = await runHere([
        "convert",
        from,
        "--to",
        format,
        "--out",
        to,
        "--images",
        images,
        "--no-outlines",
      ]);
      expect(ran).toMatchObject({ status: 0 });
      const access = await openFolder(out);
      const { set } = await readObjectSet(access, name, {
        images: wanted.map(({ file }) => file),
      });
      const sized = {
        ...set,
        widthPx: Float64Array.from(
          set.file,
          (f) => wanted.find((w) => w.file === f)?.size?.[0] ?? 0,
        ),
        heightPx: Float64Array.from(
          set.file,
          (f) => wanted.find((w) => w.file === f)?.size?.[1] ?? 0,
        ),
      };
      expect(differences(imagesOf(inUnit(sized, "pixel")), wanted, tolerance)).toEqual([]);
      from = to;
    }
  });
});
