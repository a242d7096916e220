import { createGrowingInts } from "../../core/growing-columns.js";
import type { FileAccess } from "../file-access.js";
import type { ImageTruth } from "../import-types.js";
import type { JsonRecordReader } from "../json/json-records.js";
import {
  CATEGORY_CODE,
  finishCocoTruth,
  noteUnknown,
  resolveCocoNames,
} from "./coco-image-truth.js";
import { startCocoReading } from "./coco-reading.js";

/**
 * Reads image-level ground truth from COCO and COCO Camera Traps JSON that is in memory: the
 * categories present in each image.
 *
 * A category named empty, blank or the like makes an image *empty*. Without such a category, an
 * image without annotations is empty in a file that has some; with one, it is unlabelled. Fields of
 * images (`location`, `seq_id`, `datetime`, …) are attributes. Annotations that hold for a sequence
 * are kept, counted, and marked in the attribute `label_level`.
 *
 * @throws HomegroundError `input/not-json`, `input/empty`, `input/too-deep`, `input/bad-shape`,
 *   `annotations/duplicate-id`, `annotations/looks-like-results`
 */
export function parseCocoTruth(bytes: Uint8Array, source: string): ImageTruth {
  const reading = startReading(source);
  reading.json.push(bytes);
  reading.json.end();
  return reading.finish();
}

/** {@link parseCocoTruth} of a file of any size: only images and labels are kept in memory. */
export async function readCocoTruth(access: FileAccess, path: string): Promise<ImageTruth> {
  const reading = startReading(path);
  for await (const piece of access.stream(path)) reading.json.push(piece);
  reading.json.end();
  return reading.finish();
}

function startReading(source: string): {
  readonly json: JsonRecordReader;
  finish(): ImageTruth;
} {
  const images = createGrowingInts();
  const categories = createGrowingInts();
  const { reading, json } = startCocoReading(source, () => ({
    annotation(image, category) {
      images.push(image);
      categories.push(category);
    },
  }));
  return {
    json,
    finish() {
      const names = resolveCocoNames(reading);
      const rows = images.finish();
      const labels = categories.finish();
      const saysEmpty = new Uint8Array(names.rowCount);
      const lost = new Uint8Array(names.rowCount);
      const unknown = { images: 0, categories: new Map<number, number>() };
      let count = 0;
      for (let k = 0; k < rows.length; k++) {
        const row = names.rowOf[rows[k]!]!;
        const category = labels[k]!;
        const code = names.codeOf[category]!;
        if (row < 0) unknown.images++;
        else if (code === CATEGORY_CODE.unknown) {
          unknown.categories.set(category, (unknown.categories.get(category) ?? 0) + 1);
          lost[row] = 1;
        } else if (code === CATEGORY_CODE.empty) saysEmpty[row] = 1;
        else {
          rows[count] = row;
          labels[count++] = code;
        }
      }
      reading.seen.lost += noteUnknown(reading, unknown);
      return finishCocoTruth(reading, names, { rows, labels, count, saysEmpty, lost });
    },
  };
}
