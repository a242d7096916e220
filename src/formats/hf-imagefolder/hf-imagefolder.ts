import { HomegroundError } from "../../core/errors.js";
import { areSplits } from "../class-folders/layout.js";
import { readTruthTable, type TruthTableOptions, truthFromRecords } from "../csv/labels-table.js";
import { withSlashes } from "../delimited/table-cells.js";
import { decodeMixed, decodeUtf8 } from "../delimited/text-encoding.js";
import { createFieldCounter } from "../fields.js";
import { baseName, type FileAccess, folderOf, joinPath } from "../file-access.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import { type ImageTruth, TRUTH_STATE } from "../import-types.js";
import { joinTruths, type TruthPart } from "../join-truths.js";
import { isRecord, listOf } from "../json/json-values.js";
import { createRecordTable, type PlacedRecord, readJsonLines } from "../json/record-table.js";
import { readParquetTable } from "../parquet/parquet.js";
import { createTruthBuilder } from "../truth-builder.js";
import { IMAGEFOLDER_FIELDS } from "./fields.js";

/**
 * Reads a Hugging Face imagefolder with metadata files: `file_name` relative to the metadata file,
 * and a label column, or objects with a category each, which are read as the presence of the
 * category. Folders `train`, `test` and the like become the attribute `split`.
 *
 * Whole numbers as categories are named by the file `classes.txt` of the folder, a name a line,
 * where there is one.
 *
 * Source: huggingface.co/docs/datasets, "Create an image dataset", "ImageFolder".
 *
 * @param metadata paths of the metadata files
 * @throws HomegroundError as `readTruthTable`, `table/missing-column`
 */
export async function readImagefolder(
  access: FileAccess,
  folder: string,
  metadata: readonly string[],
  options: TruthTableOptions = {},
): Promise<ImageTruth> {
  const parts: TruthPart[] = [];
  const classNames = await readClassNames(access, folder);
  for (const path of metadata) {
    const truth = await readPart(access, path, options, classNames);
    const inside = folderOf(path).slice(folder === "" ? 0 : folder.length + 1);
    const top = inside.split("/")[0] ?? "";
    parts.push({
      truth,
      folder: folderOf(path) === "" ? "" : `${folderOf(path)}/`,
      split: areSplits([top]) ? top : null,
    });
  }
  const names = [...new Set(metadata.map(baseName))].join(", ");
  const reason = `${names} beside the images, as in a Hugging Face imagefolder`;
  return joinTruths(parts, { id: "hf-imagefolder", reason }, folder === "" ? "folder" : folder);
}

async function readPart(
  access: FileAccess,
  path: string,
  options: TruthTableOptions,
  classNames: readonly string[],
): Promise<ImageTruth> {
  if (path.endsWith(".csv")) return readTruthTable(access, path, options);
  const problems = createProblemList();
  if (path.endsWith(".parquet")) {
    return truthFromRecords(await readParquetTable(access, path), path, options);
  }
  const placed: PlacedRecord[] = [];
  await readJsonLines(access, path, problems, (record) => placed.push(record));
  if (placed.some(({ record }) => isRecord(record["objects"]))) {
    return truthOfObjects(placed, path, classNames, problems);
  }
  const table = createRecordTable();
  for (const record of placed) table.add(record);
  return truthFromRecords(table.finish(path, problems, "an object a line"), path, options);
}

async function readClassNames(access: FileAccess, folder: string): Promise<readonly string[]> {
  const path = joinPath(folder, "classes.txt");
  if ((await access.kindOf(path))?.kind !== "file") return [];
  const bytes = await access.read(path, { maxBytes: 1 << 24 });
  const lines = (decodeUtf8(bytes) ?? decodeMixed(bytes))
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** The labels of records whose `objects` have categories; no object is *empty*. */
function truthOfObjects(
  placed: readonly PlacedRecord[],
  path: string,
  classNames: readonly string[],
  problems: ProblemList,
): ImageTruth {
  const builder = createTruthBuilder(false);
  // Of lines with objects nothing but their labels is taken here.
  const notRead = createFieldCounter({ ...IMAGEFOLDER_FIELDS, rest: {} });
  for (const { record, line } of placed) {
    const name = record["file_name"];
    const where = `${path}, line ${line}`;
    if (typeof name !== "string" || name === "") {
      problems.add("labels/no-file", "the line names no image; it is left out", where);
      continue;
    }
    notRead.record("", record, where);
    const objects = isRecord(record["objects"]) ? record["objects"] : null;
    const categories = ["categories", "category", "label", "labels"]
      .map((key) => objects?.[key])
      .find((value) => Array.isArray(value));
    const labels = listOf(categories).flatMap((value) => labelOf(value, classNames));
    const state =
      labels.length > 0
        ? TRUTH_STATE.labelled
        : objects === null || categories === undefined
          ? TRUTH_STATE.unlabelled
          : TRUTH_STATE.empty;
    builder.add(withSlashes(name), labels, state, line);
  }
  const built = builder.finish();
  if (built.rowCount === 0) {
    throw new HomegroundError("input/empty", {
      what: "no line names an image",
      where: path,
      fix: "Write an object with file_name for each image",
    });
  }
  problems.add(
    "labels/boxes-collapsed",
    "objects were read as the presence of their category in the image",
    path,
  );
  return {
    format: { id: "hf-imagefolder", reason: "objects with a category each" },
    source: path,
    ...built,
    attributes: { rowCount: built.rowCount, columns: new Map() },
    otherFiles: [],
    roles: new Map([
      ["image", "file_name"],
      ["label", "objects: categories"],
    ]),
    problems: problems.finish(),
    notRead: notRead.finish(),
  };
}

function labelOf(value: unknown, classNames: readonly string[]): string[] {
  if (typeof value === "string" && value !== "") return [value];
  return typeof value === "number" ? [classNames[value] ?? String(value)] : [];
}
