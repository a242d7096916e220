import { checkUsed } from "./of-uses.js";
import { evaluationOption } from "./option.js";
import { FRACTION } from "./values.js";

/** How many have it where the model is to be used, which a set of images seldom shows. */
export const prevalence = evaluationOption<number>({
  name: "prevalence",
  argument: "<p>",
  help: "with --analyse application: the share that has it where the model is to be used: 0.01",
  ...FRACTION,
  read(value, given) {
    if (value !== undefined) checkUsed("prevalence", given);
    return { prevalence: value ?? null };
  },
  words: ({ prevalence: p }) => (p === null ? [] : ["--prevalence", String(p)]),
});
