import type { Activation } from "../../../core/activations.js";
import type { ScaleBack } from "../../../images/fit.js";
import type { InputRule } from "../../../images/input-rule.js";

/** What of the rest of a card its `decode` must agree with. */
export interface CardFrame {
  /** Number of labels. */
  readonly labels: number;
  /** The labels themselves. */
  readonly names: readonly string[];
  readonly rule: Pick<InputRule, "heightPx" | "widthPx" | "resize">;
  /** The model's only output; null where it has several, or nobody knows. */
  readonly output: string | null;
}

/** How a detector's answer becomes boxes with a label and a score, as its card says. */
export interface DetectorDecode {
  readonly family: string;
  readonly supported: true;
  readonly layout: DetectorLayout;
  readonly rule: DetectionRule;
  /** How pictures are cut into tiles; null: they are not. */
  readonly tile: TileRule | null;
}

export type DetectorLayout = DenseLayout | ListLayout;

/** Values of one kind in an output of places × values or, transposed, values × places. */
export interface OutputSpan {
  readonly output: string;
  /** The first of `count` values of a place. */
  readonly from: number;
  readonly count: number;
  /** Values of a place in all; null where the output's own shape says it. */
  readonly width: number | null;
}

/** Whether the last size of an output is that of the values of a place, or the first one after the batch. */
export type PlaceOrder = "places-first" | "values-first";

/** Each place of the outputs has a box and a score for every class. */
export interface DenseLayout {
  readonly kind: "dense";
  /** Outputs that are read one after the other. */
  readonly heads: readonly DenseHead[];
  readonly classes: ClassValues;
  readonly score: ScoreRule;
  readonly boxes: BoxCoding;
  /** On class scores; a sigmoid on the objectness where this is no `none`. */
  readonly activation: Activation;
}

/** How the score of a label is made of the values of a place. */
export type ScoreRule = "class" | "objectness*class" | "sqrt(objectness*class)";

export interface DenseHead {
  readonly box: OutputSpan;
  readonly classes: OutputSpan;
  readonly objectness: OutputSpan | null;
  readonly order: PlaceOrder;
  /** Cells that the places belong to, one grid after the other; empty where places have none. */
  readonly grids: readonly AnchorGrid[];
  readonly anchorOrder: AnchorOrder;
}

/**
 * Where a cell has several anchors: all places of the first anchor of a grid and then those of the next, or
 * all anchors of the first cell and then those of the next.
 */
export type AnchorOrder = "anchor-first" | "cell-first";

/** Class values of a place. */
export interface ClassValues {
  /** Background included. */
  readonly count: number;
  /** Which of them stands for nothing, and is no label's score; null where none does. */
  readonly background: number | null;
  /** Whether the card's labels have one for the background, which no detection gets. */
  readonly isBackgroundALabel: boolean;
}

/** Where the four numbers of a plain box are. */
export interface BoxUnit {
  readonly unit: "pixel" | "fraction";
  /** Whether of the model's input or of the picture itself. */
  readonly of: "input" | "image";
}

/** What the values of a box are. g: column and row of the cell, s: its stride, in pixels of the input. */
export type BoxCoding =
  | ({ readonly kind: "plain"; readonly corners: BoxCorners } & BoxUnit)
  /** c = (t + g + cellOffset)·s, side = s·e^t: YOLOX. */
  | {
      readonly kind: "center-exp";
      /** In cells. */
      readonly cellOffset: number;
    }
  /** c = (2σ(t) − ½ + g)·s, side = anchor·(2σ(t))²: YOLOv5, YOLOv7. */
  | {
      readonly kind: "anchor-sigmoid";
      /** Whether the model has applied σ. */
      readonly isActivated: boolean;
    }
  /** c = (σ(t) + g)·s, side = anchor·e^t: YOLOv2, YOLOv3. */
  | { readonly kind: "anchor-exp" }
  /** Distances from the centre of a cell to left, top, right, bottom: FCOS. */
  | {
      readonly kind: "distance-ltrb";
      readonly unit: "pixel" | "stride";
      readonly cellOffset: CellOffset;
    }
  /** The same, each the expectation of a distribution over 0 … regMax strides: NanoDet, YOLOv8. */
  | {
      readonly kind: "distribution-ltrb";
      readonly regMax: number;
      readonly cellOffset: CellOffset;
    }
  /** c = prior's c + v·t·prior's side, side = prior's side·e^(v·t): SSD, RetinaNet. */
  | {
      readonly kind: "prior-offsets";
      readonly priors: Priors;
      /** Of x, y, width and height; null where an output of priors has them. */
      readonly variances: readonly number[] | null;
      /** Whether offsets are y, x, height, width. */
      readonly isHeightFirst: boolean;
    };

/** Centre of a cell = g·s + this, in pixels. */
export type CellOffset = number | "stride/2" | "(stride-1)/2";

/** Boxes that offsets are relative to, one a place. */
export type Priors =
  /** Those of the cells: anchors around centres. */
  | { readonly from: "cells"; readonly cellOffset: CellOffset }
  | ({ readonly from: "output"; readonly output: string; readonly corners: BoxCorners } & BoxUnit)
  | ({
      readonly from: "card";
      readonly boxes: readonly (readonly number[])[];
      readonly corners: BoxCorners;
    } & BoxUnit);

/** Which four numbers describe a box, in their order. */
export type BoxCorners = "xyxy" | "yxyx" | "xywh" | "cxcywh";

/** A level of places, row by row. */
export interface Grid {
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
}

/** Width and height in pixels of the input. */
export type Anchor = readonly [width: number, height: number];

export interface AnchorGrid extends Grid {
  /** Of each cell; empty: a cell has one place. */
  readonly anchors: readonly Anchor[];
}

/** A list of boxes with one label and one score each; the model has chosen them itself. */
export interface ListLayout {
  readonly kind: "list";
  /** Box, score and label may be columns of one output or outputs of their own. */
  readonly box: OutputSpan;
  readonly score: OutputSpan;
  readonly label: OutputSpan;
  /** Output that holds how many of the boxes count; null: all do, but for rows of zeros. */
  readonly count: string | null;
  readonly corners: BoxCorners;
  readonly unit: BoxUnit;
  /** What the model calls each of the card's labels. */
  readonly labelNumbers: LabelNumbers;
  /** What the model calls "nothing"; such rows are left out. */
  readonly background: number | null;
}

/** Counted on from the first, or one for each label. */
export type LabelNumbers = { readonly first: number } | { readonly each: readonly number[] };

export type NmsRule =
  | { readonly method: "none" }
  | {
      readonly method: "greedy";
      /** A box goes when its IoU with a surer one is greater than this (or equal). */
      readonly iou: number;
      readonly comparison: "greater" | "greater-or-equal";
      readonly classAware: boolean;
      readonly boxArea: BoxArea;
    }
  | {
      readonly method: "soft-linear";
      readonly iou: number;
      readonly comparison: "greater" | "greater-or-equal";
      readonly classAware: boolean;
      readonly boxArea: BoxArea;
      /** What has less after the decay is no detection. */
      readonly leastScore: number;
    }
  | {
      readonly method: "soft-gaussian";
      readonly sigma: number;
      readonly classAware: boolean;
      readonly boxArea: BoxArea;
      readonly leastScore: number;
    };

/** `plus-one`: sides count as x2 − x1 + 1, as old detectors have it. */
export type BoxArea = "continuous" | "plus-one";

/** From all that the model answered to what counts as detections. */
export interface DetectionRule {
  /** `all-classes`: every pair of place and class is a candidate; otherwise the best class alone. */
  readonly candidates: "all-classes" | "best-class";
  readonly scoreThreshold: number;
  readonly scoreComparison: "greater" | "greater-or-equal";
  readonly clip: "before-nms" | "after-nms" | "none";
  readonly nms: NmsRule;
  /** Surest detections that are kept of an image, or of a tile. */
  readonly maxDetections: number;
  /**
   * How frames go back to pictures: each side by the resized over the picture's side, or both by
   * the letterbox's ratio before its sides were rounded.
   */
  readonly scaleBack: ScaleBack;
}

/** Pictures larger than a tile are cut into tiles that overlap. */
export interface TileRule {
  /** In pixels of the picture. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Least overlap of neighbours, as a share of the tile's side; in [0, 1). */
  readonly overlap: number;
  /** Whether the whole picture is run as well, for objects larger than a tile. */
  readonly whole: boolean;
  /** Least IoU of two boxes, neither cut by a seam, that are one object. */
  readonly iou: number;
  /** Least share of a cut box inside another that makes it a part of that one. */
  readonly inside: number;
  /** A box that ends this near a seam is cut by it; a share of the tile's side. */
  readonly seam: number;
}
