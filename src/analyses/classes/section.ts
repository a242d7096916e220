import {
  column,
  columns,
  inPage,
  inText,
  paragraph,
  plot,
  table,
  toned,
  untitledPlot,
} from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import type { FramedDrawing } from "../../reports/drawn-plot.js";
import { grouped } from "../../reports/numbers.js";
import { DOCUMENT, HEADS, moreRows } from "../../reports/words/document.js";
import { CLASSES } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import { taxonomyBlocks } from "../taxonomy/taxonomy-view.js";
import { classMarks } from "./class-marks.js";
import type { ClassShare, ClassTable } from "./class-table.js";
import { type ClassesView, classesView } from "./classes-view.js";
import { confusionDrawing } from "./confusion-drawing.js";
import type { ConfusionView } from "./confusion-view.js";

/** A matrix of more columns than this stands alone. */
const MOST_BESIDE = 8;

/** Confusion, found and trust, taxonomy, mix-ups. */
export const classesSection: AnalysisSection<ClassesView> = {
  anchor: "classes",
  question: "mixed-up",
  paper: true,
  view(input) {
    const view = classesView(input);
    return view.confusion === null && view.classes === null ? null : view;
  },
  title: () => DOCUMENT.classes,
  answer: ({ confusion, recalls }) =>
    confusion?.finding ?? confusion?.reading ?? recalls?.least.reading ?? null,
  blocks({ confusion, classes, taxonomy, mixUps, recalls }) {
    const of = (recalls === null ? [] : [recalls.spread, recalls.least]).map((one) =>
      plot(one, "tables/estimates.csv"),
    );
    const matrix = confusion === null ? [] : [matrixPlot(confusion)];
    const shares = classes === null ? [] : shareTable(classes);
    const isNarrow = confusion !== null && confusion.columns.length <= MOST_BESIDE;
    return [
      ...paragraph(confusion?.finding ?? null),
      inPage(...of, ...(isNarrow ? [columns(matrix, shares)] : [...matrix, ...shares])),
      inText(
        ...(confusion === null ? [] : matrixTable(confusion)),
        ...(classes === null ? [] : textTable(classes)),
      ),
      ...(taxonomy === null ? [] : taxonomyBlocks(taxonomy)),
      ...(mixUps === null ? [] : [plot(mixUps, "tables/confusion.csv")]),
      inText(...of),
    ];
  },
  marks: classMarks,
  findings: ({ confusion }) => [confusion?.finding ?? []].flat(),
};

function matrixPlot(view: ConfusionView): DocumentBlock {
  const drawn: FramedDrawing = { ...view, drawing: confusionDrawing(view) };
  return untitledPlot(drawn, "tables/confusion.csv");
}

function matrixTable({ columns: names, rows, rest }: ConfusionView): DocumentBlock[] {
  return table(
    "confusion",
    DOCUMENT.matrix,
    [column(HEADS.label), ...names.map((name) => column(name, "number"))],
    rows.map(({ label, cells }) => [label, ...cells.map(({ count }) => grouped(count))]),
    rest === 0 ? null : moreRows(grouped(rest), "tables/confusion.csv"),
  );
}

function shareTable({ rows, order, more }: ClassTable): DocumentBlock[] {
  const cell = ({ text, interval, value }: ClassShare, figure: string) => ({
    text,
    aside: interval,
    value,
    figure,
  });
  const shares = table(
    "classes",
    order === "mistakes" ? `${CLASSES.caption} ${CLASSES.mistakesFirst}` : CLASSES.caption,
    [column(CLASSES.class), column(CLASSES.found, "number"), column(CLASSES.trust, "number")],
    rows.map(({ label, found, trust }) => [
      label,
      cell(found, "class-found"),
      cell(trust, "class-trust"),
    ]),
    more === 0 ? null : CLASSES.more({ shown: grouped(rows.length), more: grouped(more) }),
  );
  return [
    ...shares.map((one) => ({ ...one, name: CLASSES.table })),
    ...toned("note", CLASSES.single),
  ];
}

function textTable({ rows, more }: ClassTable): DocumentBlock[] {
  const cell = ({ text, interval }: ClassShare) => ({ text, aside: interval });
  return table(
    "classes",
    DOCUMENT.classTable,
    [column(HEADS.class), column(HEADS.found, "number"), column(HEADS.trust, "number")],
    rows.map(({ label, found, trust }) => [label, cell(found), cell(trust)]),
    more === 0 ? null : moreRows(grouped(more), "tables/estimates.csv"),
  );
}
