import { column, paragraph, plot, table } from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import { grouped } from "../../reports/numbers.js";
import { DOCUMENT, HEADS, moreRows } from "../../reports/words/document.js";
import { PARTS_OF_PAGE } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import { taxonomyBlocks } from "../taxonomy/taxonomy-view.js";
import type { ClassTable } from "./class-table.js";
import { type ClassesView, classesView } from "./classes-view.js";
import type { ConfusionView } from "./confusion-view.js";

/** Confusion, found and trust, taxonomy, mix-ups. */
export const classesSection: AnalysisSection<ClassesView> = {
  anchor: "classes",
  paper: true,
  view(input) {
    const view = classesView(input);
    return view.confusion === null && view.classes === null ? null : view;
  },
  title: () => DOCUMENT.classes,
  name: () => PARTS_OF_PAGE.classes,
  blocks: ({ confusion, classes, taxonomy, mixUps, recalls }) => [
    ...(confusion === null ? [] : matrixBlocks(confusion)),
    ...(classes === null ? [] : tableBlocks(classes)),
    ...(taxonomy === null ? [] : taxonomyBlocks(taxonomy)),
    ...(mixUps === null ? [] : [plot(mixUps, "tables/confusion.csv")]),
    ...(recalls === null ? [] : [recalls.spread, recalls.least]).map((one) =>
      plot(one, "tables/estimates.csv"),
    ),
  ],
  findings: ({ confusion }) => [confusion?.finding ?? []].flat(),
};

function matrixBlocks({ finding, columns, rows, rest }: ConfusionView): DocumentBlock[] {
  return [
    ...paragraph(finding),
    ...table(
      "confusion",
      DOCUMENT.matrix,
      [column(HEADS.label), ...columns.map((name) => column(name, "number"))],
      rows.map(({ label, cells }) => [label, ...cells.map(({ count }) => grouped(count))]),
      rest === 0 ? null : moreRows(grouped(rest), "tables/confusion.csv"),
    ),
  ];
}

function tableBlocks({ rows, more }: ClassTable): DocumentBlock[] {
  const join = (text: string, interval: string | null): string =>
    interval === null ? text : `${text} ${interval}`;
  return table(
    "classes",
    DOCUMENT.classTable,
    [column(HEADS.class), column(HEADS.found, "number"), column(HEADS.trust, "number")],
    rows.map(({ label, found, trust }) => [
      label,
      join(found.text, found.interval),
      join(trust.text, trust.interval),
    ]),
    more === 0 ? null : moreRows(grouped(more), "tables/estimates.csv"),
  );
}
