import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLabelSet } from "../../src/core/label-set.js";
import { type CountingRules, joinImages } from "../../src/dataset/image-set.js";
import { sampleImages } from "../../src/dataset/sample-images.js";
import { createTruthMap } from "../../src/dataset/truth-map.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { truthOf } from "../evaluation/truth-of.js";

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

describe("labelled images whose files are missing", () => {
  const rows: Rows = [
    ["a.png", ["deer"]],
    ["gone-1.png", ["fox"]],
    ["gone-2.png", ["person"]],
    ["gone-3.png", ["deer", "fox"]],
    ["gone-4.png", null],
    ["gone-5.png", ["bear"]],
  ];

  it("are kept with their truth where they would be scored", () => {
    const { missing, listed, file } = join(rows, ["a.png"]);
    expect(file).toEqual(["a.png"]);
    expect(listed.map(({ code }) => code)).toEqual(Array(5).fill("missing-file"));
    expect(missing.file).toEqual(["gone-1.png", "gone-5.png"]);
    expect([...missing.row]).toEqual([1, 5]);
    expect([...missing.classStart]).toEqual([0, 1, 2]);
    expect([...missing.classIndex]).toEqual([MAP.classOf("fox"), MAP.classOf("bear")]);
  });

  it("are none where files are not needed", () => {
    expect(join(rows, ["a.png"], { ...RULES, filesNeeded: false }).missing.file).toEqual([]);
  });

  it("stay in a sample in as large a share as the others, rounded up", () => {
    const many: Rows = Array.from({ length: 30 }, (_, i) => [`${100 + i}.png`, ["deer"]]);
    const there = many.slice(0, 20).map(([file]) => file);
    const sample = sampleImages(join(many, there), 5, 1);
    expect(sample.file).toHaveLength(5);
    expect(sample.missing.file).toHaveLength(3);
    expect([...sample.missing.file]).toEqual([...new Set(sample.missing.file)].sort());
    expect(sampleImages(join(many, there), 20, 1).missing.file).toHaveLength(10);
    const again = sampleImages(join(many.slice(0, 20), there), 5, 1);
    expect(again.file).toEqual(sample.file);
  });
});

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
    // Rows that contradict each other are listed as that, and not said twice.
    expect(set.notes.map(({ file, code }) => [file, code])).toEqual([
      ["a.png", "labels/several-rows"],
    ]);
  });

  it("say of many joined images in one note how many, and which the first are", () => {
    const files = Array.from({ length: 40 }, (_, i) => `${10 + i}.png`);
    const rules = { ...RULES, severalLabels: "multilabel" } as const;
    const rows = files.flatMap(
      (file): Rows => [
        [file, ["deer"]],
        [file, ["fox"]],
      ],
    );
    const { notes, classStart } = join(rows, files, rules);
    expect(classStart.at(-1)).toBe(80);
    expect(notes).toEqual([
      {
        file: "",
        code: "labels/several-rows",
        what: expect.stringMatching(
          /^40 images have several rows of .*: 10\.png, 11\.png, 12\.png and 37 more$/,
        ),
      },
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
