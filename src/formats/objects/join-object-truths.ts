import { HomegroundError } from "../../core/errors.js";
import { type ObjectPoints, type ObjectShapes, SHAPE_FORM } from "../../core/objects.js";
import { EMPTY_TABLE } from "../../core/table.js";
import type { DetectedFormat } from "../import-types.js";
import { joinTables, joinTruths } from "../join-truths.js";
import type { ObjectTruth, TruthRegions } from "./object-types.js";
import { POINT_WIDTH } from "./point-columns.js";

/** A part of a data set and what its rows have in common. */
export interface ObjectTruthPart {
  readonly truth: ObjectTruth;
  /** Put before each path, with `/` at its end; "" for none. */
  readonly folder: string;
  /** Value of the attribute `split`, or null. */
  readonly split: string | null;
}

/**
 * Ground truth with objects in several files as one. Labels are joined by their names.
 *
 * @throws HomegroundError `input/invalid` where some parts are in pixels and others in fractions,
 *   `input/unsupported` where a part says what was looked for and others do not
 */
export function joinObjectTruths(
  parts: readonly ObjectTruthPart[],
  format: DetectedFormat,
  source: string,
): ObjectTruth {
  const joined = joinTruths(parts, format, source);
  const codeOf = new Map(joined.labelNames.map((name, code) => [name, code]));
  const all = parts.map(({ truth }) => truth.regions);
  const [first] = all;
  if (first === undefined || all.some(({ unit }) => unit !== first.unit)) throw unitsDiffer(source);
  if (all.some(({ searched }) => searched !== undefined)) throw federated(source);
  const count = all.reduce((sum, { objects }) => sum + objects.count, 0);
  const image = new Int32Array(count);
  const label = new Int32Array(count);
  let at = 0;
  let rows = 0;
  for (const { truth } of parts) {
    const { objects } = truth.regions;
    for (let i = 0; i < objects.count; i++, at++) {
      image[at] = rows + objects.image[i]!;
      label[at] = codeOf.get(truth.labelNames[objects.label[i]!]!) ?? 0;
    }
    rows += truth.rowCount;
  }
  const flags = new Uint8Array(count);
  let next = 0;
  for (const { objects: own } of all) {
    flags.set(own.flags, next);
    next += own.count;
  }
  const shapes = joinShapes(all, count);
  const points = joinPoints(all, count);
  const attributes = joinTables(
    all.map(
      ({ attributes: own, objects: { count: rowCount } }) => own ?? { ...EMPTY_TABLE, rowCount },
    ),
  );
  const objects = {
    count,
    image,
    label,
    box: joinFloats(all.map(({ objects: { box } }) => box)),
    area: joinFloats(all.map(({ objects: { area } }) => area)),
    flags,
    ...(shapes === null ? {} : { shapes }),
    ...(points === null ? {} : { points }),
  };
  const ids = all.map(({ objectId }) => objectId);
  const isNumeric = ids.every((list) => list instanceof Float64Array);
  return {
    ...joined,
    objects: count,
    ...joinImageLabels(parts, codeOf),
    regions: {
      objects,
      ...(attributes.columns.size === 0 ? {} : { attributes }),
      unit: first.unit,
      written: first.written ?? "xywh",
      widthPx: joinFloats(all.map(({ widthPx }) => widthPx)),
      heightPx: joinFloats(all.map(({ heightPx }) => heightPx)),
      objectId: isNumeric
        ? joinFloats(ids.filter((list) => list instanceof Float64Array))
        : ids.flatMap((list) => [...list]),
    },
  };
}

function joinImageLabels(
  parts: readonly ObjectTruthPart[],
  codeOf: ReadonlyMap<string, number>,
): Pick<ObjectTruth, "imageLabels"> {
  if (parts.every(({ truth }) => truth.imageLabels === undefined)) return {};
  const start = [0];
  const index: number[] = [];
  for (const { truth } of parts) {
    const { imageLabels, labelNames } = truth;
    for (let row = 0; row < truth.rowCount; row++) {
      const [from, to] = [imageLabels?.labelStart[row] ?? 0, imageLabels?.labelStart[row + 1] ?? 0];
      for (let k = from; k < to; k++) {
        index.push(codeOf.get(labelNames[imageLabels!.labelIndex[k]!]!) ?? 0);
      }
      start.push(index.length);
    }
  }
  return {
    imageLabels: { labelStart: Int32Array.from(start), labelIndex: Int32Array.from(index) },
  };
}

function joinFloats(pieces: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Points in one order of joints: those of the first part, then what others have beside them. */
function joinPoints(all: readonly TruthRegions[], count: number): ObjectPoints | null {
  const parts = all.map(({ objects: { points, count: own } }) => ({ points, own }));
  const names = [...new Set(parts.flatMap(({ points }) => points?.names ?? []))];
  if (parts.every(({ points }) => points === undefined)) return null;
  const values = new Float64Array(POINT_WIDTH * names.length * count);
  const lines = new Map<string, readonly [number, number]>();
  let object = 0;
  for (const { points, own } of parts) {
    const places = points?.names.map((name) => names.indexOf(name)) ?? [];
    for (const [from, to] of points?.skeleton ?? []) {
      lines.set(`${places[from]}-${places[to]}`, [places[from]!, places[to]!]);
    }
    for (let i = 0; i < own && points !== undefined; i++) {
      for (const [k, place] of places.entries()) {
        const from = POINT_WIDTH * (i * places.length + k);
        const to = POINT_WIDTH * ((object + i) * names.length + place);
        values.set(points.values.subarray(from, from + POINT_WIDTH), to);
      }
    }
    object += own;
  }
  return { names, skeleton: [...lines.values()], values };
}

function joinShapes(all: readonly TruthRegions[], count: number): ObjectShapes | null {
  if (all.every(({ objects }) => objects.shapes === undefined)) return null;
  const form = new Uint8Array(count);
  const partStart = new Int32Array(count + 1);
  const valueStart: number[] = [];
  const values: Float64Array[] = [];
  let [object, numbers] = [0, 0];
  for (const { objects } of all) {
    const { shapes } = objects;
    for (let i = 0; i < objects.count; i++) {
      form[object] = shapes?.form[i] ?? SHAPE_FORM.none;
      if (shapes !== undefined) {
        for (let p = shapes.partStart[i]!; p < shapes.partStart[i + 1]!; p++) {
          valueStart.push(numbers + shapes.valueStart[p]!);
        }
      }
      partStart[++object] = valueStart.length;
    }
    if (shapes === undefined) continue;
    values.push(shapes.values);
    numbers += shapes.values.length;
  }
  valueStart.push(numbers);
  return { form, partStart, valueStart: Int32Array.from(valueStart), values: joinFloats(values) };
}

function unitsDiffer(source: string): HomegroundError {
  return new HomegroundError("input/invalid", {
    what: "boxes are pixels in some files and fractions in others",
    where: source,
    fix: "Evaluate the parts one by one, or write them in one unit",
  });
}

function federated(source: string): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what: "several files of which one says what was looked for in each image, as LVIS does",
    where: source,
    fix: "Name the file that counts",
  });
}
