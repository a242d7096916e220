import type { ColumnChunk } from "hyparquet";
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { ParquetWriter } from "hyparquet-writer/src/parquet-writer.js";
import { writeBooleans, writeNumbers, writeTexts } from "./column-chunk.js";

/** A column to write; what a cell is follows from its kind. */
export type ParquetColumn =
  | TypedColumn<"text", readonly (string | null)[]>
  | TypedColumn<"texts", readonly (readonly string[])[]>
  | TypedColumn<"integer", Int32Array>
  /** NaN is a missing one where some may be. */
  | TypedColumn<"number", Float64Array>
  | TypedColumn<"boolean", readonly boolean[]>;

interface TypedColumn<Kind extends string, Cells> {
  readonly name: string;
  readonly kind: Kind;
  /** Whether some cells are missing: one is never written as 0, NaN or an empty text. */
  readonly nullable: boolean;
  /** Cells of rows `from` to before `to`; numbers only until cells are asked for again. */
  cells(from: number, to: number): Cells;
}

/** A table to write. Cells are asked for a group of rows at a time, columns in turn. */
export interface ParquetTable {
  readonly rowCount: number;
  /** Each with a name of its own. */
  readonly columns: readonly ParquetColumn[];
  /** Texts by key that the file carries about itself. */
  readonly metadata: ReadonlyMap<string, string>;
}

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];

/**
 * Rows that are encoded at once. Arrays much longer than this live among V8's large objects, whose
 * garbage waits for a full collection: a million rows then take 350 MB beside the table, not 80.
 */
const GROUP_ROWS = 10_000;

/**
 * A table as a Parquet file, in pieces: a group of rows each, compressed by Snappy, then the footer.
 * The same table gives the same bytes.
 *
 * Source: Apache Parquet format 2; header, footer and nested columns are hyparquet-writer's, and the
 * others have its bytes (docs/decisions/0014).
 *
 * @param groupRows at most 100,000
 */
export function* formatParquet(
  { rowCount, columns, metadata }: ParquetTable,
  groupRows = GROUP_ROWS,
): Generator<Uint8Array> {
  const bytes = new ByteWriter(1 << 20);
  const file = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    createdBy: "homeground",
    // An empty list is written in a form that strict readers refuse.
    ...(metadata.size === 0
      ? {}
      : { kvMetadata: Array.from(metadata, ([key, value]) => ({ key, value })) }),
  });
  const drain = (): Uint8Array => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0;
    return piece;
  };
  for (let from = 0; from < rowCount; from += groupRows) {
    const to = Math.min(rowCount, from + groupRows);
    const start = bytes.offset;
    const chunks = columns.map((column) => writeColumn(file, bytes, column, from, to));
    const sizes = chunks.map(({ meta_data: data }) => data?.total_uncompressed_size ?? 0n);
    file.row_groups.push({
      columns: chunks,
      total_byte_size: sizes.reduce((sum, size) => sum + size, 0n),
      num_rows: BigInt(to - from),
      total_compressed_size: BigInt(bytes.offset - start),
    });
    yield drain();
  }
  file.num_rows = BigInt(rowCount);
  file.finish();
  yield drain();
}

/** Writes the pages of one column of a group of rows. */
function writeColumn(
  file: ParquetWriter,
  bytes: ByteWriter,
  column: ParquetColumn,
  from: number,
  to: number,
): ColumnChunk {
  const { name, nullable } = column;
  switch (column.kind) {
    case "integer":
      return writeNumbers(bytes, name, column.cells(from, to), false);
    case "number":
      return writeNumbers(bytes, name, column.cells(from, to), nullable);
    case "text": {
      const cells = column.cells(from, to);
      return writeTexts(bytes, name, cells, nullable) ?? writeByLibrary(file, name, cells);
    }
    case "boolean":
      return writeBooleans(bytes, name, column.cells(from, to));
    default:
      return writeByLibrary(file, name, column.cells(from, to));
  }
}

/** Has the encoder write a group of one column, and takes the column out of it. */
function writeByLibrary(file: ParquetWriter, name: string, cells: readonly unknown[]): ColumnChunk {
  const data = [...cells]; // its types ask for an array that may be changed
  file.write({ rowGroupSize: data.length, columnData: [{ name, data, statistics: false }] });
  const [chunk] = file.row_groups.pop()?.columns ?? [];
  if (chunk === undefined) throw new Error(`no column ${name} was written`);
  return chunk;
}

function schemaOf(columns: readonly ParquetColumn[]): Schema {
  return [{ name: "root", num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, kind, nullable }: ParquetColumn): Schema {
  const repetition_type = nullable ? "OPTIONAL" : "REQUIRED";
  switch (kind) {
    case "text":
      return [{ name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type }];
    case "texts":
      return [
        { name, repetition_type, converted_type: "LIST", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        {
          name: "element",
          type: "BYTE_ARRAY",
          converted_type: "UTF8",
          repetition_type: "REQUIRED",
        },
      ];
    case "integer":
      return [{ name, type: "INT32", repetition_type }];
    case "number":
      return [{ name, type: "DOUBLE", repetition_type }];
    case "boolean":
      return [{ name, type: "BOOLEAN", repetition_type }];
    default:
      return kind satisfies never;
  }
}
