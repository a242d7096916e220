import { column, paragraph, table } from "../../reports/document-blocks.js";
import { DOCUMENT, HEADS } from "../../reports/words/document.js";
import { PARTS_OF_PAGE } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import { type MistakesView, mistakesView } from "./mistakes-view.js";

/** The costliest mistakes as tiles. */
export const mistakesSection: AnalysisSection<MistakesView> = {
  anchor: "worst",
  paper: false,
  view: ({ extras: { mistakes } }) => (mistakes === undefined ? null : mistakesView(mistakes)),
  title: () => DOCUMENT.mistakes,
  name: () => PARTS_OF_PAGE.worst,
  blocks: ({ sum, tiles }) => [
    ...paragraph(sum),
    ...table(
      "mistakes",
      "",
      [
        ...[column(HEADS.file), column(HEADS.label), column(HEADS.said)],
        column(HEADS.note, "wide"),
      ],
      tiles.map((tile) => [tile.file, tile.truth, tile.said, tile.note ?? ""]),
    ),
  ],
};
