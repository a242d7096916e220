import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
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

describe("formatParquet", () => {
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
