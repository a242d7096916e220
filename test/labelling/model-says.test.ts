import { describe, expect, it } from "vitest";
import { chooseSaid, EVERYTHING_SAID, type ImageSaid } from "../../src/labelling/model-says.js";

const said = (image: string, sureness: number | null, ...labels: string[]): ImageSaid => ({
  image,
  labels,
  sureness,
  boxes: [],
  sizePx: null,
  problem: null,
});
const ALL = [
  said("d.jpg", 0.9, "deer"),
  said("b.jpg", 0.4, "fox"),
  { ...said("e.jpg", null), problem: { code: "unreadable", what: "it is cut off" } },
  said("a.jpg", 0.9, "deer", "fox"),
  said("c.jpg", 0.6, "deer"),
];
const names = (question: Partial<typeof EVERYTHING_SAID>) =>
  Array.from(chooseSaid(ALL, { ...EVERYTHING_SAID, ...question }).items, (i) => ALL[i]!.image);

describe("what the model says", () => {
  it("is sorted by sureness, ties by name, silent images last; or by name", () => {
    expect(names({})).toEqual(["a.jpg", "d.jpg", "c.jpg", "b.jpg", "e.jpg"]);
    expect(names({ order: "least-sure" })).toEqual(["b.jpg", "c.jpg", "a.jpg", "d.jpg", "e.jpg"]);
    expect(names({ order: "name" })).toEqual(["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"]);
  });

  it("is narrowed to a label and to a range, whose ends belong to it", () => {
    expect(names({ label: "fox" })).toEqual(["a.jpg", "b.jpg"]);
    expect(names({ from: 0.6, to: 0.9 })).toEqual(["a.jpg", "d.jpg", "c.jpg"]);
    expect(names({ from: 0.91 })).toEqual([]);
  });

  it("counts labels in the range, whichever label is chosen", () => {
    const { labels } = chooseSaid(ALL, { ...EVERYTHING_SAID, label: "fox", from: 0.5 });
    expect(labels).toEqual([
      { label: "deer", images: 3 },
      { label: "fox", images: 1 },
    ]);
  });
});
