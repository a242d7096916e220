import { HomegroundError, isHomegroundError } from "../core/errors.js";
import { FORMATS_READ } from "./detect-format.js";
import type { FileAccess } from "./file-access.js";
import { createProblemList } from "./import-problems.js";
import { createJsonRecordReader, ROOT_ARRAY } from "./json/json-records.js";
import { isRecord } from "./json/json-values.js";

/** What a JSON file is by the keys that it begins with. */
export type JsonFormat =
  | "coco"
  | "coco-results"
  | "megadetector"
  | "speciesnet"
  | "label-studio"
  | "labelme"
  | "records";

/** So much of a JSON file is read to tell what it is. */
const SNIFF_JSON_BYTES = 1 << 22;

/**
 * Tells what a JSON file is from its first keys and records.
 *
 * @throws HomegroundError `input/unknown-format`, which lists what is read, and what is wrong with
 *   the JSON where that shows before anything else
 */
export async function sniffJson(access: FileAccess, path: string): Promise<JsonFormat> {
  const head = await access.read(path, { maxBytes: SNIFF_JSON_BYTES });
  const keys = new Set<string>();
  const first = new Map<string, unknown>();
  let failure: HomegroundError | null = null;
  const reader = createJsonRecordReader(
    path,
    {
      arrays: new Set(["images", "annotations", "predictions", "instances"]),
      onRecords: ({ array, records }) => {
        if (!first.has(array)) first.set(array, records[0]);
      },
      onValue: (key) => {
        keys.add(key);
      },
      onKey: (key) => {
        keys.add(key);
      },
    },
    createProblemList(),
  );
  try {
    reader.push(head);
    // Only a whole file has an end; and a text without a root object or list shows nothing before.
    if (head.length < SNIFF_JSON_BYTES) reader.end();
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    failure = error;
  }
  const format = formatOf(keys, first);
  if (format !== null) return format;
  if (failure !== null) throw failure;
  throw new HomegroundError("input/unknown-format", {
    what: `this JSON is of no known format; it begins with ${shown(keys, first)}`,
    where: path,
    fix: `Give one of ${FORMATS_READ}`,
  });
}

function formatOf(
  keys: ReadonlySet<string>,
  first: ReadonlyMap<string, unknown>,
): JsonFormat | null {
  const fieldsOf = (array: string): ReadonlySet<string> => {
    const record = first.get(array);
    return new Set(isRecord(record) ? Object.keys(record) : []);
  };
  const root = fieldsOf(ROOT_ARRAY);
  if (first.has(ROOT_ARRAY)) {
    if (
      root.has("data") &&
      ["annotations", "completions", "predictions"].some((k) => root.has(k))
    ) {
      return "label-studio";
    }
    const isResult = root.has("image_id") && root.has("category_id");
    if (isResult) return "coco-results";
    return root.size > 0 ? "records" : null;
  }
  const image = fieldsOf("images");
  if (keys.has("detection_categories") || (image.has("file") && image.has("detections"))) {
    return "megadetector";
  }
  if (fieldsOf("predictions").has("filepath")) return "speciesnet";
  if (keys.has("shapes") && keys.has("imagePath")) return "labelme";
  const cocoKeys = ["images", "annotations", "categories"].filter((key) => keys.has(key));
  const isCoco = image.has("file_name") || fieldsOf("annotations").has("image_id");
  return isCoco || cocoKeys.length >= 2 ? "coco" : null;
}

function shown(keys: ReadonlySet<string>, first: ReadonlyMap<string, unknown>): string {
  if (first.has(ROOT_ARRAY)) return "a list";
  const names = [...keys].filter((key) => key !== ROOT_ARRAY).slice(0, 8);
  return names.length === 0
    ? "no key"
    : `the keys ${names.map((key) => JSON.stringify(key.slice(0, 40))).join(", ")}`;
}
