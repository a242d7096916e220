import { isRecord, listOf } from "../json/json-values.js";
import type { StudioRegion } from "./label-studio-regions.js";

/** A point of Label Studio, in percent of width and height. */
export interface StudioPoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Id of the region that it was put into; null for none. */
  readonly parent: string | null;
  readonly widthPx: number;
  readonly heightPx: number;
  /** How sure a model is of it; NaN where nothing says so. */
  readonly score: number;
}

/** Points among the results of an annotation, apart from the others. */
export function takePoints(results: readonly unknown[]): {
  readonly points: readonly StudioPoint[];
  readonly others: readonly unknown[];
  /** Points without a name or a place. */
  readonly broken: number;
} {
  const points: StudioPoint[] = [];
  const others: unknown[] = [];
  let broken = 0;
  for (const result of results) {
    const value = isRecord(result) ? result["value"] : undefined;
    if (!isRecord(result) || !isRecord(value) || !("keypointlabels" in value)) {
      others.push(result);
      continue;
    }
    const [name] = listOf(value["keypointlabels"]);
    const { x, y } = value;
    const { parentID: parent, original_width: width, original_height: height, score } = result;
    const isPlaced = Number.isFinite(x) && Number.isFinite(y);
    if (typeof name !== "string" || name === "" || !isPlaced) broken++;
    else {
      points.push({
        name,
        x: x as number,
        y: y as number,
        parent: typeof parent === "string" ? parent : null,
        widthPx: typeof width === "number" ? width : Number.NaN,
        heightPx: typeof height === "number" ? height : Number.NaN,
        score: typeof score === "number" && Number.isFinite(score) ? score : Number.NaN,
      });
    }
  }
  return { points, others, broken };
}

/** Points by the object that they belong to. */
export interface GroupedPoints {
  readonly ofRegion: ReadonlyMap<StudioRegion, readonly StudioPoint[]>;
  /** Those of the one object of a picture without regions. */
  readonly alone: readonly StudioPoint[];
  /** Points of which nothing says to which object they belong, or that their object has already. */
  readonly unclear: number;
}

/**
 * A point belongs to the region that it was put into, else to the one rectangle that it lies in; where
 * there are no regions, all are of one object.
 */
export function groupPoints(
  points: readonly StudioPoint[],
  regions: readonly StudioRegion[],
): GroupedPoints {
  const ofRegion = new Map<StudioRegion, StudioPoint[]>();
  const alone: StudioPoint[] = [];
  let unclear = 0;
  for (const point of points) {
    const around = regions.filter(({ id, geometry }) =>
      point.parent === null ? holds(geometry, point) : String(id) === point.parent,
    );
    const [region, another] = around;
    let into: StudioPoint[] | null = null;
    if (regions.length === 0) into = alone;
    else if (region !== undefined && another === undefined) {
      into = ofRegion.get(region) ?? [];
      ofRegion.set(region, into);
    }
    if (into === null || into.some(({ name }) => name === point.name)) unclear++;
    else into.push(point);
  }
  return { ofRegion, alone, unclear };
}

function holds(geometry: StudioRegion["geometry"], { x, y }: StudioPoint): boolean {
  if (geometry.kind !== "rectangle") return false;
  const [left = 0, top = 0, width = 0, height = 0] = geometry.box;
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/** Places of the names that points have, in the order in which they come. */
export function namesOfPoints(points: readonly StudioPoint[]): ReadonlyMap<string, number> {
  return new Map([...new Set(points.map(({ name }) => name))].map((name, k) => [name, k]));
}

/** x, y and score of each joint, NaN where the model gives none. */
export function predictedPoints(
  points: readonly StudioPoint[],
  unit: "pixel" | "fraction",
  joints: ReadonlyMap<string, number>,
): Float64Array {
  const values = new Float64Array(3 * joints.size).fill(Number.NaN);
  for (const point of points) {
    values.set([...placeOf(point, unit), point.score], 3 * joints.get(point.name)!);
  }
  return values;
}

function placeOf({ x, y, widthPx, heightPx }: StudioPoint, unit: "pixel" | "fraction") {
  const [width, height] = unit === "pixel" ? [widthPx, heightPx] : [1, 1];
  return [(x / 100) * width, (y / 100) * height] as const;
}

/** x, y and 2 of each joint in their order, which gets those that it does not have yet. */
export function valuesOfPoints(
  points: readonly StudioPoint[],
  unit: "pixel" | "fraction",
  joints: Map<string, number>,
): Float64Array {
  for (const { name } of points) if (!joints.has(name)) joints.set(name, joints.size);
  const values = new Float64Array(3 * joints.size);
  for (const point of points) {
    values.set([...placeOf(point, unit), 2], 3 * joints.get(point.name)!);
  }
  return values;
}
