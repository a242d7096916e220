import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { WAY } from "../../core/ways.js";
import { COCO_NUMBERS } from "../coco/coco-classes.js";
import { parsePlainText } from "../delimited/decimal.js";
import { decodeMixed, decodeUtf8 } from "../delimited/text-encoding.js";
import { baseName, extensionOf, type FileAccess, folderOf, joinPath } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import type { TakenReading } from "../import-types.js";
import { createDetectionsBuilder, type DetectionsBuilder } from "../objects/detections-builder.js";
import type { ObjectPredictions } from "../objects/object-types.js";
import { boxOfPoints } from "../objects/outlines.js";
import {
  type ChosenPredictionReadings,
  classNumbers,
  placeOfNumber,
  sayReading,
} from "../prediction-reading/choices.js";
import { pointNames, readClassList, readYoloData } from "./yolo-data.js";
import { isClassList, namesInOrder } from "./yolo-names.js";
import { type YoloOrder, yoloOrder } from "./yolo-order.js";

export interface YoloDetectionsOptions extends Pick<ChosenPredictionReadings, "classNumbers"> {
  /** Where the confidence stands. Default: behind the box. Outlines have it at the end. */
  readonly yoloOrder?: YoloOrder | undefined;
  /** Names of the classes, by number; otherwise those of `data.yaml` or `classes.txt` in the folder. */
  readonly names?: readonly string[];
  /** The same of the ground truth: taken where nothing in the folder names them. */
  readonly classNames?: readonly string[] | undefined;
  /** Whether points are kept; a detection is none without them unless they stand `beside` its box. */
  readonly points?: boolean | "beside";
  /** What the points of the ground truth are called: taken where the folder does not say how many there are. */
  readonly pointNames?: readonly string[] | undefined;
  /**
   * What a line is: with `detection` (the default) a class, four numbers and a confidence; with
   * `instance-segmentation` a class, the corners of an outline and a confidence. They cannot be told
   * apart by themselves.
   */
  readonly task?: "detection" | "instance-segmentation";
  /**
   * Paths of the images that the model was run on. Text files name no extension: an image is the one
   * of these with their stem. One of these without a text file is an image on which nothing was found.
   */
  readonly images?: readonly string[];
}

const MAX_FILE_BYTES = 1 << 26;

/** Text files that are no labels. */
const NOT_LABELS = /^(classes|labels|obj|names|readme.*|train|val|valid|test|autosplit.*)\.txt$/i;

/**
 * Reads the predictions of Ultralytics' YOLO from a folder of text files, one an image: a class,
 * centre and size of the box in fractions of the image, and at the end the confidence (`save_txt`,
 * `save_conf`). Where it is known how many points an object has, they stand behind the box, with or without a
 * confidence of each; the confidence of the object stands at the end, or behind the box where that puts more of the
 * points into it. A line without a confidence is no prediction to be ranked; it is left out and listed.
 *
 * Source: docs.ultralytics.com, "Predict" and "Detection datasets".
 *
 * @param folder in the access; "" is its root
 * @throws HomegroundError as `readYoloData`; `input/not-found`; `input/empty` without a text file;
 *   `input/bad-shape` where nothing names the classes; `predictions/empty` when no line has a confidence;
 *   `input/ambiguous` where lines have more numbers than the task lets them have;
 *   `predictions/number-format` where fractions are written with a comma
 */
export async function readYoloDetections(
  access: FileAccess,
  folder: string,
  options: YoloDetectionsOptions = {},
): Promise<ObjectPredictions> {
  const problems = createProblemList();
  const { texts, names, namesFrom, keypoints, ...named } = await findFiles(
    access,
    folder,
    options,
    problems,
  );
  const builder = createDetectionsBuilder(problems);
  for (const name of names.values()) builder.label(name);
  const imageOf = imagesByStem(options.images ?? []);
  const task = options.task ?? "detection";
  const scoreIsFirst = task === "detection" && options.yoloOrder === "class-score-box";
  const placeOf = (number: number): number =>
    options.classNumbers === undefined ? number : placeOfNumber(number, options.classNumbers);
  const linesOf = async (path: string): Promise<readonly string[]> => {
    const bytes = await access.read(path, { maxBytes: MAX_FILE_BYTES });
    const text = decodeUtf8(bytes) ?? decodeMixed(bytes);
    return text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  };
  const wanted = options.points ?? false;
  const pose =
    task === "detection" && keypoints !== null
      ? await poseOf(keypoints, texts, linesOf, options.yoloOrder)
      : null;
  const joints = pose !== null && wanted !== false ? pose.names : null;
  const reading = { task, names, builder, problems, scoreIsFirst, placeOf, pose, wanted };
  const seen = { lines: 0, withoutScore: 0, points: 0, numbers: new Map<number, number>() };
  for (const path of texts) {
    const stem = stemOf(path, folder);
    const row = builder.image(imageFor(stem, imageOf, path, problems), 1);
    for (const [k, line] of (await linesOf(path)).entries()) {
      if (line.trim() === "") continue;
      seen.lines++;
      addLine(line, row, `${path}, line ${k + 1}`, { ...reading, seen });
    }
  }
  if (seen.lines > 0 && seen.withoutScore === seen.lines) {
    throw new HomegroundError("predictions/empty", {
      what: `none of ${seen.lines} lines has a confidence: these are labels, or predictions without scores`,
      where: folder === "" ? "folder" : folder,
      fix: say`Predict with save_conf=True, or give the folder ${WAY.asLabels}`,
    });
  }
  const unknown = new Map([...seen.numbers].filter(([number]) => !names.has(placeOf(number))));
  noteFiles(options.images, builder, unknown, folder, problems);
  if (seen.points > 0 && joints === null) {
    const what = `the points of ${seen.points} detections are not read, only their boxes`;
    problems.add("annotations/not-an-object", what, folder === "" ? "folder" : folder);
  }
  if (options.classNumbers === undefined) noteNumbers(seen.numbers, names, folder, problems);
  return builder.finish({
    format: {
      id: "yolo-predictions",
      reason: `${texts.length} text files with a class, ${task === "detection" ? "a box" : "an outline"} and a confidence a line, as YOLO predicts; names of classes from ${namesFrom}`,
    },
    source: folder,
    ...named,
    unit: "fraction",
    ...(task === "detection" ? { written: "cxcywh" as const } : {}),
    ...(task === "detection" && !scoreIsFirst && seen.points === 0
      ? { scoreIsLast: true as const }
      : {}),
    ...(joints !== null && seen.points > 0 ? { joints: { names: joints, skeleton: [] } } : {}),
    roles: new Map([
      ["image", "name of the text file"],
      ["label", "first number"],
      [
        "score",
        scoreIsFirst
          ? "second number"
          : seen.points > 0 && pose?.scoreIsBehindBox === true
            ? "number behind the box"
            : "last number",
      ],
      ...told(options),
    ]),
  });
}

interface FoundFiles {
  readonly texts: readonly string[];
  readonly names: ReadonlyMap<number, string>;
  readonly namesFrom: string;
  /** Names of an object's points; null where nothing says how many it has. */
  readonly keypoints: readonly string[] | null;
  readonly readings?: readonly TakenReading[];
}

async function findFiles(
  access: FileAccess,
  folder: string,
  options: YoloDetectionsOptions,
  problems: ProblemList,
): Promise<FoundFiles> {
  const texts: string[] = [];
  const named: string[] = [];
  for await (const { path } of access.list(folder)) {
    const base = baseName(path);
    if (/^(data|dataset)\.ya?ml$/i.test(base) || isClassList(path)) named.push(path);
    else if (extensionOf(path) === "txt" && !NOT_LABELS.test(base)) texts.push(path);
  }
  if (texts.length === 0) {
    throw new HomegroundError("input/empty", {
      what: "there is no text file of predictions",
      where: folder === "" ? "folder" : folder,
      fix: "Name the folder with a .txt file for each image",
    });
  }
  let keypoints = options.pointNames ?? null;
  if (options.names !== undefined) {
    return { texts, names: new Map(options.names.entries()), namesFrom: "the options", keypoints };
  }
  // A data.yaml comes first: it is what the model was trained with.
  const [first] = named.sort((a, b) => Number(/txt$/i.test(a)) - Number(/txt$/i.test(b)));
  if (first !== undefined) {
    const data = /ya?ml$/i.test(first) ? await readYoloData(access, first, problems) : null;
    const names = data?.names ?? (await readClassList(access, first, problems));
    // Names of the ground truth stay where as many are given: its points are those that are looked for.
    const own = data === null ? null : pointNames(data);
    if (own !== null && own.length !== keypoints?.length) keypoints = own;
    if (names.size > 0) return { texts, names, namesFrom: first, keypoints };
  }
  if (options.classNames !== undefined) {
    const names = new Map(options.classNames.entries());
    return {
      texts,
      names,
      namesFrom: "the ground truth, by their numbers",
      keypoints,
      readings: [namesInOrder("labels")],
    };
  }
  throw new HomegroundError("input/bad-shape", {
    what: "nothing says what the numbers of the classes stand for",
    where: folder === "" ? "folder" : folder,
    fix: "Put the model's data.yaml, or a classes.txt with a name a line, into the folder",
  });
}

/** How the points of detections stand in their lines. */
interface Pose {
  readonly names: readonly string[];
  /** Whether the confidence of the object stands before the points; else behind them. */
  readonly scoreIsBehindBox: boolean;
}

/** So many lines are looked at for the place of the confidence. */
const LOOKED_AT = 1000;

/**
 * Where the confidence of an object stands is written nowhere: YOLO writes it behind the points. Read at the wrong
 * place it pushes the points out of their boxes.
 */
async function poseOf(
  names: readonly string[],
  texts: readonly string[],
  linesOf: (path: string) => Promise<readonly string[]>,
  order: YoloOrder | undefined,
): Promise<Pose> {
  if (order !== undefined) return { names, scoreIsBehindBox: order === "class-box-score" };
  const inside = { last: 0, behindBox: 0 };
  let left = LOOKED_AT;
  for (const path of texts) {
    if (left <= 0) break;
    for (const line of await linesOf(path)) {
      const numbers = line.trim().split(/\s+/).map(Number);
      const width = widthOfPoint(numbers.length - 2 - 4, names.length);
      if (width === null || left-- <= 0) continue;
      for (let k = 0; k < names.length; k++) {
        if (isInBox(numbers, 5 + k * width)) inside.last++;
        if (isInBox(numbers, 6 + k * width)) inside.behindBox++;
      }
    }
  }
  return { names, scoreIsBehindBox: inside.behindBox > inside.last };
}

/** How many numbers each of an object's points has: with or without a confidence; null for no points. */
function widthOfPoint(numbers: number, points: number): 2 | 3 | null {
  return numbers === 3 * points ? 3 : numbers === 2 * points ? 2 : null;
}

function isInBox(numbers: readonly number[], at: number): boolean {
  const [, x = 0, y = 0, width = 0, height = 0] = numbers;
  const [px = Number.NaN, py = Number.NaN] = numbers.slice(at, at + 2);
  return Math.abs(px - x) <= width / 2 && Math.abs(py - y) <= height / 2;
}

/** What was said about the reading, among the roles. */
function told({ yoloOrder: order, classNumbers: numbers }: YoloDetectionsOptions) {
  const said: [string, string][] = [];
  if (order !== undefined) said.push([yoloOrder.name, `${order}, as asked for`]);
  if (numbers !== undefined) said.push([classNumbers.name, `${numbers}, as asked for`]);
  return said;
}

interface LineReading {
  readonly task: "detection" | "instance-segmentation";
  readonly names: ReadonlyMap<number, string>;
  readonly builder: DetectionsBuilder;
  /** `numbers`: how often each number of a class stands in a line that could be read. */
  readonly seen: { withoutScore: number; points: number; readonly numbers: Map<number, number> };
  readonly problems: ProblemList;
  /** Whether the confidence stands behind the class. */
  readonly scoreIsFirst: boolean;
  /** Place of a class's number in the list of names. */
  readonly placeOf: (number: number) => number;
  readonly pose: Pose | null;
  readonly wanted: boolean | "beside";
}

const COMMA_NUMBER = /^[+-]?\d+,\d+$/;

function addLine(
  line: string,
  row: number,
  where: string,
  { task, names, builder, seen, problems, scoreIsFirst, placeOf, pose, wanted }: LineReading,
): void {
  const words = line.trim().split(/\s+/);
  const withComma = words.find((word) => COMMA_NUMBER.test(word));
  if (withComma !== undefined) throw decimalComma(withComma, where);
  const numbers = words.map((text) => parsePlainText(text));
  const scoreAt = scoreIsFirst ? 1 : 5;
  const width = pose === null ? null : widthOfPoint(numbers.length - 6, pose.names.length);
  const isScoreMoved = width === null ? numbers.length === 6 : pose?.scoreIsBehindBox === true;
  if (scoreIsFirst ? width !== null || numbers.length === 6 : width !== null && isScoreMoved) {
    numbers.push(...numbers.splice(scoreAt, 1));
  }
  const label = numbers[0]!;
  if (!(Number.isInteger(label) && label >= 0)) {
    const what = `the line does not begin with the number of a class: ${quoted(line)}; it is left out`;
    problems.add("predictions/wrong-type", what, where);
    builder.lose(row);
    return;
  }
  const isOutline = task === "instance-segmentation";
  const values = numbers.length - 1;
  const isBarePose =
    width === null && pose !== null && widthOfPoint(values - 4, pose.names.length) !== null;
  const isBare = isOutline ? values >= 6 && values % 2 === 0 : values === 4 || isBarePose;
  if (isBare) {
    seen.withoutScore++;
    problems.add("predictions/missing-field", "the line has no confidence; it is left out", where);
    builder.lose(row);
    return;
  }
  if (isOutline ? values < 7 : values !== 5 && width === null) {
    if (!isOutline && values > 5) throw tooManyNumbers(values, where);
    const what = `the line has ${values} numbers behind the class: ${quoted(line)}; it is left out`;
    problems.add("predictions/wrong-type", what, where);
    builder.lose(row);
    return;
  }
  if (width === null && pose !== null && wanted === true) {
    const what = "the detection has no points; it is left out";
    problems.add("predictions/missing-field", what, where);
    builder.lose(row);
    return;
  }
  if (width !== null && !numbers.slice(5, values).every(Number.isFinite)) {
    const what = `a point has no number: ${quoted(line)}; the line is left out`;
    problems.add("predictions/wrong-type", what, where);
    builder.lose(row);
    return;
  }
  const name = names.get(placeOf(label));
  seen.numbers.set(label, (seen.numbers.get(label) ?? 0) + 1);
  const code = builder.label(name ?? `class ${label}`);
  const score = numbers[values]!;
  const shape = isOutline ? numbers.slice(1, values) : null;
  const box = shape === null ? centred(numbers) : sidesOf(boxOfPoints(shape));
  if (!builder.add(row, code, score, box, where)) return;
  if (shape !== null) builder.polygon(shape);
  if (width !== null) seen.points++;
  if (wanted === false || pose === null) return;
  builder.points(width === null ? [] : pointsOf(numbers, width, pose.names.length));
}

/** x, y and the confidence of each point: that of the object where it says none of its points. */
function pointsOf(numbers: readonly number[], width: 2 | 3, count: number): Float64Array {
  const points = new Float64Array(3 * count);
  for (let k = 0; k < count; k++) {
    const at = 5 + width * k;
    points.set(
      [numbers[at]!, numbers[at + 1]!, numbers[width === 3 ? at + 2 : numbers.length - 1]!],
      3 * k,
    );
  }
  return points;
}

function sidesOf(box: Float64Array): [number, number, number, number] {
  return [box[0]!, box[1]!, box[2]!, box[3]!];
}

function centred(numbers: readonly number[]): [number, number, number, number] {
  const [, x, y, width, height] = numbers as [number, number, number, number, number];
  return [x - width / 2, y - height / 2, width, height];
}

/** A text file's path below the folder, without its extension and a folder `labels` before it. */
function stemOf(path: string, folder: string): string {
  const inside = folder === "" ? path : path.slice(folder.length + 1);
  return inside.replace(/\.txt$/i, "").replace(/^(.*\/)?labels\//, "$1");
}

/** Images by the stem of their name; null where several share it. */
function imagesByStem(images: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of images) {
    const stem = baseName(path).replace(/(.)\.[^.]*$/, "$1");
    const known = found.get(stem);
    if (known === undefined) found.set(stem, [path]);
    else known.push(path);
  }
  return found;
}

/** The image that a text file is about; its stem where that is not known. */
function imageFor(
  stem: string,
  images: ReadonlyMap<string, readonly string[]>,
  path: string,
  problems: ProblemList,
): string {
  const candidates = images.get(baseName(stem)) ?? [];
  const [only, other] = candidates;
  if (only === undefined || other === undefined) return only ?? stem;
  const inFolder = candidates.filter((image) => {
    const folder = joinPath(folderOf(image), baseName(stem));
    return folder === stem || folder.endsWith(`/${stem}`) || stem.endsWith(`/${folder}`);
  });
  if (inFolder.length === 1) return inFolder[0]!;
  const what = `${candidates.length} images could be meant, such as ${only} and ${other}; it stays by itself`;
  problems.add("predictions/unknown-image", what, path);
  return stem;
}

function noteFiles(
  images: readonly string[] | undefined,
  builder: DetectionsBuilder,
  unknown: ReadonlyMap<number, number>,
  folder: string,
  problems: ProblemList,
): void {
  const where = folder === "" ? "folder" : folder;
  for (const [label, count] of unknown) {
    const what = `${count} detections have the class ${label}, which has no name; they are called ${quoted(`class ${label}`)}`;
    problems.add("annotations/unknown-category", what, where);
  }
  if (images === undefined) return;
  const without = images.filter((path) => !builder.has(path));
  for (const path of without) builder.image(path, 0);
  if (without.length === 0) return;
  const what = `${without.length} of ${images.length} images have no text file: nothing was found on them`;
  problems.add("predictions/missing-image", what, where);
}

/**
 * Numbers that go just beyond the names while none is 0 look counted from 1; up to 90 where COCO's 80 names
 * are, like its ids.
 */
function noteNumbers(
  numbers: ReadonlyMap<number, number>,
  names: ReadonlyMap<number, string>,
  folder: string,
  problems: ProblemList,
): void {
  const greatest = Math.max(...numbers.keys());
  const last = names.size - 1;
  if (numbers.has(0) || !names.has(0) || !names.has(last) || greatest <= last) return;
  const isCoco = names.size === COCO_NUMBERS.length && greatest <= COCO_NUMBERS.at(-1)!;
  if (greatest !== names.size && !isCoco) return;
  const [words, value] =
    greatest === names.size
      ? (["counted from 1", "from-1"] as const)
      : (["COCO's ids, from 1 to 90", "coco-91"] as const);
  const what = say`no detection has the class 0, and the largest number is ${greatest} where the last name is that of ${last}: numbers of classes look ${words}; if they are, ${sayReading(classNumbers, value)}`;
  problems.add("predictions/looks-one-based", what, folder === "" ? "folder" : folder);
}

function tooManyNumbers(values: number, where: string): HomegroundError {
  return new HomegroundError("input/ambiguous", {
    what: `the line has ${values} numbers behind the class, where a box and a confidence are 5; it may be an outline, or points`,
    where,
    fix: {
      command:
        "Say --task instance-segmentation if the lines are outlines with a confidence at the end; for points, put a data.yaml with kpt_shape into the folder",
      app: "Give boxes: outlines with a confidence at the end are read by the command line alone; for points, put a data.yaml with kpt_shape into the folder",
    },
  });
}

/** Left out they would make images on which nothing was found. */
function decimalComma(word: string, where: string): HomegroundError {
  return new HomegroundError("predictions/number-format", {
    what: `${quoted(word)} is written with a decimal comma`,
    where,
    fix: "Write the predictions with a point as decimal sign: replace every comma between digits",
  });
}
