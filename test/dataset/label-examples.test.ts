import { expect, it } from "vitest";
import { labelExamples } from "../../src/dataset/label-examples.js";
import { placeTruth } from "../../src/dataset/prepare.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { readImageTruth } from "../../src/formats/read.js";
import { textFiles } from "../formats/truth-view.js";

async function examplesOf(rows: readonly string[], files: readonly string[]) {
  const access = textFiles({ "labels.csv": `file,label\n${rows.join("\n")}\n` });
  const truth = await readImageTruth(access, "labels.csv", { severalInCell: true });
  const listed = files.map((path) => ({ path, sizeBytes: 1 }));
  return Object.fromEntries(labelExamples(placeTruth(truth, listed, DEFAULT_REQUEST)));
}

it("shows three images of a label, far apart among its rows, and none that is not there", async () => {
  const names = Array.from({ length: 9 }, (_, i) => `${i}.jpg`);
  const rows = [...names.map((name) => `${name},fox`), "gone.jpg,fox", "x.jpg,hare"];
  expect(await examplesOf(rows, [...names, "x.jpg"])).toEqual({
    fox: ["0.jpg", "4.jpg", "8.jpg"],
    hare: ["x.jpg"],
  });
});

it("prefers images with that label alone", async () => {
  const rows = ["a.jpg,fox;hare", "b.jpg,fox", "c.jpg,hare;fox"];
  expect(await examplesOf(rows, ["a.jpg", "b.jpg", "c.jpg"])).toEqual({
    fox: ["b.jpg", "a.jpg", "c.jpg"],
    hare: ["a.jpg", "c.jpg"],
  });
});
