import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionParts } from "../../../src/analyses/gap/gap-cells.js";
import { forEachDeletion } from "../../../src/analyses/gap/gap-intervals.js";
import { createMeanLedger } from "../../../src/analyses/gap/gap-ledger.js";
import { meanMetric } from "../../../src/analyses/gap/gap-metric.js";
import { armCounts, gapTerms, supportedCells } from "../../../src/analyses/gap/gap-terms.js";
import { cellsOf, type Unit } from "../../claims/support/gap-units.js";

const SHARE = meanMetric("higher-is-better", [0, 1], true);

/** Few clusters of few kinds of units, so that some clusters hold whole cells. */
const units = fc.array(
  fc.record({
    truth: fc.nat(1),
    at: fc.tuple(fc.nat(2), fc.nat(1)),
    answer: fc.nat(1),
    cluster: fc.nat(4),
  }) as fc.Arbitrary<Unit>,
  { minLength: 20, maxLength: 60 },
);
const independent = (list: readonly Unit[]): Unit[] =>
  list.map(({ truth, at, answer }) => ({ truth, at, answer }));

describe("the terms of a mean kept as sums", () => {
  // The other way: every term computed anew from all cells, which the tests of the gap hold to
  // lists of units and to METHODS.
  it("are those of all cells after each deletion, and as before when it is undone", () => {
    fc.assert(
      fc.property(units, units, fc.boolean(), fc.boolean(), (first, second, clustered, ofLocal) => {
        const [x, y] = clustered ? [first, second] : [independent(first), independent(second)];
        const cells = cellsOf(x, y, 2);
        const [a, b] = [armCounts(cells.claimed), armCounts(cells.local)];
        const inside = supportedCells(a, b, 3);
        fc.pre(inside.includes(1));
        const parts = conditionParts(cells, 2, [[0], [1], [2], [1, 2]]);
        const slow = (): number[] => {
          const terms = gapTerms(SHARE, a, b, inside, parts);
          return [
            terms.mix,
            terms.within,
            terms.onlyClaimed,
            terms.onlyLocal,
            ...terms.mixParts!,
            ...terms.withinParts!,
          ];
        };
        const ledger = createMeanLedger(a, b, inside, parts);
        const before = ledger.vector();
        expect([...before]).toEqual(slow().map((value) => expect.closeTo(value, 12)));
        forEachDeletion(ofLocal ? b : a, (_, changed) => {
          ledger.change(changed);
          const found = ledger.vector();
          for (const [i, value] of slow().entries()) {
            if (Number.isNaN(value)) expect(found[i]).toBeNaN();
            else expect(found[i]).toBeCloseTo(value, 12);
          }
          ledger.restore();
          expect(ledger.vector()).toEqual(before);
        });
      }),
      { numRuns: 150 },
    );
  });
});
