import { column, list, paragraph, table } from "./document-blocks.js";
import type { DocumentBlock, DocumentSection } from "./document-types.js";
import type { AnswerView, EvaluationReport } from "./evaluation-report.js";
import { grouped } from "./numbers.js";
import type { FirstPart } from "./report-section.js";
import { DOCUMENT, HEADS, intervalHead, moreRows } from "./words/document.js";

/** What stands under the title. */
export function openingSection(report: EvaluationReport): DocumentSection {
  return {
    title: "",
    paper: true,
    blocks: [
      // Figures and ranges are in the table of claims below.
      ...paragraph(report.lead, `${report.label}.`),
      ...findsBlocks(report),
      ...paragraph(
        `${report.eyebrow}. ${report.basis.map(({ name, value }) => `${name}: ${value}`).join("; ")}.`,
      ),
    ],
  };
}

function findsBlocks({ finds }: EvaluationReport): DocumentBlock[] {
  if (finds === null) return [];
  const { sentence, at, average, few } = finds;
  return [
    ...(sentence === null ? [] : paragraph(at, sentence)),
    ...(average === null ? [] : paragraph(average.text, average.figure)),
    ...(few === null ? [] : paragraph(`${few.text}: ${few.names}.`)),
  ];
}

/** What limits the answer most. */
export function notesSection({ notes }: EvaluationReport): DocumentSection {
  return {
    title: DOCUMENT.notes,
    paper: true,
    blocks: list(
      notes.map(({ title, text, todo }) => ({ strong: `${title}.`, text: `${text} ${todo}` })),
    ),
  };
}

/** What an analysis says beside the verdict. */
export function firstSection({ title, blocks, paper }: FirstPart): DocumentSection {
  return { title, paper, blocks };
}

export function todoSection({ actions }: EvaluationReport): DocumentSection {
  return {
    title: DOCUMENT.todo,
    paper: false,
    blocks: list(
      actions.map(({ what, why }) => ({ strong: what, text: why })),
      true,
    ),
  };
}

export function claimSections({
  answers,
  figures,
  claimNotes,
}: EvaluationReport): DocumentSection[] {
  const level = figures[0]?.level ?? 0.95;
  const several = answers.length > 1;
  return [
    {
      title: DOCUMENT.claims,
      paper: true,
      blocks: [
        ...(several
          ? list(answers.map(({ label, brief }) => ({ strong: `${label}:`, text: brief })))
          : []),
        ...table(
          "verdicts",
          "",
          [
            column(HEADS.claim, "wide"),
            column(HEADS.published, "number"),
            column(HEADS.here, "number"),
            column(intervalHead(level), "number"),
            column(HEADS.difference, "number"),
            column(HEADS.interval, "number"),
            column(HEADS.verdict),
          ],
          answers.map(verdictRow),
        ),
        ...claimNotes.flatMap((note) => paragraph(note)),
      ],
    },
  ];
}

function verdictRow({ ruler, difference, label }: AnswerView): string[] {
  const [claimed, here] = ruler.rows;
  const [gap] = difference?.rows ?? [];
  return [
    ruler.name,
    claimed?.valueText ?? "none",
    here?.valueText ?? "none",
    here?.intervalText ?? "none",
    gap?.valueText ?? "none",
    gap?.intervalText ?? "none",
    label,
  ];
}

export function figureSection(report: EvaluationReport): DocumentSection {
  const level = report.figures[0]?.level ?? 0.95;
  return {
    title: DOCUMENT.figures,
    paper: true,
    blocks: [
      ...table(
        "figures",
        "",
        [
          column(HEADS.figure),
          column(HEADS.value, "number"),
          column(intervalHead(level), "number"),
          column(HEADS.rests),
          column(HEADS.says, "wide", false),
        ],
        report.figures.map((one) => [
          one.label,
          one.valueText,
          one.intervalText ?? "none",
          one.basis,
          one.sentence,
        ]),
      ),
      ...table(
        "estimates",
        DOCUMENT.allFigures,
        [
          column(HEADS.figure),
          column(HEADS.metric, "text", false),
          column(HEADS.value, "number"),
          column(HEADS.interval, "number"),
          column(HEADS.rests),
          column(HEADS.method, "wide", false),
          column(HEADS.warnings, "text", false),
        ],
        report.table.map((one) => [
          one.label,
          one.metric,
          one.valueText,
          one.intervalText ?? "none",
          one.basis,
          one.method,
          one.warnings.join(" "),
        ]),
        report.moreInTable === 0
          ? null
          : moreRows(grouped(report.moreInTable), "tables/estimates.csv"),
      ),
    ],
  };
}
