import { DEFAULT_REQUEST } from "../request.js";
import { checkUsed } from "./of-uses.js";
import { evaluationOption } from "./option.js";
import { ABOVE_0 } from "./values.js";

export const gap = evaluationOption<number>({
  name: "gap",
  argument: "<minutes>",
  help: "with --analyse application: minutes without a species after which it is another event (default: 30)",
  ...ABOVE_0,
  read(value, given) {
    if (value !== undefined) checkUsed("gap", given);
    return { gapMinutes: value ?? DEFAULT_REQUEST.gapMinutes };
  },
  words: ({ gapMinutes }) =>
    gapMinutes === DEFAULT_REQUEST.gapMinutes ? [] : ["--gap", String(gapMinutes)],
});
