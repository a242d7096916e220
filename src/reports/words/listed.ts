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

/** What was left out of a folder, an archive or a list before anything was scored. */
const PLACES: Readonly<Record<string, ListedWords>> = {
  "archive/checksum": { title: "Damaged in the archive", fix: "Copy or make the archive again" },
  "archive/duplicate": {
    title: "Several entries of one name in the archive",
    fix: "Make the archive again with one of them",
  },
  "archive/encrypted": { title: "Protected by a password", fix: "Pack it without a password" },
  "archive/inconsistent": {
    title: "Two names for one entry of the archive",
    fix: "Do not trust the archive; make it again from the files",
  },
  "archive/link": { title: "A link in the archive", fix: "Pack the file itself" },
  "archive/nested": { title: "An archive in the archive", fix: "Unpack it and pack its files" },
  "archive/not-a-file": { title: "No regular file in the archive", fix: "Nothing to do" },
  "archive/path": {
    title: "A name that leads out of the archive",
    fix: "Do not trust the archive; make it again from the files",
  },
  "archive/size-mismatch": {
    title: "Not as large as the archive says",
    fix: "Make the archive again",
  },
  "archive/too-large": {
    title: "Grows beyond what a picture can be",
    fix: "Do not trust the archive; make it again from the files",
  },
  "archive/unsupported": {
    title: "Packed in a way that is not read",
    fix: "Pack it with deflate, or not at all",
  },
  "path/backslash": {
    title: "A backslash in a name",
    fix: "Rename the file if it is to be used on Windows",
  },
  "path/encoding": { title: "A name that is no valid text", fix: "Rename the file" },
  "path/loop": { title: "A link to a folder above it", fix: "Nothing to do; it is not followed" },
  "path/missing": { title: "Named, and not there", fix: "Take the link or the line out" },
  "path/not-a-file": { title: "A pipe, socket or device", fix: "Nothing to do; it is left out" },
  "path/outside": {
    title: "Outside of what was named",
    fix: "Copy the files into the folder, or name the folder above them",
  },
  "path/unreadable": { title: "May not be read", fix: "Give yourself the right to read it" },
};

const NOTES: Readonly<Record<string, ListedWords>> = {
  ...PLACES,
  "labels/same-name": {
    title: "Several labels of one name",
    fix: "Nothing to do if they mean the same; otherwise rename one in the model's labels",
  },
  "model/constant-output": {
    title: "The same answer for every picture",
    fix: "Check the model file and the card: the picture does not reach the answer",
  },
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
