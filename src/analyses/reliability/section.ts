import { column, details, list, paragraph, plot, table } from "../../reports/document-blocks.js";
import type { AnalysisSection } from "../analysis.js";
import { type ReliabilityView, reliabilityView } from "./reliability-view.js";
import { RELIABILITY } from "./words.js";

const FILE = "tables/failure-scores.csv";

/** Whether a model's confidence, or another score, tells its wrong predictions from the right ones. */
export const reliabilitySection: AnalysisSection<ReliabilityView> = {
  anchor: "knows-when-wrong",
  question: "sureness",
  paper: true,
  view: ({ result }) => {
    const found = result.analyses?.reliability;
    return found === undefined ? null : reliabilityView(found);
  },
  title: () => RELIABILITY.title,
  answer: ({ finding }) => finding,
  blocks: ({ finding, silent, details: further, plot: drawn, areas, risks }) => [
    // With nothing to compare, the plot says it.
    ...(finding === drawn?.reading ? [] : paragraph(finding)),
    ...paragraph(silent),
    ...(drawn === null ? [] : [plot(drawn, FILE)]),
    ...list(further),
    ...(drawn === null
      ? []
      : [
          details(
            RELIABILITY.details,
            ...list(RELIABILITY.explained),
            ...table(
              "failure-areas",
              RELIABILITY.areas,
              [
                column(RELIABILITY.columns.score),
                ...Object.values(RELIABILITY.areaColumns).map((name) => column(name, "number")),
              ],
              areas.map(({ name, figures }) => [name, ...figures]),
            ),
            ...table(
              "failure-risks",
              RELIABILITY.risk,
              [column(RELIABILITY.kept), ...areas.map(({ name }) => column(name, "number"))],
              risks.map(({ kept, figures }) => [kept, ...figures]),
            ),
          ),
        ]),
  ],
  summary: ({ finding, silent }) => [finding, ...(silent === null ? [] : [silent])],
};
