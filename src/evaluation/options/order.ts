import { HomegroundError } from "../../core/errors.js";
import type { EvaluateRequest } from "../request.js";
import { anytime } from "./anytime.js";
import { evaluationOption } from "./option.js";

export const order = evaluationOption<EvaluateRequest["lookOrder"]>({
  name: "order",
  argument: "<order>",
  help: "with --anytime: drawn from the seed, or the file's, if random",
  choices: ["drawn", "file"],
  read(value, given) {
    if (value === undefined || given.of(anytime) === true) return { lookOrder: value ?? "drawn" };
    throw new HomegroundError("usage/bad-option", {
      what: "--order says in which order looks take the images, and there is one look at all of them",
      where: "--order",
      fix: "Add --anytime, or leave --order out",
    });
  },
  words: ({ anytime: isAnytime, lookOrder }) =>
    isAnytime && lookOrder !== "drawn" ? ["--order", lookOrder] : [],
});
