import type { FurtherQuestion } from "../../analyses/further-questions.js";
import type { ProblemGroup } from "../../analyses/inspect/inspect-types.js";
import type { ConflictRule } from "../../dataset/conflict-rule.js";
import type { NamedControl } from "../../evaluation/options/option.js";
import type { TruthReading } from "../../evaluation/read-inputs.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { DetectedFormat, ImportProblem } from "../../formats/import-types.js";
import type { ReadingChoice } from "../../formats/reading-choice.js";
import type { SequenceSource } from "../../labelling/label-sequences.js";
import type { Guess } from "../../models/card/guess-card.js";
import type { LabelTarget } from "../../models/label-map.js";
import type { LabelSuggestion } from "../../models/label-suggestions.js";
import type { BlockPage } from "../../reports/block-page.js";
import type { EvaluationReport } from "../../reports/evaluation-report.js";
import type { EvaluationResult, ResultLabelling, ResultListed } from "../../results/result.js";
import type { LeftRuns } from "../../session/compared-runs.js";
import type { AcceptedNames, FileSuggestions } from "../../session/file-suggestions.js";
import type { Intake } from "../../session/intake.js";
import type { TimeLeft } from "../../session/time-left.js";
import type { LookTolerance, Task } from "../../tasks/task.js";

/**
 * What a session tells the page that shows it. Everything here crosses from a worker: plain data,
 * no functions.
 */

/** What was dropped so far, and what was left out of archives. */
export interface FilesTold extends Intake {
  readonly problems: readonly ResultListed[];
}

/** Images that were taken one after the other. */
export interface SequencesTold {
  readonly source: SequenceSource;
  /** Images that are not alone, and the sequences that they are in. */
  readonly images: number;
  readonly sequences: number;
}

/** Whose images are labelled: a model, or what a file says in its place. */
export interface FirstTold {
  readonly name: string;
  /** The figure at which labels may be looked while they are made; null where none allows it. */
  readonly lookMeasure: string | null;
  /** What the person says of it before the first label; null where nothing is to be said. */
  readonly lookTolerance: LookTolerance | null;
  /** Whether an image has one label and one prediction, which designs and races rest on. */
  readonly isOfOneLabel: boolean;
  /** By which score of each image models can be raced meanwhile; null where they cannot. */
  readonly racedBy: Task["racedBy"];
  /** Whether it finds objects, each with a score. */
  readonly findsObjects: boolean;
  /** The points that it places, `unknown` where nothing names them; null where it places none. */
  readonly joints: readonly string[] | "unknown" | null;
}

/** The model that will run. */
export interface ModelTold extends FirstTold {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly task: string;
  readonly labels: readonly string[];
  /** The card's file; null where it was guessed. */
  readonly card: string | null;
  readonly guesses: readonly Guess[];
  /** Whether somebody said that what was guessed is right. */
  readonly isConfirmed: boolean;
  /** Whether anything tells where its features are. */
  readonly hasFeatures: boolean;
}

/** A record that was opened as the claim. */
export interface RecordTold {
  readonly title: string;
  readonly id: string;
  readonly task: string;
  readonly metric: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What it claims, as `91% accuracy`; null where it claims no figure. */
  readonly figure: string | null;
  readonly images: number;
  /** Of the model that it is about; null where it does not say. */
  readonly modelSha256: string | null;
  /** Whether it says what it was tested on, so that images can be held against it. */
  readonly hasProfile: boolean;
  /** Test images that it has features of; 0 for none. */
  readonly features: number;
  /** Whether it tells its test images one by one, so that a table may have their features; absent in projects of before. */
  readonly isOneByOne?: boolean;
  /** What its authors say it is for. */
  readonly expected: readonly string[];
  /** Its classes; empty where it has none. */
  readonly labels: readonly string[];
}

/** How the label file was read, and how it meets the images. */
export interface ImportTold {
  readonly source: string;
  readonly task: Pick<Task, "id" | "truth" | "measures">;
  /** What else can be evaluated. */
  readonly tasks: readonly Pick<Task, "id" | "label">[];
  readonly format: DetectedFormat;
  /** What can be said about the reading where the file leaves it open. */
  readonly choices: readonly ReadingChoice[];
  /** The same of the predictions; empty where a model is run. */
  readonly predictionChoices: readonly ReadingChoice[];
  readonly rows: number;
  readonly objects: number | null;
  /** Role → column, as guessed or chosen. */
  readonly roles: readonly (readonly [role: string, column: string])[];
  /** Columns of the table that are no label and no image: attributes. */
  readonly attributes: readonly string[];
  /** Tables that were read beside it: those that somebody chose, or the list by which images were drawn. */
  readonly tables: readonly string[];
  /** Drawn lists among the files, where there are several and nobody chose one: none of them was read. */
  readonly openLists: readonly string[];
  readonly problems: readonly ImportProblem[];
  /** Image files that are there. */
  readonly imageFiles: number;
  /** Rows that name a file that is there. */
  readonly rowsWithFile: number;
  /** The first of those that name none, and why. */
  readonly rowsWithout: readonly { readonly file: string; readonly what: string }[];
  /** Labels with the number of rows that have each, most first. */
  readonly labels: readonly { readonly name: string; readonly rows: number }[];
}

/** What the model of the built-in example did where it was trained: the claim of the example. */
export interface ExampleClaim {
  readonly right: number;
  readonly images: number;
}

/** A column of a table of labels, and what it is used as. */
export interface ColumnTold {
  readonly name: string;
  readonly use: "image" | "label" | "attribute";
  /** The first values. */
  readonly values: readonly string[];
}

/** A column that images can be chosen by. */
export interface FilterTold {
  readonly column: string;
  /** What its cells say with the rows that say so, most first; of very many the first. */
  readonly values: readonly { readonly value: string; readonly rows: number }[];
  /** Whether these are all. */
  readonly isWhole: boolean;
  /** Whether it tells images for training from others. */
  readonly isSplit: boolean;
}

/** What a look at every file found, before any model runs. */
export interface FoundTold {
  /** Images: files, and rows of the labels that name none. images = ready + left. */
  readonly images: number;
  /** Labelled, there, and not broken in its header. */
  readonly ready: number;
  readonly left: readonly { readonly code: string; readonly count: number }[];
  /** Image files in folders without any labelled image: not counted. */
  readonly ignored: number;
  readonly labels: number;
  readonly problems: readonly ProblemGroup[];
  /** Every image and every finding, as the command line writes them. */
  readonly csv: Blob;
  readonly suggestions: Omit<FileSuggestions, "names">;
  /** Empty where the labels are no table. */
  readonly columns: readonly ColumnTold[];
  /** Attributes with the number of their values; null for numbers and times. */
  readonly attributes: readonly { readonly name: string; readonly groups: number | null }[];
  /** Columns that images can be chosen by; absent in projects of before. */
  readonly filters?: readonly FilterTold[];
  /** Attributes whose values look like things that belong together. */
  readonly proposed: readonly string[];
  /** What images that follow each other were found to be, where nothing is chosen. */
  readonly sequences: number | null;
  /** Controls of options that bring their own. */
  readonly controls: readonly NamedControl[];
  /** Who or what was pictured, where a column tells it: what counts where nothing is chosen. */
  readonly subjects: { readonly attribute: string; readonly count: number } | null;
}

/** What the labels of the ground truth are to the model, as far as that is decided. */
export interface NamesTold {
  readonly rows: readonly {
    readonly label: string;
    readonly rows: number;
    /** Null where somebody has to decide. */
    readonly target: LabelTarget | null;
    readonly suggestions: readonly LabelSuggestion[];
    /** Files of some images with the label; absent in projects that were kept before there were any. */
    readonly examples?: readonly string[];
  }[];
  readonly modelLabels: readonly string[];
  readonly open: number;
}

/** The images as they will be scored. */
export interface ImagesTold {
  readonly images: number;
  readonly toScore: number;
  readonly listed: readonly ResultListed[];
  readonly notes: readonly ResultListed[];
}

/** What is asked, before any result is there. */
export type SessionQuestion = Partial<
  Pick<
    EvaluateRequest,
    | "positive"
    | "where"
    | "severalLabels"
    | "noAnnotation"
    | "cluster"
    | "worstSite"
    | "hereUnit"
    | "slices"
    | "chosenParts"
    | "analyses"
    | "site"
    | "trainedAt"
    | "claims"
    | "requirements"
    | "tolerance"
    | "metrics"
    | "threshold"
    | "anytime"
    | "lookOrder"
    | "level"
    | "seed"
  >
> & {
  /** Path of a table of cameras among the files, when and where they stood; `null` for none. */
  readonly deployments?: string | null;
  /** Path of a file of boxes of objects among the files; null or absent: those of the labels, if they have some. */
  readonly objects?: string | null;
  /** Values chosen by the controls of {@link FoundTold.controls}, by the names of options. */
  readonly options?: Readonly<Record<string, string>>;
  /** Whether the limit was changed after a result was seen: the report says so. */
  readonly isLate?: boolean;
  /** Only so many images, drawn by the seed; all where absent. */
  readonly sample?: number;
};

export interface ReadLabels extends Partial<TruthReading> {
  /** Inside what was dropped; `""` for the folders themselves. */
  readonly path: string;
  readonly accepted?: AcceptedNames;
  /** What counts where rows label an image differently. */
  readonly conflictingLabels?: ConflictRule | undefined;
  /** Other files among those that were dropped, with more columns about the images. */
  readonly tables?: readonly string[];
  /** Attributes from folder names: `{site}/{camera}/…`. */
  readonly folderPattern?: string | undefined;
  /** How these labels came about, where they were made in the app. */
  readonly made?: ResultLabelling | undefined;
}

/** `checking`: whether the card is read right; the run itself is `scoring`. */
export type RunStage = "reading" | "scoring" | "checking" | "computing";

export interface RunTold {
  readonly done: number;
  readonly total: number;
  readonly known: number;
  /** Images scored in a second, over the last 20 s; null before three are. */
  readonly rate: number | null;
  /** The time left as it is to be said; absent before scoring. */
  readonly time?: TimeLeft;
}

/** The models of this session that can be compared with each other. */
export interface ComparedTold {
  /** In the order in which they first ran. */
  readonly models: readonly { readonly id: string; readonly name: string }[];
  /** The model of the last run; null where it was taken out. */
  readonly last: string | null;
  /** What the last run left behind; null for nothing. */
  readonly left: LeftRuns | null;
}

/** A comparison of all of them. */
export interface ComparisonTold {
  readonly page: BlockPage;
  /** The attribute whose levels are places; null for all images together only. */
  readonly by: string | null;
  /** What else could be. */
  readonly attributes: readonly string[];
  /** Alarms an image at which models are set alike; null where they are not. */
  readonly alarms: number | null;
  /** Why they are not, where that was asked for. */
  readonly alarmsRefused: { readonly what: string; readonly fix: string } | null;
  /** Whether two models or more can be timed here, and whether they were. */
  readonly canTime: boolean;
  readonly isTimed: boolean;
  readonly files: ResultTold["files"];
}

/** What alterations of pictures cost. */
export interface StressTold {
  readonly page: BlockPage;
  /** Units that it is of. */
  readonly images: number;
  readonly files: ResultTold["files"];
}

/** A finished evaluation. */
export interface ResultTold {
  readonly result: EvaluationResult;
  readonly report: EvaluationReport;
  /** What else may be asked of it; absent in one that an earlier version kept. */
  readonly further?: readonly FurtherQuestion[];
  /** Files to save, by name. */
  readonly files: readonly { readonly name: string; readonly type: string; readonly blob: Blob }[];
}
