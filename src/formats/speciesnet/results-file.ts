import type { FileAccess } from "../file-access.js";
import type { ProblemList } from "../import-problems.js";
import { readRecordsOf } from "../json/json-reading.js";
import { isRecord, textOf } from "../json/json-values.js";

/** What a predictions file says of an image. */
export interface SpeciesNetRecord {
  readonly record: Readonly<Record<string, unknown>>;
  readonly file: string;
  /** Its place in the list, from 0. */
  readonly number: number;
  readonly where: string;
}

/**
 * Goes through the records of a predictions file. One without a filepath is listed and left out.
 *
 * @returns every value beside the predictions, by its key
 * @throws HomegroundError as `readRecordsOf`
 */
export async function readSpeciesNetRecords(
  access: FileAccess,
  path: string,
  problems: ProblemList,
  onRecord: (record: SpeciesNetRecord) => void,
): Promise<ReadonlyMap<string, unknown>> {
  return readRecordsOf(access, path, "predictions", problems, (record, number) => {
    const where = `${path}, /predictions/${number}`;
    const file = isRecord(record) ? textOf(record["filepath"]) : undefined;
    if (!isRecord(record) || file === undefined || file === "") {
      problems.add("annotations/wrong-type", "a prediction without a filepath", where);
    } else onRecord({ record, file, number, where });
  });
}
