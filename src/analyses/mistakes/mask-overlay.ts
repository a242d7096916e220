import type { LabelMask } from "../../core/masks/label-mask.js";
import type { Pixels } from "../../images/pixel-decoder.js";

/** Masks of an image, with labels as classes. */
export interface MaskPair {
  readonly truth: LabelMask;
  readonly predicted: LabelMask;
  /** Class that is not drawn; −1 for none. */
  readonly background: number;
}

type Colour = readonly [red: number, green: number, blue: number];

/** Colours that are told apart by most eyes; patterns say the same without them. */
const MISSED: Colour = [230, 85, 0];
const EXTRA: Colour = [0, 114, 178];
const TRUTH: Colour = [255, 255, 255];
const PREDICTED: Colour = [20, 20, 20];

/** Stripes are so many pixels apart, and dashes so long. */
const STRIPE = 5;
const DASH = 4;

/**
 * Draws on a small picture what was missed (stripes that fall), what is too much or has another label
 * (stripes that rise), the true outline (light, whole) and the predicted one (dark, dashed).
 *
 * @param picture RGB with 8 bits; changed in place
 */
export function drawMasks(picture: Pixels, { truth, predicted, background }: MaskPair): Pixels {
  const { widthPx, heightPx, data } = picture;
  const labelAt = (
    { widthPx: width, heightPx: height, labels }: LabelMask,
    x: number,
    y: number,
  ) => {
    if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) return background;
    const column = Math.floor(((x + 0.5) * width) / widthPx);
    const row = Math.floor(((y + 0.5) * height) / heightPx);
    return labels[row * width + column]!;
  };
  const isOn = (label: number) => label >= 0 && label !== background;
  const isEdge = (mask: LabelMask, x: number, y: number): boolean => {
    const own = labelAt(mask, x, y);
    if (!isOn(own)) return false;
    return [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ].some(([dx, dy]) => labelAt(mask, x + dx!, y + dy!) !== own);
  };
  const paint = (x: number, y: number, colour: Colour): void => {
    const at = (y * widthPx + x) * 3;
    for (let c = 0; c < 3; c++) data[at + c] = colour[c]!;
  };
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const own = labelAt(truth, x, y);
      if (own < 0) continue;
      const answer = labelAt(predicted, x, y);
      if (own !== answer) {
        if (isOn(answer) && (x + y) % STRIPE === 0) paint(x, y, EXTRA);
        else if (isOn(own) && (x - y + heightPx * STRIPE) % STRIPE === 0) paint(x, y, MISSED);
      }
      if (isEdge(truth, x, y)) paint(x, y, TRUTH);
      if (isEdge(predicted, x, y) && (x + y) % (2 * DASH) < DASH) paint(x, y, PREDICTED);
    }
  }
  return picture;
}
