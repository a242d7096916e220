import { decodeRunsInto } from "../../core/masks/run-text.js";
import { areaOfRuns, boxOfRuns, fillsImage } from "../../core/masks/runs.js";
import { type ObjectShapes, SHAPE_FORM } from "../../core/objects.js";
import { areaOfPolygon, boxOfPoints } from "../objects/outlines.js";
import { type CocoOutline, OUTLINE, reserveOutline } from "./coco-fields.js";

/** Corners that a part needs to have an inside. */
const LEAST_CORNERS = 3;
/** Beyond this no image is. */
const FARTHEST = 1e8;

/**
 * Makes the outline of a record usable: texts become runs, parts of polygons without an inside are
 * taken out.
 *
 * @returns what was wrong: null for nothing; `isUsable` says whether something is left
 */
export function settleOutline(
  outline: CocoOutline,
): { readonly what: string; readonly isUsable: boolean } | null {
  if (outline.form === OUTLINE.polygons) return settlePolygons(outline);
  if (outline.form === OUTLINE.text) {
    outline.parts = 0;
    reserveOutline(outline, outline.text.length);
    const length = decodeRunsInto(outline.values, outline.text);
    if (length === 0) return { what: "its run lengths are no text of COCO's", isUsable: false };
    outline.form = OUTLINE.counts;
    outline.partEnd[outline.parts++] = length;
  }
  const { widthPx, heightPx } = outline;
  if (fillsImage(runsOf(outline), widthPx, heightPx)) return null;
  const what = `its runs do not add up to the ${widthPx} × ${heightPx} pixels that it states`;
  return { what, isUsable: false };
}

function settlePolygons(outline: CocoOutline) {
  const { values, partEnd, parts } = outline;
  let from = 0;
  let to = 0;
  let kept = 0;
  let isFar = false;
  for (let part = 0; part < parts; part++) {
    const end = partEnd[part]!;
    const length = end - from;
    if (length >= 2 * LEAST_CORNERS && length % 2 === 0) {
      for (let k = from; k < end; k++) isFar ||= !(Math.abs(values[k]!) <= FARTHEST);
      if (to !== from) values.copyWithin(to, from, end);
      to += length;
      partEnd[kept++] = to;
    }
    from = end;
  }
  outline.parts = kept;
  if (isFar) return { what: "a corner is no place of an image", isUsable: false };
  if (kept === parts) return null;
  const what = `${parts - kept} of ${parts} polygons are no list of ${LEAST_CORNERS} or more corners`;
  return { what, isUsable: kept > 0 };
}

/** Lengths of the runs of an outline that is settled and none of polygons. */
function runsOf(outline: CocoOutline): Float64Array {
  return outline.values.subarray(0, outline.partEnd[0]!);
}

/**
 * Area of a settled outline in px²: of runs their pixels, of polygons what each encloses, so that
 * parts that overlap count twice.
 */
export function areaOfOutline(outline: CocoOutline): number {
  if (outline.form !== OUTLINE.polygons) return areaOfRuns(runsOf(outline));
  let area = 0;
  let from = 0;
  for (let part = 0; part < outline.parts; part++) {
    const end = outline.partEnd[part]!;
    area += areaOfPolygon(outline.values.subarray(from, end));
    from = end;
  }
  return area;
}

/** x, y, width, height of the least box around a settled outline. */
export function boxOfOutline(outline: CocoOutline): Float64Array {
  if (outline.form !== OUTLINE.polygons) return boxOfRuns(runsOf(outline), outline.heightPx);
  return boxOfPoints(outline.values.subarray(0, outline.partEnd[outline.parts - 1]!));
}

/** Outlines of objects, one after the other. */
export interface OutlineColumns {
  /** Adds the outline of the next object; null where it has none. */
  add(outline: CocoOutline | null): void;
  /** Size that goes with the runs of an object; null where it has none. */
  sizeOf(object: number): { readonly widthPx: number; readonly heightPx: number } | null;
  /** Takes an outline out; the object stays. */
  drop(object: number): void;
  /** The outlines of the objects in `kept`, ascending; undefined where none has one. */
  finish(kept: Int32Array): ObjectShapes | undefined;
}

export function createOutlineColumns(): OutlineColumns {
  let form = new Uint8Array(1024);
  /** Of the runs of each object; width is what they add up to over it. */
  let height = new Int32Array(1024);
  let partStart = new Int32Array(1025);
  let valueStart = new Int32Array(1025);
  let values = new Float64Array(16_384);
  let count = 0;
  let parts = 0;
  let length = 0;
  let outlines = 0;

  const reserve = (moreParts: number, moreValues: number): void => {
    if (count === form.length) {
      form = grown(form, count * 2, (size) => new Uint8Array(size));
      height = grown(height, count * 2, (size) => new Int32Array(size));
      partStart = grown(partStart, count * 2 + 1, (size) => new Int32Array(size));
    }
    if (parts + moreParts >= valueStart.length) {
      const size = Math.max(parts + moreParts + 1, valueStart.length * 2);
      valueStart = grown(valueStart, size, (n) => new Int32Array(n));
    }
    if (length + moreValues > values.length) {
      const size = Math.max(length + moreValues, values.length * 2);
      values = grown(values, size, (n) => new Float64Array(n));
    }
  };

  return {
    add(outline) {
      const last =
        outline === null || outline.parts === 0 ? 0 : outline.partEnd[outline.parts - 1]!;
      reserve(outline?.parts ?? 0, last);
      if (outline !== null) {
        const isPolygons = outline.form === OUTLINE.polygons;
        form[count] = isPolygons ? SHAPE_FORM.polygons : SHAPE_FORM.runs;
        height[count] = isPolygons ? 0 : outline.heightPx;
        values.set(outline.values.subarray(0, last), length);
        for (let part = 0; part < outline.parts; part++) {
          valueStart[++parts] = length + outline.partEnd[part]!;
        }
        length += last;
        outlines++;
      }
      partStart[++count] = parts;
    },
    sizeOf(object) {
      const heightPx = height[object]!;
      if (form[object] !== SHAPE_FORM.runs || heightPx === 0) return null;
      const part = partStart[object]!;
      let pixels = 0;
      for (let k = valueStart[part]!; k < valueStart[part + 1]!; k++) pixels += values[k]!;
      return { heightPx, widthPx: pixels / heightPx };
    },
    drop(object) {
      form[object] = SHAPE_FORM.none;
    },
    finish(kept) {
      if (outlines === 0) return undefined;
      // Everything moves towards the start, so that no second copy is needed.
      let toPart = 0;
      let toValue = 0;
      let from = partStart[0]!;
      for (let k = 0; k < kept.length; k++) {
        const object = kept[k]!;
        from = partStart[object]!;
        const end = partStart[object + 1]!;
        form[k] = form[object]!;
        if (form[k] !== SHAPE_FORM.none) {
          for (let part = from; part < end; part++) {
            const [first, last] = [valueStart[part]!, valueStart[part + 1]!];
            if (first !== toValue) values.copyWithin(toValue, first, last);
            toValue += last - first;
            valueStart[toPart] = toValue - (last - first);
            toPart++;
          }
        }
        partStart[k] = toPart - (form[k] === SHAPE_FORM.none ? 0 : end - from);
      }
      partStart[kept.length] = toPart;
      valueStart[toPart] = toValue;
      return {
        form: form.subarray(0, kept.length),
        partStart: partStart.subarray(0, kept.length + 1),
        valueStart: valueStart.subarray(0, toPart + 1),
        values: values.subarray(0, toValue),
      };
    },
  };
}

function grown<T extends Uint8Array | Int32Array | Float64Array>(
  values: T,
  size: number,
  allocate: (size: number) => T,
): T {
  const larger = allocate(size);
  larger.set(values);
  return larger;
}
