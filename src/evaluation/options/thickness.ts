import { HomegroundError } from "../../core/errors.js";
import { checkUsed } from "./of-uses.js";
import { evaluationOption, placeOf } from "./option.js";
import { isLength } from "./values.js";

const LABEL = "How thick is a slice?";

/** `--thickness`: how thick a slice is, so that areas of the slices of a subject add up to its volume. */
export const thickness = evaluationOption<string>({
  name: "thickness",
  argument: "<distance>",
  help: "with --analyse application: thickness of a slice, a number or a column of the labels: volumes of subjects in place of areas",
  read(value, given) {
    if (value === undefined) return {};
    checkUsed("thickness", given);
    if (/^[\d.,+-]/.test(value) && !isLength(Number(value))) {
      throw new HomegroundError("usage/bad-option", {
        what: `${JSON.stringify(value)} is no thickness`,
        where: placeOf({ name: "thickness", inApp: LABEL }),
        fix: "Write a number above 0, in the unit of the spacing, or the name of a column of the labels",
      });
    }
    return { thickness: value };
  },
  inApp: LABEL,
  control: {
    label: LABEL,
    explanation:
      "Areas of the slices of a subject add up to its volume then, where a result is asked what it leads to: a number in the unit of the pixels' distance, or a column of your labels. Images of one subject are the group.",
    values: [],
    typed: "5",
    truth: "masks",
  },
  words: ({ thickness: given }) => (given === null ? [] : ["--thickness", given]),
});
