import { heading, inPage, inText, paragraph, toned } from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import type { FirstPart } from "../../reports/report-section.js";
import { DOCUMENT } from "../../reports/words/document.js";
import type { AnalysisSection } from "../analysis.js";
import { MOST_FIRST } from "./chosen-mistakes.js";
import { type MistakesView, mistakesView } from "./mistakes-view.js";
import { MIX_UP } from "./words.js";

/**
 * Pictures beside the verdict: of the most frequent mix-ups each with one that is right, or the first of
 * the costliest mistakes.
 */
function firstPictures({ mixUps, tiles, key }: MistakesView): FirstPart {
  const few = {
    kind: "pictures" as const,
    id: "mistakes-first",
    tiles: tiles.slice(0, MOST_FIRST),
  };
  return {
    part: "pictures",
    title: mixUps.length > 0 ? MIX_UP.title : MIX_UP.mistakes,
    paper: false,
    blocks:
      mixUps.length === 0
        ? [{ ...few, key }]
        : mixUps.flatMap(({ heading: text, tiles: own, noneRight }, i): DocumentBlock[] => [
            heading(text),
            ...(own.length === 0
              ? []
              : [{ kind: "pictures" as const, id: `mix-up-${i + 1}`, tiles: own, key: [] }]),
            ...toned("note", noneRight),
          ]),
    lines: [],
  };
}

/** The costliest mistakes as tiles. */
export const mistakesSection: AnalysisSection<MistakesView> = {
  anchor: "worst",
  question: "mixed-up",
  paper: false,
  view: ({ extras: { mistakes, detection } }) =>
    mistakes === undefined ? null : mistakesView(mistakes, detection?.mixUps),
  title: () => DOCUMENT.mistakes,
  answer: ({ kinds }) => kinds,
  first: (view) => (view.tiles.length === 0 ? null : firstPictures(view)),
  blocks({ sum, tiles, key, withheld, mixUps, kinds }) {
    // Those beside the verdict are not shown twice.
    const further = mixUps.length > 0 ? tiles : tiles.slice(MOST_FIRST);
    return [
      inText(...paragraph(kinds)),
      ...paragraph(sum),
      ...(further.length === 0
        ? []
        : [
            {
              kind: "pictures" as const,
              id: "mistakes",
              tiles: further,
              key,
            },
          ]),
      inPage(...toned("note", withheld)),
    ];
  },
};
