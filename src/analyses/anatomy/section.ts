import { column, heading, paragraph, table } from "../../reports/document-blocks.js";
import { DOCUMENT, HEADS } from "../../reports/words/document.js";
import { PARTS_OF_PAGE } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import { type AnatomyView, anatomyView } from "./anatomy-view.js";

/** What goes wrong in a detector at the threshold in use. */
export const anatomySection: AnalysisSection<AnatomyView> = {
  anchor: "errors",
  paper: true,
  view: ({ extras: { detection } }) =>
    detection === undefined ? null : anatomyView(detection.costs, detection.all, detection.tables),
  title: ({ title }) => title,
  name: () => PARTS_OF_PAGE.errors,
  blocks: ({ finding, rows, note, tables }) => [
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
        ...[words.label, countText, costText, costInterval ?? "none", words.sentence, words.todo],
      ]),
    ),
    ...paragraph(rows.length === 0 ? null : note),
    ...tables.flatMap((one, i) => [
      heading(one.title),
      ...table(
        `errors-${i + 1}`,
        "",
        [
          ...[column(one.title), column(HEADS.found), column(HEADS.interval, "number")],
          ...[column(HEADS.detections), column(HEADS.mostly)],
        ],
        one.rows.map((row) => [
          ...[row.bin, row.foundText, [row.found.text, row.found.interval ?? ""].join(" ").trim()],
          ...[row.wrongText, row.mostly ?? "none"],
        ]),
      ),
      ...paragraph(one.note),
    ]),
  ],
};
