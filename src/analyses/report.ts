import { type EvaluationReport, reportOf } from "../reports/evaluation-report.js";
import type { AnalysisParts, ReportSection } from "../reports/report-section.js";
import { type NamedTable, resultTables } from "../reports/tables.js";
import type { ReportInput } from "../results/report-input.js";
import type { Analysis } from "./analysis.js";
import { ANALYSES } from "./registry.js";

/** View model of a report. Pure: the same input gives the same words and numbers everywhere. */
export function evaluationReport(input: ReportInput): EvaluationReport {
  return reportOf(input, partsOf(input));
}

/** Every table of an evaluation as comma-separated text; those without anything to hold are left out. */
export function csvTables(input: ReportInput): NamedTable[] {
  return [...resultTables(input.result), ...ANALYSES.flatMap((one) => one.tables?.(input) ?? [])];
}

/** What every analysis adds to a report. */
export function partsOf(input: ReportInput): AnalysisParts {
  const { result } = input;
  return {
    sections: ANALYSES.flatMap((one) => sectionOf(one, input) ?? []),
    warningFacts: ANALYSES.flatMap((one) => one.warningFacts?.(result) ?? []),
    urgent: new Set(ANALYSES.flatMap(({ urgent = [] }) => urgent)),
    methods: ANALYSES.flatMap(({ methods = [] }) => methods),
    limits: ANALYSES.flatMap((one) => one.limits?.(input) ?? []),
    actions: ANALYSES.flatMap((one) => one.actions?.(input) ?? []),
    limitations: ANALYSES.flatMap((one) => one.limitation?.(result) ?? []),
  };
}

function sectionOf({ id, section }: Analysis, input: ReportInput): ReportSection | null {
  const view = section?.view(input) ?? null;
  if (section === undefined || view === null) return null;
  const title = section.title(view);
  return {
    analysis: id,
    anchor: section.anchor,
    question: section.question,
    answer: section.answer?.(view) ?? null,
    first: section.first?.(view) ?? null,
    title,
    pageTitle: section.pageTitle?.(view) ?? title,
    paper: section.paper,
    blocks: section.blocks(view),
    marks: section.marks?.(view, input.result) ?? new Map(),
    summary: section.summary?.(view) ?? [],
    findings: section.findings?.(view) ?? [],
  };
}
