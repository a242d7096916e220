import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLabelSet } from "../../src/core/label-set.js";
import { type CountingRules, joinImages } from "../../src/evaluation/image-set.js";
import { createTruthMap } from "../../src/evaluation/truth-map.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { truthOf } from "./truth-of.js";

const LABELS = createLabelSet(["deer", "fox"]);
const RULES: CountingRules = {
  severalLabels: "list",
  noAnnotation: "unlabelled",
  filesNeeded: true,
};
const same = (label: string): [string, LabelTarget] => [
  label,
  { kind: "model-labels", labels: [label] },
];
const MAP = createTruthMap(
  LABELS,
  new Map<string, LabelTarget>([
    same("deer"),
    same("fox"),
    ["bear", { kind: "outside" }],
    ["person", { kind: "ignore" }],
    ["empty", { kind: "outside" }],
  ]),
);

type Rows = Parameters<typeof truthOf>[0];

/** Joins rows with files of the same names; `rows` picks the kept ones. */
function join(rows: Rows, paths: readonly string[], rules = RULES, kept = rows.map((_, i) => i)) {
  const truth = truthOf(rows);
  const files = paths.map((path) => ({ path, sizeBytes: 1 }));
  const rowFiles = {
    fileOf: Int32Array.from(truth.file, (file) => paths.indexOf(file)),
    whyNot: () => ({ what: "it is not there" }),
  };
  return joinImages(truth, Int32Array.from(kept), rowFiles, files, new Set(), MAP, rules);
}

const codes = (set: ReturnType<typeof join>) => set.listed.map(({ file, code }) => [file, code]);

describe("the images of an evaluation", () => {
  it("are scored or listed once, each", () => {
    const set = join(
      [
        ["a.png", ["deer"]],
        ["b.png", ["deer", "fox"]],
        ["c.png", null],
        ["gone.png", ["fox"]],
        ["p.png", ["person"]],
        ["x.png", ["bear"]],
      ],
      ["a.png", "b.png", "beside.png", "c.png", "far/away.png", "notes.txt", "p.png", "x.png"],
    );
    expect(set.file).toEqual(["a.png", "x.png"]);
    expect(codes(set)).toEqual([
      ["b.png", "several-labels"],
      ["beside.png", "unlabelled"],
      ["c.png", "unlabelled"],
      ["gone.png", "missing-file"],
      ["p.png", "label-outside"],
    ]);
    expect(set).toMatchObject({ images: 7, labelled: 5, ignored: 1 });
    expect([...set.classIndex].map((at) => MAP.truthNames[at])).toEqual(["deer", "bear"]);
  });

  it("stand in the order of their names, whatever the order of the rows", () => {
    const set = join(
      [
        ["b.png", ["fox"]],
        ["a.png", ["deer"]],
      ],
      ["a.png", "b.png"],
    );
    expect(set.file).toEqual(["a.png", "b.png"]);
    expect([...set.row]).toEqual([1, 0]);
  });

  it("join rows that name one image, and say so", () => {
    const set = join(
      [
        ["a.png", ["deer"]],
        ["a.png", ["deer"]],
        ["b.png", ["deer"]],
        ["b.png", ["fox"]],
      ],
      ["a.png", "b.png"],
    );
    expect(set.file).toEqual(["a.png"]);
    expect(codes(set)).toEqual([["b.png", "several-labels"]]);
    expect(set.notes.map(({ file, code }) => [file, code])).toEqual([
      ["a.png", "labels/several-rows"],
      ["b.png", "labels/several-rows"],
    ]);
  });

  it("keep several labels where the task takes them", () => {
    const rules = { ...RULES, severalLabels: "multilabel" } as const;
    const set = join([["b.png", ["fox", "deer"]]], ["b.png"], rules);
    expect([...set.classIndex].map((at) => MAP.truthNames[at])).toEqual(["deer", "fox"]);
  });

  it("tell an image stated empty from one without a label", () => {
    const rows: Rows = [
      ["a.png", []],
      ["b.png", null],
    ];
    expect(codes(join(rows, ["a.png", "b.png"]))).toEqual([["b.png", "unlabelled"]]);
    const set = join(rows, ["a.png", "b.png"], { ...RULES, noAnnotation: "empty" });
    expect(set.file).toEqual(["a.png", "b.png"]);
    expect(set.images).toBe(2);
  });

  it("need no file where predictions come from a file", () => {
    const set = join([["gone.png", ["deer"]]], [], { ...RULES, filesNeeded: false });
    expect([set.file, [...set.found]]).toEqual([["gone.png"], [-1]]);
  });

  it("are those of the rows that are kept, and files of other rows are none", () => {
    const rows: Rows = [
      ["a.png", ["deer"]],
      ["b.png", ["fox"]],
    ];
    const set = join(rows, ["a.png", "b.png", "c.png"], RULES, [0]);
    expect(set.file).toEqual(["a.png"]);
    expect(codes(set)).toEqual([["c.png", "unlabelled"]]);
    expect(set.images).toBe(2);
  });

  it("always number scored plus listed", () => {
    const label = fc.constantFrom("deer", "fox", "bear", "person");
    const row = fc.tuple(
      fc.constantFrom("a.png", "b.png", "d/c.png", "d/e.png"),
      fc.option(fc.uniqueArray(label, { maxLength: 3 })),
    );
    const path = fc.constantFrom("a.png", "b.png", "d/c.png", "d/f.png", "g/h.png", "t.txt");
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.uniqueArray(path),
        fc.boolean(),
        (rows, paths, filesNeeded) => {
          const set = join(rows, paths.sort(), { ...RULES, filesNeeded });
          expect(set.images).toBe(set.file.length + set.listed.length);
          const names = [...set.file, ...set.listed.map(({ file }) => file)];
          expect(new Set(names).size).toBe(names.length);
        },
      ),
    );
  });
});
