import type { BoxOutcome } from "../outcomes/detection/anatomy.js";
import type { PlotFrame } from "./plot-view.js";

/**
 * A report as text in parts, before it is Markdown or LaTeX. All texts are plain: whoever writes them
 * down sees to it that nothing in them becomes markup.
 */
export interface ReportDocument {
  readonly title: string;
  readonly sections: readonly PlainSection[];
}

/** A section in which plots and pictures are the tables behind them. */
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

/** What a section consists of; a page draws it, a text writes it down. */
export type DocumentBlock =
  | PlainBlock
  | DocumentTable
  | DocumentPlot
  | DocumentPictures
  | DocumentColumns
  | DocumentDetails
  | DocumentChoice;

/** What text can hold. */
export type PlainBlock =
  | { readonly kind: "heading"; readonly text: string }
  | DocumentParagraph
  | { readonly kind: "list"; readonly items: readonly DocumentItem[]; readonly ordered: boolean }
  | DocumentTable<string>
  | { readonly kind: "code"; readonly text: string };

export interface DocumentParagraph {
  readonly kind: "paragraph";
  readonly text: string;
  /** Stands before the text, in bold. */
  readonly strong?: string;
  /** How loud it is in a page: a warning, something beside the matter, small print. */
  readonly tone?: "caution" | "aside" | "note";
  /** Behind the text in a page: to another section, by its anchor. */
  readonly link?: { readonly text: string; readonly anchor: string };
}

/** Drawn in a page; in a text what is seen, and the table behind it. */
export interface DocumentPlot {
  readonly kind: "plot";
  readonly title: string;
  /** Whether a page leaves the title out, since its section's says it. */
  readonly untitled?: boolean;
  /** Whether a page leaves out the sentence above it, since it is said there already. */
  readonly unread?: boolean;
  readonly frame: PlotFrame;
  /** Has all rows of the table: `tables/curves.csv`. */
  readonly file: string;
}

/** Pictures with what is said of each; in a text a table without the pictures. */
export interface DocumentPictures {
  readonly kind: "pictures";
  /** Unique in the document: name of the table. */
  readonly id: string;
  readonly tiles: readonly PictureTile[];
  /** What the boxes over the pictures are, each to be switched off; empty where none is drawn. */
  readonly key: readonly { readonly outcome: BoxOutcome; readonly text: string }[];
  /** So many tiles belong together, side by side in a row of their own where a page is wide enough: 2 to 4. */
  readonly together?: number;
}

/** A picture, with its label, what the model said, and the file. */
export interface PictureTile {
  readonly file: string;
  readonly truth: string;
  readonly said: string;
  /** Whether nothing is wrong with it. Default false: it is a mistake. */
  readonly isRight?: boolean;
  readonly note: string | null;
  /** In place of the picture, for whoever does not see it. */
  readonly alt: string;
  /** All that a page says of it, where a heading says the rest; absent else. */
  readonly brief?: string;
  /** How sure the model was, as a fraction of the bar; null where it says nothing. */
  readonly sureness: number | null;
  readonly picture: TilePicture | null;
  /** Why there is no picture, in its place; null where there is one, or none is shown at all. */
  readonly noPicture: string | null;
  /** Says that the picture is a part; null where it is the whole. */
  readonly cutOut: string | null;
}

export interface TilePicture {
  readonly src: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly marks: readonly PictureMark[];
}

/** A box over a picture, in its pixels. */
export interface PictureMark {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly outcome: BoxOutcome;
  /** Whether the picture is shown because of it. */
  readonly subject: boolean;
  /** What stands on it where there is room; empty for nothing. */
  readonly caption: string;
  /** Points of the object and of the prediction as SVG's paths; absent where there are none. */
  readonly poses?: readonly { readonly of: "truth" | "found"; readonly path: string }[];
  /** Whether they are outlines, which are drawn in place of the box. */
  readonly outlined?: boolean;
}

/** Side by side where a page is wide enough, else one below the other. */
export interface DocumentColumns {
  readonly kind: "columns";
  readonly columns: readonly (readonly DocumentBlock[])[];
}

/** Behind its title in a page until it is asked for; in a text below a heading. */
export interface DocumentDetails {
  readonly kind: "details";
  readonly title: string;
  readonly blocks: readonly DocumentBlock[];
}

/** What a page says in another way than a text. */
export interface DocumentChoice {
  readonly kind: "choice";
  readonly page: readonly DocumentBlock[];
  readonly text: readonly DocumentBlock[];
}

export interface DocumentItem {
  /** Stands before the text, in bold; empty for none. */
  readonly strong: string;
  readonly text: string;
}

export interface DocumentTable<Cell extends DocumentCell = DocumentCell> {
  readonly kind: "table";
  /** Unique in the document: name of its file. */
  readonly id: string;
  /** Empty where a heading says it. */
  readonly caption: string;
  /** What a page calls it for those who cannot see it; the caption where absent. */
  readonly name?: string;
  readonly columns: readonly DocumentColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Said below where rows are left out; null else. */
  readonly more: string | null;
  /** Whether a narrow page sets each row as a list of its cells. */
  readonly stacked?: boolean;
}

export type DocumentCell = string | FullCell;

export interface FullCell {
  readonly text: string;
  /** Behind the text, quieter, such as an interval; null for none. */
  readonly aside: string | null;
  /** The number behind the text, full precision. */
  readonly value?: number | null;
  /** The figure that the cell is a mark of, as a plot's id: in the app it chooses images. */
  readonly figure?: string;
}

export interface DocumentColumn {
  readonly name: string;
  /** `wide`: sentences, which need lines of their own. */
  readonly form: "text" | "number" | "wide";
  /** Whether a printed page has room for it. */
  readonly paper: boolean;
}
