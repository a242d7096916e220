import { outlineOf } from "../../core/masks/outlines.js";
import { scalePolygons, selectShapes } from "../../core/masks/shapes.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { ObjectTruth, TruthRegions } from "../../formats/objects/object-types.js";
import {
  type BoxFrame,
  pixelsOfUnit,
  placeBox,
  placePoint,
} from "../../tasks/detection/image-sizes.js";
import type { ManifestObject } from "../record/manifest.js";
import type { RecordImages } from "./record-images.js";

/** What annotated objects of a record's images are made from. */
export interface ObjectSources {
  readonly regions: TruthRegions;
  readonly labelNames: ObjectTruth["labelNames"];
  readonly frame: BoxFrame;
  readonly set: ImageSet;
  readonly images: RecordImages;
}

/**
 * The annotated objects of an image as its line states them, in the units of the frame; null where a
 * listed image's boxes cannot be told in them.
 */
export function manifestObjects(
  sources: ObjectSources,
): (image: number) => readonly ManifestObject[] | null {
  const { regions, labelNames, frame, set, images } = sources;
  const { objects } = regions;
  const { start, order } = byRow(objects.image, objects.count);
  const placeOf = new Map(set.file.map((name, i) => [name, i]));
  const box = new Float64Array(4);
  return (image) => {
    const at = placeOf.get(images.name[image]!) ?? -1;
    if (at < 0 && regions.unit !== frame.unit) return null;
    const found: ManifestObject[] = [];
    for (let k = images.rowStart[image]!; k < images.rowStart[image + 1]!; k++) {
      const row = images.rows[k]!;
      for (let o = start[row] ?? 0; o < (start[row + 1] ?? 0); o++) {
        const i = order[o]!;
        placeBox(objects.box, i * 4, regions.unit, frame, at, box, 0);
        found.push({
          label: labelNames[objects.label[i]!]!,
          box: [box[0]!, box[1]!, box[2]!, box[3]!],
          area: objects.area[i]! * (at < 0 ? 1 : pixelsOfUnit(regions.unit, frame, at)),
          crowd: (objects.flags[i]! & OBJECT_FLAG.crowd) !== 0,
          ignored: (objects.flags[i]! & OBJECT_FLAG.ignored) !== 0,
          outline: placedOutline(sources, i, at),
          ...pointsOf(sources, i, at),
        });
      }
    }
    return found;
  };
}

function pointsOf(
  { regions, frame }: ObjectSources,
  object: number,
  image: number,
): Pick<ManifestObject, "points"> {
  const { points } = regions.objects;
  if (points === undefined) return {};
  const width = 3 * points.names.length;
  const values = points.values.slice(object * width, (object + 1) * width);
  for (let at = 0; at < width; at += 3) placePoint(values, at, regions.unit, frame, image);
  return { points: [...values] };
}

/** In pixels; null where it has none, or where nothing says how large its image is. */
function placedOutline(
  { regions, frame }: ObjectSources,
  object: number,
  image: number,
): ManifestObject["outline"] {
  const { shapes } = regions.objects;
  if (shapes === undefined || regions.unit === "pixel") return outlineOf(shapes, object);
  if (image < 0 || frame.unit !== "pixel") return null;
  const placed = selectShapes(shapes, [object]);
  scalePolygons(placed, 0, frame.sizes.widthPx[image]!, frame.sizes.heightPx[image]!);
  return outlineOf(placed, 0);
}

/** Objects by the row that they are on, in their order. */
function byRow(row: Int32Array, count: number) {
  let rows = 0;
  for (let i = 0; i < count; i++) rows = Math.max(rows, row[i]! + 1);
  const start = new Int32Array(rows + 1);
  for (let i = 0; i < count; i++) start[row[i]! + 1]!++;
  for (let r = 0; r < rows; r++) start[r + 1]! += start[r]!;
  const next = start.slice();
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[next[row[i]!]!++] = i;
  return { start, order };
}
