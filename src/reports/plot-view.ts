/**
 * What travels with every drawing: one sentence that says what is seen, and the table behind it. The
 * page is complete with these alone; a script adds hover, keyboard, a slider and export, and takes
 * everything that it shows from the table.
 */
export interface PlotFrame {
  /** Unique in the page; letters, digits and hyphens. Also the name of an exported file. */
  readonly id: string;
  /** Names the plot, its table and its exports. */
  readonly title: string;
  /** What is seen, in one sentence. */
  readonly reading: string;
  /** How to read the signs; null where a key or the axes say it. */
  readonly caption: string | null;
  readonly table: PlotTable;
  /** Where the rows are steps to move along, such as thresholds; null else. */
  readonly explore: PlotExplore | null;
}

/** The first column names the row. */
export interface PlotTable {
  readonly columns: readonly PlotColumn[];
  /** Marks of the drawing carry the index of their row. */
  readonly rows: readonly PlotRow[];
  /** Rows that are left out of the page. */
  readonly more: number;
}

export interface PlotColumn {
  readonly name: string;
  readonly numeric: boolean;
}

export interface PlotRow {
  readonly cells: readonly PlotCell[];
  /** The row as a sentence; null: its cells behind their column's names. */
  readonly said: string | null;
}

export interface PlotCell {
  readonly text: string;
  /** The number behind the text, full precision; null for words and for what does not exist. */
  readonly value: number | null;
}

/** A slider over the rows of a plot. */
export interface PlotExplore {
  /** What the slider moves: `Threshold`. */
  readonly label: string;
  /** Row at the start. */
  readonly row: number;
}

/** Lines and points over two numeric axes. */
export interface CurveView extends PlotFrame {
  readonly x: CurveAxis;
  readonly y: CurveAxis;
  readonly lines: readonly CurveLine[];
  /** Dashed: chance, a perfect answer, the threshold in use. In data units. */
  readonly references: readonly CurveReference[];
}

export interface CurveAxis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/**
 * What a line stands for; its stroke and dashes follow from it. `first` to `sixth` are classes or
 * models beside each other.
 */
export type CurveStyle =
  | ("local" | "claim")
  | ("first" | "second" | "third" | "fourth" | "fifth" | "sixth");

export interface CurveLine {
  /** Stands at the line, or in the key. */
  readonly name: string;
  readonly style: CurveStyle;
  /** `steps`: the value holds until the next point. `dots`: points with intervals, not joined. */
  readonly kind: "line" | "steps" | "dots";
  /**
   * In order of x, rising or falling; `low` and `high` are limits in y, null where there is no range.
   * A point whose place is not finite is a gap.
   */
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Row of the table. */
  readonly row: number;
}

export interface CurveReference {
  readonly name: string;
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
}
