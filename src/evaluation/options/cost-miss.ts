import { HomegroundError } from "../../core/errors.js";
import { costFalseAlarm } from "./cost-false-alarm.js";
import { checkUsed } from "./of-uses.js";
import { evaluationOption } from "./option.js";
import { ABOVE_0 } from "./values.js";

export const costMiss = evaluationOption<number>({
  name: "cost-miss",
  argument: "<c>",
  help: "with --analyse application: what one that is missed costs, in any unit",
  ...ABOVE_0,
  read(value, given) {
    const other = given.of(costFalseAlarm);
    if (value !== undefined) checkUsed("cost-miss", given);
    if ((value === undefined) !== (other === undefined)) {
      throw new HomegroundError("usage/bad-option", {
        what: "a miss and a false alarm are weighed against each other, and one of the two has no cost",
        where: value === undefined ? "--cost-false-alarm" : "--cost-miss",
        fix: "Give both, in the same unit, or neither",
      });
    }
    return { costMiss: value ?? null };
  },
  words: ({ costMiss: c }) => (c === null ? [] : ["--cost-miss", String(c)]),
});
