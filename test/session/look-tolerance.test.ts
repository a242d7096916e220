import { describe, expect, it } from "vitest";
import { measureOfTolerance } from "../../src/session/look-tolerance.js";
import { readTypedFigure } from "../../src/session/typed-figure.js";
import { counting } from "../../src/tasks/counting.js";
import { keypoints } from "../../src/tasks/detection/keypoints.js";

describe("how close is close enough, as somebody types it", () => {
  it.each([
    ["1", "count-within{tolerance=1}"],
    ["0", "count-within{tolerance=0}"],
    ["2,5", "count-within{tolerance=2.5}"],
    [" 10 %", "count-within{percent=10}"],
    ["12.5%", "count-within{percent=12.5}"],
    ["a few", null],
    ["", null],
    ["-1", null],
    ["1 2", null],
  ])("is a figure of counts: %j", (typed, measure) => {
    expect(measureOfTolerance(typed, counting.lookTolerance!)).toBe(measure);
  });

  it("is a share of the length for points, in percent too", () => {
    for (const typed of ["0.25", "25 %", "0,25"]) {
      expect(measureOfTolerance(typed, keypoints.lookTolerance!)).toBe(
        "pck{alpha=0.25,average=image}",
      );
    }
  });

  it("goes with a figure that is read as that of the same metric", () => {
    for (const metric of ["count-within{percent=20}", "pck{alpha=0.25,average=image}"]) {
      const read = readTypedFigure({ kind: "claim", metric, figure: "90%", images: null });
      expect(read).toMatchObject({ kind: "read", inWords: "90 %" });
    }
  });

  it("is what is looked at where nothing is typed", () => {
    for (const { lookMeasure, lookTolerance } of [counting, keypoints]) {
      const usual = measureOfTolerance(lookTolerance!.usual, lookTolerance!);
      expect([usual, usual?.replace("alpha=0.2,", "")]).toContain(lookMeasure);
    }
  });
});
