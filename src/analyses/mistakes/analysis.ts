import type { Analysis } from "../analysis.js";
import type { MistakesView } from "./mistakes-view.js";
import { mistakesSection } from "./section.js";

/** The costliest mistakes, to look at. */
export const mistakes: Analysis<MistakesView> = {
  id: "mistakes",
  section: mistakesSection,
};
