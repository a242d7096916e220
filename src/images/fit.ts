import type { FitRule, LetterboxFit } from "./input-rule.js";

/**
 * Where a picture lies in the frame of a model. The whole picture becomes `resizedWidthPx` ×
 * `resizedHeightPx`, with its left top corner at (`leftPx`, `topPx`) of the frame: positive where
 * the frame is padded, negative where the picture is cropped.
 */
export interface FrameGeometry {
  /** Upright picture, before the resize. */
  readonly imageWidthPx: number;
  readonly imageHeightPx: number;
  readonly frameWidthPx: number;
  readonly frameHeightPx: number;
  readonly resizedWidthPx: number;
  readonly resizedHeightPx: number;
  readonly leftPx: number;
  readonly topPx: number;
  /** The scale aimed at, before sides were rounded to whole pixels; null for a stretch. */
  readonly scale: number | null;
}

/**
 * Lays a picture into a frame.
 *
 * - *stretch*: both sides become the frame's.
 * - *crop*: the shorter side becomes `shorterSidePx`, the longer ⌊shorterSidePx·long/short⌋, then
 *   the centre is cut out (torchvision's Resize and CenterCrop): left = round((w' − W)/2) with
 *   halves to even; a picture smaller than the frame is padded by ⌊(W − w')/2⌋ first.
 * - *stretch-crop*: both sides become those of the rule, then the centre is cut out as of a *crop*.
 * - *letterbox*: r = min(W/w, H/h) in float64, at most 1 without `upscale`; a new side is
 *   `sizeRounding`(side·r), at least `minimumSidePx` and at most the frame's. `letterbox-center`
 *   has left = `padRounding`((W − w')/2). `round` takes halves to even, as Python's `round` does.
 *
 * @param imageWidthPx of the upright picture, at least 1; so are all the sides
 */
export function fitToFrame(
  fit: FitRule,
  imageWidthPx: number,
  imageHeightPx: number,
  frameWidthPx: number,
  frameHeightPx: number,
): FrameGeometry {
  const sides = { imageWidthPx, imageHeightPx, frameWidthPx, frameHeightPx };
  const centreOf = (resizedWidthPx: number, resizedHeightPx: number) => ({
    resizedWidthPx,
    resizedHeightPx,
    leftPx: centreOffset(frameWidthPx, resizedWidthPx),
    topPx: centreOffset(frameHeightPx, resizedHeightPx),
  });
  switch (fit.kind) {
    case "stretch":
      return {
        ...sides,
        resizedWidthPx: frameWidthPx,
        resizedHeightPx: frameHeightPx,
        leftPx: 0,
        topPx: 0,
        scale: null,
      };
    case "crop": {
      const shorter = Math.min(imageWidthPx, imageHeightPx);
      const longer = Math.max(imageWidthPx, imageHeightPx);
      const newLonger = Math.trunc((fit.shorterSidePx * longer) / shorter);
      const isWide = imageWidthPx > imageHeightPx;
      const resizedWidthPx = isWide ? newLonger : fit.shorterSidePx;
      const resizedHeightPx = isWide ? fit.shorterSidePx : newLonger;
      const scale = fit.shorterSidePx / shorter;
      return { ...sides, ...centreOf(resizedWidthPx, resizedHeightPx), scale };
    }
    case "stretch-crop":
      return { ...sides, ...centreOf(fit.resizedWidthPx, fit.resizedHeightPx), scale: null };
    case "letterbox-center":
    case "letterbox-topleft": {
      const whole = Math.min(frameHeightPx / imageHeightPx, frameWidthPx / imageWidthPx);
      const scale = fit.upscale ? whole : Math.min(whole, 1);
      const resizedWidthPx = newSide(fit, imageWidthPx * scale, frameWidthPx);
      const resizedHeightPx = newSide(fit, imageHeightPx * scale, frameHeightPx);
      const isCentred = fit.kind === "letterbox-center";
      return {
        ...sides,
        resizedWidthPx,
        resizedHeightPx,
        leftPx: isCentred ? padding(fit, frameWidthPx - resizedWidthPx) : 0,
        topPx: isCentred ? padding(fit, frameHeightPx - resizedHeightPx) : 0,
        scale,
      };
    }
    default:
      return fit satisfies never;
  }
}

/** Which scale leads back from a frame to its picture, see {@link frameToImage}. */
export type ScaleBack = "resized-sides" | "letterbox-ratio";

/** A map from pixels of a frame to pixels of its picture: x = (x' − left)/scale, y likewise. */
export interface FrameToImage {
  readonly leftPx: number;
  readonly topPx: number;
  /** Pixels of the frame for one of the picture. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * The way back from a frame to the upright picture in it, for continuous pixels: pixel k covers
 * [k, k + 1).
 *
 * @param scaleBack `resized-sides`: where the pixels really went, w'/W and h'/H;
 *   `letterbox-ratio`: one ratio for both sides, from before they were rounded to whole pixels, as
 *   some detectors were trained and measured. Without a ratio (a stretch) it is the first.
 */
export function frameToImage(
  geometry: FrameGeometry,
  scaleBack: ScaleBack = "resized-sides",
): FrameToImage {
  const { leftPx, topPx, scale } = geometry;
  const isRatio = scaleBack === "letterbox-ratio" && scale !== null;
  return {
    leftPx,
    topPx,
    scaleX: isRatio ? scale : geometry.resizedWidthPx / geometry.imageWidthPx,
    scaleY: isRatio ? scale : geometry.resizedHeightPx / geometry.imageHeightPx,
  };
}

/**
 * Boxes in the frame back to boxes in the upright picture, unclipped.
 * @param xywhPx four numbers a box: left, top, width, height in the frame
 * @returns the same in pixels of the picture
 */
export function boxesToImage(
  xywhPx: ArrayLike<number>,
  geometry: FrameGeometry,
  scaleBack: ScaleBack = "resized-sides",
): Float64Array {
  const { leftPx, topPx, scaleX, scaleY } = frameToImage(geometry, scaleBack);
  const out = new Float64Array(xywhPx.length);
  for (let i = 0; i + 3 < xywhPx.length; i += 4) {
    out[i] = (xywhPx[i]! - leftPx) / scaleX;
    out[i + 1] = (xywhPx[i + 1]! - topPx) / scaleY;
    out[i + 2] = xywhPx[i + 2]! / scaleX;
    out[i + 3] = xywhPx[i + 3]! / scaleY;
  }
  return out;
}

/** Rounds to the nearest whole number, halves to the even one, as Python and IEEE 754 do. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

const ROUNDINGS = { floor: Math.floor, ceil: Math.ceil, round: roundHalfEven } as const;

function newSide(fit: LetterboxFit, side: number, frameSide: number): number {
  return Math.min(frameSide, Math.max(fit.minimumSidePx, ROUNDINGS[fit.sizeRounding](side)));
}

function padding(fit: LetterboxFit, rest: number): number {
  return ROUNDINGS[fit.padRounding](rest / 2);
}

function centreOffset(frame: number, resized: number): number {
  if (frame > resized) return Math.floor((frame - resized) / 2);
  // Subtracted from 0 so that no offset is −0.
  return 0 - roundHalfEven((resized - frame) / 2);
}
