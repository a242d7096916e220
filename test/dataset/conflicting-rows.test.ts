import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLabelSet } from "../../src/core/label-set.js";
import { CONFLICT_RULES } from "../../src/dataset/conflict-rule.js";
import { placeTruth, prepareImages } from "../../src/dataset/prepare.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { truthOf } from "../evaluation/truth-of.js";

const LABELS = createLabelSet(["deer", "empty", "fox", "hare"]);
const MAP = new Map<string, LabelTarget>(
  LABELS.names.map((label) => [label, { kind: "model-labels", labels: [label] }]),
);
type Rows = Parameters<typeof truthOf>[0];

function prepared(rows: Rows, asked: Partial<typeof DEFAULT_REQUEST>, own = truthOf(rows)) {
  const request = { ...DEFAULT_REQUEST, ...asked };
  const files = [...new Set(own.file)].map((path) => ({ path, sizeBytes: 1 }));
  const placed = placeTruth(own, files, request);
  const { images } = prepareImages(placed, LABELS, MAP, request, true);
  const labels = images.file.map((file, i) => {
    const classes = images.classIndex.subarray(images.classStart[i]!, images.classStart[i + 1]!);
    return [file, ...Array.from(classes, (c) => LABELS.names[c])];
  });
  return { images, labels, placed, site: Array.from(images.row, (row) => rows[row]?.[2]) };
}

const ROWS: Rows = [
  ["a.png", ["deer"], "north"],
  ["b.png", ["fox"], "north"],
  ["a.png", ["fox"], "south"],
  ["a.png", null, "west"],
  ["b.png", ["fox"], "south"],
  ["a.png", ["hare"], "east"],
];

describe("rows that label an image differently", () => {
  it("leave their image out as long as nobody decides", () => {
    const { images, labels } = prepared(ROWS, {});
    expect(labels).toEqual([["b.png", "fox"]]);
    expect(images.listed.map(({ file, code }) => [file, code])).toEqual([
      ["a.png", "several-labels"],
    ]);
    expect(images.notes.map(({ file, code }) => [file, code])).toEqual([
      ["b.png", "labels/several-rows"],
    ]);
  });

  it("are overruled by the earlier or the later one, which is said of each image", () => {
    const first = prepared(ROWS, { conflictingLabels: "first" });
    expect(first.labels).toEqual([
      ["a.png", "deer"],
      ["b.png", "fox"],
    ]);
    expect(first.images.notes[0]).toEqual({
      file: "a.png",
      code: "labels/earlier-row-kept",
      what: '"deer" in line 2 of labels.csv counts, and not "fox", "hare"',
    });
    // The row that counts says the rest about the image as well.
    expect(first.site).toEqual(["north", "north"]);
    const last = prepared(ROWS, { conflictingLabels: "last" });
    expect(last.labels[0]).toEqual(["a.png", "hare"]);
    expect(last.images.notes[0]).toEqual({
      file: "a.png",
      code: "labels/later-row-kept",
      what: '"hare" in line 7 of labels.csv counts, and not "deer", "fox"',
    });
    // Labels of rows that do not count need no decision on their names.
    expect(last.placed.labels).toEqual(["fox", "hare"]);
  });

  it("contradict a row that says that nothing is there", () => {
    const rows: Rows = [
      ["a.png", []],
      ["a.png", ["deer"]],
    ];
    expect(prepared(rows, {}).labels).toEqual([]);
    expect(prepared(rows, { conflictingLabels: "first" }).labels).toEqual([["a.png", "empty"]]);
    expect(prepared(rows, { conflictingLabels: "last" }).labels).toEqual([["a.png", "deer"]]);
  });

  it("are looked at among the rows that a condition keeps", () => {
    const where = [{ column: "site", value: "south" }];
    const { images, labels } = prepared(ROWS, { conflictingLabels: "first", where });
    expect(labels).toEqual([
      ["a.png", "fox"],
      ["b.png", "fox"],
    ]);
    expect(images.notes).toEqual([]);
  });

  it("add up where an image may have several labels", () => {
    const { labels } = prepared(ROWS, { severalLabels: "multilabel", conflictingLabels: "first" });
    expect(labels[0]).toEqual(["a.png", "deer", "fox", "hare"]);
  });

  it("keep images equal to those scored and those listed, whatever the rows", () => {
    const row = fc.tuple(
      fc.constantFrom("a.png", "b.png", "c.png"),
      fc.option(fc.subarray(["deer", "fox", "hare"], { maxLength: 2 })),
    );
    const rows = fc.array(row, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(rows, fc.constantFrom(...CONFLICT_RULES), (given, conflictingLabels) => {
        const { images } = prepared(given, { conflictingLabels });
        expect(images.file.length + images.listed.length).toBe(images.images);
        expect(images.images).toBe(new Set(given.map(([file]) => file)).size);
      }),
    );
  });
});
