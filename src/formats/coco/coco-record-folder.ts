import { type FileAccess, joinPath } from "../file-access.js";
import { readJsonRecords } from "../json/json-reading.js";
import { ROOT_ARRAY } from "../json/json-records.js";
import { readJsonLines } from "../json/record-table.js";
import type { ObjectTruth } from "../objects/object-types.js";
import type { CocoInput } from "./coco-reading.js";
import { createCocoScanner } from "./coco-scanner.js";
import { type CocoObjectsOptions, startCocoObjects } from "./coco-truth-objects.js";
import { COCO_RECORD_FILES } from "./record-files.js";

/**
 * Reads ground truth whose lists are in files of their own, as `readCocoObjects` reads one file:
 * `categories.json`, `images.ndjson` and `annotations.ndjson` of a folder. Places in messages are
 * those in the list; a line is one more.
 *
 * @throws HomegroundError as `readCocoObjects` and `readJsonLines`
 */
export async function readCocoRecordFolder(
  access: FileAccess,
  folder: string,
  options: CocoObjectsOptions = {},
): Promise<ObjectTruth> {
  const source = folder === "" ? "folder" : folder;
  const { input, finish } = startCocoObjects(source, options);
  await readCategories(access, joinPath(folder, COCO_RECORD_FILES.categories), input);
  const { problems, seen, fields } = input.reading;
  seen.images = true;
  const images = joinPath(folder, COCO_RECORD_FILES.images);
  await readJsonLines(access, images, problems, ({ record, line }) =>
    input.addImage(record, line - 1),
  );
  const scanner = createCocoScanner("\n", fields, (line) => input.takeScanned(line - 1));
  const annotations = joinPath(folder, COCO_RECORD_FILES.annotations);
  const onRecord = ({ record, line }: { record: unknown; line: number }) => {
    seen.annotations++;
    input.addAnnotation(record, line - 1);
  };
  await readJsonLines(access, annotations, problems, onRecord, scanner);
  return finish();
}

async function readCategories(access: FileAccess, path: string, input: CocoInput): Promise<void> {
  const handlers = {
    arrays: new Set([ROOT_ARRAY]),
    onRecords: ({ records }: { records: readonly unknown[] }) => input.addCategories(records),
    onValue: () => {},
  };
  await readJsonRecords(access, path, handlers, input.reading.problems);
}
