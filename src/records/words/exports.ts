import type { ExportedFile } from "../exports/export-texts.js";
import type { TransparencyRecord } from "../record/record-types.js";

/** Words that a record's exports to other formats carry. */

export const EXPORT_FILES: Readonly<Record<ExportedFile, string>> = {
  record: "the transparency record: figures, intervals, scope, caveats, hashes of the other files",
  manifest: "a line an image: hashes, ground truth and attributes as far as they are public",
  predictions: "the model's answer for each image, in the order of the manifest",
  outcomes: "truth and answer of each image, without names",
  card: "how images are prepared for the model and its answer is read",
  labelMap: "which label of the ground truth stands for which of the model",
  features: "numbers that say what a test image is like to the model; no pictures",
};

export const EXPORTS = {
  summary: (of: {
    model: string;
    task: string;
    images: string;
    figure: string | null;
    openness: string;
    id: string;
  }) =>
    [
      `Test of ${of.model} (${of.task}) on ${of.images}.`,
      of.figure === null ? "No figure is stated." : `${of.figure}.`,
      `Images: ${of.openness}. Transparency record ${of.id}.`,
    ].join(" "),
  openness: {
    open: "open",
    "on-request": "on request",
    closed: "not given out",
  } satisfies Readonly<Record<TransparencyRecord["openness"], string>>,
  evaluation: (of: { model: string; images: string }) =>
    `evaluation of ${of.model} on ${of.images}`,
  noLicence: "No licence is stated. Ask the authors before use.",
  title: "Evaluation",
  draft: "Draft: the record is not published.",
  head: { figure: "Figure", metric: "Metric", value: "Value", interval: "Interval", n: "On" },
  noInterval: "no interval",
  noFigure: "No figure is stated.",
  recomputable: (of: { figures: string }) =>
    `${of.figures} can be computed again from what is published, with: homeground record verify`,
  checks:
    "A check shows that figures follow from images and answers. It never shows that images were chosen fairly or that labels are right.",
  means: "What the figure means",
  scope: "Scope",
  caveats: "Caveats",
  notStated: "not stated",
  record: (of: { id: string }) => `Transparency record: ${of.id}`,
  at: (of: { url: string }) => `Published at: ${of.url}`,
  interval: (of: { level: string }) => `${of.level} interval`,
} as const;

/** Answers of the construct statement, in the order of a record. */
export const CONSTRUCT_NAMES = {
  task: "Task",
  population: "Population",
  labelling: "Labelled by",
  agreement: "Agreement",
  counts: "It counts",
  decision: "For deciding",
  doesNotShow: "Does not show",
} as const;

export const SCOPE_NAMES = {
  tested: "Tested",
  expected: "Expected, not tested",
  notTested: "Not tested",
  knownToFail: "Known to fail",
} as const;

/** What a format has no place for, said when it is written. */
export const EXPORT_LOSSES = {
  hf: "A model card has no field for intervals, n, scope and caveats: they are in names of metrics and in the text.",
  croissant:
    "Croissant describes the test set: figures, scope and caveats are in record.json alone; attributes and boxes are in manifest.ndjson.",
  "ro-crate": "RO-Crate has no terms for scope and caveats: they are in record.json.",
  bioimageio:
    "A bioimage.io evaluation has no field for intervals: they are in the long names and under the key homeground.",
} as const;

export const EXPORTED = {
  written: (of: { format: string; path: string }) => `${of.format}: ${of.path}`,
  withoutValue: (of: { metrics: string }) => `Left out, since they have no value: ${of.metrics}.`,
} as const;
