import { createGrowingFloats, createGrowingInts } from "../../core/growing-columns.js";
import { ringsOfEdges } from "../../core/masks/rings.js";
import { edgesOfRuns } from "../../core/masks/runs.js";
import { SHAPE_FORM } from "../../core/objects.js";
import type { LossCounter } from "./conversion-losses.js";
import type { FormatHolds } from "./format-holds.js";
import type { ObjectSet } from "./object-set.js";

/**
 * Masks as the polygons around their pieces, along the sides of pixels, for a format without runs. Holes have no place in
 * it, nor have further pieces where an object has one polygon: the largest is kept. Both are counted.
 */
export function masksAsPolygons(
  set: ObjectSet,
  holds: FormatHolds,
  losses: LossCounter,
): ObjectSet {
  const { shapes, image, count } = set.objects;
  if (shapes === undefined || !shapes.form.includes(SHAPE_FORM.runs)) return set;
  const [partStart, valueStart] = [createGrowingInts(), createGrowingInts()];
  const values = createGrowingFloats();
  const form = shapes.form.slice();
  const counts = new Uint8Array(count);
  for (const i of set.objectOrder) counts[i] = 1;
  let parts = 0;
  const add = (points: ArrayLike<number>): void => {
    valueStart.push(values.length);
    for (let k = 0; k < points.length; k++) values.push(points[k]!);
    parts++;
  };
  for (let i = 0; i < count; i++) {
    partStart.push(parts);
    if (form[i] === SHAPE_FORM.none || counts[i] === 0) {
      form[i] = SHAPE_FORM.none;
      continue;
    }
    const [from, to] = [shapes.partStart[i]!, shapes.partStart[i + 1]!];
    if (form[i] === SHAPE_FORM.polygons) {
      for (let p = from; p < to; p++) {
        add(shapes.values.subarray(shapes.valueStart[p], shapes.valueStart[p + 1]));
      }
      continue;
    }
    const row = image[i]!;
    const [width, height] = [set.widthPx[row]!, set.heightPx[row]!];
    const file = set.file[row]!;
    const runs = shapes.values.subarray(shapes.valueStart[from], shapes.valueStart[from + 1]);
    const edges = new Uint32Array(runs.length + 1);
    // A size is known wherever a mask was read; without it nothing can be drawn.
    const rings =
      height > 0 && width > 0
        ? ringsOfEdges(edges.subarray(0, edgesOfRuns(runs, edges, 0)), height)
        : [];
    const outer = rings.filter((ring) => signedArea(ring) > 0 === isOuterPositive(rings));
    if (outer.length < rings.length) {
      losses.add("convert/outline", `holes of masks are lost: ${holds.name} holds polygons`, file);
    }
    const [largest] = [...outer].sort((a, b) => Math.abs(signedArea(b)) - Math.abs(signedArea(a)));
    if (holds.outlines === "one-polygon" && outer.length > 1) {
      const words = `pieces of masks beside the largest are lost: ${holds.name} holds one polygon an object`;
      losses.add("convert/outline", words, file);
    }
    const kept = holds.outlines === "one-polygon" && largest !== undefined ? [largest] : outer;
    const scale = set.unit === "pixel" ? [1, 1] : [width, height];
    for (const ring of kept) add(ring.map((side, k) => side / scale[k % 2]!));
    form[i] = kept.length > 0 ? SHAPE_FORM.polygons : SHAPE_FORM.none;
  }
  partStart.push(parts);
  valueStart.push(values.length);
  const drawn = {
    form,
    partStart: partStart.finish(),
    valueStart: valueStart.finish(),
    values: values.finish(),
  };
  return { ...set, objects: { ...set.objects, shapes: drawn } };
}

/** Twice the area, its sign by the way around. */
function signedArea(ring: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < ring.length; k += 2) {
    const next = (k + 2) % ring.length;
    sum += ring[k]! * ring[next + 1]! - ring[next]! * ring[k + 1]!;
  }
  return sum;
}

/** Whether rings around pieces have a positive area: the first ring of a mask is one, since holes lie within. */
function isOuterPositive([first]: readonly Float64Array[]): boolean {
  return first !== undefined && signedArea(first) > 0;
}
