import { untitledPlot } from "../../reports/document-blocks.js";
import type { AnalysisSection } from "../analysis.js";
import { levelParts } from "../level-parts.js";
import { type PlacesView, placesView } from "./places-view.js";

/** The same figures place by place. */
export const placesSection: AnalysisSection<PlacesView> = {
  anchor: "by-place",
  question: "where",
  paper: true,
  view: ({ result, extras }) => placesView(extras.places, result),
  title: ({ heading }) => heading,
  answer: ({ reading }) => reading,
  marks: ({ id, attribute, table }) => new Map([[id, levelParts(attribute, table)]]),
  blocks: (view) => [untitledPlot(view, "tables/places.csv")],
};
