import { agreed } from "../../core/agreed.js";
import { HomegroundError } from "../../core/errors.js";
import type { Joints } from "../../core/objects.js";
import { say } from "../../core/sentence.js";
import { createFieldCounter } from "../fields.js";
import { baseName, type FileAccess, folderOf } from "../file-access.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { createRecordColumns } from "../json/record-columns.js";
import { listPaths } from "../objects/image-files.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import {
  createObjectTruthBuilder,
  type ObjectTruthBuilder,
} from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { boxOfPoints } from "../objects/outlines.js";
import { decodeText, readMany, readSmallFile } from "../objects/small-files.js";
import { YOLO_FIELDS } from "./fields.js";
import { pointNames, readClassList, readYoloData, type YoloData } from "./yolo-data.js";
import { layOutYolo } from "./yolo-layout.js";
import { isClassList, namesInOrder } from "./yolo-names.js";
import { createYoloRowReader, type YoloRows } from "./yolo-rows.js";
import { type DecidedTask, decideYoloTask, yoloTask } from "./yolo-task.js";

const MAX_LABEL_BYTES = 1 << 26;
/** Fractions may be so far outside of 0 to 1 by rounding. */
const ROUNDING = 1e-6;

/**
 * Reads ground truth of a YOLO data set: a text file for each image, a line for each object, with
 * the number of its class and fractions of the image's width and height. Boxes (`detect`), polygons
 * (`segment`), four corners (`obb`) and boxes with keypoints (`pose`), where those are wanted and a data file says how many there are.
 *
 * An image whose label file is empty is *empty*; one without a label file is *unlabelled*. Classes
 * are named by `data.yaml`, or by a `classes.txt` or `obj.names` in the folder; otherwise by the labels
 * of the model in their order, where it has that many, or they are called "class 0" and so on: which is
 * said. Parts of the data set become the attribute `split`.
 *
 * Source: docs.ultralytics.com, "Datasets overview" of each task.
 *
 * @param folder where images and labels are
 * @param dataFile path of the `data.yaml`, if there is one
 * @throws HomegroundError `input/empty`, `input/ambiguous` where lines can be two things,
 *   `annotations/looks-like-results`, and as `readYoloData`
 */
export async function readYoloTruth(
  access: FileAccess,
  folder: string,
  dataFile: string | null,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const problems = createProblemList();
  const source = dataFile ?? (folder === "" ? "folder" : folder);
  const listed = await listPaths(access, folder);
  const notRead = createFieldCounter(YOLO_FIELDS);
  const data = dataFile === null ? null : await readYoloData(access, dataFile, problems, notRead);
  const named = await classNames(access, listed.all, data, problems);
  const images = await layOutYolo(
    access,
    folder,
    listed,
    data,
    options.images ?? [],
    source,
    problems,
  );
  const builder = createObjectTruthBuilder(problems);
  const columns = createRecordColumns();
  for (const name of named.names.values()) builder.label(name);
  const labelled: number[] = [];
  for (const [i, { file, labels, split }] of images.entries()) {
    const row = builder.image(file, { line: i + 1 });
    if (labels !== null) labelled.push(i);
    if (split !== null) columns.set(row, "split", split);
  }
  if (labelled.length === 0) throw noLabels(source);
  noteMissing(images.length - labelled.length, source, problems);

  const reader = createYoloRowReader(
    (number) => number >= 0 && (named.names.size === 0 || named.names.has(number)),
    problems,
  );
  const read = (path: string) => readSmallFile(access, path, MAX_LABEL_BYTES);
  let k = 0;
  for await (const bytes of readMany(
    labelled.map((i) => images[i]!.labels!),
    read,
  )) {
    const row = labelled[k++]!;
    const lines = reader.addFile(row, decodeText(bytes).text, images[row]!.labels!, () =>
      builder.lose(row),
    );
    if (lines === 0) builder.setState(row, TRUTH_STATE.empty);
  }
  const rows = reader.finish();
  const decided = decideYoloTask(rows, source, options.yoloTask, data);
  const fromModel = named.source === null ? namesOfModel(rows, options.classNames) : null;
  const names = fromModel ?? named.names;
  const labelOf = (number: number): string => names.get(number) ?? `class ${number}`;
  const pathOf = (image: number): string => images[image]!.labels ?? images[image]!.file;
  const joints = options.points === true && decided.task === "pose" ? jointsOf(data) : null;
  addObjects(rows, decided, data, builder, labelOf, pathOf, source, problems, joints !== null);
  if (named.source === null && rows.length > 0) {
    const called =
      fromModel === null
        ? 'they are called "class 0" and so on. Put a classes.txt with a name a line into the folder'
        : "they are called by the model's labels in their order. Hold some boxes against their pictures";
    const what = `nothing names the classes (no data.yaml, classes.txt or obj.names); ${called}`;
    problems.add("annotations/name-invalid", what, source);
  }
  const truth = builder.finish({
    format: { id: "yolo", reason: `a text file of numbers for each image; ${decided.reason}` },
    source,
    unit: "fraction",
    written: decided.task === "detect" || decided.task === "pose" ? "cxcywh" : "xywh",
    idWord: "line",
    roles: new Map([
      ["image", "the image of the same name as the label file"],
      [
        "label",
        named.source === null
          ? `numbers of classes, ${fromModel === null ? "without names" : "as the model's labels"}`
          : `names in ${named.source}`,
      ],
      ["objects", decided.task],
    ]),
    columns: columns.finish(images.length),
    notRead: notRead.finish(),
    readings: [
      ...(options.yoloTask === undefined
        ? [{ reading: yoloTask.name, value: decided.task, chosen: "found" as const }]
        : []),
      ...(fromModel === null ? [] : [namesInOrder("model")]),
    ],
    boxes: options.boxes,
    ...(joints === null ? {} : { joints }),
  });
  let last = -1;
  for (const number of names.keys()) last = Math.max(last, number);
  const byNumber = Array.from({ length: last + 1 }, (_, number) => labelOf(number));
  return names.size === 0 ? truth : { ...truth, classNames: byNumber };
}

/** The model's labels by number; null where a class is none of theirs. */
function namesOfModel(
  rows: YoloRows,
  labels: readonly string[] | undefined,
): ReadonlyMap<number, string> | null {
  if (labels === undefined || rows.length === 0) return null;
  return rows.class.every((number) => number < labels.length) ? new Map(labels.entries()) : null;
}

async function classNames(
  access: FileAccess,
  paths: readonly string[],
  data: YoloData | null,
  problems: ProblemList,
): Promise<{ readonly names: ReadonlyMap<number, string>; readonly source: string | null }> {
  if (data !== null && data.names.size > 0) return { names: data.names, source: "data.yaml" };
  const wanted = data?.namesFile == null ? null : baseName(data.namesFile);
  const isOther = (path: string) => Number(wanted !== null && baseName(path) !== wanted);
  const [path] = paths
    .filter((path) => isClassList(path) || baseName(path) === wanted)
    .sort((a, b) => isOther(a) - isOther(b) || folderOf(a).length - folderOf(b).length);
  if (path === undefined) return { names: new Map(), source: null };
  return { names: await readClassList(access, path, problems), source: path };
}

function noteMissing(count: number, source: string, problems: ProblemList): void {
  if (count === 0) return;
  const noted = {
    command: "say --no-annotation empty",
    app: "say so in the label files",
  };
  const what = say`${agreed(count, "image has no label file and is unlabelled; if nothing is on it", "images have no label file and are unlabelled; if nothing is on them")}, ${noted}`;
  problems.add("annotations/image-unlabelled", what, source);
}

/** What points are called: by the data file, else by their number; null where it does not say how many there are. */
function jointsOf(data: YoloData | null): Joints | null {
  const names = data === null ? null : pointNames(data);
  return names === null ? null : { names, skeleton: [] };
}

/** x, y and what is annotated of each point; two numbers say that it is seen, or 0, 0 that it is not there. */
function pointsOfLine(numbers: Float64Array, values: number): Float64Array {
  const count = (numbers.length - 4) / values;
  const points = new Float64Array(3 * count);
  for (let k = 0; k < count; k++) {
    const [x = 0, y = 0] = numbers.subarray(4 + k * values, 6 + k * values);
    const said = values === 3 ? numbers[6 + k * values]! : x === 0 && y === 0 ? 0 : 2;
    if (said > 0) points.set([x, y, said === 1 ? 1 : 2], 3 * k);
  }
  return points;
}

/** @param arePoints whether keypoints are read, and not boxes alone */
function addObjects(
  rows: YoloRows,
  { task }: DecidedTask,
  data: YoloData | null,
  builder: ObjectTruthBuilder,
  labelOf: (number: number) => string,
  pathOf: (image: number) => string,
  source: string,
  problems: ProblemList,
  arePoints: boolean,
): void {
  const { values, start } = rows;
  const [points, dimensions] = data?.keypoints ?? [null, null];
  const poseLength = points === null ? null : 4 + points * dimensions;
  const box = new Float64Array(4);
  const seen = { over: 0, keypoints: 0, turned: 0 };
  for (let i = 0; i < rows.length; i++) {
    const numbers = values.subarray(start[i]!, start[i + 1]!);
    const row = rows.image[i]!;
    const isBox = numbers.length === 4 && task !== "obb";
    const isPose =
      task === "pose" && (poseLength === null ? numbers.length > 5 : numbers.length === poseLength);
    const isOutline =
      task === "segment"
        ? numbers.length >= 6 && numbers.length % 2 === 0
        : task === "obb" && numbers.length === 8;
    if (!isBox && !isPose && !isOutline) {
      const where = `${pathOf(row)}, line ${rows.line[i]}`;
      const isScored = numbers.length === 5;
      const what = isScored
        ? "the line has a number after its box, as the confidence of predictions; it is left out"
        : `${numbers.length} numbers after the class are none of ${task}; the line is left out`;
      problems.add(
        isScored ? "annotations/looks-like-predictions" : "annotations/columns",
        what,
        where,
      );
      builder.lose(row);
      continue;
    }
    if (isOutline) box.set(boxOfPoints(numbers));
    else {
      box.set(numbers.subarray(0, 4));
      box[0]! -= box[2]! / 2;
      box[1]! -= box[3]! / 2;
    }
    builder.add(row, builder.label(labelOf(rows.class[i]!)), box, { id: rows.line[i]! });
    if (isOutline) builder.polygon(numbers);
    if (isPose && arePoints && dimensions !== null)
      builder.points(pointsOfLine(numbers, dimensions));
    else if (isPose) seen.keypoints++;
    if (task === "obb") seen.turned++;
    if (isOver(box)) seen.over++;
  }
  if (seen.over > 0) {
    const what = agreed(
      seen.over,
      `object reaches beyond 0 to 1, the edges of its image; it is taken as it is, not clipped`,
      `objects reach beyond 0 to 1, the edges of their image; they are taken as they are, not clipped`,
    );
    problems.add("annotations/box-over-edge", what, source);
  }
  if (seen.keypoints > 0) {
    const what = `the keypoints of ${agreed(seen.keypoints, "object are not read, only its box", "objects are not read, only their boxes")}`;
    problems.add("annotations/not-an-object", what, source);
  }
  if (seen.turned > 0) {
    const what = agreed(
      seen.turned,
      `box is given by four corners; the outline is kept, the box is the least around it`,
      `boxes are given by four corners; the outline is kept, the box is the least around it`,
    );
    problems.add("annotations/rotation", what, source);
  }
}

function isOver(box: Float64Array): boolean {
  return (
    box[0]! < -ROUNDING ||
    box[1]! < -ROUNDING ||
    box[0]! + box[2]! > 1 + ROUNDING ||
    box[1]! + box[3]! > 1 + ROUNDING
  );
}

function noLabels(source: string): HomegroundError {
  return new HomegroundError("input/empty", {
    what: "no image has a label file",
    where: source,
    fix: "Name the folder that holds both images and labels, with the last images/ of a path replaced by labels/",
  });
}
