import { cellText } from "../../src/core/table.js";
import type { FileAccess } from "../../src/formats/file-access.js";
import type { ImagePredictions, ImageTruth } from "../../src/formats/import-types.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";

const STATES = ["labelled", "empty", "unlabelled"] as const;

/** Ground truth as `file → labels or state`, in row order, for readable expectations. */
export function truthRows(truth: ImageTruth): [file: string, labels: string[] | string][] {
  return truth.file.map((file, row) => {
    const labels = [...truth.labelIndex.subarray(truth.labelStart[row], truth.labelStart[row + 1])];
    const names = labels.map((label) => truth.labelNames[label] ?? "?");
    const state = STATES[truth.state[row] ?? 0] ?? "?";
    if (state === "labelled" && names.length === 0) return [file, "labelled without a label"];
    return [file, state === "labelled" ? names : state];
  });
}

/** Attributes of a row by name. */
export function attributesOf(
  of: Pick<ImageTruth | ImagePredictions, "attributes">,
  row: number,
): Record<string, string | null> {
  return Object.fromEntries(
    [...of.attributes.columns].map(([name, column]) => [name, cellText(column, row)]),
  );
}

/** The answers of predictions, in row order. */
export function answers(predictions: ImagePredictions): (string | null)[] {
  const { predicted, rowCount } = predictions;
  return Array.from({ length: rowCount }, (_, row) =>
    predicted === null ? null : cellText(predicted, row),
  );
}

export const problemCodes = (of: Pick<ImageTruth | ImagePredictions, "problems">): string[] => [
  ...new Set(of.problems.map(({ code }) => code)),
];

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Files of text in memory, by path; values that are no texts are written as JSON. */
export function textFiles(files: Readonly<Record<string, unknown>>): FileAccess {
  const bytes = Object.entries(files).map(([path, content]): [string, Uint8Array] => {
    if (content instanceof Uint8Array) return [path, content];
    return [path, utf8(typeof content === "string" ? content : JSON.stringify(content))];
  });
  return createMemoryFileAccess(new Map(bytes), 50);
}
