import {
  type ObjectPoints,
  type ObjectShapes,
  SHAPE_FORM,
  type TruthObjects,
} from "../../core/objects.js";
import type { Sentence } from "../../core/sentence.js";
import type { ReadingChoice } from "../reading-choice.js";
import type { BoxWriting, TruthRegions } from "./object-types.js";
import { POINT_WIDTH } from "./point-columns.js";

/**
 * `xywh`: left, top, width, height · `xyxy`: left, top, right, bottom · `cxcywh`: centre, width,
 * height · `fraction`, `percent`: of the image's width and height · `pixel` · `one-based`: pixels
 * counted from 1, the last one inside.
 */
export type BoxReading =
  | "xywh"
  | "xyxy"
  | "cxcywh"
  | "fraction"
  | "percent"
  | "pixel"
  | "one-based";

/** What the numbers of boxes are, where a file is not what its format says. */
export const boxes: ReadingChoice<BoxReading> = {
  name: "boxes",
  argument: "<reading>",
  help: "what the numbers of boxes are",
  label: "What the numbers of boxes are",
  values: {
    xywh: "left, top, width, height",
    xyxy: "left, top, right, bottom",
    cxcywh: "middle, middle, width, height",
    fraction: "shares of the image's size",
    percent: "percent of the image's size",
    pixel: "pixels",
    "one-based": "pixels counted from 1",
  },
  unsaid: { words: "as the format says" },
};

/** How to decide for a reading, or else for another one, behind `if they are,`. */
export function sayBoxes(reading: BoxReading, other?: BoxReading): Sentence {
  const [command, app] = [`say --${boxes.name} ${reading}`, "say so under Images and labels"];
  if (other === undefined) return { command, app };
  return {
    command: `${command}, or --${boxes.name} ${other} for ${boxes.values[other]}`,
    app: `${app}; if they are ${boxes.values[other]}, say that`,
  };
}

/** Ways of understanding the numbers of boxes that a user can decide for (`--boxes`). */
export const BOX_READINGS = Object.keys(boxes.values) as readonly BoxReading[];

/**
 * The same numbers of a file understood in another way. Boxes without an outline get width × height
 * as their area; a box whose sides come out negative is left as it is computed, for whoever checks.
 * How the file wrote its boxes is `regions.written`; what the reader made of them is undone first.
 *
 * `fraction` and `pixel` change the unit alone. `one-based` takes 1 from the first corner, and where
 * the file wrote corners the last pixel is inside, as in Pascal VOC; outlines and points move by half a pixel,
 * from the number of a pixel to its centre.
 */
export function reinterpretBoxes(regions: TruthRegions, as: BoxReading): TruthRegions {
  const { objects } = regions;
  const written = regions.written ?? "xywh";
  switch (as) {
    case "fraction":
    case "pixel":
      return { ...regions, unit: as };
    case "percent":
      return { ...regions, unit: "fraction", objects: scaled(objects, 0.01) };
    case "one-based":
      return { ...regions, objects: fromOne(objects, written === "xyxy" ? 1 : 0) };
    case "xywh":
    case "xyxy":
    case "cxcywh":
      return { ...regions, written: as, objects: rewritten(objects, written, as) };
  }
}

function rewritten(objects: TruthObjects, from: BoxWriting, to: BoxWriting): TruthObjects {
  const box = objects.box.slice();
  for (let i = 0; i < box.length; i += 4) {
    asWritten(box, i, from);
    fromWritten(box, i, to);
  }
  return withBoxes(objects, box, objects.area, objects.shapes);
}

/** Four numbers as a file writes them, from left, top, width and height; in place. */
export function asWritten(box: Float64Array, at: number, writing: BoxWriting): void {
  if (writing === "xyxy") {
    box[at + 2]! += box[at]!;
    box[at + 3]! += box[at + 1]!;
  } else if (writing === "cxcywh") {
    box[at]! += box[at + 2]! / 2;
    box[at + 1]! += box[at + 3]! / 2;
  }
}

/** Left, top, width and height from four numbers as a file writes them; in place. */
export function fromWritten(box: Float64Array, at: number, writing: BoxWriting): void {
  if (writing === "xyxy") {
    box[at + 2]! -= box[at]!;
    box[at + 3]! -= box[at + 1]!;
  } else if (writing === "cxcywh") {
    box[at]! -= box[at + 2]! / 2;
    box[at + 1]! -= box[at + 3]! / 2;
  }
}

function scaled(objects: TruthObjects, factor: number): TruthObjects {
  const { shapes } = objects;
  return withBoxes(
    objects,
    objects.box.map((side) => side * factor),
    objects.area.map((area) => area * factor * factor),
    shapes === undefined ? undefined : mapPolygons(shapes, (value) => value * factor),
    (value) => value * factor,
  );
}

function fromOne(objects: TruthObjects, grow: 0 | 1): TruthObjects {
  const box = objects.box.slice();
  for (let i = 0; i < box.length; i += 4) {
    box[i]! -= 1;
    box[i + 1]! -= 1;
    box[i + 2]! += grow;
    box[i + 3]! += grow;
  }
  const { shapes } = objects;
  const moved = shapes === undefined ? undefined : mapPolygons(shapes, (value) => value - 0.5);
  return withBoxes(objects, box, objects.area, moved, (value) => value - 0.5);
}

function withBoxes(
  objects: TruthObjects,
  box: Float64Array,
  areas: Float64Array,
  shapes: ObjectShapes | undefined,
  change?: (value: number) => number,
): TruthObjects {
  const area = areas.slice();
  for (let i = 0; i < objects.count; i++) {
    const hasOutline = shapes !== undefined && shapes.form[i] !== SHAPE_FORM.none;
    if (!hasOutline) area[i] = box[4 * i + 2]! * box[4 * i + 3]!;
  }
  const { points } = objects;
  return {
    ...objects,
    box,
    area,
    ...(shapes === undefined ? {} : { shapes }),
    ...(points === undefined || change === undefined ? {} : { points: mapPoints(points, change) }),
  };
}

/** What was not annotated stays nowhere. */
function mapPoints(points: ObjectPoints, change: (value: number) => number): ObjectPoints {
  const values = points.values.map((value, at, all) => {
    const third = at - (at % POINT_WIDTH) + 2;
    return at === third || !(all[third]! > 0) ? value : change(value);
  });
  return { ...points, values };
}

/** Runs are counts of pixels and stay. */
function mapPolygons(shapes: ObjectShapes, change: (value: number) => number): ObjectShapes {
  const values = shapes.values.slice();
  for (let i = 0; i < shapes.form.length; i++) {
    if (shapes.form[i] !== SHAPE_FORM.polygons) continue;
    const from = shapes.valueStart[shapes.partStart[i]!]!;
    const to = shapes.valueStart[shapes.partStart[i + 1]!]!;
    for (let k = from; k < to; k++) values[k] = change(values[k]!);
  }
  return { ...shapes, values };
}
