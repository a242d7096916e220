import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { runsOfPolygons } from "../../core/masks/polygon-runs.js";
import { areaOfRuns, boxOfRuns, mergeRuns } from "../../core/masks/runs.js";
import { withSlashes } from "../delimited/table-cells.js";
import { createFieldCounter, joinNotRead } from "../fields.js";
import { baseName, type FileAccess, folderOf, joinPath, normalisePath } from "../file-access.js";
import type { Reader } from "../format.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import { type FieldNotRead, TRUTH_STATE } from "../import-types.js";
import { readJsonRecords } from "../json/json-reading.js";
import { isRecord } from "../json/json-values.js";
import { createImageFinder, stemOf } from "../objects/image-files.js";
import { isAddress, leavesFolder } from "../objects/image-names.js";
import { runsOfCrop } from "../objects/mask-runs.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import {
  createObjectTruthBuilder,
  type ObjectTruthBuilder,
} from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { boxOfPoints } from "../objects/outlines.js";
import { readMany } from "../objects/small-files.js";
import { LABELME_FIELDS } from "./fields.js";
import {
  isLabelmeShape,
  type LabelmeShape,
  labelmeShape,
  type NoLabelmeShape,
} from "./labelme-shapes.js";

export const objects: Reader<"objects"> = async ({ access, files, source, images }, options) =>
  readLabelmeTruth(access, files, await images(), source, options);

/**
 * Reads ground truth of LabelMe: a JSON file for each image. Rectangles, polygons, circles and masks are
 * objects; shapes of one label and `group_id` are parts of one object; points and lines are
 * counted and left out. `flags` that are true are labels of the image. A file without shapes and
 * such flags makes its image *empty*. `imagePath` is relative to the JSON file. A file that cannot be
 * read is listed.
 *
 * Source: github.com/wkentaro/labelme, `label_file.py`.
 *
 * @param files paths of the JSON files, at least one
 * @param images paths of the images that are there
 * @throws HomegroundError what is wrong with the first file, where not one can be read
 */
export async function readLabelmeTruth(
  access: FileAccess,
  files: readonly string[],
  images: readonly string[],
  source: string,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const finder = createImageFinder(images);
  const counts = new Map<string, number>();
  const notRead: (readonly FieldNotRead[])[] = [];
  let joined = 0;
  let failed: HomegroundError | null = null;
  const readOne = async (path: string): Promise<LabelmeFile | HomegroundError> => {
    try {
      return await readLabelmeFile(access, path, problems);
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      return error;
    }
  };
  let number = 0;
  let read = 0;
  for await (const file of readMany(files, readOne)) {
    const path = files[number++]!;
    if (file instanceof HomegroundError) {
      failed ??= file;
      const what = `the file cannot be read, and its image is unlabelled: ${file.code}: ${file.what}`;
      problems.add("annotations/file-unreadable", what, file.where);
      const [image] = finder.find([stemOf(baseName(path))]);
      if (image !== undefined) builder.image(image, { line: number });
      continue;
    }
    read++;
    const { widthPx, heightPx } = file;
    const name = imageOf(path, file.imagePath, finder);
    const row = builder.image(name, { line: number, widthPx, heightPx, state: TRUTH_STATE.empty });
    const shapes: LabelmeShape[] = [];
    for (const found of file.shapes) {
      if (isLabelmeShape(found)) shapes.push(found);
      else if (found.code === "annotations/not-an-object") {
        counts.set(found.kind, (counts.get(found.kind) ?? 0) + 1);
        builder.lose(row);
      } else {
        problems.add(found.code, `${found.what}; it is left out`, path);
        builder.lose(row);
      }
    }
    joined += addShapes(builder, row, shapes, file, path, problems);
    for (const label of file.labels) builder.labelImage(row, label);
    notRead.push(file.notRead);
  }
  if (read === 0 && failed !== null) throw failed;
  noteCounts(counts, joined, source, problems);
  return builder.finish({
    format: {
      id: "labelme",
      reason: "JSON files with shapes and imagePath, as LabelMe writes them",
    },
    source,
    unit: "pixel",
    written: "xyxy",
    idWord: "shape",
    roles: new Map([
      ["image", "imagePath, relative to the JSON file"],
      ["label", "shapes: label"],
    ]),
    boxes: options.boxes,
    notRead: joinNotRead(notRead),
  });
}

interface LabelmeFile {
  readonly imagePath: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly shapes: readonly (LabelmeShape | NoLabelmeShape)[];
  /** Flags of the image that are true. */
  readonly labels: readonly string[];
  readonly notRead: readonly FieldNotRead[];
}

async function readLabelmeFile(
  access: FileAccess,
  path: string,
  problems: ProblemList,
): Promise<LabelmeFile> {
  const values = new Map<string, unknown>();
  const shapes: (LabelmeShape | NoLabelmeShape)[] = [];
  const notRead = createFieldCounter(LABELME_FIELDS);
  let hasShapes = false;
  const handlers = {
    arrays: new Set(["shapes"]),
    onKey: (key: string) => {
      if (key === "shapes") hasShapes = true;
    },
    onRecords: ({
      array,
      records,
    }: {
      readonly array: string;
      readonly records: readonly unknown[];
    }) => {
      if (array !== "shapes") return;
      for (const record of records) {
        const where = `${path}, /shapes/${shapes.length}`;
        if (isRecord(record)) notRead.record("shapes[].", record, where);
        shapes.push(labelmeShape(record));
      }
    },
    onValue: (key: string, value: unknown) => {
      const isLong = key === "imageData" && typeof value === "string";
      notRead.field("", key, isLong ? value !== "" || null : value, path);
      if (!isLong) values.set(key, value);
    },
  };
  await readJsonRecords(access, path, handlers, problems);
  if (!hasShapes) {
    throw new HomegroundError("input/bad-shape", {
      what: "the JSON has no list of shapes",
      where: path,
      fix: "Give the JSON files that LabelMe writes, one for each image",
    });
  }
  const side = (key: string): number => {
    const value = values.get(key);
    return typeof value === "number" ? value : Number.NaN;
  };
  const imagePath = values.get("imagePath");
  return {
    imagePath: typeof imagePath === "string" ? withSlashes(imagePath) : "",
    widthPx: side("imageWidth"),
    heightPx: side("imageHeight"),
    shapes,
    labels: labelsOf(values.get("flags")),
    notRead: notRead.finish(),
  };
}

function labelsOf(flags: unknown): readonly string[] {
  if (!isRecord(flags)) return [];
  return Object.keys(flags).filter((name) => name !== "" && flags[name] === true);
}

/** Path of the image: the one that is named from where the JSON lies, or a file found by name. */
function imageOf(
  path: string,
  imagePath: string,
  finder: ReturnType<typeof createImageFinder>,
): string {
  if (imagePath === "") return finder.find([stemOf(baseName(path))])[0] ?? stemOf(path);
  if (isAddress(imagePath)) return imagePath;
  const joined = joinPath(folderOf(path), imagePath);
  // A path that climbs within the data set is fine; one that leaves it stays as written.
  if (/^([/]|[A-Za-z]:)/.test(imagePath) || leavesFolder(joined)) return imagePath;
  const inside = normalisePath(joined);
  return finder.find([inside])[0] ?? finder.find([baseName(imagePath)])[0] ?? inside;
}

/** @returns shapes that became parts of another's object */
function addShapes(
  builder: ObjectTruthBuilder,
  row: number,
  shapes: readonly LabelmeShape[],
  size: Pick<LabelmeFile, "widthPx" | "heightPx">,
  path: string,
  problems: ProblemList,
): number {
  const objects = new Map<string, { readonly number: number; readonly parts: LabelmeShape[] }>();
  for (const [i, shape] of shapes.entries()) {
    const key = shape.group === null ? `#${i}` : JSON.stringify([shape.group, shape.label]);
    const known = objects.get(key);
    if (known === undefined) objects.set(key, { number: i + 1, parts: [shape] });
    else known.parts.push(shape);
  }
  for (const { number, parts } of objects.values()) {
    const [first] = parts;
    if (first === undefined) continue;
    if (parts.some(({ mask }) => mask !== null)) {
      const runs = runsOfParts(parts, size);
      if (runs !== null && areaOfRuns(runs) > 0) {
        const box = boxOfRuns(runs, size.heightPx);
        const record = { id: number, attributes: first.attributes, area: areaOfRuns(runs) };
        builder.add(row, builder.label(first.label), box, record);
        builder.runs(runs);
      } else {
        const what =
          "a mask has no pixel, does not lie within its image, or the size of that is not stated; it is left out";
        problems.add("annotations/outline-invalid", what, path);
        builder.lose(row);
      }
      continue;
    }
    const isOne = parts.length === 1;
    const corners = parts.flatMap(({ box: [x = 0, y = 0, w = 0, h = 0] }) => [x, y, x + w, y + h]);
    builder.add(row, builder.label(first.label), isOne ? first.box : boxOfPoints(corners), {
      id: number,
      attributes: first.attributes,
      ...(isOne && first.area !== null ? { area: first.area } : {}),
    });
    for (const { polygon, hasOutline } of parts) if (hasOutline || !isOne) builder.polygon(polygon);
  }
  return shapes.length - objects.size;
}

/** Pixels of the parts of an object of which some are masks; null where they lie outside, or in an image of no size. */
function runsOfParts(
  parts: readonly LabelmeShape[],
  { widthPx, heightPx }: Pick<LabelmeFile, "widthPx" | "heightPx">,
): Float64Array | null {
  if (!(Number.isInteger(widthPx) && Number.isInteger(heightPx) && widthPx * heightPx > 0))
    return null;
  const all: Float64Array[] = [];
  for (const { mask, polygon } of parts) {
    if (mask === null) {
      all.push(runsOfPolygons([polygon], widthPx, heightPx));
      continue;
    }
    const { left, top, width, height, values } = mask;
    const isWithin = left >= 0 && top >= 0 && left + width <= widthPx && top + height <= heightPx;
    if (!isWithin) return null;
    all.push(runsOfCrop(values, { left, top, width, height }, widthPx, heightPx));
  }
  return mergeRuns(all, "union");
}

function noteCounts(
  counts: ReadonlyMap<string, number>,
  joined: number,
  source: string,
  problems: ProblemList,
): void {
  for (const [kind, times] of counts) {
    const what = `${times} × ${kind.slice(0, 40)}: not read as objects; left out`;
    problems.add("annotations/not-an-object", what, source);
  }
  if (joined > 0) {
    const what = `${joined} shapes share label and group_id with another and are parts of its object`;
    problems.add("annotations/parts-joined", what, source);
  }
}
