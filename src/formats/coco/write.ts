import { runsOfPolygons } from "../../core/masks/polygon-runs.js";
import { encodeRunText } from "../../core/masks/run-text.js";
import { areaOfRuns } from "../../core/masks/runs.js";
import { type ObjectPoints, SHAPE_FORM } from "../../core/objects.js";
import { type Column, cellText } from "../../core/table.js";
import { TRUTH_STATE } from "../import-types.js";
import { labelsWithPoints, placesOfPoints, pointOf } from "../objects/held-points.js";
import { isUncounted, type ObjectSet } from "../objects/object-set.js";
import { partsOf } from "../objects/outline-parts.js";
import { areaOfPolygon } from "../objects/outlines.js";
import { POINT_WIDTH } from "../objects/point-columns.js";
import { inPieces, jsonLines } from "../objects/written-files.js";
import { isObjectAttribute, WRITTEN_INFO } from "./fields.js";

/** Fields of an image record that are written from elsewhere. */
const OWN_FIELDS: ReadonlySet<string> = new Set(["id", "file_name", "width", "height"]);

/**
 * COCO instances. Images and categories keep the numbers that they had in a COCO file, and are
 * numbered from 1 otherwise; annotations are numbered from 1, because COCO's own evaluator takes an
 * annotation 0 for none. Polygons are written as such, runs as counts.
 */
export function* cocoPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(cocoTexts(set));
}

/** The images and categories alone, which say what the numbers in a file of results stand for. */
export function* cocoImagesPieces(set: ObjectSet): Generator<string> {
  const pointed = labelsWithPoints(set);
  yield* inPieces(cocoTexts({ ...set, objectOrder: new Int32Array() }, pointed));
}

function* cocoTexts(set: ObjectSet, pointed = labelsWithPoints(set)): Generator<string> {
  yield `{\n"info": ${WRITTEN_INFO.coco},\n"licenses": [],\n"images": [`;
  yield* jsonLines(imageRecords(set, idsOf(set).image));
  yield '\n],\n"annotations": [';
  yield* jsonLines(annotations(set, pointed));
  yield '\n],\n"categories": [';
  const { category } = idsOf(set);
  yield* jsonLines(
    set.labelNames.map((name, k) => ({
      id: category[k]!,
      name,
      supercategory: set.supercategories[k] ?? "",
      ...(pointed.has(k) ? jointFields(set.objects.points) : {}),
    })),
  );
  yield "\n]\n}\n";
}

/** COCO's numbers of the images and labels of a set: its own, or from 1. */
function idsOf(set: ObjectSet) {
  if (set.ids !== null) return set.ids;
  return {
    image: Array.from(set.file, (_, image) => image + 1),
    category: Array.from(set.labelNames, (_, label) => label + 1),
  };
}

/** Images as COCO has them, with their attributes as fields. */
function* imageRecords(set: ObjectSet, id: readonly (number | string)[]): Generator<unknown> {
  const columns = [...set.attributes.columns].filter(([name]) => !OWN_FIELDS.has(name));
  for (let image = 0; image < set.imageCount; image++) {
    const [width, height] = [set.widthPx[image]!, set.heightPx[image]!];
    yield {
      id: id[image]!,
      file_name: set.file[image],
      ...(width > 0 && height > 0 ? { width, height } : {}),
      ...fieldsOf(columns, image),
    };
  }
}

function fieldsOf(columns: readonly (readonly [string, Column])[], row: number) {
  const fields: [string, string | number][] = [];
  for (const [name, column] of columns) {
    if (column.kind === "numeric") {
      const value = column.values[row]!;
      if (!Number.isNaN(value)) fields.push([name, value]);
    } else {
      const text = cellText(column, row);
      if (text !== null) fields.push([name, text]);
    }
  }
  return Object.fromEntries(fields);
}

function* annotations(set: ObjectSet, pointed: ReadonlySet<number>): Generator<unknown> {
  const ids = idsOf(set);
  const attributes = attributesOf(set);
  let number = 0;
  for (const i of set.objectOrder) {
    const image = set.objects.image[i]!;
    const box = boxOf(set, i);
    const [, , width, height] = box as [number, number, number, number];
    const segmentation = segmentationOf(set, i);
    yield {
      id: ++number,
      image_id: ids.image[image]!,
      category_id: ids.category[set.objects.label[i]!]!,
      bbox: box,
      area: set.area?.[i] ?? areaOf(set, i, width * height),
      iscrowd: isUncounted(set.flags[i]!) ? 1 : 0,
      ...(segmentation === null ? {} : { segmentation }),
      ...(pointed.has(set.objects.label[i]!) ? pointFields(set.objects.points, i) : {}),
      ...fieldsOf(attributes, i),
    };
  }
}

/** Names of the points and the lines between them, counted from 1. */
function jointFields(points: ObjectPoints | undefined) {
  if (points === undefined) return {};
  return {
    keypoints: points.names,
    skeleton: points.skeleton.map(([from, to]) => [from + 1, to + 1]),
  };
}

function pointFields(points: ObjectPoints | undefined, i: number) {
  if (points === undefined) return {};
  const width = POINT_WIDTH * points.names.length;
  const keypoints = [...points.values.subarray(i * width, (i + 1) * width)];
  const seen = keypoints.filter((value, at) => at % POINT_WIDTH === 2 && value > 0);
  return { keypoints, num_keypoints: seen.length };
}

/** Attributes of the objects that an annotation has as fields. */
function attributesOf(set: ObjectSet) {
  return [...set.objectAttributes.columns].filter(([name]) => isObjectAttribute(name));
}

function boxOf(set: ObjectSet, i: number): number[] {
  return [...set.objects.box.subarray(4 * i, 4 * i + 4)];
}

function areaOf(set: ObjectSet, i: number, ofBox: number): number {
  const { shapes } = set.objects;
  const parts = partsOf(shapes, i);
  const [first] = parts;
  if (shapes === undefined || first === undefined) return ofBox;
  if (shapes.form[i] === SHAPE_FORM.runs) return areaOfRuns(first);
  let area = 0;
  for (const points of parts) area += areaOfPolygon(points);
  return area;
}

function segmentationOf(set: ObjectSet, i: number): unknown {
  const { shapes, image } = set.objects;
  const parts = partsOf(shapes, i);
  const [first] = parts;
  if (shapes === undefined || first === undefined) return null;
  if (shapes.form[i] === SHAPE_FORM.polygons) return parts.map((points) => [...points]);
  const row = image[i]!;
  return { size: [set.heightPx[row]!, set.widthPx[row]!], counts: [...first] };
}

/**
 * COCO's results: a list of detections. Outlines become masks of pixels in COCO's compressed form,
 * where the size of the image is known.
 */
export function* cocoResultsPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(
    (function* () {
      yield "[";
      yield* jsonLines(results(set));
      yield "\n]\n";
    })(),
  );
}

function* results(set: ObjectSet): Generator<unknown> {
  const ids = idsOf(set);
  for (const i of set.objectOrder) {
    const image = set.objects.image[i]!;
    const mask = compressedMask(set, i);
    yield {
      image_id: ids.image[image]!,
      category_id: ids.category[set.objects.label[i]!]!,
      bbox: boxOf(set, i),
      score: set.score?.[i],
      ...predictedFields(set, i),
      ...(mask === null ? {} : { segmentation: mask }),
    };
  }
}

/** Points of a detection: JSON has no NaN, so that those that are not there are named beside them. */
function predictedFields(set: ObjectSet, i: number) {
  const { points } = set.objects;
  const places = new Set(placesOfPoints(set, i));
  if (points === undefined || places.size === 0) return {};
  const keypoints = [...points.names.keys()].flatMap((k) =>
    pointOf(points, i, k).map((value) => (places.has(k) ? value : 0)),
  );
  const absent = [...points.names.keys()].filter((k) => !places.has(k));
  return { keypoints, ...(absent.length > 0 ? { keypoints_absent: absent } : {}) };
}

function compressedMask(set: ObjectSet, i: number): unknown {
  const { shapes, image } = set.objects;
  const parts = partsOf(shapes, i);
  const [first] = parts;
  const [width, height] = [set.widthPx[image[i]!]!, set.heightPx[image[i]!]!];
  if (shapes === undefined || first === undefined || !(width > 0 && height > 0)) return null;
  const runs = shapes.form[i] === SHAPE_FORM.runs ? first : runsOfPolygons(parts, width, height);
  return { size: [height, width], counts: encodeRunText(runs) };
}

/**
 * COCO Camera Traps: category 0 is `empty`, an image of which nobody said anything has no
 * annotation, and a label of a whole image is an annotation without a box. Ids are texts.
 */
export function* cameraTrapPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(cameraTrapTexts(set));
}

function* cameraTrapTexts(set: ObjectSet): Generator<string> {
  yield `{\n"info": ${WRITTEN_INFO.cameraTraps},\n"images": [`;
  const image = cameraTrapIds(set);
  yield* jsonLines(imageRecords(set, image));
  yield '\n],\n"annotations": [';
  yield* jsonLines(cameraTrapAnnotations(set, image));
  yield '\n],\n"categories": [';
  const categories = [{ id: 0, name: "empty" }];
  for (const [k, name] of set.labelNames.entries()) categories.push({ id: k + 1, name });
  yield* jsonLines(categories);
  yield "\n]\n}\n";
}

function cameraTrapIds(set: ObjectSet): string[] {
  return set.ids === null ? [...set.file] : set.ids.image.map(String);
}

function* cameraTrapAnnotations(set: ObjectSet, image: readonly string[]): Generator<unknown> {
  const record = (row: number, number: number, category: number) => ({
    id: `${image[row]!}_${number}`,
    image_id: image[row]!,
    category_id: category,
  });
  const attributes = attributesOf(set);
  for (let row = 0; row < set.imageCount; row++) {
    let number = 0;
    for (let k = set.imageLabelStart[row]!; k < set.imageLabelStart[row + 1]!; k++) {
      yield record(row, ++number, set.imageLabels[k]! + 1);
    }
    for (let k = set.objectStart[row]!; k < set.objectStart[row + 1]!; k++) {
      const i = set.objectOrder[k]!;
      const bbox = boxOf(set, i);
      yield {
        ...record(row, ++number, set.objects.label[i]! + 1),
        bbox,
        ...fieldsOf(attributes, i),
      };
    }
    if (number === 0 && set.state[row] === TRUTH_STATE.empty) yield record(row, 1, 0);
  }
}
