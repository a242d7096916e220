import type { MethodsPart } from "../../reports/methods/methods-part.js";
import { shown } from "../../reports/text.js";
import { fieldName } from "../../reports/words/metric-definitions.js";
import { hasClasses } from "./gap-basis.js";
import { METHODS } from "./words.js";

/** How the difference was split. */
export const gapMethods: MethodsPart = {
  about: "difference",
  sentences({ result: { gap } }, { cite }) {
    if (gap === null || gap.terms.length === 0) return [];
    const attributes = gap.terms.some(({ term }) => term === "attribute-mix");
    const sentences: string[] = [
      METHODS.gap({
        measure: shown(fieldName(gap.metric), 80),
        attributes,
        classes: hasClasses(gap),
        cites: cite(["kitagawa1955", "nopo2008"]),
        shapley: attributes ? cite(["shorrocks2013"]) : "",
      }),
    ];
    if (gap.reweighted !== null) sentences.push(METHODS.reweighted);
    return sentences;
  },
};
