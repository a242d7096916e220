import {
  details as behind,
  list,
  paragraph,
  plot,
  untitledPlot,
} from "../../reports/document-blocks.js";
import type { AnalysisSection } from "../analysis.js";
import { levelParts } from "../level-parts.js";
import { type CisTransView, cisTransView } from "./cis-trans-view.js";
import { CIS_TRANS } from "./words.js";

const FILE = "tables/cis-trans.csv";
const RESULT = "result.json";

/** A figure at places of training, and at others. */
export const cisTransSection: AnalysisSection<CisTransView> = {
  anchor: "new-places",
  question: "where",
  paper: true,
  view({ result }) {
    const found = result.analyses?.["cis-trans"];
    return found === undefined ? null : cisTransView(found);
  },
  title: () => CIS_TRANS.title,
  answer: ({ finding }) => finding,
  first: ({ finding }) => ({
    part: "places",
    title: CIS_TRANS.title,
    paper: false,
    blocks: paragraph(finding),
    lines: [],
  }),
  // Without one side there is nothing to draw beside the other.
  blocks: ({ plot: drawn, finding, details, needed, rowsAbove }) => [
    ...(rowsAbove < 2 ? paragraph(finding) : [plot(drawn, FILE)]),
    ...list(details),
    ...(needed === null ? [] : [behind(needed.title, untitledPlot(needed, RESULT))]),
  ],
  marks: ({ plot: drawn, attribute, rowsAbove }) =>
    new Map(
      rowsAbove < 2
        ? []
        : [
            [
              drawn.id,
              levelParts(attribute, drawn.table).map((part, row) =>
                row < rowsAbove ? null : part,
              ),
            ],
          ],
    ),
  summary: ({ finding }) => [finding],
};
