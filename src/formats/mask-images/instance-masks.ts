import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { backgroundOf, type LabelMask, NO_LABEL } from "../../core/masks/label-mask.js";
import { areaOfRuns, boxOfRuns } from "../../core/masks/runs.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import type { Table } from "../../core/table.js";
import { foldName } from "../column-names.js";
import { parseDelimited } from "../delimited/delimited.js";
import { textColumn } from "../delimited/table-cells.js";
import { baseName, extensionOf, type FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { type TakenReading, TRUTH_STATE } from "../import-types.js";
import { createDetectionsBuilder } from "../objects/detections-builder.js";
import { pixelsOfMasks } from "../objects/mask-runs.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import type { ObjectPredictions, ObjectTruth } from "../objects/object-types.js";
import { readMany, readSmallFile } from "../objects/small-files.js";
import { type MaskedObject, objectsOfMask, piecesOf } from "./instance-values.js";
import { imagesOfMasks, maskStem } from "./mask-files.js";
import { type MaskMeaning, maskValuesChoice } from "./mask-reading.js";
import type { MaskValues } from "./mask-values.js";
import { readMaskValues } from "./read-mask-values.js";

/** Masks whose numbers are objects. */
export interface InstanceFiles {
  readonly access: FileAccess;
  readonly source: string;
  /** One a row. */
  readonly files: readonly string[];
  /** The image of each. */
  readonly images: readonly string[];
  /** What somebody said of the numbers. */
  readonly maskValues?: MaskMeaning | undefined;
  /** Labels of the pixels of each image, from masks beside them; null where there are none of it. */
  readonly classes?: readonly (MaskOfClasses | null)[] | undefined;
}

/** Labels of the pixels of an image, which say those of its objects. */
export interface MaskOfClasses {
  readonly labelNames: readonly string[];
  read(): Promise<LabelMask>;
}

/** What an object is called where nothing names its label. */
const OBJECT = "object";

/**
 * Ground truth of masks whose numbers are objects.
 *
 * @param columns what a table says of the images, a row a file
 * @throws HomegroundError `annotations/one-number` where no mask tells objects apart
 */
export async function truthOfInstances(
  given: InstanceFiles,
  problems: ProblemList,
  columns: Table["columns"] = new Map(),
): Promise<ObjectTruth> {
  const builder = createObjectTruthBuilder(problems);
  const reading = await eachMask(given, problems, async (file, mask, objects) => {
    const { widthPx, heightPx } = mask ?? {};
    const labelled = await labelsOfObjects(given, file, mask, objects, problems);
    if (mask !== null && isAllVoid(mask, objects)) {
      problems.add("masks/all-void", "no pixel of the mask counts", given.files[file]!);
      builder.image(given.images[file]!, { line: file + 1, attributesFrom: file });
      return;
    }
    const row = builder.image(given.images[file]!, {
      line: file + 1,
      ...(widthPx === undefined || heightPx === undefined ? {} : { widthPx, heightPx }),
      state: mask === null ? TRUTH_STATE.unlabelled : TRUTH_STATE.empty,
      attributesFrom: file,
    });
    for (const { id, label, flags, runs } of labelled) {
      if (label === NO_CLASS) {
        const what = `object ${id} has no pixel of a label on the mask of labels; it is left out`;
        problems.add("annotations/no-label", what, given.files[file]!);
        builder.lose(row);
        continue;
      }
      const lengths = Float64Array.from(runs);
      const record = { id: `${given.files[file]}: ${id}`, flags, area: areaOfRuns(lengths) };
      const box = boxOfRuns(lengths, heightPx!);
      builder.add(row, builder.label(label ?? OBJECT), box, record);
      builder.runs(lengths);
    }
  });
  return builder.finish({
    format: { id: "mask-images", reason: reading.reason },
    source: given.source,
    unit: "pixel",
    written: "xywh",
    idWord: "mask and number",
    roles: new Map(),
    columns,
    readings: reading.readings,
  });
}

/**
 * Predictions of masks whose numbers are objects, with the scores of a table beside them; without one each counts.
 *
 * @param labels of the ground truth: where it has one, that is what objects are called
 * @throws HomegroundError as {@link truthOfInstances}, and `predictions/no-labels` where several labels can be meant
 */
export async function predictionsOfInstances(
  given: InstanceFiles,
  labels: readonly string[],
  beside: readonly string[],
): Promise<ObjectPredictions> {
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const scores = await findScores(given.access, beside);
  const [onlyLabel = OBJECT, another] = labels;
  const used = new Set<string>();
  const reading = await eachMask(given, problems, (file, mask, objects) => {
    const path = given.files[file]!;
    const row = builder.image(given.images[file]!, file + 1);
    if (mask === null) return builder.fail(row, null, path);
    builder.size(row, mask.widthPx, mask.heightPx);
    for (const { id, label, flags, runs } of objects) {
      if ((flags & OBJECT_FLAG.crowd) !== 0) continue;
      const key = keyOf(path, id);
      const said = scores?.rows.get(key);
      used.add(key);
      const name = said?.label ?? label;
      if (name === null && another !== undefined) throw noLabels(given.source, labels);
      if (scores !== null && said === undefined) {
        const what = `${scores.source} has no score for object ${id} of ${quoted(baseName(path))}; it is left out`;
        problems.add("predictions/missing-field", what, path);
        builder.lose(row);
        continue;
      }
      const lengths = Float64Array.from(runs);
      const [x, y, width, height] = boxOfRuns(lengths, mask.heightPx);
      const box = [x, y, width, height] as const;
      const score = said?.score ?? 1;
      if (builder.add(row, builder.label(name ?? onlyLabel), score, box, path))
        builder.runs(lengths);
    }
  });
  for (const key of scores?.rows.keys() ?? []) {
    if (used.has(key)) continue;
    const [name, id] = key.split("\n");
    const what = `object ${id} of ${quoted(name!)} has a score and no pixel`;
    problems.add("masks/no-pixels", what, scores!.source);
  }
  const read = builder.finish({
    format: { id: "mask-images", reason: reading.reason },
    source: given.source,
    unit: "pixel",
    written: "xywh",
    roles: new Map(),
    namesOnlyFound: true,
    readings: reading.readings,
  });
  return { ...read, objects: { ...read.objects, area: pixelsOfMasks(read.objects) } };
}

/** Whether nothing is said of any pixel of a mask. */
function isAllVoid({ widthPx, heightPx }: MaskValues, objects: readonly MaskedObject[]): boolean {
  const isVoid = ({ label, flags }: MaskedObject) =>
    label === null && (flags & OBJECT_FLAG.crowd) !== 0;
  if (objects.length === 0 || !objects.every(isVoid)) return false;
  const pixels = objects.reduce((sum, { runs }) => sum + areaOfRuns(Float64Array.from(runs)), 0);
  return pixels === widthPx * heightPx;
}

/** In place of a label: the mask of labels has none where the object is. */
const NO_CLASS = "";

/** Objects with the label that most of their pixels have on the mask of labels. */
async function labelsOfObjects(
  { classes, files }: InstanceFiles,
  file: number,
  mask: MaskValues | null,
  objects: readonly MaskedObject[],
  problems: ProblemList,
): Promise<readonly MaskedObject[]> {
  const of = classes?.[file] ?? null;
  if (of === null || mask === null || objects.length === 0) return objects;
  let found: LabelMask;
  try {
    found = await of.read();
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    problems.add("masks/unreadable", `the mask of labels: ${error.what}`, files[file]!);
    return objects.map((object) => ({ ...object, label: NO_CLASS }));
  }
  if (found.widthPx !== mask.widthPx || found.heightPx !== mask.heightPx) {
    const what = `the mask of labels is ${found.widthPx} × ${found.heightPx} px, that of objects ${mask.widthPx} × ${mask.heightPx}`;
    problems.add("masks/unreadable", what, files[file]!);
    return objects.map((object) => ({ ...object, label: NO_CLASS }));
  }
  const background = backgroundOf(of.labelNames);
  const counts = new Map<number, Map<number, number>>();
  for (let i = 0; i < mask.values.length; i++) {
    const [id, label] = [mask.values[i]!, found.labels[i]!];
    if (id === 0 || label === NO_LABEL || label === background) continue;
    const own = counts.get(id) ?? new Map<number, number>();
    own.set(label, (own.get(label) ?? 0) + 1);
    counts.set(id, own);
  }
  return objects.map((object) => {
    if ((object.flags & OBJECT_FLAG.crowd) !== 0) return object;
    const [most] = [...(counts.get(object.id) ?? [])].sort(([, a], [, b]) => b - a);
    return { ...object, label: most === undefined ? NO_CLASS : of.labelNames[most[0]]! };
  });
}

/** Reads masks in turn; one that cannot be read is listed and given as null. */
async function eachMask(
  { access, files, source, maskValues }: InstanceFiles,
  problems: ProblemList,
  add: (
    file: number,
    mask: MaskValues | null,
    objects: readonly MaskedObject[],
  ) => void | Promise<void>,
): Promise<{ readonly reason: string; readonly readings: readonly TakenReading[] }> {
  const isCityscapes = files.length > 0 && files.every(isCityscapesName);
  const arePieces = maskValues === "pieces";
  const look = async (path: string): Promise<MaskValues | HomegroundError> => {
    try {
      const mask = readMaskValues(await access.read(path), path);
      if (!arePieces || !hasOneNumber(mask)) return mask;
      return { ...mask, values: piecesOf(mask), areColours: true, palette: null };
    } catch (error) {
      if (isHomegroundError(error)) return error;
      throw error;
    }
  };
  let file = 0;
  let [objects, most, only] = [0, 0, -1];
  for await (const found of readMany(files, look)) {
    if (found instanceof HomegroundError) {
      const path = files[file]!;
      problems.add("masks/unreadable", `the mask cannot be read: ${found.what}`, path);
      await add(file++, null, []);
      continue;
    }
    const own = objectsOfMask(found, isCityscapes);
    objects += own.length;
    most = Math.max(most, own.length);
    for (const { id } of own) only = only === -1 || only === id ? id : -2;
    await add(file++, found, own);
  }
  // 255, or 1 on mask after mask: a label, not the first object of each.
  if (!arePieces && maskValues === undefined && most === 1 && only >= 0 && objects > 1) {
    throw oneNumber(source, only);
  }
  const words = isCityscapes
    ? "Cityscapes' numbers of labels and objects"
    : arePieces
      ? "each number but 0 is an object, of masks with one number what hangs together"
      : "each number but 0 is an object";
  return {
    reason: `masks: ${words}`,
    readings: [
      {
        reading: maskValuesChoice.name,
        value: maskValues ?? "objects",
        chosen: maskValues === undefined ? "found" : "declared",
      },
    ],
  };
}

function hasOneNumber({ values }: MaskValues): boolean {
  let only = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0 || values[i] === only) continue;
    if (only !== 0) return false;
    only = values[i]!;
  }
  return only !== 0;
}

function isCityscapesName(path: string): boolean {
  return /_instanceIds\.png$/i.test(path);
}

/** Scores by mask and number, as a table beside the masks has them. */
interface ScoreTable {
  readonly source: string;
  readonly rows: ReadonlyMap<string, { readonly score: number; readonly label: string | null }>;
}

const MAX_TABLE_BYTES = 1 << 26;

/** The table with a column of files, one of numbers and one of scores; null where none of the files is one. */
async function findScores(
  access: FileAccess,
  files: readonly string[],
): Promise<ScoreTable | null> {
  for (const path of files) {
    if (!/^(csv|tsv|txt)$/.test(extensionOf(path))) continue;
    const bytes = await readSmallFile(access, path, MAX_TABLE_BYTES);
    const { table } = parseDelimited(bytes, path, {
      readColumns: ({ names }) => new Map(names.map((name) => [name, "text" as const])),
    });
    const names = [...table.columns.keys()];
    const column = (...wanted: string[]) => {
      const name = names.find((one) => wanted.includes(foldName(one)));
      return name === undefined ? null : textColumn(table, name);
    };
    const file = column("file", "filename", "image", "imagename", "mask", "imageid");
    const id = column("id", "instance", "instanceid", "object", "objectid", "value", "number");
    const score = column("score", "confidence", "probability", "conf");
    if (file === null || id === null || score === null) continue;
    const label = column("label", "class", "category", "name");
    const cell = (of: ReturnType<typeof textColumn>, row: number) =>
      (of.levels[of.codes[row]!] ?? "").trim();
    const rows = new Map<string, { readonly score: number; readonly label: string | null }>();
    for (let row = 0; row < table.rowCount; row++) {
      const text = cell(score, row);
      rows.set(keyOf(cell(file, row), Number(cell(id, row))), {
        score: text === "" ? Number.NaN : Number(text),
        label: (label === null ? "" : cell(label, row)) || null,
      });
    }
    return { source: path, rows };
  }
  return null;
}

function keyOf(path: string, id: number): string {
  return `${baseName(maskStem(path))}\n${id}`;
}

function oneNumber(where: string, only: number): HomegroundError {
  return new HomegroundError("annotations/one-number", {
    what: `masks have 0 and ${only} alone: nothing tells one object from another`,
    where,
    fix: {
      command:
        "Give masks with a number an object, or say --mask-values pieces: what hangs together is an object",
      app: "Give masks with a number an object, or say that what hangs together is an object",
    },
  });
}

function noLabels(where: string, labels: readonly string[]): HomegroundError {
  const named = labels.slice(0, 3).map((name) => JSON.stringify(name));
  return new HomegroundError("predictions/no-labels", {
    what: `numbers of objects say no label, and there are ${labels.length}: ${named.join(", ")} …`,
    where,
    fix: "Put a table beside the masks with the columns file, id, score and label",
  });
}

/** The images of masks, some of which are called as Cityscapes has them. */
export function imagesOfInstances(
  files: readonly string[],
  images: readonly string[],
  problems: ProblemList,
): readonly string[] {
  const bare = images.map((path) => path.replace(/_leftImg8bit(?=\.[^.]*$)/, ""));
  const whole = new Map(bare.map((path, i) => [path, images[i]!]));
  return imagesOfMasks(files, bare).map(({ file, isFound }, i) => {
    if (!isFound && images.length > 0) {
      problems.add("masks/no-image", `no image has the name of ${quoted(files[i]!)}`, files[i]!);
    }
    return whole.get(file) ?? file;
  });
}
