import type { DetectedObjects } from "../../core/objects.js";
import { EMPTY_TABLE } from "../../core/table.js";
import { type CocoFields, FIELD } from "../coco/coco-fields.js";
import {
  areaOfOutline,
  boxOfOutline,
  createOutlineColumns,
  settleOutline,
} from "../coco/coco-outlines.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import type { CocoNames } from "../import-types.js";
import type { ObjectPredictions } from "../objects/object-types.js";
import type { ChosenPredictionReadings } from "../prediction-reading/choices.js";
import {
  type DetectionTaker,
  leftAside,
  type ResultsForm,
  readResultRecords,
  reasonOf,
} from "./coco-results-reading.js";
import { createResultPoints } from "./result-points.js";

export interface CocoDetectionsOptions extends Pick<ChosenPredictionReadings, "classNumbers"> {
  /** Whether polygons and masks are kept, for overlaps of masks. Default false. */
  readonly outlines?: boolean;
  /**
   * Whether points are kept: `true` where they are what was predicted, so that a detection without them is none,
   * `beside` those that there are, beside boxes and outlines. Default false.
   */
  readonly points?: boolean | "beside";
}

/**
 * Reads detections in COCO's results form, a list or an object a line: a row for each image of the
 * ground truth, in its order. An image without a detection is one on which nothing was found; an
 * empty list is a prediction.
 *
 * - A detection without a `bbox` has the least box around its `segmentation`; its area is then that
 *   of the segmentation, otherwise width × height, as in COCO's reference.
 * - Where points are wanted, box and area are of the least box around all points, as in that reference.
 * - Scores may be of any scale; those outside 0 to 1 are noted. One that is missing or no finite
 *   number, and boxes that are none, are left out and listed, and so is what the ground truth does
 *   not know.
 *
 * @param coco what the numbers stand for: `coco` of the ground truth, of either reader
 * @throws HomegroundError `input/unsupported` without `coco`, `predictions/empty` when not one of
 *   several detections has a score, and as `readJsonRecords`
 */
export async function readCocoDetections(
  access: FileAccess,
  path: string,
  form: ResultsForm,
  coco: CocoNames | undefined,
  {
    outlines: wantsOutlines = false,
    points: wantsPoints = false,
    classNumbers,
  }: CocoDetectionsOptions = {},
): Promise<ObjectPredictions> {
  const problems = createProblemList();
  const columns = createDetectionColumns();
  const outlines = createOutlineColumns();
  const range = { outside: 0, least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
  const isBeside = wantsPoints === "beside";
  const isPointed = isBeside ? coco?.joints !== undefined : wantsPoints;
  const points = isPointed ? createResultPoints(coco, path, problems, isBeside) : null;
  const taker: DetectionTaker = {
    detection(row, label, fields, where) {
      const { has, score } = fields;
      const around = points?.boxOf(fields, where);
      if (around === null) return false;
      const hasBox = (has & FIELD.box) !== 0;
      let isOutline = false;
      if (around === undefined && (wantsOutlines || !hasBox)) {
        isOutline = hasUsableOutline(fields, row, coco, where, problems);
        if (!hasBox && !isOutline) {
          const what = "the detection has neither a box nor an outline; it is left out";
          problems.add("predictions/missing-field", what, where());
          return false;
        }
      }
      if (score < 0 || score > 1) {
        range.outside++;
        range.least = Math.min(range.least, score);
        range.greatest = Math.max(range.greatest, score);
      }
      const isBox = hasBox || around !== undefined;
      const box = around ?? (hasBox ? fields.box : boxOfOutline(fields.outline));
      const area = isBox ? Number.NaN : areaOfOutline(fields.outline);
      points?.add(fields);
      addDetection(columns, row, label, score, box, area);
      if (wantsOutlines) outlines.add(isOutline ? fields.outline : null);
      return true;
    },
  };
  const reading = await readResultRecords(
    ...([access, path, form, coco, problems] as const),
    () => taker,
    { ...(classNumbers === undefined ? {} : { numbers: classNumbers }), points: isPointed },
  );
  if (range.outside > 0) {
    const what = `${range.outside} scores lie outside 0 to 1, from ${range.least} to ${range.greatest}: good to rank by, and no confidences`;
    problems.add("predictions/not-probabilities", what, path);
  }
  const { file, labels } = reading;
  const rowCount = file.length;
  const unknown = () => new Float64Array(rowCount).fill(Number.NaN);
  const shapes = outlines.finish(
    Int32Array.from({ length: wantsOutlines ? columns.count : 0 }, (_, k) => k),
  );
  return {
    format: {
      id: "coco-results",
      reason: reasonOf(form),
    },
    source: path,
    rowCount,
    file,
    labelNames: labels,
    objects: {
      ...detectedObjects(columns),
      ...(shapes === undefined ? {} : { shapes }),
      ...points?.finish(columns.count),
    },
    unit: "pixel",
    failed: new Uint8Array(rowCount),
    widthPx: coco?.widthPx ?? unknown(),
    heightPx: coco?.heightPx ?? unknown(),
    line: Int32Array.from({ length: rowCount }, (_, row) => row + 1),
    attributes: { ...EMPTY_TABLE, rowCount },
    roles: new Map([
      ["image", "image_id"],
      ["label", "category_id"],
      ["score", "score"],
    ]),
    problems: problems.finish(),
    ...leftAside(reading),
  };
}

/** Whether the record in hand has an outline that can be used; lists what is wrong with one. */
function hasUsableOutline(
  fields: CocoFields,
  row: number,
  coco: CocoNames | undefined,
  where: () => string,
  problems: ProblemList,
): boolean {
  const { has, outline, unusable } = fields;
  const list = (what: string) => problems.add("predictions/outline-invalid", what, where());
  if ((has & FIELD.outline) === 0) {
    const found = unusable.find(([name]) => name === "segmentation");
    if (found === undefined) return false;
    list(
      `the outline is ${quoted(JSON.stringify(found[1]))}, neither polygons nor runs; it is left out`,
    );
    return false;
  }
  const wrong = settleOutline(outline);
  if (wrong !== null) {
    list(
      `the outline: ${wrong.what}; ${wrong.isUsable ? "the other parts are taken" : "it is left out"}`,
    );
    if (!wrong.isUsable) return false;
  }
  const { widthPx, heightPx } = outline;
  const width = coco?.widthPx[row] ?? Number.NaN;
  const height = coco?.heightPx[row] ?? Number.NaN;
  const isOther = (side: number, known: number) => side !== known && !Number.isNaN(side + known);
  if (!isOther(widthPx, width) && !isOther(heightPx, height)) return true;
  list(`the mask is ${widthPx} × ${heightPx} px, its image ${width} × ${height}; it is left out`);
  return false;
}

/** Detections as columns that grow. */
interface DetectionColumns {
  count: number;
  image: Int32Array;
  label: Int32Array;
  score: Float64Array;
  box: Float64Array;
  /** NaN where it is width × height; null while that is so of all. */
  area: Float64Array | null;
}

function createDetectionColumns(): DetectionColumns {
  const size = 4096;
  return {
    count: 0,
    image: new Int32Array(size),
    label: new Int32Array(size),
    score: new Float64Array(size),
    box: new Float64Array(4 * size),
    area: null,
  };
}

function addDetection(
  columns: DetectionColumns,
  row: number,
  label: number,
  score: number,
  box: Float64Array,
  area: number,
): void {
  const { count } = columns;
  if (count === columns.image.length) grow(columns);
  columns.image[count] = row;
  columns.label[count] = label;
  columns.score[count] = score;
  const at = 4 * count;
  columns.box[at] = box[0]!;
  columns.box[at + 1] = box[1]!;
  columns.box[at + 2] = box[2]!;
  columns.box[at + 3] = box[3]!;
  if (!Number.isNaN(area)) {
    columns.area ??= new Float64Array(columns.image.length).fill(Number.NaN);
    columns.area[count] = area;
  }
  columns.count = count + 1;
}

function grow(columns: DetectionColumns): void {
  const size = columns.count * 2;
  const ints = (values: Int32Array) => {
    const larger = new Int32Array(size);
    larger.set(values);
    return larger;
  };
  const doubles = (values: Float64Array) => {
    const larger = new Float64Array(values.length * 2);
    larger.set(values);
    return larger;
  };
  columns.image = ints(columns.image);
  columns.label = ints(columns.label);
  columns.score = doubles(columns.score);
  columns.box = doubles(columns.box);
  if (columns.area !== null) columns.area = doubles(columns.area).fill(Number.NaN, columns.count);
}

function detectedObjects({
  count,
  image,
  label,
  score,
  box,
  area,
}: DetectionColumns): DetectedObjects {
  const objects = {
    count,
    image: image.subarray(0, count),
    label: label.subarray(0, count),
    score: score.subarray(0, count),
    box: box.subarray(0, 4 * count),
  };
  if (area === null) return objects;
  for (let k = 0; k < count; k++) {
    if (Number.isNaN(area[k]!)) area[k] = box[4 * k + 2]! * box[4 * k + 3]!;
  }
  return { ...objects, area: area.subarray(0, count) };
}
