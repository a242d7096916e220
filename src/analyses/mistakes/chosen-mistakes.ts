import type { Pixels } from "../../images/pixel-decoder.js";
import type { Mistake, MistakeFacts, MixUpFacts } from "../../results/report-input.js";

/** So many mistakes are shown. */
export const MOST_TILES = 24;
/** Of these so many stand beside the verdict, where there are no mix-ups. */
export const MOST_FIRST = 6;

/** A mistake that is to be shown, with where its picture comes from. */
export interface ChosenMistake extends Mistake {
  /** Image of the set. */
  readonly image: number;
  /** The part of the picture that the tile is about, as fractions; null for all of it. */
  readonly around: FractionBox | null;
  /** Draws on the small picture, RGB with 8 bits; absent: it is shown as it is. */
  readonly draw?: (pixels: Pixels) => Pixels;
}

/** A box as fractions of the picture's width and height. */
export interface FractionBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChosenMixUp extends MixUpFacts {
  readonly wrong: readonly ChosenMistake[];
  readonly right: ChosenMistake | null;
}

/** Facts of a report whose pictures are still to be made. */
export interface ChosenMistakes extends MistakeFacts {
  readonly worst: readonly ChosenMistake[];
  readonly mixUps?: readonly ChosenMixUp[];
}

/** Which units belong together, and what such a group is called. */
export interface MistakeGroups {
  readonly of: Int32Array;
  readonly name: string;
}
