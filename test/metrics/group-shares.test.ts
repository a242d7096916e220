import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEstimator } from "../../src/metrics/estimators.js";
import { clustersInGroups, type GroupShare, groupShares } from "../../src/metrics/group-shares.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createMultilabelBuilder } from "../../src/outcomes/multilabel.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import { answered } from "./support/outcomes.js";

const GROUPS = 3;
const CLASSES = 3;
const LEVEL = 0.9;
const small = (most: number) => fc.integer({ min: 0, max: most });
/** Truth, answer, group (−1: none) and cluster of each unit. */
const units = fc.array(
  fc.tuple(small(CLASSES - 1), small(CLASSES - 1), fc.integer({ min: -1, max: 2 }), small(6)),
  { minLength: 1, maxLength: 40 },
);

function expectShare(
  share: GroupShare | undefined,
  want: { value: number | null; low: number | null; high: number | null },
): void {
  const near = (value: number | null) => (value === null ? Number.NaN : expect.closeTo(value, 7));
  expect(share?.value).toEqual(near(want.value));
  expect(share?.low).toEqual(near(want.low));
  expect(share?.high).toEqual(near(want.high));
}

describe("shares of groups", () => {
  it("are accuracy and recalls of the units of each group alone, in clusters or not", () => {
    fc.assert(
      fc.property(units, fc.boolean(), (list, clustered) => {
        const outcomes = answered(
          list.map(([truth]) => truth),
          list.map(([, answer]) => answer),
          clustered
            ? { classes: CLASSES, cluster: list.map(([, , , cluster]) => cluster) }
            : { classes: CLASSES },
        );
        const of = Int32Array.from(list, ([, , group]) => group);
        const shares = groupShares(
          {
            unit: Int32Array.from(list.keys()),
            classIndex: outcomes.truth,
            hit: Uint8Array.from(list, ([truth, answer]) => Number(truth === answer)),
            classCount: CLASSES,
            severalPerUnit: false,
            severalPerClass: false,
          },
          outcomes,
          { of, count: GROUPS },
          LEVEL,
        );
        expect(shares).toHaveLength(GROUPS);
        for (const [g, rows] of shares.entries()) {
          const own = Int32Array.from(list.keys()).filter((unit) => of[unit] === g);
          const part = selectUnits(outcomes, own);
          const estimate = (text: string) => createEstimator(part, parseReference(text)).at(LEVEL);
          expect(rows[0]?.size).toBe(own.length);
          expectShare(rows[0], estimate("accuracy"));
          for (let k = 0; k < CLASSES; k++) {
            const mine = [...own].filter((unit) => list[unit]?.[0] === k);
            expect(rows[k + 1]?.size).toBe(mine.length);
            expect(rows[k + 1]?.hits).toBe(mine.filter((unit) => list[unit]?.[1] === k).length);
            expectShare(rows[k + 1], estimate(`recall{class=c${k}}`));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("of several things a unit are those of pooled recall, the unit the smallest cluster", () => {
    const cells = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1)), {
      minLength: 3,
      maxLength: 60,
    });
    fc.assert(
      fc.property(cells, fc.boolean(), (list, clustered) => {
        const n = Math.floor(list.length / CLASSES);
        const cut = list.slice(0, n * CLASSES);
        const builder = createMultilabelBuilder({ classes: ["c0", "c1", "c2"] });
        builder.addAnswers(
          Uint8Array.from(cut, ([truth]) => truth),
          Uint8Array.from(cut, ([, answer]) => answer),
        );
        const cluster = Int32Array.from({ length: n }, (_, i) => i % 5);
        const outcomes = builder.finish(clustered ? { cluster, clusterCount: 5 } : undefined);
        const of = Int32Array.from({ length: n }, (_, i) => (i % 4) - 1);
        const things = [...cut.keys()].filter((at) => cut[at]?.[0] === 1);
        const shares = groupShares(
          {
            unit: Int32Array.from(things, (at) => Math.floor(at / CLASSES)),
            classIndex: Int32Array.from(things, (at) => at % CLASSES),
            hit: Uint8Array.from(things, (at) => cut[at]?.[1] ?? 0),
            classCount: CLASSES,
            severalPerUnit: true,
            severalPerClass: false,
          },
          outcomes,
          { of, count: GROUPS },
          LEVEL,
        );
        for (const [g, rows] of shares.entries()) {
          const own = Int32Array.from({ length: n }, (_, i) => i).filter((i) => of[i] === g);
          if (own.length === 0) continue;
          const part = selectUnits(outcomes, own);
          const estimate = (text: string) => createEstimator(part, parseReference(text)).at(LEVEL);
          expectShare(rows[0], estimate("recall{average=micro}"));
          for (let k = 0; k < CLASSES; k++) {
            expectShare(rows[k + 1], estimate(`recall{class=c${k}}`));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("number the clusters of each group anew, one that reaches over two in both", () => {
    const found = clustersInGroups(
      { unitCount: 6, cluster: Int32Array.of(4, 1, 4, 4, 2, 1), clusterCount: 5 },
      { of: Int32Array.of(1, 1, 0, 1, -1, 0), count: 2 },
    );
    expect([...found.counts]).toEqual([2, 2]);
    expect([...found.cluster]).toEqual([0, 1, 0, 0, 0, 1]);
  });

  it("have things of no class among all alone, and none of a group without any", () => {
    const [first, second] = groupShares(
      {
        unit: Int32Array.of(0, 1, 1),
        classIndex: Int32Array.of(0, -1, -1),
        hit: Uint8Array.of(1, 1, 0),
        classCount: 1,
        severalPerUnit: true,
        severalPerClass: false,
      },
      { unitCount: 2, cluster: null, clusterCount: 0 },
      { of: Int32Array.of(0, 0), count: 2 },
      0.95,
    );
    expect(first).toMatchObject([
      { hits: 2, size: 3, value: 2 / 3 },
      { hits: 1, size: 1, value: 1, high: 1 },
    ]);
    expect(second).toMatchObject([
      { hits: 0, size: 0, value: Number.NaN, low: Number.NaN },
      { hits: 0, size: 0 },
    ]);
  });
});
