import { column, paragraph, plot, table } from "../../reports/document-blocks.js";
import { DOCUMENT, HEADS } from "../../reports/words/document.js";
import { PARTS_OF_PAGE } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import { type ConfidenceView, confidenceView } from "./confidence-view.js";

/** Whether the model's confidence can be believed. */
export const confidenceSection: AnalysisSection<ConfidenceView> = {
  anchor: "confidence",
  paper: true,
  view: ({ result, extras }) => confidenceView(extras, result.unit),
  title: () => DOCUMENT.confidence,
  name: () => PARTS_OF_PAGE.confidence,
  blocks: ({ reliability, selective, kept }) => [
    ...(reliability === null ? [] : [plot(reliability, "tables/reliability.csv")]),
    ...(selective === null ? [] : [plot(selective, "tables/selective.csv")]),
    ...table(
      "kept",
      DOCUMENT.kept,
      [
        ...[column(HEADS.keepIf, "number"), column(HEADS.kept, "number")],
        ...[column(HEADS.right, "number"), column(HEADS.interval, "number")],
      ],
      kept.map((row) => [row.threshold, row.kept, row.right, row.interval ?? "none"]),
    ),
    ...paragraph(kept.length === 0 ? null : DOCUMENT.keptNote),
  ],
};
