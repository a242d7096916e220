import type { AnatomyView } from "./anatomy-view.js";
import { column, heading, list, paragraph, plotBlocks, table } from "./document-blocks.js";
import type { DocumentBlock, DocumentSection } from "./document-types.js";
import type { EvaluationReport } from "./evaluation-report.js";
import type { GapView } from "./gap-view.js";
import { grouped } from "./numbers.js";
import { scopeDocument } from "./scope/section.js";
import { DOCUMENT, HEADS, moreRows } from "./words/document.js";
import { GAP } from "./words/gap.js";

/** Slices, places and why the figure differs. */
export function partSections({
  slices,
  slicesLeft,
  slicesNone,
  places,
  gap,
  scope,
}: EvaluationReport): DocumentSection[] {
  return [
    {
      title: DOCUMENT.parts,
      paper: true,
      blocks:
        slices.length === 0
          ? slicesNone.flatMap((sentence) => paragraph(sentence))
          : [
              ...paragraph(DOCUMENT.partsNote),
              ...slices.flatMap((one) => plotBlocks(one, "tables/slices.csv", one.heading)),
              ...paragraph(slicesLeft),
              ...slicesNone.flatMap((sentence) => paragraph(sentence)),
            ],
    },
    {
      title: places?.heading ?? DOCUMENT.parts,
      paper: true,
      blocks: places === null ? [] : plotBlocks(places, "tables/places.csv"),
    },
    {
      title: gap?.title ?? "",
      paper: true,
      blocks: gap === null ? [] : gapBlocks(gap),
    },
    scopeDocument(scope),
  ].filter(({ blocks }) => blocks.length > 0);
}

function gapBlocks({ finding, plot, reweighted, support, apart }: GapView): DocumentBlock[] {
  return [
    ...paragraph(support),
    ...paragraph(finding),
    ...table(
      "gap",
      plot.name,
      [
        column(HEADS.step),
        column(HEADS.about, "wide"),
        column(HEADS.value, "number"),
        column(HEADS.interval, "number"),
      ],
      plot.rows.map((row) => [row.label, row.sub, row.valueText, row.intervalText ?? "none"]),
    ),
    ...paragraph(reweighted),
    ...(apart.length === 0 ? [] : [heading(GAP.apart), ...list(apart)]),
    ...paragraph(DOCUMENT.gapNote),
  ];
}

/** Confusion, found and trust, taxonomy, mix-ups. */
export function classSection(report: EvaluationReport): DocumentSection {
  const { confusion, classes, taxonomy, mixUps, recalls } = report;
  const blocks: DocumentBlock[] = [];
  if (confusion !== null) {
    blocks.push(
      ...paragraph(confusion.finding),
      ...table(
        "confusion",
        DOCUMENT.matrix,
        [column(HEADS.label), ...confusion.columns.map((name) => column(name, "number"))],
        confusion.rows.map(({ label, cells }) => [
          label,
          ...cells.map(({ count }) => grouped(count)),
        ]),
        confusion.rest === 0 ? null : moreRows(grouped(confusion.rest), "tables/confusion.csv"),
      ),
    );
  }
  if (classes !== null) {
    const join = (text: string, interval: string | null): string =>
      interval === null ? text : `${text} ${interval}`;
    blocks.push(
      ...table(
        "classes",
        DOCUMENT.classTable,
        [column(HEADS.class), column(HEADS.found, "number"), column(HEADS.trust, "number")],
        classes.rows.map(({ label, found, trust }) => [
          ...[label, join(found.text, found.interval), join(trust.text, trust.interval)],
        ]),
        classes.more === 0 ? null : moreRows(grouped(classes.more), "tables/estimates.csv"),
      ),
    );
  }
  if (taxonomy !== null) {
    blocks.push(
      ...table(
        "taxonomy",
        taxonomy.caption,
        [column(HEADS.answer), column(HEADS.count, "number"), column(HEADS.share, "number")],
        taxonomy.rows.map(({ name, count, share }) => [name, count, share]),
      ),
    );
  }
  if (mixUps !== null) blocks.push(...plotBlocks(mixUps, "tables/confusion.csv"));
  if (recalls !== null) {
    blocks.push(
      ...plotBlocks(recalls.spread, "tables/estimates.csv"),
      ...plotBlocks(recalls.least, "tables/estimates.csv"),
    );
  }
  return { title: DOCUMENT.classes, paper: true, blocks };
}

/** What scores and thresholds give, and what goes wrong at the one in use. */
export function detectorSections({
  ranked,
  operating,
  anatomy,
}: EvaluationReport): DocumentSection[] {
  const sections: DocumentSection[] = [];
  if (ranked !== null) {
    // Of many labels the thresholds are in the file.
    const thresholds = ranked.thresholds.length === 1 ? ranked.thresholds : [];
    const plots = [ranked.roc, ranked.precisionRecall, ...thresholds.map(({ curve }) => curve)];
    sections.push({
      title: DOCUMENT.ranked,
      paper: true,
      blocks: [
        ...paragraph(ranked.left),
        ...paragraph(ranked.caution),
        ...plots.flatMap((plot) => plotBlocks(plot, "tables/curves.csv")),
      ],
    });
  }
  if (operating !== null) {
    const { now, sentences, caution, curve, recall } = operating;
    const plots = recall === null ? [curve] : [curve, recall];
    sections.push({
      title: operating.title,
      paper: true,
      blocks: [
        ...(now === null ? paragraph(DOCUMENT.noThreshold) : list(sentences)),
        ...paragraph(caution),
        ...plots.flatMap((plot) => plotBlocks(plot, "tables/thresholds.csv")),
      ],
    });
  }
  if (anatomy !== null) {
    sections.push({ title: anatomy.title, paper: true, blocks: anatomyBlocks(anatomy) });
  }
  return sections;
}

function anatomyBlocks({ finding, rows, note, tables }: AnatomyView): DocumentBlock[] {
  return [
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
  ];
}

export function confidenceSection({ confidence }: EvaluationReport): DocumentSection {
  const blocks: DocumentBlock[] = [];
  if (confidence !== null) {
    const { reliability, selective, kept } = confidence;
    if (reliability !== null) blocks.push(...plotBlocks(reliability, "tables/reliability.csv"));
    if (selective !== null) blocks.push(...plotBlocks(selective, "tables/selective.csv"));
    blocks.push(
      ...table(
        "kept",
        DOCUMENT.kept,
        [
          ...[column(HEADS.keepIf, "number"), column(HEADS.kept, "number")],
          ...[column(HEADS.right, "number"), column(HEADS.interval, "number")],
        ],
        kept.map((row) => [row.threshold, row.kept, row.right, row.interval ?? "none"]),
      ),
      ...paragraph(kept.length === 0 ? null : DOCUMENT.keptNote),
    );
  }
  return { title: DOCUMENT.confidence, paper: true, blocks };
}
