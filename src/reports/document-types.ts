import type { PlotFrame } from "./plot-view.js";

/**
 * A report as text in parts, before it is Markdown or LaTeX. All texts are plain: whoever writes them
 * down sees to it that nothing in them becomes markup.
 */
export interface ReportDocument {
  readonly title: string;
  readonly sections: readonly PlainSection[];
}

/** A section in which plots are the tables behind them. */
export interface PlainSection extends DocumentSection {
  readonly blocks: readonly PlainBlock[];
}

export interface DocumentSection {
  /** Empty for what stands under the title. */
  readonly title: string;
  /** Whether a paper wants it; the others are for whoever works with the images. */
  readonly paper: boolean;
  readonly blocks: readonly DocumentBlock[];
}

export type DocumentBlock = PlainBlock | DocumentPlot;

/** What text can hold. */
export type PlainBlock =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string; readonly strong?: string }
  | { readonly kind: "list"; readonly items: readonly DocumentItem[]; readonly ordered: boolean }
  | DocumentTable
  | { readonly kind: "code"; readonly text: string };

/** Drawn in a page; in a text what is seen, and the table behind it. */
export interface DocumentPlot {
  readonly kind: "plot";
  readonly title: string;
  readonly frame: PlotFrame;
  /** Has all rows of the table: `tables/curves.csv`. */
  readonly file: string;
}

export interface DocumentItem {
  /** Stands before the text, in bold; empty for none. */
  readonly strong: string;
  readonly text: string;
}

export interface DocumentTable {
  readonly kind: "table";
  /** Unique in the document: name of its file. */
  readonly id: string;
  /** Empty where a heading says it. */
  readonly caption: string;
  readonly columns: readonly DocumentColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Said below where rows are left out; null else. */
  readonly more: string | null;
}

export interface DocumentColumn {
  readonly name: string;
  /** `wide`: sentences, which need lines of their own. */
  readonly form: "text" | "number" | "wide";
  /** Whether a printed page has room for it. */
  readonly paper: boolean;
}
