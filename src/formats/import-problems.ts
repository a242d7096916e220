import { type Sentence, said } from "../core/sentence.js";
import type { ImportProblem } from "./import-types.js";

/**
 * Every code that an {@link ImportProblem} can carry. They are public, like the codes of errors:
 * a released one is never renamed or given another meaning.
 */
export const PROBLEM_CODES = {
  "annotations/area-missing": "Objects have no area; it is taken from the outline or the box.",
  "annotations/box-empty": "A box has no width or no height; it is left out.",
  "annotations/box-invalid": "Numbers of a box are none, or make no box; it is left out.",
  "annotations/box-outside": "A box lies wholly outside of its image; it is left out.",
  "annotations/box-flat": "Boxes have no width or no height; they are taken as they are.",
  "annotations/box-over-edge": "Boxes reach beyond their image; they are taken as they are.",
  "annotations/class-count": "The number of classes is not the number of their names.",
  "annotations/columns": "A line of objects has another number of numbers; it is left out.",
  "annotations/duplicate-id": "Two records of one kind carry one id; both are kept apart.",
  "annotations/duplicate-image": "The list of images names one file twice.",
  "annotations/duplicate-name": "Two categories have one name; they are taken as one label.",
  "annotations/duplicate-object": "One object is annotated twice; both are taken.",
  "annotations/file-unreadable": "One file of many cannot be read; its image is unlabelled.",
  "annotations/id-missing": "Annotations have no id; they are named by their place.",
  "annotations/id-zero": "An annotation has the id 0, which other programs take for none.",
  "annotations/ignore-field": "Annotations have a field `ignore`, which has no effect.",
  "annotations/image-missing": "An image is annotated and not among the files.",
  "annotations/image-rotation": "A region was marked on a turned picture; it is left out.",
  "annotations/image-unlabelled": "An image has no annotations, and nothing says that it is empty.",
  "annotations/index-base": "Whether pixels are counted from 0 or 1 is not clear.",
  "annotations/looks-absolute": "Boxes look like pixels where fractions are expected.",
  "annotations/looks-centred": "Boxes look as if they began with their centre.",
  "annotations/looks-like-predictions": "A line of objects has a score, as predictions have.",
  "annotations/looks-like-xywh":
    "Boxes look like left, top, width and height, and are read as others.",
  "annotations/looks-like-xyxy": "Boxes look like two corners, and are read as others.",
  "annotations/looks-normalised":
    "Boxes look like fractions of the image where pixels are expected.",
  "annotations/looks-one-based": "Pixels look as if they were counted from 1.",
  "annotations/looks-percent": "Boxes look like percentages of the image.",
  "annotations/name-invalid": "A category has no usable name.",
  "annotations/no-box": "Something is annotated without a place; its image is unlabelled.",
  "annotations/no-label": "An object has no label; it is left out.",
  "annotations/none": "The file lists images and not one annotation.",
  "annotations/not-a-number": "A number of an annotation is none, or not finite; it is left out.",
  "annotations/not-an-object": "Points, lines, tags and the like, which are no objects; left out.",
  "annotations/not-read": "Fields of a file are not read.",
  "annotations/number-format": "Fractions are written with a comma; the annotation is left out.",
  "annotations/outline-invalid": "An outline is none; the box is kept where there is one.",
  "annotations/parts-joined": "Shapes that their file groups are one object.",
  "annotations/points-count":
    "An object has another number of points than its category, or than it says; what is done is said.",
  "annotations/points-frames":
    "Rows name frames of a video by their number; a frame without an image of that number is left out.",
  "annotations/points-none":
    "Objects have not one annotated point; they are neither right nor wrong.",
  "annotations/points-outside": "Points lie outside of their image; they are taken as they are.",
  "annotations/points-visibility":
    "What is said of a point is not 0, 1 or 2; above 0 it is annotated.",
  "annotations/rotation": "Turned boxes: the outline is turned, the box is the least around it.",
  "annotations/sequence-level": "Labels hold for a sequence, not surely for the single image.",
  "annotations/several-annotators": "Several people annotated one image; one of them is taken.",
  "annotations/several-labels": "A region has several labels; the first is taken.",
  "annotations/several-splits": "Images belong to more than one part of the data set.",
  "annotations/similar-names": "Labels differ only in case, blanks or look-alike letters.",
  "annotations/size-mismatch": "The size of an image is not the one that its annotations state.",
  "annotations/unknown-category": "A record names a category that the file does not list.",
  "annotations/unknown-image": "A record names an image that the file does not list.",
  "annotations/wrong-type": "A field does not have the type that its format gives it.",
  "convert/area": "An object's own area is lost: that of its box or outline will count.",
  "convert/attributes": "Columns about images are lost.",
  "convert/box-of-outline": "A box is lost: that of its outline will count.",
  "convert/boxes": "Boxes are lost: what is in an image stays, and not where.",
  "convert/crowd": "Regions of many objects cannot be marked.",
  "convert/cut": "Boxes reach outside their image; they are cut at its edge.",
  "convert/empty": "Images that were found empty cannot be told from those nobody looked at.",
  "convert/file-name": "An image's name cannot be written, or two would share one file.",
  "convert/ids": "Numbers of annotations are new.",
  "convert/ignored": "Objects that do not count cannot be marked.",
  "convert/image-labels": "Labels of whole images are lost.",
  "convert/incomplete": "The target asks for something that the source does not say.",
  "convert/label-name": "A label cannot be written as it is.",
  "convert/outline": "Outlines are lost or changed; boxes stay.",
  "convert/points": "Points of objects are lost or changed; boxes stay.",
  "convert/rounded": "Places are rounded to whole pixels.",
  "convert/scores": "Scores are lost.",
  "convert/searched": "Which labels an image was searched for is lost.",
  "convert/size": "The sizes of images are not known.",
  "convert/unlabelled": "Images without an answer or label are left out: they would look empty.",
  "input/duplicate-key": "A JSON object has one key twice.",
  "input/encoding": "The text is not UTF-8; it was read as the encoding named.",
  "input/line": "A line of a JSON-lines file is not JSON; it is left out.",
  "input/not-a-number": "A JSON file holds NaN or Infinity, which JSON does not know.",
  "counts/below-zero": "A model counts less than nothing; the number is taken as it is.",
  "counts/fraction": "A true count is no whole number; its image is listed.",
  "counts/missing": "A count of one label of several is missing; its image is listed.",
  "counts/negative": "A true count is below 0; its image is listed.",
  "counts/no-label": "Things are counted and have no label; their image is listed.",
  "counts/not-a-number": "A count is no number; its image is listed.",
  "counts/separator": "A count may hold thousands or a fraction; its image is listed.",
  "counts/too-many": "A model counts more than can be in an image; the number is missing.",
  "counts/two-counts": "Rows count one image differently; it is listed.",
  "labels/boxes-collapsed": "Boxes were read as the presence of their class in the image.",
  "labels/cancelled": "An annotation that its author cancelled; it is left out.",
  "labels/disagree": "Several people labelled one image differently.",
  "labels/event-level": "Observations of whole events were left out: the images are scored.",
  "labels/folder-level": "Folders within the class folders could be the classes as well.",
  "labels/machine": "A label that a machine gave: a prediction, not ground truth.",
  "labels/masks": "Masks lie among the images; they are no images of the set.",
  "labels/name-accepted": "A person said which file a name means; it is read as that file's.",
  "labels/no-file": "A record of labels names no image file.",
  "labels/unnamed": "Somebody saw something and could not say what it was: it gives no label.",
  "labels/verified-absent": "Somebody looked for a label and did not find it: it gives no label.",
  "masks/all-void": "No pixel of a mask counts; its image is unlabelled.",
  "masks/joined": "The pixels of a label on an image are one object.",
  "masks/no-image": "A mask has the name of no image.",
  "masks/no-pixels": "An object has a score and no pixel on its mask; it is left out.",
  "masks/no-outline":
    "An object has no outline to be drawn: its box is void, or its image has no prediction.",
  "masks/unknown-value": "A number or colour of a mask stands for no label; it is not read.",
  "masks/void-left-out": "Pixels of which nothing is said become background.",
  "masks/unreadable": "A mask cannot be read; its image is unlabelled, or has no prediction.",
  "path/outside": "The path of an image leaves the folder; it is not followed.",
  "path/remote": "An image is named by an address; nothing is fetched.",
  "predictions/box-invalid": "A detection's box is no box; the detection is left out.",
  "predictions/boxes-collapsed":
    "Detections were read as the presence of their class in the image.",
  "predictions/duplicate": "One image is predicted twice.",
  "predictions/looks-absolute": "Boxes look like pixels where fractions are expected.",
  "predictions/looks-centred": "Boxes look as if they began with their centre.",
  "predictions/looks-like-logits": "Scores lie outside 0 to 1, as raw network outputs do.",
  "predictions/looks-like-xywh":
    "Boxes look like left, top, width and height, and are read as others.",
  "predictions/looks-like-xyxy": "Boxes look like two corners, and are read as others.",
  "predictions/looks-normalised":
    "Boxes look like fractions of the image where pixels are expected.",
  "predictions/looks-one-based": "Numbers of classes look as if they were counted from 1.",
  "predictions/looks-percent": "Boxes look like percentages of the image.",
  "predictions/looks-percent-scores": "Scores look like percentages.",
  "predictions/looks-resized": "Boxes look as if they were places on the model's input.",
  "predictions/looks-score-first": "The confidence looks as if it stood before the box.",
  "predictions/missing-field": "A prediction lacks a field that it needs; it is left out.",
  "predictions/missing-image": "Nothing was detected on some images.",
  "predictions/none": "There is not one usable detection.",
  "predictions/not-a-number": "A score is not a number; it counts as missing.",
  "predictions/not-checked": "Too few detections to tell whether they are read as they are meant.",
  "predictions/not-processed": "The model did not process the image; it has no prediction.",
  "predictions/not-probabilities": "A score is outside 0 to 1.",
  "predictions/outline-invalid": "An outline is none; the box is kept where there is one.",
  "predictions/points-invalid":
    "Points of a detection are none, or not those of its category; the detection is left out.",
  "predictions/sums": "Scores of an image do not add up to 1.",
  "predictions/threshold": "The threshold that turned detections into an answer, and its source.",
  "predictions/truncated": "Only the highest scores are there; the rest is missing.",
  "predictions/unknown-category": "Detections of a category that the ground truth does not list.",
  "predictions/unknown-image": "Detections on an image that has no ground truth.",
  "predictions/unknown-label": "A label is predicted that the ground truth does not have.",
  "predictions/wrong-type":
    "A field of a prediction does not have the type that its format gives it.",
  "table/cell-too-long": "A cell is longer than a table's cell can be; its row is left out.",
  "table/columns": "A row has more or fewer cells than the header; it is left out.",
  "table/duplicate-column": "Two columns have one name.",
  "table/missing-value": "A label looks like a mark for a missing value; it is taken as a label.",
  "table/number-format": "Numbers are written in more than one way.",
  "table/several-columns": "More than one column could play a role.",
  "table/spreadsheet-damage": "A label looks as if a spreadsheet had changed it.",
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Collects problems, so that a damaged file of a million rows does not make a million objects. */
export interface ProblemList {
  /** Adds one; beyond {@link PROBLEMS_LISTED} of one code it is counted and not listed. */
  add(code: ProblemCode, what: Sentence, where: string): void;
  /** What was added, by order of adding; a code with more gets a last entry that counts the rest. */
  finish(): readonly ImportProblem[];
}

/** So many problems of one code are listed one by one. */
export const PROBLEMS_LISTED = 1000;

export function createProblemList(): ProblemList {
  const problems: ImportProblem[] = [];
  const counts = new Map<ProblemCode, number>();
  const last = new Map<ProblemCode, string>();
  return {
    add(code, what, where) {
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= PROBLEMS_LISTED) problems.push({ code, ...said(what), where });
      else last.set(code, where);
    },
    finish() {
      const rest = [...last].map(([code, where]) => ({
        code,
        what: `and ${(counts.get(code) ?? 0) - PROBLEMS_LISTED} more of this kind`,
        where: `up to ${where}`,
      }));
      return [...problems, ...rest];
    },
  };
}

/** A problem as files and JSON tell it, without the words of the app. */
export function asTold({ code, what, where }: ImportProblem): ImportProblem {
  return { code, what, where };
}

/** A name from data for a message: quoted, without control characters, cut when long. */
export function quoted(name: string): string {
  const cut = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return JSON.stringify(cut);
}
