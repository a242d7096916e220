import { HomegroundError } from "../../core/errors.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import { pickIntegers, pickNumbers } from "../../core/picked-rows.js";
import { booleanColumn, optionalTextColumn } from "../../formats/parquet/parquet-columns.js";
import type { ParquetColumn } from "../../formats/parquet/parquet-write.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../outcomes/detection/match-detections.js";
import { onUnits } from "../../outcomes/detection/on-units.js";
import type { DetectionInput } from "../../outcomes/detection-types.js";
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
      const cells = new Float64Array(to - from).fill(Number.NaN);
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
      numbers("image_width", [widthPx, null, null]),
      numbers("image_height", [heightPx, null, null]),
      numbers("area", [null, truth.area, null]),
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
    facts: { classes, modelClassCount, threshold, rules },
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
  const input: DetectionInput = {
    imageCount: images.length,
    labelCount: classes.length,
    truth: {
      ...picked(objects),
      area: pickNumbers(cells.numbers("area", true), objects),
      flags: Uint8Array.from(
        objects,
        (row) => crowd[row]! * OBJECT_FLAG.crowd + ignored[row]! * OBJECT_FLAG.ignored,
      ),
    },
    detections: { ...picked(found), score: pickNumbers(scores, found) },
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
    if (digits?.length !== labels || /[^012]/.test(digits)) {
      throw cells.refuse(`column searched of image ${image} has not one of 0, 1, 2 for each class`);
    }
    for (let k = 0; k < labels; k++) searched[image * labels + k] = Number(digits[k]);
  }
  return searched;
}
