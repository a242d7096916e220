/** Squares of the map of two attributes that can be pressed. */
export interface SquarePick {
  /** The one that is; null for none. */
  readonly square: number | null;
  choose(square: number): void;
}
