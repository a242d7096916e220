import type { Analysis } from "../analysis.js";
import { leakageFacts } from "./leakage-words.js";

/** Copies among the images and of what the model was trained on. */
export const leakage: Analysis = {
  id: "leakage",
  warningFacts: leakageFacts,
};
