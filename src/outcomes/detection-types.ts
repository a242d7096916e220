import type { DetectedObjects, TruthObjects } from "../core/objects.js";
import type { KeypointColumns } from "./detection/keypoint-columns.js";

/**
 * What is matched: objects of `imageCount` images in the order in which ties are broken (COCO:
 * ascending image id), with labels 0 … labelCount − 1 on both sides.
 */
export interface DetectionInput {
  readonly imageCount: number;
  readonly labelCount: number;
  readonly truth: TruthObjects;
  readonly detections: DetectedObjects;
  /** Sizes of the images, needed for masks; null where they are not known. */
  readonly widthPx: Float64Array | null;
  readonly heightPx: Float64Array | null;
  /**
   * For truth that names only some of what is there: whether a label was looked for on an image,
   * row-major imageCount × labelCount of {@link SEARCHED}; null where all was.
   */
  readonly searched: Uint8Array | null;
  /** Points of the objects, for the geometry `keypoints`. */
  readonly keypoints?: KeypointColumns;
}

/** Points of an input, where objects have some. */
export type InputPoints = Pick<DetectionInput, "keypoints">;

/** How thoroughly a label was looked for on an image. */
export const SEARCHED = {
  /** All objects are annotated. */
  wholly: 0,
  /** Some are: an unmatched detection is neither right nor wrong. */
  partly: 1,
  /** Nobody looked: neither are any detections of it. */
  not: 2,
  /** Its pixels are a region, on every image, and no objects (stuff): only whole outlines tell right from wrong. */
  region: 3,
} as const;

/** A range of object areas in px², both ends inclusive. */
export interface AreaRange {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** Ways to match: docs of `matchDetections`. */
export const MATCHINGS = ["coco", "voc", "centre"] as const;

/** What objects can be matched by. */
export const GEOMETRIES = ["boxes", "masks", "keypoints"] as const;

/** Matching parameters: another value makes another outcome table, never a weight (DESIGN §2). */
export interface MatchRules {
  /** `coco`; `voc`: each detection looks at its best truth alone; `centre`: distance of centres. */
  readonly matching: (typeof MATCHINGS)[number];
  /** Overlap of boxes or of outlines, or similarity of keypoints (OKS). */
  readonly geometry: (typeof GEOMETRIES)[number];
  /** Least overlap of a match, ascending, at most 16; for `centre` the greatest distance in px. */
  readonly thresholds: readonly number[];
  /** At most 8; the first is all areas. */
  readonly areas: readonly AreaRange[];
  /** Surest detections that are kept of each image and label. */
  readonly maxDetections: number;
  /** Whether labels must agree; otherwise all objects are one class. */
  readonly byLabel: boolean;
}

/** The task whose outcomes a match of objects gives, by what they are matched by. */
export const KIND_BY_GEOMETRY = {
  boxes: "detection",
  masks: "instance-segmentation",
  keypoints: "keypoints",
} as const satisfies Readonly<Record<MatchRules["geometry"], string>>;

export type ObjectKind = (typeof KIND_BY_GEOMETRY)[MatchRules["geometry"]];

/**
 * Outcomes of detection under one set of {@link MatchRules}: each detection right, wrong or
 * ignored at each threshold and area range. Rows of a class are together, by falling score (equal
 * scores in the order of images, then of the prediction), ready for one pass of re-weighted sums.
 */
export interface DetectionOutcomes {
  readonly kind: ObjectKind;
  /** Sampling units: images, or what they were joined to. */
  readonly unitCount: number;
  readonly unit: string;
  readonly classes: readonly string[];
  /** How many of `classes` the model can answer: 0 … modelClassCount − 1. */
  readonly modelClassCount: number;
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
  readonly rules: MatchRules;
  /** Operating point: a detection counts when its score is at least this; null where none is set. */
  readonly threshold: number | null;
  /** Detections kept, grouped by class. */
  readonly detections: DetectionRows;
  /** Annotated objects, grouped by class, in the order of units. */
  readonly truths: TruthRows;
}

export interface DetectionRows {
  readonly count: number;
  /** Rows of class k are classStart[k] … classStart[k + 1] − 1. */
  readonly classStart: Int32Array;
  readonly unit: Int32Array;
  readonly score: Float64Array;
  /** Position by falling score among those of its image and class, from 0. */
  readonly rank: Uint16Array;
  /**
   * Bit t: matched to a counted truth at threshold t; one column for each area range, each of
   * length count.
   */
  readonly matched: readonly Uint16Array[];
  /** Bit t: neither right nor wrong at threshold t; as `matched`. */
  readonly ignored: readonly Uint16Array[];
  /** Row of the detection in the input. */
  readonly source: Int32Array;
}

export interface TruthRows {
  readonly count: number;
  readonly classStart: Int32Array;
  readonly unit: Int32Array;
  /** Bit a: counted in area range a (not crowd, not ignored, area within). */
  readonly counted: Uint8Array;
  /** Bit t: found at threshold t, in the first area range. */
  readonly found: Uint16Array;
  /** Row of the object in the input. */
  readonly source: Int32Array;
}
