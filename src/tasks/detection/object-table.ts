import { HomegroundError } from "../../core/errors.js";
import { isOutline, outlineOf, shapesOfOutlines } from "../../core/masks/outlines.js";
import { decodeRunText, encodeRunText } from "../../core/masks/run-text.js";
import { OBJECT_FLAG, type ObjectShapes } from "../../core/objects.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { pickIntegers, pickNumbers } from "../../core/picked-rows.js";
import {
  booleanColumn,
  numberRoom,
  optionalTextColumn,
} from "../../formats/parquet/parquet-columns.js";
import type { ParquetColumn } from "../../formats/parquet/parquet-write.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import type { KeypointColumns } from "../../outcomes/detection/keypoint-columns.js";
import { matchDetections } from "../../outcomes/detection/match-detections.js";
import { onUnits } from "../../outcomes/detection/on-units.js";
import type { DetectionInput, InputPoints } from "../../outcomes/detection-types.js";
import type { OutcomeCells, OutcomeColumns } from "../task.js";

const SIDES = ["x", "y", "width", "height"] as const;

/**
 * All that detections are matched by: a row an image that has a prediction, with its size, then a row an
 * annotated object, then a row a detection, those below the threshold included.
 *
 * @param fileOf name of an image of the predictions
 */
export function objectColumns(
  { input, classes, modelClassCount, threshold, rules, unitOfImage }: EvaluatedDetections,
  fileOf: (image: number) => string,
): OutcomeColumns {
  const { imageCount, labelCount, truth, detections, widthPx, heightPx, searched } = input;
  const rowCount = imageCount + truth.count + detections.count;
  const starts = [0, imageCount, imageCount + truth.count, rowCount];
  /** Numbers of images, of objects and of detections, one of every `step`; null where none has any. */
  const numbers = (
    name: string,
    parts: readonly (ArrayLike<number> | null)[],
    [step, first] = [1, 0],
  ): ParquetColumn => ({
    name,
    kind: "number",
    nullable: true,
    cells(from, to) {
      const cells = numberRoom(to - from).fill(Number.NaN);
      for (const [p, values] of parts.entries()) {
        if (values === null) continue;
        const start = starts[p]!;
        const last = Math.min(to, starts[p + 1]!);
        for (let row = Math.max(from, start); row < last; row++) {
          cells[row - from] = values[step * (row - start) + first]!;
        }
      }
      return cells;
    },
  });
  const flagged = (name: string, flag: number): ParquetColumn =>
    booleanColumn(name, (row) => ((truth.flags[row - imageCount] ?? 0) & flag) !== 0);
  const className = (row: number): string | null => {
    if (row < imageCount) return null;
    const object = row - imageCount;
    return classes[truth.label[object] ?? detections.label[object - truth.count]!]!;
  };
  return {
    rowCount,
    unitOfRow: Int32Array.from({ length: rowCount }, (_, row) => unitOfImage[row] ?? -1),
    columns: [
      optionalTextColumn("file", (row) => (row < imageCount ? fileOf(row) : null)),
      numbers("unit", [unitOfImage, null, null]),
      numbers("image", [Int32Array.from(unitOfImage.keys()), truth.image, detections.image]),
      optionalTextColumn("class", className),
      numbers("score", [null, null, detections.score]),
      ...SIDES.map((name, k) => numbers(name, [null, truth.box, detections.box], [4, k])),
      ...pointColumns(input.keypoints, numbers),
      numbers("image_width", [widthPx, null, null]),
      numbers("image_height", [heightPx, null, null]),
      numbers("area", [null, truth.area, detections.area ?? null]),
      ...outlineColumns(input),
      flagged("crowd", OBJECT_FLAG.crowd),
      flagged("ignored", OBJECT_FLAG.ignored),
      ...(searched === null
        ? []
        : [
            optionalTextColumn("searched", (row) =>
              row < imageCount
                ? searched.subarray(row * labelCount, (row + 1) * labelCount).join("")
                : null,
            ),
          ]),
    ],
    facts: {
      ...{ classes, modelClassCount, threshold, rules },
      ...(input.keypoints?.joints === undefined
        ? {}
        : {
            points: { ...input.keypoints.joints, sigmas: Array.from(input.keypoints.sigmas) },
          }),
    },
  };
}

/** Before the polygons of an outline; no text of runs begins so. */
const POLYGONS = "polygons:";

/** Outlines as text: runs as COCO writes them, polygons as JSON; nothing where boxes or points are matched. */
function outlineColumns({ imageCount, truth, detections }: DetectionInput): ParquetColumn[] {
  const [ofTruth, ofDetections] = [truth.shapes, detections.shapes];
  if (ofTruth === undefined && ofDetections === undefined) return [];
  return [
    optionalTextColumn("outline", (row) => {
      const object = row - imageCount;
      if (object < 0) return null;
      const outline =
        object < truth.count
          ? outlineOf(ofTruth, object)
          : outlineOf(ofDetections, object - truth.count);
      if (outline === null) return null;
      return "runs" in outline
        ? encodeRunText(outline.runs)
        : `${POLYGONS}${JSON.stringify(outline.polygons)}`;
    }),
  ];
}

/** Outlines of some rows of such a table. @throws HomegroundError `compare/no-outcomes` */
function shapesOfCells(cells: OutcomeCells, rows: Int32Array): { readonly shapes?: ObjectShapes } {
  if (cells.facts.rules?.geometry !== "masks") return {};
  const texts = cells.texts("outline");
  return {
    shapes: shapesOfOutlines(
      Array.from(rows, (row) => {
        const text = texts[row] ?? null;
        if (text === null) return null;
        const runs = text.startsWith(POLYGONS) ? null : decodeRunText(text);
        const outline =
          runs === null
            ? { polygons: jsonOrUndefined(text.slice(POLYGONS.length)) }
            : { runs: [...runs] };
        if (!isOutline(outline)) throw cells.refuse(`column outline of row ${row} has no outline`);
        return outline;
      }),
    ),
  };
}

/** Areas of detections that are not width × height; absent where none is said. */
function areasOfCells(areas: Float64Array, found: Int32Array): { readonly area?: Float64Array } {
  const own = pickNumbers(areas, found);
  return own.some(Number.isNaN) || own.length === 0 ? {} : { area: own };
}

type NumberColumns = (
  name: string,
  parts: readonly (ArrayLike<number> | null)[],
  places: [step: number, first: number],
) => ParquetColumn;

/** `point0_x`, `point0_y`, and what was annotated or how sure the model is; points by their number. */
function pointColumns(
  keypoints: KeypointColumns | undefined,
  numbers: NumberColumns,
): ParquetColumn[] {
  if (keypoints === undefined) return [];
  const { truth, detections, sigmas } = keypoints;
  const width = sigmas.length;
  const confidence = keypoints.confidence ?? null;
  return Array.from({ length: width }, (_, k) => [
    splitNumbers(`point${k}_x`, numbers, [truth, 3, 3 * k], [detections, 2, 2 * k], width),
    splitNumbers(`point${k}_y`, numbers, [truth, 3, 3 * k + 1], [detections, 2, 2 * k + 1], width),
    splitNumbers(`point${k}_v`, numbers, [truth, 3, 3 * k + 2], [confidence, 1, k], width),
  ]).flat();
}

type Place = readonly [values: Float64Array | null, step: number, first: number];

/** Numbers of objects and of detections that do not lie as far apart. */
function splitNumbers(
  name: string,
  numbers: NumberColumns,
  [truth, truthStep, truthFirst]: Place,
  [found, foundStep, foundFirst]: Place,
  width: number,
): ParquetColumn {
  const every = (values: Float64Array | null, step: number, first: number) =>
    values === null
      ? null
      : Float64Array.from(
          { length: values.length / (step * width) },
          (_, i) => values[i * step * width + first]!,
        );
  const parts = [null, every(truth, truthStep, truthFirst), every(found, foundStep, foundFirst)];
  return numbers(name, parts, [1, 0]);
}

/** Points of objects and detections of such a table. */
function pointsOfCells(
  { facts: { points }, numbers }: OutcomeCells,
  objects: Int32Array,
  found: Int32Array,
): InputPoints {
  if (points === undefined) return {};
  const { names, skeleton, sigmas } = points;
  const width = names.length;
  const truth = new Float64Array(objects.length * width * 3);
  const detections = new Float64Array(found.length * width * 2);
  const confidence = new Float64Array(found.length * width);
  for (let k = 0; k < width; k++) {
    const [x, y, v] = ["x", "y", "v"].map((part) => numbers(`point${k}_${part}`, true));
    for (const [i, row] of objects.entries()) {
      truth.set([x![row]!, y![row]!, v![row]!], (i * width + k) * 3);
    }
    for (const [i, row] of found.entries()) {
      detections.set([x![row]!, y![row]!], (i * width + k) * 2);
      confidence[i * width + k] = v![row]!;
    }
  }
  const joints = { names, skeleton };
  return {
    keypoints: { joints, sigmas: Float64Array.from(sigmas), truth, detections, confidence },
  };
}

/** The outcomes behind such a table, matched again. @throws HomegroundError `compare/no-outcomes` */
export function outcomesOfObjects(cells: OutcomeCells): EvaluatedDetections {
  const { facts, unitOfRow } = cells;
  const { classes, modelClassCount = classes.length, threshold = null, rules } = facts;
  if (rules === undefined) throw cells.refuse("it does not say how objects are matched");
  const scores = cells.numbers("score", true);
  const rows = Int32Array.from(unitOfRow.keys());
  const isDetection = (row: number): boolean => !Number.isNaN(scores[row]!);
  const images = rows.filter((row) => unitOfRow[row]! >= 0);
  const objects = rows.filter((row) => unitOfRow[row]! < 0 && !isDetection(row));
  const found = rows.filter((row) => unitOfRow[row]! < 0 && isDetection(row));
  const imageOfRow = cells.numbers("image");
  if (images.some((row, i) => row !== i || imageOfRow[row] !== i)) {
    throw cells.refuse("its images are not its first rows, in their order");
  }
  const labels = cells.classes("class", true);
  const sides = SIDES.map((name) => cells.numbers(name, true));
  const picked = (rows: Int32Array) => ({
    count: rows.length,
    image: Int32Array.from(rows, (row) => {
      const of = imageOfRow[row]!;
      return Number.isInteger(of) ? of : -1;
    }),
    label: pickIntegers(labels, rows),
    box: Float64Array.from({ length: 4 * rows.length }, (_, k) => sides[k & 3]![rows[k >> 2]!]!),
  });
  const [crowd, ignored] = [cells.bits("crowd"), cells.bits("ignored")];
  const areas = cells.numbers("area", true);
  const input: DetectionInput = {
    imageCount: images.length,
    labelCount: classes.length,
    truth: {
      ...picked(objects),
      area: pickNumbers(areas, objects),
      ...shapesOfCells(cells, objects),
      flags: Uint8Array.from(
        objects,
        (row) => crowd[row]! * OBJECT_FLAG.crowd + ignored[row]! * OBJECT_FLAG.ignored,
      ),
    },
    detections: {
      ...picked(found),
      score: pickNumbers(scores, found),
      ...shapesOfCells(cells, found),
      ...areasOfCells(areas, found),
    },
    ...pointsOfCells(cells, objects, found),
    widthPx: cells.numbers("image_width", true).slice(0, images.length),
    heightPx: cells.numbers("image_height", true).slice(0, images.length),
    searched: cells.has("searched") ? searchedOf(cells, images.length, classes.length) : null,
  };
  const unitOfImage = unitOfRow.slice(0, images.length);
  try {
    const matched = matchDetections(input, rules, { classes, modelClassCount, threshold });
    return { ...onUnits(matched, unitOfImage, cells), input, unitOfImage };
  } catch (cause) {
    // Numbers that are missing, images and classes that it has not: told by the match itself.
    throw cause instanceof HomegroundError ? cells.refuse(cause.message) : cause;
  }
}

function searchedOf(cells: OutcomeCells, images: number, labels: number): Uint8Array {
  const searched = new Uint8Array(images * labels);
  for (const [image, digits] of cells.texts("searched").slice(0, images).entries()) {
    if (digits?.length !== labels || /[^0123]/.test(digits)) {
      throw cells.refuse(
        `column searched of image ${image} has not one of 0, 1, 2, 3 for each class`,
      );
    }
    for (let k = 0; k < labels; k++) searched[image * labels + k] = Number(digits[k]);
  }
  return searched;
}
