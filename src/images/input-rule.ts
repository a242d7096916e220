/**
 * How an image becomes the input tensor of a model, as its card says (`input` in the schema of
 * model cards). Plain data that is part of a model's identity: another rule gives other labels.
 */
export interface InputRule {
  /** `NCHW`: one plane a channel. `NHWC`: the channels of a pixel side by side. */
  readonly layout: "NCHW" | "NHWC";
  /** Height of the tensor, in pixels; at least 1. */
  readonly heightPx: number;
  /** Width of the tensor, in pixels; at least 1. */
  readonly widthPx: number;
  readonly dtype: TensorDtype;
  /** `grey`: one channel, the luma of Pillow's `convert("L")`. */
  readonly channelOrder: "RGB" | "BGR" | "grey";
  /** [a, b]: a pixel value v of 0..255 becomes a + v/255·(b − a) before mean and std. */
  readonly scaleRange: readonly [low: number, high: number];
  /** Subtracted after scaling; in `channelOrder`, one value a channel or one for all. */
  readonly mean: readonly number[];
  /** Divides last; in `channelOrder`, one value a channel or one for all; each above 0. */
  readonly std: readonly number[];
  /** What a greyscale image does in a model of three channels; `repeat` where the card is silent. */
  readonly grey: "repeat" | "refuse";
  /** What becomes of transparency; `drop` where the card is silent. */
  readonly alphaChannel: "drop" | "white" | "black";
  /** `ignore` where the card is silent. */
  readonly iccProfile: "ignore" | "convert";
  readonly resize: ResizeRule;
}

/** Type of the numbers in the tensor; `float16` values are IEEE 754 half-precision bit patterns. */
export type TensorDtype = "float32" | "float16" | "uint8";

/**
 * Resampling kernel. `pillow` has all of them, bicubic being Keys' kernel with a = −0.5;
 * `interpolate` has nearest and bilinear, and refuses the others.
 */
export type ResizeFilter = "nearest" | "box" | "bilinear" | "bicubic" | "lanczos";

/**
 * `interpolate`: float, half-pixel centres, edge clamp, no antialias, no rounding.
 * `pillow`: antialiased when shrinking, rounded to 8 bit after each of the two passes.
 */
export type ResizeAlgorithm = "interpolate" | "pillow";

export interface ResizeRule {
  readonly rule: ResizeAlgorithm;
  readonly filter: ResizeFilter;
  readonly fit: FitRule;
}

/** How the picture is brought into the frame of the tensor. */
export type FitRule = StretchFit | CropFit | StretchCropFit | LetterboxFit;

/** Both sides are resized to the frame, whatever that does to the aspect ratio. */
export interface StretchFit {
  readonly kind: "stretch";
}

/** The shorter side is resized to `shorterSidePx`, then the centre is cut out. */
export interface CropFit {
  readonly kind: "crop";
  readonly shorterSidePx: number;
}

/** Both sides are resized to sizes of their own, then the centre is cut out. */
export interface StretchCropFit {
  readonly kind: "stretch-crop";
  readonly resizedHeightPx: number;
  readonly resizedWidthPx: number;
}

/** The whole picture is resized to fit inside the frame; the rest of the frame is padding. */
export interface LetterboxFit {
  readonly kind: "letterbox-center" | "letterbox-topleft";
  /** On the 0..255 scale. */
  readonly padValue: number;
  /** `after-normalisation`: the padding is `padValue` itself in the tensor, not normalised. */
  readonly padStage: "before-normalisation" | "after-normalisation";
  /** New side = rounding(side · r) with r = min(H/h, W/w), never below `minimumSidePx`. */
  readonly sizeRounding: "floor" | "round" | "ceil";
  /** letterbox-center: left = rounding((W − w')/2), top likewise; the rest goes right and below. */
  readonly padRounding: "floor" | "round";
  readonly minimumSidePx: number;
  /** false: a picture smaller than the frame is padded, not enlarged (r is at most 1). */
  readonly upscale: boolean;
}
