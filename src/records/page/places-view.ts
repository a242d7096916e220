import type { ForestDrawing } from "../../reports/forest-view.js";
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
  /** Who vouches for a result: the word, and what it means. */
  readonly provenance: readonly { readonly word: string; readonly text: string }[];
  /** That none was changed, by the last line of the ledger. */
  readonly unchanged: string;
  /** How a reader's own result gets here. */
  readonly send: { readonly text: string; readonly to: string | null };
}
