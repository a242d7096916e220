import { inPage, inText, paragraph, plot, toned } from "../../reports/document-blocks.js";
import { DOCUMENT } from "../../reports/words/document.js";
import { PARTS_OF_PAGE } from "../../reports/words/page.js";
import { EVENED_OUT } from "../../reports/words/parts.js";
import type { AnalysisSection } from "../analysis.js";
import { levelParts } from "../level-parts.js";
import { type PartsView, partsView } from "./slices-view.js";

/** Parts of the data, a forest an attribute. */
export const slicesSection: AnalysisSection<PartsView> = {
  anchor: "parts",
  question: "where",
  paper: true,
  view({ result }) {
    const view = partsView(result.estimates, result.inputs.notes);
    return view.slices.length + view.slicesNone.length === 0 ? null : view;
  },
  title: () => DOCUMENT.parts,
  pageTitle: () => PARTS_OF_PAGE.slices,
  answer({ slices, slicesNone }) {
    const worse = slices.find(({ drawing }) => drawing.marks.some(({ sign }) => sign === "worse"));
    return (worse ?? slices[0])?.reading ?? slicesNone[0] ?? null;
  },
  blocks({ slices, slicesLeft, slicesNone }) {
    const none = slicesNone.flatMap((sentence) => paragraph(sentence));
    const evened = slices.some((one) => one.evened) ? ` ${EVENED_OUT}` : "";
    const link = { text: PARTS_OF_PAGE.meaning, anchor: "figures" };
    const hasRanges = slices.length === 0 || slices.some((one) => one.hasRanges);
    const lead = hasRanges ? PARTS_OF_PAGE.slicesLead : PARTS_OF_PAGE.slicesWithout;
    return [
      inPage({ kind: "paragraph", text: lead + evened, link }),
      ...(slices.length === 0 ? [] : [inText(...paragraph(lead))]),
      ...slices.map((one) => plot(one, "tables/slices.csv", one.heading)),
      inPage(...none, ...toned("note", slicesLeft)),
      inText(...(slices.length === 0 ? [] : paragraph(slicesLeft)), ...none),
    ];
  },
  marks: ({ slices }) =>
    new Map(slices.map(({ id, attribute, table }) => [id, levelParts(attribute, table)])),
  summary: ({ slicesNone }) => slicesNone,
};
