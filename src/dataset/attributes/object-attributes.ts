import type { Column, Table } from "../../core/table.js";
import type { BackgroundMeasures } from "../../images/measure-background.js";
import { hasValues } from "./image-heads.js";
import type { KnownAttribute } from "./known-attributes.js";
import type { PlacedBoxes, PlacedObjects } from "./object-boxes.js";

/** What boxes say of each file: how many objects, and of the largest one how large and where. */
export function objectColumns(placed: PlacedBoxes, names: readonly KnownAttribute[]): Table {
  const columns = new Map<string, Column>();
  for (const name of names) {
    const of = MEASURES[name];
    if (of === undefined) continue;
    const values = new Float64Array(placed.files).fill(Number.NaN);
    for (let file = 0; file < placed.files; file++) {
      const objects = placed.of(file);
      if (objects !== null) values[file] = of(objects);
    }
    const column: Column = { kind: "numeric", values };
    if (hasValues(column)) columns.set(name, column);
  }
  return { rowCount: placed.files, columns };
}

const MEASURES: Partial<Record<KnownAttribute, (objects: PlacedObjects) => number>> = {
  objects: ({ isOne }) => isOne.reduce((sum, one) => sum + one, 0),
  "object-size": (objects) => {
    const at = largest(objects);
    return at < 0 ? Number.NaN : areaOf(objects, at);
  },
  "object-offset": (objects) => {
    const at = largest(objects);
    if (at < 0) return Number.NaN;
    const [x = 0, y = 0, w = 0, h = 0] = objects.box.subarray(4 * at, 4 * at + 4);
    // Half a side away in both directions is a corner: √½ of fractions.
    return Math.sqrt(2 * ((x + w / 2 - 0.5) ** 2 + (y + h / 2 - 0.5) ** 2));
  },
};

function areaOf({ box }: PlacedObjects, at: number): number {
  return box[4 * at + 2]! * box[4 * at + 3]!;
}

/** The first of the largest objects; −1 for none. */
function largest(objects: PlacedObjects): number {
  let found = -1;
  for (let at = 0; at < objects.isOne.length; at++) {
    if (objects.isOne[at] === 0) continue;
    if (found < 0 || areaOf(objects, at) > areaOf(objects, found)) found = at;
  }
  return found;
}

/** What is measured outside the boxes as columns, a row a file. */
export function backgroundColumns(
  measured: readonly (BackgroundMeasures | null)[],
  names: readonly KnownAttribute[],
): Table {
  const columns = new Map<string, Column>();
  for (const name of names) {
    const key = BACKGROUND[name];
    if (key === undefined) continue;
    const column: Column = {
      kind: "numeric",
      values: Float64Array.from(measured, (one) => (one === null ? Number.NaN : one[key])),
    };
    if (hasValues(column)) columns.set(name, column);
  }
  return { rowCount: measured.length, columns };
}

const BACKGROUND: Partial<Record<KnownAttribute, keyof BackgroundMeasures>> = {
  "background-brightness": "brightness",
  "background-warmth": "warmth",
  "background-greenness": "greenness",
  "background-texture": "texture",
};
