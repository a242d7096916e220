import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Likeness,
  likeAcrossClusters,
  likeTraining,
  MOST_SHOWN,
} from "../../../src/analyses/leakage/find-pairs.js";
import type { ImagePrints } from "../../../src/analyses/leakage/image-prints.js";
import { unitsWithout } from "../../../src/analyses/leakage/leakage-result.js";
import { recordOverlap } from "../../../src/analyses/leakage/record-overlap.js";
import { namesGroups, sharedGroups } from "../../../src/analyses/leakage/shared-groups.js";
import { readHashList, trainingRows } from "../../../src/analyses/leakage/training-images.js";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { categoricalColumn, createTable } from "../../../src/core/table.js";
import { createDigestColumn } from "../../../src/dataset/digest-column.js";
import { TURNS } from "../../../src/images/perceptual-hash.js";

/** An image by small numbers: which file, which pixels, which bits of its look are set; −1 for none. */
interface Drawn {
  readonly bytes: number;
  readonly pixels: number;
  readonly bits: readonly number[] | null;
  /** Bits of its look mirrored across; absent: near no drawn one. */
  readonly turnedBits?: readonly number[];
}

function printsOf(drawn: readonly Drawn[]): ImagePrints {
  const count = drawn.length;
  const bytes = createDigestColumn(count);
  const pixels = createDigestColumn(count);
  const looks = { words: new Uint32Array(count * 8), known: new Uint8Array(count) };
  for (const [i, one] of drawn.entries()) {
    bytes.set(i, one.bytes < 0 ? null : digest(one.bytes));
    pixels.set(i, one.pixels < 0 ? null : digest(100 + one.pixels));
    for (const bit of one.bits ?? []) looks.words[8 * i + (bit >> 5)]! |= 1 << (bit & 31);
    if (one.bits !== null) looks.known[i] = 1;
  }
  // A look that none of the drawn ones is near, with words of its own each turn.
  const turned = new Uint32Array(count * TURNS * 8).fill(0x5555_5555);
  for (const [i, one] of drawn.entries()) {
    if (one.turnedBits === undefined) continue;
    const words = turned.subarray((i * TURNS + 2) * 8, (i * TURNS + 3) * 8).fill(0);
    for (const bit of one.turnedBits) words[bit >> 5]! |= 1 << (bit & 31);
  }
  return { count, bytes, pixels, looks, turned, local: [], undecoded: 0, plain: 0 };
}

/** All of one start, so that the table has long chains. */
function digest(n: number): string {
  return `abababab${n.toString(16).padStart(56, "0")}`;
}

const KINDS = ["same-bytes", "same-pixels", "near"] as const;

/** The place of its kind, and the bits that differ. */
function slowAlike(a: Drawn, b: Drawn): readonly [kind: number, bits: number] | null {
  if (a.bytes >= 0 && a.bytes === b.bytes) return [0, 0];
  if (a.pixels >= 0 && a.pixels === b.pixels) return [1, 0];
  if (a.bits === null || b.bits === null) return null;
  const [left, right] = [new Set(a.bits), new Set(b.bits)];
  const differing = [...left].filter((bit) => !right.has(bit)).length;
  const others = [...right].filter((bit) => !left.has(bit)).length;
  return differing + others <= 31 ? [2, differing + others] : null;
}

/** Each with each: all that an image is like, and those that are shown. */
function slowPairs(
  tested: readonly Drawn[],
  others: readonly Drawn[],
  counts: (image: number, other: number) => boolean,
) {
  return tested.flatMap((one, image) => {
    const all = others.flatMap((other, j) => {
      const alike = counts(image, j) ? slowAlike(one, other) : null;
      return alike === null ? [] : [[...alike, j] as const];
    });
    all.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    const shown = all.slice(0, MOST_SHOWN).map(([kind, bits, other]) => [KINDS[kind], bits, other]);
    return all.length === 0 ? [] : [{ image, count: all.length, shown }];
  });
}

function told(found: readonly Likeness[]) {
  return found.map(({ image, count, pairs }) => ({
    image,
    count,
    shown: pairs.map(({ kind, bits, other }) => [kind, bits, other]),
  }));
}

const image: fc.Arbitrary<Drawn> = fc.record({
  bytes: fc.integer({ min: -1, max: 6 }),
  pixels: fc.integer({ min: -1, max: 6 }),
  bits: fc.option(fc.uniqueArray(fc.nat({ max: 255 }), { maxLength: 40 }), { nil: null }),
});
/** Some of them several times, whole. */
const images = fc
  .tuple(fc.array(image, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }))
  .map(([drawn, again]) => [...drawn, ...again.map((i) => drawn[i % drawn.length]!)]);

describe("pairs of images", () => {
  it("are those that a comparison of each with each finds, the strongest first", () => {
    fc.assert(
      fc.property(images, images, (tested, training) => {
        const found = likeTraining(printsOf(tested), printsOf(training), NEVER_CANCELLED);
        expect(told(found)).toEqual(slowPairs(tested, training, () => true));
      }),
      { numRuns: 60 },
    );
  });

  it("are those of a look turned or mirrored too, and say so where the look itself is not nearer", () => {
    const many = (from: number) => Array.from({ length: 60 }, (_, i) => from + i);
    const tested = printsOf([
      { bytes: 0, pixels: 0, bits: many(0), turnedBits: many(100) },
      { bytes: 1, pixels: 1, bits: many(100), turnedBits: many(100) },
      { bytes: 2, pixels: 2, bits: null, turnedBits: many(100) },
    ]);
    const training = printsOf([{ bytes: 5, pixels: 5, bits: many(102) }]);
    const found = likeTraining(tested, training, NEVER_CANCELLED);
    expect(found.map(({ pairs }) => pairs)).toEqual([
      [{ image: 0, other: 0, kind: "near", bits: 4, isTurned: true, how: null }],
      [{ image: 1, other: 0, kind: "near", bits: 4, isTurned: false, how: null }],
    ]);
  });

  it("across clusters are those with an earlier image of another one", () => {
    const clusters = fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(images, clusters, (tested, of) => {
        const cluster = Int32Array.from(tested, (_, i) => of[i]!);
        const found = likeAcrossClusters(printsOf(tested), cluster, NEVER_CANCELLED);
        const apart = (i: number, j: number): boolean =>
          j < i && cluster[i] !== cluster[j] && cluster[i] !== -1 && cluster[j] !== -1;
        expect(told(found)).toEqual(slowPairs(tested, tested, apart));
      }),
      { numRuns: 60 },
    );
  });

  it("of one file many times are told without comparing each copy with each", () => {
    const count = 20_000;
    const one: Drawn = { bytes: 0, pixels: 0, bits: [] };
    const prints = printsOf(new Array<Drawn>(count).fill(one));
    const cluster = Int32Array.from({ length: count }, (_, i) => i % 2);
    const found = likeAcrossClusters(prints, cluster, NEVER_CANCELLED);
    expect(found).toHaveLength(count - 1);
    expect(found.every((like) => like.count === Math.ceil(like.image / 2))).toBe(true);
    expect(found.at(-1)!.pairs.map(({ other }) => other)).toEqual([0, 2, 4]);
    const trained = likeTraining(printsOf([one]), prints, NEVER_CANCELLED);
    expect(trained.map((like) => like.count)).toEqual([count]);
  });
});

describe("units without images", () => {
  it("are those of which no image is left out: a sequence goes as a whole", () => {
    const isLeft = Uint8Array.of(0, 1, 0, 0, 0);
    const image = Int32Array.of(0, 1, 3, 4); // image 2 has no answer
    expect([...unitsWithout({ image, sequences: null }, isLeft)]).toEqual([0, 2, 3]);
    const sequence = Int32Array.of(7, 7, 7, 2, 2);
    const sequences = { sequence, count: 8, aggregate: "mean" as const };
    const first = Int32Array.of(0, 3);
    expect([...unitsWithout({ image: first, sequences }, isLeft)]).toEqual([1]);
  });
});

describe("groups on both sides", () => {
  const column = (...cells: (string | null)[]) => categoricalColumn(cells);

  it("are levels of an attribute of one name that belong on one side", () => {
    const here = createTable(
      4,
      new Map([
        ["Patient ID", column("P1", "P2", "P1", null)],
        ["site", column("A", "A", "A", "A")],
      ]),
    );
    const there = createTable(
      3,
      new Map([
        ["patient_id", column("P9", "P1", "P1")],
        ["site", column("A", "A", "A")],
      ]),
    );
    expect(sharedGroups(here, Int32Array.of(3, 2, 1, 0), there)).toEqual([
      { attribute: "Patient ID", value: "P1", images: [1, 3], trainingImages: 2, other: 1 },
    ]);
  });

  it("are patients, cameras and sequences, not sites or scanners", () => {
    for (const name of ["patient", "Camera ID", "seq_id", "sequence", "slide"]) {
      expect(namesGroups(name)).toBe(true);
    }
    for (const name of ["site", "hospital", "scanner", "class", "datetime", "personality"]) {
      expect(namesGroups(name)).toBe(false);
    }
  });
});

describe("training lists", () => {
  it("take the rows that a split calls train, where it divides the rows", () => {
    const rows = (...cells: string[]) =>
      trainingRows(createTable(cells.length, new Map([["Split", categoricalColumn(cells)]])));
    expect([...(rows("train", "test", "Training", "val") ?? [])]).toEqual([0, 2]);
    expect(rows("train", "train")).toBeNull();
    expect(rows("test", "val")).toBeNull();
  });

  it("of hashes have one a line, and say which line is none", () => {
    const hash = "0123456789abcdef".repeat(4);
    expect(readHashList(`\n# list\n${hash}\n${hash.toUpperCase()} *a b.png\n`)).toEqual({
      hash: [hash, hash],
      name: ["0123456789ab…", "a b.png"],
    });
    expect(readHashList(`${hash}\nphoto.png\n`)).toBe(2);
    expect(readHashList("file,label\na.png,deer\n")).toBeNull();
    expect(readHashList("")).toBeNull();
  });
});

describe("the overlap of a record", () => {
  const figure = {
    metric: "accuracy",
    role: "headline" as const,
    value: 0.5,
    low: 0.1,
    high: 0.9,
    level: 0.95,
    method: "wilson",
    n: 2,
    defined: null,
    unit: "image",
    clusters: null,
    slice: null,
    warnings: [],
  };
  const result = {
    inputs: {
      images: 3,
      labelled: 3,
      scored: 3,
      ignored: 0,
      listed: [],
      notes: [],
      duplicates: [
        { a: "x.png", b: "t.png", kind: "near" as const, across: "training" as const },
        { a: "y.png", b: "z.png", kind: "same-bytes" as const, across: "cluster" as const },
      ],
    },
    leakage: {
      training: { sources: ["list"], kind: "list" as const, images: 7, compared: 7 },
      found: [],
      groups: [],
      without: [
        { across: "training" as const, leaves: "near" as const, images: 1, estimates: [figure] },
        {
          across: "training" as const,
          leaves: "groups" as const,
          images: 2,
          estimates: [{ ...figure, value: 0.25 }],
        },
      ],
    },
  };

  it("has the pairs by the record's names, and the figures without copies", () => {
    const { role: _role, slice: _slice, ...claim } = figure;
    expect(recordOverlap(result, (file) => `images/${file}`)).toEqual({
      trainingImages: 7,
      pairs: [
        { test: "images/x.png", other: "t.png", kind: "near", across: "training" },
        { test: "images/y.png", other: "images/z.png", kind: "same-bytes", across: "cluster" },
      ],
      without: [{ ...claim, recomputable: true }],
    });
  });

  it("names nothing where names are withheld", () => {
    const overlap = recordOverlap(result, null);
    expect(overlap?.pairs.map(({ test, other }) => [test, other])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(overlap?.without[0]?.recomputable).toBe(false);
    expect(recordOverlap({ inputs: result.inputs }, null)).toBeNull();
  });
});
