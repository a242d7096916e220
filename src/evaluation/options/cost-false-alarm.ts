import { checkUsed } from "./of-uses.js";
import { evaluationOption } from "./option.js";
import { ABOVE_0 } from "./values.js";

export const costFalseAlarm = evaluationOption<number>({
  name: "cost-false-alarm",
  argument: "<c>",
  help: "with --analyse application: what a false alarm costs, in the same unit",
  ...ABOVE_0,
  read(value, given) {
    if (value !== undefined) checkUsed("cost-false-alarm", given);
    return { costFalseAlarm: value ?? null };
  },
  words: ({ costFalseAlarm: c }) => (c === null ? [] : ["--cost-false-alarm", String(c)]),
});
