import { column, list, paragraph, table, toned } from "../../reports/document-blocks.js";
import type { DocumentCell } from "../../reports/document-types.js";
import type { AnalysisSection } from "../analysis.js";
import { type ChangedCell, type LabelChangesView, labelChangesView } from "./label-changes-view.js";
import { CHANGED } from "./words.js";

/** The headline with the first labels and with those that were changed. */
export const labelChangesSection: AnalysisSection<LabelChangesView> = {
  anchor: "changed-labels",
  question: "changed",
  paper: true,
  view: ({ result }) => labelChangesView(result),
  title: ({ title }) => title,
  answer: ({ lead }) => lead,
  blocks: ({ lead, rows, directions, verdict, bias }) => [
    ...paragraph(lead),
    ...table(
      "changed-labels",
      CHANGED.caption,
      [
        column(CHANGED.figure),
        column(CHANGED.withFirst, "number"),
        column(CHANGED.withChanged, "number"),
      ],
      rows.map(({ label, first, changed }) => [label, cellOf(first), cellOf(changed)]),
    ),
    ...list(directions),
    ...paragraph(verdict),
    ...toned("aside", bias),
  ],
};

function cellOf({ text, interval }: ChangedCell): DocumentCell {
  return { text, aside: interval };
}
