import { paragraph } from "../../reports/document-blocks.js";
import { counted, grouped } from "../../reports/numbers.js";
import type { EvaluationResult, ResultDesign } from "../../results/result.js";
import type { Analysis } from "../analysis.js";

/** How labelled images were drawn, where figures allow for it: of which images they are. */
export const drawnLists: Analysis<ResultDesign> = {
  id: "drawn-lists",
  weighsNothing: true,
  section: {
    anchor: "drawn-lists",
    question: "computed",
    paper: true,
    view: ({ result }) => result.sampling?.design ?? null,
    title: () => "How the images were drawn",
    answer: (design) => ofPool(design),
    blocks: (design) => [...paragraph(ofPool(design)), ...paragraph(howDrawn(design))],
    summary: (design) => [ofPool(design)],
  },
  limitation: ({ sampling }: EvaluationResult) =>
    sampling?.design === undefined ? null : ofPool(sampling.design),
};

function ofPool({ counted: n, pool, skipped, unequal }: ResultDesign): string {
  const passed = skipped === 0 ? "" : `, ${counted(skipped, "image")} passed over`;
  const apart = unequal ? ", each standing for as many as its chance of being drawn says" : "";
  return `Figures are of the ${grouped(pool)} images that ${counted(n, "labelled image")} ${n === 1 ? "was" : "were"} drawn from${passed}${apart}.`;
}

const HOW: Readonly<Record<ResultDesign["method"], string>> = {
  stratified:
    "They were drawn at random within strata; each stratum counts by its share of the pool.",
  "hansen-hurwitz":
    "They were drawn with replacement, more often where the model is unsure; each draw counts by how unlikely it was (Hansen and Hurwitz).",
  lure: "They were drawn one after the other, more often where the model is unsure; each counts by how unlikely it was among those left (LURE).",
};

function howDrawn({ method, unequal }: ResultDesign): string {
  const left = unequal
    ? " Rankings, calibration and parts of the data are left out: they would count images alike that were drawn unequally."
    : "";
  return HOW[method] + left;
}
