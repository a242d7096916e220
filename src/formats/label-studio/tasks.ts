import { HomegroundError } from "../../core/errors.js";
import { withSlashes } from "../delimited/table-cells.js";
import type { FieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import type { ProblemList } from "../import-problems.js";
import { readJsonRecords } from "../json/json-reading.js";
import { isRecord, listOf } from "../json/json-values.js";

/** A task that names an image. */
export interface StudioTask {
  readonly record: Readonly<Record<string, unknown>>;
  readonly file: string;
  /** Its place in the list, from 0. */
  readonly number: number;
  readonly where: string;
}

/**
 * Goes through the tasks of an export. One whose data name no image is listed and left out.
 *
 * @param imageOf path of a task's image; null for none
 * @throws HomegroundError as `readJsonRecords`, `input/bad-shape` where the file is no list
 */
export async function readStudioTasks(
  access: FileAccess,
  path: string,
  problems: ProblemList,
  imageOf: (record: Readonly<Record<string, unknown>>) => string | null,
  onTask: (task: StudioTask) => void,
): Promise<void> {
  const addTask = (record: unknown, number: number): void => {
    const where = `${path}, /${number}`;
    const file = isRecord(record) ? imageOf(record) : null;
    if (!isRecord(record) || file === null) {
      problems.add("labels/no-file", "a task whose data name no image; it is left out", where);
    } else onTask({ record, file, number, where });
  };
  await readJsonRecords(
    access,
    path,
    {
      arrays: new Set(),
      onRecords: ({ records, first }) => {
        for (let k = 0; k < records.length; k++) addTask(records[k], first + k);
      },
      onValue: () => {
        throw new HomegroundError("input/bad-shape", {
          what: "a list of tasks is expected, and this is none",
          where: path,
          fix: "Export from Label Studio as JSON",
        });
      },
    },
    problems,
  );
}

/** The annotations of a whole task, whatever they are; those of older exports have another name. */
export function annotationsOf(record: StudioTask["record"]): readonly unknown[] {
  return [...listOf(record["annotations"]), ...listOf(record["completions"])];
}

/** Path of a task's image; null for none. */
export function imageOfTask(data: unknown): string | null {
  if (!isRecord(data)) return null;
  const key = imageKeyOf(data);
  const address = key === undefined ? undefined : data[key];
  return typeof address === "string" ? pathOfAddress(address) : null;
}

/** The entry of a task's data that names its image: `image`, or the first that is a text. */
function imageKeyOf(data: Readonly<Record<string, unknown>>): string | undefined {
  return ["image", "img", "photo", "picture", "url", "ocr", ...Object.keys(data)].find((key) => {
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    return typeof value === "string" && value !== "";
  });
}

/** What a task says of its image beside its path: as attributes of a row. */
export function setTaskData(
  { record }: Pick<StudioTask, "record">,
  set: (name: string, value: unknown) => void,
): void {
  const { data } = record;
  if (!isRecord(data)) return;
  const image = imageKeyOf(data);
  for (const [name, value] of Object.entries(data)) if (name !== image) set(name, value);
}

/** Counts what a task says and no reader takes. */
export function countTaskFields({ record, where }: StudioTask, notRead: FieldCounter): void {
  if (!isRecord(record["data"])) return; // JSON-MIN has keys of its own
  notRead.record("[].", record, where);
  const image = imageKeyOf(record["data"]);
  for (const [name, value] of Object.entries(record["data"])) {
    if (name !== image) notRead.field("[].data.", name, value, where);
  }
  for (const annotation of annotationsOf(record).filter(isRecord)) {
    notRead.record("[].annotations[].", annotation, where);
    for (const result of listOf(annotation["result"]).filter(isRecord)) {
      notRead.record("[].annotations[].result[].", result, where);
    }
  }
}

/**
 * The path that an address of Label Studio stands for: uploads without the eight digits put before
 * their name, local files by their path, and others without what follows a question mark.
 */
function pathOfAddress(address: string): string {
  const local = /\/data\/local-files\/?\?d=(.*)$/.exec(address)?.[1];
  if (local !== undefined) return withSlashes(decoded(local));
  const upload = /\/data\/upload\/(?:.*\/)?([^/?]+)(?:\?.*)?$/.exec(address)?.[1];
  if (upload !== undefined) return decoded(upload).replace(/^[0-9a-f]{8}-(?=.)/, "");
  const isRemote = /^[a-z][a-z0-9+.-]*:\/\//i.test(address);
  return withSlashes(isRemote ? decoded(address.replace(/[?#].*$/, "")) : address);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is part of the name
  }
}
