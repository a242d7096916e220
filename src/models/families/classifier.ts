import * as z from "zod/mini";
import { field, whole } from "../card/card-field.js";
import { areProbabilities, decodeClassifier, highestScore } from "./decode-classifier.js";
import type { ClassifierDecode } from "./decode-types.js";
import type { OutputFamily } from "./family.js";
import { readOutput, SCORES } from "./read-output.js";
import { scorePredictions } from "./score-reader.js";

const DECODE = z.object({
  ...SCORES,
  ties: field(
    z.optional(z.enum(["lowest-index"])),
    "Of several equally high scores the first label is the answer.",
    { default: "lowest-index" },
  ),
  backgroundIndex: field(
    z.optional(whole(0)),
    "Position of a label that no ground truth ever has, counted from 0.",
    { example: 0 },
  ),
});

/** Scores of labels that exclude each other. */
export const classifier: OutputFamily<ClassifierDecode> = {
  id: "classifier",
  task: "classification",
  words: { models: "classifiers: one label an image", outputs: "one score for each label" },
  predictions: scorePredictions({
    decode: DECODE,
    readDecode(decode: z.infer<typeof DECODE>, frame, problem) {
      const { backgroundIndex = null } = decode;
      if (backgroundIndex !== null && backgroundIndex >= frame.labels) {
        problem("backgroundIndex", `is ${backgroundIndex}, and there are ${frame.labels} labels`);
      }
      const output = readOutput(decode, frame, problem);
      return { family: "classifier", supported: true, ...output, backgroundIndex };
    },
    isOneALabel: true,
    mayBeProbabilities: true,
    areProbabilities: (decode, { scores }) => areProbabilities(decode, scores),
    scoresOf: (values, decode, { labels, scores }, place) =>
      decodeClassifier(values, decode, labels, scores, place),
    isOtherPrediction: (expected, found) => highestScore(expected) !== highestScore(found),
  }),
};
