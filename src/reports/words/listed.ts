import { WARNING_CODES, warningWords } from "./warnings.js";

/** Why a file was listed instead of scored, or what is worth saying of a scored one. */

export interface ListedWords {
  readonly title: string;
  /** How to fix it, in the imperative. */
  readonly fix: string;
}

const LISTED: Readonly<Record<string, ListedWords>> = {
  unlabelled: { title: "No label", fix: "Add a row to the label file, or label the image" },
  "missing-file": {
    title: "Named in the labels, and no such file",
    fix: "Check the spelling and the folder, or take the row out",
  },
  unreadable: { title: "The picture cannot be read", fix: "Copy or export it again" },
  "label-outside": {
    title: "A label that the model does not have",
    fix: "Give it a target in the label map if one fits",
  },
  ignored: { title: "Left out by the label map", fix: "Nothing to do: the label map says so" },
  "several-labels": {
    title: "Several labels on one image",
    fix: "Keep one, or run again with --several-labels any",
  },
  "conflicting-labels": { title: "Two different labels for one image", fix: "Keep the right one" },
  duplicate: { title: "The same picture as another", fix: "Nothing to do; counted once" },
  timeout: {
    title: "The model took too long",
    fix: "Try again, or look at the picture: it may be very large",
  },
  "no-prediction": { title: "No prediction for it", fix: "Add a row to the predictions" },
  "model-failed": {
    title: "The model stopped on it",
    fix: "Look at the picture: number of channels, size",
  },
  "too-large": {
    title: "The picture is above the size limit",
    fix: "Cut it into tiles, or raise the limit",
  },
  "unsupported-format": {
    title: "A kind of picture that is not read",
    fix: "Export JPEG, PNG or WebP",
  },
};

const NOTES: Readonly<Record<string, ListedWords>> = {
  duplicate: {
    title: "The same picture as another scored one",
    fix: "Take one out if they are not separate observations",
  },
  orientation: { title: "Turned as the camera's tag says", fix: "Nothing to do" },
  colour: { title: "Colours converted", fix: "Nothing to do" },
  "labels/several-rows": {
    title: "Several rows for one image",
    fix: "Nothing to do if they say the same; they were joined",
  },
  "predictions/answer-differs": {
    title: "The answer is not the highest score",
    fix: "Check the predictions; the highest score counts",
  },
  "threshold/default": {
    title: "Threshold not given",
    fix: "Give --threshold if the model is used at another one",
  },
};

/** Words of a code under `inputs.listed`; a namespaced code (`image/truncated`) by its last part. */
export function listedWords(code: string): ListedWords {
  return look(LISTED, code) ?? { title: code, fix: "See what it says" };
}

/** Words of a code under `inputs.notes`. */
export function noteWords(code: string): ListedWords {
  const own = look(NOTES, code);
  if (own !== undefined) return own;
  const { title, todo } = warningWords(code);
  const known = WARNING_CODES.includes(code);
  return { title, fix: known ? todo.replace(/\.$/, "") : "Nothing to do unless it surprises you" };
}

function look(table: Readonly<Record<string, ListedWords>>, code: string): ListedWords | undefined {
  const last = code.slice(code.lastIndexOf("/") + 1);
  if (Object.hasOwn(table, code)) return table[code];
  return Object.hasOwn(table, last) ? table[last] : undefined;
}
