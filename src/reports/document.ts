import { claimSections, figureSection, openingSections } from "./document-answer.js";
import {
  classSection,
  confidenceSection,
  detectorSections,
  partSections,
} from "./document-parts.js";
import { listedSection, mistakeSection, runSections } from "./document-run.js";
import type { ReportDocument } from "./document-types.js";
import type { EvaluationReport } from "./evaluation-report.js";
import { labelChangesSection } from "./label-changes-view.js";

/** Everything that the page says, in its order, but for pictures. */
export function reportDocument(report: EvaluationReport): ReportDocument {
  const sections = [
    ...openingSections(report),
    ...claimSections(report),
    figureSection(report),
    labelChangesSection(report.labelChanges),
    ...partSections(report),
    classSection(report),
    ...detectorSections(report),
    confidenceSection(report),
    mistakeSection(report),
    listedSection(report),
    ...runSections(report),
  ];
  return {
    title: report.headline,
    sections: sections.filter(({ title, blocks }) => blocks.length > 0 || title === ""),
  };
}
