import { evaluationOption } from "./option.js";
import { wholeNumber } from "./values.js";

export const MOST_REPLICATES = 1_000_000;
export const DEFAULT_REPLICATES = 2000;

export const replicates = evaluationOption<number>({
  name: "replicates",
  argument: "<n>",
  help: "bootstrap replicates",
  default: DEFAULT_REPLICATES,
  ...wholeNumber(1, MOST_REPLICATES),
  read: () => ({}), // a part of the interval
});
