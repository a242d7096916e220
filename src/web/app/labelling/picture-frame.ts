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
