import type { Analysis } from "../analysis.js";
import { mistakesOf } from "./mistakes-of.js";
import type { MistakesView } from "./mistakes-view.js";
import { mistakesSection } from "./section.js";

/** The costliest mistakes, to look at. */
export const mistakes: Analysis<MistakesView> = {
  id: "mistakes",
  weighsNothing: true,
  facts(evaluation, images) {
    const found = mistakesOf(evaluation, images.file);
    return found === null ? {} : { mistakes: found };
  },
  section: mistakesSection,
};
