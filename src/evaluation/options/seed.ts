import { evaluationOption } from "./option.js";
import { wholeNumber } from "./values.js";

const DEFAULT = 1;

export const seed = evaluationOption<number>({
  name: "seed",
  argument: "<n>",
  help: "of everything drawn",
  default: DEFAULT,
  ...wholeNumber(0, Number.MAX_SAFE_INTEGER),
  read: (value = DEFAULT) => ({ seed: value }),
  words: ({ seed: n }) => (n === DEFAULT ? [] : ["--seed", String(n)]),
  fromSettings: (_settings, { seed: n }) => ({ seed: n }),
});
