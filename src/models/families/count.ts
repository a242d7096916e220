import * as z from "zod/mini";
import { HomegroundError } from "../../core/errors.js";
import { field } from "../card/card-field.js";
import type { CountDecode } from "./decode-types.js";
import type { OutputFamily } from "./family.js";
import { checkFinite, where } from "./output-values.js";
import { OUTPUT, outputName } from "./read-output.js";
import { scorePredictions } from "./score-reader.js";

const DECODE = z.object({
  output: OUTPUT,
  reduce: field(
    z.enum(["none", "sum"]),
    "`none`: the output is one number for each label; `sum`: it is a map of densities for each label, of which all values are added up.",
    { example: "sum" },
  ),
  scale: field(
    z.optional(z.number().check(z.positive())),
    "What the model's numbers are multiplied by to be things: 0.01 where training multiplied densities by 100.",
    { default: 1, example: 0.01 },
  ),
});

/** How many things of each label are in an image: numbers, or maps whose sums they are. */
export const count: OutputFamily<CountDecode> = {
  id: "count",
  task: "counting",
  words: {
    models: "counters, of crowds, cells, animals: how many are in an image",
    outputs: "one number for each label, or a map of densities for each",
  },
  predictions: scorePredictions({
    decode: DECODE,
    readDecode: (decode: z.infer<typeof DECODE>, frame, problem) => ({
      family: "count",
      supported: true,
      activation: "none",
      output: outputName(decode, frame, problem),
      reduce: decode.reduce,
      scale: decode.scale ?? 1,
    }),
    isOneALabel: false,
    mayBeProbabilities: false,
    areProbabilities: () => false,
    scoresOf(values, { reduce, scale }, { labels }, place) {
      checkFinite(values, false, place);
      const each = values.length / labels.length;
      if (!Number.isInteger(each) || (reduce === "none" && each !== 1)) {
        throw new HomegroundError("model/wrong-outputs", {
          what: `the model answers with ${values.length} values, and there are ${labels.length} labels`,
          where: where(place),
          fix: "State decode.reduce as sum where these are maps, with a label for each map, channels first",
        });
      }
      const counts = new Float64Array(labels.length);
      for (let i = 0; i < values.length; i++) counts[Math.floor(i / each)]! += values[i]!;
      for (let k = 0; k < counts.length; k++) counts[k]! *= scale;
      return { scores: counts, notes: [] };
    },
  }),
};
