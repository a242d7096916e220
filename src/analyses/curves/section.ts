import { paragraph, plot } from "../../reports/document-blocks.js";
import { DOCUMENT } from "../../reports/words/document.js";
import { PARTS_OF_PAGE } from "../../reports/words/page.js";
import type { AnalysisSection } from "../analysis.js";
import { type RankedView, rankedView } from "./ranked-view.js";

/** How well scores tell a label from the rest. */
export const curvesSection: AnalysisSection<RankedView> = {
  anchor: "ranked",
  paper: true,
  view({ result, extras }) {
    const chosenHere = result.estimates.some((one) => one.warnings.includes("threshold/same-data"));
    const more = extras.rankedMore ?? 0;
    return rankedView(extras.ranked ?? [], { unit: result.unit, chosenHere, more });
  },
  title: () => DOCUMENT.ranked,
  name: () => PARTS_OF_PAGE.ranked,
  blocks({ left, caution, roc, precisionRecall, thresholds }) {
    // Of many labels the thresholds are in the file.
    const own = thresholds.length === 1 ? thresholds : [];
    return [
      ...paragraph(left),
      ...paragraph(caution),
      ...[roc, precisionRecall, ...own.map(({ curve }) => curve)].map((curve) =>
        plot(curve, "tables/curves.csv"),
      ),
    ];
  },
};
