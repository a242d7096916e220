import { type Sentence, type Surface, say, wordsFor } from "../../core/sentence.js";
import { AT, WAY } from "../../core/ways.js";
import { PROBLEM_CODES } from "../../formats/import-problems.js";
import { boxes } from "../../formats/objects/reinterpret-boxes.js";
import {
  classNumbers,
  predictionBoxes,
  predictionScores,
} from "../../formats/prediction-reading/choices.js";
import type { ReadingChoice } from "../../formats/reading-choice.js";
import { yoloOrder } from "../../formats/yolo/yolo-order.js";
import { shown } from "../text.js";

/** What was met while a file of labels, objects or predictions was read, in words. */
export interface ProblemWords {
  readonly title: string;
  /** What it means, and what was done about it. */
  readonly text: string;
  /** What to do, in the imperative, without a full stop. */
  readonly fix: string;
}

type Entry = readonly [title: string, fix: Sentence];

const ADD_IT = "Mend the record if the object is real";
const OPTION_BOXES = {
  command: `If it is so, run again with --${boxes.name} and what the numbers are`,
  app: `If it is so, choose what the numbers are under Images and labels, at “${boxes.label}”`,
};
const again = (
  where: string,
  { name, label }: Pick<ReadingChoice, "name" | "label">,
  value = "and what they are",
): Sentence => ({
  command: `${where}, run again with --${name} ${value}`,
  app: `${where}, choose it under Images and labels, at “${label}”`,
});
const PREDICTED_BOXES = again("If it is so", predictionBoxes);
const PREDICTED_SCORES = again("If it is so", predictionScores);
const WHOLE_SEQUENCES = {
  command: "Judge whole sequences: run again with --unit sequence",
  app: "Judge whole sequences outside of this page: only the command line, homeground evaluate, does it",
};
const FINE = "Nothing to do";
const CHECK = "Nothing to do if that is meant";

/** Their meaning stands with the codes, in `formats/import-problems.ts`. */
const TABLE: Readonly<Record<string, Entry>> = {
  "annotations/area-missing": ["Objects without an area", FINE],
  "annotations/box-empty": ["A box of no size", ADD_IT],
  "annotations/box-invalid": ["Numbers that make no box", ADD_IT],
  "annotations/box-outside": ["A box outside of its image", ADD_IT],
  "annotations/box-flat": ["A box without width or height", "Draw it again if the object is real"],
  "annotations/box-over-edge": ["Boxes reaching over the edge", FINE],
  "annotations/class-count": ["Classes and names differ in number", "Mend the list of names"],
  "annotations/columns": [
    "A line with too few or too many numbers",
    "Mend the line, or take it out",
  ],
  "annotations/duplicate-id": [
    "One number for two records",
    "Number them anew if other programs read the file",
  ],
  "annotations/duplicate-image": ["A file named twice", "Keep one of the two records"],
  "annotations/duplicate-name": [
    "Two categories of one name",
    "Rename one if they mean different things",
  ],
  "annotations/duplicate-object": [
    "One object annotated twice",
    "Take one out: the other can never be found",
  ],
  "annotations/file-unreadable": ["One label file cannot be read", "Mend or replace that file"],
  "annotations/id-missing": ["Annotations without a number", FINE],
  "annotations/id-zero": [
    "An annotation numbered 0",
    "Number from 1 if other programs read the file",
  ],
  "annotations/ignore-field": [
    "A field without effect",
    "Mark such objects as iscrowd if they should not count",
  ],
  "annotations/image-missing": [
    "An annotated image that is not there",
    "Add the picture, or take its annotations out",
  ],
  "annotations/image-rotation": [
    "Marked on a turned picture",
    "Turn the picture in the file and mark it again",
  ],
  "annotations/image-unlabelled": [
    "No annotations, and not known to be empty",
    {
      command: "Say that it is empty, or run again with --no-annotation empty",
      app: "Say in the label file that it is empty",
    },
  ],
  "annotations/index-base": ["Pixels counted from 0 or from 1", OPTION_BOXES],
  "annotations/looks-absolute": ["Boxes look like pixels", OPTION_BOXES],
  "annotations/looks-centred": ["Boxes look as if they began with their centre", OPTION_BOXES],
  "annotations/looks-like-predictions": [
    "Labels with scores",
    {
      command: "Give the file as --predictions if a model made it",
      app: `Choose it ${AT.answers}, if a model made it`,
    },
  ],
  "annotations/looks-like-xywh": ["Boxes look like corner and size", OPTION_BOXES],
  "annotations/looks-like-xyxy": ["Boxes look like two corners", OPTION_BOXES],
  "annotations/looks-normalised": ["Boxes look like fractions", OPTION_BOXES],
  "annotations/looks-one-based": ["Pixels look counted from 1", OPTION_BOXES],
  "annotations/looks-percent": ["Boxes look like percentages", OPTION_BOXES],
  "annotations/name-invalid": ["A category without a usable name", "Give it a name"],
  "annotations/no-box": ["Annotated without a place", "Add the box, or take the annotation out"],
  "annotations/no-label": ["An object without a label", "Add its label"],
  "annotations/none": [
    "No annotation at all",
    "Check that it is the right file: every image looks empty",
  ],
  "annotations/not-a-number": ["A number that is none", ADD_IT],
  "annotations/not-an-object": ["Marks that are no objects", CHECK],
  "annotations/not-read": ["Fields that are not read", CHECK],
  "annotations/number-format": ["Fractions with a comma", "Export with a point as decimal sign"],
  "annotations/outline-invalid": ["An outline that is none", "Draw it again"],
  "annotations/parts-joined": ["Shapes joined to one object", CHECK],
  "annotations/points-count": [
    "Points of another number",
    "Mend the record if its points are real",
  ],
  "annotations/points-frames": [
    "Frames by their number",
    "Name the images of the frames by their numbers, such as img0042.png",
  ],
  "annotations/points-none": ["Objects without a point", FINE],
  "annotations/points-outside": ["Points outside of their image", CHECK],
  "annotations/points-visibility": ["Points neither hidden nor seen", CHECK],
  "annotations/rotation": ["Turned boxes", CHECK],
  "annotations/sequence-level": ["Labels of whole sequences", WHOLE_SEQUENCES],
  "annotations/several-annotators": [
    "Several people annotated one image",
    "Settle on one set of annotations",
  ],
  "annotations/several-labels": ["A region with several labels", "Keep the one that counts"],
  "annotations/several-splits": [
    "Images in more than one part of the data",
    "Keep each image in one part, so that none was trained on",
  ],
  "annotations/similar-names": [
    "Labels that look alike",
    "Spell them one way if they mean the same",
  ],
  "annotations/size-mismatch": [
    "Another size than the annotations state",
    "Use the pictures that were annotated, not smaller copies",
  ],
  "annotations/unknown-category": [
    "A category that is not listed",
    "Add it to the list of categories",
  ],
  "annotations/unknown-image": [
    "An image that is not listed",
    "Add it to the list of images, or take the record out",
  ],
  "annotations/wrong-type": ["A field of another kind than expected", "Export the file again"],
  "convert/searched": [
    "Lost which labels were looked for",
    "Keep the LVIS file for the evaluation: others do not say it",
  ],
  "convert/area": ["Areas are lost", "Keep the first file if areas decide what is small"],
  "convert/attributes": ["Columns about images are lost", "Keep them in a table of their own"],
  "convert/box-of-outline": [
    "Boxes other than of the outline are lost",
    "Keep the first file if the boxes count",
  ],
  "convert/boxes": ["Boxes are lost", "Choose a format with boxes if places count"],
  "convert/crowd": ["Crowds are not marked", "Choose COCO if crowds should not count"],
  "convert/cut": ["Boxes cut at the edge", FINE],
  "convert/empty": ["Empty and unlabelled look the same", "Keep a list of the empty images"],
  "convert/file-name": ["A name that cannot be written", "Rename the file first"],
  "convert/ids": ["Numbers are new", "Do not match the two files by number"],
  "convert/ignored": [
    "Objects that do not count are not marked",
    "Choose a format that marks them",
  ],
  "convert/image-labels": ["Labels of whole images are lost", "Keep them in a table of their own"],
  "convert/incomplete": ["Something that the target asks for is not known", "Fill it in by hand"],
  "convert/label-name": ["A label is written otherwise", "Rename it first"],
  "convert/outline": ["Outlines are lost or changed", "Choose a format with outlines"],
  "convert/points": ["Points are lost or changed", "Choose COCO if points count"],
  "convert/rounded": ["Rounded to whole pixels", FINE],
  "convert/scores": ["Scores are lost", "Choose a format for predictions"],
  "convert/size": ["Sizes of images not known", "Give the images themselves"],
  "convert/unlabelled": ["Images nobody labelled are left out", FINE],
  "input/duplicate-key": ["One key twice", "Take one out; the last one counted"],
  "input/encoding": ["Not UTF-8", "Check names with accents; save as UTF-8 if they look wrong"],
  "input/line": ["A line that is not JSON", "Mend the line, or take it out"],
  "input/not-a-number": ["NaN or Infinity in JSON", "Write null for a number that is not there"],
  "counts/below-zero": ["Predicted counts below 0", CHECK],
  "counts/fraction": ["A true count that is no whole number", "Give the number that was counted"],
  "counts/missing": ["A count of one label is missing", "Write 0 where nothing was there"],
  "counts/negative": ["A true count below 0", "Leave the cell empty where nobody counted"],
  "counts/no-label": ["Things without a label", "Give each count its label"],
  "counts/not-a-number": ["A count that is no number", "Write the number alone, without words"],
  "counts/separator": [
    "A count that may hold thousands or a fraction",
    "Write 1234 without a mark between the digits",
  ],
  "counts/too-many": ["A count that is larger than any image holds", "Check the unit"],
  "counts/two-counts": [
    "An image that is counted twice, differently",
    "Keep the count that is right",
  ],
  "labels/boxes-collapsed": ["Boxes read as labels of the image", CHECK],
  "labels/cancelled": ["A cancelled annotation", FINE],
  "labels/disagree": ["People disagree about an image", "Settle which label counts"],
  "labels/event-level": ["Labels of events left out", WHOLE_SEQUENCES],
  "labels/folder-level": ["Which folder is the class", "Check it, or give a table of labels"],
  "labels/machine": [
    "Labels that a machine gave",
    "Use only what people checked: else one model is judged by another",
  ],
  "labels/masks": ["Masks among the images", FINE],
  "labels/name-accepted": ["Names that a person matched with files", CHECK],
  "labels/no-file": ["A label without a file", "Add the file's name, or take the row out"],
  "labels/unnamed": ["Seen, but nobody could say what", CHECK],
  "labels/verified-absent": ["Labels that were looked for and are not there", CHECK],
  "masks/all-void": ["Masks of which no pixel counts", CHECK],
  "masks/joined": [
    "A label on an image as one object",
    "Say that numbers are objects, if they are",
  ],
  "masks/no-image": ["Masks without an image", "Name masks as their images, or take them out"],
  "masks/no-pixels": ["Scores of objects that no mask has", "Write masks and scores of one run"],
  "masks/no-outline": ["Objects without an outline", "Outline them, or leave them out"],
  "masks/unknown-value": [
    "Numbers or colours that stand for no label",
    "Name them in the table of labels, or say what the numbers stand for",
  ],
  "masks/void-left-out": ["Pixels of which nothing is said", CHECK],
  "masks/unreadable": ["Masks that cannot be read", "Save them again as PNG or .npy"],
  "path/outside": ["Leads out of the folder", "Copy the files into the folder"],
  "path/remote": ["Named by an address", "Download the files, and name the folder"],
  "predictions/box-invalid": [
    "A detection without a box",
    "Check how the predictions were written",
  ],
  "predictions/boxes-collapsed": [
    "Detections read as labels of the image",
    "Nothing to do if that is meant; otherwise evaluate as detection",
  ],
  "predictions/duplicate": ["One image predicted twice", "Keep one row an image"],
  "predictions/looks-absolute": ["Predicted boxes look like pixels", PREDICTED_BOXES],
  "predictions/looks-centred": [
    "Predicted boxes look as if they began with their centre",
    PREDICTED_BOXES,
  ],
  "predictions/looks-like-logits": ["Scores look like raw outputs", PREDICTED_SCORES],
  "predictions/looks-like-xywh": [
    "Predicted boxes look like left, top, width and height",
    PREDICTED_BOXES,
  ],
  "predictions/looks-like-xyxy": ["Predicted boxes look like two corners", PREDICTED_BOXES],
  "predictions/looks-normalised": ["Predicted boxes look like fractions", PREDICTED_BOXES],
  "predictions/looks-one-based": [
    "Numbers of classes look counted from 1",
    again("If they are", classNumbers, "from-1"),
  ],
  "predictions/looks-percent": ["Predicted boxes look like percentages", PREDICTED_BOXES],
  "predictions/looks-percent-scores": ["Scores look like percentages", PREDICTED_SCORES],
  "predictions/looks-resized": ["Predicted boxes look like places on the input", PREDICTED_BOXES],
  "predictions/looks-score-first": [
    "The confidence looks as if it stood before the box",
    again("If it is so", yoloOrder, "class-score-box"),
  ],
  "predictions/missing-field": ["A prediction lacks a field", "Write it again with all fields"],
  "predictions/missing-image": [
    "Images without a detection",
    "Check that the model was run on all of them",
  ],
  "predictions/none": [
    "No detection at all",
    "Check that it is the right file, and the score from which detections were written",
  ],
  "predictions/not-a-number": ["A score that is none", "Write a number between 0 and 1"],
  "predictions/not-checked": [
    "The reading of the predictions was not checked",
    "Hold some predicted boxes against their pictures, or give more images",
  ],
  "predictions/not-processed": ["Not processed by the model", "Run the model on it again"],
  "predictions/not-probabilities": ["A score outside 0 to 1", PREDICTED_SCORES],
  "predictions/outline-invalid": ["An outline that is none", "Check how the outlines were written"],
  "predictions/points-invalid": [
    "Predicted points that are none",
    "Export the predictions again with three numbers for each point",
  ],
  "predictions/sums": [
    "Scores that do not add up to 1",
    "Give the scores of all classes if figures about confidence matter",
  ],
  "predictions/threshold": [
    "Answers made by a threshold",
    say`${WAY.giveThreshold} if you use another one`,
  ],
  "predictions/truncated": [
    "Only the highest scores",
    "Write the scores of all classes; the rest counts as missing",
  ],
  "predictions/unknown-category": [
    "Detections of a category not in the labels",
    "Check the names; they count as false alarms only where the label map says so",
  ],
  "predictions/unknown-image": ["Detections on an image without labels", FINE],
  "predictions/unknown-label": ["A predicted label that the labels do not have", CHECK],
  "predictions/wrong-type": ["A field of another kind than expected", "Write the file again"],
  "table/cell-too-long": ["A cell too long to be one", "Look for a quote that does not close"],
  "table/columns": [
    "A row with too few or too many cells",
    "Mend the row; often a comma inside a name",
  ],
  "table/duplicate-column": ["Two columns of one name", "Rename one"],
  "table/missing-value": [
    "A label that looks like “no value”",
    "Empty the cell if there is no label",
  ],
  "table/number-format": [
    "Numbers written in several ways",
    "Write all with a point as decimal sign",
  ],
  "table/several-columns": [
    "Several columns could be meant",
    {
      command: "Name the right one with --columns",
      app: "Choose the right one under Images and labels",
    },
  ],
  "table/spreadsheet-damage": [
    "A label that a spreadsheet changed",
    "Write the label again, and import the column as text",
  ],
};

/** Words of an import problem; for an unknown code its own name, so that nothing is hidden. */
export function problemWords(code: string, surface: Surface = "command"): ProblemWords {
  const entry = Object.hasOwn(TABLE, code) ? TABLE[code] : undefined;
  const name = shown(code, 60);
  const [title, fix] = entry ?? [name, "See what stands beside it"];
  const meanings: Readonly<Record<string, string>> = PROBLEM_CODES;
  const text = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  return { title, text: text ?? `The run noted ${name}.`, fix: wordsFor(surface, fix) };
}

/** Codes that have words; for the test that none is missing. */
export const PROBLEM_WORD_CODES: readonly string[] = Object.keys(TABLE);
