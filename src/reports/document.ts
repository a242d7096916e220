import { claimSections, figureSection, openingSections } from "./document-answer.js";
import { plainBlocks } from "./document-blocks.js";
import { listedSection, runSections } from "./document-run.js";
import type { ReportDocument } from "./document-types.js";
import type { EvaluationReport } from "./evaluation-report.js";

/** Everything that the page says, in its order, but for pictures. */
export function reportDocument(report: EvaluationReport): ReportDocument {
  const sections = [
    ...openingSections(report),
    ...claimSections(report),
    figureSection(report),
    ...report.sections,
    listedSection(report),
    ...runSections(report),
  ];
  return {
    title: report.headline,
    sections: sections
      .map(({ title, paper, blocks }) => ({ title, paper, blocks: blocks.flatMap(plainBlocks) }))
      .filter(({ title, blocks }) => blocks.length > 0 || title === ""),
  };
}
