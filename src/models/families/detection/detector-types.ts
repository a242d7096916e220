import type { ScaleBack } from "../../../images/fit.js";
import type { InputRule } from "../../../images/input-rule.js";
import type { Activation } from "../activations.js";

/** What of the rest of a card its `decode` must agree with. */
export interface CardFrame {
  /** Number of labels. */
  readonly labels: number;
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

export type DetectorLayout = DenseLayout | DistributionLayout | ListLayout;

/** Values of one kind in an output of shape [1, places, width] or, transposed, [1, width, places]. */
export interface OutputSpan {
  readonly output: string;
  /** The first of `count` values of a place. */
  readonly from: number;
  readonly count: number;
  /** Values of a place in all; null where the output's own shape says it. */
  readonly width: number | null;
}

/** Each place of the answer has a box and a score for every class: YOLO, DETR. */
export interface DenseLayout {
  readonly kind: "dense";
  readonly box: OutputSpan;
  readonly classes: OutputSpan;
  /** Column of the objectness in the output of the classes; null where there is none. */
  readonly objectness: number | null;
  readonly order: "places-first" | "values-first";
  readonly boxes: DenseBoxes;
  /** On objectness and class scores. */
  readonly activation: Activation;
  /** Position among the class values of "no object", which is no label; null where there is none. */
  readonly noObject: number | null;
}

/** What the four values of a box are. */
export type DenseBoxes =
  | {
      readonly kind: "plain";
      readonly corners: BoxCorners;
      readonly unit: "pixel" | "fraction";
    }
  /** Offsets to the cell of a grid: cx = (tx + gx + cellOffset)·stride, w = e^tw·stride. */
  | {
      readonly kind: "center-exp";
      readonly grids: readonly Grid[];
      /** In cells. */
      readonly cellOffset: number;
    };

/** Which four numbers describe a box, in their order. */
export type BoxCorners = "xyxy" | "yxyx" | "xywh" | "cxcywh";

/** A level of places, row by row. */
export interface Grid {
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Distances from the centre of a cell to the four sides, each a distribution over 0 … regMax
 * strides (generalised focal loss): NanoDet.
 */
export interface DistributionLayout {
  readonly kind: "distribution";
  readonly levels: readonly (Grid & { readonly classes: string; readonly boxes: string })[];
  readonly regMax: number;
  /** Centre of a cell = g·stride + this, in pixels; `middle`: (stride − 1)/2. */
  readonly cellOffsetPx: number | "middle";
  readonly classes: number;
  readonly activation: Activation;
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
  readonly unit: "pixel" | "fraction";
  /** What the model calls the card's first label. */
  readonly labelOffset: number;
  /** What the model calls "nothing"; such rows are left out. */
  readonly background: number | null;
}

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
