import { list, plot } from "../../reports/document-blocks.js";
import type { AnalysisSection } from "../analysis.js";
import { type BackgroundView, backgroundView } from "./background-view.js";
import { BACKGROUND } from "./words.js";

/** What a model answers without the objects. */
export const backgroundSection: AnalysisSection<BackgroundView> = {
  anchor: "without-the-object",
  question: "where",
  paper: true,
  view: ({ result }) => {
    const found = result.analyses?.background;
    return found === undefined ? null : backgroundView(found);
  },
  title: () => BACKGROUND.title,
  answer: ({ finding }) => finding,
  blocks: ({ plot: drawn, details }) => [plot(drawn, "tables/background.csv"), ...list(details)],
  summary: ({ finding }) => [finding],
};
