import { untitledPlot } from "../../reports/document-blocks.js";
import type { ReportExtras } from "../../results/report-input.js";
import type { AnalysisSection } from "../analysis.js";
import { levelParts } from "../level-parts.js";
import { type MapPlot, mapView } from "./map-view.js";
import { MAP } from "./words.js";

/** Whether a map may be shown: in the page where the images are, in files where somebody asked for it. */
export function isMapShown({ siteMap, surface }: ReportExtras): boolean {
  return siteMap !== undefined && (siteMap.isAsked || surface === "app");
}

/** The places on a map. */
export const mapSection: AnalysisSection<MapPlot> = {
  anchor: "on-a-map",
  question: "where",
  paper: false,
  view: (input) => (isMapShown(input.extras) ? mapView(input.extras.siteMap, input) : null),
  title: () => MAP.title,
  marks: (plot) => new Map([[plot.id, levelParts(plot.attribute, plot.table)]]),
  blocks: (plot) => [untitledPlot(plot, "tables/site-map.csv")],
};
