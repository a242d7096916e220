import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { ParquetWriter } from "hyparquet-writer/src/parquet-writer.js";
import { describe, expect, it } from "vitest";
import { cellText } from "../../src/core/table.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readParquetTable } from "../../src/formats/parquet/parquet.js";
import {
  booleanColumn,
  integerColumn,
  knownNumbers,
  numberColumn,
  optionalTextColumn,
  textColumn,
  textsColumn,
} from "../../src/formats/parquet/parquet-columns.js";
import { formatParquet, type ParquetTable } from "../../src/formats/parquet/parquet-write.js";

interface Row {
  readonly name: string;
  readonly label: string | null;
  readonly labels: readonly string[];
  readonly count: number;
  readonly share: number;
  readonly maybe: number;
  readonly right: boolean;
}

// UTF-8 has no lone surrogates.
const words = fc.string({ unit: "grapheme", maxLength: 12 });
const row: fc.Arbitrary<Row> = fc.record({
  name: words,
  label: fc.option(fc.constantFrom("deer", "fox", "=1", "")),
  labels: fc.array(words, { maxLength: 3 }),
  count: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  share: fc.double({ noNaN: true }),
  maybe: fc.double(),
  right: fc.boolean(),
});

function tableOf(rows: readonly Row[]): ParquetTable {
  return {
    rowCount: rows.length,
    metadata: new Map([["made.by", "a test"]]),
    columns: [
      textColumn("name", (i) => rows[i]!.name),
      optionalTextColumn("label", (i) => rows[i]!.label),
      textsColumn("labels", (i) => rows[i]!.labels),
      integerColumn("count", (i) => rows[i]!.count),
      knownNumbers(
        "share",
        Float64Array.from(rows, ({ share }) => share),
      ),
      numberColumn("maybe", (i) => rows[i]!.maybe),
      booleanColumn("right", (i) => rows[i]!.right),
    ],
  };
}

function bytesOf(table: ParquetTable, groupRows?: number): Uint8Array<ArrayBuffer> {
  const pieces = [...formatParquet(table, groupRows)];
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The same cells as the encoder itself writes them, in one group. */
function bytesOfLibrary(rows: readonly Row[]): Uint8Array {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    createdBy: "homeground",
    kvMetadata: [{ key: "made.by", value: "a test" }],
    schema: [
      { name: "root", num_children: 7 },
      { name: "name", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      { name: "label", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
      { name: "labels", repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      { name: "count", type: "INT32", repetition_type: "REQUIRED" },
      { name: "share", type: "DOUBLE", repetition_type: "REQUIRED" },
      { name: "maybe", type: "DOUBLE", repetition_type: "OPTIONAL" },
      { name: "right", type: "BOOLEAN", repetition_type: "REQUIRED" },
    ],
  });
  const column = (name: keyof Row, statistics: boolean) => ({
    name,
    statistics,
    data: rows.map((one) => (Number.isNaN(one[name]) ? null : one[name])),
  });
  file.write({
    rowGroupSize: rows.length,
    columnData: [
      column("name", false),
      column("label", false),
      column("labels", false),
      column("count", true),
      column("share", true),
      column("maybe", true),
      column("right", false),
    ],
  });
  file.finish();
  return writer.getBytes();
}

describe("formatParquet", () => {
  it("has the bytes of the encoder, of columns that repeat and of others", () => {
    const few = fc.record({
      name: fc.constantFrom("a", "b", "é", "long enough", ""),
      label: fc.option(fc.constantFrom("deer", "fox"), { freq: 3 }),
      labels: fc.constant(["x"]),
      count: fc.integer({ min: 0, max: 9 }),
      share: fc.constantFrom(0, -0, 0.5, 1 / 3, Number.POSITIVE_INFINITY),
      maybe: fc.constantFrom(Number.NaN, 0, -0, 0.25, 7),
      right: fc.boolean(),
    });
    const rows = fc.oneof(
      fc.array(row, { minLength: 1, maxLength: 60 }),
      fc.array(few, { minLength: 1, maxLength: 60 }),
      // Long runs of the same, and more rows than are sampled.
      fc
        .tuple(fc.array(few, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 50 }))
        .map(([some, times]) => some.flatMap((one) => Array<Row>(times).fill(one))),
    );
    fc.assert(
      fc.property(rows, (some) => {
        expect(Buffer.compare(bytesOf(tableOf(some)), bytesOfLibrary(some))).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it("writes texts of more than a page", () => {
    const rows: Row[] = Array.from({ length: 3000 }, (_, i) => ({
      name: `${i}`.padStart(500, "x"),
      label: null,
      labels: [],
      count: i,
      share: i % 7 === 0 ? 0.5 : i / 7,
      maybe: Number.NaN,
      right: true,
    }));
    expect(Buffer.compare(bytesOf(tableOf(rows)), bytesOfLibrary(rows))).toBe(0);
  });

  it("is read back to the same bits, in groups of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        async (rows, groupRows) => {
          const file = bytesOf(tableOf(rows), groupRows).buffer;
          const read = await parquetReadObjects({ file });
          expect(read).toEqual(
            rows.map((one) => ({ ...one, maybe: Number.isNaN(one.maybe) ? null : one.maybe })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is read by the reader of this package", async () => {
    const rows: Row[] = Array.from({ length: 25 }, (_, i) => ({
      name: `${i}.png`,
      label: i % 3 === 0 ? null : `k${i % 2}`,
      labels: [],
      count: i,
      share: i / 7,
      maybe: i % 4 === 0 ? Number.NaN : -i,
      right: i % 2 === 0,
    }));
    const access = createMemoryFileAccess(new Map([["t.parquet", bytesOf(tableOf(rows), 10)]]));
    const { table } = await readParquetTable(access, "t.parquet");
    const column = (name: string) => rows.map((_, i) => cellText(table.columns.get(name)!, i));
    expect(column("name")).toEqual(rows.map(({ name }) => name));
    expect(column("label")).toEqual(rows.map(({ label }) => label));
    expect(column("share")).toEqual(rows.map(({ share }) => String(share)));
    expect(column("maybe")).toEqual(
      rows.map(({ maybe }) => (Number.isNaN(maybe) ? null : String(maybe))),
    );
  });

  it("gives the same bytes for the same table, and its metadata", async () => {
    const rows = fc.sample(row, { numRuns: 30, seed: 1 });
    const bytes = bytesOf(tableOf(rows), 7);
    expect(bytes).toEqual(bytesOf(tableOf(rows), 7));
    expect(new TextDecoder("latin1").decode(bytes)).toContain("made.by");
  });

  it("makes a file without rows", async () => {
    const file = bytesOf({ ...tableOf([]), metadata: new Map() }).buffer;
    expect(await parquetReadObjects({ file })).toEqual([]);
  });
});
