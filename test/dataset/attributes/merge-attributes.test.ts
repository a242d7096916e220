import { describe, expect, it } from "vitest";
import { type Column, categoricalColumn, cellText, type Table } from "../../../src/core/table.js";
import { joinAttributeFile } from "../../../src/dataset/attributes/attribute-file.js";
import { mergeAttributes, sameValue } from "../../../src/dataset/attributes/merge-attributes.js";
import { parseTruthTable } from "../../../src/formats/csv/labels-table.js";
import { throwsCode } from "../../support/throws-code.js";

function tableOf(columns: Record<string, readonly (string | number | null)[]>): Table {
  const made = new Map<string, Column>();
  let rowCount = 0;
  for (const [name, cells] of Object.entries(columns)) {
    rowCount = cells.length;
    const isNumeric = cells.every((cell) => cell === null || typeof cell === "number");
    made.set(
      name,
      isNumeric
        ? {
            kind: "numeric",
            values: Float64Array.from(cells, (cell) => Number(cell ?? Number.NaN)),
          }
        : categoricalColumn(cells.map((cell) => (cell === null ? null : String(cell)))),
    );
  }
  return { rowCount, columns: made };
}

const cells = ({ columns, rowCount }: Table, name: string): (string | null)[] =>
  Array.from({ length: rowCount }, (_, row) => cellText(columns.get(name)!, row));

describe("mergeAttributes", () => {
  it("merges equal cells, fills missing ones, keeps the first of different ones and says so", () => {
    const merged = mergeAttributes(
      4,
      [
        {
          name: "labels.csv",
          table: tableOf({ Site: ["n", "n", null, "s"], night: [1, 0, 1, 0] }),
        },
        {
          name: "meta.csv",
          table: tableOf({ site: ["n", "x", "s", "s"], lens: ["a", "b", "a", "b"] }),
        },
      ],
      (row) => `${row}.jpg`,
    );
    expect([...merged.table.columns.keys()]).toEqual(["Site", "night", "lens"]);
    expect(cells(merged.table, "Site")).toEqual(["n", "n", "s", "s"]);
    expect(merged.sourceOf.get("Site")).toBe("labels.csv, meta.csv");
    expect(merged.sourceOf.get("lens")).toBe("meta.csv");
    expect(merged.notes).toEqual([
      {
        file: "1.jpg",
        code: "attributes/differ",
        what: 'Site: labels.csv and meta.csv say different things about 1 image, such as "n" and "x"; labels.csv counts',
      },
    ]);
  });

  it("leaves a column that needs no filling as it is", () => {
    const first = tableOf({ a: [1, 2] });
    const merged = mergeAttributes(
      2,
      [
        { name: "x", table: first },
        { name: "y", table: tableOf({ a: ["1.0", "2"] }) },
      ],
      String,
    );
    expect(merged.table.columns.get("a")).toBe(first.columns.get("a"));
    expect(merged.notes).toEqual([]);
  });

  it("fills numbers with numbers, and with texts as texts", () => {
    const numbers = mergeAttributes(
      2,
      [
        { name: "x", table: tableOf({ a: [null, 2] }) },
        { name: "y", table: tableOf({ a: [7, null] }) },
      ],
      String,
    );
    expect(numbers.table.columns.get("a")).toEqual({
      kind: "numeric",
      values: Float64Array.of(7, 2),
    });
    const mixed = mergeAttributes(
      2,
      [
        { name: "x", table: tableOf({ a: [null, 2] }) },
        { name: "y", table: tableOf({ a: ["seven", null] }) },
      ],
      String,
    );
    expect(cells(mixed.table, "a")).toEqual(["seven", "2"]);
  });

  it.each([
    ["1", "1.0", true],
    ["1", "one", false],
    ["", "0", false],
    ["2011:05:07 02:35:49", "2011-05-07T02:35:49", true],
    ["2011-05-07", "2011-05-07T00:00:00", false],
    ["2011-05-07T02:35:49+02:00", "2011-05-07T00:35:49Z", false],
    ["Mu\u0308nchen", "M\u00fcnchen ", true],
  ])("sameValue(%j, %j) is %s", (a, b, same) => {
    expect(sameValue(a, b)).toBe(same);
  });
});

describe("joinAttributeFile", () => {
  const images = ["a/1.jpg", "a/2.jpg", "b/3.jpg"].map((path) => ({ path }));
  const read = (text: string) =>
    parseTruthTable(new TextEncoder().encode(text), "meta.csv", { columns: { labels: [] } });

  it("joins by file name, whatever column would be a label elsewhere", () => {
    const table = read("image,site,species\n1.jpg,n,deer\n3.jpg,s,fox\n");
    const joined = joinAttributeFile(table, images);
    expect(cells(joined.table, "site")).toEqual(["n", null, "s"]);
    expect(cells(joined.table, "species")).toEqual(["deer", null, "fox"]);
    expect(joined.unmatched).toBe(0);
    expect(joined.notes).toEqual([
      { file: "", code: "attributes/no-row", what: "meta.csv says nothing about 1 of 3 images" },
    ]);
  });

  it("counts rows that name no image, and says what comes near", () => {
    const joined = joinAttributeFile(
      read("file,site\na/1.jpg,n\na/2.jpg,n\nb/3.jpg,s\nb/3.JPG,s\n"),
      images,
    );
    expect(joined.unmatched).toBe(1);
    expect(joined.notes).toMatchObject([
      {
        code: "attributes/no-image",
        what: expect.stringContaining("1 of 4 rows of meta.csv name no image"),
      },
    ]);
    expect(joined.notes[0]?.what).toContain("differs in upper and lower case: b/3.jpg");
  });

  it("takes the first of several rows about an image, and notes a different one", () => {
    const text = "file,site\na/1.jpg,n\na/1.jpg,n\na/1.jpg,x\na/2.jpg,n\nb/3.jpg,s\n";
    const joined = joinAttributeFile(read(text), images);
    expect(cells(joined.table, "site")).toEqual(["n", "n", "s"]);
    expect(joined.notes).toMatchObject([
      { code: "attributes/differ", what: expect.stringContaining("site in line 4") },
    ]);
  });

  it("refuses a table that names not one image", () => {
    expect(() => joinAttributeFile(read("file,site\nx.jpg,n\n"), images)).toThrow(
      throwsCode("attributes/no-image"),
    );
  });
});
