import type { Outline } from "../../core/masks/outlines.js";
import { decodeRunText } from "../../core/masks/run-text.js";
import { areaOfRuns, boxOfRuns, fillsImage } from "../../core/masks/runs.js";
import { isRecord } from "../json/json-values.js";
import { areaOfPolygon, boxOfPoints } from "../objects/outlines.js";

/** An outline of a record in COCO's form, with its box and area. */
export interface WrittenOutline {
  readonly outline: NonNullable<Outline>;
  readonly box: readonly [x: number, y: number, width: number, height: number];
  readonly area: number;
}

/** Corners that a part needs to have an inside. */
const LEAST_CORNERS = 3;

/**
 * Polygons, or runs with the size that they fill, as numbers or as COCO's text; null for something else, polygons of
 * fewer than three corners among it.
 */
export function writtenOutline(value: unknown): WrittenOutline | null {
  if (Array.isArray(value)) {
    const isPart = (part: unknown): boolean =>
      Array.isArray(part) &&
      part.length >= 2 * LEAST_CORNERS &&
      part.length % 2 === 0 &&
      part.every(Number.isFinite);
    if (value.length === 0 || !value.every(isPart)) return null;
    const polygons = value as number[][];
    return {
      outline: { polygons },
      box: sidesOf(boxOfPoints(polygons.flat())),
      area: polygons.reduce((sum, polygon) => sum + areaOfPolygon(polygon), 0),
    };
  }
  if (!isRecord(value)) return null;
  const { size, counts } = value;
  if (!Array.isArray(size) || !size.every(Number.isSafeInteger)) return null;
  const [height = 0, width = 0] = size as number[];
  const runs =
    typeof counts === "string"
      ? decodeRunText(counts)
      : Array.isArray(counts) && counts.every(Number.isFinite)
        ? Float64Array.from(counts)
        : null;
  if (runs === null || !(height > 0) || !fillsImage(runs, width, height)) return null;
  return {
    outline: { runs: [...runs] },
    box: sidesOf(boxOfRuns(runs, height)),
    area: areaOfRuns(runs),
  };
}

function sidesOf(box: Float64Array): WrittenOutline["box"] {
  return [box[0]!, box[1]!, box[2]!, box[3]!];
}
