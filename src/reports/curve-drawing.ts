import { scaleLinear } from "d3-scale";
import { area, curveLinear, curveStepAfter, line } from "d3-shape";
import type { CurveAxis, CurveLine, CurvePoint, CurveStyle, CurveView } from "./plot-view.js";

/**
 * Paths are drawn on a square of this side that is stretched over the plot, so that one drawing fits
 * every width; whole numbers are finer than a pixel of a plot of 500 px.
 */
export const SIDE = 1000;

/** Bands over more lines than this hide each other: their limits are in the table alone. */
const MOST_BANDS = 3;
/** A line of so few points shows where they are. */
const FEW_POINTS = 12;

/** A path on the square of {@link SIDE}, y downwards. */
export interface CurvePath {
  readonly style: CurveStyle;
  readonly d: string;
}

/** A point that can be pointed at; places as fractions of the plot, y downwards. */
export interface CurveMark {
  readonly row: number;
  readonly x: number;
  readonly y: number;
  /** `hidden`: the line itself shows where it is. */
  readonly shape: "dot" | "small" | "hidden";
  /** Ends of its interval, where the point itself carries it. */
  readonly whisker: readonly [top: number, bottom: number] | null;
}

export interface CurveDrawing {
  readonly bands: readonly CurvePath[];
  readonly lines: readonly CurvePath[];
  readonly references: readonly string[];
  readonly marks: readonly { readonly style: CurveStyle; readonly marks: readonly CurveMark[] }[];
}

/** Where everything of a plot stands. Holds finite numbers only, whatever the points are. */
export function curveDrawing(view: CurveView): CurveDrawing {
  const x = placeOn(view.x);
  const up = placeOn(view.y);
  const y = (value: number): number => 1 - up(value);
  const joined = view.lines.filter(({ kind }) => kind !== "dots");
  const banded = joined.filter(({ points }) => points.some(hasRange));
  const path = (at: number): number => at * SIDE;
  const shape = ({ kind }: CurveLine) => (kind === "steps" ? curveStepAfter : curveLinear);

  const bands = (banded.length > MOST_BANDS ? [] : banded).map((one): CurvePath => {
    const draw = area<CurvePoint>((point) => path(x(point.x)))
      .y0((point) => path(y(point.low ?? point.y)))
      .y1((point) => path(y(point.high ?? point.y)))
      .defined((point) => isPlaced(point) && hasRange(point))
      .curve(shape(one))
      .digits(0);
    return { style: one.style, d: draw(one.points) ?? "" };
  });
  const lines = joined.map((one): CurvePath => {
    const draw = line<CurvePoint>(
      (point) => path(x(point.x)),
      (point) => path(y(point.y)),
    )
      .defined(isPlaced)
      .curve(shape(one))
      .digits(0);
    return { style: one.style, d: draw(one.points) ?? "" };
  });
  const references = view.references
    .filter(({ from, to }) => [...from, ...to].every(Number.isFinite))
    .map(({ from, to }) => `M${rounded(from, x, y)}L${rounded(to, x, y)}`);
  return { bands, lines, references, marks: view.lines.map((one) => marksOf(one, x, y)) };
}

type Place = (value: number) => number;

/** Fraction of the axis; beyond its ends the nearer one. */
function placeOn({ from, to }: CurveAxis): Place {
  return scaleLinear([from, to], [0, 1]).clamp(true);
}

function rounded([atX, atY]: readonly [number, number], x: Place, y: Place): string {
  return `${Math.round(x(atX) * SIDE)},${Math.round(y(atY) * SIDE)}`;
}

function isPlaced({ x, y }: CurvePoint): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function hasRange({ low, high }: CurvePoint): boolean {
  return low !== null && high !== null && Number.isFinite(low) && Number.isFinite(high);
}

function marksOf({ style, kind, points }: CurveLine, x: Place, y: Place) {
  const placed = points.filter(isPlaced);
  const shape =
    kind === "dots" ? "dot" : placed.length <= FEW_POINTS ? ("small" as const) : "hidden";
  const marks = placed.map((point): CurveMark => {
    const { low, high, row } = point;
    return {
      row,
      shape,
      x: x(point.x),
      y: y(point.y),
      whisker:
        kind === "dots" && low !== null && high !== null && hasRange(point)
          ? [y(high), y(low)]
          : null,
    };
  });
  return { style, marks };
}
