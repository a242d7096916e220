import { REPORT_SCRIPT } from "virtual:report-script";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MarkPoint, nearestRow } from "../../src/web/report/nearest.js";
import {
  isFalling,
  type PlotData,
  plotCsv,
  rowLines,
  rowSentence,
} from "../../src/web/report/plot-data.js";
import { type RowOrder, targetRow } from "../../src/web/report/target-row.js";

describe("the text of the script", () => {
  it("cannot end its element, or begin what changes how it is read", () => {
    expect(REPORT_SCRIPT).not.toMatch(/<\/script|<script|<!--|\]\]>/i);
    // What a page's parser would change before the policy takes the hash.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(REPORT_SCRIPT).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]/);
  });

  it("is small, needs no module and names no address but the namespace of SVG", () => {
    expect(REPORT_SCRIPT.length).toBeLessThan(26_000);
    expect(REPORT_SCRIPT).not.toMatch(/\b(?:import|export)\b|require\(|eval\(|new Function/);
    expect(REPORT_SCRIPT).not.toMatch(/fetch\(|XMLHttpRequest|WebSocket|sendBeacon|innerHTML/);
    expect(REPORT_SCRIPT.match(/[a-z]+:\/\/[^"'`\s]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
  });
});

describe("nearestRow", () => {
  const at = (row: number, x: number, y: number): MarkPoint => ({ row, x, y });

  it("takes the nearest in x, however far in y", () => {
    const points = [at(0, 0, 500), at(1, 10, 0), at(2, 20, 500)];
    expect(nearestRow(points, 4, 0)).toBe(0);
    expect(nearestRow(points, 6, 500)).toBe(1);
    expect(nearestRow(points, 1000, 0)).toBe(2);
    expect(nearestRow([], 1, 1)).toBeNull();
  });

  it("takes the nearest in y among marks above each other, in any order", () => {
    const points = [at(3, 10, 0), at(4, 10, 100), at(5, 30, 0)];
    for (const order of [points, [...points].reverse()]) {
      expect(nearestRow(order, 12, 20)).toBe(3);
      expect(nearestRow(order, 12, 80)).toBe(4);
    }
  });

  it("is never further in x than any other mark, but for the width of a mark", () => {
    const coordinate = fc.integer({ min: -500, max: 500 });
    const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(points, coordinate, coordinate, (given, x, y) => {
        const marks = given.map(([markX, markY], row) => at(row, markX, markY));
        const found = marks[nearestRow(marks, x, y) ?? -1];
        const least = Math.min(...marks.map((mark) => Math.abs(mark.x - x)));
        expect(Math.abs((found?.x ?? Number.NaN) - x)).toBeLessThanOrEqual(least + marks.length);
      }),
    );
  });
});

describe("targetRow", () => {
  const list: RowOrder = { last: 30, isList: true, isTurned: false };
  const axis: RowOrder = { last: 30, isList: false, isTurned: false };
  const turned: RowOrder = { last: 30, isList: false, isTurned: true };

  it.each([
    ["ArrowDown", list, 6],
    ["ArrowRight", list, 6],
    ["ArrowUp", list, 4],
    ["ArrowLeft", list, 4],
    ["PageDown", list, 15],
    ["PageUp", list, 0],
    ["ArrowRight", axis, 6],
    ["ArrowUp", axis, 6],
    ["ArrowDown", axis, 4],
    ["PageUp", axis, 15],
    ["Home", axis, 0],
    ["End", axis, 30],
    ["ArrowRight", turned, 4],
    ["ArrowLeft", turned, 6],
    ["ArrowUp", turned, 4],
    ["PageDown", turned, 15],
    ["Home", turned, 30],
    ["End", turned, 0],
  ] as const)("%s", (key, order, row) => {
    expect(targetRow(key, 5, order)).toBe(row);
  });

  it("begins at the end that the key comes from", () => {
    expect(targetRow("ArrowDown", null, list)).toBe(0);
    expect(targetRow("ArrowUp", null, list)).toBe(30);
    expect(targetRow("ArrowRight", null, turned)).toBe(30);
  });

  it("leaves other keys alone", () => {
    for (const key of ["Tab", "Enter", " ", "a", "constructor", "__proto__"]) {
      expect(targetRow(key, 5, list)).toBeNull();
    }
  });

  it("stays within the rows", () => {
    const order = fc.record({ last: fc.nat(40), isList: fc.boolean(), isTurned: fc.boolean() });
    const keys = fc.array(
      fc.constantFrom("ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"),
    );
    fc.assert(
      fc.property(order, keys, (given, pressed) => {
        let row: number | null = null;
        for (const key of pressed) {
          row = targetRow(key, row, given);
          expect(row).toBeGreaterThanOrEqual(0);
          expect(row).toBeLessThanOrEqual(given.last);
        }
      }),
    );
  });
});

const DATA: PlotData = {
  columns: [
    { name: "Threshold", numeric: true },
    { name: "Found", numeric: true },
    { name: "Note", numeric: false },
  ],
  rows: [
    row(null, ["none", null], ["0%", 0], ["", null]),
    row(null, ["0.9", 0.9], ["33.3%", 1 / 3], ["in use", null]),
    row("With threshold 0.1 all are found.", ["0.1", 0.1], ["none", null], ["=1+1", null]),
  ],
};

function row(said: string | null, ...cells: [text: string, value: number | null][]) {
  return { said, cells: cells.map(([text, value]) => ({ text, value })) };
}

describe("rows as text", () => {
  it("says a row's own sentence, or its cells behind their names", () => {
    expect(DATA.rows.map((one) => rowSentence(DATA, one))).toEqual([
      "none: Found: 0%",
      "0.9: Found: 33.3%, Note: in use",
      "With threshold 0.1 all are found.",
    ]);
    expect(DATA.rows.map((one) => rowLines(DATA, one).length)).toEqual([2, 3, 1]);
  });

  it("knows rows whose numbers only fall, whatever has no number", () => {
    expect(isFalling(DATA)).toBe(true);
    expect(isFalling({ ...DATA, rows: [...DATA.rows].reverse() })).toBe(false);
    expect(isFalling({ ...DATA, rows: DATA.rows.slice(0, 2) })).toBe(false);
    expect(isFalling({ ...DATA, rows: [...DATA.rows, ...DATA.rows] })).toBe(false);
  });
});

describe("plotCsv", () => {
  it("writes full numbers, leaves what does not exist empty and defuses formulae", () => {
    expect(plotCsv(DATA)).toBe(
      [
        "Threshold,Found,Note\n",
        "none,0,\n",
        "0.9,0.3333333333333333,in use\n",
        "0.1,,'=1+1\n",
      ].join(""),
    );
  });

  it("is read back by another program, cell by cell", () => {
    const text = fc
      .string({ unit: "binary", maxLength: 12 })
      .filter((one) => !/^['\s]|\s$/.test(one));
    const cell = fc.tuple(text, fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })));
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 });
    fc.assert(
      fc.property(table, (rows) => {
        const columns = [
          { name: "a", numeric: false },
          { name: "b", numeric: true },
        ];
        const data = {
          columns,
          rows: rows.map((cells) => ({
            said: null,
            cells: cells.map(([one, value]) => ({ text: one, value })),
          })),
        };
        const read: string[][] = parse(plotCsv(data));
        expect(read[0]).toEqual(["a", "b"]);
        for (const [i, cells] of rows.entries()) {
          for (const [j, [one, value]] of cells.entries()) {
            const found = read[i + 1]?.[j] ?? "missing";
            if (value !== null) expect(Number(found) + 0).toBe(value + 0);
            else if (j === 1) expect(found).toBe("");
            else expect([one, `'${one}`]).toContain(found);
            if (value === null) expect(found).not.toMatch(/^\s*[=+\-@]/);
          }
        }
      }),
    );
  });
});
