import { paragraph, untitledPlot } from "../../reports/document-blocks.js";
import type { SelectionPart } from "../../reports/selection-part.js";
import type { AnalysisSection } from "../analysis.js";
import { levelParts } from "../level-parts.js";
import { type JudgedPlot, judgedView } from "./judged-view.js";
import { type PlacesView, placesView } from "./places-view.js";
import { JUDGED } from "./words.js";

const FILE = "tables/places.csv";

/** A figure at each place, as a report shows it. */
export interface PlacesPart {
  readonly attribute: string;
  /** Shares of all and of each class, small drawings side by side; null where nothing is counted. */
  readonly panels: PlacesView | null;
  /** One figure at each place, judged together; null where that cannot be. */
  readonly judged: JudgedPlot | null;
}

/** The same figures place by place. */
export const placesSection: AnalysisSection<PlacesPart> = {
  anchor: "by-place",
  question: "where",
  paper: true,
  view(input) {
    const { result, extras } = input;
    const panels = placesView(extras.places, result);
    const judged = judgedView(extras.judgedPlaces, input);
    const attribute = panels?.attribute ?? extras.judgedPlaces?.attribute;
    return attribute === undefined || (panels ?? judged) === null
      ? null
      : { attribute, panels, judged };
  },
  title: ({ panels }) => panels?.heading ?? JUDGED.heading,
  answer: ({ panels, judged }) => (panels ?? judged)?.reading ?? null,
  first: ({ judged }) =>
    judged === null
      ? null
      : {
          part: "places",
          title: JUDGED.heading,
          paper: true,
          blocks: [untitledPlot(judged, FILE)],
          lines: judged.rows.some(({ verdict }) => verdict !== undefined)
            ? [JUDGED.line({ reading: judged.reading })]
            : [],
        },
  marks({ attribute, panels, judged }) {
    const marks = new Map<string, readonly (SelectionPart | null)[]>();
    if (panels !== null) marks.set(panels.id, levelParts(attribute, panels.table));
    if (judged !== null) {
      const parts = levelParts(attribute, judged.table);
      marks.set(
        judged.id,
        parts.map((part, row) => (row < judged.rowsAbove ? null : part)),
      );
    }
    return marks;
  },
  blocks: ({ panels, judged }) =>
    panels === null ? paragraph(judged?.reading ?? null) : [untitledPlot(panels, FILE)],
};
