/** A bar with what it counts; its length is a fraction of the longest. */
export interface Bar {
  readonly label: string;
  readonly sub: string;
  readonly length: number;
  readonly valueText: string;
  /** Row of the table behind. */
  readonly row: number;
}

/** Bars one below the other. */
export interface BarDrawing {
  /** Name of the drawing for those who cannot see it. */
  readonly name: string;
  readonly bars: readonly Bar[];
}
