import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { formatsWritten } from "../../src/formats/registry.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const TABLE = `file,label,xmin,ymin,xmax,ymax
a.png,fox,10,20,40,60
a.png,fox,0,0,8,8
b.png,hare,5,5,30,30
`;

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  for (const name of ["a.png", "b.png"]) {
    await writeFile(at(`photos/${name}`), plainPng(100, 80, [9, 99, 200]));
  }
  await writeFile(at("boxes.csv"), TABLE);
});
afterAll(() => rm(folder, { recursive: true }));

/** They hold pixels, and none of a box. */
const PAINTED = ["coco-panoptic", "mask-images"];

/** They hold points, and none of a box. */
const POINTED = ["deeplabcut", "sleap"];

/** Formats of ground truth, in files and folders as `convert` names them. */
const WRITTEN = formatsWritten()
  .filter(({ write }) => write.holds.scores !== "needed")
  .filter(({ id }) => !PAINTED.includes(id) && !POINTED.includes(id))
  // A table of labels alone in a folder is taken for whatever else it could be.
  .map(({ id }) => ({ id, path: id === "csv" ? "labels.csv" : id }));

it.each(WRITTEN)("inspect knows what convert wrote: $id", async ({ id, path }) => {
  const target = ["--to", id, "--out", at(path), "--images", at("photos")];
  const converted = await runHere(["convert", at("boxes.csv"), ...target]);
  expect(converted.status, converted.err).toBe(0);
  const args = ["inspect", at("photos"), "--labels", at(path), "--json", "-"];
  const { status, out, err } = await runHere(args);
  expect(status, err).toBe(0);
  const { labels } = JSON.parse(out);
  expect(labels).toMatchObject({ format: { id }, rows: 2, labelled: 2, ready: 2 });
  expect(labels.classes).toEqual([
    { label: "fox", images: 1 },
    { label: "hare", images: 1 },
  ]);
});

it("inspect takes labels that say where things are for objects, unless somebody says otherwise", async () => {
  const several = `${TABLE}b.png,fox,50,5,70,30\ngone.png,fox,1,1,9,9\n`;
  await writeFile(at("several.csv"), several);
  const args = ["inspect", at("photos"), "--labels", at("several.csv")];
  const seen = await runHere(args);
  expect(seen.err).toContain("task=detection: the labels say where things are");
  expect(seen.out).toMatch(/^Images {4}2 in /m);
  expect(seen.out).toContain("1 more that only the labels name");
  expect(seen.out).toContain(
    "2 of 3 images are ready: its objects, or none, and a file that opens",
  );
  expect(seen.out).not.toContain("several labels");

  const whole = await runHere([...args, "--task", "classification"]);
  expect(whole.err).not.toContain("task=");
  expect(whole.out).toContain("1 of 3 images are ready: one label, and");

  // Predictions of whole images are held against labels of whole images, as evaluate does.
  await writeFile(at("whole.csv"), "file,predicted\na.png,fox\nb.png,hare\n");
  const beside = await runHere([...args, "--predictions", at("whole.csv")]);
  expect(beside.out).toContain("1 of 3 images are ready: one label, and");
});

it.each(PAINTED)("inspect knows the pixels that convert wrote: %s", async (id) => {
  const outline = (x: number, y: number) => [[x, y, x + 30, y, x + 30, y + 20, x, y + 20]];
  const one = (image: number, category: number, x: number, y: number) => ({
    ...{ id: image, image_id: image, category_id: category, iscrowd: 0, area: 600 },
    ...{ bbox: [x, y, 30, 20], segmentation: outline(x, y) },
  });
  const coco = {
    images: ["a.png", "b.png"].map((name, i) => {
      return { id: i + 1, file_name: name, width: 100, height: 80 };
    }),
    annotations: [one(1, 1, 10, 20), one(2, 2, 5, 5)],
    categories: [
      { id: 1, name: "fox" },
      { id: 2, name: "hare" },
    ],
  };
  await writeFile(at("outlines.json"), JSON.stringify(coco));
  const target = ["--to", id, "--out", at(id), "--images", at("photos")];
  const converted = await runHere(["convert", at("outlines.json"), ...target]);
  expect(converted.status, converted.err).toBe(0);
  // Without the task a folder of pictures is taken for pictures.
  const task = ["--task", "semantic-segmentation"];
  const args = ["inspect", at("photos"), "--labels", at(id), ...task, "--json", "-"];
  const { status, out, err } = await runHere(args);
  expect(status, err).toBe(0);
  const { labels } = JSON.parse(out);
  expect(labels).toMatchObject({ format: { id }, rows: 2, labelled: 2, ready: 2 });
  const { classes } = labels as { classes: { label: string; images: number }[] };
  expect(classes.filter(({ label }) => label !== "background")).toEqual([
    { label: "fox", images: 1 },
    { label: "hare", images: 1 },
  ]);
});

it.each(POINTED)("inspect knows the points that convert wrote: %s", async (id) => {
  const one = (image: number, x: number, y: number) => ({
    ...{ id: image, image_id: image, category_id: 1, iscrowd: 0, area: 600 },
    ...{ bbox: [x, y, 30, 20], num_keypoints: 2, keypoints: [x, y, 2, x + 30, y + 20, 2] },
  });
  const coco = {
    images: ["frame1.png", "frame2.png"].map((name, i) => {
      return { id: i + 1, file_name: name, width: 100, height: 80 };
    }),
    annotations: [one(1, 10, 20), one(2, 5, 5)],
    categories: [{ id: 1, name: "fox", keypoints: ["nose", "tail"], skeleton: [] }],
  };
  await writeFile(at("joints.json"), JSON.stringify(coco));
  await mkdir(at("frames"), { recursive: true });
  for (const { file_name } of coco.images) {
    await writeFile(at(`frames/${file_name}`), plainPng(100, 80, [9, 99, 200]));
  }
  const target = ["--to", id, "--out", at(`${id}.csv`), "--images", at("frames")];
  const converted = await runHere(["convert", at("joints.json"), ...target]);
  expect(converted.status, converted.err).toBe(0);
  const args = ["inspect", at("frames"), "--labels", at(`${id}.csv`), "--json", "-"];
  const { status, out, err } = await runHere(args);
  expect(status, err).toBe(0);
  expect(JSON.parse(out).labels).toMatchObject({ format: { id }, rows: 2, labelled: 2, ready: 2 });
});

it("inspect says by field what of a label file is not read", async () => {
  const box = { id: 1, image_id: 1, category_id: 1, bbox: [1, 1, 9, 9], area: 81, iscrowd: 0 };
  const coco = {
    licenses: [{ id: 1, name: "CC0" }],
    images: [{ id: 1, file_name: "a.png", width: 100, height: 80 }],
    annotations: [
      { ...box, keypoints: [1, 1, 2], num_keypoints: 1 },
      { ...box, id: 2, category_id: 7 },
    ],
    categories: [{ id: 1, name: "fox" }],
  };
  await writeFile(at("points.json"), JSON.stringify(coco));
  const args = ["inspect", at("photos"), "--labels", at("points.json"), "--task", "detection"];
  const told = await runHere([...args, "--json", "-"]);
  expect(told.status, told.err).toBe(0);
  const { labels, problems } = JSON.parse(told.out);
  expect(labels).toMatchObject({
    notRead: [
      { field: "licenses", in: "file", count: 1 },
      { field: "annotations[].keypoints", in: "annotation", count: 1 },
      { field: "annotations[].num_keypoints", in: "annotation", count: 1 },
    ],
    objectsNotRead: 1,
  });
  const note = problems.find(({ code }: { code: string }) => code === "annotations/not-read");
  expect(note).toMatchObject({ weight: "note", what: "3 fields of the label file are not read" });
  expect(note.examples[1].what).toBe("annotations[].keypoints, in 1 annotation");
  expect((await runHere(args)).out).toContain("3 fields of the label file are not read");
});
