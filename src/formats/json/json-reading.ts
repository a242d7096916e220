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

/**
 * Reads the records of one list in the root object of a JSON file.
 *
 * @param list key of the list
 * @param onRecord gets each record, and its number from 0
 * @returns the other values of the root, by key
 * @throws as `createJsonRecordReader`
 */
export async function readRecordsOf(
  access: FileAccess,
  path: string,
  list: string,
  problems: ProblemList,
  onRecord: (record: unknown, number: number) => void,
): Promise<ReadonlyMap<string, unknown>> {
  const others = new Map<string, unknown>();
  const handlers: JsonRecordHandlers = {
    arrays: new Set([list]),
    onRecords: ({ records, first }) => {
      for (let k = 0; k < records.length; k++) onRecord(records[k], first + k);
    },
    onValue: (key, value) => {
      others.set(key, value);
    },
  };
  await readJsonRecords(access, path, handlers, problems);
  return others;
}
