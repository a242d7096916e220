import { CLASSES, CONFIDENCE, ERRORS, LEFT_OUT, PARTS_OF_PAGE as PARTS, RANKED } from "./page.js";

/** Headings and heads of tables of the report as Markdown and LaTeX: those of the page, and its own. */

export const DOCUMENT = {
  claims: PARTS.claims,
  todo: PARTS.todo,
  notes: PARTS.notes,
  figures: PARTS.figures,
  allFigures: "Every figure with its interval, what it rests on, and how the interval was made",
  parts: "Parts of the data",
  gapNote: "The steps add up exactly. Each range holds on its own.",
  classes: PARTS.classes,
  classTable:
    "Each class: found (recall: of the true ones, how many it named) and trust (precision: of those it named so, how many are)",
  matrix: "Rows: your label. Columns: what the model said.",
  ranked: RANKED.title,
  errorKinds: "Kinds of error, and the points of AP50 that each costs",
  confidence: CONFIDENCE.title,
  kept: CONFIDENCE.kept,
  keptNote: CONFIDENCE.single,
  mistakes: PARTS.worst,
  listed: LEFT_OUT.title,
  scoredNotes: LEFT_OUT.notes,
  limits: PARTS.limits,
  warnings: PARTS.warnings,
  parameters: "The run",
} as const;

export const HEADS = {
  figure: "Figure",
  metric: "Metric",
  value: "Value",
  rests: "Rests on",
  says: "What it says",
  method: "Method",
  warnings: "Warnings",
  claim: "Claim",
  published: "Published or needed",
  interval: "Interval",
  range: "Range",
  here: "Yours",
  difference: "Difference",
  verdict: "Verdict",
  step: "Step",
  about: "About",
  class: CLASSES.class,
  found: CLASSES.found,
  trust: CLASSES.trust,
  answer: "Answer",
  count: "Number",
  share: "Share",
  kind: ERRORS.kind,
  cost: "Costs",
  what: ERRORS.what,
  help: ERRORS.help,
  detections: ERRORS.detections,
  mostly: ERRORS.mostly,
  keepIf: CONFIDENCE.keepIf,
  kept: "Kept",
  right: CONFIDENCE.right,
  file: "File",
  label: "Label",
  said: "What the model said",
  note: "Note",
  why: LEFT_OUT.why,
  files: LEFT_OUT.files,
  fix: LEFT_OUT.fix,
  fact: "Fact",
} as const;

/** `95% interval`. */
export function intervalHead(level: number): string {
  return `${Math.round(level * 1000) / 10}% interval`;
}

/** `12 more rows: tables/slices.csv`. */
export function moreRows(count: string, file: string): string {
  return `${count} more: ${file}.`;
}

/** `On: Accuracy, Macro F1 and 3 more.` */
export function carriedBy(figures: readonly string[], more: string | null): string {
  return `On: ${figures.join(", ")}${more === null ? "" : ` and ${more} more`}.`;
}
