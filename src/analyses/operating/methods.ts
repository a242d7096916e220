import type { MethodsPart } from "../../reports/methods/methods-part.js";
import { shown } from "../../reports/text.js";
import { METHODS } from "./words.js";

/** How a threshold was chosen on the data. */
export const operatingMethods: MethodsPart = {
  about: "threshold",
  sentences({ extras: { detection } }) {
    const choice = detection?.choice ?? null;
    return choice === null ? [] : [METHODS.chosenThreshold({ choice: shown(choice, 300) })];
  },
};
