import { binIndex } from "../../metrics/calibration.js";
import {
  column,
  columns,
  inPage,
  inText,
  paragraph,
  plot,
  table,
  toned,
} from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import type { CurveView } from "../../reports/plot-view.js";
import type { SelectionPart } from "../../reports/selection-part.js";
import { DOCUMENT, HEADS } from "../../reports/words/document.js";
import { CONFIDENCE } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import { CONFIDENCE_BINS } from "./confidence-bins.js";
import { type ConfidenceView, confidenceView, type KeptRow } from "./confidence-view.js";

/** Whether the model's confidence can be believed. */
export const confidenceSection: AnalysisSection<ConfidenceView> = {
  anchor: "confidence",
  question: "sureness",
  paper: true,
  view: ({ result, extras }) => confidenceView(extras, result.unit),
  title: () => DOCUMENT.confidence,
  answer: ({ sure }) => sure,
  blocks: ({ reliability, selective, kept, few }) => [
    ...paragraph(few),
    columns(
      ...(reliability === null ? [] : [[plot(reliability, "tables/reliability.csv")]]),
      ...(selective === null ? [] : [[plot(selective, "tables/selective.csv")]]),
      ...(kept.length === 0 ? [] : [keptBlocks(kept)]),
    ),
  ],
  marks: ({ reliability }) =>
    new Map(reliability === null ? [] : [[reliability.id, binParts(reliability)]]),
};

/** A bin of the reliability diagram stands for the images whose confidence is in it. */
function binParts({ table }: CurveView): (SelectionPart | null)[] {
  return table.rows.map(({ cells }) => {
    const sure = cells[0]?.value ?? null;
    if (sure === null) return null;
    const bin = binIndex(sure, CONFIDENCE_BINS);
    return { kind: "sure", above: bin / CONFIDENCE_BINS, upTo: (bin + 1) / CONFIDENCE_BINS };
  });
}

function keptBlocks(kept: readonly KeptRow[]): DocumentBlock[] {
  return [
    inPage(
      ...table(
        "kept",
        CONFIDENCE.kept,
        [
          column(CONFIDENCE.keepIf),
          column(CONFIDENCE.images, "number"),
          column(CONFIDENCE.right, "number"),
        ],
        kept.map((row) => [row.threshold, row.kept, { text: row.right, aside: row.interval }]),
      ),
    ),
    inText(
      ...table(
        "kept",
        DOCUMENT.kept,
        [
          column(HEADS.keepIf, "number"),
          column(HEADS.kept, "number"),
          column(HEADS.right, "number"),
          column(HEADS.interval, "number"),
        ],
        kept.map((row) => [row.threshold, row.kept, row.right, row.interval ?? "none"]),
      ),
    ),
    ...toned("note", DOCUMENT.keptNote),
  ];
}
