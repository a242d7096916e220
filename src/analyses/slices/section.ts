import { paragraph, plot } from "../../reports/document-blocks.js";
import { DOCUMENT } from "../../reports/words/document.js";
import { PARTS_OF_PAGE } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import { type PartsView, partsView } from "./slices-view.js";

/** Parts of the data, a forest an attribute. */
export const slicesSection: AnalysisSection<PartsView> = {
  anchor: "parts",
  paper: true,
  view({ result }) {
    const view = partsView(result.estimates, result.inputs.notes);
    return view.slices.length + view.slicesNone.length === 0 ? null : view;
  },
  title: () => DOCUMENT.parts,
  name: ({ slices }) => (slices.length === 0 ? null : PARTS_OF_PAGE.slices),
  blocks: ({ slices, slicesLeft, slicesNone }) => [
    ...(slices.length === 0 ? [] : paragraph(DOCUMENT.partsNote)),
    ...slices.map((one) => plot(one, "tables/slices.csv", one.heading)),
    ...(slices.length === 0 ? [] : paragraph(slicesLeft)),
    ...slicesNone.flatMap((sentence) => paragraph(sentence)),
  ],
  summary: ({ slicesNone }) => slicesNone,
};
