import { list, paragraph, plot, toned } from "../../reports/document-blocks.js";
import type { AnalysisSection } from "../analysis.js";
import { type ClassSupportView, classSupportView } from "./class-support-view.js";
import { CLASS_SUPPORT } from "./words.js";

const FILE = "tables/class-support.csv";

/** What was trained of each class, and how often it is right here. */
export const classSupportSection: AnalysisSection<ClassSupportView> = {
  anchor: "class-support-section",
  question: "why",
  paper: false,
  view: ({ result }) => {
    const found = result.analyses?.["class-support"];
    return found === undefined ? null : classSupportView(found);
  },
  title: () => CLASS_SUPPORT.title,
  answer: ({ finding }) => finding,
  blocks: ({ from, groups, plot: drawn }) => [
    plot(drawn, FILE),
    ...list(groups),
    ...paragraph(from),
    ...toned("note", CLASS_SUPPORT.note),
  ],
  summary: ({ finding }) => [finding],
};
