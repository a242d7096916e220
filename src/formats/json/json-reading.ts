import type { FileAccess } from "../file-access.js";
import type { ProblemList } from "../import-problems.js";
import { createJsonRecordReader, type JsonRecordHandlers } from "./json-records.js";

/** Reads a JSON file of any size through handlers. @throws as `createJsonRecordReader` */
export async function readJsonRecords(
  access: FileAccess,
  path: string,
  handlers: JsonRecordHandlers,
  problems: ProblemList,
): Promise<void> {
  const reader = createJsonRecordReader(path, handlers, problems);
  for await (const piece of access.stream(path)) reader.push(piece);
  reader.end();
}
