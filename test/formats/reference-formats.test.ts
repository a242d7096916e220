import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect, it } from "vitest";
import type { FileAccess } from "../../src/formats/file-access.js";
import { matchFiles } from "../../src/formats/match-files.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readImagePredictions, readImageTruth } from "../../src/formats/read.js";
import { describeWithShared } from "../support/shared-data.js";
import { answers, attributesOf, problemCodes, truthRows } from "./truth-view.js";

/** A folder of the disk in memory. */
function folder(root: string): FileAccess {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size < 1 << 24);
  return createMemoryFileAccess(
    new Map(files.map((path) => [relative(root, path).split(sep).join("/"), readFileSync(path)])),
  );
}

describeWithShared("formats of labels against their common truth", "data/formats", (root) => {
  interface Expected {
    readonly classes: readonly string[];
    readonly images: readonly { file: string; boxes: readonly { class: string }[] }[];
  }
  const expected: Expected = JSON.parse(readFileSync(join(root, "expected.json"), "utf8"));
  /** Classes present in each image, by the stem of its name. */
  const presence = new Map(
    expected.images.map(({ file, boxes }) => [
      file.replace(/\.jpg$/, ""),
      [...new Set(boxes.map((box) => box.class))].sort(),
    ]),
  );
  const byStem = (rows: ReturnType<typeof truthRows>) =>
    new Map(
      rows.map(([file, labels]) => [
        /(\d{12})/.exec(file)?.[1] ?? file,
        typeof labels === "string" ? labels : [...labels].sort(),
      ]),
    );

  it.each([
    ["coco/annotations.json", "coco"],
    ["coco", "coco"],
    ["roboflow-coco", "coco"],
    ["roboflow-multiclass", "roboflow-classes"],
    ["roboflow-multiclass/valid/_classes.csv", "roboflow-classes"],
    ["csv/boxes.csv", "csv-boxes"],
    ["label-studio-json/export.json", "label-studio"],
    ["hf-imagefolder/detection-jsonl", "hf-imagefolder"],
    ["hf-imagefolder/detection-names-jsonl", "hf-imagefolder"],
    ["yolo", "yolo"],
    ["voc", "voc"],
    ["cvat-xml", "cvat"],
    ["labelme-json", "labelme"],
  ])("reads the classes present in each image from %s", async (path, id) => {
    const truth = await readImageTruth(folder(root), path);
    expect(truth.format.id).toBe(id);
    expect(byStem(truthRows(truth))).toEqual(presence);
  });

  it.each(["coco/annotations.json", "label-studio-json/export.json", "csv/boxes.csv"])(
    "finds the images of %s on disk",
    async (path) => {
      const access = folder(root);
      const files = [];
      for await (const file of access.list("coco/images")) files.push(file);
      const truth = await readImageTruth(access, path);
      expect([...matchFiles(truth.file, files).fileOf].sort()).toEqual([0, 1, 2, 3]);
    },
  );

  it.each([
    ["hf-imagefolder/class-folders", "class-folders", 6],
    ["hf-imagefolder/classification-csv", "hf-imagefolder", 6],
    ["csv/classification.csv", "csv", 6],
  ])("reads one class an image from %s", async (path, id, count) => {
    const truth = await readImageTruth(folder(root), path);
    expect(truth.format.id).toBe(id);
    const rows = truthRows(truth);
    expect(rows).toHaveLength(count);
    for (const [file, labels] of rows) {
      expect(labels).toEqual([file.includes("fluor") ? "fluorescence" : "histology"]);
    }
    if (path.startsWith("hf")) expect(attributesOf(truth, 0)).toMatchObject({ split: "test" });
  });

  it("reads a Camtrap DP package: media, observations of media, camera placements", async () => {
    const counts = JSON.parse(readFileSync(join(root, "camtrap-dp.expected.json"), "utf8"));
    const truth = await readImageTruth(folder(root), "camtrap-dp");
    expect(truth.rowCount).toBe(counts.media);
    const rows = truthRows(truth);
    expect(rows.filter(([, labels]) => labels === "empty")).toHaveLength(
      counts.mediaLevelByType.blank,
    );
    const placements = new Set(rows.map((_, row) => attributesOf(truth, row)["camera_placement"]));
    expect(placements.size).toBe(counts.deployments);
    // Observations count animals, so an image may have several of one species.
    const present = new Map<string, number>();
    for (const [, labels] of rows) {
      for (const label of typeof labels === "string" ? [] : labels) {
        present.set(label, (present.get(label) ?? 0) + 1);
      }
    }
    // The 20 observations of "Ardea" were made by a machine.
    const species = Object.keys(counts.mediaLevelBySpecies).filter((name) => name !== "Ardea");
    expect([...present.keys()].sort()).toEqual([...species, "vehicle"].sort());
    for (const name of species) {
      expect(present.get(name)).toBeLessThanOrEqual(counts.mediaLevelBySpecies[name]);
    }
    expect(present.get("vehicle")).toBe(counts.mediaLevelByType.vehicle);
    // Of observations that nobody could name it is said since they are no labels.
    expect(problemCodes(truth)).toEqual(["labels/unnamed", "labels/machine", "labels/event-level"]);
    const machine = await readImagePredictions(folder(root), "camtrap-dp");
    expect(answers(machine)).toEqual(new Array(20).fill("Ardea"));
  });

  it("reads the same records as COCO Camera Traps to the same labels", async () => {
    const access = folder(root);
    const traps = await readImageTruth(access, "coco-camera-traps/cct.json");
    const camtrap = await readImageTruth(access, "camtrap-dp/datapackage.json");
    expect(traps.format.id).toBe("coco-camera-traps");
    const sorted = (rows: ReturnType<typeof truthRows>) =>
      new Map(
        rows.map(([file, labels]) => [
          file.split("/").at(-1),
          typeof labels === "string" ? labels : [...labels].sort(),
        ]),
      );
    // The rewritten file keeps the machine's observations and those of nobody knows what, which the
    // package's reader leaves out.
    const fromTraps = sorted(truthRows(traps));
    for (const [file, labels] of sorted(truthRows(camtrap))) {
      if (labels === "unlabelled")
        expect([["Ardea"], ["unknown"]]).toContainEqual(fromTraps.get(file));
      else expect(fromTraps.get(file)).toEqual(labels);
    }
    expect(attributesOf(traps, 0)).toMatchObject({ location: "e254a13c", seq_id: "4bb69c45" });
  });

  it("reads MegaDetector: presence by category, the threshold of the file, failures apart", async () => {
    const path = "megadetector-json/detections.json";
    const answered = await readImagePredictions(folder(root), path);
    const read = await readImagePredictions(folder(root), path, { detectionsAs: "presence" });
    const data = JSON.parse(readFileSync(join(root, "megadetector-json/detections.json"), "utf8"));
    const done = data.images.filter((image: { detections: unknown }) => image.detections !== null);
    expect(read.rowCount).toBe(done.length);
    expect(read.threshold?.value).toBe(0.3);
    expect(read.scoreLabels).toEqual(["animal", "person", "vehicle"]);
    for (const [row, image] of done.entries()) {
      const best = ["1", "2", "3"].map((id) => {
        const mine = image.detections.filter((d: { category: string }) => d.category === id);
        return Math.max(0, ...mine.map((d: { conf: number }) => d.conf));
      });
      expect([...read.scores.subarray(3 * row, 3 * row + 3)]).toEqual(best);
      const highest = Math.max(...best);
      const name = ["animal", "person", "vehicle"][best.indexOf(highest)];
      expect(answers(answered)[row]).toBe(highest >= 0.3 ? name : "empty");
    }
    expect(problemCodes(read)).toContain("predictions/not-processed");
  });

  it("reads SpeciesNet: names, taxa, the five best, failures apart", async () => {
    const read = await readImagePredictions(folder(root), "speciesnet-json/predictions.json");
    expect(answers(read)[0]).toBe("african elephant");
    expect(read.predictedScore?.[0]).toBe(0.9);
    expect(read.taxa?.get("african elephant")).toMatchObject({ species: "africana" });
    expect(read.top?.labels).toContain("blank");
    expect(read.top?.scores.subarray(0, 5)).toEqual(Float64Array.of(0.9, 0.04, 0.03, 0.02, 0.01));
    expect(problemCodes(read)).toContain("predictions/not-processed");
  });

  it.each([
    ["coco-results/results.json", "annotations/looks-like-results"],
    ["megadetector-json/detections.json", "annotations/looks-like-results"],
    ["speciesnet-json/predictions.json", "annotations/looks-like-results"],
  ])("says why %s holds no labels of images", async (path, code) => {
    await expect(readImageTruth(folder(root), path)).rejects.toMatchObject({ code });
  });
});

describeWithShared("predictions of the blood cells", "data/wbc", (root) => {
  it.each(["wbc_site1", "wbc_site1_aug", "wbc_site1_mnv2", "wbc_shortcut"])(
    "reads every number of %s as it stands",
    async (model) => {
      const path = `reference/${model}.predictions.csv`;
      const read = await readImagePredictions(folder(root), path);
      const [header = "", ...lines] = readFileSync(join(root, path), "utf8").trim().split("\n");
      const names = header.split(",");
      const columns = names.flatMap((name, at) => (name.startsWith("p_") ? [at] : []));
      expect(read.scoreLabels).toEqual(columns.map((at) => names[at]?.slice(2)));
      expect(read.rowCount).toBe(lines.length);
      for (const [row, line] of lines.entries()) {
        const cells = line.split(",");
        expect(read.file[row]).toBe(cells[0]);
        expect(answers(read)[row]).toBe(cells[names.indexOf("predicted")]);
        for (const [c, at] of columns.entries()) {
          expect(read.scores[row * columns.length + c]).toBe(Number(cells[at]));
        }
      }
      expect(read.problems).toEqual([]);
    },
  );

  it("counts 448 labelled images in five classes, and masks apart", async () => {
    const truth = await readImageTruth(folder(root), "labels.csv");
    expect(truth.rowCount).toBe(448);
    expect([...truth.labelNames].sort()).toEqual(
      ["basophil", "eosinophil", "lymphocyte", "monocyte", "neutrophil"].sort(),
    );
    expect(truth.otherFiles.every((file) => file.startsWith("masks/"))).toBe(true);
  });
});
