import { describe, expect, it } from "vitest";
import {
  binNames,
  levelledAttributes,
  numericBin,
  numericBins,
} from "../../src/claims/attribute-levels.js";
import { parseTimeStamp } from "../../src/claims/time-stamps.js";
import { type Column, categoricalColumn, createTable } from "../../src/core/table.js";

describe("bins of a numeric attribute", () => {
  it("put a value on an inner edge below it, and say what lies outside", () => {
    // METHODS §7, example: edges 12, 17.75, 21.5, 25.5, 33 in quarters.
    const bins = { edges: [12, 17.75, 21.5, 25.5, 33] };
    const codes = [11, 16, 18, 25, 28, 30, 33, 35].map((value) => numericBin(bins, value));
    expect(codes).toEqual([0, 1, 2, 3, 4, 4, 4, 5]);
    expect([12, 17.75, Number.NaN].map((value) => numericBin(bins, value))).toEqual([1, 1, -1]);
    expect(binNames(bins)).toEqual([
      "below 12",
      "12 to 17.75",
      "above 17.75 to 21.5",
      "above 21.5 to 25.5",
      "above 25.5 to 33",
      "above 33",
    ]);
  });

  it("have quarters from 50 values on, halves below", () => {
    const values = (n: number) => Float64Array.from({ length: n }, (_, i) => i + 1);
    expect(numericBins(values(61))?.edges).toEqual([1, 16, 31, 46, 61]);
    expect(numericBins(Float64Array.of(12, 15, 17, 20, 21, 22, 24, 26, 29, 33))?.edges).toEqual([
      12, 21.5, 33,
    ]);
  });

  it("draw an outer edge in where fewer than three values are near it", () => {
    const values = Float64Array.from({ length: 59 }, (_, i) => i + 1);
    const bins = numericBins(Float64Array.of(...values, 1000))!;
    expect(bins.edges.at(-1)).toBe(59);
    expect(numericBin(bins, 1000)).toBe(bins.edges.length);
  });

  it("of one value are that value", () => {
    const bins = numericBins(Float64Array.of(7, 7, 7, Number.NaN))!;
    expect(bins.edges).toEqual([7]);
    expect([6, 7, 8].map((value) => numericBin(bins, value))).toEqual([0, 1, 2]);
    expect(binNames(bins)).toEqual(["below 7", "7", "above 7"]);
    expect(numericBins(Float64Array.of(Number.NaN))).toBeNull();
  });
});

describe("attributes as levels", () => {
  const table = createTable(
    4,
    new Map<string, Column>([
      ["light", categoricalColumn(["day", "night", null, "day"])],
      ["name", categoricalColumn(["same", "same", "same", "same"])],
      ["size", { kind: "numeric", values: Float64Array.of(1, 2, 3, Number.NaN) }],
      [
        "taken",
        categoricalColumn([
          "2022-01-31 05:59:00",
          "2022-06-01T18:00:00Z",
          "2022:09:30 12:00:00",
          null,
        ]),
      ],
    ]),
  );
  const rows = Int32Array.of(0, 1, 2, 3);

  it("are categorical ones of 2 to 20 levels, numeric ones and times, unless named", () => {
    expect(levelledAttributes(table, rows, null).map(({ name }) => name)).toEqual([
      "light",
      "size",
      "taken (hour)",
      "taken (season)",
    ]);
    expect(levelledAttributes(table, rows, ["name"])).toMatchObject([{ levels: ["same"] }]);
  });

  const seven = (value: number): number[] => new Array(7).fill(value);
  it.each([
    [
      [...seven(0), 1, Number.NaN],
      ["0", "1"],
      [...seven(0), 1, -1],
    ],
    [
      [...seven(1), 0, 1],
      ["0", "1"],
      [...seven(1), 0, 1],
    ],
    [
      [...seven(0), 0.5, 1],
      ["0", "above 0 to 1"],
      [...seven(0), 1, 1],
    ],
    [
      [...seven(1), 0.5, 0.25],
      ["0.25 to below 1", "1"],
      [...seven(1), 0, 0],
    ],
    [
      [0, 0, 1, 1, 2, 2, 3],
      ["0 to 1", "above 1 to 3"],
      [0, 0, 0, 0, 1, 1, 1],
    ],
  ])("parts %j, whose quarters may all be one value", (values, levels, codes) => {
    const column = { kind: "numeric" as const, values: Float64Array.from(values) };
    const table = { rowCount: values.length, columns: new Map([["night", column]]) };
    const [found] = levelledAttributes(table, Int32Array.from(values.keys()), ["night"]);
    // Of bins, what lies beyond the edges has names too, and nobody in it.
    const used = [...new Set(found?.codes)].filter((code) => code >= 0).sort();
    expect(used.map((code) => found?.levels[code])).toEqual(levels);
    expect(Array.from(found?.codes ?? [], (code) => used.indexOf(code))).toEqual(codes);
  });

  it("are no coordinates, which say where a place lies, unless they are named", () => {
    const values = Float64Array.of(46.02, 46.03, 46.2, 46.21);
    const placed = createTable(
      4,
      new Map<string, Column>([
        ...["Latitude", "lon", "decimalLongitude"].map(
          (name) => [name, { kind: "numeric", values }] as const,
        ),
        ["altitude", { kind: "numeric", values }],
      ]),
    );
    const namesOf = (asked: readonly string[] | null) =>
      levelledAttributes(placed, rows, asked).map(({ name }) => name);
    expect(namesOf(null)).toEqual(["altitude"]);
    expect(namesOf(["lon"])).toEqual(["lon"]);
  });

  it("leave out what is missing, and levels without a unit", () => {
    const [light] = levelledAttributes(table, Int32Array.of(1, 2), ["light"]);
    expect(light).toEqual({ name: "light", levels: ["night"], codes: Int32Array.of(0, -1) });
  });

  it("tell hours and seasons apart", () => {
    const [hour, season] = levelledAttributes(table, rows, ["taken"]);
    expect([...hour!.codes]).toEqual([0, 3, 2, -1]);
    expect([...season!.codes].map((code) => season!.levels[code])).toEqual([
      "December to February",
      "June to August",
      "September to November",
      undefined,
    ]);
  });
});

describe("times", () => {
  it.each([
    ["1970-01-01", 0],
    ["1970-01-01 00:01", 60],
    ["2022-12-31T09:52:50Z", 1672480370],
    ["2022-12-31T09:52:50+02:00", 1672473170],
    ["2022-12-31T09:52:50.25+0200", 1672473170],
    ["2000:02:29 12:00:00", 951825600],
    ["1900-03-01", -2203891200],
    ["1969-12-31 23:59:59", -1],
  ])("%s is %d seconds", (text, seconds) => {
    // GNU date -u -d TEXT +%s
    expect(parseTimeStamp(text)?.seconds).toBe(seconds);
  });

  it.each(["2021-02-29", "2022-13-01", "2022-00-10", "31.12.2022", "2022-12-31 25:00", "12", ""])(
    "%s is none",
    (text) => {
      expect(parseTimeStamp(text)).toBeNull();
    },
  );
});
