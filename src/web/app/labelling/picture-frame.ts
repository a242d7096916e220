import type { PictureTold } from "../../session/thumbnails.js";

/**
 * Size of the picture on the screen in the pixels that marks are in: the model may not have read it yet, and in a
 * review the image told is the next one.
 */
export function frameOf(
  picture: PictureTold | undefined,
): readonly [width: number, height: number] {
  if (picture === undefined) return [1, 1];
  return [picture.fileWidthPx ?? picture.widthPx, picture.fileHeightPx ?? picture.heightPx];
}

/** Pixels of a picture in one of a window that it fills, at scale 1. */
export function pixelsInOne(
  [width, height]: readonly [number, number],
  widthPx: number,
  heightPx: number,
): number {
  return Math.max(width / Math.max(1, widthPx), height / Math.max(1, heightPx));
}
