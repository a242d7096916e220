import {
  column,
  details,
  heading,
  list,
  paragraph,
  plot,
  table,
} from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import type { AnalysisSection } from "../analysis.js";
import { type FailuresView, type ReliabilityView, reliabilityView } from "./reliability-view.js";
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
  blocks: ({ plot: drawn, images, ...own }) => [
    // With nothing to compare, the plot says it.
    ...(own.finding === drawn?.reading ? [] : paragraph(own.finding)),
    ...paragraph(own.silent),
    ...(drawn === null ? [] : [plot(drawn, FILE)]),
    ...list(own.details),
    ...(drawn === null ? [] : [measures(own, "failure")]),
    ...(images === null
      ? []
      : [
          heading(RELIABILITY.imagesTitle),
          ...paragraph(images.finding),
          ...paragraph(images.silent),
          ...list(images.details),
          ...(images.silent === null ? [] : [measures(images, "failure-images")]),
        ]),
  ],
  summary: ({ finding, silent, images }) => [
    ...[finding, ...(silent === null ? [] : [silent])],
    ...(images === null
      ? []
      : [images.finding, ...(images.silent === null ? [] : [images.silent])]),
  ],
};

/** @param name of the tables, in front of what each holds */
function measures({ explained, areas, risks }: FailuresView, name: string): DocumentBlock {
  return details(
    RELIABILITY.details,
    ...list(explained),
    ...table(
      `${name}-areas`,
      RELIABILITY.areas,
      [
        column(RELIABILITY.columns.score),
        ...Object.values(RELIABILITY.areaColumns).map((one) => column(one, "number")),
      ],
      areas.map((one) => [one.name, ...one.figures]),
    ),
    ...table(
      `${name}-risks`,
      RELIABILITY.risk,
      [column(RELIABILITY.kept), ...areas.map((one) => column(one.name, "number"))],
      risks.map(({ kept, figures }) => [kept, ...figures]),
    ),
  );
}
