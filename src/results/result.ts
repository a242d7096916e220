import type {
  Code,
  Count,
  Level,
  MetricText,
  NonEmptyText,
  PositiveCount,
  Sha256,
  Share,
} from "../core/json-values.js";
import type { Said } from "../core/sentence.js";
import type { ResultScope } from "./scope-result.js";

/**
 * `result.json`, schema `homeground.result/1`: the output that programs rely on. A number that does not
 * exist is null and has a warning code; it is never NaN or 0. The JSON Schema is
 * `schemas/result.schema.json`.
 */
export interface EvaluationResult {
  readonly schema: "homeground.result/1";
  readonly task: string;
  /** The sampling unit: `image` or `sequence`. */
  readonly unit: NonEmptyText;
  readonly software: {
    readonly name: "homeground";
    readonly version: NonEmptyText;
    /** Inference engine, its version and threads; null if predictions were read from a file. */
    readonly engine: string | null;
  };
  readonly seed: Count;
  readonly model: ResultModel | null;
  readonly inputs: ResultInputs;
  readonly question: "here" | "another-site";
  /** Of labels of pixels: what distances of boundaries and tolerances of `nsd` are in; absent of other labels. */
  readonly distances?: ResultDistances;
  /** The label of interest, to which single-class metrics refer; absent if none was named. */
  readonly positive?: string;
  /** Which units count as one, and why; absent in results of earlier versions. */
  readonly sampling?: ResultSampling;
  readonly estimates: readonly ResultEstimate[];
  readonly confusion: ResultConfusion | null;
  readonly verdicts: readonly ResultVerdict[];
  readonly gap: ResultGap | null;
  /** How similar the images are to those of the claim's record; null if no record was given. */
  readonly scope: ResultScope | null;
  /** How the labels came about, where they were made in the app; absent for labels of a file. */
  readonly labelling?: ResultLabelling;
  /** Copies of training images, and copies across clusters; absent if nobody looked for them. */
  readonly leakage?: ResultLeakage;
  /** The headline with labels that were changed afterwards; absent if none were changed. */
  readonly labelChanges?: ResultLabelChanges;
  /** A key for each analysis that ran; absent if none did. */
  readonly analyses?: ResultAnalyses;
  readonly files: {
    readonly predictions: string | null;
    readonly outcomes: string | null;
    readonly report: string | null;
  };
}

/** What distances on masks are measured in. */
export interface ResultDistances {
  /** Pixels, or whatever the numbers of `spacing` are in. */
  readonly unit: "px" | "spacing";
  /** How far pixels are apart, as it was given: a number, row,column, or a column of the labels; null: not given. */
  readonly spacing: NonEmptyText | null;
}

/** What analyses found, each under its name: their folders add their keys. */
// biome-ignore lint/suspicious/noEmptyInterface: its members are declared where they belong
export interface ResultAnalyses {}

/** Labels that somebody made in the app, where images are labelled without their prediction in sight. */
export interface ResultLabelling {
  /** Drawn from `seed`: a random permutation of the images, or a list by the design of `sampling`. */
  readonly order: "drawn";
  readonly seed: Count;
  /**
   * What said which images were taken one after the other: these were drawn and labelled together; a
   * column of a table, or times (`column` null) of a table or of EXIF (`table` null). Absent where each
   * image was drawn by itself.
   */
  readonly sequences?: { readonly column: string | null; readonly table: string | null };
  /** Images that were drawn. */
  readonly images: Count;
  /** Images that were looked at and are evaluated, *cannot tell* and unreadable ones among them. */
  readonly looked: Count;
  /** Of these, those whose prediction had been in sight before the label was given. */
  readonly seen: Count;
  /** Whether the figure was looked at after each label, or not before all were made. */
  readonly looks: "after-each" | "none";
  /** Whose labels are evaluated. */
  readonly by: NonEmptyText;
  /** Everybody who labelled these images, with the number of images. */
  readonly labellers: readonly { readonly name: NonEmptyText; readonly labelled: Count }[];
}

/** Which units are counted together as one for the question asked. */
export interface ResultSampling {
  /** The column that defines the groups; null if times and cameras do, or if each unit counts by itself. */
  readonly attribute: string | null;
  /**
   * `attribute`: levels of the column named by `--cluster`, a sample of those the claim is about;
   * `subject`: who or what is in the picture; `sequence`, `sequence-by-time`: images taken together, by
   * a column or by their times; `subject-and-sequence`: images linked by either; `unit`: each by itself.
   */
  readonly kind:
    | "attribute"
    | "subject"
    | "subject-and-sequence"
    | "sequence"
    | "sequence-by-time"
    | "unit";
  /**
   * `declared`: by `--cluster COLUMN`; `found`: by the name and values of a column; `none`: by
   * `--cluster none`; `default`: no grouping was found.
   */
  readonly chosen: "declared" | "found" | "none" | "default";
  readonly groups: Count | null;
  /** Columns that look like groups but are not used; `subject` and `other` come first. */
  readonly notUsed: readonly {
    readonly attribute: string;
    readonly kind: "sequence" | "subject" | "place" | "device" | "other";
    readonly levels: Count;
  }[];
  /** How the labelled images were drawn, where figures allow for it; absent where images count alike. */
  readonly design?: ResultDesign;
}

/** A design by which images were drawn to be labelled: figures are of the pool that they came from. */
export interface ResultDesign {
  /** Of `homeground sample --design`; `active-replacement`: with `--replacement`. */
  readonly name: NonEmptyText;
  /** How figures allow for it: that of their estimates. */
  readonly method: "stratified" | "hansen-hurwitz" | "lure";
  /** Images that could be drawn. */
  readonly pool: Count;
  /** Images of the list down to the last one that is labelled. */
  readonly drawn: Count;
  /** Of those, that figures are made of. */
  readonly counted: Count;
  /** Of those, without a label. */
  readonly skipped: Count;
  /** Null where there are none. */
  readonly strata: Count | null;
  /** Whether images stand for so differently many others that nothing was made that counts them alike. */
  readonly unequal: boolean;
}

export interface ResultModel {
  readonly name: string;
  /** Of the model file; of a hosted endpoint what `conformance` has. */
  readonly sha256: Sha256;
  readonly labels: readonly string[];
  /**
   * Card fields that were guessed, such as `input.mean`; absent if all were written or confirmed.
   * @minItems 1
   */
  readonly guessed?: readonly string[];
  /**
   * Card fields that were guessed and then confirmed by somebody.
   * @minItems 1
   */
  readonly confirmed?: readonly string[];
  /** What a hosted endpoint, whose model file nobody has seen, said of itself; absent for a model file. */
  readonly conformance?: ResultConformance;
}

/** A hosted endpoint by its own words. */
export interface ResultConformance {
  /** How it was asked: `kserve`, `huggingface`, `gradio`, `http`. */
  readonly protocol: NonEmptyText;
  /** Without what follows `?`. */
  readonly address: NonEmptyText;
  /** Null where it does not say. */
  readonly name: string | null;
  readonly versions: readonly string[];
  /** Whether it states its labels, or whoever asked it described them. */
  readonly labels: "stated" | "described";
  /** Of all that it said, with protocol, address and labels. */
  readonly sha256: Sha256;
}

export interface ResultListed {
  readonly file: string;
  /** @pattern ^[a-z0-9-]+(/[a-z0-9-]+)?$ */
  readonly code: string;
  readonly what: string;
  /** The error behind a listed image, if `code` covers several: `image/truncated`. */
  readonly error?: Code;
}

/** A note before it is written: the result keeps the text for files. */
export interface Note extends ResultListed, Said {}

/** How a file of labels, predictions or attributes was read. */
export interface ResultImport {
  readonly role: "labels" | "predictions" | "attributes";
  readonly source: string;
  /** A stable id such as `csv` or `coco`. */
  readonly format: NonEmptyText;
  readonly rows: Count;
  /** Annotations or detections from which the rows were made; null if each row is one record. */
  readonly objects: Count | null;
  /** At most a thousand entries per code; one more entry gives the number of the rest. */
  readonly problems: readonly {
    readonly code: Code;
    readonly what: string;
    readonly where: string;
  }[];
  /**
   * How the file was read where it leaves that open, or is not as its format says; absent otherwise.
   * @minItems 1
   */
  readonly readings?: readonly ResultReading[];
}

/** How something in a file was read. */
export interface ResultReading {
  /** The option that says it (`prediction-boxes`); `class-names`: whose names numbers of classes have. */
  readonly reading: NonEmptyText;
  readonly value: NonEmptyText;
  /** `declared`: by the option; `found`: from the files. */
  readonly chosen: "declared" | "found";
}

export interface ResultInputs {
  /** Always the number of images scored plus the number listed. */
  readonly images: Count;
  readonly labelled: Count;
  readonly scored: Count;
  /** Listed images whose label could be scored if they had a prediction; absent if there are none. */
  readonly unanswered?: PositiveCount;
  /** Files that are not counted as images: used otherwise, or in folders without a labelled image. */
  readonly ignored: Count;
  readonly listed: readonly ResultListed[];
  readonly notes: readonly ResultListed[];
  /** Evaluated images similar to a training image or to an image of another cluster. */
  readonly duplicates?: readonly ResultDuplicate[];
  /** Absent if the result was not made from files. */
  readonly imports?: readonly ResultImport[];
}

/**
 * Two images that show the same thing or belong together: an evaluated image (`a`), and one of the
 * training list or of another cluster (`b`). At most the three closest are listed for an image, and one
 * pair for a group found on both sides; `leakage` has the full counts.
 */
export interface ResultDuplicate {
  readonly a: string;
  readonly b: string;
  readonly kind: LikenessKind;
  /** Of `near`: whether one is the other turned by quarters, or mirrored. */
  readonly turned?: true;
  /** Of `near`: whether parts of the one view have nothing in common: another frame of a camera, or drawn on. */
  readonly differs?: true;
  /** Of `altered`: what was found to be done; empty where nothing but what cannot be told. */
  readonly altered?: ResultAlteration;
  readonly across: "training" | "cluster";
}

/** How an altered copy lies in the other picture. */
export interface ResultAlteration {
  /** Share of `a`, and of `b`, that both show, where either is cut. */
  readonly shared?: readonly [Share, Share];
  /** Clockwise in the other picture, after mirroring; from 2 on. */
  readonly degrees?: number;
  /** Left for right. */
  readonly mirrored?: true;
  /** Whether contrast or brightness are others. */
  readonly shades?: true;
}

export type LikenessKind = "same-bytes" | "same-pixels" | "near" | "altered" | "same-group";

/** Leakage that was looked for and found, and the headline figures without the images concerned. */
export interface ResultLeakage {
  /** Null if there was no training list. */
  readonly training: {
    readonly sources: readonly string[];
    /** `list`: given by `--training`; `split`: rows marked as training in the label file. */
    readonly kind: "list" | "split";
    readonly images: Count;
    /** Images that could be compared: they are on disk, or their hashes are given. */
    readonly compared: Count;
  } | null;
  /** Evaluated images by their closest kind of match. */
  readonly found: readonly {
    readonly across: "training" | "cluster";
    readonly kind: Exclude<LikenessKind, "same-group">;
    readonly images: Count;
    /** Pairs with these images, whether or not they are listed. */
    readonly pairs: Count;
  }[];
  /** Patients, cameras, sequences and so on that have images on both sides. */
  readonly groups: readonly {
    readonly attribute: string;
    readonly value: string;
    readonly images: Count;
    readonly trainingImages: Count;
  }[];
  readonly without: readonly ResultWithout[];
}

/** What is left out: `copies`; `near`: near-duplicates and altered copies too; `groups`: every image of a shared group too. */
export type LeavesOut = "copies" | "near" | "groups";

export interface ResultWithout {
  readonly across: "training" | "cluster";
  readonly leaves: LeavesOut;
  /** Number of images left out. */
  readonly images: Count;
  /** The headline figures of the remaining images; empty if none remain. */
  readonly estimates: readonly ResultEstimate[];
}

/**
 * Labels that somebody changed. All other figures and verdicts of the result use the original labels.
 * changed = wrongToRight + rightToWrong + stillRight + stillWrong + leftOutWrong + leftOutRight + unanswered.
 */
export interface ResultLabelChanges {
  /** Images whose changed label is used. */
  readonly changed: PositiveCount;
  /** Of these, those changed while the model's prediction was visible. */
  readonly seen: Count;
  /** The prediction is wrong by the original label and right by the new one. */
  readonly wrongToRight: Count;
  /** The prediction is right by the original label and wrong by the new one. */
  readonly rightToWrong: Count;
  /** The prediction is right by both labels. */
  readonly stillRight: Count;
  /** The prediction is wrong by both labels. */
  readonly stillWrong: Count;
  /** Left out because no label fits; the prediction is wrong by the original label. */
  readonly leftOutWrong: Count;
  /** Left out because no label fits; the prediction is right by the original label. */
  readonly leftOutRight: Count;
  /** Images without a prediction. */
  readonly unanswered: Count;
  /** Changes that match no image and label of this set; they are named in `inputs.notes`. */
  readonly unused: Count;
  /** The headline figures with the changed labels; empty if no images remain. */
  readonly estimates: readonly ResultEstimate[];
  /** The verdicts with the changed labels, for information only: none of them counts. */
  readonly verdicts: readonly ResultVerdict[];
}

export interface ResultSlice {
  readonly attribute: string;
  readonly value: string;
  /** If the evaluation is about another site: this slice is about the sites at hand. */
  readonly question?: "here";
  /** Number of slices for which the intervals hold simultaneously. */
  readonly family: PositiveCount;
  readonly shrunken: number | null;
  readonly difference: number | null;
  readonly differenceLow: number | null;
  readonly differenceHigh: number | null;
  readonly finding: boolean;
}

export interface ResultEstimate {
  /** Such as `recall{class=deer}`. */
  readonly metric: MetricText;
  readonly role: "headline" | "detail";
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: Level;
  readonly method: NonEmptyText;
  readonly n: Count;
  readonly defined: Count | null;
  readonly unit: NonEmptyText;
  /** Number of clusters; null if units count as independent. */
  readonly clusters: Count | null;
  readonly slice: ResultSlice | null;
  /**
   * Estimated bias of the value at this sample size, in the metric's own unit; negative if it is too low.
   * Present with the warning `interval/biased` only.
   */
  readonly bias?: number;
  readonly warnings: readonly Code[];
}

export interface ResultConfusion {
  readonly labels: readonly string[];
  /** Rows = ground truth, columns = prediction. */
  readonly counts: readonly (readonly Count[])[];
}

export type VerdictWord = "holds" | "fails" | "cannot-tell";

export interface ResultVerdict {
  readonly metric: MetricText;
  /** The claim as given and as used. */
  readonly claim: {
    readonly kind: "claim" | "requirement";
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly n: Count | null;
    readonly source: string;
    /** The claim is from a model card, which names no images to check it on; absent for other claims. */
    readonly origin?: "model-card";
  };
  /** @minimum 0 */
  readonly tolerance: number;
  /** local − claimed; positive means better, whatever the metric's direction. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: VerdictWord;
  readonly reason: Code | null;
  readonly moreLabels: PositiveCount | null;
  readonly moreClusters: PositiveCount | null;
  readonly level: Level;
  readonly mode: "fixed" | "anytime";
  readonly warnings: readonly Code[];
  /** S of `--worst-site`: no cluster is assumed to score below it; absent if not given or not used. */
  readonly worstSite?: number;
  /** Present with the reason `verdict/unseen-clusters` only. */
  readonly unseenKind?: ResultUnseenKind;
  /** Present with `verdict/few-of-a-class` only: the labels with too few images or objects. */
  readonly fewLabels?: ResultFewLabels;
  /** Present in the mode `anytime` only; null if it is not available. */
  readonly anytime?: ResultAnytime | null;
  /** What labelled images without a prediction could change; absent if every image has one. */
  readonly unanswered?: ResultUnanswered;
}

/** How images without a prediction bear on a verdict (METHODS-2 A3). */
export interface ResultUnanswered {
  /** Labelled images without a prediction. */
  readonly n: PositiveCount;
  /** `unknown`: each may be right or wrong; `wrong`: a missing prediction was declared an error. */
  readonly countedAs: "unknown" | "wrong";
  /** Whether the claim holds even if all of them are wrong; null if that cannot be told. */
  readonly holdsIfAllWrong: boolean | null;
  /** Whether the claim fails even if all of them are right; null if that cannot be told. */
  readonly failsIfAllRight: boolean | null;
  /** The figure if all of them are as bad as possible; null if there is none. */
  readonly worst: ResultCompletedFigure | null;
  /** The figure if all of them are as good as possible; null if there is none. */
  readonly best: ResultCompletedFigure | null;
}

export interface ResultCompletedFigure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: Count;
}

/**
 * The verdict stands unless more than a share of clusters are of a kind that was not seen among those
 * judged and that scores as stated (METHODS-2 A7).
 */
export interface ResultUnseenKind {
  /** The verdict, but for an unseen kind of cluster. */
  readonly verdict: "holds" | "fails";
  /** Share of clusters in [0, 1], at the same confidence as the figure's interval. */
  readonly share: Share;
  /** The score of that kind, in the metric's unit: the worst stated or possible; for `fails` the best. */
  readonly score: number;
  /** A kind with a larger share than this would have been seen, at the same confidence. */
  readonly excluded: Share;
}

/** Labels with too few images or objects for a verdict on the figure. */
export interface ResultFewLabels {
  readonly few: PositiveCount;
  /** Labels that the figure covers; 1 for a single-class metric. */
  readonly of: PositiveCount;
  /**
   * Names of the first five of them; empty if they have no names.
   * @maxItems 5
   */
  readonly names: readonly string[];
  /**
   * How many each label needs: images; for an AUC or average precision, images both with and without the
   * label; for the mean AP of detections, √(objects × images).
   */
  readonly least: PositiveCount;
}

/** Figures that stay valid however often they are looked at (METHODS §5). */
export interface ResultAnytime {
  /** Mean of the units' values, or equally weighted mean of the clusters' means. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly of: "units" | "cluster-means";
  /** `drawn`: shuffled by the seed; `file`: the order of the label file, declared random by the user. */
  readonly order: "drawn" | "file";
  /**
   * Number of units or clusters at the decision; null if there is none yet. The decision stands unless
   * all the data contradict it (`verdict/contradicted`).
   */
  readonly decidedAt: Count | null;
  /** Natural log of the capital for `holds`, at the decision or else at the end; null without bounds. */
  readonly logHolds: number | null;
  /** The same for `fails`. */
  readonly logFails: number | null;
  /** The difference on all the data, with the interval of a single look. */
  readonly oneLook: {
    readonly difference: number | null;
    readonly low: number | null;
    readonly high: number | null;
  };
}

/** gap = claimed − local, so a loss is positive; the terms add up to it exactly (METHODS §6 and §15). */
export interface ResultGap {
  readonly metric: MetricText;
  readonly value: number;
  readonly terms: readonly ResultGapTerm[];
  /** Attributes that were considered; absent if the claim does not give them for each image. */
  readonly attributes?: readonly ResultGapAttribute[];
  /** Images that the claim's record also holds, left out of the gap; absent if there are none. */
  readonly shared?: PositiveCount;
  readonly supported: { readonly claimed: Share; readonly local: Share } | null;
  readonly reweighted: {
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    /** @minimum 0 */
    readonly n: number;
  } | null;
  readonly warnings: readonly Code[];
}

/** How an attribute was used in splitting the gap. */
export interface ResultGapAttribute {
  readonly name: string;
  readonly use: "split" | "joint" | "too-fine" | "confounded" | "not-compared" | "beyond-three";
  /** Attributes with which it is confounded. */
  readonly with: readonly string[];
  /** Share of each side's images in strata that both sides have, if split by it; null if not tried. */
  readonly supported: { readonly claimed: Share; readonly local: Share } | null;
}

export interface ResultGapTerm {
  readonly term: "class-mix" | "attribute-mix" | "within" | "only-claimed" | "only-local";
  /** The class that the term is about; absent if it is about all. */
  readonly class?: string;
  /** The attribute that the term is about; absent if it is about none. */
  readonly attribute?: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}
