import * as z from "zod/mini";
import { field } from "../card/card-field.js";
import { areProbabilities, decodeMultilabel } from "./decode-classifier.js";
import type { MultilabelDecode } from "./decode-types.js";
import type { OutputFamily } from "./family.js";
import { readOutput, SCORES } from "./read-output.js";
import { scorePredictions } from "./score-reader.js";

/** From which score on a label counts as answered, where engines are compared. */
const USUAL_THRESHOLD = 0.5;

const DECODE = z.object({
  ...SCORES,
  thresholds: field(
    z.optional(z.array(z.number())),
    "One a label: it is present when its score is at least this. Left out: there is no operating point.",
    { example: [0.5, 0.3] },
  ),
});

/** Scores of labels that may all be there at once. */
export const multilabel: OutputFamily<MultilabelDecode> = {
  id: "multilabel",
  task: "multilabel",
  words: {
    models: "classifiers: any number of labels an image",
    outputs: "one score for each label",
  },
  predictions: scorePredictions({
    decode: DECODE,
    readDecode(decode: z.infer<typeof DECODE>, frame, problem) {
      const { thresholds = null } = decode;
      if (thresholds !== null && thresholds.length !== frame.labels) {
        problem("thresholds", `has ${thresholds.length} values for ${frame.labels} labels`);
      }
      const output = readOutput(decode, frame, problem);
      return { family: "multilabel", supported: true, ...output, thresholds };
    },
    isOneALabel: true,
    mayBeProbabilities: true,
    areProbabilities: (decode, { scores }) => areProbabilities(decode, scores),
    scoresOf: (values, decode, { labels, scores }, place) =>
      decodeMultilabel(values, decode, labels, scores, place),
    isOtherPrediction: (expected, found) =>
      expected.some((score, k) => score >= USUAL_THRESHOLD !== found[k]! >= USUAL_THRESHOLD),
  }),
};
