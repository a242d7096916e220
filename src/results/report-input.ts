import type { Surface } from "../core/sentence.js";
import type { DetectedFormat, ImportProblem } from "../formats/import-types.js";
import type { ReliabilityBins } from "../metrics/calibration.js";
import type { CurveFigure } from "../metrics/curve-figure.js";
import type { AnatomyCost } from "../metrics/detection/anatomy-costs.js";
import type { ErrorTable } from "../metrics/detection/anatomy-counts.js";
import type { OperatingCurve } from "../metrics/detection/operating-curve.js";
import type { EstimateDetail } from "../metrics/estimate-types.js";
import type { BoxOutcome } from "../outcomes/detection/anatomy.js";
import type { OutlineErrors } from "../outcomes/detection/outline-errors.js";
import type { EvaluationResult, ResultDuplicate, VerdictWord } from "./result.js";

/** What a report is made from: the public result, and what the page needs beside it. */
export interface ReportInput {
  readonly result: EvaluationResult;
  readonly extras: ReportExtras;
}

/**
 * What `result.json` does not hold and a report shows where it is there. Everything is optional: a
 * part that is missing is left out of the page, never guessed.
 */
export interface ReportExtras {
  /** Where the report is read; a file or a terminal where absent. */
  readonly surface?: Surface;
  /** What the images are called: the folder as given, such as `photos/site2`. */
  readonly place?: string;
  /** A short name for sentences, such as `site 2`; `place` where absent. */
  readonly placeName?: string;
  /** What the images were restricted to, as given: `split=test`. */
  readonly where?: readonly string[];
  /** Where the claim was measured, such as `site 1`. */
  readonly claimedPlace?: string;
  /** When the run ended, ISO 8601. The one part of a report that differs between equal runs. */
  readonly madeAt?: string;
  readonly question?: QuestionFacts;
  /** How clusters are called: the attribute's name, such as `camera`. */
  readonly clusterName?: string;
  /** An attribute that looks like a cluster and was not used (`clusters/not-used`). */
  readonly clusterCandidate?: string;
  /** What images might share where nothing names it; `patient or camera` where absent. */
  readonly groupWord?: string;
  /** The attribute that names places, such as `camera`, and how many there are among the images. */
  readonly placesHere?: { readonly name: string; readonly count: number };
  /** Sentences on what was asked, for the methods, which the result does not show. */
  readonly asked?: readonly string[];
  /** The arguments after `homeground`, as given. */
  readonly command?: readonly string[];
  readonly model?: ModelFacts;
  /** How each file of labels, predictions or attributes was read. */
  readonly imports?: readonly ImportFacts[];
  readonly names?: NameFacts;
  /** Pairs of images that were taken for copies, with their pictures. */
  readonly pairs?: readonly PairPicture[];
  /** Pictures of the images that are least like the test images of a record, in the order of the result. */
  readonly least?: readonly LeastAlikePicture[];
  readonly seconds?: number;
  readonly reliability?: ReliabilityFacts;
  readonly kept?: readonly KeptFacts[];
  /** Ranked answers of a label against the rest: ROC, precision–recall and thresholds. */
  readonly ranked?: readonly RankedCurveFacts[];
  /** Labels that could have a curve too, beyond those of `ranked`. */
  readonly rankedMore?: number;
  /** Errors if only the surer answers are kept. */
  readonly selective?: SelectiveFacts;
  /** The same figures place by place. */
  readonly places?: PlaceFacts;
  /** The first claim, or the headline figure, at each place; all at once. */
  readonly judgedPlaces?: JudgedPlaces;
  readonly mistakes?: MistakeFacts;
  /** How answers stand to the ground truth in a taxonomy, where that was asked for. */
  readonly taxonomy?: TaxonomyFacts;
  /** What a detector does at each threshold, and what goes wrong at the one in use. */
  readonly detection?: DetectionFacts;
  readonly waterfall?: WaterfallFacts;
  /** Values for the placeholders of a warning's words, by code. */
  readonly warningFacts?: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface QuestionFacts {
  /** When the tolerance was fixed, ISO 8601; null where that was not recorded. */
  readonly fixedAt: string | null;
  readonly source: "given" | "default";
}

export interface ModelFacts {
  /** File, address or endpoint as given. */
  readonly source: string;
  readonly sizeBytes: number | null;
  /** Lines of the model card that are worth reading: `Trained on` → `180 images of site 1`. */
  readonly card: readonly { readonly name: string; readonly value: string }[];
}

export interface ImportFacts {
  readonly role: "labels" | "predictions" | "attributes";
  readonly source: string;
  readonly format: DetectedFormat;
  readonly rows: number;
  /** How columns were read: role → column name. */
  readonly roles: ReadonlyMap<string, string>;
  readonly problems: readonly ImportProblem[];
}

/** How labels of the ground truth met the model's. */
export interface NameFacts {
  readonly matched: readonly string[];
  /** Count as wrong: the model does not have them. */
  readonly outside: readonly string[];
  readonly ignored: readonly string[];
  /** Where the map came from: `the same words`, or a file's name. */
  readonly source: string;
  /** Pictures of labels that are called otherwise than the model's. */
  readonly examples?: readonly NameExample[];
}

/** A picture of a label, and the labels of the model that it was taken for. */
export interface NameExample {
  readonly label: string;
  readonly to: readonly string[];
  readonly file: string;
  readonly thumbnail: Thumbnail;
}

/** An evaluated image and what it was taken for a copy of. */
export interface PairPicture {
  readonly duplicate: ResultDuplicate;
  readonly own: Thumbnail;
  readonly other: Thumbnail;
}

/** An image that is far from every test image, by its name in the result. */
export interface LeastAlikePicture {
  readonly file: string;
  readonly own: Thumbnail;
  /** The nearest of the images here that is like the test images; null where there is none, or no picture of it. */
  readonly alike: Thumbnail | null;
}

export interface ReliabilityFacts {
  readonly bins: ReliabilityBins;
  /** Limits of each bin's accuracy, length M; NaN (or null for all) where there is none. */
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
  /** Mean confidence and accuracy of all, in [0, 1]. */
  readonly meanConfidence: number;
  readonly accuracy: number;
}

/** What would be left if answers below a confidence went to a person. */
export interface KeptFacts {
  readonly threshold: number;
  readonly kept: number;
  readonly right: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * One label against the rest at each of at most 101 thresholds, falling from +∞. Of two classes it is
 * that of `--positive`, else the rarer one. Limits are of each point alone; NaN where there are none.
 */
export interface RankedCurveFacts {
  readonly label: string;
  /** What the score is, for axes: `score`, `probability`. */
  readonly scoreName: string;
  readonly positives: number;
  readonly negatives: number;
  readonly threshold: Float64Array;
  /** Of those with the label, the share that is answered (recall). */
  readonly sensitivity: CurveFigure;
  /** Of those without it, the share that is answered too (1 − specificity). */
  readonly falsePositiveRate: CurveFigure;
  /** Of those that are answered, the share that has it; NaN where none is. */
  readonly precision: CurveFigure;
  /** The threshold in use; null where the answers were not made by one. */
  readonly inUse: number | null;
  /** Area under ROC and average precision, as in the result; null where not computed. */
  readonly rocAuc: EstimateDetail | null;
  readonly averagePrecision: EstimateDetail | null;
}

/**
 * Errors among the answers that are kept, at each of at most 101 confidences, rising: the first
 * keeps all. Limits are of each point alone; NaN where there are none.
 */
export interface SelectiveFacts {
  readonly threshold: Float64Array;
  /** Units kept, and their share of all. */
  readonly kept: Float64Array;
  readonly coverage: Float64Array;
  /** Share of the kept that is wrong. */
  readonly risk: CurveFigure;
}

/** Figures of each level of a place-like attribute (site, camera, hospital), shares with counts. */
export interface PlaceFacts {
  readonly attribute: string;
  /**
   * What a hit is. `right`: an image whose answer is its class. `found`: a label, or an object, that
   * is answered; of objects at the threshold in use, or of all detections where none is set. Always
   * said by `placeFacts`, like what follows.
   */
  readonly measure?: "right" | "found";
  /** What `of` counts: `image`, `sequence`, `label`, `object`. */
  readonly counted?: string;
  /**
   * What the ranges inside a place take as independent, such as `sequence` or `patient`; null:
   * images or units by themselves.
   */
  readonly clusterName?: string | null;
  /** The largest first. Rows of each in one order: `all`, then classes, the largest overall first. */
  readonly panels: readonly PlacePanel[];
  /** Places beyond those that are shown. */
  readonly more: number;
  /** Classes beyond those that have a row. */
  readonly moreClasses?: number;
  /** Units of which no place is known; they are in no panel. */
  readonly unknown?: number;
}

export interface PlacePanel {
  readonly place: string;
  readonly units: number;
  readonly rows: readonly PlaceRow[];
}

export interface PlaceRow {
  /** A class, or `all`. */
  readonly label: string;
  readonly hits: number;
  readonly of: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A figure place by place: ranges hold together at `level`, and verdicts share one error. */
export interface JudgedPlaces {
  readonly attribute: string;
  /** In print: `accuracy`, `recall{class=deer}`. */
  readonly metric: string;
  /** Of all of them together: 0.95. */
  readonly level: number;
  /** `image`, `sequence`. */
  readonly unit: string;
  /** The largest first. */
  readonly places: readonly JudgedPlace[];
  /** Places beyond those. */
  readonly more: number;
}

export interface JudgedPlace {
  readonly place: string;
  /** What the figure rests on. */
  readonly n: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Of the claim here; null where none can be given place by place. */
  readonly verdict: VerdictWord | null;
}

export interface Thumbnail {
  readonly mime: "image/jpeg" | "image/png" | "image/webp";
  readonly bytes: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Mistake {
  readonly file: string;
  /** `answer`, one label called another, where absent. */
  readonly kind?: "answer" | "missed" | "false-alarm";
  /** The label; empty where what is named is not there. */
  readonly truth: string;
  /** What the model said; empty where it named nothing. */
  readonly predicted: string;
  /** In [0, 1]; null where the model gives none. */
  readonly confidence: number | null;
  /** On the model's own scale, where it is no confidence. */
  readonly score?: number;
  /** What is wrong beside the label: `Right kind, box too loose`. */
  readonly note?: string;
  readonly thumbnail?: Thumbnail;
  /** Why there is no picture: a code of the words for it. */
  readonly noPicture?: string;
  /** Whether the picture is a part of the whole one. */
  readonly cutOut?: boolean;
  /** Of a detector: what it found, missed and drew wrongly, over the picture; what matters most comes last. */
  readonly boxes?: readonly MistakeBox[];
}

/** A box as fractions of the width and height of the picture that is shown. */
export interface MistakeBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly outcome: BoxOutcome;
  /** Whether the tile is about it. */
  readonly subject: boolean;
  /** `car 57%`, `knife, missed`, `car 45%, is truck`. */
  readonly caption: string;
  /** Points or outline of the object and of the prediction; absent where objects have none. */
  readonly poses?: readonly MistakePose[];
}

/** Points as fractions of the picture that is shown, and the lines between them. */
export interface MistakePose {
  readonly of: "truth" | "found";
  /** Null for a point that is not annotated, or not predicted. */
  readonly points: readonly (readonly [x: number, y: number] | null)[];
  readonly lines: readonly (readonly [from: number, to: number])[];
  /** Whether points are corners of an outline, those of one ring behind each other, with null between rings. */
  readonly isOutline?: true;
}

export interface MistakeFacts {
  /** The costliest first. */
  readonly worst: readonly Mistake[];
  /** The most frequent mix-ups, where an image has one answer; absent elsewhere. */
  readonly mixUps?: readonly MixUpFacts[];
  /** Number of wrong answers in all. */
  readonly total: number;
  /** Of these, labels or objects that were not named; the others were named and are not there. */
  readonly missed?: number;
  /**
   * What is wrong: an image's one answer (where absent), one of its labels, its score against a
   * threshold or a rank, an object.
   */
  readonly about?: "answers" | "labels" | "scores" | "counts" | "objects" | "masks";
  /**
   * Operating point of scores and objects; null where none is set. Of objects without one the least score
   * at which missed and false together are fewest.
   */
  readonly threshold?: number | null;
  /** Of objects: boxes with each outcome from the threshold on, in the order of `BOX_OUTCOMES`. */
  readonly boxes?: readonly number[];
  /** How tiles are spread while there are others; absent where they are not. */
  readonly spread?: MistakeSpread;
  /** `image` where absent. Of a sequence the first picture is shown. */
  readonly unit?: string;
  /** Why pictures are left out, as a sentence; null where they are shown. */
  readonly picturesWithheld: string | null;
}

/** One label taken for another, with pictures that show it. */
export interface MixUpFacts {
  readonly truth: string;
  readonly predicted: string;
  /** How often, of how many with the label. */
  readonly n: number;
  readonly of: number;
  /** The surest, at most two. */
  readonly wrong: readonly Mistake[];
  /** One of the label that was said, which is right; null where none is. */
  readonly right: Mistake | null;
}

/** Tiles that one kind of mistake and one group of images may take. */
export interface MistakeSpread {
  /** Of one mix-up or one missed label; null where kinds are not limited. */
  readonly ofKind: number | null;
  /** Null where images are not grouped. */
  readonly ofGroup: number | null;
  /** What a group is called: `sequence`, `camera`. */
  readonly groupName: string;
}

/** Units by how their answer stands to the ground truth in a taxonomy; each is counted once. */
export interface TaxonomyFacts {
  readonly units: number;
  /** The same class: what the figures count as right. */
  readonly exact: number;
  /** Wider answers that hold the truth, by their rank, from the narrowest rank to the widest. */
  readonly coarser: readonly { readonly rank: string; readonly n: number }[];
  /** The answer names more than the label, within it. */
  readonly finer: number;
  /** The same taxon, as two classes. */
  readonly otherName: number;
  readonly different: number;
  /** Wrong, and one side has no known place. */
  readonly unknown: number;
}

export interface DetectionFacts {
  /** All classes together, thresholds falling. */
  readonly curve: OperatingCurve;
  /** What predictions are, where they are no boxes. */
  readonly notOfBoxes?: "points" | "outlines";
  /** Of masks: how outlines fail, where it is fixed what counts. */
  readonly outlines?: OutlineErrors;
  /** One point at the threshold in use; null where none is set. */
  readonly now: OperatingCurve | null;
  readonly threshold: number | null;
  /** One point where missed and false together are fewest; absent where a threshold is in use, or scores are no shares. */
  readonly fewest?: OperatingCurve;
  /** Kinds that are there, with the units that have one. */
  readonly kinds?: readonly { readonly name: string; readonly units: number }[];
  /** What is taken for what at the threshold in use, else at that of `fewest`. */
  readonly mixUps?: KindMixUps;
  /** `image`, `sequence`. */
  readonly unit: string;
  /** How the threshold was chosen on the images of the curve, in words; null where it was given. */
  readonly choice: string | null;
  /** Of the detections that count at the threshold; of all where none is set. */
  readonly costs: ReadonlyMap<AnatomyCost, EstimateDetail>;
  /** In one bin. */
  readonly all: ErrorTable;
  readonly tables: readonly ErrorTable[];
}

/** Boxes that fit an object of another kind, and what is not found. */
export interface KindMixUps {
  /** Most frequent first. */
  readonly pairs: readonly {
    readonly truth: string;
    readonly predicted: string;
    readonly boxes: number;
  }[];
  /** Such boxes in all. */
  readonly boxes: number;
  /** The kind of which most objects are not found; null where all are. */
  readonly missed: { readonly name: string; readonly missed: number; readonly of: number } | null;
}

/** Counts behind the steps of the gap, by class. */
export interface WaterfallFacts {
  readonly classes: ReadonlyMap<string, GapCounts>;
}

export interface GapCounts {
  readonly claimedRight: number;
  readonly claimed: number;
  readonly localRight: number;
  readonly local: number;
}
