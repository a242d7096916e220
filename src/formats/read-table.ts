import type { RawTable } from "./delimited/delimited.js";
import type { FormatPlace } from "./format.js";
import { readRecordTable } from "./json/record-table.js";
import { readParquetTable } from "./parquet/parquet.js";
import { recordForm } from "./table-content.js";

/** Reads a table that is not of delimited text. @throws as the readers of Parquet and of records */
export function readTable({ access, path, content }: FormatPlace): Promise<RawTable> {
  if (content === "parquet") return readParquetTable(access, path);
  return readRecordTable(access, path, recordForm(content));
}
