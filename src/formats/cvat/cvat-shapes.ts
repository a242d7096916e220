import { areaOfRuns, boxOfRuns } from "../../core/masks/runs.js";
import { bitmapOfRowRuns, MAX_CROP_PIXELS, runsOfCrop } from "../objects/mask-runs.js";
import { boxOfPoints } from "../objects/outlines.js";
import { boxOfEllipse, ellipsePoints, turnedCorners } from "../objects/turned-shapes.js";
import type { XmlElement } from "../xml/xml-elements.js";

/** A shape as an object: its box, and the outline where there is more to it. */
export interface CvatShape {
  /** x, y, width, height; finite. */
  readonly box: Float64Array;
  readonly polygon?: Float64Array;
  readonly runs?: Float64Array;
  readonly area?: number;
  readonly isTurned?: true;
}

/** Why an element is no object that can be read. */
export interface NoShape {
  readonly code: "annotations/not-a-number" | "annotations/outline-invalid";
  readonly what: string;
}

/** Elements that mark something which is no object with an area. */
export const NOT_OBJECTS: ReadonlySet<string> = new Set([
  "points",
  "polyline",
  "skeleton",
  "cuboid",
]);

/** Elements that are objects. */
export const OBJECT_SHAPES: ReadonlySet<string> = new Set(["box", "polygon", "ellipse", "mask"]);

/** The object that an element of CVAT is; sizes of the image are needed for masks alone. */
export function shapeOf(
  element: XmlElement,
  widthPx: number,
  heightPx: number,
): CvatShape | NoShape {
  switch (element.name) {
    case "box":
      return boxShape(element);
    case "ellipse":
      return ellipseShape(element);
    case "mask":
      return maskShape(element, widthPx, heightPx);
    default:
      return polygonShape(element);
  }
}

export function isShape(found: CvatShape | NoShape): found is CvatShape {
  return "box" in found;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberOf(text: string | undefined): number {
  return text !== undefined && NUMBER.test(text.trim()) ? Number(text) : Number.NaN;
}

/** Attributes as numbers, or why not. */
function numbersOf(element: XmlElement, names: readonly string[]): number[] | NoShape {
  const numbers = names.map((name) => numberOf(element.attributes.get(name)));
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return numbers;
  const name = names[bad]!;
  const written = element.attributes.get(name);
  const what = `${name} of a ${element.name} is ${written === undefined ? "missing" : JSON.stringify(written.slice(0, 40))}, no finite number`;
  return { code: "annotations/not-a-number", what };
}

function rotationOf(element: XmlElement): number {
  const degrees = numberOf(element.attributes.get("rotation"));
  return Number.isFinite(degrees) ? degrees % 360 : 0;
}

function boxShape(element: XmlElement): CvatShape | NoShape {
  const sides = numbersOf(element, ["xtl", "ytl", "xbr", "ybr"]);
  if (!Array.isArray(sides)) return sides;
  const [left = 0, top = 0, right = 0, bottom = 0] = sides;
  const box = Float64Array.of(left, top, right - left, bottom - top);
  const degrees = rotationOf(element);
  if (degrees === 0) return { box };
  const polygon = turnedCorners(box, degrees, (left + right) / 2, (top + bottom) / 2);
  return { box: boxOfPoints(polygon), polygon, isTurned: true };
}

function ellipseShape(element: XmlElement): CvatShape | NoShape {
  const numbers = numbersOf(element, ["cx", "cy", "rx", "ry"]);
  if (!Array.isArray(numbers)) return numbers;
  const [cx = 0, cy = 0, rx = 0, ry = 0] = numbers;
  const degrees = rotationOf(element);
  return {
    box: boxOfEllipse(cx, cy, rx, ry, degrees),
    polygon: ellipsePoints(cx, cy, rx, ry, degrees),
    area: Math.PI * rx * ry,
  };
}

function polygonShape(element: XmlElement): CvatShape | NoShape {
  const numbers = (element.attributes.get("points") ?? "").split(/[;,]/).map(numberOf);
  if (numbers.some((value) => !Number.isFinite(value))) {
    const what = `points of a ${element.name} are not pairs of finite numbers`;
    return { code: "annotations/not-a-number", what };
  }
  if (numbers.length < 6 || numbers.length % 2 !== 0) {
    const what = `a ${element.name} has ${numbers.length / 2} points, fewer than 3`;
    return { code: "annotations/outline-invalid", what };
  }
  const polygon = Float64Array.from(numbers);
  return { box: boxOfPoints(polygon), polygon };
}

function maskShape(element: XmlElement, widthPx: number, heightPx: number): CvatShape | NoShape {
  const numbers = numbersOf(element, ["left", "top", "width", "height"]);
  if (!Array.isArray(numbers)) return numbers;
  const fail = (what: string): NoShape => ({ code: "annotations/outline-invalid", what });
  if (!(widthPx > 0 && heightPx > 0)) return fail("a mask of an image whose size is not stated");
  const [left = 0, top = 0, width = 0, height = 0] = numbers;
  const isWithin =
    numbers.every((value) => Number.isInteger(value) && value >= 0) &&
    left + width <= widthPx &&
    top + height <= heightPx;
  if (!isWithin || width === 0 || height === 0 || width * height > MAX_CROP_PIXELS) {
    const place = numbers.join(", ");
    return fail(`a mask at ${place} does not lie within ${widthPx} × ${heightPx} pixels`);
  }
  const rowRuns = (element.attributes.get("rle") ?? "").split(",").map(numberOf);
  const crop = bitmapOfRowRuns(rowRuns, width, height);
  if (crop === null) {
    return fail(`the run lengths of a mask do not add up to ${width} × ${height} pixels`);
  }
  const runs = runsOfCrop(crop, { left, top, width, height }, widthPx, heightPx);
  return { box: boxOfRuns(runs, heightPx), runs, area: areaOfRuns(runs) };
}

/** Points of a skeleton, in the order of `joints`, which gets those that it does not have yet. */
export function skeletonPoints(
  element: XmlElement,
  joints: Map<string, number>,
): Float64Array | NoShape {
  const found: (readonly [joint: number, x: number, y: number, visibility: number])[] = [];
  for (const { name, attributes } of element.children) {
    const label = attributes.get("label");
    if (name !== "points" || label === undefined) continue;
    const [x = Number.NaN, y = Number.NaN, ...more] = (attributes.get("points") ?? "")
      .split(/[;,]/)
      .map(numberOf);
    if (!Number.isFinite(x) || !Number.isFinite(y) || more.length > 0) {
      const what = `the point ${JSON.stringify(label.slice(0, 40))} of a skeleton is not two finite numbers`;
      return { code: "annotations/not-a-number", what };
    }
    const joint = joints.get(label) ?? joints.size;
    joints.set(label, joint);
    const isOutside = attributes.get("outside") === "1";
    found.push([joint, x, y, isOutside ? 0 : attributes.get("occluded") === "1" ? 1 : 2]);
  }
  const values = new Float64Array(3 * joints.size);
  for (const [joint, x, y, visibility] of found) {
    if (visibility > 0) values.set([x, y, visibility], 3 * joint);
  }
  return values;
}

/** Points that stand by themselves: those of one element are numbered, a single one is called by its label. */
export interface LoosePoints {
  readonly label: string;
  /** Joins elements of one object; null for none. */
  readonly group: string | null;
  /** x and y in turn. */
  readonly places: readonly number[];
  readonly visibility: number;
}

export function loosePoints({ attributes }: XmlElement): LoosePoints | NoShape {
  const places = (attributes.get("points") ?? "").split(/[;,]/).map(numberOf);
  if (places.length % 2 !== 0 || places.some((value) => !Number.isFinite(value))) {
    const what = "points are not pairs of finite numbers";
    return { code: "annotations/not-a-number", what };
  }
  return {
    label: attributes.get("label") ?? "",
    group: groupOf(attributes),
    places,
    visibility: attributes.get("occluded") === "1" ? 1 : 2,
  };
}

/** The group that a shape was put into; null for none, which CVAT may write as 0. */
export function groupOf(attributes: XmlElement["attributes"]): string | null {
  const group = attributes.get("group_id");
  return group === undefined || group === "" || group === "0" ? null : group;
}
