import type { Snippet } from "svelte";

/** Squares of the map of two attributes that can be pressed. */
export interface SquarePick {
  /** The one that is; null for none. */
  readonly square: number | null;
  choose(square: number): void;
  /** What stands below the map: the images of the square. */
  readonly images: Snippet;
}
