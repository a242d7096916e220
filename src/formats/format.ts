import type { ClassFolderOptions } from "./class-folders/layout.js";
import type { CocoDetectionsOptions } from "./coco-results/coco-detections.js";
import type { CocoResultsOptions } from "./coco-results/coco-results.js";
import type { TruthTableOptions } from "./csv/labels-table.js";
import type { PredictionTableOptions } from "./csv/predictions-table.js";
import type { RecordDetectionsOptions } from "./csv-boxes/record-detections.js";
import type { DetectionTableOptions } from "./csv-boxes/table-detections.js";
import type { FormatFields } from "./fields.js";
import type { FileAccess } from "./file-access.js";
import type { FileContent } from "./file-content.js";
import type { CocoNames, ImagePredictions, ImageTruth } from "./import-types.js";
import type { JsonHead } from "./json/json-head.js";
import type { MegaDetectorOptions } from "./megadetector/megadetector.js";
import type { MegaDetectorDetectionsOptions } from "./megadetector/megadetector-detections.js";
import type { LossCounter } from "./objects/conversion-losses.js";
import type { FormatHolds } from "./objects/format-holds.js";
import type { ListedPaths } from "./objects/image-files.js";
import type { ChosenReadings, ReadObjectOptions } from "./objects/object-options.js";
import type { ObjectSet } from "./objects/object-set.js";
import type { ObjectPredictions, ObjectTruth } from "./objects/object-types.js";
import type { WrittenFile } from "./objects/written-files.js";
import type { ChosenPredictionReadings } from "./prediction-reading/choices.js";
import type { ReadingChoice } from "./reading-choice.js";
import type { YoloDetectionsOptions } from "./yolo/yolo-detections.js";

/**
 * A format of labels or predictions, with everything that is particular to it: how it is recognised,
 * read and written. The registry lists them; the rest of the program asks the object.
 */
export interface Format {
  /** Stable: `--to` takes it, and results say it of what was read. */
  readonly id: string;
  /** For people, in lists of formats: "Label Studio". */
  readonly name: string;
  /** The one name that a file of the format has, where it must have that. */
  readonly fileName?: string;
  /** Other ids that readings of the format have: of kinds of tables, for example. */
  readonly kinds?: readonly string[];
  /** How sure it is that a file is of the format: {@link CONFIDENCE}, 0 for "it is not". */
  readonly file?: (file: FileEvidence) => number | Promise<number>;
  /** The files of a folder that are of the format; null for none. */
  readonly folder?: (
    folder: FolderEvidence,
  ) => FolderFinding | null | Promise<FolderFinding | null>;
  /** What can be read. Labels of a format without a reader for them are those of its objects. */
  readonly read: FormatReaders;
  /** What the format's specification names, and what of it is kept. */
  readonly fields: FormatFields;
  /** What a user can say about the reading of objects, where the files leave it open. */
  readonly choices?: readonly ReadingChoice[];
  /** The same of predictions, beside what can be said of those of any format. */
  readonly predictionChoices?: readonly ReadingChoice[];
  /** Whether its files are tables, of whose columns a user can say what they mean (`--columns`). */
  readonly hasColumns?: true;
  /** Whether pictures beside its files are parts of them, and no masks by themselves. */
  readonly ownsMasks?: true;
  readonly write?: FormatWriter;
}

/**
 * What is asked of a file: labels of images, annotated objects, answers for images, detections; labels of
 * pixels, and answers for pixels.
 */
export type Wanted =
  | "labels"
  | "objects"
  | "predictions"
  | "detections"
  | "masks"
  | "predicted-masks";

/**
 * Degrees of confidence of a recogniser; the greatest wins. `named`: by a name that nothing else has ·
 * `marked`: by keys or elements that only the format has · `sorted`: images lie in several folders that could be classes · `shaped`: by
 * what other files could have too · `any`: any file of that content can be it.
 */
export const CONFIDENCE = { named: 1, marked: 0.9, sorted: 0.8, shaped: 0.7, any: 0.3 } as const;

/** What is known of a file before it is read. */
export interface FileEvidence {
  readonly access: FileAccess;
  readonly path: string;
  readonly content: FileContent;
  /** The first 4 KiB. */
  readonly head: Uint8Array;
  readonly wanted: Wanted;
  /** Whether the reading will know what COCO's numbers stand for. */
  readonly knowsCoco: boolean;
  /** Keys and first records, where the content is JSON. */
  readonly json: JsonHead | null;
  /** Name of the root element, where the content is XML and shows one. */
  readonly xmlRoot: string | null;
}

/** What is known of a folder before its files are read. */
export interface FolderEvidence {
  readonly access: FileAccess;
  readonly folder: string;
  readonly wanted: Wanted;
  readonly listed: ListedPaths;
  /** JSON and XML files that the recogniser of the asking format knows. */
  files(): Promise<readonly string[]>;
  /** JSON and XML files that no format knows, with what is wrong with them. */
  unknown(): Promise<readonly UnknownFile[]>;
}

/** A file that no format claims. */
export interface UnknownFile {
  readonly path: string;
  /** Whether the text itself is damaged. */
  readonly isDamaged: boolean;
}

/** The files of a folder that are of a format. */
export interface FolderFinding {
  /** For messages: "tasks of Label Studio". */
  readonly name: string;
  /** At least one. */
  readonly files: readonly string[];
  readonly confidence: number;
  /** Whether the files are read as one; otherwise each is data of its own. Default false. */
  readonly isWhole?: boolean;
  /** Whether paths in a file are relative to its folder. Default false. */
  readonly isBesideImages?: boolean;
}

/** Files to read, and what surrounds them. */
export interface FormatPlace {
  readonly access: FileAccess;
  /** The file, or the folder that `files` were found in. */
  readonly path: string;
  /** How it is called in messages. */
  readonly source: string;
  readonly files: readonly string[];
  /** Content and first bytes of the file; null for a folder. */
  readonly content: FileContent | null;
  readonly head: Uint8Array;
  /** The folder that was named, where the file was found in one. */
  readonly foundIn: string | null;
  /** Paths of image files: of the folder or the access, and those that the user named. */
  images(): Promise<readonly string[]>;
}

/** What each reader gives. */
export interface Readings {
  readonly labels: ImageTruth;
  readonly objects: ObjectTruth;
  readonly predictions: ImagePredictions;
  readonly detections: ObjectPredictions;
  readonly masks: ImageTruth;
  readonly "predicted-masks": ImagePredictions;
}

/** What each reader takes. */
export interface ReadingOptions {
  readonly labels: ReadTruthOptions;
  readonly objects: ReadObjectOptions;
  readonly predictions: ReadPredictionsOptions;
  readonly detections: ReadObjectPredictionsOptions;
  readonly masks: ReadMaskOptions;
  readonly "predicted-masks": ReadMaskOptions;
}

/** Readers of a format, one for each kind of data that it can hold. */
export type FormatReaders = { readonly [W in Wanted]?: Reader<W> };

/** Reads data of one kind. */
export type Reader<W extends Wanted> = (
  place: FormatPlace,
  options: ReadingOptions[W],
) => Promise<Readings[W]>;

/**
 * Readers that are loaded when a file is read. A command reads one format of all that are registered,
 * and most read none.
 *
 * @param kinds what the module exports readers for, by that name
 */
export function loaded<W extends Wanted>(
  kinds: readonly W[],
  load: () => Promise<{ readonly [K in W]: Reader<K> }>,
): FormatReaders {
  const readerOf = <K extends W>(kind: K): Reader<K> => {
    return async (place, options) => (await load())[kind](place, options);
  };
  return Object.fromEntries(kinds.map((kind) => [kind, readerOf(kind)]));
}

/** How a set is written, and what of it the format can hold. */
export interface FormatWriter {
  /** For people, where what is written is less than what the format's name says is read. */
  readonly name?: string;
  readonly holds: FormatHolds;
  /** What it holds otherwise of predictions: "empty" is an image on which nothing was found. */
  readonly ofPredictions?: Partial<Pick<FormatHolds, "empty" | "unlabelled">>;
  /** Whether the format is one file, which comes first. */
  readonly isOneFile: boolean;
  /** Files as pieces of text, made while they are gone through. */
  files(set: ObjectSet): Iterable<WrittenFile>;
  /** Counts what is lost beside what `holds` says. */
  count?(set: ObjectSet, losses: LossCounter): void;
  /** Predictions as what the model answered for each image, where that is what the format is for. */
  answers?(predictions: ImagePredictions): Iterable<WrittenFile>;
}

/** A writer of one file. */
export function oneFile(
  path: string,
  pieces: (set: ObjectSet) => Iterable<string>,
): Pick<FormatWriter, "isOneFile" | "files"> {
  return { isOneFile: true, files: (set) => [{ path, pieces: pieces(set) }] };
}

export interface ReadTruthOptions extends TruthTableOptions, ClassFolderOptions, ChosenReadings {
  /** Paths of the images, where they lie elsewhere: files of objects are named after images. */
  readonly images?: readonly string[];
  /** Labels of the model by their number, for files that number classes and name none. */
  readonly classNames?: readonly string[] | undefined;
}

export interface ReadMaskOptions extends TruthTableOptions, ChosenReadings {
  /** Paths of the images, where they lie elsewhere: masks are named after them. */
  readonly images?: readonly string[];
  /** Labels by their number, for masks beside which no table names them. */
  readonly classNames?: readonly string[] | undefined;
}

export interface ReadPredictionsOptions
  extends PredictionTableOptions,
    MegaDetectorOptions,
    CocoResultsOptions,
    Pick<ChosenPredictionReadings, "predictionScores"> {}

export interface ReadObjectPredictionsOptions
  extends ChosenPredictionReadings,
    MegaDetectorDetectionsOptions,
    DetectionTableOptions,
    RecordDetectionsOptions,
    YoloDetectionsOptions,
    CocoDetectionsOptions {
  /** What the numbers in COCO's results stand for: `coco` of the ground truth. */
  readonly coco?: CocoNames;
}
