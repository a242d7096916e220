import type { PixelWindow } from "../../images/thumbnail.js";
import type { MistakeBox } from "../../results/report-input.js";
import type { FractionBox } from "./chosen-mistakes.js";

/** A cut-out is so many times as long as what it is about … */
const MARGIN = 3;
/** … at least so many pixels, so that a speck is not blown up to a blur … */
const SMALLEST_PX = 64;
/** … and not worth it where it leaves out less than a fifth of the picture. */
const WORTH_IT = 0.8;

/**
 * The part of a picture to show, so that something small in it can be seen: a square around it, as
 * far as the picture goes.
 *
 * @param around what it is about, as fractions of the picture
 * @returns null for all of the picture
 */
export function cutWindow(
  around: FractionBox | null,
  widthPx: number,
  heightPx: number,
): PixelWindow | null {
  if (around === null) return null;
  const left = clamped(around.x, 1) * widthPx;
  const top = clamped(around.y, 1) * heightPx;
  const right = clamped(around.x + around.width, 1) * widthPx;
  const bottom = clamped(around.y + around.height, 1) * heightPx;
  const side = Math.max(SMALLEST_PX, Math.ceil(MARGIN * Math.max(right - left, bottom - top)));
  if (!(side < WORTH_IT * Math.max(widthPx, heightPx))) return null; // NaN: a box without a place
  const width = Math.min(side, widthPx);
  const height = Math.min(side, heightPx);
  return {
    x: clamped(Math.round((left + right - width) / 2), widthPx - width),
    y: clamped(Math.round((top + bottom - height) / 2), heightPx - height),
    widthPx: width,
    heightPx: height,
  };
}

/** Boxes of a picture as fractions of a part of it; those that lie outside are left out. */
export function boxesInWindow(
  boxes: readonly MistakeBox[],
  { x, y, widthPx, heightPx }: PixelWindow,
  pictureWidthPx: number,
  pictureHeightPx: number,
): readonly MistakeBox[] {
  const moved = boxes.map((box) => ({
    ...box,
    x: (box.x * pictureWidthPx - x) / widthPx,
    y: (box.y * pictureHeightPx - y) / heightPx,
    width: (box.width * pictureWidthPx) / widthPx,
    height: (box.height * pictureHeightPx) / heightPx,
    ...(box.poses === undefined
      ? {}
      : {
          poses: box.poses.map((pose) => ({
            ...pose,
            points: pose.points.map((point) =>
              point === null
                ? null
                : ([
                    (point[0] * pictureWidthPx - x) / widthPx,
                    (point[1] * pictureHeightPx - y) / heightPx,
                  ] as const),
            ),
          })),
        }),
  }));
  return moved.filter(
    (box) => box.x < 1 && box.y < 1 && box.x + box.width > 0 && box.y + box.height > 0,
  );
}

function clamped(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
