import { OBJECT_FLAG, type ObjectColumns } from "../../core/objects.js";
import { EMPTY_TABLE, selectRows, type Table } from "../../core/table.js";
import { idsByPlace } from "../coco/coco-ids.js";
import { type ImageTruth, TRUTH_STATE } from "../import-types.js";
import { withImageLabels } from "./image-labels.js";
import type {
  BoxUnit,
  ObjectPredictions,
  ObjectTruth,
  PaddedInput,
  SearchedLabels,
} from "./object-types.js";

/**
 * Images with their objects in the one form that every writer takes, whether people annotated them
 * or a model found them.
 */
export interface ObjectSet {
  readonly kind: "truth" | "predictions";
  /** File that it came from. */
  readonly source: string;
  readonly imageCount: number;
  /** Path of each image, with `/`; each once. */
  readonly file: readonly string[];
  /** NaN where not known. */
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
  /**
   * `TRUTH_STATE` of each image; one that was found empty of objects can have labels. Of predictions: unlabelled where the model did not answer, empty
   * where it found nothing.
   */
  readonly state: Uint8Array;
  readonly labelNames: readonly string[];
  /**
   * Labels of the image as a whole that none of its objects has: those of image i are
   * imageLabels[imageLabelStart[i] … imageLabelStart[i + 1] − 1].
   */
  readonly imageLabelStart: Int32Array;
  readonly imageLabels: Int32Array;
  readonly unit: BoxUnit;
  /** What boxes are fractions of, where they were not brought back to the images. */
  readonly paddedInput?: PaddedInput;
  /** Columns of all objects that were read; those that count are the ones in `objectOrder`. */
  readonly objects: ObjectColumns;
  /** Objects of image i, in the order of the file: objectOrder[objectStart[i] … objectStart[i + 1] − 1]. */
  readonly objectStart: Int32Array;
  readonly objectOrder: Int32Array;
  /** Of predictions; null for truth. */
  readonly score: Float64Array | null;
  /** As the file says it, in px²; null where the area is that of the box or the outline. */
  readonly area: Float64Array | null;
  /** `OBJECT_FLAG` bits; zeros for predictions. */
  readonly flags: Uint8Array;
  readonly attributes: Table;
  /** What else is known of each of `objects`, a row an object, those that do not count included. */
  readonly objectAttributes: Table;
  /** Name of the group that each label belongs to; null where none is known. */
  readonly supercategories: readonly (string | null)[];
  /** Labels of regions, and not of objects; left out where there are none. */
  readonly stuff?: ReadonlySet<string>;
  /** 1 for each image of which the file says which labels were looked for; left out where none says it. */
  readonly isSearched?: Uint8Array;
  /** Numbers that COCO's file gave to images and labels; null where it came from another format. */
  readonly ids: CocoIds | null;
}

/** COCO's numbers (or texts) of images and categories, by image and by label. */
export interface CocoIds {
  readonly image: readonly (number | string)[];
  readonly category: readonly (number | string)[];
}

/** An {@link ObjectSet} of ground truth with boxes. */
export function setOfTruth(truth: ObjectTruth): ObjectSet {
  const { regions } = truth;
  const { objects } = regions;
  const whole = withImageLabels(truth);
  return {
    kind: "truth",
    ...commonOf(whole),
    // Labels of the image as a whole take nothing from a search that found no object.
    state: whole.state.map((state, row) =>
      truth.state[row] === TRUTH_STATE.empty ? TRUTH_STATE.empty : state,
    ),
    widthPx: regions.widthPx,
    heightPx: regions.heightPx,
    ...labelsWithoutObject(whole, objects),
    unit: regions.unit,
    objects,
    ...groupObjects(objects, truth.rowCount),
    score: null,
    area: regions.unit === "pixel" ? objects.area : null,
    flags: objects.flags,
    ...(regions.stuff === undefined ? {} : { stuff: regions.stuff }),
    ...(regions.searched === undefined ? {} : { isSearched: saidOf(regions.searched) }),
    objectAttributes: regions.attributes ?? { ...EMPTY_TABLE, rowCount: objects.count },
  };
}

/** 1 for each image of which anything is said. */
function saidOf({ absentStart, partlyStart }: SearchedLabels): Uint8Array {
  return Uint8Array.from({ length: absentStart.length - 1 }, (_, i) =>
    Number(absentStart[i + 1]! > absentStart[i]! || partlyStart[i + 1]! > partlyStart[i]!),
  );
}

/** An {@link ObjectSet} of labels of whole images: it has no objects. Rows of one image are joined. */
export function setOfImageTruth(truth: ImageTruth): ObjectSet {
  const joined = joinRows(truth);
  const { rowCount } = joined;
  const objects = noObjects();
  const unknown = new Float64Array(rowCount).fill(Number.NaN);
  return {
    kind: "truth",
    ...commonOf(joined),
    widthPx: unknown,
    heightPx: unknown,
    imageLabelStart: joined.labelStart,
    imageLabels: joined.labelIndex,
    unit: "pixel",
    objects,
    ...groupObjects(objects, rowCount),
    score: null,
    area: null,
    flags: new Uint8Array(),
    objectAttributes: EMPTY_TABLE,
  };
}

/** An {@link ObjectSet} of detections. */
export function setOfPredictions(predictions: ObjectPredictions): ObjectSet {
  const { objects, rowCount, failed, file, labelNames, incomplete, paddedInput } = predictions;
  const grouped = groupObjects(objects, rowCount);
  const state = Uint8Array.from(failed, (hasFailed, row) => {
    if (hasFailed === 1) return TRUTH_STATE.unlabelled;
    const count = grouped.objectStart[row + 1]! - grouped.objectStart[row]!;
    if (count > 0) return TRUTH_STATE.labelled;
    return incomplete?.has(row) === true ? TRUTH_STATE.unlabelled : TRUTH_STATE.empty;
  });
  return {
    kind: "predictions",
    source: predictions.source,
    imageCount: rowCount,
    file,
    labelNames,
    widthPx: predictions.widthPx,
    heightPx: predictions.heightPx,
    state,
    imageLabelStart: new Int32Array(rowCount + 1),
    imageLabels: new Int32Array(),
    unit: predictions.unit,
    ...(paddedInput === undefined ? {} : { paddedInput }),
    objects,
    ...grouped,
    score: objects.score,
    area: null,
    flags: new Uint8Array(objects.count),
    attributes: predictions.attributes,
    objectAttributes: { ...EMPTY_TABLE, rowCount: objects.count },
    supercategories: labelNames.map(() => null),
    ids: null,
  };
}

function commonOf(truth: ImageTruth) {
  return {
    source: truth.source,
    imageCount: truth.rowCount,
    file: truth.file,
    state: truth.state,
    labelNames: truth.labelNames,
    attributes: writtenAttributes(truth),
    supercategories: truth.labelNames.map((name) => truth.supercategories?.get(name) ?? null),
    ids: cocoIdsOf(truth),
  };
}

function writtenAttributes({ attributes, unwritten = [] }: ImageTruth): Table {
  const columns = [...attributes.columns].filter(([name]) => !unwritten.includes(name));
  return { ...attributes, columns: new Map(columns) };
}

/** Objects grouped by image, in their order. */
function groupObjects(objects: ObjectColumns, imageCount: number) {
  const start = new Int32Array(imageCount + 1);
  for (let i = 0; i < objects.count; i++) start[objects.image[i]! + 1]!++;
  for (let image = 0; image < imageCount; image++) start[image + 1]! += start[image]!;
  const next = start.slice();
  const order = new Int32Array(objects.count);
  for (let i = 0; i < objects.count; i++) order[next[objects.image[i]!]!++] = i;
  return { objectStart: start, objectOrder: order };
}

function noObjects(): ObjectColumns {
  const [image, label] = [new Int32Array(), new Int32Array()];
  return { count: 0, image, label, box: new Float64Array() };
}

/** Labels of images without those that an object of the image has. */
function labelsWithoutObject(truth: ImageTruth, objects: ObjectColumns) {
  const { rowCount, labelStart, labelIndex } = truth;
  const { objectStart, objectOrder } = groupObjects(objects, rowCount);
  const kept: number[] = [];
  const start = new Int32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    for (let k = labelStart[row]!; k < labelStart[row + 1]!; k++) {
      let isOfObject = false;
      for (let j = objectStart[row]!; j < objectStart[row + 1]!; j++) {
        if (objects.label[objectOrder[j]!] === labelIndex[k]) isOfObject = true;
      }
      if (!isOfObject) kept.push(labelIndex[k]!);
    }
    start[row + 1] = kept.length;
  }
  return { imageLabelStart: start, imageLabels: Int32Array.from(kept) };
}

/** The rows of each image as one, with all labels, and the attributes of the first. */
function joinRows(truth: ImageTruth): ImageTruth {
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < truth.rowCount; row++) {
    const known = rowsOf.get(truth.file[row]!);
    if (known === undefined) rowsOf.set(truth.file[row]!, [row]);
    else known.push(row);
  }
  if (rowsOf.size === truth.rowCount) return truth;
  const labels: number[] = [];
  const start = new Int32Array(rowsOf.size + 1);
  const groups = [...rowsOf.values()];
  for (const [i, rows] of groups.entries()) {
    const own = rows.flatMap((row) => [
      ...truth.labelIndex.subarray(truth.labelStart[row], truth.labelStart[row + 1]),
    ]);
    for (const label of new Set(own)) labels.push(label);
    start[i + 1] = labels.length;
  }
  return {
    ...truth,
    rowCount: groups.length,
    file: [...rowsOf.keys()],
    labelStart: start,
    labelIndex: Int32Array.from(labels),
    state: Uint8Array.from(groups, (rows) => Math.min(...rows.map((row) => truth.state[row]!))),
    line: Int32Array.from(groups, ([row]) => truth.line[row!]!),
    attributes: selectRows(
      truth.attributes,
      Int32Array.from(groups, ([row]) => row!),
    ),
  };
}

/** COCO's ids by row and label; null where one has none or two share one. */
function cocoIdsOf({ coco, file, labelNames }: ImageTruth): CocoIds | null {
  if (coco === undefined) return null;
  const imageId = new Map<string, number | string>();
  for (const [place, id] of idsByPlace(coco.imageOf).entries()) {
    const path = coco.files[place];
    if (path !== null && path !== undefined && !imageId.has(path)) imageId.set(path, id);
  }
  const categoryId = new Map<string, number | string>();
  for (const [id, index] of coco.categoryOf) {
    const name = coco.labels[index];
    if (name !== null && name !== undefined && !categoryId.has(name)) categoryId.set(name, id);
  }
  const image = file.flatMap((path) => imageId.get(path) ?? []);
  const category = labelNames.flatMap((name) => categoryId.get(name) ?? []);
  const isWhole = image.length === file.length && category.length === labelNames.length;
  return isWhole ? { image, category } : null;
}

/** Whether an object is neither to be found nor wrong when it is. */
export function isUncounted(flags: number): boolean {
  return (flags & (OBJECT_FLAG.crowd | OBJECT_FLAG.ignored)) !== 0;
}
