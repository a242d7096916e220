import { evaluationOption } from "./option.js";
import { TOLERANCE } from "./values.js";

export const tolerance = evaluationOption<number>({
  name: "tolerance",
  argument: "<d>",
  help: "how much lower is still fine, for all claims: 0.05, '5 points'",
  ...TOLERANCE,
  read: (value) => ({ tolerance: value ?? null }),
  words: ({ tolerance: d }) => (d === null ? [] : ["--tolerance", String(d)]),
});
