import { agreed } from "../../core/agreed.js";
import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { WAY } from "../../core/ways.js";
import { areSplits } from "../class-folders/layout.js";
import { withSlashes } from "../delimited/table-cells.js";
import { createFieldCounter, type FieldCounter, namesField } from "../fields.js";
import { type FileAccess, folderOf, joinPath } from "../file-access.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { isRecord, listOf } from "../json/json-values.js";
import { createRecordColumns } from "../json/record-columns.js";
import { readJsonLines } from "../json/record-table.js";
import { namedFrom } from "../objects/image-names.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { readClassList } from "../yolo/yolo-data.js";
import { IMAGEFOLDER_FIELDS } from "./fields.js";

/** Fields of a record that are no attributes. */
const NOT_ATTRIBUTES: ReadonlySet<string> = new Set(["file_name", "objects", "width", "height"]);

/**
 * Reads ground truth of a Hugging Face imagefolder whose `metadata.jsonl` has `objects` for each
 * image: lists `bbox` (left, top, width, height in pixels) and `categories` or `category`, or a list
 * of objects with these fields. Numbers of categories are named by a `classes.txt` of the folder. An
 * image with an empty list is *empty*; one without `objects` is *unlabelled*. Folders `train`, `test`
 * and the like become the attribute `split`.
 *
 * Source: huggingface.co/docs/datasets, "Create an image dataset", "Object detection".
 *
 * @param files paths of the JSON-lines files
 * @throws HomegroundError `annotations/no-objects` where no line has objects, `input/empty`, and as
 *   `readJsonLines`
 */
export async function readImagefolderObjects(
  access: FileAccess,
  folder: string,
  files: readonly string[],
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const columns = createRecordColumns();
  const notRead = createFieldCounter(IMAGEFOLDER_FIELDS);
  const source = files.length === 1 ? (files[0] ?? folder) : folder === "" ? "folder" : folder;
  const list = joinPath(folder, "classes.txt");
  const hasList = (await access.kindOf(list))?.kind === "file";
  const names = hasList ? await readClassList(access, list, problems) : new Map<number, string>();
  for (const name of names.values()) builder.label(name);
  let withObjects = 0;
  let unnamed = 0;
  for (const path of files) {
    const inside = folderOf(path).slice(folder === "" ? 0 : folder.length + 1);
    const [top = ""] = inside.split("/");
    await readJsonLines(access, path, problems, ({ record, line }) => {
      const where = `${path}, line ${line}`;
      const name = record["file_name"];
      if (typeof name !== "string" || name === "") {
        problems.add("labels/no-file", "the line names no image; it is left out", where);
        return;
      }
      const objects = objectsOf(record["objects"]);
      if (objects !== null) withObjects++;
      const row = builder.image(namedFrom(folderOf(path), withSlashes(name)), {
        line,
        state: objects === null ? TRUTH_STATE.unlabelled : TRUTH_STATE.empty,
        ...sizeOf(record),
      });
      countFields(notRead, record, objects ?? [], where);
      if (areSplits([top])) columns.set(row, "split", top);
      for (const key in record) if (!NOT_ATTRIBUTES.has(key)) columns.set(row, key, record[key]);
      for (const [k, object] of (objects ?? []).entries()) {
        const at = `${where}, object ${k + 1}`;
        const label = labelOf(object.category, names);
        const wrong = problemOf(object, label);
        if (wrong !== null) {
          problems.add(wrong.code, `${wrong.what}; it is left out`, at);
          builder.lose(row);
          continue;
        }
        if (typeof object.category === "number" && !names.has(object.category)) unnamed++;
        builder.add(row, builder.label(label ?? ""), object.bbox as ArrayLike<number>, {
          id: object.id ?? k + 1,
          attributes: object.attributes,
          ...(object.area === null ? {} : { area: object.area }),
        });
      }
    });
  }
  checkFound(builder.rowCount, withObjects, source);
  noteUnnamed(unnamed, hasList, source, problems);
  return builder.finish({
    format: {
      id: "hf-imagefolder",
      reason: "lines of JSON with file_name and objects, as in a Hugging Face imagefolder",
    },
    source,
    unit: "pixel",
    written: "xywh",
    idWord: "object",
    roles: new Map([
      ["image", "file_name"],
      ["label", hasList ? "objects: categories, named in classes.txt" : "objects: categories"],
      ["box", "objects: bbox"],
    ]),
    columns: columns.finish(builder.rowCount),
    notRead: notRead.finish(),
    boxes: options.boxes,
  });
}

interface ListedObject {
  readonly bbox: unknown;
  readonly category: unknown;
  readonly id: string | number | null;
  readonly area: number | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const CATEGORY_KEYS = ["categories", "category", "label", "labels", "category_id"];
const BOX_KEYS = ["bbox", "bboxes", "boxes", "box"];

/** Objects from lists side by side, or from a list of objects; null where there are none of both. */
function objectsOf(value: unknown): readonly ListedObject[] | null {
  const first = (record: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown =>
    keys.map((key) => record[key]).find((found) => found !== undefined && found !== null);
  const plain = (id: unknown) => (typeof id === "string" || typeof id === "number" ? id : null);
  const positive = (area: unknown) =>
    typeof area === "number" && area > 0 && Number.isFinite(area) ? area : null;
  if (Array.isArray(value)) {
    return value.map((record: unknown) => {
      const object = isRecord(record) ? record : {};
      return {
        bbox: first(object, BOX_KEYS),
        category: first(object, CATEGORY_KEYS),
        id: plain(object["id"]),
        area: positive(object["area"]),
        attributes: Object.fromEntries(Object.entries(object).filter(isAttribute)),
      };
    });
  }
  if (!isRecord(value)) return null;
  const lists = Object.entries(value).filter(isAttribute);
  const boxes = listOf(first(value, BOX_KEYS));
  const categories = listOf(first(value, CATEGORY_KEYS));
  return Array.from({ length: Math.max(boxes.length, categories.length) }, (_, i) => ({
    bbox: boxes[i],
    category: categories[i],
    id: plain(listOf(value["id"])[i]),
    area: positive(listOf(value["area"])[i]),
    attributes: Object.fromEntries(lists.map(([name, list]) => [name, listOf(list)[i]])),
  }));
}

function isAttribute([name]: readonly [string, unknown]): boolean {
  return !namesField(IMAGEFOLDER_FIELDS, `objects.${name}`);
}

/** Counts what lines and their objects say that is no single value. */
function countFields(
  notRead: FieldCounter,
  record: Readonly<Record<string, unknown>>,
  objects: readonly ListedObject[],
  where: string,
): void {
  notRead.record("", record, where);
  for (const [k, { attributes }] of objects.entries()) {
    notRead.record("objects.", attributes, () => `${where}, object ${k + 1}`);
  }
}

function problemOf({ bbox, category }: ListedObject, label: string | null) {
  const sides = listOf(bbox);
  if (sides.length !== 4) {
    const what = `an object has ${sides.length} numbers in its bbox and not 4`;
    return { code: "annotations/wrong-type", what } as const;
  }
  if (!sides.every((side) => typeof side === "number")) {
    return {
      code: "annotations/wrong-type",
      what: "a bbox holds something that is no number",
    } as const;
  }
  if (!sides.every(Number.isFinite)) {
    return {
      code: "annotations/not-a-number",
      what: "a bbox holds a number that is not finite",
    } as const;
  }
  if (label !== null) return null;
  const what = `an object has the category ${JSON.stringify(category) ?? "nothing"}`.slice(0, 200);
  return { code: "annotations/no-label", what } as const;
}

function labelOf(category: unknown, names: ReadonlyMap<number, string>): string | null {
  if (typeof category === "string" && category !== "") return category;
  if (typeof category !== "number" || !Number.isInteger(category) || category < 0) return null;
  return names.get(category) ?? `class ${category}`;
}

function sizeOf(record: Readonly<Record<string, unknown>>) {
  const { width, height } = record;
  if (typeof width !== "number" || typeof height !== "number") return {};
  return { widthPx: width, heightPx: height };
}

function checkFound(rowCount: number, withObjects: number, source: string): void {
  if (rowCount === 0) {
    throw new HomegroundError("input/empty", {
      what: "no line names an image",
      where: source,
      fix: "Write an object with file_name and objects for each image",
    });
  }
  if (withObjects > 0) return;
  throw new HomegroundError("annotations/no-objects", {
    what: "no line has objects with boxes",
    where: source,
    fix: say`${WAY.imageLabels}, or add objects: {bbox, categories} to the lines`,
  });
}

function noteUnnamed(count: number, hasList: boolean, source: string, problems: ProblemList): void {
  if (count === 0) return;
  const why = hasList ? "classes.txt does not name them" : "there is no classes.txt";
  const what = `${agreed(count, "object has a number as its category", "objects have numbers as categories")}, and ${why}; labels are called "class 0" and so on`;
  problems.add("annotations/name-invalid", what, source);
}
