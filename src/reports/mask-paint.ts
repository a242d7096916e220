/** What is drawn of the masks of an image. */
export const MASK_VIEWS = ["differences", "truth", "predicted"] as const;
export type MaskView = (typeof MASK_VIEWS)[number];

/** True and predicted class of each pixel, negative for none. */
export interface PaintedMasks {
  readonly widthPx: number;
  readonly truth: Int16Array;
  readonly predicted: Int16Array;
  /** Class that is not drawn; −1 for none. */
  readonly background: number;
}

/** What becomes of the pixels of masks, each with a colour and, beside it, a pattern. */
export const MASK_OUTCOMES = ["found", "missed", "extra"] as const;
export type MaskOutcome = (typeof MASK_OUTCOMES)[number];

type Colour = readonly [red: number, green: number, blue: number];

/** Told apart by most eyes (Okabe and Ito); patterns say the same without colours. */
export const MASK_COLOURS: Readonly<Record<MaskOutcome, Colour>> = {
  found: [0, 158, 115],
  missed: [230, 85, 0],
  extra: [86, 160, 233],
};
/** Of classes, in turn. */
const CLASS_COLOURS: readonly Colour[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];

/** The colour of a class or an object by its number, for a style. */
export function classColour(index: number): string {
  return `rgb(${CLASS_COLOURS[index % CLASS_COLOURS.length]!.join(" ")})`;
}

/** Stripes are so many pixels apart, and as wide as half of that. */
const STRIPE = 6;
const WHOLE = 255;
const THIN = 90;

/**
 * Red, green, blue and alpha of each pixel: found whole, missed in stripes that fall, too much or of another label in
 * stripes that rise; of one mask alone each class in a colour.
 */
export function paintMasks(
  { widthPx, truth, predicted, background }: PaintedMasks,
  view: MaskView,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(truth.length * 4);
  const isOn = (label: number): boolean => label >= 0 && label !== background;
  const put = (at: number, [red, green, blue]: Colour, alpha: number): void => {
    rgba[4 * at] = red;
    rgba[4 * at + 1] = green;
    rgba[4 * at + 2] = blue;
    rgba[4 * at + 3] = alpha;
  };
  for (let at = 0; at < truth.length; at++) {
    const [own, said] = [truth[at]!, predicted[at]!];
    if (view !== "differences") {
      const label = view === "truth" ? own : said;
      if (isOn(label)) put(at, CLASS_COLOURS[label % CLASS_COLOURS.length]!, WHOLE);
      continue;
    }
    // Where nothing is said in the truth, nothing is right or wrong.
    if (own < 0 || (!isOn(own) && !isOn(said))) continue;
    if (own === said) put(at, MASK_COLOURS.found, WHOLE);
    else {
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
      const isMissed = isOn(own) && !isOn(said);
      const along = isMissed ? (x - y) % STRIPE : (x + y) % STRIPE;
      const isStripe = (along + STRIPE) % STRIPE < STRIPE / 2;
      put(at, MASK_COLOURS[isMissed ? "missed" : "extra"], isStripe ? WHOLE : THIN);
    }
  }
  return rgba;
}

/** Of what nobody can say. */
const VOID_COLOUR: Colour = [120, 120, 120];

/**
 * Paints a pixel of a mask that somebody draws.
 *
 * @param at place of its red value
 * @param index number of its class or object; null for what nobody can say, which has stripes
 */
export function paintPart(
  rgba: Uint8ClampedArray,
  at: number,
  index: number | null,
  x: number,
  y: number,
): void {
  const colour = index === null ? VOID_COLOUR : CLASS_COLOURS[index % CLASS_COLOURS.length]!;
  for (let c = 0; c < 3; c++) rgba[at + c] = colour[c]!;
  const isThin = index === null && (x + y) % STRIPE >= STRIPE / 2;
  rgba[at + 3] = isThin ? THIN : WHOLE;
}
