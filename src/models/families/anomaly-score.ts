import * as z from "zod/mini";
import { field, whole } from "../card/card-field.js";
import { decodeAnomaly } from "./decode-anomaly.js";
import type { AnomalyDecode } from "./decode-types.js";
import type { OutputFamily } from "./family.js";
import { readOutput, SCORES } from "./read-output.js";
import { scorePredictions } from "./score-reader.js";

const DECODE = z.object({
  ...SCORES,
  reduce: field(
    z.enum(["none", "max", "mean"]),
    "`none`: the output is one value an image; `max`, `mean`: over all values of a score map.",
    { example: "max" },
  ),
  index: field(z.optional(whole(0)), "With `reduce` `none` and several values: which one.", {
    example: 0,
  }),
  direction: field(
    z.enum(["higher-is-worse", "lower-is-worse"]),
    "`lower-is-worse`: the sign is changed, so that a higher score is always worse afterwards.",
    { example: "higher-is-worse" },
  ),
  threshold: field(
    z.optional(z.number()),
    "Operating point, after the change of sign: an image with at least this score is anomalous.",
    { example: 0.5 },
  ),
});

/** One raw score, higher is worse. */
export const anomalyScore: OutputFamily<AnomalyDecode> = {
  id: "anomaly-score",
  task: "anomaly",
  words: {
    models: "anomaly detectors: how unusual an image is",
    outputs: "one score, or a map of scores",
  },
  predictions: scorePredictions({
    decode: DECODE,
    readDecode: (decode: z.infer<typeof DECODE>, frame, problem) => ({
      family: "anomaly-score",
      supported: true,
      ...readOutput(decode, frame, problem),
      reduce: decode.reduce,
      index: decode.index ?? null,
      direction: decode.direction,
      threshold: decode.threshold ?? null,
    }),
    isOneALabel: false,
    mayBeProbabilities: false,
    areProbabilities: () => false,
    scoresOf: (values, decode, _card, place) => ({
      scores: Float64Array.of(decodeAnomaly(values, decode, place)),
      notes: [],
    }),
  }),
};
