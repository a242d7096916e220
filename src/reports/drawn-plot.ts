import type { BarDrawing } from "./bars-view.js";
import type { ForestDrawing } from "./forest-view.js";
import type { CurveView, PlotFrame } from "./plot-view.js";
import type { RulerPlot } from "./ruler-plots.js";

/** A plot that a page can draw without being told how. */
export type DrawnPlot =
  | CurveView
  | RulerPlot
  | (PlotFrame & { readonly drawing: ForestDrawing | BarDrawing });

/** Null for a plot that only its own analysis can draw. */
export function drawnPlot(frame: PlotFrame): DrawnPlot | null {
  const known = "lines" in frame || "drawing" in frame || "axisText" in frame;
  return known ? (frame as DrawnPlot) : null;
}
