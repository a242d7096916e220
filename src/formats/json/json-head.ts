import { type HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList } from "../import-problems.js";
import { createJsonRecordReader, type JsonRecordHandlers, ROOT_ARRAY } from "./json-records.js";
import { isRecord } from "./json-values.js";

/** What the beginning of a JSON file shows. */
export interface JsonHead {
  /** Whether the root is a list; its first record is `first(ROOT_ARRAY)`. */
  readonly isList: boolean;
  /** Keys of the root object that were seen. */
  readonly keys: ReadonlySet<string>;
  /** First record of a list in the root, or of the root itself; empty where there is none. */
  first(array: string): Readonly<Record<string, unknown>>;
  /** What is wrong with the JSON, where that shows: all that was read of it is parsed anew. */
  failure(): HomegroundError | null;
}

/** So much of a JSON file is read to tell what it is. */
const SNIFF_JSON_BYTES = 1 << 22;

/** Looked at in turn, as long as more is to be learned. */
const PIECE_BYTES = 1 << 18;

/** Lists in the root whose first record tells formats apart. */
const LISTS: ReadonlySet<string> = new Set(["images", "annotations", "predictions", "instances"]);

/** Reads the first keys and records of a JSON file. @throws as the access */
export async function readJsonHead(access: FileAccess, path: string): Promise<JsonHead> {
  const head = await access.read(path, { maxBytes: SNIFF_JSON_BYTES });
  const keys = new Set<string>();
  const first = new Map<string, unknown>();
  const handlers: JsonRecordHandlers = {
    arrays: LISTS,
    onRecords: ({ array, records }) => {
      if (!first.has(array)) first.set(array, records[0]);
    },
    onValue: (key) => {
      keys.add(key);
    },
    onKey: (key) => {
      keys.add(key);
    },
  };
  readThrough(path, head, { ...handlers, isWanted: (array) => !first.has(array) });
  keys.delete(ROOT_ARRAY);
  return {
    isList: first.has(ROOT_ARRAY),
    keys,
    first(array) {
      const record = first.get(array);
      return isRecord(record) ? record : {};
    },
    failure: () => readThrough(path, head, { ...NO_HANDLERS, arrays: LISTS }),
  };
}

const NO_HANDLERS = { onRecords() {}, onValue() {} };

/** @returns what is wrong with the beginning of a JSON text, as far as it is looked at */
function readThrough(
  path: string,
  head: Uint8Array,
  handlers: JsonRecordHandlers,
): HomegroundError | null {
  const reader = createJsonRecordReader(path, handlers, createProblemList());
  try {
    for (let from = 0; from < head.length; from += PIECE_BYTES) {
      reader.push(head.subarray(from, from + PIECE_BYTES));
      // Nothing but further records follows the first of a list.
      if (handlers.isWanted?.(ROOT_ARRAY) === false) return null;
    }
    // Only a whole file has an end; and a text without a root object or list shows nothing before.
    if (head.length < SNIFF_JSON_BYTES) reader.end();
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return error;
  }
  return null;
}

/** What a JSON file of no known format begins with, for messages. */
export function describeJsonHead({ isList, keys }: JsonHead): string {
  if (isList) return "a list";
  const names = [...keys].slice(0, 8);
  return names.length === 0
    ? "no key"
    : `the keys ${names.map((key) => JSON.stringify(key.slice(0, 40))).join(", ")}`;
}
