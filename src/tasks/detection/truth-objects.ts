import { agreed } from "../../core/agreed.js";
import { noShapes, scalePolygons, selectShapes } from "../../core/masks/shapes.js";
import {
  OBJECT_FLAG,
  type ObjectPoints,
  type ObjectShapes,
  SHAPE_FORM,
  selectPoints,
  type TruthObjects,
} from "../../core/objects.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { TruthOnFiles } from "../../dataset/prepare.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import type { ObjectTruth } from "../../formats/objects/object-types.js";
import { SEARCHED } from "../../outcomes/detection-types.js";
import type { ResultListed } from "../../results/result.js";
import type { DetectionClasses } from "./detection-classes.js";
import { type BoxFrame, pixelsOfUnit, placeBox, placePoint } from "./image-sizes.js";

/** The annotated objects of the images to score. */
export interface ScoredObjects {
  /** `image` is an image of the set, `label` a class; boxes in the units of the frame. */
  readonly objects: TruthObjects;
  /** Row-major images × classes of `SEARCHED`; null where all was looked for. */
  readonly searched: Uint8Array | null;
  readonly notes: readonly ResultListed[];
}

/** Ground truth with objects, on its files. */
export type ObjectTruthOnFiles = TruthOnFiles & { readonly truth: ObjectTruth };

/**
 * The objects of the images to score, in the classes of the evaluation. Objects whose label the
 * label map ignores are flagged so; where the model has no class of that name they are left out and
 * counted in a note.
 *
 * @param hasOutlines whether masks are matched: objects without one are ignored
 */
export function scoredObjects(
  placed: ObjectTruthOnFiles,
  images: Pick<ImageSet, "file">,
  map: TruthMap,
  classes: DetectionClasses,
  frame: BoxFrame,
  hasOutlines = false,
): ScoredObjects {
  const { labelNames, regions } = placed.truth;
  const { objects } = regions;
  const imageOfRow = imagesOfRows(placed, images);
  const classOfLabel = Int32Array.from(labelNames, (label) => classes.ofLabel(label));
  const isIgnored = labelNames.map((label) => map.isIgnored(label));
  const kept: number[] = [];
  const leftOut = new Map<string, number>();
  for (let i = 0; i < objects.count; i++) {
    if (imageOfRow[objects.image[i]!]! < 0) continue;
    const label = objects.label[i]!;
    if (classOfLabel[label]! >= 0) kept.push(i);
    else leftOut.set(labelNames[label]!, (leftOut.get(labelNames[label]!) ?? 0) + 1);
  }
  const count = kept.length;
  const image = new Int32Array(count);
  const label = new Int32Array(count);
  const box = new Float64Array(count * 4);
  const area = new Float64Array(count);
  const flags = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    const i = kept[at]!;
    const on = imageOfRow[objects.image[i]!]!;
    image[at] = on;
    label[at] = classOfLabel[objects.label[i]!]!;
    placeBox(objects.box, i * 4, regions.unit, frame, on, box, at * 4);
    area[at] = objects.area[i]! * pixelsOfUnit(regions.unit, frame, on);
    flags[at] = objects.flags[i]! | (isIgnored[objects.label[i]!] ? OBJECT_FLAG.ignored : 0);
  }
  const { points } = selectPoints(objects.points, kept);
  if (points !== undefined) placePoints(points, image, regions.unit, frame, flags);
  const shapes = hasOutlines
    ? placedShapes(objects.shapes, kept, image, regions.unit, frame)
    : null;
  const bare = shapes === null ? 0 : ignoreBare(shapes, flags);
  return {
    objects: {
      count,
      image,
      label,
      box,
      area,
      flags,
      ...(points === undefined ? {} : { points }),
      ...(shapes === null ? {} : { shapes }),
    },
    searched: searchedClasses(
      placed.truth,
      imageOfRow,
      images,
      classes,
      classOfLabel,
      image,
      label,
    ),
    notes: [
      ...[...leftOut].map(([name, times]) => ({
        file: "",
        code: "label-outside",
        what: `${agreed(times, "object", "objects")} labelled ${JSON.stringify(name)}: left out by the label map`,
      })),
      ...(bare === 0
        ? []
        : [
            {
              file: "",
              code: "masks/no-outline",
              what: `${bare} annotated objects have no outline: they are neither to be found nor a false alarm`,
            },
          ]),
    ],
  };
}

/** Outlines of some objects in pixels. @param image of the set, of each */
function placedShapes(
  shapes: ObjectShapes | undefined,
  kept: readonly number[],
  image: Int32Array,
  unit: "pixel" | "fraction",
  { sizes }: BoxFrame,
): ObjectShapes {
  if (shapes === undefined) return noShapes(kept.length);
  const placed = selectShapes(shapes, kept);
  if (unit === "pixel") return placed;
  for (let i = 0; i < kept.length; i++) {
    scalePolygons(placed, i, sizes.widthPx[image[i]!]!, sizes.heightPx[image[i]!]!);
  }
  return placed;
}

/** Whether nobody outlined an object. */
export function isWithoutOutline({ form }: ObjectShapes, object: number): boolean {
  return form[object] === SHAPE_FORM.none;
}

/** Nobody said which pixels of a box are the object's: it is ignored. @returns how many there are */
function ignoreBare(shapes: ObjectShapes, flags: Uint8Array): number {
  let bare = 0;
  for (let i = 0; i < flags.length; i++) {
    if (!isWithoutOutline(shapes, i)) continue;
    if (flags[i] === 0) bare++;
    flags[i]! |= OBJECT_FLAG.ignored;
  }
  return bare;
}

/** Brings points to the units of the frame; an object without an annotated one is ignored, as COCO has it. */
function placePoints(
  points: ObjectPoints,
  image: Int32Array,
  unit: "pixel" | "fraction",
  frame: BoxFrame,
  flags: Uint8Array,
): void {
  const { names, values } = points;
  for (let i = 0; i < image.length; i++) {
    for (let k = 0; k < names.length; k++) {
      placePoint(values, 3 * (i * names.length + k), unit, frame, image[i]!);
    }
    if (isWithoutPoints(points, i)) flags[i]! |= OBJECT_FLAG.ignored;
  }
}

/** Whether no point of an object is annotated. */
export function isWithoutPoints({ names, values }: ObjectPoints, object: number): boolean {
  for (let k = 0; k < names.length; k++) {
    if (values[3 * (object * names.length + k) + 2]! > 0) return false;
  }
  return true;
}

/** Image of the set for each row of the truth; −1 where the row's image is not scored. */
export function imagesOfRows(
  { truth, rows, rowFiles, files }: ObjectTruthOnFiles,
  images: Pick<ImageSet, "file">,
): Int32Array {
  const indexOf = new Map(images.file.map((name, i) => [name, i]));
  const imageOfRow = new Int32Array(truth.rowCount).fill(-1);
  for (const row of rows) {
    const name = files[rowFiles.fileOf[row]!]?.path ?? truth.file[row]!;
    imageOfRow[row] = indexOf.get(name) ?? -1;
  }
  return imageOfRow;
}

function searchedClasses(
  { labelNames, regions }: ObjectTruth,
  imageOfRow: Int32Array,
  images: Pick<ImageSet, "file">,
  classes: DetectionClasses,
  classOfLabel: Int32Array,
  objectImage: Int32Array,
  objectClass: Int32Array,
): Uint8Array | null {
  const { searched, stuff } = regions;
  const areRegions = new Set(
    labelNames.flatMap((name, label) => (stuff?.has(name) === true ? [classOfLabel[label]!] : [])),
  );
  areRegions.delete(-1);
  if (searched === undefined) {
    return regionsAlone(areRegions, images.file.length, classes);
  }
  const width = classes.names.length;
  const table = new Uint8Array(images.file.length * width).fill(SEARCHED.not);
  for (let at = 0; at < objectImage.length; at++) {
    table[objectImage[at]! * width + objectClass[at]!] = SEARCHED.wholly;
  }
  const mark = (start: Int32Array, labels: Int32Array, value: number): void => {
    for (let row = 0; row < imageOfRow.length; row++) {
      const image = imageOfRow[row]!;
      if (image < 0) continue;
      for (let at = start[row]!; at < start[row + 1]!; at++) {
        const k = classOfLabel[labels[at]!] ?? -1;
        if (k >= 0 && labels[at]! < labelNames.length) table[image * width + k] = value;
      }
    }
  };
  mark(searched.absentStart, searched.absent, SEARCHED.wholly);
  mark(searched.partlyStart, searched.partly, SEARCHED.partly);
  return table;
}

/** Rows of `searched` where all was looked for, and some classes are regions; null where none is. */
export function regionsAlone(
  areRegions: ReadonlySet<number>,
  images: number,
  { names }: DetectionClasses,
): Uint8Array | null {
  if (areRegions.size === 0) return null;
  const row = Uint8Array.from(names, (_, k) =>
    areRegions.has(k) ? SEARCHED.region : SEARCHED.wholly,
  );
  const table = new Uint8Array(images * row.length);
  for (let at = 0; at < table.length; at += row.length) table.set(row, at);
  return table;
}
