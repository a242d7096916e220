import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { ParquetWriter } from "hyparquet-writer/src/parquet-writer.js";

/** A column to write; what a cell is follows from its kind. */
export type ParquetColumn =
  | TypedColumn<"text", readonly (string | null)[]>
  | TypedColumn<"texts", readonly (readonly string[])[]>
  | TypedColumn<"integer", Int32Array | readonly (number | null)[]>
  | TypedColumn<"number", Float64Array | readonly (number | null)[]>
  | TypedColumn<"boolean", readonly (boolean | null)[]>;

interface TypedColumn<Kind extends string, Cells> {
  readonly name: string;
  readonly kind: Kind;
  /** Whether some cells are null: a missing one is never written as 0, NaN or an empty text. */
  readonly nullable: boolean;
  /** Cells of rows `from` to before `to`. */
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
 * Source: Apache Parquet format 2; the encoder is hyparquet-writer (docs/decisions/0014).
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
    file.write({
      rowGroupSize: to - from,
      columnData: columns.map((column) => ({
        name: column.name,
        // The encoder reads its input alone; its types ask for arrays that may be changed.
        data: column.cells(from, to) as Float64Array,
        statistics: column.kind === "number" || column.kind === "integer",
      })),
    });
    yield drain();
  }
  file.finish();
  yield drain();
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
