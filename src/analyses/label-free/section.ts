import { paragraph, plot, toned } from "../../reports/document-blocks.js";
import type { AnalysisSection } from "../analysis.js";
import { type LabelFreeView, labelFreeView } from "./label-free-view.js";
import { LABEL_FREE } from "./words.js";

const FILE = "tables/label-free.csv";

/** What confidences alone would have said; no verdict, and nothing beside one. */
export const labelFreeSection: AnalysisSection<LabelFreeView> = {
  anchor: "without-labels",
  question: "alike",
  paper: false,
  view: ({ result }) => {
    const found = result.analyses?.["label-free"];
    return found === undefined ? null : labelFreeView(found);
  },
  title: () => LABEL_FREE.title,
  blocks: ({ finding, from, rough, plot: drawn }) => [
    ...(drawn === null ? paragraph(finding) : [plot(drawn, FILE)]),
    ...paragraph(from),
    ...(rough === null ? [] : paragraph(rough)),
    ...toned("note", LABEL_FREE.note),
  ],
};
