import { edgesOfPolygons } from "../../core/masks/polygon-runs.js";
import { edgesOfRuns } from "../../core/masks/runs.js";
import { SHAPE_FORM } from "../../core/objects.js";
import type { LossCounter } from "./conversion-losses.js";
import type { ObjectSet } from "./object-set.js";
import { partsOf } from "./outline-parts.js";

/** The objects of an image painted one above the other, as pictures of numbers have them. */
export interface Painted {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Number of the object that a pixel is of, from 1 in the order of the set; 0 for none. Row-major. */
  readonly values: Uint32Array;
  /** Places of the objects in the set, by their number less 1. */
  readonly objects: readonly number[];
}

/** Objects with an outline, painted in their order; a crowd and what does not count lie below the others. */
export function paintedObjects(set: ObjectSet, image: number): Painted {
  const [widthPx, heightPx] = [set.widthPx[image]!, set.heightPx[image]!];
  const values = new Uint32Array(widthPx * heightPx);
  const own = set.objectOrder.subarray(set.objectStart[image], set.objectStart[image + 1]);
  const outlined = [...own].filter((i) => isOutlined(set, i));
  const objects = outlined.sort(
    (a, b) => Number(set.flags[a] === 0) - Number(set.flags[b] === 0) || a - b,
  );
  for (const [k, i] of objects.entries()) {
    const edges = edgesOf(set, i, widthPx, heightPx);
    for (let e = 0; e + 1 < edges.length; e += 2) {
      for (let place = edges[e]!; place < edges[e + 1]!; place++) {
        const x = Math.floor(place / heightPx);
        values[(place - x * heightPx) * widthPx + x] = k + 1;
      }
    }
  }
  return { widthPx, heightPx, values, objects };
}

export function isOutlined({ objects: { shapes } }: ObjectSet, i: number): boolean {
  return shapes !== undefined && shapes.form[i] !== SHAPE_FORM.none;
}

function edgesOf(
  { objects }: ObjectSet,
  i: number,
  widthPx: number,
  heightPx: number,
): Uint32Array {
  const parts = partsOf(objects.shapes, i);
  if (objects.shapes!.form[i] === SHAPE_FORM.polygons) {
    return edgesOfPolygons(parts, widthPx, heightPx);
  }
  const [runs = new Float64Array()] = parts;
  const edges = new Uint32Array(runs.length + 1);
  return edges.subarray(0, edgesOfRuns(runs, edges, 0));
}

/** Counts what pictures of numbers do not hold: boxes, and pixels of several objects. */
export function countUnpainted(set: ObjectSet, name: string, losses: LossCounter): void {
  for (const i of set.objectOrder) {
    if (isOutlined(set, i)) continue;
    const words = `objects without an outline are left out: ${name} holds pixels`;
    losses.add("convert/boxes", words, set.file[set.objects.image[i]!]!);
  }
  for (let image = 0; image < set.imageCount; image++) {
    if (!(set.objectStart[image + 1]! - set.objectStart[image]! > 1)) continue;
    const { values, objects, widthPx, heightPx } = paintedObjects(set, image);
    let painted = 0;
    for (const value of values) if (value > 0) painted++;
    let all = 0;
    for (const i of objects) {
      const edges = edgesOf(set, i, widthPx, heightPx);
      for (let e = 0; e + 1 < edges.length; e += 2) all += edges[e + 1]! - edges[e]!;
    }
    if (all === painted) continue;
    const words = "images have pixels of several objects, which the last of these gets";
    losses.add("convert/outline", words, set.file[image]!);
  }
}
