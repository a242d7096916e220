import { say } from "../../core/sentence.js";
import { WAY } from "../../core/ways.js";

/** Headings, heads of tables and other words of a report's page that no other file has. */

/** Around all of it. */
export const PAGE = {
  brand: "Homeground",
  skip: "Skip to the main part",
  skips: {
    verdict: "Skip to the verdict",
    answer: "Skip to the answer",
    places: "Skip to the places",
    pictures: "Skip to the pictures",
    reason: "Skip to why",
    questions: "Skip to the questions",
  },
  foot: "This report is one file. It loads nothing and sends nothing.",
  version: (v: { version: string }) => `Homeground ${v.version} · all numbers: result.json`,
  moreInResult: (v: { n: string }) => `${v.n} more in result.json.`,
} as const;

/** Headings of the parts of the page. */
export const PARTS_OF_PAGE = {
  finds: "What it finds",
  claims: "Claim by claim",
  claimsLead: "Each with the published or needed figure and yours.",
  claimsMore: (v: { n: string }) => `The other ${v.n}`,
  todo: "What to do with this",
  notes: "What limits this answer most",
  figures: "Figures",
  figuresLead: (v: { level: string }) =>
    `Each with the range the true value is likely in, what it rests on, and what it means. A range of ${v.level}% is drawn so that, used again and again, such ranges contain the true figure ${v.level} times in 100.`,
  meaning: "What the measure means",
  slices: "Parts of your data",
  slicesLead: "The ranges hold all together, so each is wider than it would be alone.",
  slicesWithout: "Ranges were left out, as asked, so no part can be told from the rest.",
  classes: "Class by class",
  worst: "Worst mistakes",
  limits: "What this does not tell you",
  warnings: "Other warnings of this run",
} as const;

/** Around a plot and the table behind it. */
export const PLOT = {
  table: (v: { title: string }) => `Table: ${v.title}`,
  axes: (v: { title: string; up: string; along: string }) =>
    `${v.title}. Upwards: ${v.up}. Along: ${v.along}.`,
} as const;

/** The key of a ruler. */
export const RULER_KEY = {
  needed: "needed",
  published: "published",
  yours: "yours",
  interval: (v: { level: string | null }) =>
    v.level === null
      ? "the range the true figure is likely in"
      : `${v.level} interval: the range the true figure is likely in`,
} as const;

/** Beside a figure. */
export const ESTIMATE = {
  noRange: "no range",
  over: (v: { classes: string }) => `mean over ${v.classes}`,
  here: (v: { label: string }) => `${v.label}, here`,
  hereSentence: (v: { clusters: string }) =>
    `The same at these ${v.clusters} as they are, not at others.`,
  hereShort: (v: { clusters: string }) => `at these ${v.clusters}`,
  definedOn: (v: { n: string }) => `defined on ${v.n}`,
  track: (v: { ends: string }) => `Track: ${v.ends}.`,
} as const;

/** Found and trust of each class. */
export const CLASSES = {
  table: "Table by class",
  caption:
    "“Found” is recall: of the true ones, how many it named. “Trust” is precision: of those it named so, how many are.",
  mistakesFirst: "Most mistakes first.",
  class: "Class",
  found: "Found",
  trust: "Trust",
  more: (v: { shown: string; more: string }) =>
    `The ${v.shown} classes with most mistakes, missed ones and false answers together; ${v.more} more in result.json.`,
  single: "Each interval holds on its own; they are not adjusted for looking at all of them.",
} as const;

/** The matrix of labels and answers. */
export const MATRIX = {
  name: "Confusion matrix",
  caption: "Confusion matrix: rows are your labels, columns what the model said",
  right: (v: { n: string }) => `${v.n} right`,
} as const;

/** Kinds of error of a detector. */
export const ERRORS = {
  kinds: "Kinds of error",
  kind: "Kind",
  many: "How many",
  what: "What it is",
  help: "What may help",
  found: "Found",
  detections: "Detections",
  mostly: "Mostly",
} as const;

/** Whether scores tell a label from the rest. */
export const RANKED = {
  title: "Can its scores tell them apart?",
  threshold: (v: { label: string }) => `Where to set the threshold: ${v.label}`,
} as const;

/** A detector's threshold. */
export const THRESHOLD = {
  none: say`Nothing says from which score on a detection counts. Take a row of the table that you can live with, and ${WAY.withThreshold}.`,
} as const;

/** Whether the model's confidence can be believed. */
export const CONFIDENCE = {
  title: "Can its confidence warn you?",
  kept: "If you kept only the answers above a confidence",
  keepIf: "Keep if at least",
  images: "Images kept",
  right: "Right among them",
  single: "Each range holds at its confidence alone.",
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
  intervals: "How the ranges were made",
  again: "Run it again",
  command: "Command to run it again",
} as const;
