import {
  column,
  details,
  inPage,
  inText,
  paragraph,
  stacked,
  table,
  toned,
  untitledPlot,
} from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import { ANATOMY } from "../../reports/words/detections.js";
import { DOCUMENT, HEADS } from "../../reports/words/document.js";
import { ERRORS } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import {
  type AnatomyTable,
  type AnatomyView,
  anatomyView,
  type ShareText,
} from "./anatomy-view.js";

/** Rows behind those of the kinds of error. */
const ERROR_SIDES = ["false-positives", "false-negatives"] as const;

/** What goes wrong in a detector at the threshold in use. */
export const anatomySection: AnalysisSection<AnatomyView> = {
  anchor: "errors",
  question: "missed",
  paper: true,
  view: ({ extras: { detection } }) =>
    detection === undefined
      ? null
      : anatomyView(
          detection.costs,
          detection.all,
          detection.tables,
          detection.threshold,
          detection.notOfBoxes,
          detection.outlines,
        ),
  title: ({ title }) => title,
  answer: ({ finding }) => finding,
  blocks: (view) => [
    ...paragraph(view.every),
    ...(view.rows.length === 0 ? paragraph(view.finding) : kindBlocks(view)),
    ...outlineBlocks(view),
    ...view.tables.map(tableBlocks),
  ],
  marks({ plot, rows }) {
    const errors = [...rows.map(({ type }) => type), ...ERROR_SIDES];
    return new Map([[plot.id, errors.map((error) => ({ kind: "error", error }))]]);
  },
};

function kindBlocks({ finding, plot, rows, note }: AnatomyView): DocumentBlock[] {
  const kinds = table(
    "errors",
    ERRORS.kinds,
    [column(ERRORS.kind), column(ERRORS.many), column(ERRORS.what), column(ERRORS.help)],
    rows.map(({ words, countText }) => [
      words.label,
      { text: countText, aside: null, figure: plot.id },
      words.sentence,
      words.todo,
    ]),
  );
  return [
    inPage(untitledPlot(plot, "tables/errors.csv"), ...stacked(kinds)),
    inText(
      ...paragraph(finding),
      ...table(
        "errors",
        DOCUMENT.errorKinds,
        [
          column(HEADS.kind),
          column(HEADS.count),
          column(HEADS.cost, "number"),
          column(HEADS.interval, "number"),
          column(HEADS.what, "wide", false),
          column(HEADS.help, "wide", false),
        ],
        rows.map(({ words, countText, costText, costInterval }) => [
          words.label,
          countText,
          costText,
          costInterval ?? "none",
          words.sentence,
          words.todo,
        ]),
      ),
      ...paragraph(note),
    ),
  ];
}

function outlineBlocks({ outlines }: AnatomyView): DocumentBlock[] {
  return table(
    "outlines",
    ANATOMY.outlines,
    [column(ERRORS.kind), column(ERRORS.many), column(ERRORS.what)],
    outlines.map(({ label, countText, sentence }) => [label, countText, sentence]),
  );
}

function tableBlocks({ title, rows, note }: AnatomyTable, i: number): DocumentBlock {
  const id = `errors-${i + 1}`;
  return details(
    title,
    inPage(
      ...stacked(
        table(
          id,
          "",
          [column(title), column(ERRORS.found), column(ERRORS.detections), column(ERRORS.mostly)],
          rows.map((row) => [
            row.bin,
            { text: row.foundText, aside: rangeText(row.found) },
            row.wrongText,
            row.mostly ?? "–",
          ]),
        ),
      ),
    ),
    inText(
      ...table(
        id,
        "",
        [
          column(title),
          column(HEADS.found),
          column(HEADS.interval, "number"),
          column(HEADS.detections),
          column(HEADS.mostly),
        ],
        rows.map((row) => [
          row.bin,
          row.foundText,
          [row.found.text, row.found.interval ?? ""].join(" ").trim(),
          row.wrongText,
          row.mostly ?? "none",
        ]),
      ),
    ),
    ...toned("note", note),
  );
}

function rangeText({ text, interval }: ShareText): string | null {
  return interval === null ? null : `${text} ${interval}`;
}
