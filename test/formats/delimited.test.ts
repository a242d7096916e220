import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { cellText } from "../../src/core/table.js";
import { parsePlainNumber } from "../../src/formats/delimited/decimal.js";
import {
  type DelimitedOptions,
  parseDelimited,
  type RawTable,
  readDelimited,
} from "../../src/formats/delimited/delimited.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { throwsCode } from "../support/throws-code.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, options?: DelimitedOptions): RawTable =>
  parseDelimited(bytesOf(text), "t.csv", options);

/** Cells as text, row by row; null where missing. */
function cells({ table }: RawTable): (string | null)[][] {
  return Array.from({ length: table.rowCount }, (_, row) =>
    [...table.columns.values()].map((column) => cellText(column, row)),
  );
}
const names = ({ table }: RawTable): string[] => [...table.columns.keys()];
const codes = ({ problems }: RawTable): string[] => problems.map(({ code }) => code);
const kindOf = ({ table }: RawTable, name: string) => table.columns.get(name)?.kind;

const H = "image,label\n";

describe("parseDelimited", () => {
  it("reads quotes, doubled quotes, separators and line breaks inside them", () => {
    const table = read(`${H}"a.jpg","c""a,t"\nb.jpg,"big\ncat"\r\n"c.jpg",5" nail\n`);
    expect(cells(table)).toEqual([
      ["a.jpg", 'c"a,t'],
      ["b.jpg", "big\ncat"],
      ["c.jpg", '5" nail'],
    ]);
    expect([...table.line]).toEqual([2, 3, 5]);
    expect(table.problems).toEqual([]);
  });

  it.each([",", ";", "\t", "|"])("finds the separator %j", (separator) => {
    const text = "image,label\na.jpg,cat\nb.jpg,dog\n".replaceAll(",", separator);
    expect(cells(read(text))).toEqual([
      ["a.jpg", "cat"],
      ["b.jpg", "dog"],
    ]);
  });

  it("says what it took for separator and encoding, and why", () => {
    const utf16 = (text: string, mark: readonly number[]) =>
      Uint8Array.from([...mark, ...[...text].flatMap((letter) => [letter.charCodeAt(0), 0])]);
    const legacy = Uint8Array.from([...bytesOf(`${H}a.jpg,caf`), 0xe9]);
    const seen = (bytes: Uint8Array) => parseDelimited(bytes, "t.csv").written;
    const fits = { delimiter: "comma", delimiterWhy: "fits" };
    expect(seen(bytesOf(`${H}a.jpg,cat`))).toEqual({
      ...fits,
      encoding: "utf-8",
      encodingWhy: "all",
    });
    expect(seen(bytesOf("sep=|\nimage|label\na.jpg|cat"))).toEqual({
      delimiter: "bar",
      delimiterWhy: "sep-line",
      encoding: "utf-8",
      encodingWhy: "all",
    });
    expect(seen(bytesOf("image\na.jpg"))).toMatchObject({ delimiterWhy: "none" });
    expect(seen(utf16(`${H}a.jpg,cat`, [0xff, 0xfe]))).toEqual({
      ...fits,
      encoding: "utf-16le",
      encodingWhy: "mark",
    });
    expect(seen(utf16(`${H}a.jpg,cat`, []))).toMatchObject({ encodingWhy: "zeros" });
    expect(seen(legacy)).toEqual({
      ...fits,
      encoding: "windows-1252",
      encodingWhy: "not-utf-8",
    });
  });

  it("reads with the separator and the encoding that somebody says", () => {
    const semicolons = "image;label\na,b.jpg;cat,dog\nc,d.jpg;fox,hare\n";
    expect(names(read(semicolons, { delimiter: "comma" }))).toEqual(["image;label"]);
    expect(cells(read(semicolons, { delimiter: "semicolon" }))[0]).toEqual(["a,b.jpg", "cat,dog"]);
    expect(read(semicolons, { delimiter: "semicolon" }).written?.delimiterWhy).toBe("chosen");
    const accents = bytesOf(`${H}é.jpg,café\n`);
    const as = (encoding: DelimitedOptions["encoding"], bytes = accents) =>
      parseDelimited(bytes, "t.csv", { encoding });
    expect(cells(as("utf-8"))).toEqual([["é.jpg", "café"]]);
    expect(cells(as("windows-1252"))).toEqual([["Ã©.jpg", "cafÃ©"]]);
    expect(as("windows-1252").writing).toBe("commas between cells, Windows-1252");
    expect(codes(as("windows-1252"))).toEqual([]);
    // A mark of UTF-8 is no part of a name.
    expect(names(as("windows-1252", Uint8Array.from([0xef, 0xbb, 0xbf, ...accents])))).toEqual([
      "image",
      "label",
    ]);
    const big = Uint8Array.from([...`${H}é.jpg,c\n`].flatMap((c) => [0, c.charCodeAt(0)]));
    expect(cells(as("utf-16be", big))).toEqual([["é.jpg", "c"]]);
  });

  it("refuses separators and encodings that are none, as a project file may hold them", () => {
    for (const hostile of ["", "constructor", "§", 7, null, { toString: () => "comma" }]) {
      const refused = throwsCode("usage/bad-option");
      expect(() => read(`${H}a,b\n`, { delimiter: hostile as never })).toThrow(refused);
      expect(() => read(`${H}a,b\n`, { encoding: hostile as never })).toThrow(refused);
    }
  });

  it("is told the separator by a spreadsheet's first line", () => {
    expect(cells(read("sep=;\nimage;label\na,b.jpg;cat\n"))).toEqual([["a,b.jpg", "cat"]]);
  });

  it.each(["\n", "\r\n", "\r"])("reads lines that end in %j, the last one or not", (end) => {
    for (const last of ["", end]) {
      const table = read(["image,label", "a.jpg,cat", "", "b.jpg,dog"].join(end) + last);
      expect(cells(table)).toEqual([
        ["a.jpg", "cat"],
        ["b.jpg", "dog"],
      ]);
      expect([...table.line]).toEqual([2, 4]);
    }
  });

  it.each(["utf-16le", "utf-16be"] as const)("reads %s, with its mark or without", (form) => {
    const text = `${H}a.jpg,chât\nb.jpg,🦌\n`;
    for (const whole of [text, `\uFEFF${text}`]) {
      const bytes = new Uint8Array(whole.length * 2);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < whole.length; i++) {
        view.setUint16(2 * i, whole.charCodeAt(i), form === "utf-16le");
      }
      expect(cells(parseDelimited(bytes, "t.csv"))).toEqual([
        ["a.jpg", "chât"],
        ["b.jpg", "🦌"],
      ]);
    }
  });

  it("takes the byte order mark off the first name", () => {
    expect(names(read(`\uFEFF${H}a.jpg,cat\r\n`))).toEqual(["image", "label"]);
  });

  it("reads text that is not UTF-8 as Windows-1252 and says so", () => {
    const bytes = Uint8Array.from(`${H}a.jpg,ch\u00e2t\nb.jpg,\u0080\n`, (c) => c.charCodeAt(0));
    const table = parseDelimited(bytes, "t.csv");
    expect(cells(table)).toEqual([
      ["a.jpg", "chât"],
      ["b.jpg", "€"],
    ]);
    expect(table.problems).toEqual([
      expect.objectContaining({ code: "input/encoding", what: expect.stringContaining("chât") }),
    ]);
  });

  it("lists rows with too few or too many cells by line, and keeps the rest", () => {
    const table = read(`${H}a.jpg,cat\nb.jpg\nc.jpg,cat,x,y\nd.jpg,dog,\n`);
    expect(cells(table)).toEqual([
      ["a.jpg", "cat"],
      ["d.jpg", "dog"],
    ]);
    expect(table.problems.map(({ where }) => where)).toEqual(["t.csv, line 3", "t.csv, line 4"]);
    expect(codes(table)).toEqual(["table/columns", "table/columns"]);
  });

  it("names the line on which an unclosed quote opens", () => {
    const text = `${H}a.jpg,"cat\nb.jpg,dog\n${"x,y\n".repeat(20_000)}`;
    for (const cut of [text.length, 40]) {
      expect(() => read(text.slice(0, cut))).toThrow(throwsCode("table/quote"));
      expect(() => read(text.slice(0, cut))).toThrow("t.csv, line 2");
    }
    expect(() => read(`${H}"a\n\n.jpg",cat\n"b.jpg"x,dog\n`)).toThrow("t.csv, line 5");
  });

  it("refuses a first line of data", () => {
    expect(() => read("a.jpg,cat\nb.jpg,dog\n")).toThrow(throwsCode("table/header"));
    expect(() => read("1,2\n3,4\n")).toThrow(throwsCode("table/header"));
    expect(() => read("image,label\n1,a.jpg,cat\n2,b.jpg,dog\n")).toThrow(
      throwsCode("table/header"),
    );
    expect(cells(read("a.jpg,cat\nb.jpg,dog\n", { header: false }))).toHaveLength(2);
  });

  it("refuses files without rows, with a byte 0 or with too many columns", () => {
    for (const text of ["", " \n\n", H, "\uFEFF"]) {
      expect(() => read(text)).toThrow(throwsCode("input/empty"));
    }
    expect(() => read(`${H}a.jpg,c\0at\n`)).toThrow(throwsCode("input/encoding"));
    expect(() => read(`${H}a.jpg,c\0at\n`)).toThrow("line 2");
    const wide = Array.from({ length: 70_000 }, (_, i) => `c${i}`).join(",");
    expect(() => read(`${wide}\n`)).toThrow(throwsCode("table/too-wide"));
  });

  it("lists a row with a cell beyond the limit", () => {
    const table = read(`${H}a.jpg,${"x".repeat(4 << 20)}\nb.jpg,dog\n`);
    expect(cells(table)).toEqual([["b.jpg", "dog"]]);
    expect(codes(table)).toEqual(["table/cell-too-long"]);
  });

  it("names columns without a name, and tells equal names apart", () => {
    const table = read(",label,label\n1,a,b\n");
    expect(names(table)).toEqual(["column 1", "label", "label#2"]);
    expect(codes(table)).toEqual(["table/duplicate-column"]);
  });

  it("keeps text that is more than its number", () => {
    const table = read("camera,id,day,n,x\n012,9007199254740993,3,1,1e-3\n7,1,2,NA,.5\n");
    expect(kindOf(table, "camera")).toBe("categorical");
    expect(kindOf(table, "id")).toBe("categorical");
    expect(kindOf(table, "day")).toBe("numeric");
    expect(kindOf(table, "n")).toBe("numeric");
    expect(cells(table)).toEqual([
      ["012", "9007199254740993", "3", "1", "0.001"],
      ["7", "1", "2", null, "0.5"],
    ]);
  });

  it("reads decimal commas where commas do not separate cells", () => {
    const table = read("image;x\na;0,9\nb;1.234,56\nc;5\n");
    expect(cells(table)).toEqual([
      ["a", "0.9"],
      ["b", "1234.56"],
      ["c", "5"],
    ]);
    expect(table.writing).toContain("decimal commas");
  });

  it("keeps a column of numbers written in two ways as text and says so", () => {
    const table = read("image,x\na,93 %\nb,93\nc,0.93\n");
    expect(kindOf(table, "x")).toBe("categorical");
    expect(codes(table)).toEqual(["table/number-format"]);
  });

  it("takes days with points between their numbers for no numbers", () => {
    const table = read("image,x,day\na,5.2,01.03.2024\nb,7,2. 3. 24\n");
    expect(kindOf(table, "day")).toBe("categorical");
    expect(codes(table)).toEqual([]);
    expect(codes(read("image,x\na,1.234.567\nb,1234\n"))).toEqual(["table/number-format"]);
  });

  it("reads scores into a matrix, and lists what is no number", () => {
    const table = read("image,a,b,c\nx,0.5,high,\ny,1,0.25,nan\n", {
      readColumns: () =>
        new Map([
          ["a", "score"],
          ["b", "score"],
          ["c", "score"],
        ] as const),
    });
    expect(table.scoreNames).toEqual(["a", "b", "c"]);
    expect([...table.scores]).toEqual([0.5, Number.NaN, Number.NaN, 1, 0.25, Number.NaN]);
    expect(codes(table)).toEqual(["predictions/not-a-number", "predictions/not-a-number"]);
    expect(table.problems[0]?.where).toBe('t.csv, line 2, column "b"');
  });

  it("turns a long column of numbers back into text when a late cell is none", () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => `f${i},${i}.50,${i}.5`);
    const text = `image,id,x\n${rows.join("\n")}\nlast,A7,1\n`;
    const table = read(text);
    expect(kindOf(table, "id")).toBe("categorical");
    expect(kindOf(table, "x")).toBe("numeric");
    expect(cells(table)[11_999]).toEqual(["f11999", "11999.50", "11999.5"]);
    expect(cells(table)[12_000]).toEqual(["last", "A7", "1"]);
  });

  it("counts problems beyond the first thousand instead of listing them", () => {
    const table = read(`${H}a.jpg,cat\n${"x\n".repeat(1500)}`);
    expect(table.problems).toHaveLength(1001);
    expect(table.problems.at(-1)).toMatchObject({ what: "and 500 more of this kind" });
  });
});

describe("parseDelimited against csv-parse", () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom("", " ", "a,b", 'say "x"', "1\n2", "é", "🦌", "x;y", "a\r\nb"),
  );
  const grid = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
    );
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

  it("reads the same cells, in pieces of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        grid,
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 40 }),
        async (rows, end, piece) => {
          const kept = rows.filter((row) => row.some((text) => text.trim() !== ""));
          fc.pre(kept.length > 0 && !kept.some((row) => row.some((t) => t.includes("\0"))));
          const header = kept[0]!.map((_, i) => `c${i}`);
          const body = kept.map((row) =>
            row.map((t) => (/^[^",\r\n;\t|]+$/.test(t) ? t : quote(t))).join(","),
          );
          const text = [header.join(","), ...body].join(end);
          const readColumns = () => new Map(header.map((name) => [name, "text"] as const));
          const access = createMemoryFileAccess(new Map([["t.csv", bytesOf(text)]]), piece);
          const options = { readColumns, delimiter: "comma" } as const;
          const streamed = await readDelimited(access, "t.csv", options);
          const oracle: string[][] = parse(text, { fromLine: 1, recordDelimiter: ["\r\n", "\n"] });
          const expected = oracle
            .slice(1)
            .filter((row) => row.some((t) => t !== ""))
            .map((row) => row.map((t) => (t.trim() === "" ? null : t)));
          expect(cells(streamed)).toEqual(expected);
          expect(cells(read(text, options))).toEqual(expected);
        },
      ),
    );
  });

  it("throws nothing but HomegroundErrors, whatever the bytes", () => {
    const soup = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom(...'",;\t|\r\n\0a1.é-"'.split(""), "NaN", "\uFEFF"), {
          maxLength: 80,
        })
        .map((parts) => bytesOf(parts.join(""))),
    );
    fc.assert(
      fc.property(soup, (bytes) => {
        try {
          parseDelimited(bytes, "t.csv");
        } catch (error) {
          return isHomegroundError(error);
        }
        return true;
      }),
      { numRuns: 2000 },
    );
  });
});

describe("parsePlainNumber", () => {
  const plain = (text: string, comma = false): number => {
    const bytes = bytesOf(text);
    return parsePlainNumber(bytes, 0, bytes.length, comma);
  };

  it("gives the double that ECMAScript gives for the shortest and for fixed decimals", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        if (!Number.isInteger(x) || Number.isSafeInteger(x))
          expect(plain(String(x))).toBe(Number(String(x)));
        const fixed = x.toFixed(7);
        if (Math.abs(x) < 1e15) expect(plain(fixed)).toBe(Number(fixed));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["0", 0],
    ["-0.5", -0.5],
    ["+3", 3],
    ["5.", 5],
    [" 7 ", 7],
    ["0.1234567890123456789", 0.12345678901234568],
    ["1e-7", 1e-7],
    ["9007199254740991", 9007199254740991],
  ])("reads %j", (text, value) => {
    expect(plain(text)).toBe(value);
  });

  it.each(["", " ", "012", "-00.5", "9007199254740993", "1_0", "0x10", "1e999", "1,5", "--1", "."])(
    "does not take %j for a plain number",
    (text) => {
      expect(plain(text)).toBeNaN();
    },
  );

  it("takes a point in a text of decimal commas for nothing but groups of thousands", () => {
    expect(plain("1.234,5", true)).toBe(1234.5);
    expect(plain("0,25", true)).toBe(0.25);
    expect(plain("1.234", true)).toBeNaN();
    expect(plain("12.34,5", true)).toBeNaN();
  });
});
