import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intervalText, toleranceText, valueText } from "../../src/reports/estimate-text.js";
import {
  bytesText,
  counted,
  grouped,
  listed,
  percentDecimals,
  plural,
  shareInWords,
  shortPercent,
  signed,
} from "../../src/reports/numbers.js";

describe("numbers for people", () => {
  it.each([
    [0, 0, "0"],
    [999, 0, "999"],
    [1000, 0, "1,000"],
    [1234567.891, 1, "1,234,567.9"],
    [-1234.5, 1, "−1,234.5"],
    [-0.04, 1, "0.0"],
  ])("groups %d with %d decimals as %s", (value, decimals, text) => {
    expect(grouped(value, decimals)).toBe(text);
  });

  it("reads back as the rounded number, with a true minus", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.nat(4), (x, decimals) => {
        const text = grouped(x, decimals);
        expect(text).not.toContain("-");
        const back = Number(text.replaceAll(",", "").replace("−", "-"));
        expect(back).toBeCloseTo(Number(x.toFixed(decimals)), 6);
      }),
    );
  });

  it("gives a percentage one decimal from 20 images up, none below", () => {
    expect([19, 20].map(percentDecimals)).toEqual([0, 1]);
    expect(valueText("percent", 0.5, 10)).toBe("50%");
    expect(valueText("percent", 22 / 73, 73)).toBe("30.1%");
    expect(intervalText("percent", 0.166, 0.902, 10)).toBe("[17, 90]");
    expect(intervalText("percent", null, 0.9, 10)).toBeNull();
  });

  it("calls differences of percentages points, never %", () => {
    expect(valueText("points", 0.475, 73)).toBe("47.5 points");
    expect(toleranceText("percent", 0.05)).toBe("5 points");
    expect(toleranceText("percent", 0.01)).toBe("1 point");
    expect(toleranceText("percent", 0.025)).toBe("2.5 points");
    expect(toleranceText("percent", 0.1)).toBe("10 points");
    expect(toleranceText("score", 0.02)).toBe("0.02");
    expect(toleranceText("number", 10)).toBe("10");
  });

  it("signs what has a sign, and zero not", () => {
    expect([4.4, -64.24, 0, -0.01].map((x) => signed(x, 1))).toEqual([
      "+4.4",
      "−64.2",
      "0.0",
      "0.0",
    ]);
  });

  it("writes what people write", () => {
    expect([0.9, 0.025, 0].map(shortPercent)).toEqual(["90", "2.5", "0"]);
    expect([counted(1, "image"), counted(1200, "image")]).toEqual(["1 image", "1,200 images"]);
    expect(["camera", "batch", "class", "city", "day", "box"].map(plural)).toEqual([
      "cameras",
      "batches",
      "classes",
      "cities",
      "days",
      "boxes",
    ]);
    expect([listed([]), listed(["a"]), listed(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
    expect([12, 5_300, 542_310, 4.1e7].map(bytesText)).toEqual([
      "12 bytes",
      "5.3 kB",
      "542 kB",
      "41.0 MB",
    ]);
  });

  it("turns shares into words", () => {
    expect([0, 0.02, 0.302, 0.699, 0.97, 1].map(shareInWords)).toEqual([
      "none",
      "about one in 50",
      "about three in ten",
      "about seven in ten",
      "nearly all",
      "all",
    ]);
  });
});
