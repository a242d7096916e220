/** Headings and heads of tables of the report as Markdown and LaTeX, beyond those of the page. */

export const DOCUMENT = {
  claims: "Claim by claim",
  todo: "What to do with this",
  notes: "What limits this answer most",
  figures: "Figures",
  allFigures: "Every figure with its interval, what it rests on, and how the interval was made",
  parts: "Parts of the data",
  partsNote: "The ranges hold all together, so each is wider than it would be alone.",
  gapNote: "The steps add up exactly. Each range holds on its own.",
  classes: "Class by class",
  classTable: "Found and trust of each class",
  matrix: "Rows: your label. Columns: what the model said.",
  ranked: "Can its scores tell them apart?",
  noThreshold:
    "Nothing says from which score on a detection counts. Take a row of the table that you can live with, and run again with --threshold.",
  errorKinds: "Kinds of error, and the points of AP50 that each costs",
  confidence: "Can its confidence warn you?",
  kept: "If you kept only the answers above a confidence",
  keptNote: "Each range holds at its confidence alone.",
  mistakes: "Worst mistakes",
  listed: "Files left out, and why",
  scoredNotes: "Notes on what was scored",
  limits: "What this does not tell you",
  warnings: "Other warnings of this run",
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
  class: "Class",
  found: "Found",
  trust: "Trust",
  answer: "Answer",
  count: "Number",
  share: "Share",
  kind: "Kind",
  cost: "Costs",
  what: "What it is",
  help: "What may help",
  detections: "Detections",
  mostly: "Mostly",
  keepIf: "Keep if at least",
  kept: "Kept",
  right: "Right among them",
  file: "File",
  label: "Label",
  said: "What the model said",
  note: "Note",
  why: "Why",
  files: "Files",
  fix: "How to fix it",
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

/** `How labels were read: labels.csv`. */
export function readHow(role: string, source: string): string {
  return `How ${role} were read: ${source}`;
}

/** `On: Accuracy, Macro F1 and 3 more.` */
export function carriedBy(figures: readonly string[], more: string | null): string {
  return `On: ${figures.join(", ")}${more === null ? "" : ` and ${more} more`}.`;
}
