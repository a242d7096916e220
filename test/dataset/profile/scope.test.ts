import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numericBins } from "../../../src/claims/attribute-levels.js";
import { type Column, categoricalColumn, createTable } from "../../../src/core/table.js";
import {
  jensenShannonDistance,
  kolmogorovSmirnov,
  raoScottDistance,
  totalVariation,
  wassersteinDistance,
} from "../../../src/dataset/profile/attribute-distance.js";
import { scopeCoverage } from "../../../src/dataset/profile/coverage.js";
import { imagesByCluster, withinTheRest } from "../../../src/dataset/profile/left-out-edges.js";
import { openProfile, regionOf } from "../../../src/dataset/profile/open-profile.js";
import { permutedDistances } from "../../../src/dataset/profile/permuted-distances.js";
import { binned, binsOf } from "../../../src/dataset/profile/scope-bins.js";
import {
  isUnitName,
  type ScopeColumn,
  scopeColumns,
} from "../../../src/dataset/profile/scope-columns.js";

const rowsOf = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

function numbers(name: string, values: ArrayLike<number>): ScopeColumn {
  const column: Column = { kind: "numeric", values: Float64Array.from(values) };
  return scopeColumns(
    createTable(values.length, new Map([[name, column]])),
    rowsOf(values.length),
  )[0]!;
}

function levels(name: string, cells: readonly (string | null)[]): ScopeColumn {
  const column = categoricalColumn(cells);
  return scopeColumns(
    createTable(cells.length, new Map([[name, column]])),
    rowsOf(cells.length),
  )[0]!;
}

// Worked numbers of the methods page, §7.
describe("distances of an attribute", () => {
  const test = Float64Array.of(12, 15, 17, 20, 21, 22, 24, 26, 29, 33);
  const local = Float64Array.of(11, 16, 18, 25, 28, 30, 33, 35);

  it("are Kolmogorov–Smirnov and Wasserstein for numbers", () => {
    expect(kolmogorovSmirnov(test, local)).toBeCloseTo(0.325, 12);
    expect(wassersteinDistance(test, local)).toBeCloseTo(3.4, 12);
    expect(kolmogorovSmirnov(test, new Float64Array(0))).toBeNull();
  });

  it("take the cluster as the unit that chance moves", () => {
    const a = [
      [8, 2, 0],
      [6, 3, 1],
      [9, 1, 0],
      [5, 4, 1],
    ];
    const b = [
      [3, 5, 2],
      [2, 6, 2],
      [4, 4, 2],
    ];
    const codes: number[] = [];
    const cluster: number[] = [];
    for (const [g, counts] of [...a, ...b].entries()) {
      for (const [j, n] of counts.entries()) {
        for (let i = 0; i < n; i++) {
          codes.push(j);
          cluster.push(g);
        }
      }
    }
    const { distances, divisions } = permutedDistances(
      [{ values: null, codes: Int32Array.from(codes), bins: 3 }],
      { cluster: Int32Array.from(cluster), count: 7, first: 4 },
      0,
    );
    expect(divisions).toBe(35);
    expect(distances[0]).toEqual({
      distance: expect.closeTo(0.4, 12),
      expected: expect.closeTo(0.162142857, 9),
      excess: expect.closeTo(0.283887468, 9),
      p: null, // 35 divisions are fewer than 200
    });
  });

  it("follow Rao and Scott where the record has bins alone", () => {
    const counts = Float64Array.of(9, 1, 0, 0, 6, 4, 0, 8, 2);
    const found = raoScottDistance([28, 10, 2], { clusters: 3, bins: 3, counts });
    expect(found.delta).toBeCloseTo(6.8, 12);
    expect(found.p).toBeCloseTo(0.492352785, 9);
    expect(found.excess).toBeCloseTo(0.110111986, 9);
  });

  it("lie in 0 to 1, are symmetric, and 0 for equal sets", () => {
    const count = fc.array(fc.nat(50), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(count, count, (a, b) => {
        fc.pre(a.some((n) => n > 0) && b.some((n) => n > 0));
        for (const distance of [totalVariation, jensenShannonDistance]) {
          const d = distance(a, b)!;
          expect(d).toBeGreaterThanOrEqual(0);
          expect(d).toBeLessThanOrEqual(1 + 1e-12);
          expect(distance(b, a)).toBeCloseTo(d, 12);
          expect(distance(a, a)).toBeCloseTo(0, 7);
        }
      }),
    );
  });
});

describe("the tested region", () => {
  it("has the edges of the methods page", () => {
    const test = [12, 15, 17, 20, 21, 22, 24, 26, 29, 33];
    const quarters = [12, 17.75, 21.5, 25.5, 33];
    // In quarters as in the example: fewer than 50 values are cut at the half alone.
    expect(numericBins(Float64Array.from([...Array(5)].flatMap(() => test)))?.edges[0]).toBe(12);
    const bins = { ...binsOf(numbers("x", test))!, edges: quarters, names: ["a", "b", "c", "d"] };
    const { codes } = binned(numbers("x", [11, 16, 18, 25, 28, 30, 33, 35]), bins);
    expect([...codes]).toEqual([4, 0, 1, 2, 3, 3, 3, 5]); // below, 1, 2, 3, 4, 4, 4, above
  });

  it.each([
    ["each image alone", null, 58],
    ["five clusters dealt in turn", (i: number) => i % 5, 58],
    ["five runs of twelve", (i: number) => Math.floor(i / 12), 0],
  ] as const)("covers itself: %s", (_name, of, expected) => {
    const column = numbers(
      "x",
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
    const clusters =
      of === null ? null : { cluster: Int32Array.from({ length: 60 }, (_, i) => of(i)), count: 5 };
    expect(regionOf([column], clusters).selfCoverage).toBeCloseTo(expected / 60, 12);
  });

  it("covers itself as a slow count says, on any set", () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(40));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, fc.nat(3), fc.constantFrom("day", "night")), {
          minLength: 30,
          maxLength: 90,
        }),
        fc.boolean(),
        (rows, grouped) => {
          const columns = [
            numbers(
              "x",
              rows.map(([x]) => x),
            ),
            levels(
              "light",
              rows.map(([, , light]) => light),
            ),
          ];
          const cluster = Int32Array.from(rows, ([, g], i) => (grouped ? g : i));
          const region = regionOf(columns, grouped ? { cluster, count: 4 } : null);
          expect(region.selfCoverage).toBeCloseTo(
            slowSelfCoverage(rows, cluster, grouped, region.order),
            12,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("what is left without one cluster", () => {
  it("has the edges of a set without it, whatever is taken away", () => {
    const value = fc.oneof(
      { weight: 12, arbitrary: fc.integer({ min: 0, max: 40 }).map((k) => k / 2) },
      { weight: 1, arbitrary: fc.constantFrom(-100, -60, 90, 300, Number.NaN) },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, fc.nat(90)), { minLength: 1, maxLength: 150 }),
        fc.boolean(),
        (rows, grouped) => {
          const values = Float64Array.from(rows, ([x]) => x);
          const cluster = Int32Array.from(rows, ([, g], i) => (grouped ? g : i));
          const groups = grouped ? imagesByCluster({ cluster, count: 91 }) : null;
          const slow = rows.map(([x], i) => {
            if (Number.isNaN(x)) return 1;
            const rest = values.filter((_, j) => cluster[j] !== cluster[i]);
            const edges = numericBins(rest)?.edges;
            return edges !== undefined && x >= edges[0]! && x <= edges.at(-1)! ? 1 : 0;
          });
          expect([...withinTheRest([values], groups, rows.length)]).toEqual(slow);
        },
      ),
      { numRuns: 500 },
    );
  });
});

type Row = readonly [x: number, cluster: number, light: string];

/** METHODS §7.1 step 4 word by word: everything again for each cluster that is left out. */
function slowSelfCoverage(
  rows: readonly Row[],
  cluster: Int32Array,
  grouped: boolean,
  order: 1 | 2,
): number {
  const edges = numericBins(Float64Array.from(rows, ([x]) => x))!.edges;
  const binOf = (x: number): number => {
    if (x < edges[0]! || x > edges.at(-1)!) return -1;
    if (edges.length === 1) return 0;
    return Math.max(0, edges.findIndex((edge) => x <= edge) - 1);
  };
  let inside = 0;
  for (const [i, [x, , light]] of rows.entries()) {
    const rest = rows
      .map((row, j) => ({ row, g: cluster[j]! }))
      .filter(({ g }) => g !== cluster[i]);
    const outer =
      rest.length === 0 ? null : numericBins(Float64Array.from(rest, ({ row }) => row[0]));
    const within = outer !== null && x >= outer.edges[0]! && x <= outer.edges.at(-1)!;
    const tested = (same: (row: Row) => boolean): boolean => {
      const own = rest.filter(({ row }) => same(row));
      return own.length >= 10 && (!grouped || new Set(own.map(({ g }) => g)).size >= 2);
    };
    const sameX = ([other]: Row): boolean => binOf(other) === binOf(x) && binOf(x) >= 0;
    const sameLight = ([, , other]: Row): boolean => other === light;
    const both = (row: Row): boolean => sameX(row) && sameLight(row);
    if (within && tested(sameX) && tested(sameLight) && (order === 1 || tested(both))) inside++;
  }
  return inside / rows.length;
}

describe("coverage of a scope", () => {
  const day = [...Array(40).fill("day"), ...Array(12).fill("night")] as string[];
  const profile = openProfile([levels("light", day)], null, day.length);

  it("counts images inside and names the largest part outside", () => {
    const here = [...Array(30).fill("day"), ...Array(9).fill("infrared"), null] as (
      | string
      | null
    )[];
    const found = scopeCoverage(profile, [levels("light", here)], [], here.length);
    expect(found).toMatchObject({ images: 40, covered: 30, knownToFail: 0 });
    expect(found.uncovered).toEqual([
      { cell: [{ attribute: "light", bin: "infrared" }], here: 9, there: 0 },
    ]);
  });

  it("leaves out what the record says is known to fail", () => {
    const fails = [{ words: "at night", where: [{ attribute: "light", levels: ["night"] }] }];
    const here = [...Array(10).fill("day"), ...Array(30).fill("night")] as string[];
    const found = scopeCoverage(profile, [levels("light", here)], fails, here.length);
    expect(found).toMatchObject({ covered: 10, knownToFail: 30 });
  });

  it("covers nothing where nothing can be compared", () => {
    const found = scopeCoverage(profile, [levels("season of year", ["a", "b"])], [], 2);
    expect(found.covered).toBe(0);
    expect(found.notCompared).toEqual([
      { name: "light", only: "record" },
      { name: "season of year", only: "here" },
    ]);
  });

  it("is the same whatever the order of images", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("day", "night", "dusk"), { minLength: 1 }), (cells) => {
        const forth = scopeCoverage(profile, [levels("light", cells)], [], cells.length);
        const back = scopeCoverage(
          profile,
          [levels("light", cells.toReversed())],
          [],
          cells.length,
        );
        expect(back.covered).toBe(forth.covered);
      }),
    );
  });
});

describe("attributes that are compared", () => {
  it.each(["site", "Camera ID", "patient_id", "latitude", "batch", "file name"])(
    "never are names of units: %s",
    (name) => {
      expect(isUnitName(name)).toBe(true);
    },
  );
  it.each(["light", "brightness", "camera model", "magnification", "season"])("are: %s", (name) => {
    expect(isUnitName(name)).toBe(false);
  });
});
