/** A matrix: shaded numbers in rows and columns. */
export interface MatrixDrawing {
  /** Name of the drawing, and what rows and columns are, for those who cannot see it. */
  readonly name: string;
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** Whether every cell has words, which want room. */
  readonly hasWords: boolean;
}

export interface MatrixRow {
  readonly label: string;
  readonly sub: string;
  readonly cells: readonly MatrixCell[];
}

export interface MatrixCell {
  readonly text: string;
  /** Below the text, a line each. */
  readonly words: readonly string[];
  /** 0 (none) to 7; 4 and 5 are not used: text would not stand out. */
  readonly shade: 0 | 1 | 2 | 3 | 6 | 7;
  readonly outlined: boolean;
  /** Row of the table behind; null where the table has none. */
  readonly row: number | null;
}
