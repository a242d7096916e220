import {
  columns,
  details,
  inPage,
  inText,
  paragraph,
  plot,
  toned,
  untitledPlot,
} from "../../reports/document-blocks.js";
import { DOCUMENT } from "../../reports/words/document.js";
import { RANKED } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import { type RankedView, rankedView } from "./ranked-view.js";

const FILE = "tables/curves.csv";

/** How well scores tell a label from the rest. */
export const curvesSection: AnalysisSection<RankedView> = {
  anchor: "ranked",
  question: "sureness",
  paper: true,
  view({ result, extras }) {
    const chosenHere = result.estimates.some((one) => one.warnings.includes("threshold/same-data"));
    const more = extras.rankedMore ?? 0;
    return rankedView(extras.ranked ?? [], { unit: result.unit, chosenHere, more });
  },
  title: () => DOCUMENT.ranked,
  blocks: ({ left, caution, roc, precisionRecall, thresholds }) => [
    ...paragraph(left),
    inText(...paragraph(caution)),
    columns([plot(roc, FILE)], [plot(precisionRecall, FILE)]),
    inPage(...toned("caution", caution)),
    // Of many labels the thresholds are in the file.
    ...(thresholds.length === 1
      ? thresholds.map(({ curve }) => plot(curve, FILE))
      : thresholds.map(({ label, curve }) =>
          inPage(details(RANKED.threshold({ label }), untitledPlot(curve, FILE))),
        )),
  ],
};
