import type { BarDrawing } from "./bars-view.js";
import type { ForestDrawing } from "./forest-view.js";
import type { MapDrawing } from "./map-drawing.js";
import type { MatrixDrawing } from "./matrix-drawing.js";
import type { PanelsDrawing } from "./panels-drawing.js";
import type { CurveView, PlotFrame } from "./plot-view.js";
import type { RulerPlot } from "./ruler-plots.js";

/** A plot that a page can draw. */
export type DrawnPlot = CurveView | RulerPlot | FramedDrawing;

/** A frame with what is drawn in it. */
export interface FramedDrawing extends PlotFrame {
  readonly drawing: ForestDrawing | BarDrawing | MapDrawing | MatrixDrawing | PanelsDrawing;
}

/** Null for a frame without a drawing: its table alone is shown. */
export function drawnPlot(frame: PlotFrame): DrawnPlot | null {
  const known = "lines" in frame || "drawing" in frame || "axisText" in frame;
  return known ? (frame as DrawnPlot) : null;
}
