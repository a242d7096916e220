import { describe, expect, it } from "vitest";
import { bytesBeside, imagesOfMatched } from "../../../src/analyses/matched-names/name-pictures.js";
import { placeTruth } from "../../../src/dataset/prepare.js";
import { DEFAULT_REQUEST } from "../../../src/evaluation/request.js";
import { readImageTruth } from "../../../src/formats/read.js";
import type { LabelMap, LabelTarget } from "../../../src/models/label-map.js";
import { textFiles } from "../../formats/truth-view.js";

const to = (...labels: string[]): LabelTarget => ({ kind: "model-labels", labels });

async function placedAs(rows: Readonly<Record<string, string>>) {
  const lines = Object.entries(rows).map(([file, label]) => `${file},${label}\n`);
  const access = textFiles({ "labels.csv": `file,label\n${lines.join("")}` });
  const truth = await readImageTruth(access, "labels.csv");
  const files = Object.keys(rows).map((path) => ({ path, sizeBytes: 1 }));
  return placeTruth(truth, files, DEFAULT_REQUEST);
}

describe("images of names that were matched", () => {
  it("are those of labels that are called otherwise, of images that are scored, in the order of the map", async () => {
    const map: LabelMap = new Map([
      ["deer", to("red deer", "roe deer")],
      ["fox", to("fox")],
      ["Fox", to("fox")],
      ["cow", { kind: "outside" }],
    ]);
    const placed = await placedAs({
      "a.png": "deer",
      "b.png": "deer",
      "c.png": "fox",
      "d.png": "Fox",
      "e.png": "cow",
      "f.png": "deer",
    });
    // Image b is not among those to score.
    const found = Int32Array.of(5, 4, 3, 2, 0);
    expect(imagesOfMatched(map, placed, { found })).toEqual([
      { label: "deer", to: ["red deer", "roe deer"], file: "a.png", image: 4 },
      { label: "deer", to: ["red deer", "roe deer"], file: "f.png", image: 0 },
      { label: "Fox", to: ["fox"], file: "d.png", image: 2 },
    ]);
  });

  it("are of eight names at most, and leave the rest of the bytes to mistakes", async () => {
    const names = Array.from({ length: 20 }, (_, i) => `name ${i + 10}`);
    const map: LabelMap = new Map(names.map((name) => [name, to("x")]));
    const placed = await placedAs(Object.fromEntries(names.map((name) => [`${name}.png`, name])));
    const found = Int32Array.from(names.keys()).slice(3);
    const chosen = imagesOfMatched(map, placed, { found });
    expect(chosen.map(({ label }) => label)).toEqual(names.slice(3, 11));
    const thumbnail = { mime: "image/png", bytes: new Uint8Array(300), widthPx: 1, heightPx: 1 };
    const shown = chosen.map(({ image: _, ...one }) => ({ ...one, thumbnail }) as const);
    expect(bytesBeside(shown as Parameters<typeof bytesBeside>[0], 10_000)).toBe(7600);
  });
});
