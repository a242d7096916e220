import { HomegroundError } from "../../core/errors.js";
import { checkUsed } from "./of-uses.js";
import { evaluationOption } from "./option.js";

/** `--thickness`: how thick a slice is, so that areas of the slices of a subject add up to its volume. */
export const thickness = evaluationOption<string>({
  name: "thickness",
  argument: "<distance>",
  help: "with --analyse application: thickness of a slice, a number or a column of the labels: volumes of subjects in place of areas",
  read(value, given) {
    if (value === undefined) return {};
    checkUsed("thickness", given);
    if (/^[\d.,+-]/.test(value) && !(Number(value) > 0 && Number.isFinite(Number(value)))) {
      throw new HomegroundError("usage/bad-option", {
        what: `${JSON.stringify(value)} is no thickness`,
        where: "--thickness",
        fix: "Write a number above 0, in the unit of the spacing, or the name of a column of the labels",
      });
    }
    return { thickness: value };
  },
  words: ({ thickness: given }) => (given === null ? [] : ["--thickness", given]),
});
