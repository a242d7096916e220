import { type Sentence, type Surface, wordsFor } from "../../core/sentence.js";
import { AT } from "../../core/ways.js";
import { shown } from "../text.js";
import { NOTES } from "./notes.js";
import { PLACES } from "./places.js";
import { problemWords } from "./problems.js";
import { WARNING_CODES, warningWords } from "./warnings.js";

/** Why a file was listed instead of scored, or what is worth saying of a scored one. */
export interface ListedWords {
  readonly title: string;
  /** What it means. */
  readonly text: string;
  /** How to fix it, in the imperative, without a full stop. */
  readonly fix: string;
}

/** Of a file that was not scored. */
export interface LeftOutWords extends ListedWords {
  /** Behind a number, in a methods section: `without a label`. */
  readonly phrase: string;
}

type Entry = readonly [title: string, text: string, fix: Sentence, phrase: string];

const LISTED: Readonly<Record<string, Entry>> = {
  unlabelled: [
    "No label",
    "Nothing says what is on the picture, so no answer about it can be right or wrong.",
    "Add a row to the label file, or label the image; if it is known to be empty, label it so",
    "without a label",
  ],
  "missing-file": [
    "Named in the labels, and no such file",
    "The label file speaks of a picture that is not in the folder.",
    "Check the spelling and the folder, or take the row out",
    "named in the labels but missing",
  ],
  unreadable: [
    "The picture cannot be read",
    "The file is damaged, cut off or no picture of a kind that is read here.",
    "Copy or export it again",
    "whose file could not be read",
  ],
  changed: [
    "The file changed during the run",
    "The model read other bytes than the program had looked at before, so its answer is not about this picture.",
    "Run again when nothing writes to the folder",
    "whose file changed during the run",
  ],
  "label-outside": [
    "A label that is left out",
    "The label map sets this label aside: the model is not asked about it.",
    "Nothing to do if that is meant; otherwise give the label a target in the label map",
    "with a label that was set aside",
  ],
  ignored: [
    "Left out by the label map",
    "The label map sets this label aside.",
    "Nothing to do: the label map says so",
    "set aside by the label map",
  ],
  "several-labels": [
    "Several labels on one image",
    "The model gives one answer, and the labels name several things: any of them, or all?",
    {
      command:
        "Keep one label, or run again with --conflicting-labels last (of rows that differ, one counts) or --several-labels any (one of them is enough)",
      app: `Keep one label, say which row counts under Images and labels, or evaluate several labels an image: choose it ${AT.evaluated}`,
    },
    "with several labels",
  ],
  "counts/negative": [
    "A true count below 0",
    "Many tables write −1 or −9 where nobody counted.",
    "Leave the cell empty where nobody counted",
    "with a true count below 0",
  ],
  "counts/fraction": [
    "A true count that is no whole number",
    "It may be a mean of several people, or of another unit.",
    "Give the number that was counted",
    "with a true count that is no whole number",
  ],
  "counts/not-a-number": [
    "A count that is no number",
    "Words beside a number are not read.",
    "Write the number alone",
    "with a count that is no number",
  ],
  "counts/separator": [
    "A count that may hold thousands or a fraction",
    "By a factor of a thousand a guess would be wrong.",
    "Write 1234 without a mark between the digits",
    "with a count that can be read in two ways",
  ],
  "counts/missing": [
    "A count of one label is missing",
    "The other labels of the image have a number.",
    "Write 0 where nothing was there",
    "with a count missing",
  ],
  "counts/no-label": [
    "Things without a label",
    "They are counted, and nothing says what they are.",
    "Give each count its label",
    "with things that have no label",
  ],
  "counts/two-counts": [
    "Two counts of one image",
    "Rows of the table count it differently.",
    "Keep the count that is right",
    "with two counts that contradict each other",
  ],
  "counts/crowd": [
    "A region that nobody counted",
    "It holds objects that are not told apart, so the image has no number.",
    "Nothing to do: it cannot be counted",
    "with a region that nobody counted",
  ],
  "conflicting-labels": [
    "Two different labels for one image",
    "The label file says two things about one picture.",
    "Keep the right one",
    "with two labels that contradict each other",
  ],
  duplicate: [
    "The same picture as another",
    "It counts once, with its twin.",
    "Nothing to do",
    "identical to another image",
  ],
  timeout: [
    "The model took too long",
    "There was no answer within the time limit.",
    "Try again; if it happens again, look at the picture: it may be very large",
    "on which the model did not answer in time",
  ],
  "no-prediction": [
    "No prediction for it",
    "The file of predictions says nothing about this picture.",
    "Add a row to the predictions, or take the image out of the labels",
    "without a prediction",
  ],
  "mask-size": [
    "A mask of another size",
    "The predicted mask and that of the ground truth have different sides, so that no pixel stands for another.",
    "Save predicted masks in the size of their images, without margins",
    "with masks of two sizes",
  ],
  "no-spacing": [
    "No distance of pixels",
    "Nothing says how far the pixels of this picture are apart, and distances are asked for in a unit.",
    "Fill in the column of spacings, or leave the spacing out: then distances are in pixels",
    "without a distance of pixels",
  ],
  "model-failed": [
    "The model stopped on it",
    "The engine could not run the model on this picture.",
    "Look at the picture: its number of colours and its size",
    "on which the model failed",
  ],
  "not-sampled": [
    "Not drawn",
    "Only some images, drawn at random, were scored.",
    {
      command: "Nothing to do; run without --sample to score all",
      app: "Nothing to do: they were not drawn",
    },
    "not drawn into the sample",
  ],
  "too-large": [
    "The picture is above the size limit",
    "It has more pixels than are decoded at once.",
    "Cut it into tiles, or raise the limit",
    "above the size limit",
  ],
  "unsupported-format": [
    "A kind of picture that is not read",
    "The file is a picture, and of a kind that this program does not know.",
    "Export it as JPEG, PNG or WebP",
    "of a kind that is not read",
  ],
};

/** Words of a code under `inputs.listed`; a namespaced code (`image/truncated`) by its last part. */
export function listedWords(code: string, surface: Surface = "command"): LeftOutWords {
  const name = shown(code, 60);
  const [title, text, fix, phrase] = look(LISTED, code) ?? [
    name,
    `The run gave the reason ${name}.`,
    "See what stands beside the file",
    `left out (${name})`,
  ];
  return { title, text, fix: wordsFor(surface, fix), phrase };
}

/** Words of a code under `inputs.notes`. */
export function noteWords(code: string, surface: Surface = "command"): ListedWords {
  const own = look(NOTES, code) ?? look(PLACES, code);
  if (own !== undefined) {
    const [title, text, fix] = own;
    return { title, text: wordsFor(surface, text), fix: wordsFor(surface, fix) };
  }
  if (WARNING_CODES.includes(code)) {
    const { title, text, todo } = warningWords(code, undefined, surface);
    return { title, text, fix: todo.replace(/\.$/, "") };
  }
  return problemWords(code, surface);
}

function look<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  const last = code.slice(code.lastIndexOf("/") + 1);
  if (Object.hasOwn(table, code)) return table[code];
  return Object.hasOwn(table, last) ? table[last] : undefined;
}

/** Codes that have words; for the tests that none is missing. */
export const LISTED_CODES: readonly string[] = Object.keys(LISTED);
export const NOTE_CODES: readonly string[] = [...Object.keys(NOTES), ...Object.keys(PLACES)];
