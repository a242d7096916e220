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
 * `result.json`, schema `homeground.result/1`: what programs rely on. Numbers that do not exist are
 * null with a warning code, never NaN and never 0. The JSON Schema is `schemas/result.schema.json`.
 */
export interface EvaluationResult {
  readonly schema: "homeground.result/1";
  readonly task: string;
  /** What is sampled: `image` or `sequence`. */
  readonly unit: NonEmptyText;
  readonly software: {
    readonly name: "homeground";
    readonly version: NonEmptyText;
    /** Engine, version and threads; null where predictions came from a file. */
    readonly engine: string | null;
  };
  readonly seed: Count;
  readonly model: ResultModel | null;
  readonly inputs: ResultInputs;
  readonly question: "here" | "another-site";
  /** The label of interest, which figures of one class are about; absent where none is named. */
  readonly positive?: string;
  /** What counts once, and why; absent in results of before it was told. */
  readonly sampling?: ResultSampling;
  readonly estimates: readonly ResultEstimate[];
  readonly confusion: ResultConfusion | null;
  readonly verdicts: readonly ResultVerdict[];
  readonly gap: ResultGap | null;
  /** How far the images are like those of the claim's record; null where none was given. */
  readonly scope: ResultScope | null;
  /** Copies between training and evaluated images and across clusters; absent where none was looked for. */
  readonly leakage?: ResultLeakage;
  /** What the headline would be with labels that were changed later; absent where none was. */
  readonly labelChanges?: ResultLabelChanges;
  readonly files: {
    readonly predictions: string | null;
    readonly outcomes: string | null;
    readonly report: string | null;
  };
}

/** Which units count together as one, in the question that was asked. */
export interface ResultSampling {
  /** The column that says it; null where times and cameras do, or where each unit counts. */
  readonly attribute: string | null;
  /**
   * `attribute`: levels of the column that `--cluster` names, a sample of those spoken about;
   * `subject`: who or what was pictured; `subject-and-sequence`: chains of both; `unit`: each by itself.
   */
  readonly kind:
    | "attribute"
    | "subject"
    | "subject-and-sequence"
    | "sequence"
    | "sequence-by-time"
    | "unit";
  /** By `--cluster COLUMN`, by name and values of a column, by `--cluster none`, or since nothing was found. */
  readonly chosen: "declared" | "found" | "none" | "default";
  readonly groups: Count | null;
  /** Columns that look like groups and are not used; `subject` and `other` first. */
  readonly notUsed: readonly {
    readonly attribute: string;
    readonly kind: "sequence" | "subject" | "place" | "device" | "other";
    readonly levels: Count;
  }[];
}

export interface ResultModel {
  readonly name: string;
  readonly sha256: Sha256;
  readonly labels: readonly string[];
  /**
   * Fields of its card that nothing states: `input.mean`. Absent where somebody wrote or confirmed them.
   * @minItems 1
   */
  readonly guessed?: readonly string[];
  /**
   * Fields that were guessed and that somebody then said are right.
   * @minItems 1
   */
  readonly confirmed?: readonly string[];
}

export interface ResultListed {
  readonly file: string;
  /** @pattern ^[a-z0-9-]+(/[a-z0-9-]+)?$ */
  readonly code: string;
  readonly what: string;
  /** The error behind a listed image, where one kind of reason has several: `image/truncated`. */
  readonly error?: Code;
}

/** A note on its way to the result, which holds what files say of it. */
export interface Note extends ResultListed, Said {}

/** How a file of labels, predictions or attributes was read. */
export interface ResultImport {
  readonly role: "labels" | "predictions" | "attributes";
  readonly source: string;
  /** A stable id such as `csv` or `coco`. */
  readonly format: NonEmptyText;
  readonly rows: Count;
  /** Annotations or detections that the rows were made from; null where each row is one record. */
  readonly objects: Count | null;
  /** Problems of one code beyond the first thousand are counted in one entry. */
  readonly problems: readonly {
    readonly code: Code;
    readonly what: string;
    readonly where: string;
  }[];
}

export interface ResultInputs {
  /** images = scored + listed, always. */
  readonly images: Count;
  readonly labelled: Count;
  readonly scored: Count;
  /** Labelled images of those listed that could be right or wrong, had they an answer; absent for none. */
  readonly unanswered?: PositiveCount;
  /** Files in another role or in folders without any labelled image: not images. */
  readonly ignored: Count;
  readonly listed: readonly ResultListed[];
  readonly notes: readonly ResultListed[];
  /** Evaluated images that are like a training image, or like one of another cluster. */
  readonly duplicates?: readonly ResultDuplicate[];
  /** Absent in results that were not made from files. */
  readonly imports?: readonly ResultImport[];
}

/**
 * Two images that show the same, or belong together: an evaluated one, and one of the training list
 * or of another cluster. Of an image the three closest are named, of a group that both sides share one
 * of each; `leakage` counts them all.
 */
export interface ResultDuplicate {
  readonly a: string;
  readonly b: string;
  readonly kind: LikenessKind;
  readonly across: "training" | "cluster";
}

export type LikenessKind = "same-bytes" | "same-pixels" | "near" | "same-group";

/** What was looked for and found, and every headline figure without the images concerned. */
export interface ResultLeakage {
  /** Null where there was no training list. */
  readonly training: {
    readonly sources: readonly string[];
    /** `list`: given with --training; `split`: rows that the label file calls train. */
    readonly kind: "list" | "split";
    readonly images: Count;
    /** Those that are on disk or whose hashes are stated. */
    readonly compared: Count;
  } | null;
  /** Evaluated images by the strongest likeness that each has. */
  readonly found: readonly {
    readonly across: "training" | "cluster";
    readonly kind: Exclude<LikenessKind, "same-group">;
    readonly images: Count;
    /** Pairs of these images, named or not. */
    readonly pairs: Count;
  }[];
  /** Patients, cameras, sequences … with images on both sides. */
  readonly groups: readonly {
    readonly attribute: string;
    readonly value: string;
    readonly images: Count;
    readonly trainingImages: Count;
  }[];
  readonly without: readonly ResultWithout[];
}

/** `near`: copies and images that look nearly the same; `groups`: these and all of shared groups. */
export type LeavesOut = "copies" | "near" | "groups";

export interface ResultWithout {
  readonly across: "training" | "cluster";
  readonly leaves: LeavesOut;
  /** Images left out. */
  readonly images: Count;
  /** The headline figures of the rest; empty where nothing is left. */
  readonly estimates: readonly ResultEstimate[];
}

/**
 * Labels that somebody changed. Every other figure and verdict of the result is of the first labels.
 * changed = wrongToRight + rightToWrong + stillRight + stillWrong + leftOutWrong + leftOutRight + unanswered.
 */
export interface ResultLabelChanges {
  /** Images whose change counts. */
  readonly changed: PositiveCount;
  /** Of those, changed while the model's answer was visible. */
  readonly seen: Count;
  /** The model's answer was wrong by the first label and is right by the new one; and the other ways. */
  readonly wrongToRight: Count;
  readonly rightToWrong: Count;
  readonly stillRight: Count;
  readonly stillWrong: Count;
  /** Left out, since no label fits; by what the answer was by the first label. */
  readonly leftOutWrong: Count;
  readonly leftOutRight: Count;
  /** Without an answer of the model. */
  readonly unanswered: Count;
  /** Changes that fit no image and label here; `inputs.notes` names them. */
  readonly unused: Count;
  /** The headline figures with the changed labels; empty where nothing is left. */
  readonly estimates: readonly ResultEstimate[];
  /** What the verdicts would be; none of them counts. */
  readonly verdicts: readonly ResultVerdict[];
}

export interface ResultSlice {
  readonly attribute: string;
  readonly value: string;
  /** In an evaluation that asks about another site: a part of these sites as they are. */
  readonly question?: "here";
  /** Number of slices held together (simultaneous intervals). */
  readonly family: PositiveCount;
  readonly shrunken: number | null;
  readonly difference: number | null;
  readonly differenceLow: number | null;
  readonly differenceHigh: number | null;
  readonly finding: boolean;
}

export interface ResultEstimate {
  /** `recall{class=deer}`. */
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
  /** Number of clusters, or null where units count as independent. */
  readonly clusters: Count | null;
  readonly slice: ResultSlice | null;
  /**
   * By about how much the value is too high on so few, negative: too low; where `interval/biased` says
   * so, in the metric's own unit. Absent elsewhere.
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
    /** Of a model card, which names no images: nothing stands behind the figure. Absent for others. */
    readonly origin?: "model-card";
  };
  /** @minimum 0 */
  readonly tolerance: number;
  /** local − claimed, positive is better whatever the metric's direction. */
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
  /** S of `--worst-site`: no cluster scores below it; absent where none was stated, or it has no part. */
  readonly worstSite?: number;
  /** With the reason `verdict/unseen-clusters` alone; absent elsewhere. */
  readonly unseenKind?: ResultUnseenKind;
  /** With `verdict/few-of-a-class` alone: which labels have too little for a verdict. */
  readonly fewLabels?: ResultFewLabels;
  /** In the mode anytime alone: null where it is not available. */
  readonly anytime?: ResultAnytime | null;
  /** What labelled images without an answer can do to it; absent where every image has one. */
  readonly unanswered?: ResultUnanswered;
}

/** Images without an answer, in a verdict (METHODS-2 A3). */
export interface ResultUnanswered {
  /** Labelled images without an answer. */
  readonly n: PositiveCount;
  /** `unknown`: right or wrong, nobody knows; `wrong`: silence was said to be an error. */
  readonly countedAs: "unknown" | "wrong";
  /** Whether the claim holds if all are wrong, fails if all are right; null where nobody can say. */
  readonly holdsIfAllWrong: boolean | null;
  readonly failsIfAllRight: boolean | null;
  /** The figure with all of them as bad, and as good, as can be; null where there is none. */
  readonly worst: ResultCompletedFigure | null;
  readonly best: ResultCompletedFigure | null;
}

export interface ResultCompletedFigure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: Count;
}

/**
 * The verdict would stand unless more than a share of clusters are of a kind that none of those judged
 * is and that scores as stated (METHODS-2 A7).
 */
export interface ResultUnseenKind {
  /** The verdict that all but this allow. */
  readonly verdict: "holds" | "fails";
  /** In [0, 1]; as sure as the limit of the figure's interval. */
  readonly share: Share;
  /** What the kind scores, in the metric's unit: the worst stated or possible; for *fails* the best. */
  readonly score: number;
  /** A kind more common than this would have been among the clusters, as surely. */
  readonly excluded: Share;
}

/** Labels of a figure that have too little for a verdict on it. */
export interface ResultFewLabels {
  readonly few: PositiveCount;
  /** Labels that the figure is about; 1 for a figure of one label. */
  readonly of: PositiveCount;
  /**
   * Names of the few ones, the first five; none where they have no name.
   * @maxItems 5
   */
  readonly names: readonly string[];
  /**
   * What each needs: images; for an AUC or average precision with and without the label; for a mean AP of
   * detections √(objects × images).
   */
  readonly least: PositiveCount;
}

/** Figures that hold however often they are looked at (METHODS §5). */
export interface ResultAnytime {
  /** Mean of the units' values, or of clusters' means with equal weights. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly of: "units" | "cluster-means";
  /** Drawn from the seed, or that of the label file, which somebody said is random. */
  readonly order: "drawn" | "file";
  /**
   * Units or clusters at the decision, which stands unless all the data contradict it
   * (`verdict/contradicted`); null while there is none.
   */
  readonly decidedAt: Count | null;
  /** ln of the capital for *holds* and for *fails*, at the decision or after all; null: no bounds. */
  readonly logHolds: number | null;
  readonly logFails: number | null;
  /** The difference by all the data at once, with its interval for one look. */
  readonly oneLook: {
    readonly difference: number | null;
    readonly low: number | null;
    readonly high: number | null;
  };
}

/** gap = claimed − local, positive = loss; the terms add up exactly (METHODS §6 and §15). */
export interface ResultGap {
  readonly metric: MetricText;
  readonly value: number;
  readonly terms: readonly ResultGapTerm[];
  /** Attributes that were looked at; absent where the claim does not tell them image by image. */
  readonly attributes?: readonly ResultGapAttribute[];
  /** Images here that the claim's record holds too, and that the gap leaves out; absent for none. */
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

/** What became of an attribute that the gap may be split by. */
export interface ResultGapAttribute {
  readonly name: string;
  readonly use: "split" | "joint" | "too-fine" | "confounded" | "not-compared" | "beyond-three";
  /** Attributes that it cannot be told apart from. */
  readonly with: readonly string[];
  /** Share of each side's images that are of kinds both have, once it is used; null if not tried. */
  readonly supported: { readonly claimed: Share; readonly local: Share } | null;
}

export interface ResultGapTerm {
  readonly term: "class-mix" | "attribute-mix" | "within" | "only-claimed" | "only-local";
  /** The class or attribute that the term speaks of; absent for the whole. */
  readonly class?: string;
  readonly attribute?: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}
