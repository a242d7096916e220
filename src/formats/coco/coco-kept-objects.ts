import { agreed } from "../../core/agreed.js";
import { HomegroundError } from "../../core/errors.js";
import { createGrowingInts } from "../../core/growing-columns.js";
import { OBJECT_FLAG, type ObjectPoints, type TruthObjects } from "../../core/objects.js";
import { selectRows } from "../../core/table.js";
import type { RecordColumns } from "../json/record-columns.js";
import type { BoxUnit, ObjectTruth, TruthRegions } from "../objects/object-types.js";
import { groupByRow } from "../truth-builder.js";
import { CATEGORY_CODE, type CocoNamesRead, noteUnknown } from "./coco-image-truth.js";
import { type CocoObjectColumns, nameOfObject, RAW_FLAG } from "./coco-object-columns.js";
import type { OutlineColumns } from "./coco-outlines.js";
import type { CocoReading } from "./coco-reading.js";

/** The objects that are kept, and what the others say of their images. */
export interface KeptObjects {
  readonly regions: TruthRegions;
  /** By row: 1 where an annotation says that the image is empty. */
  readonly saysEmpty: Uint8Array;
  /** By row: 1 where an annotation was left out. */
  readonly lost: Uint8Array;
  /** Labels of annotations without a place; undefined where there are none. */
  readonly imageLabels: ObjectTruth["imageLabels"];
}

/**
 * Finds row and label of each annotation, and lists those that are left out. The columns are used
 * up: what is kept moves to their start.
 *
 * @param pointsOf points of the annotations that are kept, by their numbers; undefined where none are wanted
 * @throws HomegroundError `annotations/no-objects`
 */
export function keepObjects(
  reading: CocoReading,
  names: CocoNamesRead,
  columns: CocoObjectColumns,
  outlines: OutlineColumns,
  attributes: RecordColumns,
  pointsOf: (kept: Int32Array) => ObjectPoints | undefined,
): KeptObjects {
  const { problems, source } = reading;
  const { rowCount, file } = names;
  const where = `${source}, /annotations`;
  const { widthPx, heightPx } = names;
  const saysEmpty = new Uint8Array(rowCount);
  const lost = new Uint8Array(rowCount);
  const unknown = { images: 0, categories: new Map<number, number>() };
  const { image, category, box, flags } = columns;
  const kept = new Int32Array(columns.count);
  let count = 0;
  let withoutBox = 0;
  let unusable = 0;
  const whole = { rows: createGrowingInts(), labels: createGrowingInts() };
  for (let k = 0; k < columns.count; k++) {
    const row = names.rowOf[image[k]!]!;
    const place = category[k]!;
    const code = names.codeOf[place]!;
    if (row < 0) {
      unknown.images++;
      continue;
    }
    if (code === CATEGORY_CODE.empty) {
      saysEmpty[row] = 1;
      continue;
    }
    image[k] = row;
    category[k] = code;
    const [width, height] = [box[4 * k + 2]!, box[4 * k + 3]!];
    if (code === CATEGORY_CODE.unknown) {
      unknown.categories.set(place, (unknown.categories.get(place) ?? 0) + 1);
    } else if ((flags[k]! & RAW_FLAG.withoutBox) !== 0) {
      // Without a place it still says what is in the image.
      withoutBox++;
      whole.rows.push(row);
      whole.labels.push(code);
      if ((flags[k]! & RAW_FLAG.unusable) !== 0) unusable++;
    } else if (width < 0 || height < 0) {
      const what = `a box in ${file[row]} has the sides ${width} and ${height}; it is left out`;
      problems.add("annotations/box-invalid", what, `${source}, ${nameOfObject(columns, k)}`);
      reading.seen.lost++;
    } else {
      kept[count++] = k;
      continue;
    }
    lost[row] = 1;
  }
  reading.seen.lost += unusable + noteUnknown(reading, unknown);
  if (withoutBox > 0) {
    if (count === 0 && unusable > 0) throw noneRead(source, unusable);
    if (count === 0) throw withoutObjects(source, withoutBox);
    const what = agreed(
      withoutBox,
      `annotation has no box; an image without another one is unlabelled`,
      `annotations have no box; images without another one are unlabelled`,
    );
    problems.add("annotations/no-box", what, where);
  }
  const size = { widthPx, heightPx };
  checkRunSizes(reading, file, columns, kept.subarray(0, count), outlines, size);
  const placed = placeBoxes(reading, file, columns, kept.subarray(0, count), lost, size);
  const shapes = outlines.finish(placed.kept);
  const points = pointsOf(placed.kept);
  const said = selectRows(
    { rowCount: columns.count, columns: attributes.finish(columns.count) },
    placed.kept,
  );
  return {
    regions: {
      objects: {
        ...compact(columns, placed.kept),
        ...(shapes === undefined ? {} : { shapes }),
        ...(points === undefined ? {} : { points }),
      },
      unit: placed.unit,
      written: "xywh",
      widthPx,
      heightPx,
      objectId: idsOf(columns, placed.kept),
      ...(said.columns.size === 0 ? {} : { attributes: said }),
    },
    saysEmpty,
    lost,
    imageLabels:
      withoutBox === 0 ? undefined : labelsOf(whole.rows.finish(), whole.labels.finish(), rowCount),
  };
}

function labelsOf(rows: Int32Array, labels: Int32Array, rowCount: number) {
  const { start, index } = groupByRow(rows, labels, rows.length, rowCount);
  return { labelStart: start, labelIndex: index };
}

interface Sizes {
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
}

/** Takes out runs of another size than their image has; where it has none, theirs is taken. */
function checkRunSizes(
  { problems, source }: CocoReading,
  file: readonly string[],
  columns: CocoObjectColumns,
  kept: Int32Array,
  outlines: OutlineColumns,
  { widthPx, heightPx }: Sizes,
): void {
  for (const k of kept) {
    const size = outlines.sizeOf(k);
    if (size === null) continue;
    const row = columns.image[k]!;
    if (Number.isNaN(widthPx[row]!) || Number.isNaN(heightPx[row]!)) {
      widthPx[row] = size.widthPx;
      heightPx[row] = size.heightPx;
    }
    if (widthPx[row] === size.widthPx && heightPx[row] === size.heightPx) continue;
    const what = `a mask in ${file[row]} is ${size.widthPx} × ${size.heightPx} px, its image ${widthPx[row]} × ${heightPx[row]}; it is left out, the box stays`;
    problems.add("annotations/outline-invalid", what, `${source}, ${nameOfObject(columns, k)}`);
    outlines.drop(k);
  }
}

/** Brings boxes to one unit, and fills in areas that are width × height. */
function placeBoxes(
  { problems, source, seen }: CocoReading,
  file: readonly string[],
  columns: CocoObjectColumns,
  kept: Int32Array,
  lost: Uint8Array,
  { widthPx, heightPx }: Sizes,
): { readonly kept: Int32Array; readonly unit: BoxUnit } {
  const { box, area, flags, image } = columns;
  let relative = 0;
  let withoutSize = 0;
  for (let i = 0; i < kept.length; i++) {
    const k = kept[i]!;
    if ((flags[k]! & RAW_FLAG.relative) === 0) continue;
    relative++;
    if (!(widthPx[image[k]!]! > 0 && heightPx[image[k]!]! > 0)) withoutSize++;
  }
  const unit = withoutSize > 0 && relative === kept.length ? "fraction" : "pixel";
  let count = 0;
  for (let i = 0; i < kept.length; i++) {
    const k = kept[i]!;
    const isRelative = (flags[k]! & RAW_FLAG.relative) !== 0;
    if (isRelative && unit === "pixel") {
      const row = image[k]!;
      if (!(widthPx[row]! > 0 && heightPx[row]! > 0)) {
        const what = `a box in ${file[row]} is in fractions of an image whose size the file does not say; it is left out`;
        problems.add("annotations/box-invalid", what, `${source}, ${nameOfObject(columns, k)}`);
        lost[row] = 1;
        seen.lost++;
        continue;
      }
      for (let side = 0; side < 4; side++) {
        box[4 * k + side]! *= side % 2 === 0 ? widthPx[row]! : heightPx[row]!;
      }
    }
    if (Number.isNaN(area[k]!) || unit === "fraction") area[k] = box[4 * k + 2]! * box[4 * k + 3]!;
    kept[count++] = k;
  }
  return { kept: kept.subarray(0, count), unit };
}

/** The objects in `kept`, ascending, moved to the start of their columns. */
function compact(columns: CocoObjectColumns, kept: Int32Array): TruthObjects {
  const { image, category, box, area, flags, id } = columns;
  const count = kept.length;
  for (let i = 0; i < count; i++) {
    const k = kept[i]!;
    flags[i] = flags[k]! & OBJECT_FLAG.crowd;
    if (k === i) continue;
    image[i] = image[k]!;
    category[i] = category[k]!;
    area[i] = area[k]!;
    id[i] = id[k]!;
    for (let side = 0; side < 4; side++) box[4 * i + side] = box[4 * k + side]!;
  }
  return {
    count,
    image: image.subarray(0, count),
    label: category.subarray(0, count),
    box: box.subarray(0, 4 * count),
    area: area.subarray(0, count),
    flags: flags.subarray(0, count),
  };
}

/** Ids of the objects in `kept` after they moved. */
function idsOf(columns: CocoObjectColumns, kept: Int32Array): Float64Array | (string | number)[] {
  const ids = columns.id.subarray(0, kept.length);
  if (columns.textIds.size === 0) {
    for (let i = 0; i < kept.length; i++) if (Number.isNaN(ids[i]!)) ids[i] = kept[i]!;
    return ids;
  }
  return Array.from(kept, (k, i) => {
    const id = columns.textIds.get(k);
    if (id !== undefined) return id;
    return Number.isNaN(ids[i]!) ? k : ids[i]!;
  });
}

/** Boxes that cannot be read are no labels of whole images. */
function noneRead(source: string, count: number): HomegroundError {
  return new HomegroundError("annotations/none-read", {
    what: `none of ${count} boxes and outlines could be read: they are not finite numbers`,
    where: source,
    fix: "Write bbox as four numbers without quotes: left, top, width, height",
  });
}

function withoutObjects(source: string, count: number): HomegroundError {
  return new HomegroundError("annotations/no-objects", {
    what: `${count} annotations say what is in an image, and not one says where`,
    where: source,
    fix: "Give annotations with boxes, or evaluate labels of whole images",
  });
}
