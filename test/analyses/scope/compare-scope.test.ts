import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareImages } from "../../../src/analyses/scope/compare-scope.js";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { type Column, categoricalColumn, createTable } from "../../../src/core/table.js";
import { openProfile } from "../../../src/dataset/profile/open-profile.js";
import { scopeColumns } from "../../../src/dataset/profile/scope-columns.js";
import { createNodeDigest } from "../../../src/node/digest.js";
import type { UnsealedRecord } from "../../../src/records/record/identity.js";
import { readRecordSide } from "../../../src/records/scope/record-side.js";
import { proportionInterval } from "../../../src/statistics/proportion.js";
import { type MadeImage, madeRecord } from "../../evaluation/made-record.js";
import { throwsCode } from "../../support/throws-code.js";

interface Cell {
  readonly size: number;
  readonly light: string;
}

const OPTIONS = { isWhole: true, level: 0.95, seed: 1, concepts: null, features: null } as const;

function columnsOf(cells: readonly Cell[]) {
  const table = createTable(
    cells.length,
    new Map<string, Column>([
      ["size", { kind: "numeric", values: Float64Array.from(cells, ({ size }) => size) } as const],
      ["light", categoricalColumn(cells.map(({ light }) => light))],
    ]),
  );
  return scopeColumns(table, Int32Array.from(cells.keys()));
}

function recordOf(cells: readonly Cell[], change: Partial<UnsealedRecord> = {}) {
  const images = cells.map(
    ({ size, light }): MadeImage => ({
      truth: "fox",
      answer: "fox",
      attributes: { size, light },
    }),
  );
  const profile = openProfile(columnsOf(cells), null, cells.length);
  return madeRecord(["fox"], images, { profile, ...change });
}

async function compared(
  cells: readonly Cell[],
  here: readonly Cell[],
  change: Partial<UnsealedRecord> = {},
  options: Partial<Parameters<typeof compareImages>[2]> = {},
  withFiles = true,
) {
  const { record, access } = recordOf(cells, change);
  const side = await readRecordSide(record, withFiles ? access : null, {
    createDigest: createNodeDigest,
    signal: NEVER_CANCELLED,
  });
  const own = { columns: columnsOf(here), clusters: null, images: here.length };
  return compareImages({ source: "r", record, side }, own, { ...OPTIONS, ...options }).scope;
}

const many = (n: number, size: (i: number) => number, light: string): Cell[] =>
  Array.from({ length: n }, (_, i) => ({ size: size(i), light }));

/** Sizes 1 to 60 by day, and two odd ones that do not widen what was tested. */
const TEST = [...many(60, (i) => i + 1, "day"), ...many(2, (i) => 500 + 500 * i, "day")];

describe("images against the scope of a record", () => {
  it("counts test images beyond the moved edges, and does not call them none", async () => {
    const { uncovered, attributes } = await compared(
      TEST,
      many(5, (i) => 400 + i, "day"),
    );
    expect(uncovered).toEqual([
      { cell: [{ attribute: "size", bin: "above 60" }], here: 5, there: 2 },
    ]);
    const size = attributes.find(({ name }) => name === "size");
    expect(size?.bins.find(({ name }) => name === "above 60")).toMatchObject({ there: 2 });
  });

  it("says of every image in which square of the map it lies", async () => {
    const { record, access } = recordOf([...TEST, ...many(20, (i) => i + 1, "night")]);
    const side = await readRecordSide(record, access, {
      createDigest: createNodeDigest,
      signal: NEVER_CANCELLED,
    });
    const here = [...many(9, (i) => 200 * i, "dusk"), ...many(7, (i) => 9 * i, "day")];
    const own = { columns: columnsOf(here), clusters: null, images: here.length };
    const { scope, cells, likeness } = compareImages({ source: "r", record, side }, own, OPTIONS);
    const counts = (scope.map?.cells ?? []).map(() => 0);
    for (const cell of cells ?? []) counts[cell] = (counts[cell] ?? 0) + 1;
    expect(counts).toEqual(scope.map?.cells.map((cell) => cell.here));
    // What is inside the tested region comes after all that is not.
    const order = [...here.keys()].sort((a, b) => (likeness?.[a] ?? 0) - (likeness?.[b] ?? 0));
    const outside = order.slice(0, here.length - scope.covered).map((i) => here[i]?.light);
    expect(outside.filter((light) => light === "dusk")).toHaveLength(9);
    const { a, rows = [], columns = [] } = scope.map ?? {};
    for (const [i, cell] of [...(cells ?? [])].entries()) {
      const [row, column] = [
        rows[Math.floor(cell / columns.length)],
        columns[cell % columns.length],
      ];
      expect(a === "light" ? row : column).toBe(here[i]?.light);
    }
  });

  it("says that it is not told where the record tells counts alone", async () => {
    const here = many(5, (i) => 400 + i, "day");
    const { uncovered, record } = await compared(TEST, here, {}, {}, false);
    expect(record.oneByOne).toBe(false);
    expect(uncovered[0]).toMatchObject({ here: 5, there: null });
    const all = await compared(
      many(60, (i) => i + 1, "day"),
      here,
      {},
      {},
      false,
    );
    expect(all.uncovered[0]).toMatchObject({ here: 5, there: 0 });
  });

  it("gives a share of a sample Wilson's range, and one of all images none", async () => {
    const here = [...many(30, (i) => 10 + i, "day"), ...many(10, (i) => 10 + i, "night")];
    const whole = await compared(TEST, here);
    expect(whole).toMatchObject({ covered: 30, images: 40, coverage: 0.75, low: null, high: null });
    const sample = await compared(TEST, here, {}, { isWhole: false });
    const z = 1.959963984540054;
    const [p, n] = [0.75, 40];
    const centre = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
    const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n * n));
    expect(sample.low).toBeCloseTo(centre - half, 10);
    expect(sample.high).toBeCloseTo(centre + half, 10);
    expect(sample.method).toBe("wilson");
  });

  it("tells what is covered without each attribute that decides, and without all of these", async () => {
    const other = many(3, () => 5, "day").map((cell) => ({ ...cell, light: "night" }));
    const here = [...other, ...many(1, () => 30, "day")];
    const { without } = await compared(TEST, here);
    expect(without).toEqual([{ attributes: ["light"], covered: 4 }]);
  });

  it("keeps what the authors expect, do not test and know to fail apart", async () => {
    const scope = {
      expected: [
        { words: "at dusk", where: [{ attribute: "light", levels: ["dusk"] }] },
        { words: "in fog", where: [] },
      ],
      notTested: ["under water"],
      knownToFail: [{ words: "tiny", where: [{ attribute: "size", to: 5 }] }],
    };
    const here = [...many(8, (i) => i + 1, "day"), ...many(3, () => 20, "dusk")];
    const { regions, covered } = await compared(TEST, here, { scope });
    expect(covered).toBe(3); // of 8 by day 5 are tiny, and dusk is asserted only
    expect(regions).toEqual({
      expected: [
        { words: "at dusk", images: 3 },
        { words: "in fog", images: null },
      ],
      knownToFail: [{ words: "tiny", images: 5 }],
      notTested: ["under water"],
      failing: 5,
    });
  });

  it("has no coverage where the authors state no conditions, or no image is there", async () => {
    const none = await compared(
      TEST,
      many(3, () => 5, "day"),
      { profile: null },
    );
    expect(none).toMatchObject({ coverage: null, order: null, attributes: [] });
    expect(none.record.hasProfile).toBe(false);
    expect(await compared(TEST, [])).toMatchObject({ coverage: null, images: 0 });
  });

  it("says that features are not compared where there are none", async () => {
    const { embedding, warnings } = await compared(
      TEST,
      many(3, () => 5, "day"),
    );
    expect(embedding).toBeNull();
    expect(warnings).toContain("scope/no-embedding");
  });

  describe("features", () => {
    const cells = many(120, (i) => i + 1, "day");
    const features = (values: readonly number[], given = 1, without: readonly number[] = []) => {
      const has = Uint8Array.from(values, (_, i) => (without.includes(i) ? 0 : 1));
      return { source: "pooled", given, width: given, values: Float32Array.from(values), has };
    };

    /** 120 test images in a row, and images here at places beside them. */
    async function placed(
      places: readonly number[],
      options: Partial<Parameters<typeof compareImages>[2]> = {},
      published: ReturnType<typeof features> | null = features(cells.map((_, i) => i)),
    ) {
      const { record, access } = recordOf(cells);
      const side = await readRecordSide(record, access, {
        createDigest: createNodeDigest,
        signal: NEVER_CANCELLED,
      });
      const names = places.map((_, i) => `own-${i}.jpg`);
      const columns = columnsOf(many(places.length, () => 5, "day"));
      const own = { columns, clusters: null, images: places.length, names };
      const images = Int32Array.from(cells.keys());
      const placedThere = published === null ? null : { features: published, images };
      const there = { source: "r", record, side, features: placedThere };
      return compareImages(there, own, {
        ...OPTIONS,
        features: features(places),
        ...options,
      }).scope;
    }

    it("are compared where both sides have them, and the furthest images named", async () => {
      const { embedding, warnings } = await placed([50, 60, 900, 901, 59]);
      expect(embedding).toMatchObject({ images: 5, beyond: 2, share: 0.4, low: null, high: null });
      expect(embedding).toMatchObject({
        testImages: 120,
        without: 0,
        notDrawn: 0,
        source: "pooled",
      });
      // The five nearest of 900 are 115 … 119, of which 117 is the mean.
      expect(embedding?.least.map(({ file, distance }) => [file, distance])).toEqual([
        ["own-3.jpg", 784],
        ["own-2.jpg", 783],
      ]);
      // 60 is the nearest here that is as near as test images are, and the last of the test images.
      expect(embedding?.least.map(({ here }) => here)).toEqual(["own-1.jpg", "own-1.jpg"]);
      const [first] = embedding?.least ?? [];
      expect(first?.test).toMatch(/119/);
      expect(warnings).not.toContain("scope/no-embedding");
    });

    it("give a range where the images are a sample, that of any share", async () => {
      const places = Array.from({ length: 40 }, (_, i) => (i < 30 ? 10 + 2 * i : 500 + i));
      const { embedding } = await placed(places, { isWhole: false });
      const { low, high } = proportionInterval(10, 40, 0.95);
      expect(embedding).toMatchObject({ share: 0.25, low, high, method: "wilson" });
    });

    it("say what chance gives: much further is told apart, as near is not", async () => {
      const far = await placed(Array.from({ length: 40 }, (_, i) => 500 + i));
      expect(far.embedding).toMatchObject({ beyond: 40, p: 0.001, differs: true });
      const near = await placed(Array.from({ length: 40 }, (_, i) => 3 * i));
      expect(near.embedding?.differs).toBe(false);
      expect(near.embedding?.p).toBeGreaterThan(0.05);
    });

    it("leave out images without any, and count them", async () => {
      const own = features([50, 900, 51], 1, [1]);
      const { embedding } = await placed([50, 900, 51], { features: own });
      expect(embedding).toMatchObject({ images: 2, beyond: 0, without: 1 });
    });

    it("say why they are not compared", async () => {
      const codes = async (...given: Parameters<typeof placed>): Promise<readonly string[]> =>
        (await placed(...given)).warnings;
      expect(await codes([50], {}, null)).toContain("scope/no-embedding");
      expect(await codes([50], { features: null })).toContain("scope/no-own-features");
      const few = features(
        cells.map((_, i) => i),
        1,
        cells.map((_, i) => i).slice(99),
      );
      expect(await codes([50], {}, few)).toContain("scope/few-for-features");
      await expect(placed([50], { features: features([1, 2], 2) })).rejects.toThrow(
        throwsCode("features/other-length"),
      );
    });
  });

  it("refuses a manifest that is another one than the record binds", async () => {
    const { record } = recordOf(TEST);
    const { access } = recordOf(TEST.slice(1));
    const options = { createDigest: createNodeDigest, signal: NEVER_CANCELLED };
    await expect(readRecordSide(record, access, options)).rejects.toThrow(
      throwsCode("record/hash-mismatch"),
    );
  });

  it("draws a map whose squares are what a count of each gives", async () => {
    const cell = fc.record({
      size: fc.integer({ min: 1, max: 6 }),
      light: fc.constantFrom("day", "night", "dusk"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { minLength: 1, maxLength: 60 }),
        fc.array(cell, { minLength: 1, maxLength: 30 }),
        async (cells, here) => {
          const { map, attributes } = await compared(cells, here);
          if (map === null) {
            expect(attributes.length).toBeLessThan(2);
            return;
          }
          const { rows, columns, cells: squares } = map;
          const sum = (
            of: (one: { here: number; there: number | null; tested: boolean }) => number,
          ): number => squares.reduce((total, one) => total + of(one), 0);
          expect(sum((one) => one.here)).toBe(here.length);
          expect(sum((one) => one.there ?? 0)).toBe(cells.length);
          expect(sum((one) => (one.tested ? 0 : one.here))).toBe(map.untested);
          for (const [i, one] of squares.entries()) {
            const [row = "", column = ""] = [
              rows[Math.floor(i / columns.length)],
              columns[i % columns.length],
            ];
            const isIn = ({ size, light }: Cell): boolean =>
              light === lightOf(row, column) && inBin(size, sizeOf(row, column));
            expect(one.here).toBe(here.filter(isIn).length);
            expect(one.there).toBe(cells.filter(isIn).length);
            expect(one.tested).toBe(
              (one.there ?? 0) >= 10 && !/^(below|above [\d.]+$)/.test(sizeOf(row, column)),
            );
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

const isLight = (name: string): boolean => ["day", "night", "dusk"].includes(name);
const lightOf = (a: string, b: string): string => (isLight(a) ? a : b);
const sizeOf = (a: string, b: string): string => (isLight(a) ? b : a);

/** Whether a value is in a bin, read from the words of its name. */
function inBin(value: number, name: string): boolean {
  const [, below] = /^below ([\d.]+)$/.exec(name) ?? [];
  if (below !== undefined) return value < Number(below);
  const [, open, from, to] = /^(above )?([\d.]+)(?: to ([\d.]+))?$/.exec(name) ?? [];
  if (from === undefined) return false;
  if (to === undefined) return open === undefined ? value === Number(from) : value > Number(from);
  const low = open === undefined ? value >= Number(from) : value > Number(from);
  return low && value <= Number(to);
}
