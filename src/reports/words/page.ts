/** Headings, heads of tables and other words of a report's page that no other file has. */

/** Around all of it. */
export const PAGE = {
  skip: "Skip to the main part",
  contents: "In this report",
  foot: "This report is one file. It loads nothing and sends nothing.",
  version: (v: { version: string }) => `Homeground ${v.version} · all numbers: result.json`,
  moreInResult: (v: { n: string }) => `${v.n} more in result.json.`,
} as const;

/** Parts of the page: their heading, or a short name for the list of contents. */
export const PARTS_OF_PAGE = {
  claims: "Claim by claim",
  claimsLead: "Each with the published or needed figure and yours.",
  todo: "What to do with this",
  notes: "What limits this answer most",
  figures: "Figures",
  figuresLead:
    "Each with the range the true value is likely in, what it rests on, and what it means.",
  slices: "Parts of your data",
  why: "Why they differ",
  classes: "Class by class",
  ranked: "Telling them apart",
  threshold: "Threshold",
  errors: "What goes wrong",
  confidence: "Confidence",
  worst: "Worst mistakes",
  left: "Files left out",
  limits: "What this does not tell you",
  warnings: "Other warnings of this run",
} as const;

/** Files left out, notes, and how files were read. */
export const LEFT_OUT = {
  title: "Files left out, and why",
  why: "Why",
  files: "Files",
  fix: "How to fix it",
  more: (v: { n: string; first: boolean }) => `${v.first ? "" : "and "}${v.n} more in result.json`,
  notes: "Notes on what was scored",
  read: (v: { role: string; source: string }) => `How ${v.role} were read: ${v.source}`,
  andMore: (v: { n: string }) => `and ${v.n} more`,
} as const;

/** A warning and the figures that carry it. */
export const NOTE = {
  more: (v: { n: string }) => `and ${v.n} more`,
} as const;

/** The end of the report: how it came about. */
export const HOW = {
  title: "How this was computed",
  verdict: "How the verdict was reached",
  methods: "Methods text you may copy",
  references: "References",
  again: "Run it again",
  command: "Command to run it again",
} as const;
