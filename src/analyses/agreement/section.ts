import { paragraph, plot, toned } from "../../reports/document-blocks.js";
import type { AnalysisSection } from "../analysis.js";
import { type AgreementView, agreementView } from "./agreement-view.js";
import { AGREEMENT } from "./words.js";

const FILE = "tables/agreement.csv";

/** How far a single count can be off. */
export const agreementSection: AnalysisSection<AgreementView> = {
  anchor: "agreement-section",
  question: "mixed-up",
  paper: true,
  view({ result, extras }) {
    const found = result.analyses?.agreement;
    return found === undefined ? null : agreementView(found, extras.agreement ?? []);
  },
  title: () => AGREEMENT.title,
  answer: ({ finding }) => finding,
  blocks: ({ said, plot: drawn }) => [
    plot(drawn, FILE),
    ...said.flatMap((text) => paragraph(text)),
    ...toned("note", AGREEMENT.note),
  ],
  summary: ({ finding }) => [finding],
};
