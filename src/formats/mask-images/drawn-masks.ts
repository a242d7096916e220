import { HomegroundError } from "../../core/errors.js";
import { backgroundOf, type LabelMask, NO_LABEL, paintEdges } from "../../core/masks/label-mask.js";
import { edgesOfPolygons } from "../../core/masks/polygon-runs.js";
import { checkRuns, edgesOfRuns } from "../../core/masks/runs.js";
import { OBJECT_FLAG, type ObjectColumns, SHAPE_FORM } from "../../core/objects.js";
import { WAY } from "../../core/ways.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import {
  type ImagePredictions,
  type ImageTruth,
  type MaskColumn,
  type MaskSize,
  TRUTH_STATE,
} from "../import-types.js";
import type { BoxUnit, ObjectPredictions, ObjectTruth } from "../objects/object-types.js";
import { createTruthBuilder } from "../truth-builder.js";
import { BACKGROUND, isVoidName } from "./mask-reading.js";

/**
 * Labels of pixels from annotated objects, whose outlines are drawn in the order of the file: on a pixel of
 * several the last one's label counts. Crowds, ignored objects and the boxes of objects without an outline
 * are void where no other object is. An image of which somebody said that it is empty is background.
 *
 * @throws HomegroundError `annotations/no-masks` where there are objects and none has an outline
 */
export function drawnTruth(truth: ObjectTruth): ImageTruth {
  const { regions, imageLabels: _, ...rest } = truth;
  const { objects, objectId } = regions;
  if (objects.count > 0 && !hasOutlines(objects)) throw noOutlines(truth);
  const problems = createProblemList();
  const { isPartition = false } = regions;
  const names = namesOf(truth.labelNames, isPartition);
  const voids = new Uint8Array(objects.count);
  // Where each pixel is known, a crowd's are of its label too.
  const uncounted = isPartition ? OBJECT_FLAG.ignored : 0xff;
  for (let i = 0; i < objects.count; i++) {
    if ((objects.flags[i]! & uncounted) !== 0 || isVoidName(truth.labelNames[objects.label[i]!]!))
      voids[i] = 1;
    else if (!isOutlined(objects, i)) {
      voids[i] = 1;
      const of = truth.file[objects.image[i]!]!;
      sayNoOutline(problems, of, `${truth.source}: ${objectId[i]}`, "its box is void");
    }
  }
  const rows = rowsOf(objects, truth.rowCount, (a, b) => voids[b]! - voids[a]! || a - b);
  const builder = createTruthBuilder(false);
  for (const [row, file] of truth.file.entries()) {
    const isUnlabelled = truth.state[row] === TRUTH_STATE.unlabelled;
    const found = new Set(isPartition ? [] : [names.background]);
    for (const i of rows[row]!) if (voids[i] === 0) found.add(names.indexOf(objects.label[i]!));
    const labels = isUnlabelled ? [] : [...found].sort((a, b) => a - b).map((k) => names.all[k]!);
    const state = isUnlabelled ? TRUTH_STATE.unlabelled : TRUTH_STATE.labelled;
    builder.add(file, labels, state, truth.line[row]!);
  }
  return {
    ...rest,
    ...builder.finish(),
    problems: [...truth.problems, ...problems.finish()],
    classNames: names.all,
    masks: drawing(truth, names, rows, ({ label }, i) =>
      voids[i] === 1 ? NO_LABEL : names.indexOf(label[i]!),
    ),
  };
}

/**
 * Answers for pixels from the outlines of detections of a score on, the surest above the others.
 *
 * @param given the threshold; null where none was named: then the one that the file states, or none where
 *   all scores are alike
 * @throws HomegroundError `annotations/no-masks`, `predictions/no-threshold`
 */
export function drawnPredictions(read: ObjectPredictions, given: number | null): ImagePredictions {
  const { objects, source, rowCount } = read;
  const { score, image } = objects;
  if (objects.count > 0 && !hasOutlines(objects)) throw noOutlines(read);
  const areAlike = score.every((one) => one === score[0]);
  const threshold = given ?? read.threshold?.value ?? null;
  if (threshold === null && !areAlike) {
    throw new HomegroundError("predictions/no-threshold", {
      what: "outlines are drawn from a score on, and nothing says from which",
      where: source,
      fix: WAY.giveSomeThreshold,
    });
  }
  const least = threshold ?? Number.NEGATIVE_INFINITY;
  const problems = createProblemList();
  const { isPartition = false } = read;
  const names = namesOf(read.labelNames, isPartition);
  const isBroken = Uint8Array.from(read.failed, (failed, row) =>
    failed === 1 || (read.incomplete?.has(row) === true && read.onlyUnasked?.has(row) !== true)
      ? 1
      : 0,
  );
  for (let i = 0; i < objects.count; i++) {
    if (score[i]! < least || isOutlined(objects, i)) continue;
    isBroken[image[i]!] = 1;
    sayNoOutline(problems, read.file[image[i]!]!, source, "the image has no predicted mask");
  }
  const rows = rowsOf(objects, rowCount, (a, b) => score[a]! - score[b]! || a - b).map((own) =>
    own.filter((i) => score[i]! >= least),
  );
  const drawn = drawing(read, names, rows, ({ label }, i) => names.indexOf(label[i]!));
  return {
    format: read.format,
    source,
    rowCount,
    file: read.file,
    predicted: null,
    answerLabels: names.all,
    ...(read.namesOnlyFound === true ? { namesOnlyFound: true } : {}),
    scoreLabels: [],
    scores: new Float64Array(0),
    line: read.line,
    attributes: read.attributes,
    roles: read.roles,
    problems: [...read.problems, ...problems.finish()],
    objects: objects.count,
    ...(threshold === null
      ? {}
      : { threshold: { value: threshold, source: read.threshold?.source ?? "" } }),
    // Where the background is drawn too, an image without anything was not answered.
    ...(read.imagesOnlyFound === true && !isPartition && backgroundOf(read.labelNames) < 0
      ? { absentIsNone: true }
      : {}),
    ...(read.readings === undefined ? {} : { readings: read.readings }),
    masks: {
      ...drawn,
      async read(row, size) {
        if (isBroken[row] !== 1) return drawn.read(row, size);
        throw new HomegroundError("predictions/empty", {
          what: "not all that was found on the image has an outline that can be drawn",
          where: `${source}: ${read.file[row]}`,
          fix: "Give the predictions of the image whole",
        });
      },
    },
  };
}

/** Labels with the background, which is first where no label is called so. */
interface DrawnNames {
  readonly all: readonly string[];
  /** Of a pixel where nothing is drawn. */
  readonly background: number;
  /** Index into `all` of a label of the objects. */
  indexOf(label: number): number;
}

/** @param isPartition whether there is no background: a pixel where nothing is drawn is void */
function namesOf(labels: readonly string[], isPartition: boolean): DrawnNames {
  if (isPartition) return { all: labels, background: NO_LABEL, indexOf: (label) => label };
  const own = backgroundOf(labels);
  if (own >= 0) return { all: labels, background: own, indexOf: (label) => label };
  return { all: [BACKGROUND, ...labels], background: 0, indexOf: (label) => label + 1 };
}

/** Objects of each row, in the order in which they are drawn. */
function rowsOf(
  { image, count }: ObjectColumns,
  rowCount: number,
  order: (a: number, b: number) => number,
): readonly (readonly number[])[] {
  const rows = Array.from({ length: rowCount }, (): number[] => []);
  for (let i = 0; i < count; i++) rows[image[i]!]!.push(i);
  return rows.map((own) => own.sort(order));
}

interface Drawable {
  readonly source: string;
  readonly file: readonly string[];
}

function drawing(
  read: Drawable & (Pick<ObjectTruth, "regions"> | ObjectPredictions),
  names: DrawnNames,
  rows: readonly (readonly number[])[],
  labelOf: (objects: ObjectColumns, i: number) => number,
): MaskColumn {
  const { objects, unit, widthPx, heightPx } = "regions" in read ? read.regions : read;
  const sizeOf = (row: number): MaskSize | null =>
    widthPx[row]! > 0 && heightPx[row]! > 0
      ? { widthPx: widthPx[row]!, heightPx: heightPx[row]! }
      : null;
  return {
    labelNames: names.all,
    sizeOf,
    async read(row, given): Promise<LabelMask> {
      const where = `${read.source}: ${read.file[row] ?? ""}`;
      const size = checkedSize(sizeOf(row) ?? given, where);
      const labels = new Int16Array(size.widthPx * size.heightPx).fill(names.background);
      const mask = { ...size, labels };
      for (const i of rows[row] ?? []) {
        paintEdges(mask, edgesOf(objects, i, unit, size), labelOf(objects, i));
      }
      return mask;
    },
  };
}

function checkedSize(size: MaskSize | null, where: string): MaskSize {
  if (size === null) {
    throw new HomegroundError("input/no-sizes", {
      what: "outlines are to be drawn, and nothing says how large the image is",
      where,
      fix: "Give the images, or annotations that say their size",
    });
  }
  const { widthPx, heightPx } = size;
  if (!Number.isInteger(widthPx) || !Number.isInteger(heightPx)) {
    throw new HomegroundError("input/invalid", {
      what: `${widthPx} × ${heightPx} is no size of an image`,
      where,
      fix: "Write whole pixels",
    });
  }
  if (widthPx * heightPx > DEFAULT_MAX_PIXELS) {
    throw new HomegroundError("image/too-large", {
      what: `the mask is ${widthPx} × ${heightPx} pixels, more than ${DEFAULT_MAX_PIXELS}`,
      where,
      fix: "Cut or shrink it beforehand",
    });
  }
  return size;
}

function edgesOf(
  { shapes, box }: ObjectColumns,
  i: number,
  unit: BoxUnit,
  { widthPx, heightPx }: MaskSize,
): Uint32Array {
  const form = shapes?.form[i] ?? SHAPE_FORM.none;
  if (shapes !== undefined && form === SHAPE_FORM.runs) {
    const part = shapes.partStart[i]!;
    const runs = shapes.values.subarray(shapes.valueStart[part], shapes.valueStart[part + 1]);
    checkRuns(runs, widthPx, heightPx);
    const edges = new Uint32Array(runs.length + 1);
    return edges.subarray(0, edgesOfRuns(runs, edges, 0));
  }
  const polygons: Float64Array[] = [];
  if (shapes === undefined || form === SHAPE_FORM.none) {
    const [x = 0, y = 0, width = 0, height = 0] = box.subarray(4 * i, 4 * i + 4);
    polygons.push(Float64Array.of(x, y, x, y + height, x + width, y + height, x + width, y));
  } else {
    for (let part = shapes.partStart[i]!; part < shapes.partStart[i + 1]!; part++) {
      polygons.push(shapes.values.subarray(shapes.valueStart[part], shapes.valueStart[part + 1]));
    }
  }
  const inPixels =
    unit === "pixel"
      ? polygons
      : polygons.map((xy) => xy.map((one, k) => one * (k % 2 === 0 ? widthPx : heightPx)));
  return edgesOfPolygons(inPixels, widthPx, heightPx);
}

function isOutlined({ shapes }: ObjectColumns, i: number): boolean {
  return shapes !== undefined && shapes.form[i] !== SHAPE_FORM.none;
}

function hasOutlines({ shapes }: ObjectColumns): boolean {
  return shapes?.form.some((form) => form !== SHAPE_FORM.none) === true;
}

function sayNoOutline(problems: ProblemList, file: string, where: string, then: string): void {
  problems.add("masks/no-outline", `an object of ${quoted(file)} has no outline: ${then}`, where);
}

function noOutlines({ source, format }: Pick<ObjectTruth, "source" | "format">): HomegroundError {
  return new HomegroundError("annotations/no-masks", {
    what: `no object has an outline in what was read as ${format.id}`,
    where: source,
    fix: "Give outlines or masks, or choose the task detection for boxes",
  });
}
