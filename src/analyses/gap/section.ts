import {
  column,
  heading,
  inPage,
  inText,
  list,
  paragraph,
  table,
  toned,
  untitledPlot,
} from "../../reports/document-blocks.js";
import { estimateOf } from "../../reports/ruler-view.js";
import { DOCUMENT, HEADS } from "../../reports/words/document.js";
import type { AnalysisSection } from "../analysis.js";
import { type GapView, gapView } from "./gap-view.js";
import { GAP } from "./words.js";

/** Why the local figure differs from the published one. */
export const gapSection: AnalysisSection<GapView> = {
  anchor: "why",
  question: "why",
  paper: true,
  view({ result, extras }) {
    const { gap, verdicts } = result;
    if (gap === null || gap.terms.length === 0) return null;
    const claimed = verdicts.find(({ metric }) => metric === gap.metric);
    const local = estimateOf(result, gap.metric);
    if (claimed === undefined || local === null) return null;
    return gapView(gap, claimed.claim.value, local, extras, claimed === verdicts[0]);
  },
  title: ({ title }) => title,
  answer: ({ largest }) => largest,
  first: ({ title, finding }) => ({
    part: "reason",
    title,
    paper: false,
    blocks: [{ kind: "paragraph", text: finding, link: { text: GAP.steps, anchor: "why" } }],
    lines: [],
  }),
  blocks: ({ finding, plot, reweighted, support, apart }) => [
    ...paragraph(support),
    inPage({ ...untitledPlot(plot, "tables/gap.csv"), unread: true }),
    inText(
      ...paragraph(finding),
      ...table(
        "gap",
        plot.name,
        [
          column(HEADS.step),
          column(HEADS.about, "wide"),
          column(HEADS.value, "number"),
          column(HEADS.interval, "number"),
        ],
        plot.rows.map((row) => [row.label, row.sub, row.valueText, row.intervalText ?? "none"]),
      ),
    ),
    ...toned("aside", reweighted),
    ...(apart.length === 0 ? [] : [heading(GAP.apart), ...list(apart)]),
    inText(...paragraph(DOCUMENT.gapNote)),
  ],
  // Classes alone are told in the page; a terminal hears of conditions.
  summary: ({ byAttributes, title, finding }) => (byAttributes ? [`${title}: ${finding}`] : []),
};
