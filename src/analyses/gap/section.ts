import { ACCURACY } from "../../metrics/predictions/accuracy.js";
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
import type { DocumentBlock } from "../../reports/document-types.js";
import { estimateOf } from "../../reports/ruler-view.js";
import { DOCUMENT, HEADS } from "../../reports/words/document.js";
import type { EvaluationResult } from "../../results/result.js";
import type { AnalysisSection } from "../analysis.js";
import { type GapView, gapView } from "./gap-view.js";
import { GAP } from "./words.js";

/** A difference that nothing splits, since the published figure comes without the counts behind it. */
interface Unsplit {
  readonly title: string;
  readonly missing: string;
}

export type GapPart = GapView | Unsplit;

const isSplit = (view: GapPart): view is GapView => "plot" in view;

/** Whether the published figure was given by itself, and counts by label would split the difference. */
function comesAlone({ gap, scope, verdicts: [first] }: EvaluationResult): boolean {
  const isOfLabels = gap?.metric === first?.metric && gap?.metric === ACCURACY.id;
  if (!isOfLabels || scope !== null || first === undefined) return false;
  const { origin, source } = first.claim;
  return (
    gap.warnings.includes("gap/no-counts") && (origin !== undefined || !/\.json$/i.test(source))
  );
}

/** Why the local figure differs from the published one. */
export const gapSection: AnalysisSection<GapPart> = {
  anchor: "why",
  question: "why",
  paper: true,
  view({ result, extras }) {
    const { gap, verdicts } = result;
    if (gap === null) return null;
    if (gap.terms.length === 0) {
      return comesAlone(result) ? { title: GAP.unsplit, missing: GAP.missing } : null;
    }
    const claimed = verdicts.find(({ metric }) => metric === gap.metric);
    const local = estimateOf(result, gap.metric);
    if (claimed === undefined || local === null) return null;
    return gapView(gap, claimed.claim.value, local, extras, claimed === verdicts[0]);
  },
  title: ({ title }) => title,
  answer: (view) => (isSplit(view) ? view.largest : GAP.unknown),
  first: (view) => ({
    part: "reason",
    title: view.title,
    paper: false,
    blocks: isSplit(view)
      ? [
          {
            kind: "paragraph",
            text: view.finding,
            link: { text: GAP.steps, anchor: "why" },
          },
        ]
      : paragraph(view.missing),
    lines: [],
  }),
  blocks: (view) => (isSplit(view) ? stepBlocks(view) : paragraph(GAP.wouldShow)),
  // Classes alone are told in the page; a terminal hears of conditions.
  summary: (view) => (isSplit(view) && view.byAttributes ? [`${view.title}: ${view.finding}`] : []),
};

function stepBlocks({ finding, plot, reweighted, support, apart }: GapView): DocumentBlock[] {
  return [
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
  ];
}
