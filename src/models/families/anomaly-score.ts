import { decodeAnomaly } from "./decode-anomaly.js";
import type { AnomalyDecode } from "./decode-types.js";
import type { OutputFamily } from "./family.js";
import { readOutput } from "./read-output.js";
import { scoreAnswers } from "./score-reader.js";

/** One raw score, higher is worse. */
export const anomalyScore: OutputFamily<AnomalyDecode> = {
  id: "anomaly-score",
  task: "anomaly",
  answers: scoreAnswers({
    readDecode: (decode) => ({
      family: "anomaly-score",
      supported: true,
      ...readOutput(decode),
      reduce: decode.oneOf("reduce", ["none", "max", "mean"]),
      index: decode.has("index") ? decode.whole("index", 0) : null,
      direction: decode.oneOf("direction", ["higher-is-worse", "lower-is-worse"]),
      threshold: decode.has("threshold") ? decode.number("threshold") : null,
    }),
    isOneALabel: false,
    mayBeProbabilities: false,
    areProbabilities: () => false,
    decode: (values, decode, _card, place) => ({
      scores: Float64Array.of(decodeAnomaly(values, decode, place)),
      notes: [],
    }),
  }),
};
