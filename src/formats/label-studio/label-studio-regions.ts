import { areaOfRuns, boxOfRuns, runsOfBitmap } from "../../core/masks/runs.js";
import { isRecord, listOf } from "../json/json-values.js";
import { boxOfPoints } from "../objects/outlines.js";
import { boxOfEllipse, ellipsePoints, turnedCorners } from "../objects/turned-shapes.js";
import { decodeBrush } from "./label-studio-brush.js";

/** A region of Label Studio in percent, until it is known whether all images have a size. */
export interface StudioRegion {
  readonly label: string;
  readonly labelCount: number;
  readonly id: string | number;
  /** Size of the picture that was annotated; NaN where the region does not say it. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly geometry: StudioGeometry;
}

/** Places in percent of width and height; turned clockwise, a rectangle about its first corner. */
export type StudioGeometry =
  | { readonly kind: "rectangle"; readonly box: Float64Array; readonly degrees: number }
  | { readonly kind: "polygon"; readonly points: Float64Array }
  | { readonly kind: "ellipse"; readonly axes: Float64Array; readonly degrees: number }
  | { readonly kind: "mask"; readonly runs: Float64Array };

/** Why a result is not read as an object. */
export interface NoRegion {
  readonly code:
    | "annotations/not-an-object"
    | "annotations/not-a-number"
    | "annotations/outline-invalid"
    | "annotations/no-label"
    | "annotations/image-rotation";
  readonly what: string;
  /** Whether it says something of the image as a whole, and not that something is somewhere. */
  readonly isOfImage?: true;
  /** Labels of the image as a whole. */
  readonly choices?: readonly string[];
}

/** Keys of what is said of whole images. */
const OF_IMAGE = ["choices", "taxonomy", "rating", "number", "datetime"] as const;

/** Keys of labels of regions; `labels` stands beside a region of its own as well. */
const LABEL_KEYS = [
  "rectanglelabels",
  "polygonlabels",
  "brushlabels",
  "ellipselabels",
  "labels",
] as const;

/**
 * The regions among the results of one annotation, and what is none.
 *
 * @param results `annotations[].result`
 */
export function regionsOf(results: readonly unknown[]): readonly (StudioRegion | NoRegion)[] {
  const labelled = new Set<unknown>();
  for (const result of results) {
    if (isRecord(result) && labelsOf(result["value"]).length > 0) labelled.add(result["id"]);
  }
  const found: (StudioRegion | NoRegion)[] = [];
  for (const [k, result] of results.entries()) {
    if (!isRecord(result) || !isRecord(result["value"])) {
      const type = isRecord(result) ? String(result["type"]) : "result";
      found.push({ code: "annotations/not-an-object", what: `a ${type} marks no region` });
      continue;
    }
    const labels = labelsOf(result["value"]);
    const hasTwin = labels.length === 0 && result["id"] !== undefined && labelled.has(result["id"]);
    if (!hasTwin) found.push(regionOf(result, result["value"], labels, k));
  }
  return found;
}

export function isRegion(found: StudioRegion | NoRegion): found is StudioRegion {
  return "geometry" in found;
}

function labelsOf(value: unknown): readonly string[] {
  if (!isRecord(value)) return [];
  return LABEL_KEYS.flatMap((key) => listOf(value[key])).filter((name) => typeof name === "string");
}

function regionOf(
  result: Readonly<Record<string, unknown>>,
  value: Readonly<Record<string, unknown>>,
  labels: readonly string[],
  number: number,
): StudioRegion | NoRegion {
  const type = String(result["type"] ?? "region");
  const [widthPx, heightPx] = [
    numberAt(result, "original_width"),
    numberAt(result, "original_height"),
  ];
  if (
    !("rle" in value || "points" in value || "radiusX" in value || "width" in value) ||
    "keypointlabels" in value
  ) {
    const isOfImage = OF_IMAGE.some((key) => key in value);
    const what = `a ${type} marks no area`;
    const choices = listOf(value["choices"]).filter((name) => typeof name === "string");
    return {
      code: "annotations/not-an-object",
      what,
      ...(isOfImage ? { isOfImage } : {}),
      ...(choices.length > 0 ? { choices } : {}),
    };
  }
  const [label] = labels;
  if (label === undefined) {
    return { code: "annotations/no-label", what: `a ${type} has no label` };
  }
  const turned = numberAt(result, "image_rotation");
  if (turned % 360 !== 0 && !Number.isNaN(turned)) {
    const what = `a ${type} was marked on a picture turned by ${turned} degrees`;
    return { code: "annotations/image-rotation", what };
  }
  const geometry = geometryOf(value, widthPx, heightPx, type);
  if ("code" in geometry) return geometry;
  const { id } = result;
  const isId = typeof id === "string" || typeof id === "number";
  return {
    label,
    labelCount: labels.length,
    widthPx,
    heightPx,
    geometry,
    id: isId ? id : number + 1,
  };
}

function numberAt(record: Readonly<Record<string, unknown>>, key: string): number {
  const value = record[key];
  return typeof value === "number" ? value : Number.NaN;
}

function geometryOf(
  value: Readonly<Record<string, unknown>>,
  widthPx: number,
  heightPx: number,
  type: string,
): StudioGeometry | NoRegion {
  const bad: NoRegion = {
    code: "annotations/not-a-number",
    what: `a ${type} has a place that is no finite number`,
  };
  const degrees = typeof value["rotation"] === "number" ? value["rotation"] : 0;
  if ("rle" in value) return maskOf(value, widthPx, heightPx, type);
  if ("points" in value) {
    const points = listOf(value["points"]).flatMap((point) => {
      const [x, y] = listOf(point);
      return [x, y].map((side) => (typeof side === "number" ? side : Number.NaN));
    });
    if (points.some((side) => !Number.isFinite(side))) return bad;
    if (points.length >= 6) return { kind: "polygon", points: Float64Array.from(points) };
    return { code: "annotations/outline-invalid", what: `a ${type} has fewer than 3 points` };
  }
  const keys =
    "radiusX" in value ? ["x", "y", "radiusX", "radiusY"] : ["x", "y", "width", "height"];
  const numbers = Float64Array.from(keys, (key) => numberAt(value, key));
  if (!numbers.every(Number.isFinite) || !Number.isFinite(degrees)) return bad;
  return "radiusX" in value
    ? { kind: "ellipse", axes: numbers, degrees }
    : { kind: "rectangle", box: numbers, degrees };
}

function maskOf(
  value: Readonly<Record<string, unknown>>,
  widthPx: number,
  heightPx: number,
  type: string,
): StudioGeometry | NoRegion {
  const bytes = listOf(value["rle"]);
  const isBytes = bytes.every(
    (byte) => typeof byte === "number" && Number.isInteger(byte) && byte >= 0 && byte <= 255,
  );
  const isSized = Number.isInteger(widthPx) && Number.isInteger(heightPx);
  const mask =
    isBytes && isSized ? decodeBrush(Uint8Array.from(bytes, Number), widthPx, heightPx) : null;
  if (mask !== null) return { kind: "mask", runs: runsOfBitmap(mask, widthPx, heightPx) };
  const what = `a ${type} is no mask of ${widthPx} × ${heightPx} pixels`;
  return { code: "annotations/outline-invalid", what };
}

/** A region in one unit. */
export interface PlacedRegion {
  readonly box: Float64Array;
  readonly polygon?: Float64Array;
  readonly runs?: Float64Array;
  readonly area?: number;
  readonly isTurned?: true;
}

/**
 * Places a region: in pixels of the picture that was annotated, or in fractions of it. Turning is
 * done in pixels, since a percent of the width is not one of the height.
 *
 * @returns null for a region that is turned and does not say its picture's size
 */
export function placeRegion(
  { geometry, widthPx, heightPx }: StudioRegion,
  unit: "pixel" | "fraction",
): PlacedRegion | null {
  const isSized = widthPx > 0 && heightPx > 0;
  const [width, height] = isSized ? [widthPx, heightPx] : [1, 1];
  const inUnit = (numbers: Float64Array): Float64Array =>
    unit === "pixel" ? numbers : numbers.map((side, k) => side / (k % 2 === 0 ? width : height));
  const scaled = (numbers: Float64Array): Float64Array =>
    numbers.map((side, k) => (side / 100) * (k % 2 === 0 ? width : height));
  switch (geometry.kind) {
    case "mask": {
      const area = areaOfRuns(geometry.runs);
      return {
        box: inUnit(boxOfRuns(geometry.runs, heightPx)),
        runs: geometry.runs,
        area: unit === "pixel" ? area : area / (width * height),
      };
    }
    case "polygon": {
      const polygon = inUnit(scaled(geometry.points));
      return { box: boxOfPoints(polygon), polygon };
    }
    case "rectangle": {
      const box = scaled(geometry.box);
      if (geometry.degrees % 360 === 0) return { box: inUnit(box) };
      if (!isSized) return null;
      const polygon = inUnit(turnedCorners(box, geometry.degrees, box[0]!, box[1]!));
      return { box: boxOfPoints(polygon), polygon, isTurned: true };
    }
    case "ellipse": {
      if (geometry.degrees % 360 !== 0 && !isSized) return null;
      const [cx = 0, cy = 0, rx = 0, ry = 0] = scaled(geometry.axes);
      const polygon = inUnit(ellipsePoints(cx, cy, rx, ry, geometry.degrees));
      const box = inUnit(boxOfEllipse(cx, cy, rx, ry, geometry.degrees));
      const area = Math.PI * rx * ry;
      return { box, polygon, area: unit === "pixel" ? area : area / (width * height) };
    }
  }
}
