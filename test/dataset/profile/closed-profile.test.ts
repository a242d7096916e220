import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Column, categoricalColumn, createTable } from "../../../src/core/table.js";
import { closedProfile } from "../../../src/dataset/profile/closed-profile.js";
import { compareClosed, compareOpen } from "../../../src/dataset/profile/compare-attributes.js";
import { scopeCoverage } from "../../../src/dataset/profile/coverage.js";
import { openProfile } from "../../../src/dataset/profile/open-profile.js";
import type { ProfileAttribute, ScopeProfile } from "../../../src/dataset/profile/profile-types.js";
import { type ScopeColumn, scopeColumns } from "../../../src/dataset/profile/scope-columns.js";

/** An image: its levels, a number, and the cluster that it belongs to. */
interface Row {
  readonly light: string | null;
  readonly kind: string;
  readonly x: number;
  readonly cluster: number;
}

function columnsOf(rows: readonly Row[]): ScopeColumn[] {
  const columns = new Map<string, Column>([
    ["light", categoricalColumn(rows.map(({ light }) => light))],
    ["kind", categoricalColumn(rows.map(({ kind }) => kind))],
    ["x", { kind: "numeric", values: Float64Array.from(rows, ({ x }) => x) }],
  ]);
  const all = Int32Array.from(rows.keys());
  return scopeColumns(createTable(rows.length, columns), all);
}

interface Told {
  readonly clustered: boolean;
  readonly people: boolean;
  readonly sensitive: boolean;
}

function profileOf(
  rows: readonly Row[],
  { clustered, people, sensitive }: Told,
  columns = columnsOf(rows),
): ScopeProfile {
  const cluster = Int32Array.from(rows, (row) => row.cluster);
  const clusters = clustered ? { cluster, count: CLUSTERS } : null;
  return closedProfile(columns, clusters, rows.length, { people, sensitive: () => sensitive });
}

const CLUSTERS = 120;
const leastOf = ({ clustered, people }: Told): number => (clustered ? (people ? 3 : 2) : 1);

function isEnough(rows: readonly Row[], least: number): boolean {
  return rows.length >= 10 && (least === 1 || new Set(rows.map((r) => r.cluster)).size >= least);
}

const rowsOf = fc.array(
  fc.record({
    light: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom("day", "day", "day", "night", "dusk", "other") },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    kind: fc.constantFrom("a", "a", "a", "a", "b", "b", "c", "d"),
    x: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 60 }).map((k) => k / 4) },
      { weight: 1, arbitrary: fc.constantFrom(Number.NaN, -40, 90) },
    ),
    cluster: fc.nat(6),
  }),
  { minLength: 1, maxLength: 160 },
);
const toldOf = fc.record({
  clustered: fc.boolean(),
  people: fc.boolean(),
  sensitive: fc.boolean(),
});

/** METHODS §7.6 step 1, word by word; null where the attribute is withheld. */
function slowLevels(rows: readonly Row[], of: "light" | "kind", least: number) {
  const byLevel = new Map<string | null, Row[]>();
  for (const row of rows) byLevel.set(row[of], [...(byLevel.get(row[of]) ?? []), row]);
  const nameOf = (level: string | null): string => level ?? "not known";
  const kept = new Map([...byLevel].filter(([, own]) => isEnough(own, least)));
  let other = [...byLevel].filter(([level]) => !kept.has(level)).flatMap(([, own]) => own);
  while (other.length > 0 && !isEnough(other, least) && kept.size > 0) {
    const [level, own] = [...kept].sort(
      ([a, m], [b, n]) => m.length - n.length || (nameOf(a) < nameOf(b) ? -1 : 1),
    )[0]!;
    kept.delete(level);
    other = [...other, ...own];
  }
  if (kept.size === 0) return null;
  return [
    ...[...kept].map(([level, own]) => ({ name: nameOf(level), n: own.length, tested: true })),
    ...(other.length > 0 ? [{ name: "other", n: other.length, tested: false }] : []),
  ];
}

const sorted = <T extends { readonly name: string }>(bins: readonly T[]): T[] =>
  [...bins].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Whether a row is in a bin of numbers, read off its edges. */
function inBin(attribute: ProfileAttribute, bin: number): (row: Row) => boolean {
  const edges = attribute.edges ?? [];
  if (attribute.bins[bin]?.levels !== undefined) return ({ x }) => Number.isNaN(x);
  return ({ x }) => (bin === 0 ? x >= edges[0]! : x > edges[bin]!) && x <= edges[bin + 1]!;
}

describe("levels of a closed profile", () => {
  it("are those that enough images of enough clusters carry, the rest together", () => {
    fc.assert(
      fc.property(rowsOf, toldOf, (rows, told) => {
        const profile = profileOf(rows, told);
        for (const of of ["light", "kind"] as const) {
          const found = profile.attributes.find(({ name }) => name === of);
          if (found === undefined) {
            // Fewer than nine in ten images have it.
            expect(rows.filter((row) => row[of] !== null).length).toBeLessThan(0.9 * rows.length);
            continue;
          }
          const expected = slowLevels(rows, of, leastOf(told));
          expect(found.withheld).toBe(expected === null);
          const bins = found.bins.map(({ name, n, tested }) => ({ name, n, tested }));
          expect(sorted(bins)).toEqual(sorted(expected ?? []));
        }
      }),
    );
  });

  it("of 3 people at least, where clusters are people", () => {
    const rows = Array.from(
      { length: 60 },
      (_, i): Row => ({
        light: i < 20 ? "night" : "day",
        kind: "a",
        x: 1,
        cluster: i < 20 ? i % 2 : i % 6,
      }),
    );
    const names = (people: boolean) =>
      profileOf(rows, { clustered: true, people, sensitive: false })
        .attributes.find(({ name }) => name === "light")
        ?.bins.map(({ name }) => name);
    expect(names(false)).toEqual(["night", "day"]);
    // Night is of two people, and together with it nothing is left.
    expect(names(true)).toEqual([]);
  });

  it("never mix a level that is called other with what is put together", () => {
    const rows = Array.from(
      { length: 140 },
      (_, i): Row => ({
        light: i < 60 ? "other" : i < 120 ? "day" : i < 129 ? "dusk" : i < 138 ? "dawn" : "night",
        kind: i % 2 ? "a" : "b",
        x: 1,
        cluster: i % 5,
      }),
    );
    const profile = profileOf(rows, { clustered: true, people: false, sensitive: false });
    const light = profile.attributes.find(({ name }) => name === "light")!;
    expect(light.bins).toEqual([
      { name: "other", n: 60, tested: true, levels: ["other"] },
      { name: "day", n: 60, tested: true, levels: ["day"] },
      { name: "other", n: 20, tested: false },
    ]);
    const own = profile.pairs.find(({ a, b }) => a === "light" && b === "kind")!;
    expect(own.tested.map(([row]) => row)).toEqual([0, 0, 1, 1]);
  });
});

describe("numbers of a closed profile", () => {
  it("have counts of enough images alone, also by what is left of the whole", () => {
    fc.assert(
      fc.property(rowsOf, toldOf, (rows, told) => {
        const least = leastOf(told);
        const attribute = profileOf(rows, told).attributes.find(({ name }) => name === "x");
        if (attribute === undefined || attribute.withheld || attribute.edges === null) return;
        let left = rows;
        for (const [bin, { n, tested }] of attribute.bins.entries()) {
          const own = rows.filter(inBin(attribute, bin));
          expect(tested).toBe(isEnough(own, least));
          if (n === null) continue;
          expect(n).toBe(own.length);
          expect(tested).toBe(true);
          left = left.filter((row) => !own.includes(row));
        }
        expect(attribute.bins.some(({ tested }) => tested)).toBe(true);
        if (left.length > 0 && left.length < rows.length) {
          expect(isEnough(left, least)).toBe(true);
        }
      }),
      { numRuns: 600 },
    );
  });

  it("are cut at rounded quantiles, the outer ones outward", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -4000, max: 4000 }), { minLength: 60, maxLength: 120 }),
        fc.boolean(),
        fc.constantFrom(1, 10, 1000),
        (whole, sensitive, scale) => {
          const rows = whole.map(
            (k, i): Row => ({
              light: "day",
              kind: "a",
              x: k / scale,
              cluster: i,
            }),
          );
          const told = { clustered: false, people: false, sensitive };
          const attribute = profileOf(rows, told).attributes.find(({ name }) => name === "x")!;
          const expected = slowEdges(
            whole.map((k) => k / scale),
            sensitive,
          );
          if (attribute.withheld || attribute.edges === null || expected === null) return;
          expect(attribute.edges.length).toBe(expected.length);
          for (const [i, edge] of attribute.edges.entries()) {
            expect(edge).toBeCloseTo(expected[i]!, 9);
          }
        },
      ),
    );
  });

  it("as the methods page has them: 17.75 is told as 18, in steps of a half", () => {
    // 1 + 4·24 values, whose quarters are the values themselves; IQR 7.75, so that the step is 0.5.
    const quarters = [12, 17.75, 21.5, 25.5, 33];
    const rows = quarters.flatMap((from, q) =>
      Array.from(
        { length: q < 4 ? 24 : 1 },
        (_, i): Row => ({
          x: from + (((quarters[q + 1] ?? from) - from) * i) / 24,
          light: "day",
          kind: "a",
          cluster: 0,
        }),
      ),
    );
    const told = { clustered: false, people: false, sensitive: false };
    const attribute = profileOf(rows, told).attributes.find(({ name }) => name === "x")!;
    expect(attribute.edges).toEqual([12, 18, 21.5, 25.5, 33]);
  });

  it("about people, places and times end at the 10th value from either end", () => {
    const rows = Array.from(
      { length: 100 },
      (_, i): Row => ({
        light: "day",
        kind: "a",
        x: i + 1,
        cluster: i,
      }),
    );
    const edges = (sensitive: boolean) =>
      profileOf(rows, { clustered: false, people: false, sensitive }).attributes.find(
        ({ name }) => name === "x",
      )?.edges;
    // IQR 49.5, so that the step is 2; quarters 25.75, 50.5, 75.25.
    expect(edges(false)).toEqual([0, 26, 50, 76, 100]);
    expect(edges(true)).toEqual([10, 26, 50, 76, 92]);
  });

  it("which are of one value nearly always are told as levels", () => {
    const rows = Array.from(
      { length: 60 },
      (_, i): Row => ({
        light: "day",
        kind: "a",
        x: i < 48 ? 5 : 6 + (i % 3),
        cluster: i % 4,
      }),
    );
    const told = { clustered: true, people: false, sensitive: false };
    const attribute = profileOf(rows, told).attributes.find(({ name }) => name === "x")!;
    expect(attribute).toMatchObject({
      kind: "categorical",
      edges: null,
      bins: [
        { name: "5", n: 48 },
        { name: "other", n: 12 },
      ],
    });
  });
});

/** METHODS §7.6 step 3 with sorted copies and whole steps; null where no two edges are left. */
function slowEdges(values: readonly number[], sensitive: boolean): number[] | null {
  const all = [...values].sort((a, b) => a - b);
  const quantile = (q: number): number => {
    const h = (all.length - 1) * q;
    const low = all[Math.floor(h)]!;
    return low + (h - Math.floor(h)) * (all[Math.ceil(h)]! - low);
  };
  const range = quantile(0.75) - quantile(0.25);
  if (range === 0) return null;
  let step = 0;
  for (let e = -6; e <= 6; e++) {
    for (const digit of [1, 2, 5]) {
      if (digit * 10 ** e <= (range / 10) * (1 + 1e-12)) step = digit * 10 ** e;
    }
  }
  const near = (v: number): number => all.filter((w) => Math.abs(w - v) <= range).length;
  const inner = [...new Set(all)].filter((v) => near(v) >= 3);
  const [first, last] = sensitive
    ? [all[9]!, all[all.length - 10]!]
    : // An outer edge moves inward until three values are near it.
      [inner[0]!, inner.at(-1)!];
  const floor = (v: number): number => Math.floor(v / step + 1e-9) * step;
  const edges = [
    floor(first),
    ...[0.25, 0.5, 0.75].map((q) => floor(quantile(q) + step / 2)),
    -floor(-last),
  ];
  return edges.filter((edge, i) => i === 0 || edge - edges[i - 1]! > step / 2);
}

describe("a closed profile", () => {
  it("calls a pair tested where enough images of enough clusters are both, and names no other", () => {
    fc.assert(
      fc.property(rowsOf, toldOf, (rows, told) => {
        const profile = profileOf(rows, told);
        for (const { a, b, tested, ...more } of profile.pairs) {
          expect(more).toEqual({});
          const [first, second] = [a, b].map((of) =>
            profile.attributes.find(({ name }) => name === of),
          );
          const holds = (attribute: ProfileAttribute, bin: number): ((row: Row) => boolean) => {
            if (attribute.edges !== null) return inBin(attribute, bin);
            const { levels } = attribute.bins[bin]!;
            // Put together: its counts are told, and no pair of it.
            expect(levels).toBeDefined();
            const cell = (row: Row): string | null =>
              attribute.name === "x"
                ? Number.isNaN(row.x)
                  ? null
                  : String(row.x)
                : row[attribute.name as "light" | "kind"];
            return (row) => (levels!.length === 0 ? cell(row) === null : cell(row) === levels![0]);
          };
          for (const [row, column] of tested) {
            const [isRow, isColumn] = [holds(first!, row), holds(second!, column)];
            expect(
              isEnough(
                rows.filter((one) => isRow(one) && isColumn(one)),
                leastOf(told),
              ),
            ).toBe(true);
          }
        }
      }),
    );
  });

  it("is the same whatever the order of images and the numbers of clusters", () => {
    fc.assert(
      fc.property(rowsOf, toldOf, (rows, told) => {
        const turned = rows.toReversed().map((row) => ({ ...row, cluster: 6 - row.cluster }));
        expect(named(profileOf(turned, told))).toEqual(named(profileOf(rows, told)));
      }),
    );
  });

  it("is compared by the counts that it tells, and by the sum of the rest", () => {
    // One bin of few clusters, which another hides.
    const rows = Array.from(
      { length: 80 },
      (_, i): Row => ({
        light: "day",
        kind: "a",
        x: i,
        cluster: i <= 20 ? 0 : 1 + (i % 7),
      }),
    );
    const told = { clustered: true, people: false, sensitive: false };
    const columns = columnsOf(rows).filter(({ name }) => name === "x");
    const profile = profileOf(rows, told, columns);
    // Edges 0, 20, 40, 60, 80: 21 images of one cluster, then 20, 20 and 19 of seven.
    expect(profile.attributes[0]?.bins.map(({ n }) => n)).toEqual([null, 20, 20, null]);
    expect(profile.attributes[0]?.bins.map(({ tested }) => tested)).toEqual([
      false,
      true,
      true,
      true,
    ]);
    const cluster = Int32Array.from(rows, (row) => row.cluster);
    const here = { columns, clusters: { cluster, count: 8 }, images: rows.length };
    const { attributes } = scopeCoverage(profile, columns, [], rows.length);
    const [same] = compareClosed(here, attributes).attributes;
    expect(same).toMatchObject({ distance: 0, differs: false });
    // Half of the images as they are, the others in the last bin.
    const moved = rows.map((row) => (row.x % 2 === 0 ? row : { ...row, x: 70 }));
    const own = columnsOf(moved).filter(({ name }) => name === "x");
    const coverage = scopeCoverage(profile, own, [], moved.length);
    const [found] = compareClosed({ ...here, columns: own }, coverage.attributes).attributes;
    // Shares there ¼, ¼ and ½ of both bins without a count; here ⅛, ⅛ and ¾.
    expect(found?.distance).toBeCloseTo(1 / 4, 12);
  });
});

it("compares levels that a closed record puts together with those that it does not name", () => {
  const lights = [...Array(40).fill("day"), ...Array(8).fill("dawn"), ...Array(9).fill("dusk")];
  const rows = lights.map(
    (light: string, i): Row => ({
      light,
      kind: "a",
      x: 1,
      cluster: i % 7,
    }),
  );
  const told = { clustered: true, people: false, sensitive: false };
  const columns = columnsOf(rows).filter(({ name }) => name === "light");
  const cluster = Int32Array.from(rows, (row) => row.cluster);
  const profile = profileOf(rows, told, columns);
  const { attributes } = scopeCoverage(profile, columns, [], rows.length);
  const here = { columns, clusters: { cluster, count: 7 }, images: rows.length };
  expect(compareClosed(here, attributes).attributes[0]).toMatchObject({ distance: 0, p: 1 });
});

it("gives numbers between 0 and 1, or none, whatever is compared", () => {
  const sideOf = (rows: readonly Row[], clustered: boolean) => ({
    columns: columnsOf(rows),
    images: rows.length,
    clusters: clustered
      ? { cluster: Int32Array.from(rows, (row) => row.cluster), count: CLUSTERS }
      : null,
  });
  fc.assert(
    fc.property(rowsOf, rowsOf, toldOf, fc.boolean(), (there, rows, told, clustered) => {
      const here = sideOf(rows, clustered);
      const closed = scopeCoverage(profileOf(there, told), here.columns, [], rows.length);
      const test = sideOf(there, told.clustered);
      const open = openProfile(test.columns, test.clusters, there.length);
      const shown = scopeCoverage(open, here.columns, [], rows.length, test.columns);
      for (const { covered, uncovered } of [closed, shown]) {
        expect(covered).toBeLessThanOrEqual(rows.length);
        for (const { here: n } of uncovered) expect(n).toBeLessThanOrEqual(rows.length);
      }
      for (const { attributes } of [
        compareClosed(here, closed.attributes),
        compareOpen(test, here, shown.attributes, 1),
      ]) {
        for (const { distance, expected, excess, p, adjustedP } of attributes) {
          for (const value of [distance, expected, excess, p, adjustedP]) {
            if (value === null) continue;
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1 + 1e-12);
          }
        }
      }
    }),
    { numRuns: 120 },
  );
});

it("says how far images of a single cluster are, and not whether chance would do it", () => {
  const rows = Array.from(
    { length: 60 },
    (_, i): Row => ({
      light: i < 40 ? "day" : "night",
      kind: "a",
      x: 1,
      cluster: i % 7,
    }),
  );
  const columns = columnsOf(rows).filter(({ name }) => name === "light");
  const told = { clustered: true, people: false, sensitive: false };
  const { attributes } = scopeCoverage(profileOf(rows, told, columns), columns, [], 60);
  const clusters = { cluster: new Int32Array(60), count: 1 };
  const unknown = { distance: 0, expected: null, excess: null, p: null, differs: false };
  for (const { attributes: found, warnings } of [
    compareClosed({ columns, clusters, images: 60 }, attributes),
    compareOpen(
      { columns, clusters: null, images: 60 },
      { columns, clusters, images: 60 },
      attributes,
      1,
    ),
  ]) {
    expect(found).toMatchObject([unknown]);
    expect(warnings).toEqual(["scope/few-clusters", "scope/clusters-one-side"]);
  }
});

/** A profile without the order of its bins. */
function named(profile: ScopeProfile) {
  const bins = new Map(profile.attributes.map((one) => [one.name, one.bins]));
  return {
    ...profile,
    attributes: profile.attributes.map((one) => ({ ...one, bins: sorted(one.bins) })),
    pairs: profile.pairs.map(({ a, b, tested }) => ({
      a,
      b,
      tested: tested
        .map(([row, column]) => [bins.get(a)![row], bins.get(b)![column]])
        .map((cell) => JSON.stringify(cell))
        .sort(),
    })),
  };
}
