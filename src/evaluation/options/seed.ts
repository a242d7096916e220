import { DEFAULT_REQUEST } from "../request.js";
import { evaluationOption } from "./option.js";
import { wholeNumber } from "./values.js";

export const seed = evaluationOption<number>({
  name: "seed",
  argument: "<n>",
  help: "of everything drawn",
  default: DEFAULT_REQUEST.seed,
  ...wholeNumber(0, Number.MAX_SAFE_INTEGER),
  read: (value = DEFAULT_REQUEST.seed) => ({ seed: value }),
  words: ({ seed: n }) => (n === DEFAULT_REQUEST.seed ? [] : ["--seed", String(n)]),
  fromSettings: (_settings, { seed: n }) => ({ seed: n }),
});
