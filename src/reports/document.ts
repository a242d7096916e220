import {
  claimSections,
  figureSection,
  firstSection,
  notesSection,
  openingSection,
  todoSection,
} from "./document-answer.js";
import { plainBlocks } from "./document-blocks.js";
import { limitsSection, listedSection, runSections } from "./document-run.js";
import type { DocumentSection, ReportDocument } from "./document-types.js";
import type { EvaluationReport } from "./evaluation-report.js";
import type { OwnPart } from "./questions.js";

const OWN: { readonly [K in OwnPart]: (report: EvaluationReport) => readonly DocumentSection[] } = {
  todo: (report) => [todoSection(report)],
  figures: (report) => [figureSection(report)],
  limits: (report) => [limitsSection(report)],
  listed: (report) => [listedSection(report)],
  how: runSections,
};

/** Everything that the page says, in its order, but for pictures. */
export function reportDocument(report: EvaluationReport): ReportDocument {
  const sections = [
    openingSection(report),
    ...claimSections(report),
    notesSection(report),
    ...report.opening.map(firstSection),
    ...report.questions.flatMap(({ sections: own, own: parts }) => [
      ...own,
      ...parts.flatMap((part) => OWN[part](report)),
    ]),
  ];
  return {
    title: report.brief,
    sections: sections
      .map(({ title, paper, blocks }) => ({ title, paper, blocks: blocks.flatMap(plainBlocks) }))
      .filter(({ title, blocks }) => blocks.length > 0 || title === ""),
  };
}
