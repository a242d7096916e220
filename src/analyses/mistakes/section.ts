import { inPage, paragraph, toned } from "../../reports/document-blocks.js";
import type { DocumentPictures } from "../../reports/document-types.js";
import { DOCUMENT } from "../../reports/words/document.js";
import type { AnalysisSection } from "../analysis.js";
import { type MistakesView, mistakesView } from "./mistakes-view.js";
import { BOX_KEY } from "./words.js";

const KEY: DocumentPictures["key"] = [
  { of: "truth", text: BOX_KEY.truth },
  { of: "detection", text: BOX_KEY.detection },
  { of: null, text: BOX_KEY.subject },
];

/** The costliest mistakes as tiles. */
export const mistakesSection: AnalysisSection<MistakesView> = {
  anchor: "worst",
  question: "mixed-up",
  paper: false,
  view: ({ extras: { mistakes } }) => (mistakes === undefined ? null : mistakesView(mistakes)),
  title: () => DOCUMENT.mistakes,
  blocks: ({ sum, tiles, hasMarks, withheld }) => [
    ...paragraph(sum),
    { kind: "pictures", id: "mistakes", tiles, key: hasMarks ? KEY : [] },
    inPage(...toned("note", withheld)),
  ],
};
