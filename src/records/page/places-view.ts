import type { ForestDrawing, Vouched } from "../../reports/forest-view.js";
import type { PlotFrame } from "../../reports/plot-view.js";

/** Results that came back from other places, and what they let one expect of the next. */
export interface PlacesView {
  /** What to expect, in one sentence, beside what the authors measured. */
  readonly heading: string;
  /** How many places, and how far apart they are. */
  readonly lead: string;
  /** Null where no result has come. */
  readonly plot: (PlotFrame & { readonly forest: ForestDrawing }) | null;
  readonly expect: readonly { readonly name: string; readonly value: string }[];
  /** How sure that is: warnings, and how often it was right for the places themselves. */
  readonly sure: readonly string[];
  /** Who vouches for a result, and what that means. */
  readonly provenance: readonly (Vouched & { readonly text: string })[];
  /** That none was changed, by the last line of the ledger. */
  readonly unchanged: string;
  /** How a reader's own result gets here. */
  readonly send: {
    readonly text: string;
    readonly to: string | null;
    /** Of mail, or of a form or repository that takes results; null where the record states no such address. */
    readonly href: string | null;
  };
  /** What a reader's own result is held against; null where nothing is foreseen. */
  readonly basis: PlacesBasis | null;
}

/** What is foreseen of the next place, and from what; stands in the page for its script. */
export interface PlacesBasis {
  /** Id of the record. */
  readonly record: string;
  readonly metric: string;
  /** Limits of the figure that one result at a new place will have. */
  readonly low: number;
  readonly high: number;
  /** Values at the two ends of the drawing's axis. */
  readonly ends: readonly [low: number, high: number];
  /** Of each place its figure, the independent units it rests on, and its share of images like the record's. */
  readonly sites: readonly (readonly [share: number, nEff: number, covered: number | null])[];
}
