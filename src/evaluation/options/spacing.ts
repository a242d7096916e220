import { HomegroundError } from "../../core/errors.js";
import { evaluationOption, placeOf } from "./option.js";
import { isLength } from "./values.js";

const LABEL = "How far apart are pixels?";

const NUMBERS = /^\d*\.?\d+(e[+-]?\d+)?(,\d*\.?\d+(e[+-]?\d+)?)?$/i;

/** `--spacing`: how far pixels are apart, so that distances of boundaries have a unit. */
export const spacing = evaluationOption<string>({
  name: "spacing",
  argument: "<distance>",
  help: "distance of pixels in your unit: a number, row,column, or a column of the labels",
  read(value) {
    if (value === undefined) return {};
    const isNumber = /^[\d.,+-]/.test(value);
    const sides = value.split(",").map(Number);
    if (isNumber && !(NUMBERS.test(value) && sides.every(isLength))) {
      throw new HomegroundError("usage/bad-option", {
        what: `${JSON.stringify(value)} is no distance of pixels`,
        where: placeOf({ name: "spacing", inApp: LABEL }),
        fix: "Write a number above 0, two as row,column, or the name of a column of the labels",
      });
    }
    return { spacing: value };
  },
  inApp: LABEL,
  control: {
    label: LABEL,
    explanation:
      "Distances and areas are in this unit then, else in pixels: a number, two as row,column, or a column of your labels.",
    values: [],
    typed: "0.5",
    truth: "masks",
  },
  words: ({ spacing: given }) => (given === null ? [] : ["--spacing", given]),
  settings: ({ spacing: given }) => (given === null ? {} : { spacing: given }),
  fromSettings(settings) {
    const given = settings.value("spacing");
    return typeof given === "string" ? { spacing: given } : {};
  },
  methods: ({ spacing: given }) =>
    given === null ? null : `Distances of boundaries use a spacing of pixels of ${given}.`,
});
