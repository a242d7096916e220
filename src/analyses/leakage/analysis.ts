import type { Analysis } from "../analysis.js";
import { duplicatesOf, leakageResult, leakageWarnings } from "./leakage-result.js";
import { leakageFacts, trainingLimit } from "./leakage-words.js";
import { type PairsView, pairsSection } from "./section.js";

/** Copies among the images and of what the model was trained on. */
export const leakage: Analysis<PairsView> = {
  id: "leakage",
  weighsNothing: true,
  before: ({ leakage: found }) => ({
    warnings: leakageWarnings(found),
    notes: found?.notes ?? [],
    inputs: duplicatesOf(found),
  }),
  find: ({ outcomes, image, sequences, headline }, request, given) => ({
    result: leakageResult(given.leakage, { outcomes, image, sequences }, headline, request),
  }),
  section: pairsSection,
  warningFacts: leakageFacts,
  limits: ({ result }) => [{ of: "every-run", text: trainingLimit(result) }],
};
