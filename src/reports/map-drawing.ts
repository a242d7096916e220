/**
 * Places on a map without a coast: a grid of degrees, a bar of a length, a sign for each place.
 * Everything is a fraction of the width or height of a box of 3 : 2, from its left and upper edge.
 */
export interface MapDrawing {
  /** Name of the drawing for those who cannot see it. */
  readonly name: string;
  readonly meridians: readonly MapLine[];
  readonly parallels: readonly MapLine[];
  readonly dots: readonly MapDot[];
  readonly bar: { readonly width: number; readonly text: string };
  /** What the signs stand for, of those that are drawn. */
  readonly key: readonly { readonly sign: MapSign; readonly text: string }[];
}

export interface MapLine {
  readonly at: number;
  /** `46.1° N` */
  readonly text: string;
}

/** A verdict, or where a range lies beside the figure of all images. */
export type MapSign = "holds" | "fails" | "cannot-tell" | "worse" | "better" | "alike" | "none";

export interface MapDot {
  readonly x: number;
  readonly y: number;
  /** Beside its place, in pixels, where several places share it. */
  readonly moved: readonly [x: number, y: number];
  readonly sign: MapSign;
  /** Its name; null where there is no room for it. */
  readonly label: string | null;
  /** Row of the table behind. */
  readonly row: number;
}
