import { describe, expect, it } from "vitest";
import { forecastLedger } from "../../src/ledger/forecast.js";
import { ownPlace } from "../../src/ledger/own-place.js";
import type { PlacesBasis } from "../../src/records/page/places-view.js";
import { ledgerLines, resultOf } from "../support/shared-results.js";

const RECORD = "a".repeat(64);
const METRIC = "accuracy";

/** Six places of the methods' example whose images are like the record's, and five of which few are. */
const PLACES = [
  [92, 100, 95],
  [180, 200, 92],
  [45, 60, 90],
  [160, 200, 94],
  [270, 300, 97],
  [71, 90, 91],
  [40, 100, 20],
  [50, 100, 22],
  [45, 100, 24],
  [30, 100, 18],
  [55, 100, 21],
] as const;

const lines = ledgerLines(
  PLACES.map(([k, n, covered], i) =>
    resultOf(k, n, { record: RECORD, place: `wood ${i}`, scope: { images: 100, covered } }),
  ),
);
const { next, sites } = forecastLedger({ lines }, {}, "ledger");
const basis: PlacesBasis = {
  record: RECORD,
  metric: METRIC,
  low: next!.low,
  high: next!.high,
  ends: [0.5, 1],
  sites: sites.map(({ value, nEff, covered }) => [value, nEff, covered] as const),
};

describe("a reader's own result beside those of a page", () => {
  it.each([
    [next!.low, "inside"],
    [next!.low - 1e-9, "below"],
    [next!.high, "inside"],
    [next!.high + 1e-9, "above"],
  ])("of %f falls %s of what the places suggest", (value, side) => {
    const own = resultOf(9, 10);
    const figures = [{ ...own.figures[0]!, value }];
    const { heading, lines: said } = ownPlace({ ...own, figures }, basis, true);
    expect(heading).toBe(`Your result falls ${side}`);
    expect(said[0]).toContain("that 11 places suggest.");
  });

  it("is held against places of which about as many images are like the record's, as the command does", () => {
    const asked = { images: 50, covered: 45 };
    const { like } = forecastLedger({ lines }, { covered: 0.9 }, "ledger");
    expect(like!.k).toBe(6);
    // The example of the methods: 54.8 to 96.6 %.
    expect(like!.next!.low).toBeCloseTo(0.548180958, 9);
    const { lines: said } = ownPlace(resultOf(25, 50, { scope: asked }), basis, true);
    expect(said[1]).toContain("The 6 places with about as many suggest 55 to 97%: it lies below");
    const few = ownPlace(resultOf(25, 50, { scope: { images: 50, covered: 30 } }), basis, true);
    expect(few.lines[1]).toContain("too few to foresee from");
  });

  it("is drawn on the axis of the others, and cut at its ends", () => {
    const { mark } = ownPlace(resultOf(75, 100, { place: "<b>mill</b>" }), basis, false);
    expect(mark).toMatchObject({ label: "<b>mill</b>", at: 0.5, sub: "100 images" });
    expect(ownPlace(resultOf(30, 100), basis, false).mark?.at).toBe(0);
  });

  it("is not held against results of another record or figure, and says where nobody checked that", () => {
    const other = ownPlace(resultOf(9, 10, { record: "b".repeat(64) }), basis, true);
    expect(other).toMatchObject({ mark: null, lines: ["It is of another record."] });
    const none = ownPlace({ ...resultOf(9, 10), figures: [] }, basis, false);
    expect(none.lines).toEqual(["It has no accuracy as a share of its images."]);
    const unknown = ownPlace(resultOf(9, 10), basis, true);
    expect(unknown.lines.at(-1)).toContain("nobody checked");
  });
});
