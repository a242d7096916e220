import type { RawTable } from "./delimited/delimited.js";
import type { FileEvidence, FormatPlace } from "./format.js";
import { ROOT_ARRAY } from "./json/json-records.js";
import { readRecordTable } from "./json/record-table.js";
import { readParquetTable } from "./parquet/parquet.js";

/** Whether a file's content is rows: lines of text, a table or records. */
export function isTableContent({ content, json }: FileEvidence): boolean {
  if (content !== "json") return content !== "xml" && content !== "yaml";
  return json?.isList === true && Object.keys(json.first(ROOT_ARRAY)).length > 0;
}

/** Reads a table that is not of delimited text. @throws as the readers of Parquet and of records */
export function readTable({ access, path, content }: FormatPlace): Promise<RawTable> {
  if (content === "parquet") return readParquetTable(access, path);
  return readRecordTable(access, path, recordForm(content));
}

/** How records are written. */
export function recordForm(content: FormatPlace["content"]): "json" | "json-lines" {
  return content === "json-lines" ? content : "json";
}
