import * as z from "zod/mini";
import { text } from "../../../src/models/card/card-field.js";
import type { ScoreDecode } from "../../../src/models/families/decode-types.js";
import type { OutputFamily } from "../../../src/models/families/family.js";
import { scorePredictions } from "../../../src/models/families/score-reader.js";

/** How far an image is from each label; what is near is likely. */
interface DistanceDecode {
  readonly family: "distances";
  readonly supported: true;
  readonly output: string;
  readonly activation: "none";
  readonly scale: number;
}

declare module "../../../src/models/families/decode-types.js" {
  interface ScoreDecodes {
    readonly distances: DistanceDecode;
  }
}

const DECODE = z.object({ output: text(), scale: z.number().check(z.gt(0)) });

/** A family that is not in `src`. */
export const distances: OutputFamily<DistanceDecode> = {
  id: "distances",
  task: "classification",
  words: { models: "measures of distance", outputs: "a distance for each label" },
  predictions: scorePredictions<DistanceDecode & ScoreDecode>({
    decode: DECODE,
    readDecode: (decode: z.infer<typeof DECODE>) => ({
      family: "distances",
      supported: true,
      activation: "none",
      ...decode,
    }),
    isOneALabel: true,
    mayBeProbabilities: true,
    areProbabilities: () => true,
    scoresOf: (values, { scale }) => ({
      scores: values.map((far) => 2 ** (-scale * far)),
      notes: [],
    }),
  }),
};
