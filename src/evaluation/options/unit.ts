import { HomegroundError } from "../../core/errors.js";
import { AGGREGATES, aggregate } from "./aggregate.js";
import { evaluationOption } from "./option.js";

const UNITS = ["image", "sequence"] as const;

export const unit = evaluationOption<(typeof UNITS)[number]>({
  name: "unit",
  argument: "<unit>",
  help: "what is sampled",
  choices: UNITS,
  default: "image",
  read(value, given) {
    const rule = given.of(aggregate);
    if (value === "sequence") return { unit: { kind: "sequence", aggregate: rule ?? "mean" } };
    if (rule === undefined) return { unit: { kind: "image" } };
    throw new HomegroundError("usage/bad-option", {
      what: "--aggregate says how a sequence answers, and the unit is the image",
      where: "--aggregate",
      fix: "Add --unit sequence",
    });
  },
  fromSettings(settings, { unit: name }) {
    const rule = settings.oneOf("aggregate", AGGREGATES);
    if (name === "image") return { unit: { kind: "image" } };
    if (name === "sequence" && rule !== null) {
      return { unit: { kind: "sequence", aggregate: rule } };
    }
    return `figures of the unit ${name} cannot be computed here`;
  },
});
